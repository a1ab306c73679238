//! What every way out asks alike, and what each looks at before anything leaves: for whom, for what, until when; which
//! notes go. The rules are `domain::sharing`'s.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::dates;
use domain::grading::{Grade, Handling, InformationGrade, Marking, SourceGrade};
use domain::ids::{AreaId, RecordId, StreamId};
use domain::records::Graded;
use domain::sharing::{self, Held, RecipientKind, Terms};
use domain::streams::StreamSort;
use domain::words::Refusal;
use store::read::NoteDetail;

use crate::api::Failure;
use crate::app::App;
use crate::notebook::Look;

/// What a request says, as it came.
pub(super) struct Asked<'a> {
    pub recipient: &'a str,
    pub purpose: &'a str,
    /// None where whoever asks knows of no kinds: what was always written goes on being written.
    pub kind: Option<&'a str>,
    pub until: Option<&'a str>,
}

/// Who gets what nobody said for whom it is.
pub(super) const UNSAID: RecipientKind = RecipientKind::Partner;

/// Nothing is missing. What day it is is asked later: work in flight looks at the clock once it has all it needs.
pub(super) struct Said<'a> {
    recipient: String,
    purpose: String,
    pub kind: RecipientKind,
    until: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// Or everything that is missing at once.
    pub fn said(self) -> Result<Said<'a>, Failure> {
        let (recipient, purpose) = (self.recipient.trim().to_owned(), self.purpose.trim().to_owned());
        let mut refusals = Vec::new();
        if recipient.is_empty() {
            refusals.push(Refusal::RecipientMissing);
        }
        let mut kind = UNSAID;
        match self.kind.map_or(Ok(UNSAID), RecipientKind::parse) {
            Ok(meant) => kind = meant,
            Err(refusal) => refusals.push(refusal.into()),
        }
        if purpose.is_empty() {
            refusals.push(Refusal::PurposeMissing);
        }
        if refusals.is_empty() {
            Ok(Said { recipient, purpose, kind, until: self.until })
        } else {
            Err(Failure::fields(refusals))
        }
    }
}

impl Said<'_> {
    /// The terms on this day.
    pub fn terms(self, marking: Marking, today: NaiveDate) -> Result<Terms, Failure> {
        let otherwise = sharing::default_until(self.kind, today);
        let until = sharing::until(self.until, otherwise, today).map_err(Refusal::from)?;
        Ok(Terms { recipient: self.recipient, purpose: self.purpose, kind: self.kind, marking, until })
    }
}

pub(super) fn today(app: &App) -> NaiveDate {
    dates::day_of(app.host().clock().now().utc())
}

/// Grades beside notes; remembers where each ward keeps them.
#[derive(Default)]
pub(super) struct Grades {
    restricted: BTreeMap<AreaId, Option<StreamId>>,
}

impl Grades {
    /// What decides whether a note goes. Whoever does not hold its grade decides by the note alone.
    pub fn held(&mut self, look: &Look<'_>, note: &NoteDetail) -> Result<Held, Failure> {
        Ok(Held {
            withdrawn: note.withdrawal.is_some(),
            says_source: note.record.source.as_ref().is_some_and(|source| source.repeated),
            graded: self.of(look, note.row.id, note.record.area)?,
        })
    }

    /// Every grade that stands, the one that is shown first.
    fn of(&mut self, look: &Look<'_>, note: RecordId, area: AreaId) -> Result<Vec<Graded>, Failure> {
        let restricted = match self.restricted.get(&area) {
            Some(known) => *known,
            None => {
                let found = look.reader.stream_of_area(area, StreamSort::AreaRestricted)?;
                self.restricted.insert(area, found);
                found
            }
        };
        let Some(restricted) = restricted else { return Ok(Vec::new()) };
        let Some(fold) = look.reader.fold(RecordId::derived("grade", note.as_bytes(), restricted))? else {
            return Ok(Vec::new());
        };
        let register = fold.register("graded");
        let heads = register.heads().iter().filter(|head| !head.value.is_null());
        Ok(heads.map(|head| serde_json::from_value(head.value.clone()).unwrap_or_else(|_| unread())).collect())
    }
}

/// A grade of a later version: what it asks for is not known here, so it counts as the strictest.
fn unread() -> Graded {
    Graded {
        grade: Grade {
            source: SourceGrade::Untested,
            information: InformationGrade::NotKnown,
            handling: Handling::WithConditions,
        },
        conditions: Vec::new(),
        words: None,
        marking: Marking::OfficialSensitive,
    }
}

/// A grade as it is written beside a note: "2 C P", and each condition in full.
pub(super) fn graded_words(look: &Look<'_>, graded: &[Graded]) -> (Option<String>, Vec<String>) {
    let list = &look.book.work.condition;
    let condition = |id: &String| match list.get(id) {
        Some(entry) => format!("{} {}", entry.label, entry.hint.as_deref().unwrap_or_default()).trim().to_owned(),
        None => id.clone(),
    };
    let grades: Vec<String> = graded.iter().map(|graded| graded.grade.to_string()).collect();
    let mut conditions: Vec<String> = Vec::new();
    for graded in graded {
        for said in graded.conditions.iter().map(condition).chain(graded.words.clone()) {
            if !conditions.contains(&said) {
                conditions.push(said);
            }
        }
    }
    ((!grades.is_empty()).then(|| grades.join(" or ")), conditions)
}
