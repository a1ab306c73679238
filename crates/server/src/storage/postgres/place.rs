//! Placing in one transaction: the facts, what [`crate::core::placing`] makes of them, and the rows.
//!
//! Locks are taken in one order, so that nobody waits in a circle: the gate, the devices by id, the
//! streams by id, each in a statement of its own. Only then are facts read: under READ COMMITTED each
//! statement sees what was committed when it began, so one that begins after the locks sees everything
//! that was done under them. What does not wait for an answer is sent together, and the database works
//! through it in the order sent.

use std::collections::{BTreeMap, BTreeSet};

use deadpool_postgres::Transaction;
use domain::change::ChangeHash;
use domain::ids::{ChangeId, DeviceId, GroupId, StreamId};
use tokio_postgres::Row;

use super::read::{self, cell, fixed};
use super::{lock, write};
use crate::core::placing::{self, Erased, Facts, Kept, Known, KnownState, Label, Labelled, Outcome};
use crate::storage::columns;
use crate::storage::{Decided, Decision, Expect, Meta, Placed, Placing, Result};

const MAKE_DEVICES: &str = "INSERT INTO device (id) SELECT id FROM unnest($1::bytea[]) AS asked(id)
    WHERE NOT EXISTS (SELECT 1 FROM device WHERE device.id = asked.id) ORDER BY id ON CONFLICT (id) DO NOTHING";
const LOCK_DEVICES: &str = "SELECT id FROM device WHERE id = ANY($1) ORDER BY id FOR UPDATE";
/// Only those that are missing: a conflict would use up one of the streams' numbers each time.
const MAKE_STREAMS: &str = "INSERT INTO stream (id, position, chain, time)
    SELECT id, 0, chain, 0 FROM unnest($1::bytea[], $2::bytea[]) AS asked(id, chain)
    WHERE NOT EXISTS (SELECT 1 FROM stream WHERE stream.id = asked.id) ORDER BY id ON CONFLICT (id) DO NOTHING";
const LOCK_STREAMS: &str =
    "SELECT id, number, position, chain, time FROM stream WHERE id = ANY($1) ORDER BY id FOR UPDATE";
const APART: &str = "SELECT apart.id, apart.hash, apart.code, held.state, held.since, held.decider, held.reason
    FROM apart LEFT JOIN held ON held.group_id = apart.group_id WHERE apart.id = ANY($1)";
const NUMBERED: &str = "SELECT change.device, change.sequence, change.hash, change.header
    FROM unnest($1::bytea[], $2::bigint[]) AS asked(device, sequence)
        JOIN change ON change.device = asked.device AND change.sequence = asked.sequence";
const KEPT: &str = "SELECT apart.device,
        count(DISTINCT CASE WHEN held.state = 0 AND apart.code = '' THEN apart.group_id END),
        coalesce(sum(CASE WHEN held.state = 0 AND apart.code = ''
                     THEN length(apart.header) + coalesce(length(apart.body), 0) END), 0)::bigint,
        count(CASE WHEN apart.code NOT IN ('', 'released') THEN 1 END)
    FROM apart LEFT JOIN held ON held.group_id = apart.group_id WHERE apart.device = ANY($1) GROUP BY apart.device";
const ERASED: &str =
    "SELECT erased.stream, erased.record FROM unnest($1::bytea[], $2::bytea[]) AS asked(stream, record)
        JOIN erased ON erased.stream = asked.stream AND erased.record = asked.record";
const HELD: &str = "SELECT group_id FROM held WHERE group_id = ANY($1)";

/// What is to be locked and looked up for some groups.
struct Asked {
    devices: BTreeSet<DeviceId>,
    streams: BTreeSet<StreamId>,
    ids: BTreeSet<ChangeId>,
    numbers: BTreeSet<(DeviceId, i64)>,
    held: BTreeSet<GroupId>,
    /// What may be erased of what is written.
    names: BTreeSet<Erased>,
    /// Devices of which it is asked how much is kept apart.
    kept: BTreeSet<DeviceId>,
}

/// What was found, with the streams locked, their numbers, and how far the rights were known then.
struct Found {
    facts: Facts,
    numbers: BTreeMap<StreamId, i64>,
    expect: Expect,
}

/// Nothing is to be committed where the answer is not [`Placed::Done`].
pub async fn place(transaction: &Transaction<'_>, meta: &Meta, placing: &Placing) -> Result<Placed> {
    let Found { mut facts, numbers, expect } = find(transaction, meta, &placing.groups).await?;
    if placing.expect.is_some_and(|expected| expected != expect) {
        return Ok(Placed::ControlMoved);
    }
    if let Some(using) = &placing.using {
        let used = transaction
            .execute(
                "UPDATE invitation SET used = $2, used_by = $3 WHERE hash = $1 AND used = 0 AND withdrawn = 0",
                &[&using.hash.as_slice(), &placing.now.millis().max(1), &using.device.as_bytes().as_slice()],
            )
            .await?;
        if used == 0 {
            return Ok(Placed::InvitationGone);
        }
    }
    let plan = placing::place(&mut facts, &placing.groups, placing.now);
    write::plan(transaction, &placing.groups, &plan, &numbers, placing.now).await?;
    Ok(Placed::Done { outcomes: plan.outcomes, standings: plan.standings, moved: plan.moved, clashes: plan.clashes })
}

