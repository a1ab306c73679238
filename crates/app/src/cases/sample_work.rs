//! What became of the sample's notes, done again: by the same use cases as any other day's work, each at
//! its time, between what others wrote.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use domain::change::{Act as ChangeAct, Change, Draft};
use domain::clock::Timestamp;
use domain::grading::Marking;
use domain::ids::{RecordId, StreamId};
use domain::records::{AmendmentRecord, GradeRecord, Graded, Kind, ReplyRecord};
use domain::roles::Role;
use domain::streams::StreamSort;
use domain::words::NoteState;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{Indexing, Member, StoreError};

use super::sample_open::Signed;
use super::{
    action_add, action_progress, action_set, note_record, plan_activate, plan_add, plan_close, plan_invite, plan_set,
    triage_ask, triage_assign, triage_brief, triage_close, triage_relate, triage_remark, triage_send,
};
use crate::api::Failure;
use crate::host::Host;
use crate::notebook::{Act, Notebook};
use crate::sample::SampleNote;
use crate::sample::work::{self, Deed};

/// A note of the sample, as it was recorded.
pub(super) struct Telling {
    pub id: RecordId,
    pub stream: StreamId,
    pub recorded: Timestamp,
    pub note: SampleNote,
}

/// The words by which a deed names notes.
pub(super) fn notes_in(args: &Value) -> Vec<String> {
    match args {
        Value::String(text) => text.strip_prefix("note:").map(str::to_owned).into_iter().collect(),
        Value::Array(items) => items.iter().flat_map(notes_in).collect(),
        Value::Object(fields) => fields.values().flat_map(notes_in).collect(),
        _ => Vec::new(),
    }
}

/// Takes what others wrote and does what was done, in the order of time.
pub(super) fn replay(
    host: &dyn Host,
    book: &Notebook,
    members: &mut [Member],
    notes: &[Telling],
    mut signed: Vec<Signed>,
    today: NaiveDate,
) -> Result<(), Failure> {
    let now = host.clock().now();
    let mut told = Told { notes, today, kept: BTreeMap::new() };
    signed.sort_by_key(|signed| signed.at);
    let mut signed = signed.into_iter().peekable();
    let mut at = Timestamp::from_millis(0);
    for deed in work::deeds() {
        let day = today - Duration::days(deed.days_ago.into());
        let named = told.recorded(&deed).map(|recorded| recorded.plus_seconds(3_600));
        let own = day.and_hms_opt(deed.hour, 0, 0).map_or(0, |at| at.and_utc().timestamp_millis());
        at = at.max(Timestamp::from_millis(own)).max(named.unwrap_or(at));
        at = Timestamp::from_millis(at.millis().min(now.millis() - 1_000));
        let mut page = Vec::new();
        while let Some(next) = signed.next_if(|next| next.at <= at) {
            page.extend(sign(members, next, host)?);
        }
        book.store.take_page(&page, Indexing::Now)?;
        told.repeat(host, book, members, &deed, at)?;
    }
    let mut page = Vec::new();
    for next in signed {
        page.extend(sign(members, next, host)?);
    }
    book.store.take_page(&page, Indexing::Now)?;
    Ok(())
}

fn sign(members: &mut [Member], signed: Signed, host: &dyn Host) -> Result<Vec<Change>, StoreError> {
    let Some(member) = members.get_mut(signed.by) else { return Ok(Vec::new()) };
    Ok(member.author.write(vec![signed.draft], &member.key, signed.at, host.entropy())?)
}

struct Told<'a> {
    notes: &'a [Telling],
    today: NaiveDate,
    kept: BTreeMap<&'static str, String>,
}

