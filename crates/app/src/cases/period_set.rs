//! How long something is kept, as a partnership agreed on with its data protection officer. It erases nothing: what is
//! past its time comes up for whoever decides.

use domain::keeping::SCHEDULE;
use domain::records::Kind;
use domain::words::Refusal;
use serde_json::json;

use super::{grants, keeping, note_input};
use crate::api::keeping::PeriodSetRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: PeriodSetRequest) -> Result<Nothing, Failure> {
    let linked = act.writer.linked()?;
    let period = SCHEDULE.iter().find(|period| period.id == request.id && keeping::acts_on(period.of, linked));
    let period = period.ok_or_else(|| note_input::not_found(&request.id, "period"))?;
    let (control, (id, record)) = (act.writer.control()?, act.writer.partnership_record()?);
    let mut agreed = record.keeping;
    agreed.insert(period.id.to_owned(), request.number);
    let draft = act.writer.setting(control, id, Kind::Partnership, &json!({ "keeping": agreed }))?;
    act.writer.may_write(&draft).map_err(grants::not_allowed)?;
    if let Err(most) = period.lasts.with(request.number) {
        return Err(Refusal::PeriodOutOfRange { most }.into());
    }
    act.writer.write_group(vec![draft]).map_err(grants::not_allowed)?;
    for topic in [ChangeTopic::Settings, ChangeTopic::Notes, ChangeTopic::Work, ChangeTopic::Drafts, ChangeTopic::Sync] {
        act.touched(topic);
    }
    Ok(Nothing {})
}
