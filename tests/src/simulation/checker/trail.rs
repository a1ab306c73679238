//! The trail: what somebody did stands in the server's log once, as they wrote it, and on every laptop that holds it.

use std::collections::{BTreeMap, BTreeSet};

use domain::change::{Act, Body, Header};
use domain::ids::{ChangeId, StreamId};
use serde_json::Value;
use wardbook_server::storage::Row as Placed;

use super::super::world::World;
use super::{Checked, Held};

/// Everything that holds of trails at rest. That positions have no gaps and chains are whole holds of every stream.
pub(super) fn hold(world: &World, devices: &[Held], log: &BTreeMap<StreamId, Vec<Placed>>) -> Checked {
    for (no, held) in devices.iter().enumerate() {
        let name = &world.devices[no].name;
        let store = world.devices[no].store.as_ref().ok_or("is off")?;
        let waits = store.read(|reader| reader.trail_waiting()).map_err(|error| error.to_string())?;
        if waits > 0 {
            return Err(format!("{name}: {waits} groups of a trail still wait"));
        }
        for row in held.rows.values() {
            as_written(world, row.change.header(), row.change.body_bytes())
                .map_err(|what| format!("{name}: {what}"))?;
        }
    }
    let mut there = BTreeSet::new();
    for row in log.values().flatten() {
        let header = Header::decode(&row.header).map_err(|error| error.to_string())?;
        as_written(world, &header, row.body.as_deref()).map_err(|what| format!("the server: {what}"))?;
        there.insert(row.id);
    }
    told(world, &there)
}

/// Nothing on a trail but what somebody did, to the letter, in their own stream, and never without its words.
fn as_written(world: &World, header: &Header, body: Option<&[u8]>) -> Checked {
    if header.kind != "trail" {
        return Ok(());
    }
    let Some(body) = body else { return Err(format!("{} on a trail does not say any more what was done", header.id)) };
    let content: Value = Body::read(body).map_err(|error| error.to_string())?;
    // What somebody was told had failed may stand all the same.
    let Some(trailed) = world.secrets.trailed.get(&header.id) else { return Ok(()) };
    let own = (header.stream, header.author) == (trailed.stream, trailed.person);
    if header.act != Act::Create || !own || content != trailed.content {
        return Err(format!("{} on a trail is not what was done", header.id));
    }
    Ok(())
}

/// An opening that the server has is on the trail of whoever opened it, there too; but for what only a disk had that
/// was lost, or put back to an earlier day.
fn told(world: &World, there: &BTreeSet<ChangeId>) -> Checked {
    for (opening, trail) in &world.secrets.opened {
        let Some(trail) = trail else { return Err(format!("opening {opening} is on no trail")) };
        let lost = || {
            let of = |entry: &&super::super::ledger::Entry| entry.changes.contains(trail);
            world.ledger.entries.iter().find(of).is_some_and(|entry| entry.undone || entry.readers_only)
        };
        if there.contains(opening) && !there.contains(trail) && !lost() {
            return Err(format!("the server has opening {opening}, and nothing of it on a trail"));
        }
    }
    Ok(())
}
