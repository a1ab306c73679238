//! Sealed sources and the roster of those who open them: said of what stands in the rows, opened with the keys that
//! each laptop really has.

use std::collections::{BTreeMap, BTreeSet};

use domain::change::{Act, Body, Header};
use domain::ids::{ChangeId, DeviceId, PersonId, RecordId, StreamId};
use domain::records::{Kind, Place, SourceRecord};
use domain::roster::{RosterRecord, Stray};
use domain::signing::hex;
use serde_json::Value;
use store::read::Gone;
use wardbook_server::core::placing::Erased;
use wardbook_server::storage::Row as Placed;

use super::super::sealing;
use super::super::world::World;
use super::{Checked, Held};

/// What every source begins with, in clear and as it would stand in a field of hex.
const IN_CLEAR: &str = "Zelkjordan";

/// Everything that holds of sources at rest.
pub(super) fn hold(world: &World, devices: &[Held], log: &BTreeMap<StreamId, Vec<Placed>>) -> Checked {
    nowhere_in_clear(devices, log)?;
    let gone = followed(world)?;
    sealed_to_the_present(world)?;
    for (no, held) in devices.iter().enumerate() {
        opened_by(world, no, held, &gone[no]).map_err(|what| format!("{}: {what}", world.devices[no].name))?;
    }
    Ok(())
}

/// No word of a source in any body that the server has, or that waits on a laptop to be sent.
fn nowhere_in_clear(devices: &[Held], log: &BTreeMap<StreamId, Vec<Placed>>) -> Checked {
    let hexed = hex(IN_CLEAR.as_bytes());
    let clear = |content: &Value| {
        let text = content.to_string();
        text.contains(IN_CLEAR) || text.contains(&hexed)
    };
    for row in log.values().flatten() {
        let content = row.body.as_deref().and_then(|body| Body::read::<Value>(body).ok());
        if content.as_ref().is_some_and(clear) {
            return Err(format!("the server has who told it in clear, in {}", row.id));
        }
    }
    for (id, row) in devices.iter().flat_map(|held| &held.rows).filter(|(_, row)| row.position.is_none()) {
        let content = row.change.content().ok().flatten().map(Value::Object);
        if content.as_ref().is_some_and(clear) {
            return Err(format!("who told it stands in clear on a laptop, in {id}"));
        }
    }
    Ok(())
}

/// What each laptop goes by: by no roster that a stranger signed, and by the same one, unless leads made rosters without
/// sight of each other. Then everybody is told.
fn followed(world: &World) -> Checked<Vec<Gone>> {
    let mut all: Vec<Gone> = Vec::with_capacity(world.devices.len());
    for device in &world.devices {
        let store = device.store.as_ref().ok_or("is off")?;
        let gone = store.read(|reader| reader.roster()).map_err(|error| error.to_string())?;
        if gone.by.as_ref().is_some_and(|roster| world.secrets.strays.contains(&roster.id)) {
            return Err(format!("{} goes by the roster of somebody who stands in none", device.name));
        }
        let id = |gone: &Gone| gone.by.as_ref().map(|roster| (roster.record.number, roster.id));
        if let Some((at, other)) = all.iter().enumerate().find(|(_, other)| id(other) != id(&gone))
            && (told(world, other).is_empty() || told(world, &gone).is_empty())
        {
            let (name, other_name) = (&device.name, &world.devices[at].name);
            return Err(format!(
                "{other_name} goes by roster {:?} and is told of {:?}, {name} by {:?} and is told of {:?}",
                id(other),
                told(world, other),
                id(&gone),
                told(world, &gone)
            ));
        }
        all.push(gone);
    }
    Ok(all)
}

/// Rosters that came and are not gone by, but for those of strangers.
fn told(world: &World, gone: &Gone) -> Vec<(RecordId, Stray)> {
    let of_leads = |(id, _, _): &&(RecordId, PersonId, Stray)| !world.secrets.strays.contains(id);
    gone.strays.iter().filter(of_leads).map(|(id, _, why)| (*id, *why)).collect()
}

