//! A device opens no sealed source any more that is sealed from now on. The last one stays: nobody could open
//! anything without it.

use domain::records::Deed;
use domain::words::{Refusal, SourceRefusal};

use super::lead_add;
use crate::api::sources::LeadRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;
use crate::trail::access_changed;

pub(crate) fn run(act: &mut Act<'_, '_>, request: LeadRequest) -> Result<Nothing, Failure> {
    let device = lead_add::device(&request.device)?;
    let mut leads = lead_add::present(act)?;
    leads.retain(|lead| lead.device != device);
    if leads.is_empty() {
        return Err(Refusal::from(SourceRefusal::LastLead).into());
    }
    let now = act.now();
    access_changed(act.writer, &[(Deed::EndedAccess, device.into(), None)], now)?;
    act.writer.change_roster(&leads)?;
    act.touched(ChangeTopic::People);
    Ok(Nothing {})
}
