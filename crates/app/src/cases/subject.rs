//! What every part of subject access needs: a request, everything that is held looked through, and what was decided.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::clock::Timestamp;
use domain::dates;
use domain::fold::Fold;
use domain::ids::{PersonId, RecordId, StreamId};
use domain::records::{Kind, SubjectDecision, SubjectRequestRecord};
use domain::subject_access::{Found, Mark, Names, pieces};
use domain::words::{self, Refusal, SubjectRefusal};
use domain::working_days::WorkingDays;
use serde_json::Value;
use store::Reader;
use store::read::{HeldText, HeldTexts, Standing};

use super::{note_input, triage};
use crate::api::Failure;
use crate::app::App;
use crate::notebook::{Act, Look, Notebook};

/// Texts read in one go, so that nothing else waits for long.
const PAGE: usize = 500;
/// Names and phrases of one request.
const NAMES_MOST: usize = 40;
/// Texts shown of one request.
pub(super) const SHOWN: usize = 500;

/// A request with how it stands.
pub(super) struct Request {
    pub id: RecordId,
    pub record: SubjectRequestRecord,
    pub fold: Fold,
}

impl Request {
    pub fn read(reader: &Reader<'_>, text: &str) -> Result<Self, Failure> {
        let id = note_input::id(text, "request")?;
        let found = reader.subject_request(id)?;
        let (record, fold) = found.ok_or_else(|| note_input::not_found(text, "request"))?;
        Ok(Self { id, record, fold })
    }

    /// What was decided of a text.
    pub fn decision(&self, text: &str) -> Option<SubjectDecision> {
        let value = self.fold.value(&SubjectRequestRecord::decision_field(text))?;
        serde_json::from_value(value).ok()
    }

    /// How many are given and kept back.
    pub fn decided(&self) -> (u64, u64) {
        let (mut given, mut kept) = (0, 0);
        for text in self.fold.fields().into_iter().filter_map(SubjectRequestRecord::decided) {
            match self.decision(text) {
                Some(decision) if decision.give => given += 1,
                Some(_) => kept += 1,
                None => {}
            }
        }
        (given, kept)
    }

    pub fn received(&self) -> NaiveDate {
        self.record.received.parse().unwrap_or_default()
    }

    pub fn due(&self) -> NaiveDate {
        due_of(self.received(), self.record.extended)
    }

    /// By when it is to be answered, and whether that is over.
    pub fn due_words(&self, today: NaiveDate) -> (String, bool) {
        let closed = self.record.closed.as_deref().and_then(|day| day.parse().ok());
        match closed {
            Some(day) => (words::subject::closed(day), false),
            None => (words::subject::answer_by(self.due(), today), self.due() < today),
        }
    }
}

/// By when what came on this day is to be answered.
pub(super) fn due_of(received: NaiveDate, extended: bool) -> NaiveDate {
    domain::subject_access::due(received, extended, &WorkingDays::england())
}

/// A request, for whoever may answer it and whose notebook may be read.
pub(super) fn open(app: &App, book: &Notebook, id: &str) -> Result<Request, Failure> {
    app.look_in(book, |look| {
        if look.lease_over()? {
            return Err(Refusal::LeaseOver.into());
        }
        if !may_answer(look)? {
            return Err(Refusal::NotAllowed.into());
        }
        Request::read(look.reader, id)
    })
}

/// Whoever decides about notes of a ward answers such requests.
pub(super) fn may_answer(look: &Look<'_>) -> Result<bool, Failure> {
    Ok(!triage::wards_triaged(look)?.is_empty())
}

/// The same for an act.
pub(super) fn begin(act: &Act<'_, '_>) -> Result<(), Failure> {
    if !act.writer.linked()? {
        return Err(Refusal::NoServer.into());
    }
    if act.look(may_answer)? { Ok(()) } else { Err(Refusal::NotAllowed.into()) }
}