/// A supervisor's decision: released changes take their positions now; declined ones stay, with the words.
pub async fn decide(transaction: &Transaction<'_>, meta: &Meta, decision: &Decision) -> Result<Decided> {
    let group = decision.group;
    let mut changes = Vec::new();
    let mut found = None;
    if decision.release {
        changes = read::held_changes(transaction, &[group]).await?.remove(&group).unwrap_or_default();
        let labelled = [Labelled { group, changes: changes.clone(), label: Label::Take, relayed: true }];
        found = Some(find(transaction, meta, &labelled).await?);
    }
    // Locked after devices and streams, as a placing that holds a group writes it after them.
    let row = transaction
        .query_opt("SELECT state FROM held WHERE group_id = $1 FOR UPDATE", &[&group.as_bytes().as_slice()])
        .await?;
    match row.map(|row| cell::<i64>(&row, 0)).transpose()? {
        None => return Ok(Decided::Unknown),
        Some(0) => {}
        Some(state) => return Ok(Decided::Before { released: state == 1 }),
    }
    let mut moved = BTreeMap::new();
    if let Some(Found { mut facts, numbers, .. }) = found {
        let labelled = [Labelled { group, changes, label: Label::Take, relayed: true }];
        // What waits is known as waiting; the decision is to take it. As somebody else's word for it: what is of an
        // erased record takes its place without its body.
        facts.known.clear();
        let plan = placing::place(&mut facts, &labelled, decision.now);
        if plan.outcomes != [Outcome::Accepted] {
            return Ok(Decided::NumberTaken);
        }
        write::plan(transaction, &labelled, &plan, &numbers, decision.now).await?;
        moved = plan.moved;
    }
    write::decision(transaction, decision).await?;
    Ok(Decided::Done { moved })
}

impl Asked {
    fn of(groups: &[Labelled]) -> Self {
        let mut asked = Self {
            devices: BTreeSet::new(),
            streams: BTreeSet::new(),
            ids: BTreeSet::new(),
            numbers: BTreeSet::new(),
            held: BTreeSet::new(),
            names: BTreeSet::new(),
            kept: BTreeSet::new(),
        };
        for labelled in groups {
            if matches!(labelled.label, Label::Hold { .. }) {
                asked.held.insert(labelled.group);
            }
            if placing::counts(&labelled.label) {
                asked.kept.extend(labelled.changes.first().map(|change| change.header().device));
            }
            for (index, change) in labelled.changes.iter().enumerate() {
                let header = change.header();
                asked.devices.insert(header.device);
                asked.ids.insert(header.id);
                asked.names.extend(placing::names_of(change));
                // Only what is taken moves a head; the rest of a group that forgets is, whatever its label.
                if labelled.label == Label::Take || placing::forgets(labelled) {
                    asked.streams.insert(header.stream);
                }
                let before = (index == 0).then(|| header.sequence.checked_sub(1)).flatten();
                let after = (index + 1 == labelled.changes.len()).then(|| header.sequence.checked_add(1)).flatten();
                for sequence in before.into_iter().chain([header.sequence]).chain(after) {
                    asked.numbers.extend(i64::try_from(sequence).ok().map(|sequence| (header.device, sequence)));
                }
            }
        }
        asked
    }
}

