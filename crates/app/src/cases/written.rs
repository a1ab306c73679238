//! What a change is called, and the words in it, for whoever wrote it or decides about it: also where
//! nothing but the change itself is held.

use std::collections::BTreeMap;

use domain::fold::Fold;
use domain::ids::{PersonId, RecordId};
use domain::records::{AudienceRef, Kind, WITHDRAWN};
use serde_json::Value;
use store::Reader;

use super::work_words;
use crate::api::Failure;
use crate::views;

/// How it is said, and typed, that nobody is to see to a note.
pub(super) const NOBODY: &str = "nobody";

/// A change in a person's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// "Closing of a note"
    pub what: String,
    /// What was written, to read and to copy; empty where it has no words.
    pub text: String,
}

/// One change: its record, kind and act, and what it sets.
pub(super) struct Part<'a> {
    pub record: RecordId,
    pub kind: Kind,
    pub act: &'a str,
    pub fields: &'a BTreeMap<String, Value>,
}

pub(super) fn of(reader: &Reader<'_>, part: &Part<'_>) -> Result<Written, Failure> {
    let held = reader.fold(part.record)?;
    let read = Reading { reader, part, held };
    let (what, text) = read.told()?;
    Ok(Written { what, text })
}

/// Who sees to a note, by name.
pub(super) fn officer(reader: &Reader<'_>, value: &Value) -> Result<String, Failure> {
    let Some(id) = value.as_str() else { return Ok(NOBODY.to_owned()) };
    let person = id.parse::<PersonId>().ok().map(|id| reader.person(id)).transpose()?.flatten();
    Ok(person.map_or_else(|| "Somebody not known here".to_owned(), |person| person.name))
}

/// "Who sees to a note for Addison"
pub(super) fn seeing_to(reader: &Reader<'_>, note: Option<RecordId>) -> Result<String, Failure> {
    let row = note.map(|note| reader.note_row(note)).transpose()?.flatten();
    Ok(match row {
        Some(row) => format!("Who sees to a note for {}", views::ward_ref(&row.ward).name),
        None => "Who sees to a note".to_owned(),
    })
}

/// "Briefing for Addison"
pub(super) fn briefing(ward: Option<&str>) -> String {
    ward.map_or_else(|| "Briefing".to_owned(), |ward| format!("Briefing for {}", views::ward_ref(ward).name))
}

struct Reading<'a> {
    reader: &'a Reader<'a>,
    part: &'a Part<'a>,
    held: Option<Fold>,
}

