//! What was erased for good: no body of it anywhere, whoever brings it and when, and no text missing of anything else.

use std::collections::{BTreeMap, BTreeSet};

use domain::change::{Act, Header};
use domain::ids::{ChangeId, RecordId, StreamId};
use wardbook_server::core::placing::{Erased, forgotten};

use super::{Checked, Held};

/// Whether the words of this change are to be nowhere.
fn is_among(erased: &BTreeSet<Erased>, stream: StreamId, header: &Header) -> bool {
    let record = header.act != Act::Erase && erased.contains(&(stream, *header.record.as_bytes()));
    record || !header.act.drops_bodies() && erased.contains(&forgotten(stream, header.record, header.id))
}

/// Of what is erased or forgotten the server has headers and nothing they said, whoever brought it and when.
pub(super) fn at_server(
    log: &BTreeMap<StreamId, Vec<wardbook_server::storage::Row>>,
    erased: &BTreeSet<Erased>,
) -> Checked {
    for (stream, rows) in log {
        for row in rows.iter().filter(|row| row.body.is_some()) {
            let header = Header::decode(&row.header).map_err(|error| error.to_string())?;
            if is_among(erased, *stream, &header) {
                return Err(format!("the server has what {} said, which was erased", row.id));
            }
        }
    }
    Ok(())
}

/// Records whose erasure stands here.
pub(super) fn records(held: &Held) -> BTreeSet<RecordId> {
    let erasing = held.rows.values().filter(|row| row.change.header().act == Act::Erase && row.position.is_some());
    erasing.map(|row| row.change.header().record).collect()
}

/// Nothing of an erased record is here but what its author has not been able to send, and no text is missing of
/// any other.
pub(super) fn at_laptop(held: &Held, at_server: &BTreeSet<Erased>) -> Checked {
    let erased = records(held);
    let forgetting = || held.rows.values().filter(|row| row.change.header().act == Act::Forget);
    let named = |placed: bool| -> BTreeSet<ChangeId> {
        let forgetting = forgetting().filter(|row| row.position.is_some() || !placed);
        forgetting.flat_map(|row| row.change.header().supersedes.clone()).collect()
    };
    let (forgotten, forgotten_or_waits) = (named(true), named(false));
    for (id, row) in &held.rows {
        let header = row.change.header();
        let gone = erased.contains(&header.record) && header.act != Act::Erase
            || forgotten.contains(id) && !header.act.drops_bodies();
        let told = held.outbox.contains_key(&header.group.id);
        if gone && row.change.body_bytes().is_some() && !told {
            return Err(format!("has what {id} of an erased record said: {:?}", acts_of(held, header.record)));
        }
        // Its erasure went with the access to its stream, or is kept for a supervisor since a server lost it.
        let known = is_among(at_server, row.stream, header);
        let waits = forgotten_or_waits.contains(id)
            || held.rows.values().any(|other| {
                let of = other.change.header();
                of.record == header.record && of.act == Act::Erase
            });
        if !gone && !known && !waits && row.change.body_bytes().is_none() {
            let acts = acts_of(held, header.record);
            return Err(format!("has not what {id} says, which nobody erased: {acts:?}"));
        }
    }
    Ok(())
}

/// For the words of a failure: what was done to a record, where that stands, and what became of its group.
fn acts_of(held: &Held, record: RecordId) -> Vec<(String, Option<u64>, Option<&String>, bool)> {
    let rows = held.rows.values().filter(|row| row.change.header().record == record);
    rows.map(|row| {
        let header = row.change.header();
        let said = row.change.body_bytes().is_some();
        (format!("{} {}", header.kind, header.act.as_str()), row.position, held.outbox.get(&header.group.id), said)
    })
    .collect()
}
