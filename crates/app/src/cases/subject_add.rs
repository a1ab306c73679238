//! Write down that somebody asked what is held about them.

use domain::change::Draft;
use domain::records::{Kind, SubjectRequestRecord};
use domain::words::{self, Refusal, SubjectRefusal};

use super::{step, subject};
use crate::api::subject::SubjectAddRequest;
use crate::api::triage::Done;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

/// A number of a case is a line, not a text.
const REFERENCE_MAX: usize = 80;

pub(crate) fn run(act: &mut Act<'_, '_>, request: SubjectAddRequest) -> Result<Done, Failure> {
    subject::begin(act)?;
    let names = subject::names(&request.names)?;
    if names.is_empty() {
        return Err(Refusal::from(SubjectRefusal::NameMissing).into());
    }
    let today = act.today()?;
    let received = request.received.trim().parse().ok().filter(|day: &chrono::NaiveDate| *day <= today);
    let received = received.ok_or_else(|| {
        Refusal::from(SubjectRefusal::NotReceived { text: request.received.chars().take(40).collect() })
    })?;
    let record = SubjectRequestRecord {
        reference: request.reference.trim().chars().take(REFERENCE_MAX).collect(),
        names,
        received: received.to_string(),
        ..SubjectRequestRecord::default()
    };
    let (own, id) = (act.writer.my_own()?, act.writer.new_record());
    let draft = Draft::create(own, id, Kind::SubjectRequest.as_str(), &record);
    act.writer.write_group(vec![draft])?;
    act.touched(ChangeTopic::Sync);
    Ok(step::done(id, Vec::new(), format!("{}.", words::subject::received(received))))
}
