//! `POST /v1/devices`: when each was last here and what it is behind with.

use std::collections::BTreeMap;

use domain::ids::DeviceId;
use protocol::{DeviceState, DevicesAnswer, DevicesRequest};

use super::caller::Caller;
use super::{Result, Service};
use crate::storage::{DeviceRow, Storage};

impl<S: Storage> Service<S> {
    pub async fn devices(&self, _: &Caller, _: DevicesRequest) -> Result<DevicesAnswer> {
        let known = self.known().await?;
        let mut rows: BTreeMap<DeviceId, DeviceRow> =
            self.storage.devices().await?.into_iter().map(|row| (row.device, row)).collect();
        let people = known.directory.devices().iter().filter(|(_, device)| device.person != self.meta.person);
        let devices = people
            .map(|(id, _)| match rows.remove(id) {
                Some(row) => DeviceState {
                    device: *id,
                    last_seen: row.last_seen,
                    pending: row.pending,
                    program: row.program,
                    unpurged: row.unpurged,
                    gaps: row.gaps,
                    forked: row.forked,
                },
                // Let in, and never here since.
                None => DeviceState {
                    device: *id,
                    last_seen: None,
                    pending: 0,
                    program: String::new(),
                    unpurged: 0,
                    gaps: 0,
                    forked: false,
                },
            })
            .collect();
        Ok(DevicesAnswer { devices })
    }
}
