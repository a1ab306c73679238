//! Placing in one transaction: the facts, what [`crate::core::placing`] makes of them, and the rows.

use std::collections::{BTreeMap, BTreeSet};

use domain::chain::Head;
use domain::change::{Change, ChangeHash};
use domain::clock::Timestamp;
use domain::ids::{ChangeId, DeviceId, StreamId};
use rusqlite::{Connection, OptionalExtension, params};

use super::read;
use crate::core::placing::{self, Facts, Kept, Known, KnownState, Label, Labelled, NewRow, Numbered, Outcome, Plan};
use crate::storage::columns::{self, stored};
use crate::storage::{Decided, Decision, Meta, Placed, Placing, Result};

pub fn place(connection: &Connection, meta: &Meta, placing: &Placing) -> Result<Placed> {
    if let Some(expected) = placing.expect
        && read::expect(connection, meta)? != expected
    {
        return Ok(Placed::ControlMoved);
    }
    if let Some(using) = &placing.using {
        let used = connection.execute(
            "UPDATE invitation SET used = ?2, used_by = ?3 WHERE hash = ?1 AND used = 0 AND withdrawn = 0",
            params![using.hash, placing.now.millis().max(1), using.device.as_bytes()],
        )?;
        if used == 0 {
            return Ok(Placed::InvitationGone);
        }
    }
    let mut facts = facts(connection, &placing.groups)?;
    let plan = placing::place(&mut facts, &placing.groups, placing.now);
    write(connection, &placing.groups, &plan, placing.now)?;
    Ok(Placed::Done { outcomes: plan.outcomes, standings: plan.standings, moved: plan.moved, clashes: plan.clashes })
}

/// Everything the plan is decided from, read within the transaction that writes it.
fn facts(connection: &Connection, groups: &[Labelled]) -> Result<Facts> {
    let mut facts = Facts::default();
    for labelled in groups {
        if matches!(labelled.label, Label::Hold { .. }) && held_before(connection, labelled)? {
            facts.held.insert(labelled.group);
        }
        if placing::counts(&labelled.label)
            && let Some(device) = labelled.changes.first().map(|change| change.header().device)
            && let std::collections::btree_map::Entry::Vacant(entry) = facts.kept.entry(device)
        {
            entry.insert(kept(connection, device)?);
        }
        for (index, change) in labelled.changes.iter().enumerate() {
            let header = change.header();
            if let Some(known) = known(connection, header.id)? {
                facts.known.insert(header.id, known);
            }
            for name in placing::names_of(change) {
                if super::erase::is_erased(connection, name)? {
                    facts.erased.insert(name);
                }
            }
            let before = (index == 0).then(|| header.sequence.checked_sub(1)).flatten();
            let after = (index + 1 == labelled.changes.len()).then(|| header.sequence.checked_add(1)).flatten();
            for sequence in before.into_iter().chain([header.sequence]).chain(after) {
                if let Some(numbered) = numbered(connection, header.device, sequence)? {
                    facts.numbers.insert((header.device, sequence), numbered);
                }
            }
            if let std::collections::btree_map::Entry::Vacant(entry) = facts.heads.entry(header.stream)
                && let Some((_, head)) = read::stream(connection, header.stream)?
            {
                entry.insert(head);
            }
        }
    }
    Ok(facts)
}

fn held_before(connection: &Connection, labelled: &Labelled) -> Result<bool> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM held WHERE group_id = ?1")?;
    Ok(statement.exists(params![labelled.group.as_bytes()])?)
}

