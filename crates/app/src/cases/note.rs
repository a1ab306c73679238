//! One note, whole.

use domain::dates;
use domain::permissions::Right;
use domain::records::{Deed, PersonRecord};
use domain::triage::{self, Waiting};
use domain::words::{self, NoteState};
use domain::working_days::WorkingDays;
use store::read::{NoteDetail, NoteRow as StoredRow, ReplyRow, Step, Words};

use super::{addition_save, note_input, sourcing};
use crate::api::drafts::AdditionView;
use crate::api::notes::{
    AmendmentView, DescribedPerson, HistoryEntry, NoteRequest, NoteView, PathStepView, QuestionView, ReceiptView, WithdrawalView,
};
use crate::api::Failure;
use crate::notebook::Look;
use crate::views::{self, Rows};

pub(crate) fn run(look: &Look<'_>, request: NoteRequest) -> Result<NoteView, Failure> {
    let id = note_input::id(&request.id, "note")?;
    let detail = look.reader.note(id)?.ok_or_else(|| note_input::not_found(&request.id, "note"))?;
    let viewer = Viewer::of(look, &request.query)?;
    viewer.leave_trail(&detail);
    Ok(viewer.view(&detail))
}

/// What the views of several notes share.
pub(super) struct Viewer<'a> {
    look: &'a Look<'a>,
    rows: Rows<'a>,
    words: Option<Words>,
    begun: Vec<AdditionView>,
}

impl<'a> Viewer<'a> {
    pub fn me(&self) -> domain::ids::PersonId {
        self.rows.me()
    }

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
            opinion: record.opinion.clone(),
            held_for: views::held_for(self.look, record.controller.as_deref(), record.purpose.as_deref()),
            state: self.rows.state(row),
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
                    answers: amendment.answers.is_some(),
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
            files: super::attachment_files::on(self.look, &self.rows, row.id, !withdrawn).unwrap_or_default(),
            pinned: row.pinned,
            path: self.path(detail),
            feedback: self.replies(detail).iter().rev().find_map(|reply| reply.sentence.clone()),
            question: self.question(detail),
            not_read: self.not_read(detail),
            beside: self.beside(detail),
            receipt: self.look.reader.position_of(row).ok().flatten().map(|(position, at)| ReceiptView {
                position,
                at: at.rfc3339(),
            }),
            opening_tells: self.opening_tells(detail),
            begun: self.begun.iter().filter(|begun| begun.note == row.id.to_string()).cloned().collect(),
            can_amend: author.me && !withdrawn,
            can_withdraw: author.me && !withdrawn,
            can_reinstate: author.me && withdrawn,
            source: record.source.as_ref().map(sourcing::view),
            author,
        }
    }
}

