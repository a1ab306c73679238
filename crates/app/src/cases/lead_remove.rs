//! A device opens no sealed source any more that is sealed from now on. The last one stays: nobody could open
//! anything without it.

use domain::records::Deed;
use domain::words::{Refusal, SourceRefusal};

use super::lead_add;
use super::roster_begin::on_trail;
use crate::api::sources::LeadRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: LeadRequest) -> Result<Nothing, Failure> {
    let device = lead_add::device(&request.device)?;
    let mut leads = lead_add::present(act)?;
    leads.retain(|lead| lead.device != device);
    if leads.is_empty() {
        return Err(Refusal::from(SourceRefusal::LastLead).into());
    }
    let now = act.now();
    on_trail(act.writer, Deed::EndedAccess, device, now)?;
    act.writer.change_roster(&leads)?;
    act.touched(ChangeTopic::People);
    Ok(Nothing {})
}
