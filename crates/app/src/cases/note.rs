//! One note, whole.

use domain::dates;
use store::read::{NoteDetail, Step, Words};

use super::{addition_save, note_input};
use crate::api::drafts::AdditionView;
use crate::api::notes::{
    AmendmentView, DescribedPerson, HistoryEntry, NoteRequest, NoteView, WithdrawalView,
};
use crate::api::Failure;
use crate::notebook::Look;
use crate::views::{self, Rows};

pub(crate) fn run(look: &Look<'_>, request: NoteRequest) -> Result<NoteView, Failure> {
    let id = note_input::id(&request.id, "note")?;
    let detail = look.reader.note(id)?.ok_or_else(|| note_input::not_found(&request.id, "note"))?;
    Ok(Viewer::of(look, &request.query)?.view(&detail))
}

/// What the views of several notes share.
pub(super) struct Viewer<'a> {
    look: &'a Look<'a>,
    rows: Rows<'a>,
    words: Option<Words>,
    begun: Vec<AdditionView>,
}

impl<'a> Viewer<'a> {
    pub fn of(look: &'a Look<'a>, query: &str) -> Result<Self, Failure> {
        let begun = look.reader.drafts()?.iter().filter_map(|row| addition_save::view(look, row)).collect();
        Ok(Self { look, rows: Rows::of(look)?, words: Words::parse(query), begun })
    }

    pub fn view(&self, detail: &NoteDetail) -> NoteView {
        let (row, record) = (&detail.row, &detail.record);
        let author = self.rows.author(row.author);
        let withdrawn = detail.withdrawal.is_some();
        let now = self.look.now();
        let lists = &self.look.book.lists;
        let label = |list: &domain::lists::List, id: &Option<String>| id.as_ref().map(|id| list.label(id).to_owned());
        NoteView {
            id: row.id.to_string(),
            pieces: views::marked(&record.text, self.words.as_ref()),
            text: record.text.clone(),
            ward: views::ward_ref(record.ward.as_str()),
            when: record.when.words(now.utc()),
            when_iso: record.when.to_string(),
            recorded_at: row.recorded_at.rfc3339(),
            recorded: dates::full(row.recorded_at.utc()),
            how_known: label(&lists.how_known, &record.how_known),
            topics: record.topics.iter().map(|topic| lists.topic.label(topic).to_owned()).collect(),
            place: record.place.clone(),
            place_type: label(&lists.place_type, &record.place_type),
            weapon: label(&lists.weapon, &record.weapon),
            weapon_origin: label(&lists.weapon_origin, &record.weapon_origin),
            residents: record.residents,
            people: record
                .people
                .iter()
                .map(|person| DescribedPerson {
                    age_band: lists.age_band.label(&person.age_band).to_owned(),
                    category: lists.category.label(&person.category).to_owned(),
                })
                .collect(),
            state: self.rows.state(withdrawn),
            amendments: detail
                .amendments
                .iter()
                .map(|amendment| AmendmentView {
                    id: amendment.id.to_string(),
                    pieces: views::marked(&amendment.text, self.words.as_ref()),
                    text: amendment.text.clone(),
                    at: amendment.at.rfc3339(),
                    when: views::at_words(amendment.at, now),
                    author: self.rows.author(amendment.author),
                    taken_back: amendment.taken_back,
                })
                .collect(),
            withdrawal: detail.withdrawal.as_ref().map(|(withdrawal, author, at)| WithdrawalView {
                reason: withdrawal.reason.clone(),
                at: at.rfc3339(),
                when: views::at_words(*at, now),
                author: self.rows.author(*author),
            }),
            history: detail
                .history
                .iter()
                .map(|step| {
                    let (what, words) = told(&step.step);
                    HistoryEntry {
                        at: step.at.rfc3339(),
                        when: views::at_words(step.at, now),
                        author: self.rows.author(step.author),
                        what: what.to_owned(),
                        detail: words,
                    }
                })
                .collect(),
            pinned: row.pinned,
            begun: self.begun.iter().filter(|begun| begun.note == row.id.to_string()).cloned().collect(),
            can_amend: author.me && !withdrawn,
            can_withdraw: author.me && !withdrawn,
            can_reinstate: author.me && withdrawn,
            author,
        }
    }
}

fn told(step: &Step) -> (&'static str, Option<String>) {
    match step {
        Step::Recorded => ("Recorded", None),
        Step::Amended => ("Amended", None),
        Step::Withdrawn { reason } => ("Withdrawn", Some(reason.clone())),
        Step::Reinstated => ("Withdrawal taken back", None),
        Step::AmendmentTakenBack { text } => ("Amendment taken back", Some(text.clone())),
        Step::AmendmentRestored => ("Amendment put back", None),
    }
}