impl Reading<'_> {
    /// What the change sets, or what its record holds.
    fn value(&self, field: &str) -> Option<Value> {
        let set = self.part.fields.get(field).filter(|value| !value.is_null()).cloned();
        set.or_else(|| self.held.as_ref()?.value(field))
    }

    fn text(&self, field: &str) -> Option<String> {
        self.value(field)?.as_str().map(str::to_owned)
    }

    fn id(&self, field: &str) -> Option<RecordId> {
        self.text(field)?.parse().ok()
    }

    fn told(&self) -> Result<(String, String), Failure> {
        let (reader, act) = (self.reader, self.part.act);
        let text = |field: &str| self.text(field).unwrap_or_default();
        let (what, text) = match self.part.kind {
            Kind::Assignment => {
                // A change that came without its words says nothing of anybody.
                let whom = self.part.fields.get("officer").map(|whom| officer(reader, whom)).transpose()?;
                (seeing_to(reader, self.id("note"))?, whom.unwrap_or_default())
            }
            Kind::Link => (self.link()?, String::new()),
            Kind::Referral => {
                let what = match self.text("to").as_deref() {
                    Some("mash") => "Referral to the safeguarding hub",
                    Some("police") => "Referral to the police",
                    _ => "Referral of a note",
                };
                (what.to_owned(), text("reference"))
            }
            Kind::Closure => ("Closing of a note".to_owned(), text("reason")),
            Kind::Grade => (
                "Grade of a note".to_owned(),
                self.part
                    .fields
                    .get("graded")
                    .and_then(|graded| graded.get("grade")?.as_str().map(str::to_owned))
                    .unwrap_or_default(),
            ),
            Kind::Source => ("Sealed source of a note".to_owned(), String::new()),
            Kind::Opening => ("Opening of a sealed source".to_owned(), text("reason")),
            Kind::Merging => ("Two sealed sources of one person".to_owned(), String::new()),
            Kind::Conclusion => ("Word to the safeguarding leads of a closed or erased note".to_owned(), String::new()),
            Kind::Retraction => ("Word to the safeguarding leads of a withdrawn note".to_owned(), String::new()),
            Kind::Trail => ("What was read and opened, for the record".to_owned(), String::new()),
            Kind::Roster => ("List of safeguarding leads".to_owned(), String::new()),
            Kind::Remark => ("Remark on a note".to_owned(), text("text")),
            Kind::Reply => ("Answer to a sender".to_owned(), text("sentence")),
            Kind::Briefing => (briefing(self.text("ward").as_deref()), text("text")),
            Kind::Plan => (named("Plan", self.text("title")), self.lines()),
            Kind::Action => (named("Action", self.text("title")), self.lines()),
            Kind::Analysis => (named("Analysis of", self.title_of("plan")?), self.lines()),
            Kind::Progress => (named("Progress on", self.title_of("action")?), text("text")),
            Kind::Stream => (named("Who may read the plan", self.title_of("plan")?), String::new()),
            Kind::Grant => (self.grant()?, text("reason")),
            Kind::Keep => ("Reason for keeping a note".to_owned(), text("reason")),
            Kind::SubjectRequest => ("Request by somebody about themselves".to_owned(), text("reference")),
            _ => return Ok(("Change".to_owned(), String::new())),
        };
        // A reason that was given says more than the words it takes out.
        let reason = self.part.fields.get(WITHDRAWN).and_then(|value| value.get("reason")?.as_str().map(str::to_owned));
        Ok(match (act, self.part.kind) {
            ("forget", _) => (what, domain::words::NAMES_WOULD_GO.to_owned()),
            ("erase", _) => (format!("{what}, erased for good"), String::new()),
            ("withdraw", Kind::Plan | Kind::Action) => (format!("{what}, deleted"), reason.unwrap_or_default()),
            ("withdraw", Kind::Briefing) => (format!("{what}, withdrawn"), reason.unwrap_or(text)),
            ("withdraw", _) => (format!("{what}, taken back"), text),
            ("reinstate", _) => (format!("{what}, put back"), text),
            ("undo", Kind::Assignment) => (format!("{what}, taken back"), String::new()),
            ("undo", _) => (format!("{what}, a change taken back"), String::new()),
            ("set", Kind::Briefing) => (format!("{what}, corrected"), text),
            ("set", Kind::Plan | Kind::Action) => (format!("{what}, changed"), text),
            ("set", Kind::Grant) => (format!("{what}, ended"), text),
            _ => (what, text),
        })
    }

    /// What a change of a plan, an analysis or an action says, a line for each thing written; without
    /// its name where there is only one.
    fn lines(&self) -> String {
        let said: Vec<(String, String)> = self
            .part
            .fields
            .iter()
            .filter_map(|(field, value)| Some((work_words::label(field), said(field, value)?)))
            .collect();
        match said.as_slice() {
            [(_, only)] => only.clone(),
            several => several.iter().map(|(label, text)| format!("{label}: {text}")).collect::<Vec<_>>().join("\n"),
        }
    }

    /// The title of the record that a field names.
    fn title_of(&self, field: &str) -> Result<Option<String>, Failure> {
        let named = self.id(field).map(|id| self.reader.fold(id)).transpose()?.flatten();
        Ok(named.and_then(|fold| fold.value("title")?.as_str().map(str::to_owned)))
    }

    fn link(&self) -> Result<String, Failure> {
        Ok(if self.id("plan").is_some() {
            named("A note's place in the plan", self.title_of("plan")?)
        } else if self.id("briefing").is_some() {
            "Which note a briefing was written of".to_owned()
        } else {
            "A note's place among others".to_owned()
        })
    }

    fn grant(&self) -> Result<String, Failure> {
        let person = match self.value("person") {
            Some(person) => officer(self.reader, &person)?,
            None => return Ok("Grant".to_owned()),
        };
        let audience = self.value("audience").and_then(|audience| serde_json::from_value(audience).ok());
        Ok(match audience {
            Some(AudienceRef::Stream(stream)) => {
                let plan = self.reader.fold(stream.into())?.and_then(|fold| fold.value("plan"));
                let plan = plan.and_then(|plan| plan.as_str()?.parse().ok());
                let plan = plan.map(|plan| self.reader.fold(plan)).transpose()?.flatten();
                let title = plan.and_then(|plan| plan.value("title")?.as_str().map(str::to_owned));
                named(&format!("{person} let into the plan"), title)
            }
            Some(AudienceRef::Area(area)) => match self.reader.ward_of(area)? {
                Some(ward) => format!("Grant for {person} over {}", views::ward_ref(&ward).name),
                None => format!("Grant for {person}"),
            },
            _ => format!("Grant for {person}"),
        })
    }
}

/// "Plan “The walkway”"; without a title, what it is alone.
fn named(what: &str, title: Option<String>) -> String {
    match title {
        Some(title) => format!("{what} “{title}”"),
        None => match what {
            "Analysis of" => "Analysis of a plan".to_owned(),
            "Progress on" => "Progress on an action".to_owned(),
            other => other.replace("the plan", "a plan"),
        },
    }
}

/// What somebody wrote into one register, where it has words of theirs.
fn said(field: &str, value: &Value) -> Option<String> {
    let part = |name: &str| value.get(name)?.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let text = match field.split_once('.').map_or(field, |(set, _)| set) {
        "title" | "objective" | "scanning" | "offender" | "victim" | "location" | "success_test" | "assessment"
        | "lessons" | "displacement" | "result" => value.as_str().map(str::to_owned),
        "owner" | "lead" | "co-owner" | "measure" => work_words::shown(field, value),
        "review" => part("found"),
        "due" => match (part("on"), part("why")) {
            (Some(on), Some(why)) => Some(format!("{on}, {why}")),
            (on, _) => on,
        },
        "status" | "blocker" => part("why"),
        _ => None,
    };
    text.filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use domain::records::plan::element;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_people_wrote_is_told_and_what_the_program_keeps_beside_it_is_not() {
        assert_eq!(said("lessons", &json!("Ask the caretaker first")), Some("Ask the caretaker first".to_owned()));
        assert_eq!(said("due", &json!({ "on": "2099-12-01", "why": "Frost" })), Some("2099-12-01, Frost".to_owned()));
        assert_eq!(
            said("status", &json!({ "is": "cancelled", "why": "The site closed" })),
            Some("The site closed".to_owned())
        );
        assert_eq!(said("status", &json!({ "is": "done" })), None);
        assert_eq!(said("batch", &json!("0198")), None);
        assert_eq!(said(&element("area", "0198"), &json!(true)), None);
        assert_eq!(said("lessons", &json!(null)), None);
    }
}
