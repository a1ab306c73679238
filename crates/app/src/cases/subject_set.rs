//! Change a request: the names, what is blacked out, its time, whether it is closed.

use domain::records::Kind;
use domain::words::{self, Refusal, SubjectRefusal, WorkRefusal};
use serde_json::{Map, Value, json};

use super::subject::{self, Request};
use super::{step, work};
use crate::api::subject::SubjectSetRequest;
use crate::api::triage::Done;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: SubjectSetRequest) -> Result<Done, Failure> {
    subject::begin(act)?;
    let held = Request::read(act.writer, &request.id)?;
    let mut fields = Map::new();
    let mut said = "Changed.".to_owned();
    let names = request.names.as_deref().map(subject::names).transpose()?;
    let hide = request.hide.as_deref().map(subject::names).transpose()?;
    subject::hides_no_name(names.as_ref().unwrap_or(&held.record.names), hide.as_ref().unwrap_or(&held.record.hide))?;
    if let Some(names) = names {
        if names.is_empty() {
            return Err(Refusal::from(SubjectRefusal::NameMissing).into());
        }
        fields.insert("names".to_owned(), json!(names));
        said = "Other names are looked for.".to_owned();
    }
    if let Some(hide) = hide {
        fields.insert("hide".to_owned(), json!(hide));
        said = "Blacked out wherever it stands.".to_owned();
    }
    if let Some(extended) = request.extended {
        fields.insert("extended".to_owned(), extended.into());
        let due = subject::due_of(held.received(), extended);
        said = format!("{}.", words::subject::answer_by(due, act.today()?));
    }
    if let Some(closed) = request.closed {
        let today = act.today()?;
        fields.insert("closed".to_owned(), if closed { today.to_string().into() } else { Value::Null });
        said = if closed { "Closed.".to_owned() } else { "Open again.".to_owned() };
    }
    if fields.is_empty() {
        return Err(Refusal::Work(WorkRefusal::NothingNamed).into());
    }
    let draft = act.writer.setting(held.fold.stream(), held.id, Kind::SubjectRequest, &fields)?;
    let undo = work::write(act, vec![draft])?;
    act.touched(ChangeTopic::Sync);
    Ok(step::done(held.id, undo, said))
}
