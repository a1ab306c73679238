//! A lead lets another device open sealed sources, once its owner has read out its fingerprint.

use domain::ids::DeviceId;
use domain::records::Deed;
use domain::roster::Lead;
use domain::words::{Refusal, SourceRefusal};

use super::note_input;
use crate::api::sources::LeadRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;
use crate::trail::access_changed;

pub(crate) fn run(act: &mut Act<'_, '_>, request: LeadRequest) -> Result<Nothing, Failure> {
    let device = device(&request.device)?;
    let new = act.writer.lead(device)?.ok_or_else(|| note_input::not_found(&request.device, "device"))?;
    let mut leads = present(act)?;
    leads.retain(|lead| lead.device != device);
    leads.push(new);
    let now = act.now();
    access_changed(act.writer, &[(Deed::GaveAccess, device.into(), None)], now)?;
    act.writer.change_roster(&leads)?;
    act.touched(ChangeTopic::People);
    Ok(Nothing {})
}

pub(super) fn device(text: &str) -> Result<DeviceId, Failure> {
    text.parse().map_err(|_| note_input::not_found(text, "device"))
}

/// The devices of the roster that is gone by, without those that may not open sources any more.
pub(super) fn present(act: &Act<'_, '_>) -> Result<Vec<Lead>, Failure> {
    let leads = act.writer.present_leads(act.today()?)?;
    if leads.is_empty() { Err(Refusal::from(SourceRefusal::NoLeads).into()) } else { Ok(leads) }
}
