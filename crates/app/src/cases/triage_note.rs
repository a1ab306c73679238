//! What stands beside a note, for those who hold its ward's restricted notes.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::coach::{self, RecentNote};
use domain::ids::{AreaId, RecordId};
use domain::permissions::Right;
use domain::records::{Deed, GradeRecord, LinkEnd, PlanRecord};
use domain::streams::StreamSort;
use domain::triage;
use domain::words::{NoteState, Refusal, SourceRefusal};
use domain::working_days::WorkingDays;
use store::read::{Handling, NoteDetail, NoteRow as StoredRow};

use super::{brake, briefing, contacts, note_input, sourcing, triage as queues, work_rows};
use crate::api::Failure;
use crate::api::notes::ById;
use crate::api::plans::PlanRef;
use crate::api::triage::{
    AskedView, BriefingRef, ClosureView, GradeInput, GradeView, NearView, ReferralView, RemarkView, SentencesView, ToldView, TriageNoteView,
};
use crate::notebook::Look;
use crate::views::{self, Rows};

/// Days either side within which a note is near in time.
const NEAR_DAYS: i64 = 3;
/// Notes of the ward that are compared.
const COMPARED: usize = 400;
/// The most that are shown as near.
const NEAR: usize = 6;

pub(crate) fn run(look: &Look<'_>, request: ById) -> Result<TriageNoteView, Failure> {
    let id = note_input::id(&request.id, "note")?;
    let detail = look.reader.note(id)?.ok_or_else(|| note_input::not_found(&request.id, "note"))?;
    let rows = Rows::of(look)?;
    let today = look.today()?;
    let area = detail.record.area;
    let rights = look.reader.rights_over(rows.me(), area, today)?;
    if !rights.contains(&Right::ReadRestricted) {
        return Err(Refusal::NotAllowed.into());
    }
    if detail.row.author != rows.me() {
        look.leave_trail(Deed::ReadNote, Some(id), Some(area), None);
    }
    let (mut briefings, mut plans, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let mut linked: BTreeSet<RecordId> = BTreeSet::new();
    for link in look.reader.links_of(id)?.into_iter().chain(look.reader.links_to(id)?) {
        match link.to {
            LinkEnd::Briefing(briefing) => briefings.extend(briefing_ref(look, &rows, briefing)?),
            LinkEnd::Plan(plan) => plans.extend(plan_ref(look, plan)?),
            LinkEnd::Other(other) => {
                let other = if other == id { link.note } else { other };
                if linked.insert(other) {
                    others.extend(look.reader.note_row(other)?.map(|row| rows.plain_row(&row)));
                }
            }
        }
    }
    let (mut referrals, mut remarks, mut closure) = (Vec::new(), Vec::new(), None);
    let mut replies = Vec::new();
    for reply in look.reader.replies(id)? {
        replies.push((reply.id, look.reader.group_of(reply.id)?));
    }
    let may_undo = rights.contains(&Right::Triage);
    // A step and what its author was told of it were written as one act, and are taken back as one.
    let undo = |row: RecordId| -> Result<Vec<String>, Failure> {
        if !may_undo {
            return Ok(Vec::new());
        }
        let act = look.reader.group_of(row)?;
        let told = replies.iter().filter(|(_, of)| act.is_some() && *of == act).map(|(reply, _)| *reply);
        Ok(std::iter::once(row).chain(told).map(|id| format!("record:{id}")).collect())
    };
    for row in look.reader.handlings(id)? {
        let (author, when) = (rows.author(row.author), views::at_words(row.at, look.now()));
        let (made, id) = (row.id, row.id.to_string());
        match row.what {
            Handling::Referral { to, reference } => {
                let label = if to == "mash" { "Safeguarding hub (MASH)" } else { "Police" }.to_owned();
                referrals.push(ReferralView { id, to, label, reference, author, when, undo: undo(made)? });
            }
            Handling::Closure { reason } => closure = Some(ClosureView { id, reason, author, when, undo: undo(made)? }),
            Handling::Remark { text } => {
                let undo = if author.me { vec![format!("record:{id}")] } else { Vec::new() };
                remarks.push(RemarkView { id, text, undo, author, when });
            }
        }
    }
    let officers = look
        .reader
        .people_with(area, Right::ReadRestricted, today)?
        .into_iter()
        .map(|person| rows.author(person))
        .collect();
    let sentence = |state: NoteState, to: Option<&str>| triage::sentence(state, to).unwrap_or_default().to_owned();
    Ok(TriageNoteView {
        id: id.to_string(),
        can_triage: rights.contains(&Right::Triage),
        can_remark: rights.contains(&Right::Triage) || rights.contains(&Right::Write),
        can_grade: rights.contains(&Right::Grade),
        grade: grade(look, &rows, id, area)?,
        referral_due: match &detail.record.source {
            Some(source) if source.young => !queues::referred(look, id, source)?,
            _ => false,
        },
        no_asking: no_asking(look, &detail, &rights, today)?,
        contacts: if rights.contains(&Right::ReadSealed) { contacts::of_note(look.reader, &detail)? } else { None },
        source: detail.record.source.as_ref().map(sourcing::view),
        withdrawn: detail.withdrawal.is_some(),
        assigned: look.reader.officer_of(id)?.map(|officer| rows.author(officer)),
        officers,
        told: told(look, &rows, id)?,
        asked: asked(look, &rows, &detail)?,
        briefings,
        plans,
        others,
        referrals,
        closure,
        remarks,
        near: near(look, &rows, &detail, &linked)?,
        waiting: queues::waiting(look, &WorkingDays::england(), &detail.row),
        sentences: SentencesView {
            shared: sentence(NoteState::Shared, None),
            police: sentence(NoteState::SentOut, Some("police")),
            mash: sentence(NoteState::SentOut, Some("mash")),
            in_plan: sentence(NoteState::InPlan, None),
        },
        plan_choices: look
            .reader
            .open_plans_of(area)?
            .into_iter()
            .filter_map(|plan| plan_ref(look, plan).transpose())
            .collect::<Result<_, _>>()?,
    })
}

/// The grade that stands; where two people gave different ones, the one that is shown while nobody decided.
fn grade(look: &Look<'_>, rows: &Rows<'_>, note: RecordId, area: AreaId) -> Result<Option<GradeView>, Failure> {
    let Some(restricted) = look.reader.stream_of_area(area, StreamSort::AreaRestricted)? else { return Ok(None) };
    let Some(fold) = look.reader.fold(RecordId::derived("grade", note.as_bytes(), restricted))? else { return Ok(None) };
    let Some(graded) = fold.read::<GradeRecord>().ok().and_then(|record| record.graded) else { return Ok(None) };
    let register = fold.register("graded");
    let Some(head) = register.displayed() else { return Ok(None) };
    let list = &look.book.work.condition;
    let condition = |id: &String| match list.entries.iter().find(|entry| entry.id == *id) {
        Some(entry) => format!("{} {}", entry.label, entry.hint.as_deref().unwrap_or_default()),
        None => id.clone(),
    };
    Ok(Some(GradeView {
        grade: graded.grade.to_string(),
        parts: [graded.grade.source.label(), graded.grade.information.label(), graded.grade.handling.label()]
            .map(str::to_owned)
            .to_vec(),
        conditions: graded.conditions.iter().map(condition).chain(graded.words.clone()).collect(),
        marking: graded.marking.label().to_owned(),
        author: rows.author(head.author),
        when: views::at_words(head.change.made_at(), look.now()),
        input: GradeInput {
            grade: graded.grade.to_string(),
            conditions: graded.conditions,
            words: graded.words,
            marking: graded.marking.id().to_owned(),
        },
    }))
}

/// Said where a question is offered and may not be asked.
fn no_asking(
    look: &Look<'_>,
    detail: &NoteDetail,
    rights: &[Right],
    today: chrono::NaiveDate,
) -> Result<Option<String>, Failure> {
    let young = detail.record.source.as_ref().is_some_and(|source| source.young);
    if !young || rights.contains(&Right::ReadSealed) {
        return Ok(None);
    }
    let leads = brake::leads(look.reader, detail.record.area, today)?;
    Ok(Some(views::in_advance(&SourceRefusal::Young { leads }.into())))
}

fn briefing_ref(look: &Look<'_>, rows: &Rows<'_>, id: RecordId) -> Result<Option<BriefingRef>, Failure> {
    let Some(row) = look.reader.briefing(id)? else { return Ok(None) };
    Ok(briefing::view(look, rows, &row)?.map(|view| BriefingRef {
        id: view.id,
        text: view.text,
        when: view.when,
        author: view.author,
        withdrawn: view.withdrawal.is_some(),
    }))
}

/// A plan in another view; none where it is not held here.
pub(super) fn plan_ref(look: &Look<'_>, id: RecordId) -> Result<Option<PlanRef>, Failure> {
    let Some(fold) = look.reader.fold(id)? else { return Ok(None) };
    let Ok(plan) = fold.read::<PlanRecord>() else { return Ok(None) };
    Ok(Some(work_rows::plan_ref(id, &plan.title, plan.status)))
}

fn told(look: &Look<'_>, rows: &Rows<'_>, note: RecordId) -> Result<Vec<ToldView>, Failure> {
    let told = look.reader.replies(note)?.into_iter().filter_map(|reply| {
        let state = NoteState::of_strength(reply.step)?;
        Some(ToldView {
            id: reply.id.to_string(),
            step: state.id().to_owned(),
            label: views::told_label(state, reply.sentence.as_deref()).to_owned(),
            sentence: reply.sentence,
            author: rows.author(reply.author),
            when: views::at_words(reply.at, look.now()),
        })
    });
    Ok(told.collect())
}

fn asked(look: &Look<'_>, rows: &Rows<'_>, detail: &NoteDetail) -> Result<Option<AskedView>, Failure> {
    let replies = look.reader.replies(detail.row.id)?;
    let asks = |reply: &&store::read::ReplyRow| i64::from(reply.step) == NoteState::NeedsMore.strength();
    let Some(reply) = replies.iter().rev().find(asks) else { return Ok(None) };
    let answer = detail.amendments.iter().rev().find(|amendment| {
        !amendment.taken_back && amendment.answers == Some(reply.id)
    });
    Ok(Some(AskedView {
        id: reply.id.to_string(),
        text: reply.sentence.clone().unwrap_or_default(),
        author: rows.author(reply.author),
        when: views::at_words(reply.at, look.now()),
        answer: answer.map(|amendment| amendment.text.clone()),
    }))
}

/// Notes of the same ward that are near in time, those that say much the same first.
fn near(
    look: &Look<'_>,
    rows: &Rows<'_>,
    detail: &NoteDetail,
    linked: &BTreeSet<RecordId>,
) -> Result<Vec<NearView>, Failure> {
    let (ward, day) = (detail.record.ward, detail.record.when.date);
    let bound = |day: chrono::NaiveDate, time: i64| {
        use chrono::Datelike;
        (i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())) * 10_000 + time
    };
    let (from, to) = (day - TimeDelta::days(NEAR_DAYS), day + TimeDelta::days(NEAR_DAYS));
    let held: Vec<StoredRow> = look
        .reader
        .notes_between(ward.as_str(), bound(from, 0), bound(to, 9_999), COMPARED)?
        .into_iter()
        .filter(|row| row.id != detail.row.id)
        .collect();
    let compared: Vec<RecentNote<'_, usize>> = held
        .iter()
        .enumerate()
        .map(|(at, row)| RecentNote { id: at, text: &row.excerpt, ward, day: views::when_of(row.happened).date })
        .collect();
    let alike = coach::likely_duplicates(&detail.record.text, ward, day, &compared);
    let mut chosen: Vec<(usize, bool)> = alike.iter().map(|likeness| (likeness.id, true)).collect();
    let topics: BTreeSet<&str> = detail.record.topics.iter().map(String::as_str).collect();
    for (at, row) in held.iter().enumerate() {
        let shared: Vec<String> = serde_json::from_str(&row.topics).unwrap_or_default();
        if !chosen.iter().any(|(other, _)| *other == at) && shared.iter().any(|topic| topics.contains(topic.as_str())) {
            chosen.push((at, false));
        }
    }
    chosen.truncate(NEAR);
    let named = |at: usize, alike: bool| {
        let row = held.get(at)?;
        let apart = (views::when_of(row.happened).date - day).num_days();
        let time = match apart {
            0 => "the same day".to_owned(),
            1 => "the day after".to_owned(),
            -1 => "the day before".to_owned(),
            days if days > 0 => format!("{days} days after"),
            days => format!("{} days before", -days),
        };
        let words = if alike { "much the same words" } else { "the same topic" };
        Some(NearView {
            note: rows.plain_row(row),
            why: format!("Same ward, {time}, {words}"),
            linked: linked.contains(&row.id),
        })
    };
    Ok(chosen.into_iter().filter_map(|(at, alike)| named(at, alike)).collect())
}
