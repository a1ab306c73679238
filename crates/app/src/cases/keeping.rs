//! Keeping and erasing: what is past its time, the schedule, and what was erased.

use chrono::NaiveDate;
use domain::clock::Timestamp;
use domain::keeping::{Agreed, Kept, Lasts, SCHEDULE};
use domain::permissions::Right;
use domain::records::Why;
use domain::{dates, words};
use store::read::{Ages, DueKey, DueRow};

use super::{keeping_late, keeping_plans, notes, triage};
use crate::api::Failure;
use crate::api::keeping::{DueNote, ErasedRow, KeepingRequest, KeepingView, PeriodRow, PeriodUnit, WhyRow};
use crate::notebook::Look;
use crate::views::{self, Rows};

/// Of each list.
pub(super) const LISTED: usize = 100;

pub(crate) fn run(look: &Look<'_>, request: KeepingRequest) -> Result<KeepingView, Failure> {
    let (rows, agreed) = (Rows::of(look)?, look.reader.agreed()?);
    let triaged = triage::wards_triaged(look)?;
    let may_decide = !triaged.is_empty();
    let (mut due, mut due_total, mut next) = (Vec::new(), 0, None);
    if may_decide {
        let (wards, ages) = (triage::narrowed(look, &triaged)?, ages(&agreed, look.today()?));
        let limit = notes::limit(request.limit);
        let after = request.after.as_deref().map(key).transpose()?;
        let mut found = look.reader.due(&ages, &wards, after, limit + 1)?;
        let more = found.len() > limit;
        found.truncate(limit);
        next = found.last().filter(|_| more).map(|row| format!("{}.{}", row.key.recorded_at.millis(), row.key.no));
        due = found.iter().map(|row| due_note(&rows, &agreed, row)).collect();
        due_total = look.reader.due_count(&ages, &wards)?;
    }
    let administers = look.reader.rights_everywhere(look.me()?, look.today()?)?.contains(&Right::Administer);
    let schedule = SCHEDULE.iter().map(|period| {
        let lasts = agreed.of_period(period);
        let (number, unit) = match lasts {
            Lasts::Days(days) => (Some(days), PeriodUnit::Days),
            Lasts::Months(months) => (Some(months), PeriodUnit::Months),
            Lasts::Always => (None, PeriodUnit::Months),
        };
        PeriodRow {
            id: period.id.to_owned(),
            what: period.what.to_owned(),
            period: format!("{} {}", lasts.words(), period.from).trim().to_owned(),
            then: period.then.to_owned(),
            number,
            unit,
            usual: (lasts != period.lasts).then(|| period.lasts.words()),
            can_change: administers && acts_on(period.of, rows.linked()),
        }
    });
    let plans = keeping_plans::due(look, &agreed)?;
    let whys = Why::CHOICES.iter().map(|why| WhyRow { id: why.id().to_owned(), label: why.label().to_owned() });
    Ok(KeepingView {
        may_decide,
        schedule: schedule.collect(),
        whys: whys.collect(),
        due,
        due_total,
        next,
        late: keeping_late::run(look, &rows, &triaged)?,
        names: keeping_plans::names_due(look, &agreed, &plans)?,
        plans,
        erased: erased(look, &rows)?,
    })
}

/// How many are due of those that this person decides about.
pub(super) fn due_total(look: &Look<'_>) -> Result<u32, Failure> {
    let triaged = triage::wards_triaged(look)?;
    if triaged.is_empty() {
        return Ok(0);
    }
    let ages = ages(&look.reader.agreed()?, look.today()?);
    Ok(look.reader.due_count(&ages, &triage::narrowed(look, &triaged)?)?)
}

/// Whether anything but notes waits for a decision of this person: plans, the names in them, or what came too late.
pub(super) fn others_wait(look: &Look<'_>) -> Result<bool, Failure> {
    Ok(keeping_plans::wait(look, &look.reader.agreed()?)? || keeping_late::waits(look)?)
}

/// What comes up by itself once its time is over: drafts in every notebook, the rest where somebody decides about it
/// for a partnership. Nobody agrees on a period that nothing goes by.
pub(super) fn acts_on(of: Kept, linked: bool) -> bool {
    of == Kept::Draft
        || (linked
            && matches!(
                of,
                Kept::NoteOfSomebody
                    | Kept::NoteOfNobody
                    | Kept::Source
                    | Kept::Plan
                    | Kept::PersonFields
                    | Kept::Trail
            ))
}

fn ages(agreed: &Agreed, today: NaiveDate) -> Ages {
    let before = |of: Kept| {
        // The whole of the last day that is over.
        let first = agreed.lasts(of).over_since(today).and_then(|day| day.succ_opt()).unwrap_or(NaiveDate::MIN);
        Timestamp::from_millis(first.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis())
    };
    Ages { somebody: before(Kept::NoteOfSomebody), nobody: before(Kept::NoteOfNobody), today: today.to_string() }
}

fn due_note(rows: &Rows<'_>, agreed: &Agreed, row: &DueRow) -> DueNote {
    let note = rows.plain_row(&row.note);
    let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), dates::short_date);
    DueNote {
        note: note.id,
        ward: note.ward,
        author: note.author.name,
        recorded: dates::short_date(dates::day_of(row.note.recorded_at.utc())),
        excerpt: row.note.excerpt.clone(),
        why: words::note_due(
            row.of_somebody,
            agreed.lasts(if row.of_somebody { Kept::NoteOfSomebody } else { Kept::NoteOfNobody }),
        ),
        kept: row
            .kept
            .as_ref()
            .map(|kept| words::kept_before(&day(&kept.until), &rows.author(kept.author).name, &kept.reason)),
    }
}

fn erased(look: &Look<'_>, rows: &Rows<'_>) -> Result<Vec<ErasedRow>, Failure> {
    told(look, rows, look.reader.erased(LISTED)?)
}

/// Notes of this person that others erased in the last days: whoever recorded one is not to miss it unawares.
pub(super) fn erased_of_me(look: &Look<'_>, rows: &Rows<'_>, days: i64) -> Result<Vec<ErasedRow>, Failure> {
    let since = look.now().plus_seconds(-days * 86_400);
    told(look, rows, look.reader.erased_of(look.me()?, since, LISTED)?)
}

fn told(look: &Look<'_>, rows: &Rows<'_>, found: Vec<store::read::ErasedRow>) -> Result<Vec<ErasedRow>, Failure> {
    let mut shown = Vec::new();
    for row in found {
        let ward = look.reader.area_of_erased(row.id)?.map(|area| look.reader.ward_of(area)).transpose()?.flatten();
        let name = ward.as_deref().map(|code| views::ward_ref(code).name);
        shown.push(ErasedRow {
            id: row.id.to_string(),
            what: words::erased_what(&row.kind, name.as_deref()),
            by: rows.author(row.author).name,
            when: views::at_words(row.at, look.now()),
            why: Why::CHOICES.into_iter().find(|why| why.id() == row.why).unwrap_or(Why::Other).label().to_owned(),
            reference: row.reference,
            waiting: row.waiting,
        });
    }
    Ok(shown)
}

fn key(text: &str) -> Result<DueKey, Failure> {
    let parsed = text.split_once('.').and_then(|(at, no)| {
        Some(DueKey { recorded_at: Timestamp::from_millis(at.parse().ok()?), no: no.parse().ok()? })
    });
    parsed.ok_or_else(|| Failure::misuse("the page to go on from is none"))
}