/// Names or phrases as they are kept: without blank ones and repetitions.
pub(super) fn names(given: &[String]) -> Result<Vec<String>, Failure> {
    let mut names: Vec<String> = Vec::new();
    for name in given.iter().map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")) {
        if !Names::of(&[&name]).is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() > NAMES_MOST {
        return Err(Refusal::from(SubjectRefusal::TooManyNames { most: NAMES_MOST }).into());
    }
    Ok(names)
}

/// What is blacked out must not hide whom the answer is about.
pub(super) fn hides_no_name(names: &[String], hide: &[String]) -> Result<(), Failure> {
    let phrases = Names::of(hide);
    for name in names {
        if pieces(name, &Names::default(), &phrases).iter().any(|piece| piece.mark == Mark::BlackedOut) {
            return Err(Refusal::from(SubjectRefusal::HidesTheName { name: name.clone() }).into());
        }
    }
    Ok(())
}

/// A text that mentions them.
pub(super) struct Mention {
    /// The change, or the draft as it stands.
    pub id: String,
    pub what: String,
    pub ward: Option<String>,
    pub at: Timestamp,
    pub author: PersonId,
    pub standing: Option<&'static str>,
    pub controller: Option<String>,
    pub purpose: Option<String>,
    pub fields: Vec<(String, String)>,
    pub named: bool,
    pub note: Option<RecordId>,
}

/// What looking through everything found.
#[derive(Default)]
pub(super) struct Looked {
    /// Whole names first, each the newest first.
    pub mentions: Vec<Mention>,
    pub texts: u64,
    pub unreadable: u64,
}

/// Looks through everything this device holds, some at a time.
pub(super) fn look_through(app: &App, book: &Notebook, record: &SubjectRequestRecord) -> Result<Looked, Failure> {
    let names = Names::of(&record.names);
    let mut looked = Looked::default();
    let mut after = 0;
    loop {
        let next = app.look_in(book, |look| {
            let HeldTexts { texts, unreadable, next } = look.reader.held_texts(after, PAGE)?;
            looked.unreadable += unreadable;
            for text in texts.iter().filter(|text| is_looked_through(&text.kind)) {
                looked.texts += 1;
                looked.mentions.extend(mention(look, &names, text)?);
            }
            Ok(next)
        })?;
        match next {
            Some(next) => after = next,
            None => break,
        }
    }
    app.look_in(book, |look| {
        let me = look.me()?;
        for draft in look.reader.drafts()? {
            looked.texts += 1;
            let content: Value = serde_json::from_str(&draft.content).unwrap_or_default();
            let fields = strings(&content);
            if let Some(named) = found(&names, &fields) {
                looked.mentions.push(Mention {
                    id: draft_as_it_stands(draft.id, &draft.content).to_string(),
                    what: words::subject::DRAFT.to_owned(),
                    ward: None,
                    at: draft.saved_at,
                    author: me,
                    standing: None,
                    controller: None,
                    purpose: None,
                    fields: telling(&names, fields),
                    named,
                    note: None,
                });
            }
        }
        Ok(())
    })?;
    looked.mentions.sort_by_key(|mention| (!mention.named, std::cmp::Reverse(mention.at)));
    Ok(looked)
}

/// What was decided of a draft was decided of these words: one that is written on is another text.
fn draft_as_it_stands(draft: RecordId, content: &str) -> RecordId {
    RecordId::derived(content, draft.as_bytes(), StreamId::from_bytes(*draft.as_bytes()))
}

/// Keys, streams, seals and settings say nothing of anybody; a request itself is how somebody is looked for.
fn is_looked_through(kind: &str) -> bool {
    !matches!(
        Kind::parse(kind),
        Some(
            Kind::Device
                | Kind::Stream
                | Kind::Area
                | Kind::Roster
                | Kind::Source
                | Kind::Trail
                | Kind::Pin
                | Kind::Settings
                | Kind::SubjectRequest
        )
    )
}