fn kept(connection: &Connection, device: DeviceId) -> Result<Kept> {
    let mut statement = connection.prepare_cached(
        "SELECT count(DISTINCT CASE WHEN held.state = 0 AND apart.code = '' THEN apart.group_id END),
                ifnull(sum(CASE WHEN held.state = 0 AND apart.code = ''
                           THEN length(apart.header) + ifnull(length(apart.body), 0) END), 0),
                count(CASE WHEN apart.code NOT IN ('', 'released') THEN 1 END)
         FROM apart LEFT JOIN held ON held.group_id = apart.group_id WHERE apart.device = ?1",
    )?;
    let [waiting, bytes, refused] = statement
        .query_row(params![device.as_bytes()], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?
        .map(|count: i64| u64::try_from(count).unwrap_or_default());
    Ok(Kept { waiting, bytes, refused })
}

fn known(connection: &Connection, id: ChangeId) -> Result<Option<Known>> {
    if let Some(standing) = read::standing(connection, id)? {
        let state = KnownState::Placed { stream: standing.stream, before: standing.before, after: standing.after };
        return Ok(Some(Known { hash: standing.hash, state }));
    }
    let mut statement = connection.prepare_cached(
        "SELECT apart.hash, apart.code, held.state, held.since, held.decider, held.reason
         FROM apart LEFT JOIN held ON held.group_id = apart.group_id WHERE apart.id = ?1",
    )?;
    let mut rows = statement.query(params![id.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let hash: Vec<u8> = row.get(0)?;
    let code: String = row.get(1)?;
    let state = match (code.as_str(), row.get::<_, Option<i64>>(2)?) {
        ("", Some(2)) => KnownState::Declined { by: row.get(4)?, reason: row.get(5)? },
        ("", Some(_)) => KnownState::Held { since: Some(row.get::<_, String>(3)?).filter(|since| !since.is_empty()) },
        _ => KnownState::Refused,
    };
    Ok(Some(Known { hash: ChangeHash::from_bytes(columns::exactly(&hash)?), state }))
}

fn numbered(connection: &Connection, device: DeviceId, sequence: u64) -> Result<Option<Numbered>> {
    let Ok(sequence) = i64::try_from(sequence) else { return Ok(None) };
    let mut statement =
        connection.prepare_cached("SELECT hash, header FROM change WHERE device = ?1 AND sequence = ?2")?;
    let found: Option<(Vec<u8>, Vec<u8>)> =
        statement.query_row(params![device.as_bytes(), sequence], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    found.map(|(hash, header)| columns::numbered(&hash, &header)).transpose()
}

fn write(connection: &Connection, groups: &[Labelled], plan: &Plan, now: Timestamp) -> Result<()> {
    for id in &plan.cleared {
        let mut statement = connection.prepare_cached("DELETE FROM apart WHERE id = ?1")?;
        statement.execute(params![id.as_bytes()])?;
    }
    let numbers = write_heads(connection, &plan.moved)?;
    for row in &plan.rows {
        let Some(change) = groups.get(row.group).and_then(|group| group.changes.get(row.change)) else { continue };
        insert(connection, &numbers, change, row)?;
    }
    super::erase::erase(connection, &plan.erasing, &numbers, now)?;
    for index in &plan.held {
        if let Some(labelled) = groups.get(*index) {
            hold(connection, labelled, &plan.held_bare, now)?;
        }
    }
    for index in &plan.refused {
        if let (Some(labelled), Some(Outcome::Refused { code })) = (groups.get(*index), plan.outcomes.get(*index)) {
            for change in &labelled.changes {
                put_apart(connection, change, now, code, None)?;
            }
        }
    }
    for device in &plan.forked {
        let mut statement = connection.prepare_cached(
            "INSERT INTO device (id, forked) VALUES (?1, 1) ON CONFLICT (id) DO UPDATE SET forked = 1",
        )?;
        statement.execute(params![device.as_bytes()])?;
    }
    Ok(())
}

/// Moves the heads and gives the streams' numbers.
fn write_heads(connection: &Connection, moved: &BTreeMap<StreamId, Head>) -> Result<BTreeMap<StreamId, i64>> {
    let mut numbers = BTreeMap::new();
    let mut statement = connection.prepare_cached(
        "INSERT INTO stream (id, position, chain, time) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET position = ?2, chain = ?3, time = ?4 RETURNING number",
    )?;
    for (id, head) in moved {
        let position = stored(head.position)?;
        let values = params![id.as_bytes(), position, head.chain.as_bytes(), head.time.millis()];
        numbers.insert(*id, statement.query_row(values, |row| row.get(0))?);
    }
    Ok(numbers)
}

fn insert(connection: &Connection, numbers: &BTreeMap<StreamId, i64>, change: &Change, row: &NewRow) -> Result<()> {
    let (header, after) = (change.header(), row.after);
    let number = numbers.get(&header.stream).copied().ok_or_else(|| columns::damaged("a stream has no number"))?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO change (place, id, device, sequence, hash, chain, time, group_id, group_index, author, kind,
                             header, signature, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?;
    statement.execute(params![
        columns::place_of(number, after.position)?,
        header.id.as_bytes(),
        header.device.as_bytes(),
        stored(header.sequence)?,
        change.hash().as_bytes(),
        after.chain.as_bytes(),
        after.time.millis(),
        header.group.id.as_bytes(),
        header.group.index,
        header.author.as_bytes(),
        header.kind,
        change.header_bytes(),
        change.signature().as_bytes(),
        change.body_bytes().filter(|_| !row.bare),
    ])?;
    Ok(())
}

fn hold(connection: &Connection, labelled: &Labelled, bare: &BTreeSet<ChangeId>, now: Timestamp) -> Result<()> {
    let (Label::Hold { since, area, stream }, Some(first)) = (&labelled.label, labelled.changes.first()) else {
        return Ok(());
    };
    connection.execute(
        "INSERT INTO held (group_id, author, device, stream, area, since, arrived) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            labelled.group.as_bytes(),
            first.header().author.as_bytes(),
            first.header().device.as_bytes(),
            stream.as_bytes(),
            area.as_ref().map(domain::ids::AreaId::as_bytes),
            since.as_deref().unwrap_or_default(),
            now.millis(),
        ],
    )?;
    for change in &labelled.changes {
        put_apart(connection, change, now, "", Some(bare))?;
    }
    Ok(())
}

/// With its bytes where somebody is to decide about it, but for the bodies of `bare`; else its id, number and hash alone.
fn put_apart(
    connection: &Connection,
    change: &Change,
    now: Timestamp,
    code: &str,
    bare: Option<&BTreeSet<ChangeId>>,
) -> Result<()> {
    let (header, whole) = (change.header(), bare.is_some());
    let mut statement = connection.prepare_cached(
        "INSERT INTO apart (id, device, sequence, hash, group_id, group_index, arrived, code, header, signature, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (id) DO UPDATE SET arrived = ?7, code = ?8, header = ?9, signature = ?10, body = ?11",
    )?;
    statement.execute(params![
        header.id.as_bytes(),
        header.device.as_bytes(),
        stored(header.sequence)?,
        change.hash().as_bytes(),
        header.group.id.as_bytes(),
        header.group.index,
        now.millis(),
        code,
        whole.then(|| change.header_bytes()),
        whole.then(|| change.signature().as_bytes().as_slice()),
        change.body_bytes().filter(|_| bare.is_some_and(|bare| !bare.contains(&header.id))),
    ])?;
    Ok(())
}

/// A supervisor's decision: released changes take their positions now; declined ones stay, with the words.
pub fn decide(connection: &Connection, decision: &Decision) -> Result<Decided> {
    let group = decision.group;
    let state: Option<i64> = connection
        .query_row("SELECT state FROM held WHERE group_id = ?1", params![group.as_bytes()], |row| row.get(0))
        .optional()?;
    match state {
        None => return Ok(Decided::Unknown),
        Some(0) => {}
        Some(state) => return Ok(Decided::Before { released: state == 1 }),
    }
    let mut moved = BTreeMap::new();
    if decision.release {
        let changes = read::held_changes(connection, group)?;
        // As somebody else's word for it: what is of an erased record takes its place without its body.
        let labelled = [Labelled { group, changes, label: Label::Take, relayed: true }];
        let mut facts = facts(connection, &labelled)?;
        // What waits is known as waiting; the decision is to take it.
        facts.known.clear();
        let plan = placing::place(&mut facts, &labelled, decision.now);
        if plan.outcomes != [Outcome::Accepted] {
            return Ok(Decided::NumberTaken);
        }
        write(connection, &labelled, &plan, decision.now)?;
        // Which changes the group had stays, so that its author's device can be given receipts.
        connection.execute(
            "UPDATE apart SET code = 'released', header = NULL, signature = NULL, body = NULL WHERE group_id = ?1 AND code = ''",
            params![group.as_bytes()],
        )?;
        moved = plan.moved;
    }
    connection.execute(
        "UPDATE held SET state = ?2, decider = ?3, reason = ?4, decided = ?5 WHERE group_id = ?1",
        params![
            group.as_bytes(),
            if decision.release { 1 } else { 2 },
            decision.by,
            decision.reason,
            decision.now.millis()
        ],
    )?;
    Ok(Decided::Done { moved })
}
