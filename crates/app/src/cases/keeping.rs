//! Keeping and erasing: what is past its time, the schedule, and what was erased.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::clock::Timestamp;
use domain::keeping::{Agreed, Kept, Lasts, SCHEDULE, names};
use domain::permissions::Right;
use domain::fold::Fold;
use domain::ids::RecordId;
use domain::records::{Deed, Kind, Why};
use domain::{dates, words};
use store::read::{Ages, DueKey, DueRow, LateRow};

use super::written::{self, Part, Written};
use super::{held, notes, triage};
use crate::api::Failure;
use crate::api::keeping::{
    DueNames, DueNote, DuePlan, ErasedRow, KeepingRequest, KeepingView, LateAddition, PeriodRow, PeriodUnit, WhyRow,
};
use crate::api::lists::WardRef;
use crate::notebook::Look;
use crate::views::{self, Rows};

/// Of what was erased.
const LISTED: usize = 100;
/// Of what came too late, others decide about some.
const LATE_LOOKED_AT: usize = 2_000;

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
    let plans = plans(look, &agreed)?;
    let whys = Why::CHOICES.iter().map(|why| WhyRow { id: why.id().to_owned(), label: why.label().to_owned() });
    Ok(KeepingView {
        may_decide,
        schedule: schedule.collect(),
        whys: whys.collect(),
        due,
        due_total,
        next,
        late: late(look, &rows, &triaged)?,
        names: names(look, &agreed, &plans)?,
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

/// Whether anything but notes waits for a decision of this person: plans, the names in them, or what came too late. Of
/// names those that stand, which is quickly found; an earlier version that had one is found on the page itself.
pub(super) fn others_wait(look: &Look<'_>) -> Result<bool, Failure> {
    let agreed = look.reader.agreed()?;
    let named = |plan| -> Result<Option<()>, Failure> {
        let led = look.reader.plan_row(plan)?.is_some_and(|row| !row.lead.is_empty());
        let owned = led || look.reader.actions_of_plan(plan)?.iter().any(|row| !row.owner.is_empty());
        Ok(owned.then_some(()))
    };
    if !plans(look, &agreed)?.is_empty() || !closed_plans(look, agreed.lasts(Kept::PersonFields), named)?.is_empty() {
        return Ok(true);
    }
    let triaged = triage::wards_triaged(look)?;
    for row in look.reader.late_of_erased(LATE_LOOKED_AT)? {
        let Some(fold) = look.reader.fold(row.id)? else { continue };
        let plan = look.reader.plan_of_stream(fold.stream())?;
        if late_place(look, (&row, &fold), plan, &triaged)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What comes up by itself once its time is over: drafts in every notebook, the rest where somebody decides about it
/// for a partnership. Nobody agrees on a period that nothing goes by.
pub(super) fn acts_on(of: Kept, linked: bool) -> bool {
    of == Kept::Draft || (linked && matches!(
        of,
        Kept::NoteOfSomebody
            | Kept::NoteOfNobody
            | Kept::Source
            | Kept::Plan
            | Kept::PersonFields
            | Kept::Trail
    ))
}

/// A closed plan of which something is past its time.
struct Closed {
    plan: RecordId,
    title: String,
    wards: String,
    closed: String,
}

/// Closed plans for which this time is over and `due` says something, of those in which this person plans.
fn closed_plans<T>(
    look: &Look<'_>,
    lasts: Lasts,
    due: impl Fn(RecordId) -> Result<Option<T>, Failure>,
) -> Result<Vec<(Closed, T)>, Failure> {
    let (me, today) = (look.me()?, look.today()?);
    let Some(since) = lasts.over_since(today) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (plan, title, closed) in look.reader.closed_plans()? {
        let day = dates::day_of(closed.utc());
        let Some(fold) = look.reader.fold(plan)?.filter(|_| day <= since) else { continue };
        if found.len() >= LISTED || !look.reader.rights_over_stream(me, fold.stream(), today)?.contains(&Right::Plan) {
            continue;
        }
        let Some(what) = due(plan)? else { continue };
        let wards: Vec<String> =
            look.reader.wards_of_plan(plan)?.iter().map(|ward| views::ward_ref(ward).name).collect();
        found.push((Closed { plan, title, wards: wards.join(", "), closed: dates::short_date(day) }, what));
    }
    Ok(found)
}

/// Closed plans that are past their time, of those whose plans this person may erase.
fn plans(look: &Look<'_>, agreed: &Agreed) -> Result<Vec<DuePlan>, Failure> {
    let lasts = agreed.lasts(Kept::Plan);
    let due = closed_plans(look, lasts, |_| Ok(Some(())))?;
    let row = |(Closed { plan, title, wards, closed }, ())| DuePlan {
        plan: plan.to_string(),
        title,
        wards,
        closed,
        why: words::plan_due(lasts),
    };
    Ok(due.into_iter().map(row).collect())
}

/// Closed plans that name somebody past the time for names. One that is to go as a whole is not asked about twice.
fn names(look: &Look<'_>, agreed: &Agreed, whole: &[DuePlan]) -> Result<Vec<DueNames>, Failure> {
    let lasts = agreed.lasts(Kept::PersonFields);
    let due = closed_plans(look, lasts, |plan| {
        if whole.iter().any(|due| due.plan == plan.to_string()) {
            return Ok(None);
        }
        let mut named = BTreeSet::new();
        for fold in look.reader.plan_and_actions(plan)? {
            named.extend(names::named_in(&fold));
        }
        Ok(Some(named.len()).filter(|count| *count > 0))
    })?;
    let row = |(Closed { plan, title, wards, closed }, count)| DueNames {
        plan: plan.to_string(),
        title,
        wards,
        closed,
        why: words::names_due(count as u64, lasts),
    };
    Ok(due.into_iter().map(row).collect())
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

fn late(look: &Look<'_>, rows: &Rows<'_>, triaged: &[WardRef]) -> Result<Vec<LateAddition>, Failure> {
    let mut shown = Vec::new();
    for row in look.reader.late_of_erased(LATE_LOOKED_AT)? {
        if shown.len() >= LISTED {
            break;
        }
        let Some(fold) = look.reader.fold(row.id)? else { continue };
        let plan = look.reader.plan_of_stream(fold.stream())?;
        let Some(place) = late_place(look, (&row, &fold), plan, triaged)? else { continue };
        let Written { what, text } = late_whole(look, &fold)?;
        if row.author != rows.me() {
            match (plan, fold.kind()) {
                (None, _) => look.leave_trail(Deed::ReadNote, Some(row.of), row.area, None),
                (Some(plan), Kind::Analysis) => look.leave_trail(Deed::ReadAnalysis, Some(plan), None, None),
                // Reading actions leaves no trail anywhere.
                (Some(_), _) => {}
            }
        }
        shown.push(LateAddition {
            id: row.id.to_string(),
            what,
            place,
            author: rows.author(row.author).name,
            when: views::at_words(row.at, look.now()),
            text,
        });
    }
    Ok(shown)
}

/// Where it stands, for whoever may erase it; none for anybody else.
fn late_place(
    look: &Look<'_>,
    (row, fold): (&LateRow, &Fold),
    plan: Option<RecordId>,
    triaged: &[WardRef],
) -> Result<Option<String>, Failure> {
    if let Some(plan) = plan {
        return place_of_work(look, plan, fold);
    }
    let ward = row.area.map(|area| look.reader.ward_of(area)).transpose()?.flatten();
    let ward = ward.and_then(|code| triaged.iter().find(|ward| ward.code == code));
    Ok(ward.map(|ward| ward.name.clone()))
}

fn place_of_work(look: &Look<'_>, plan: RecordId, fold: &Fold) -> Result<Option<String>, Failure> {
    if !look.reader.rights_over_stream(look.me()?, fold.stream(), look.today()?)?.contains(&Right::Plan) {
        return Ok(None);
    }
    let title = look.reader.plan_row(plan)?.map(|plan| plan.title);
    let wards = look.reader.wards_of_stream(fold.stream())?;
    let mut wards: Vec<String> = wards.iter().map(|code| views::ward_ref(code).name).collect();
    wards.sort_unstable();
    Ok(Some(words::late_place(title.as_deref(), &wards)))
}

/// What it says, with what goes along with it: an action is erased with its progress, its photos and documents.
fn late_whole(look: &Look<'_>, fold: &Fold) -> Result<Written, Failure> {
    let mut told = vec![late_words(look, fold)?];
    if fold.kind() == Kind::Action {
        let mut with_it = look.reader.progress_of(fold.record())?;
        with_it.extend(look.reader.attachments_of(fold.record())?.into_iter().map(|row| row.id));
        for id in with_it {
            if let Some(fold) = look.reader.fold(id)?.filter(|fold| !fold.is_erased()) {
                told.push(late_words(look, &fold)?);
            }
        }
    }
    Ok(held::together(told))
}

fn late_words(look: &Look<'_>, fold: &Fold) -> Result<Written, Failure> {
    let said = |field: &str| fold.any(field).and_then(|head| head.value.as_str().map(str::to_owned)).unwrap_or_default();
    let written = |what: &str, text: String| Written { what: what.to_owned(), text };
    Ok(match fold.kind() {
        Kind::Amendment => written("Addition", said("text")),
        Kind::Attachment => written("Photo or document", said("name")),
        kind => {
            let fields =
                fold.fields().into_iter().filter_map(|name| Some((name.to_owned(), fold.value(name)?))).collect();
            written::of(look.reader, &Part { record: fold.record(), kind, act: "create", fields: &fields })?
        }
    })
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
            why: Why::CHOICES
                .into_iter()
                .find(|why| why.id() == row.why)
                .unwrap_or(Why::Other)
                .label()
                .to_owned(),
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
