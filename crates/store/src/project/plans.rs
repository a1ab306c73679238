//! Plans, their analyses, actions and progress: what lists need of each. Every stream's rows stand for
//! themselves, since a holder may have a plan's work and not its analysis.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::fold::Fold;
use domain::ids::{AreaId, RecordId};
use domain::plans;
use domain::records::plan::{AREAS, REVIEWS, Review, elements};
use domain::records::{ActionRecord, AnalysisRecord, PlanRecord, ProgressRecord, WITHDRAWN};
use rusqlite::Connection;

use super::triage::forget;
use super::{stream_of, written_at};
use crate::error::Result;

/// Stands after every day, so that what has no date comes last.
pub(crate) const NO_DAY: &str = "9999-12-31";

/// Whether the record stands in a stream of this plan. A plan's id is known to every member, so what names
/// it elsewhere is not believed.
fn in_plan(connection: &Connection, fold: &Fold, plan: RecordId) -> Result<bool> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM stream_record WHERE id = ?1 AND plan = ?2")?
        .exists(rusqlite::params![fold.stream().as_bytes(), plan.as_bytes()])?)
}

pub(super) fn plan(connection: &Connection, fold: &Fold) -> Result<()> {
    connection.prepare_cached("DELETE FROM plan_area WHERE plan = ?1")?.execute([fold.record().as_bytes()])?;
    let (Ok(record), Some((created, write)), None) = (fold.read::<PlanRecord>(), fold.created(), fold.any(WITHDRAWN))
    else {
        return forget(connection, "plan", fold);
    };
    if !in_plan(connection, fold, fold.record())? {
        return forget(connection, "plan", fold);
    }
    // One id can be written in several ways.
    let areas: BTreeSet<AreaId> = elements(fold, AREAS).keys().filter_map(|id| id.parse().ok()).collect();
    for area in &areas {
        connection
            .prepare_cached("INSERT INTO plan_area (area, plan) VALUES (?1, ?2)")?
            .execute(rusqlite::params![area.as_bytes(), fold.record().as_bytes()])?;
    }
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO plan (id, stream, title, status, lead, lead_person, author, at, areas)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            stream_of(connection, fold)?,
            record.title,
            record.status.id(),
            record.lead.as_ref().map_or("", |lead| lead.name.as_str()),
            record.lead.as_ref().and_then(|lead| lead.person.as_ref()).map(|person| person.as_bytes()),
            write.author.as_bytes(),
            written_at(created, write).millis(),
            areas.len() as i64,
        ])?;
    Ok(())
}

pub(super) fn analysis(connection: &Connection, fold: &Fold) -> Result<()> {
    let Ok(record) = fold.read::<AnalysisRecord>() else { return forget(connection, "analysis", fold) };
    let own = AnalysisRecord::id(record.plan, fold.stream());
    if fold.record() != own || !in_plan(connection, fold, record.plan)? {
        return forget(connection, "analysis", fold);
    }
    let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let held = |value: serde_json::Value| {
        serde_json::from_value::<Review>(value).is_ok_and(|review| !review.found.trim().is_empty())
    };
    let next = elements(fold, REVIEWS).into_iter().find(|(_, review)| !held(review.clone())).map(|(day, _)| day);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO analysis (id, stream, plan, success_test, assessment, next_review)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            stream_of(connection, fold)?,
            record.plan.as_bytes(),
            given(&record.success_test),
            given(&record.assessment),
            next,
        ])?;
    Ok(())
}

pub(super) fn action(connection: &Connection, fold: &Fold) -> Result<()> {
    let (Ok(record), Some((created, write)), None) = (fold.read::<ActionRecord>(), fold.created(), fold.any(WITHDRAWN))
    else {
        return forget(connection, "action", fold);
    };
    if !in_plan(connection, fold, record.plan)? {
        return forget(connection, "action", fold);
    }
    let due = record.due.as_ref().filter(|due| due.on.parse::<NaiveDate>().is_ok()).map_or(NO_DAY, |due| &due.on);
    let attention = !plans::action_attention(&record).is_empty() || !plans::crossed(fold).is_empty();
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO action (id, stream, plan, title, sort, agency, owner, owner_person, due,
                 original_due, priority, status, over, confidence, blocker, attention, batch, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            stream_of(connection, fold)?,
            record.plan.as_bytes(),
            record.title,
            record.sort,
            record.agency,
            record.owner.as_ref().map_or("", |owner| owner.name.as_str()),
            record.owner.as_ref().and_then(|owner| owner.person.as_ref()).map(|person| person.as_bytes()),
            due,
            record.original_due,
            record.priority,
            record.status.is.id(),
            record.status.is.is_over(),
            record.confidence.map(|confidence| confidence.id()),
            record.blocker.as_ref().map(|blocker| blocker.kind.as_str()),
            attention,
            record.batch,
            written_at(created, write).millis(),
        ])?;
    Ok(())
}

pub(super) fn progress(connection: &Connection, fold: &Fold) -> Result<()> {
    let (Ok(record), Some((created, write)), None) =
        (fold.read::<ProgressRecord>(), fold.created(), fold.any(WITHDRAWN))
    else {
        return forget(connection, "progress", fold);
    };
    connection
        .prepare_cached("INSERT OR REPLACE INTO progress (id, stream, action, author, at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            stream_of(connection, fold)?,
            record.action.as_bytes(),
            write.author.as_bytes(),
            written_at(created, write).millis(),
        ])?;
    Ok(())
}
