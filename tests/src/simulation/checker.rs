//! What must be true once nothing fails any more, said of the raw tables and of the server's log, not of
//! what the programs say of themselves.

mod erasure;
mod given;
mod held;
mod sources;
mod trail;

use std::collections::{BTreeMap, BTreeSet};

use domain::change::{Act, Change, Header};
use domain::fold::Fold;
use domain::ids::{ChangeId, GroupId, RecordId, StreamId};
use domain::records::ENDED;
pub use given::{as_given, given};
use held::{Held, read};
pub use held::{Row, control_of, ids};
use wardbook_server::core::placing::Erased;

use super::device::Device;
use super::photos;
use super::world::World;

pub(super) type Checked<T = ()> = Result<T, String>;

/// `from_the_ground` reads every signature, page and list again too: of the server and of two laptops, since it
/// takes the longest by far.
pub fn at_rest(world: &World, from_the_ground: bool) -> Checked {
    if from_the_ground {
        world.borough.verify().map_err(|what| format!("the server does not verify: {what}"))?;
    }
    let log = world.borough.log();
    let mut places: BTreeMap<ChangeId, (StreamId, u64)> = BTreeMap::new();
    for (stream, rows) in &log {
        for (at, row) in rows.iter().enumerate() {
            let position = at as u64 + 1;
            if row.position != position {
                return Err(format!("stream {stream} has position {} where {position} should be", row.position));
            }
            if let Some(before) = places.insert(row.id, (*stream, position)) {
                return Err(format!("change {} stands at {before:?} and at {:?}", row.id, (*stream, position)));
            }
        }
    }
    let gone_for_good = world.borough.erased();
    erasure::at_server(&log, &gone_for_good)?;
    let held_at_server: BTreeSet<GroupId> = world.borough.held().into_iter().collect();
    let devices: Vec<Held> = world.devices.iter().map(read).collect::<Checked<_>>()?;
    for (no, (device, held)) in world.devices.iter().zip(&devices).enumerate() {
        let say = |what: String| format!("{}: {what}", device.name);
        let apart = (no + world.devices.len() - world.turn() % world.devices.len()) % world.devices.len();
        if from_the_ground && apart < 2 {
            verifies(device).map_err(say)?;
        }
        if world.waiting(no) != Some(0) {
            return Err(say(format!("{:?} groups still wait", world.waiting(no))));
        }
        positions(held, &places).map_err(say)?;
        entitled(world, device, held).map_err(say)?;
        complete(world, device, held, &log).map_err(say)?;
        folds(held).map_err(say)?;
        erasure::at_laptop(held, &gone_for_good).map_err(say)?;
        photos::complete(world, held.rows.values(), &held.photos).map_err(say)?;
        lists(held, &held_at_server).map_err(say)?;
        told_alike(device).map_err(say)?;
    }
    alike(world, &devices)?;
    sources::hold(world, &devices, &log)?;
    trail::hold(world, &devices, &log)?;
    confirmed(world, &devices, (&log, &gone_for_good), &places, &held_at_server)
}

fn verifies(device: &Device) -> Checked {
    let store = device.store.as_ref().ok_or("is off")?;
    store.verify(&|_| {}).map(|_| ()).map_err(|error| format!("does not verify: {error}"))
}

/// A server that only fails and is restored tells everybody the same, and nobody was ever warned of it.
fn told_alike(device: &Device) -> Checked {
    match &device.warned {
        None => Ok(()),
        Some(found) => Err(format!("was warned of what the server told others: {found:?}")),
    }
}

/// Where a device has something, the server has it in the same place, and the device has all before it.
fn positions(held: &Held, places: &BTreeMap<ChangeId, (StreamId, u64)>) -> Checked {
    let mut found: BTreeMap<StreamId, BTreeSet<u64>> = BTreeMap::new();
    for (id, row) in &held.rows {
        let Some(position) = row.position else { continue };
        if places.get(id) != Some(&(row.stream, position)) {
            return Err(format!("has {id} at {position}, the server at {:?}", places.get(id)));
        }
        found.entry(row.stream).or_default().insert(position);
    }
    for (stream, cursor) in &held.cursors {
        let here = found.get(stream).map_or(0, BTreeSet::len) as u64;
        if here != *cursor {
            return Err(format!("has {here} changes of stream {stream} and a cursor of {cursor}"));
        }
    }
    Ok(())
}

