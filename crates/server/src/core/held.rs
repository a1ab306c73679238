//! `POST /v1/held`: what waits for the asking supervisor.

use domain::change::Change;
use protocol::{HeldAnswer, HeldGroup, HeldRequest, WireChange, WireGroup};

use super::caller::Caller;
use super::known::Known;
use super::{Result, Service};
use crate::storage::Storage;

impl<S: Storage> Service<S> {
    pub async fn held(&self, caller: &Caller, _: HeldRequest) -> Result<HeldAnswer> {
        let known = self.known().await?;
        let rows = self.storage.held().await?;
        let held = rows
            .into_iter()
            .filter(|(row, _)| self.supervises(&known, caller, row.area))
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