/// Whoever seals goes by the last roster that they have seen.
fn sealed_to_the_present(world: &World) -> Checked {
    let old = world.secrets.sealed.iter().find(|(_, sealed)| sealed.expected != Some(sealed.key));
    old.map_or(Ok(()), |(id, sealed)| {
        Err(format!("source {id} was sealed to another key than that of roster {}, which was gone by", sealed.number))
    })
}

/// Each lead's laptop opens every source that it holds, and reads what was told; nobody opens what was sealed after
/// they had left, or without ever having stood there.
fn opened_by(world: &World, no: usize, held: &Held, gone: &Gone) -> Checked {
    let device = &world.devices[no];
    let (Some(store), Some(who)) = (&device.store, device.who()) else { return Err("is off".to_owned()) };
    let present = gone.by.as_ref().filter(|roster| roster.record.device(who.device).is_some());
    let rosters: Vec<RosterRecord> = of_kind(held, "roster").filter_map(|(_, _, body)| Body::read(body).ok()).collect();
    let mut keys = BTreeMap::new();
    for key in rosters.iter().flat_map(|roster| roster.open(who.device, &who.key)) {
        keys.insert(key.public(), key);
    }
    let mut stood: BTreeMap<u32, BTreeSet<DeviceId>> = BTreeMap::new();
    for roster in &rosters {
        stood.entry(roster.number).or_default().extend(sealing::devices(roster));
    }
    // By one that waits, too: what its author could not send stays in their log when the rest of it went.
    let erased: BTreeSet<RecordId> = held
        .rows
        .values()
        .map(|row| row.change.header())
        .filter(|header| header.act == Act::Erase)
        .map(|header| header.record)
        .collect();
    for (_, header, body) in of_kind(held, "source") {
        if erased.contains(&header.record) {
            continue;
        }
        let (Some(sealed), Ok(record)) = (world.secrets.sealed.get(&header.record), Body::read::<SourceRecord>(body))
        else {
            return Err(format!("source {} is none that anybody sealed", header.record));
        };
        let place = Place { record: header.record, stream: header.stream, author: header.author };
        let opened = keys.get(&record.key).and_then(|key| record.open(std::slice::from_ref(key), place).ok());
        if let Some(roster) = present
            && (roster.record.keys.contains(&record.key) || told(world, gone).is_empty())
        {
            let shown = store.read(|reader| reader.open_source(header.record));
            let number = roster.record.number;
            let shown = shown
                .map_err(|error| format!("stands in roster {number} and does not open {}: {error}", header.record))?;
            if shown.who != sealed.who {
                return Err(format!("source {} opens as what somebody else told", header.record));
            }
        }
        let named = sealed.leads.contains(&who.device)
            || stood.range(sealed.number..).any(|(_, there)| there.contains(&who.device));
        if opened.is_some() && !named {
            return Err(format!("opens source {}, which was sealed after it had left", header.record));
        }
    }
    Ok(())
}

/// A source that a restored server lost and that its author's laptop does not hold, having sealed it: under a number that
/// a copy of that laptop has used since, where the server has another change and leads who had it read it; or erased for
/// good since, where nothing is left to be read.
pub(super) fn with_leads_alone(
    devices: &[Held],
    log: &BTreeMap<StreamId, Vec<Placed>>,
    erased: &BTreeSet<Erased>,
    entered: &[ChangeId],
) -> bool {
    let used = |number: (DeviceId, u64)| {
        let mut headers = log.values().flatten().filter_map(|row| Header::decode(&row.header).ok());
        headers.any(|header| (header.device, header.sequence) == number)
    };
    let passes = |header: &Header| {
        let gone = erased.contains(&(header.stream, *header.record.as_bytes()));
        header.kind == Kind::Source.as_str() && (gone || used((header.device, header.sequence)))
    };
    let held_so = |held: &Held, id: &ChangeId| held.rows.get(id).is_some_and(|row| passes(row.change.header()));
    devices.iter().any(|held| entered.iter().all(|id| held_so(held, id)))
}

fn of_kind<'a>(held: &'a Held, kind: &'a str) -> impl Iterator<Item = (ChangeId, &'a Header, &'a [u8])> {
    held.rows.iter().filter_map(move |(id, row)| {
        let header = row.change.header();
        let body = row.change.body_bytes().filter(|_| header.kind == kind && header.act == Act::Create)?;
        Some((*id, header, body))
    })
}