/// Nothing that somebody else wrote is held of a stream that this person may not read.
fn entitled(world: &World, device: &Device, held: &Held) -> Checked {
    let known = world.borough.known();
    let readable = known.readable(device.person, world.borough.today());
    for row in held.rows.values() {
        let unsent = row.position.is_none() && row.change.header().author == device.person;
        let of_all = matches!(row.sort.as_str(), "control" | "reference");
        // What opens a plan can be lost with a server's disk, and its opener's right with it: what nobody knows at the
        // server is never a reason to take anything off a laptop. Of every other stream the server knows what it is for.
        let plan = matches!(row.sort.as_str(), "plan/work" | "plan/core");
        let lost_plan = plan && known.directory.stream(row.stream).is_none();
        if !unsent && !of_all && !lost_plan && !readable.contains(&row.stream) {
            let header = row.change.header();
            let what = format!(
                "{} {} of {} {}, at {:?}",
                header.kind,
                header.act.as_str(),
                row.sort,
                row.stream,
                row.position
            );
            return Err(format!("holds {}, {what}, which it may not read", header.id));
        }
    }
    Ok(())
}

/// Everything it may read is here, to the last position.
fn complete(
    world: &World,
    device: &Device,
    held: &Held,
    log: &BTreeMap<StreamId, Vec<wardbook_server::storage::Row>>,
) -> Checked {
    let known = world.borough.known();
    for stream in known.readable(device.person, world.borough.today()).iter() {
        let there = log.get(stream).map_or(0, Vec::len) as u64;
        let here = held.cursors.get(stream).copied().unwrap_or(0);
        if here != there {
            return Err(format!("has {here} of {there} changes of stream {stream}"));
        }
    }
    Ok(())
}

/// Two values that nobody chose between are both shown, counted by another way than the fold's own.
fn folds(held: &Held) -> Checked {
    let mut records: BTreeMap<RecordId, Vec<&Change>> = BTreeMap::new();
    for row in held.rows.values() {
        records.entry(row.change.header().record).or_default().push(&row.change);
    }
    for (record, changes) in records {
        let whole = changes.iter().all(|change| Fold::readable(change).is_ok() && !change.header().act.drops_bodies());
        if !whole {
            continue;
        }
        let undone: BTreeSet<ChangeId> = changes
            .iter()
            .filter(|change| {
                matches!(change.header().act, domain::change::Act::Reinstate | domain::change::Act::Withdraw)
            })
            .flat_map(|change| change.header().supersedes.clone())
            .collect();
        if !undone.is_empty() {
            // Acts on acts have rules of their own, which the fold's property tests hold.
            continue;
        }
        let mut fields: BTreeMap<String, Vec<(&Header, serde_json::Value)>> = BTreeMap::new();
        for change in &changes {
            let sets = matches!(change.header().act, domain::change::Act::Create | domain::change::Act::Set);
            for (field, value) in change.content().ok().flatten().into_iter().flatten().filter(|_| sets) {
                fields.entry(field).or_default().push((change.header(), value));
            }
        }
        for (field, writes) in fields {
            // Whoever ends something ends it: of several endings none is chosen.
            if field == ENDED {
                continue;
            }
            let over: BTreeSet<ChangeId> =
                writes.iter().flat_map(|(header, _)| header.supersedes.iter().copied()).collect();
            let left: BTreeSet<String> = writes
                .iter()
                .filter(|(header, _)| !over.contains(&header.id))
                .map(|(_, value)| value.to_string())
                .collect();
            let shown = held.conflicts.contains(&(record, field.clone()));
            if left.len() > 1 && !shown {
                return Err(format!("does not show that “{field}” of {record} has {} values", left.len()));
            }
            if left.len() <= 1 && shown {
                return Err(format!("shows a conflict about “{field}” of {record} that is none"));
            }
        }
    }
    Ok(())
}

