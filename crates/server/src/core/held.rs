//! `POST /v1/held`: what waits for the asking supervisor, as much as one answer carries. Each device comes in
//! its turn, the oldest of it first, so that one which sent a great deal hides no other; what is decided about
//! makes room for the next.

use domain::change::Change;
use protocol::{HeldAnswer, HeldGroup, HeldRequest, WireChange, WireGroup};

use std::collections::BTreeMap;

use domain::ids::DeviceId;

use super::caller::Caller;
use super::known::Known;
use super::{Result, Service};
use crate::storage::{HeldRow, Storage};

/// Well within what a message may be, and more than anybody reads in one go.
const BYTES: usize = 8 * 1024 * 1024;
const GROUPS: usize = 2_000;

type Held = (HeldRow, Vec<Change>);

impl<S: Storage> Service<S> {
    pub async fn held(&self, caller: &Caller, _: HeldRequest) -> Result<HeldAnswer> {
        let known = self.known().await?;
        let rows = self.storage.held().await?;
        let rows = rows.into_iter().filter(|(row, _)| self.supervises(&known, caller, row.area));
        let held = within(in_turn(rows))
            .into_iter()
            .map(|(row, changes)| HeldGroup {
                group: WireGroup {
                    id: row.group,
                    changes: changes.iter().map(|change| self.shown(&known, caller, change)).collect(),
                    relayed: true,
                },
                author: row.author,
                area: row.area,
                since: row.since,
                arrived: row.arrived,
            })
            .collect();
        Ok(HeldAnswer { held })
    }

    /// Who may let something pass need not be one who may read it: then only its header is shown.
    fn shown(&self, known: &Known, caller: &Caller, change: &Change) -> WireChange {
        let mut shown = WireChange::of(change);
        if !known.directory.may_read(caller.person, change.header().stream, self.today()) {
            shown.body = None;
        }
        shown
    }
}

/// The first of each device, then the second of each, and so on.
fn in_turn(rows: impl Iterator<Item = Held>) -> Vec<Held> {
    let mut before: BTreeMap<DeviceId, usize> = BTreeMap::new();
    let mut turns: Vec<(usize, Held)> = rows
        .map(|held| {
            let turn = before.entry(held.0.device).or_default();
            *turn += 1;
            (*turn, held)
        })
        .collect();
    // Those of one turn stay in the order in which they came.
    turns.sort_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, held)| held).collect()
}

fn within(rows: Vec<Held>) -> Vec<Held> {
    let mut left = BYTES;
    let fits = |(_, changes): &Held| {
        let size: usize = changes.iter().map(|change| WireChange::of(change).size()).sum();
        left.checked_sub(size).map(|rest| left = rest).is_some()
    };
    rows.into_iter().take(GROUPS).take_while(fits).collect()
}
