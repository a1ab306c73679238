//! Today: what is unfinished, pinned and recent.

use chrono::NaiveDate;
use domain::dates;
use domain::words;
use domain::working_days::WorkingDays;
use store::read::{ActionFilter, ActionOwner, NoteFilter, Queue};

use super::work_rows::Work;
use super::{drafts, keeping, note, sources, triage, unfinished};
use crate::api::actions::ActionRow;
use crate::api::drafts::{PromisedNote, SentNote, TodayView};
use crate::api::triage::TriageRow;
use crate::api::{Failure, Nothing};
use crate::notebook::Look;
use crate::views::{self, Rows};

const RECENT: usize = 8;
const PINNED: usize = 20;
const RECENT_WARDS: usize = 4;
const UNREAD: usize = 6;
const SENT: usize = 6;
const PROMISED: usize = 6;
const ACTIONS: usize = 8;
/// Days in which news of a note is news.
const SENT_DAYS: i64 = 30;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<TodayView, Failure> {
    let rows = Rows::of(look)?;
    let shown = |stored: Vec<store::read::NoteRow>| stored.iter().map(|row| rows.plain_row(row)).collect();
    let waiting = unread(look, &rows)?;
    let own = actions(look, &rows)?;
    let owed = promised(look, &rows)?;
    let set = look.boundaries()?.to_string();
    let full = dates::long_date(dates::day_of(look.now().utc()));
    let (weekday, date) = full.split_once(' ').unwrap_or(("", &full));
    Ok(TodayView {
        weekday: weekday.trim_end_matches(',').to_owned(),
        date: date.to_owned(),
        drafts: drafts::rows(look)?,
        begun: unfinished::begun(look)?,
        pinned: shown(look.reader.pinned_notes(PINNED)?),
        recent: shown(look.reader.recent_notes(RECENT)?),
        recent_wards: look
            .reader
            .recent_wards(look.me()?, RECENT_WARDS)?
            .iter()
            .map(|code| views::ward_ref(code))
            .filter(|ward| ward.boundaries == set)
            .collect(),
        unread: waiting.rows,
        unread_total: waiting.total,
        unread_late: waiting.late,
        more_said: waiting.more_said,
        to_read: words::to_read(waiting.total, waiting.late, waiting.more_said),
        promised: owed.rows,
        promised_total: owed.total,
        sent: sent(look, &rows)?,
        erased: keeping::erased_of_me(look, &rows, SENT_DAYS)?,
        actions: own.rows,
        actions_total: own.total,
        actions_late: own.late,
        keeping_due: keeping::due_total(look)?,
        keeping_others: keeping::others_wait(look)?,
        sources_due: sources::due_total(look)?,
        notes_total: u32::try_from(look.reader.count_notes(&NoteFilter::default(), usize::MAX >> 1)?).unwrap_or(u32::MAX),
    })
}

#[derive(Default)]
struct Unread {
    rows: Vec<TriageRow>,
    total: u32,
    late: u32,
    more_said: u32,
}

/// For those who triage: what nobody has read.
fn unread(look: &Look<'_>, rows: &Rows<'_>) -> Result<Unread, Failure> {
    let triaged = triage::wards_triaged(look)?;
    if triaged.is_empty() {
        return Ok(Unread::default());
    }
    let wards = triage::narrowed(look, &triaged)?;
    let days = WorkingDays::england();
    let page = look.reader.queue(Queue::Unread, rows.me(), &wards, None, UNREAD)?;
    let ToRead { unread, late, more_said } = counted(look, &days, &wards)?;
    Ok(Unread {
        rows: page.rows.iter().map(|row| triage::row(look, rows, &days, row)).collect::<Result<_, _>>()?,
        total: unread,
        late,
        more_said,
    })
}

/// What waits for those who triage, counted.
#[derive(Default)]
pub(super) struct ToRead {
    /// Nobody has read them.
    pub unread: u32,
    /// Of these, past the time they are to be read in.
    pub late: u32,
    /// Read, and their authors have said more since.
    pub more_said: u32,
}