/// A note is listed once, and as taken back exactly where somebody took it back. What anybody may always record
/// is never refused.
fn lists(held: &Held, held_at_server: &BTreeSet<GroupId>) -> Checked {
    let erased = erasure::records(held);
    // One act that takes back an erased note and records it anew: what it said was to go.
    let with_erased: BTreeSet<GroupId> = held
        .rows
        .values()
        .filter(|row| erased.contains(&row.change.header().record))
        .map(|row| row.change.header().group.id)
        .collect();
    if let Some(listed) = held.notes.keys().find(|id| erased.contains(id)) {
        return Err(format!("lists {listed}, which was erased"));
    }
    let mut withdrawn: BTreeSet<RecordId> = BTreeSet::new();
    let mut recorded: BTreeMap<String, RecordId> = BTreeMap::new();
    for row in held.rows.values() {
        let header = row.change.header();
        if header.kind != "note" {
            continue;
        }
        match header.act {
            domain::change::Act::Withdraw => {
                withdrawn.insert(header.record);
            }
            domain::change::Act::Create => {
                let content = row.change.content().ok().flatten().unwrap_or_default();
                let Some(text) = content.get("text").and_then(serde_json::Value::as_str) else { continue };
                if let Some(other) =
                    recorded.insert(text.to_owned(), header.record).filter(|other| *other != header.record)
                {
                    return Err(format!("holds one note twice, as {other} and {}", header.record));
                }
                // What a copy handed over under its own signature waits for a supervisor; to this one it is taken.
                let of_copy = |code: &String| {
                    matches!(code.as_str(), "id-clash" | "number-taken") && held_at_server.contains(&header.group.id)
                        || code == "erased" && with_erased.contains(&header.group.id)
                };
                if let Some(code) = held.refused.get(&header.group.id).filter(|code| !of_copy(code)) {
                    return Err(format!(
                        "{:?} was refused a note, as “{code}”: part {} of {} of group {}, number {} of device {}, {}placed",
                        held.rows
                            .values()
                            .filter(|r| r.change.header().group.id == header.group.id)
                            .map(|r| (
                                r.sort.clone(),
                                r.position,
                                r.change.header().act.as_str().to_owned(),
                                r.change.header().stream,
                                r.change.header().device,
                                r.change.header().sequence
                            ))
                            .collect::<Vec<_>>(),
                        header.group.index + 1,
                        header.group.count,
                        header.group.id,
                        header.sequence,
                        header.device,
                        if row.position.is_some() { "" } else { "not " }
                    ));
                }
                let out_of_sight = held.rows.values().any(|other| {
                    other.change.header().record == header.record && other.change.header().act == Act::Erase
                });
                if !held.notes.contains_key(&header.record) && !out_of_sight {
                    return Err(format!("does not list note {}", header.record));
                }
            }
            _ => {}
        }
    }
    for (id, (_, said)) in &held.notes {
        if *said != withdrawn.contains(id) {
            return Err(format!("lists note {id} as {}taken back", if *said { "" } else { "not " }));
        }
    }
    Ok(())
}

/// Whoever holds a note lists the same of it.
fn alike(world: &World, devices: &[Held]) -> Checked {
    let mut lists: BTreeMap<RecordId, (&str, &(String, bool))> = BTreeMap::new();
    for (device, held) in world.devices.iter().zip(devices) {
        let waits = with_something_unplaced(held);
        for (id, said) in held.notes.iter().filter(|(id, _)| !waits.contains(id)) {
            let (first, before) = lists.entry(*id).or_insert((&device.name, said));
            if *before != said {
                return Err(format!("{first} and {} list different things of note {id}", device.name));
            }
        }
    }
    Ok(())
}

/// Records of which something that is here is not with the server.
fn with_something_unplaced(held: &Held) -> BTreeSet<RecordId> {
    let unplaced = held.rows.values().filter(|row| row.position.is_none());
    unplaced.map(|row| row.change.header().record).collect()
}

/// Whatever somebody was told is saved is in the server's log, held there, or in front of its author.
fn confirmed(
    world: &World,
    devices: &[Held],
    (log, erased): (&BTreeMap<StreamId, Vec<wardbook_server::storage::Row>>, &BTreeSet<Erased>),
    places: &BTreeMap<ChangeId, (StreamId, u64)>,
    held_at_server: &BTreeSet<GroupId>,
) -> Checked {
    for entry in world.ledger.entries.iter().filter(|entry| !entry.undone) {
        let name = &world.devices[entry.device].name;
        let placed = entry.changes.iter().filter(|id| places.contains_key(id)).count();
        if placed == entry.changes.len() {
            continue;
        }
        if placed > 0 {
            return Err(format!("a group of {name} (step {}) is at the server in part", entry.step));
        }
        // Under its group's id, or under the one it was signed anew with as another device.
        let own = &devices[entry.device];
        let here: BTreeSet<GroupId> = entry
            .changes
            .iter()
            .filter_map(|id| own.rows.get(id).map(|row| row.change.header().group.id))
            .chain([entry.group])
            .collect();
        let states: Vec<&String> = here.iter().filter_map(|group| own.outbox.get(group)).collect();
        // No copy was left that its holder may keep.
        let gone =
            entry.readers_only && !devices.iter().any(|held| entry.changes.iter().any(|id| held.rows.contains_key(id)));
        let told = gone
            || sources::with_leads_alone(devices, log, erased, &entry.changes)
            || states.iter().any(|state| matches!(state.as_str(), "refused" | "declined" | "held"));
        let kept = here.iter().any(|group| held_at_server.contains(group));
        if !told && !kept {
            let elsewhere: Vec<String> =
                world.devices.iter().flat_map(|device| held::said_of(device, &entry.changes)).collect();
            return Err(format!(
                "what was entered on {name} in step {} is nowhere: {} of it here, outbox {states:?}; held: {elsewhere:?}",
                entry.step,
                entry.changes.iter().filter(|id| own.rows.contains_key(id)).count()
            ));
        }
    }
    Ok(())
}