fn mention(look: &Look<'_>, names: &Names, text: &HeldText) -> Result<Option<Mention>, Failure> {
    let fields = strings(&Value::Object(text.content.clone()));
    let Some(named) = found(names, &fields) else { return Ok(None) };
    let standing = match look.reader.text_standing(text)? {
        Standing::Stands => None,
        Standing::WrittenOver => Some(words::subject::WRITTEN_OVER),
        Standing::Withdrawn => Some(words::subject::WITHDRAWN),
    };
    let ward = text.area.map(|area| look.reader.ward_of(area)).transpose()?.flatten();
    let said = |field: &str| text.content.get(field).and_then(Value::as_str).map(str::to_owned);
    let note = match Kind::parse(&text.kind) {
        Some(Kind::Note) => Some(text.record),
        _ => said("note").and_then(|id| id.parse().ok()),
    };
    let note = match note {
        Some(note) => look.reader.note_row(note)?.map(|row| row.id),
        None => None,
    };
    Ok(Some(Mention {
        id: text.change.to_string(),
        what: words::subject::kind(&text.kind).to_owned(),
        ward: ward.map(|code| crate::views::ward_ref(&code).name),
        at: text.at,
        author: text.author,
        standing,
        controller: said("controller"),
        purpose: said("purpose"),
        fields: telling(names, fields),
        named,
        note,
    }))
}

/// Whether they are named in any of these, wholly or perhaps.
fn found(names: &Names, fields: &[(String, String)]) -> Option<bool> {
    let sure = fields.iter().flat_map(|(_, text)| names.mentions(text)).map(|(_, found)| found).max()?;
    Some(sure == Found::Named)
}

/// What is shown of a text: where they are mentioned, and what it says in words of its own.
fn telling(names: &Names, fields: Vec<(String, String)>) -> Vec<(String, String)> {
    const OWN_WORDS: [&str; 3] = ["text", "opinion", "title"];
    let mut told: Vec<(String, String)> = fields
        .into_iter()
        .filter(|(name, text)| OWN_WORDS.contains(&name.as_str()) || !names.mentions(text).is_empty())
        .map(|(name, text)| (words::subject::field(&name), text))
        .collect();
    let mut seen = BTreeSet::new();
    told.retain(|field| seen.insert(field.clone()));
    told
}

/// Every string in a value with the name of the field it stands in, also what stands in the name of a register, as
/// the places of a plan do.
fn strings(value: &Value) -> Vec<(String, String)> {
    fn collect(name: &str, value: &Value, into: &mut Vec<(String, String)>) {
        match value {
            Value::String(text) if !text.is_empty() => into.push((name.to_owned(), text.clone())),
            Value::Array(values) => values.iter().for_each(|value| collect(name, value, into)),
            Value::Object(fields) => {
                for (field, value) in fields {
                    match field.split_once('/') {
                        Some((list, element)) => {
                            into.push((list.to_owned(), element.to_owned()));
                            collect(list, value, into);
                        }
                        None => collect(field, value, into),
                    }
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect("", value, &mut found);
    // Ids and list entries are nobody's words.
    const NOT_WORDS: [&str; 6] = ["controller", "purpose", "note", "plan", "action", "area"];
    found.retain(|(name, _)| !NOT_WORDS.contains(&name.as_str()));
    found
}

/// Everybody's name is blacked out but theirs: members wrote it, and stand in texts of each other.
pub(super) fn phrases(look: &Look<'_>, record: &SubjectRequestRecord) -> Result<Names, Failure> {
    let theirs = Names::of(&record.names);
    let mut hide = record.hide.clone();
    let people = look.people()?;
    hide.extend(people.values().map(|person| person.name.clone()).filter(|name| {
        let words = name.split_whitespace().count();
        words > 1 && theirs.mentions(name).is_empty()
    }));
    Ok(Names::of(&hide))
}

/// "Mon 30 Nov 2026, 14:32"
pub(super) fn when(at: Timestamp) -> String {
    dates::full(at.utc())
}