/// Locks, then everything the plan is decided from.
async fn find(transaction: &Transaction<'_>, meta: &Meta, groups: &[Labelled]) -> Result<Found> {
    let asked = Asked::of(groups);
    let of_rights = asked.streams.contains(&meta.control) || asked.streams.contains(&meta.reference);
    let gate = transaction.prepare_cached(if of_rights { lock::ALONE } else { lock::SHARED }).await?;
    let make_devices = transaction.prepare_cached(MAKE_DEVICES).await?;
    let lock_devices = transaction.prepare_cached(LOCK_DEVICES).await?;
    let make_streams = transaction.prepare_cached(MAKE_STREAMS).await?;
    let lock_streams = transaction.prepare_cached(LOCK_STREAMS).await?;
    let expect = transaction.prepare_cached(read::EXPECT).await?;
    let standings = transaction.prepare_cached(read::STANDINGS).await?;
    let apart = transaction.prepare_cached(APART).await?;
    let numbered = transaction.prepare_cached(NUMBERED).await?;
    let held = transaction.prepare_cached(HELD).await?;
    let erased = transaction.prepare_cached(ERASED).await?;
    let kept = transaction.prepare_cached(KEPT).await?;

    let devices: Vec<&[u8]> = asked.devices.iter().map(|id| id.as_bytes().as_slice()).collect();
    let streams: Vec<&[u8]> = asked.streams.iter().map(|id| id.as_bytes().as_slice()).collect();
    let starts: Vec<Vec<u8>> =
        asked.streams.iter().map(|id| domain::chain::ChainHash::start(*id).as_bytes().to_vec()).collect();
    let ids: Vec<&[u8]> = asked.ids.iter().map(|id| id.as_bytes().as_slice()).collect();
    let of_devices: Vec<&[u8]> = asked.numbers.iter().map(|(device, _)| device.as_bytes().as_slice()).collect();
    let sequences: Vec<i64> = asked.numbers.iter().map(|(_, sequence)| *sequence).collect();
    let keeping: Vec<&[u8]> = asked.kept.iter().map(|id| id.as_bytes().as_slice()).collect();
    let name_streams: Vec<&[u8]> = asked.names.iter().map(|(stream, _)| stream.as_bytes().as_slice()).collect();
    let names: Vec<&[u8]> = asked.names.iter().map(|(_, name)| name.as_slice()).collect();
    let groups: Vec<&[u8]> = asked.held.iter().map(|id| id.as_bytes().as_slice()).collect();
    let (control, reference) = (meta.control.as_bytes().as_slice(), meta.reference.as_bytes().as_slice());

    // `biased`: they are sent in this order.
    let (entered, made, locked, begun, heads, expect, standings, apart, numbered, held, erased, kept) = tokio::join!(
        biased;
        async { transaction.execute(&gate, &[lock::KEY.0, lock::KEY.1]).await },
        async { transaction.execute(&make_devices, &[&devices]).await },
        async { transaction.execute(&lock_devices, &[&devices]).await },
        async { transaction.execute(&make_streams, &[&streams, &starts]).await },
        async { transaction.query(&lock_streams, &[&streams]).await },
        async { transaction.query_one(&expect, &[&control, &reference]).await },
        async { transaction.query(&standings, &[&ids]).await },
        async { transaction.query(&apart, &[&ids]).await },
        async { transaction.query(&numbered, &[&of_devices, &sequences]).await },
        async { transaction.query(&held, &[&groups]).await },
        async { transaction.query(&erased, &[&name_streams, &names]).await },
        // Nearly always nobody: what is taken counts for nothing here.
        async {
            match keeping.is_empty() {
                true => Ok(Vec::new()),
                false => transaction.query(&kept, &[&keeping]).await,
            }
        },
    );
    // The first that failed says why; the others only that one did.
    entered?;
    made?;
    locked?;
    begun?;
    let mut found =
        Found { facts: Facts::default(), numbers: BTreeMap::new(), expect: Expect { control: 0, reference: 0 } };
    for row in heads? {
        let stream = StreamId::from_bytes(fixed(&row, 0)?);
        found.numbers.insert(stream, cell(&row, 1)?);
        found.facts.heads.insert(stream, read::head(&row, 2)?);
    }
    found.expect = read::expect_of(&expect?, meta)?;
    let (standings, apart) = (standings?, apart?);
    for row in numbered? {
        let sequence = columns::position(cell(&row, 1)?)?;
        let numbered = columns::numbered(cell(&row, 2)?, cell(&row, 3)?)?;
        found.facts.numbers.insert((DeviceId::from_bytes(fixed(&row, 0)?), sequence), numbered);
    }
    for row in held? {
        found.facts.held.insert(GroupId::from_bytes(fixed(&row, 0)?));
    }
    for row in erased? {
        found.facts.erased.insert((StreamId::from_bytes(fixed(&row, 0)?), fixed(&row, 1)?));
    }
    for row in kept? {
        let count = |at| cell::<i64>(&row, at).map(|count| u64::try_from(count).unwrap_or_default());
        let kept = Kept { waiting: count(1)?, bytes: count(2)?, refused: count(3)? };
        found.facts.kept.insert(DeviceId::from_bytes(fixed(&row, 0)?), kept);
    }
    for row in &apart {
        found.facts.known.insert(ChangeId::from_bytes(fixed(row, 0)?), put_apart(row)?);
    }
    // A position counts for more than what was remembered beside it.
    for row in &standings {
        let standing = read::standing_of(row)?;
        let state = KnownState::Placed { stream: standing.stream, before: standing.before, after: standing.after };
        found.facts.known.insert(standing.change, Known { hash: standing.hash, state });
    }
    Ok(found)
}

fn put_apart(row: &Row) -> Result<Known> {
    let code: &str = cell(row, 2)?;
    let state = match (code, cell::<Option<i64>>(row, 3)?) {
        ("", Some(2)) => KnownState::Declined { by: cell(row, 5)?, reason: cell(row, 6)? },
        ("", Some(_)) => {
            let since: Option<String> = cell(row, 4)?;
            KnownState::Held { since: since.filter(|since| !since.is_empty()) }
        }
        _ => KnownState::Refused,
    };
    Ok(Known { hash: ChangeHash::from_bytes(fixed(row, 1)?), state })
}
