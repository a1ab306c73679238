//! One action, whole.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::dates;
use domain::change::Act as ChangeAct;
use domain::fold::Fold;
use domain::lists::List;
use domain::permissions::Right;
use domain::plans;
use domain::records::plan::{Blocker, CO_OWNERS, COUNTS, Due, ORIGINS, Owner, WEAPONS, elements};
use domain::records::ProgressRecord;
use domain::words::counted;
use domain::working_days::WorkingDays;
use serde_json::Value;

use super::plan_input::{self, Action};
use super::work_rows::Work;
use super::{attachment_files, conflicts, note_input};
use crate::api::Failure;
use crate::api::actions::{ActionView, BlockerView, CountView, DueMove, ProgressView};
use crate::api::notes::ById;
use crate::api::plans::LackView;
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(look: &Look<'_>, request: ById) -> Result<ActionView, Failure> {
    let missing = || note_input::not_found(&request.id, "action");
    let action = plan_input::action(look.reader, &request.id)?;
    let row = look.reader.action_row(action.id)?.ok_or_else(missing)?;
    let work = Work::of(look)?;
    let of = work.of_plan(row.plan)?;
    let lists = &look.book.work;
    let notes = &look.book.lists;
    let record = &action.record;
    let (created, write) = action.fold.created().ok_or_else(missing)?;
    let counts = elements(&action.fold, COUNTS);
    let reached = counts.get("reached").and_then(Value::as_str).map(str::to_owned);
    let original: Option<NaiveDate> = record.original_due.as_deref().and_then(|day| day.parse().ok());
    let progress = progress(&work, &action, &of.rights)?;
    Ok(ActionView {
        row: work.action(&row)?,
        co_owners: elements(&action.fold, CO_OWNERS)
            .into_values()
            .filter_map(|value| serde_json::from_value::<Owner>(value).ok())
            .map(|owner| work.owner(&owner))
            .collect(),
        sort_id: record.sort.clone(),
        agency_id: record.agency.clone(),
        priority_id: record.priority.clone(),
        original_due: record.original_due.clone(),
        original_due_words: original.map(|day| work.day_words(day)).unwrap_or_default(),
        due_moves: due_moves(&work, &action.fold),
        status_reason: record.status.reason.as_deref().map(|id| lists.closing_reason.label(id).to_owned()),
        status_why: record.status.why.clone(),
        confidence_words: record.confidence.map(|confidence| confidence.words().to_owned()),
        blocker: record.blocker.as_ref().map(|blocker| blocker_view(&work, blocker)),
        result: record.result.clone(),
        weapons: count_views(&elements(&action.fold, WEAPONS), &notes.weapon),
        origins: count_views(&elements(&action.fold, ORIGINS), &notes.weapon_origin),
        counts: count_views(&counts, &lists.count),
        reached_label: reached.as_deref().map(|id| lists.reached.label(id).to_owned()),
        reached,
        author: work.rows.author(write.author),
        raised: dates::full(created.made_at().utc()),
        progress,
        files: attachment_files::on(look, &work.rows, action.id, of.can_work())?,
        crossed: plans::crossed(&action.fold)
            .iter()
            .map(|crossed| {
                let name = |person| work.rows.author(person).name;
                crossed.words(&name(crossed.ended_by), &name(crossed.changed_by))
            })
            .collect(),
        attention: plans::action_attention(record).iter().map(LackView::from).collect(),
        conflicts: conflicts::of_fold(look, &action.fold)?,
        history: work.history(&[&action.fold]),
        can_delete: of.can_work(),
        can_erase: of.rights.contains(&domain::permissions::Right::Plan),
    })
}

/// How the due date moved: what each write set it to, oldest first, from the second on.
fn due_moves(work: &Work<'_>, fold: &Fold) -> Vec<DueMove> {
    // A move that was taken back is none.
    let undone: Vec<_> = fold
        .writes()
        .values()
        .filter(|write| write.act == ChangeAct::Undo)
        .flat_map(|write| write.supersedes.iter().copied())
        .collect();
    let mut writes: Vec<_> = fold
        .writes()
        .iter()
        .filter(|(id, _)| !undone.contains(id))
        .filter_map(|(id, write)| Some((write.clock, *id, write, write.fields.get("due")?)))
        .filter_map(|(clock, id, write, due)| {
            let due: Due = serde_json::from_value(due.clone()).ok()?;
            Some((clock, id, write, due))
        })
        .collect();
    writes.sort_by_key(|(clock, id, ..)| (*clock, *id));
    writes
        .into_iter()
        .skip(1)
        .map(|(_, id, write, due)| DueMove {
            to: due.on.parse().map_or(due.on, dates::short_date),
            why: due.why,
            author: work.rows.author(write.author),
            when: views::at_words(id.made_at(), work.look.now()),
        })
        .collect()
}

/// "since 3 Nov, 15 working days"
fn blocker_view(work: &Work<'_>, blocker: &Blocker) -> BlockerView {
    let lists = &work.look.book.work;
    let since = blocker.since.parse::<NaiveDate>().map_or_else(
        |_| format!("since {}", blocker.since),
        |since| {
            let calendar = WorkingDays::england();
            let days = since.iter_days().take_while(|day| *day < work.today);
            let days = days.filter(|day| calendar.is_working_day(*day)).count() as u64;
            let since = dates::day_and_month(since, work.today);
            format!("since {since}, {}", counted(days, "working day", "working days"))
        },
    );
    BlockerView {
        kind: blocker.kind.clone(),
        label: lists.blocker.label(&blocker.kind).to_owned(),
        why: blocker.why.clone(),
        agency: blocker.agency.as_deref().map(|id| lists.agency.label(id).to_owned()),
        since,
    }
}

fn count_views(counts: &BTreeMap<String, Value>, list: &List) -> Vec<CountView> {
    let numbers = counts.iter().filter_map(|(id, value)| {
        let count = u32::try_from(value.as_u64()?).ok()?;
        Some(CountView { id: id.clone(), label: list.label(id).to_owned(), count })
    });
    numbers.collect()
}

fn progress(
    work: &Work<'_>,
    action: &Action,
    rights: &[Right],
) -> Result<Vec<ProgressView>, Failure> {
    let mut entries = Vec::new();
    for id in work.look.reader.progress_of(action.id)? {
        let Some(fold) = work.look.reader.fold(id)? else { continue };
        let (Ok(record), Some((created, write))) = (fold.read::<ProgressRecord>(), fold.created()) else { continue };
        entries.push(ProgressView {
            id: id.to_string(),
            text: record.text,
            author: work.rows.author(write.author),
            when: views::at_words(created.made_at(), work.look.now()),
            can_take_back: write.author == work.me && !rights.is_empty(),
        });
    }
    Ok(entries)
}