impl Viewer<'_> {
    /// Somebody else's note, read by one of its ward's restricted readers.
    fn leave_trail(&self, detail: &NoteDetail) {
        if detail.row.author != self.rows.me() {
            self.look.leave_trail(Deed::ReadNote, Some(detail.row.id), Some(detail.record.area), None);
        }
    }

    fn replies(&self, detail: &NoteDetail) -> Vec<ReplyRow> {
        self.look.reader.replies(detail.row.id).unwrap_or_default()
    }

    /// Recorded, received, read: what is done with its time, what comes next without one.
    pub(super) fn path(&self, detail: &NoteDetail) -> Vec<PathStepView> {
        if !self.rows.linked() {
            return Vec::new();
        }
        let now = self.look.now();
        let step = |state: NoteState, label: &str, detail: Option<String>| PathStepView {
            id: state.id().to_owned(),
            label: label.to_owned(),
            standing: if detail.is_some() { "done" } else { "to-come" }.to_owned(),
            detail: detail.unwrap_or_default(),
            sentence: None,
            promised: None,
        };
        let received = detail.row.received_at.map(|at| views::at_words(at, now));
        let mut path = vec![
            step(NoteState::Recorded, "Recorded", Some(views::at_words(detail.row.recorded_at, now))),
            step(NoteState::Received, "Received by the server", received),
        ];
        let replies = self.replies(detail);
        if replies.is_empty() && detail.withdrawal.is_none() {
            path.push(step(NoteState::Read, "Read by the partnership", None));
        }
        let last = replies.len().saturating_sub(1);
        for (at, reply) in replies.into_iter().enumerate() {
            let Some(state) = NoteState::of_strength(reply.step) else { continue };
            let by = format!("by {}, {}", reply.team, views::at_words(reply.at, now));
            let label = views::told_label(state, reply.sentence.as_deref());
            let promised = reply.promised.as_deref().filter(|_| at == last && detail.withdrawal.is_none());
            let mine = detail.row.author == self.rows.me();
            let promised = promised.and_then(|day| day.parse().ok()).map(|day| words::promised(day, mine));
            path.push(PathStepView { sentence: reply.sentence, promised, ..step(state, label, Some(by)) });
        }
        if let Some((_, _, at)) = &detail.withdrawal {
            let mut aside = step(NoteState::Withdrawn, "Withdrawn", Some(views::at_words(*at, now)));
            aside.standing = "aside".to_owned();
            path.push(aside);
        } else if let Some(next) = path.iter_mut().find(|step| step.standing == "to-come") {
            next.standing = "now".to_owned();
        }
        path
    }

    /// What its author is asked and has not answered; for nobody else.
    fn question(&self, detail: &NoteDetail) -> Option<QuestionView> {
        if detail.row.author != self.rows.me() || detail.withdrawal.is_some() {
            return None;
        }
        let asks = |reply: &ReplyRow| i64::from(reply.step) == NoteState::NeedsMore.strength() && !reply.answered;
        self.replies(detail).into_iter().rev().find(asks).map(|reply| QuestionView {
            id: reply.id.to_string(),
            text: reply.sentence.unwrap_or_default(),
            by: reply.team,
            when: views::at_words(reply.at, self.look.now()),
        })
    }

    /// Whom its author may call about a note that nobody has read for too long.
    fn not_read(&self, detail: &NoteDetail) -> Option<String> {
        not_read(self.look, &self.rows, &detail.row)
    }

    /// Whether this person holds what stands beside it.
    fn beside(&self, detail: &NoteDetail) -> bool {
        let today = dates::day_of(self.look.now().utc());
        let rights = self.look.reader.rights_over(self.rows.me(), detail.record.area, today);
        self.rows.linked() && rights.is_ok_and(|rights| rights.contains(&Right::ReadRestricted))
    }

    fn opening_tells(&self, detail: &NoteDetail) -> bool {
        let me = self.rows.me();
        let today = dates::day_of(self.look.now().utc());
        self.rows.linked()
            && detail.row.author != me
            && i64::from(detail.row.step) < NoteState::Read.strength()
            && self
                .look
                .reader
                .rights_over(me, detail.record.area, today)
                .is_ok_and(|rights| rights.contains(&Right::Triage))
    }
}

/// Whom a note's author may call about one that nobody has read for too long. None for anybody else.
pub(super) fn not_read(look: &Look<'_>, rows: &Rows<'_>, row: &StoredRow) -> Option<String> {
    if row.author != rows.me() || row.withdrawn || i64::from(row.step) >= NoteState::Read.strength() {
        return None;
    }
    let received = row.received_at.filter(|_| rows.linked())?;
    match triage::waiting(&WorkingDays::england(), received.utc(), look.now().utc()) {
        Waiting::NotRead => Some(triage::not_read_words(&contacts(look, &row.ward).unwrap_or_default())),
        Waiting::Due(_) | Waiting::Late => None,
    }
}

/// Who triages a ward and can be called: "Priya Nair, 020 7946 0001", at most two. Where nobody left a
/// number, their names.
fn contacts(look: &Look<'_>, ward: &str) -> Result<Vec<String>, Failure> {
    let today = dates::day_of(look.now().utc());
    let Some(area) = ward.parse().ok().map(|code| look.reader.area_of(code)).transpose()?.flatten() else {
        return Ok(Vec::new());
    };
    let (mut reached, mut named) = (Vec::new(), Vec::new());
    let me = look.me()?;
    for person in look.reader.people_with(area, Right::Triage, today)?.into_iter().filter(|person| *person != me) {
        let Some(fold) = look.reader.fold(person.into())? else { continue };
        let Ok(record) = fold.read::<PersonRecord>() else { continue };
        match record.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty()) {
            Some(phone) => reached.push(format!("{}, {phone}", record.name)),
            None => named.push(record.name),
        }
    }
    let mut contacts = if reached.is_empty() { named } else { reached };
    contacts.truncate(2);
    Ok(contacts)
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