pub(super) fn to_read(look: &Look<'_>) -> Result<ToRead, Failure> {
    let triaged = triage::wards_triaged(look)?;
    if triaged.is_empty() {
        return Ok(ToRead::default());
    }
    counted(look, &WorkingDays::england(), &triage::narrowed(look, &triaged)?)
}

fn counted(look: &Look<'_>, days: &WorkingDays, wards: &[String]) -> Result<ToRead, Failure> {
    let me = look.me()?;
    Ok(ToRead {
        unread: look.reader.queue_count(Queue::Unread, me, wards)?,
        late: look.reader.unread_since(me, triage::late_since(look, days), wards)?,
        more_said: look.reader.queue_count(Queue::Answered, me, wards)?,
    })
}

/// How many of this person's actions are late.
pub(super) fn actions_late(look: &Look<'_>) -> Result<u32, Failure> {
    let today = dates::day_of(look.now().utc()).to_string();
    let owner = Some(ActionOwner::Member(look.me()?));
    let late = ActionFilter { owner, open: true, due_before: Some(today), ..ActionFilter::default() };
    Ok(look.reader.count_actions(&late)?)
}

#[derive(Default)]
struct Owed {
    rows: Vec<PromisedNote>,
    total: u32,
}

/// For those who triage: who was promised to hear more and has not.
fn promised(look: &Look<'_>, rows: &Rows<'_>) -> Result<Owed, Failure> {
    let triaged = triage::wards_triaged(look)?;
    if triaged.is_empty() {
        return Ok(Owed::default());
    }
    let today = dates::day_of(look.now().utc());
    let (notes, total) = look.reader.promised(&triage::narrowed(look, &triaged)?, PROMISED)?;
    let shown = notes.iter().filter_map(|(note, day)| {
        let day: NaiveDate = day.parse().ok()?;
        let late = day < today;
        let by = format!("{} {}", if late { "since" } else { "by" }, dates::short_date(day));
        Some(PromisedNote { note: rows.plain_row(note), by, late })
    });
    Ok(Owed { rows: shown.collect(), total })
}

/// This person's own notes with their paths, the latest news first.
fn sent(look: &Look<'_>, rows: &Rows<'_>) -> Result<Vec<SentNote>, Failure> {
    if !rows.linked() {
        return Ok(Vec::new());
    }
    let since = look.now().plus_seconds(-SENT_DAYS * 86_400);
    let viewer = note::Viewer::of(look, "")?;
    let mut sent = Vec::new();
    for row in look.reader.sent_notes(rows.me(), since, SENT)? {
        let Some(detail) = look.reader.note(row.id)? else { continue };
        let view = viewer.view(&detail);
        sent.push(SentNote {
            note: rows.plain_row(&row),
            path: view.path,
            feedback: view.question.as_ref().map(|question| question.text.clone()).or(view.feedback),
            question: view.question.map(|question| question.id),
            not_read: view.not_read,
        });
    }
    Ok(sent)
}

#[derive(Default)]
struct OwnActions {
    rows: Vec<ActionRow>,
    total: u32,
    late: u32,
}

/// This person's actions that are not over, the earliest due first.
fn actions(look: &Look<'_>, rows: &Rows<'_>) -> Result<OwnActions, Failure> {
    if !rows.linked() {
        return Ok(OwnActions::default());
    }
    let work = Work::of(look)?;
    let mine = ActionFilter { owner: Some(ActionOwner::Member(rows.me())), open: true, ..ActionFilter::default() };
    let late = ActionFilter { due_before: Some(work.today_iso()), ..mine.clone() };
    let (page, _) = look.reader.actions(&mine, None, ACTIONS)?;
    Ok(OwnActions {
        rows: page.iter().map(|row| work.action(row)).collect::<Result<_, _>>()?,
        total: look.reader.count_actions(&mine)?,
        late: look.reader.count_actions(&late)?,
    })
}