impl Told<'_> {
    fn note(&self, words: &str) -> Option<&Telling> {
        self.notes.iter().find(|telling| telling.note.text.starts_with(words))
    }

    /// When the last of the notes it names was recorded.
    fn recorded(&self, deed: &Deed) -> Option<Timestamp> {
        notes_in(&deed.args).iter().filter_map(|words| Some(self.note(words)?.recorded)).max()
    }

    /// Ids and days in place of what stands for them.
    fn filled(&self, args: &Value) -> Value {
        match args {
            Value::String(text) => self.stood_for(text).unwrap_or_else(|| text.clone()).into(),
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect(),
            Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), self.filled(value))).collect(),
            other => other.clone(),
        }
    }

    fn stood_for(&self, text: &str) -> Option<String> {
        let (sort, name) = text.split_once(':')?;
        match sort {
            "note" => self.note(name).map(|telling| telling.id.to_string()),
            "kept" => self.kept.get(name).cloned(),
            "day" => Some((self.today + Duration::days(name.parse().ok()?)).to_string()),
            _ => None,
        }
    }

    fn repeat(
        &mut self,
        host: &dyn Host,
        book: &Notebook,
        members: &mut [Member],
        deed: &Deed,
        at: Timestamp,
    ) -> Result<(), Failure> {
        let args = self.filled(&deed.args);
        if matches!(deed.act, "told" | "answer" | "grade") {
            return self.by_another(host, book, members, deed.act, &args, at);
        }
        let made = book.store.write(at, host.entropy(), |writer| {
            act(&mut Act { book, host, writer, topics: Vec::new() }, deed.act, args)
        })?;
        if let Some(name) = deed.keep {
            self.kept.insert(name, made);
        }
        Ok(())
    }

    /// What a colleague tells the coordinator about her note, or an author answers.
    fn by_another(
        &self,
        host: &dyn Host,
        book: &Notebook,
        members: &mut [Member],
        act: &str,
        args: &Value,
        at: Timestamp,
    ) -> Result<(), Failure> {
        let text = |field: &str| args.get(field).and_then(Value::as_str).map(str::to_owned);
        let Some(note) = text("note").and_then(|note| note.parse::<RecordId>().ok()) else { return Ok(()) };
        let (fold, replies) =
            book.store.read(|reader| Ok::<_, StoreError>((reader.fold(note)?, reader.replies(note)?)))?;
        let Some(stream) = fold.map(|fold| fold.stream()) else { return Ok(()) };
        let id = RecordId::new(at, host.entropy());
        let (by, draft) = if act == "told" {
            let step = text("step").and_then(|step| NoteState::ALL.into_iter().find(|state| state.id() == step));
            let Some(step) = step else { return Ok(()) };
            let team = Role::CommunitySafety.team().to_owned();
            let record = ReplyRecord { note, step, by: team, sentence: text("sentence"), promised: None };
            (members.len() - 1, Draft::create(stream, id, Kind::Reply.as_str(), &record))
        } else if act == "grade" {
            let Some(grade) = text("grade").and_then(|grade| grade.parse().ok()) else { return Ok(()) };
            let restricted = book.store.write(at, host.entropy(), |writer| match writer.note(note)? {
                Some(detail) => writer.area_stream(detail.record.area, StreamSort::AreaRestricted).map(Some),
                None => Ok(None),
            })?;
            let Some(restricted) = restricted else { return Ok(()) };
            let conditions = text("condition").into_iter().collect();
            let graded = Graded { grade, conditions, words: None, marking: Marking::OfficialSensitive };
            let record = GradeRecord { note, graded: Some(graded) };
            let id = RecordId::derived("grade", note.as_bytes(), restricted);
            let draft = Draft::create(restricted, id, Kind::Grade.as_str(), &record).act(ChangeAct::Set);
            (members.len() - 1, draft)
        } else {
            let author = self.notes.iter().find(|telling| telling.id == note).map_or(0, |telling| telling.note.author);
            let asks = |reply: &&store::read::ReplyRow| i64::from(reply.step) == NoteState::NeedsMore.strength();
            let answers = replies.iter().rev().find(asks).map(|reply| reply.id);
            let record = AmendmentRecord { answers, ..AmendmentRecord::new(note, text("text").unwrap_or_default()) };
            (author, Draft::create(stream, id, Kind::Amendment.as_str(), &record))
        };
        let page = sign(members, Signed { at, by, draft }, host)?;
        book.store.take_page(&page, Indexing::Now)?;
        Ok(())
    }
}

/// Does it, and says the id of what it made.
fn act(act: &mut Act<'_, '_>, name: &str, args: Value) -> Result<String, Failure> {
    fn read<T: DeserializeOwned>(args: Value) -> Result<T, Failure> {
        serde_json::from_value(args).map_err(|error| Failure::unforeseen(&error.to_string()))
    }
    Ok(match name {
        "note_record" => note_record::run(act, read(args)?)?.id,
        "triage_ask" => triage_ask::run(act, read(args)?)?.id,
        "triage_assign" => triage_assign::run(act, read(args)?)?.id,
        "triage_brief" => triage_brief::run(act, read(args)?)?.id,
        "triage_close" => triage_close::run(act, read(args)?)?.id,
        "triage_relate" => triage_relate::run(act, read(args)?)?.id,
        "triage_remark" => triage_remark::run(act, read(args)?)?.id,
        "triage_send" => triage_send::run(act, read(args)?)?.id,
        "plan_add" => plan_add::run(act, read(args)?)?.id,
        "plan_set" => plan_set::run(act, read(args)?)?.id,
        "plan_activate" => plan_activate::run(act, read(args)?)?.id,
        "plan_invite" => plan_invite::run(act, read(args)?)?.id,
        "plan_close" => plan_close::run(act, read(args)?)?.id,
        "action_add" => action_add::run(act, read(args)?)?.id,
        "action_set" => action_set::run(act, read(args)?)?.id,
        "action_progress" => action_progress::run(act, read(args)?)?.id,
        other => return Err(Failure::unforeseen(&format!("the sample does not know {other}"))),
    })
}
