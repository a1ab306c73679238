//! The list of plans, the latest begun first, continued by key; and what belongs to one plan.

use domain::clock::Timestamp;
use domain::fold::Fold;
use domain::ids::{AreaId, PersonId, RecordId, StreamId};
use domain::records::Kind;
use domain::records::plan::PlanStatus;
use domain::streams::StreamSort;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row};

use super::NoteRow;
use crate::error::Result;
use crate::record;
use crate::store::Reader;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    pub id: RecordId,
    pub title: String,
    /// An id of [`domain::records::plan::PlanStatus`].
    pub status: String,
    /// A name; empty where nobody leads.
    pub lead: String,
    pub lead_person: Option<PersonId>,
    pub author: PersonId,
    pub at: Timestamp,
    /// How many wards it names.
    pub areas: u32,
    /// What is known of its analysis; none where that is not held here.
    pub analysis: Option<AnalysisFlags>,
    /// Something of the plan or its analysis needs a decision.
    pub conflicts: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalysisFlags {
    pub success_test: bool,
    pub assessment: bool,
    /// ISO day of the first review that was not held.
    pub next_review: Option<String>,
}

/// A plan's actions, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ActionCounts {
    pub all: u32,
    pub over: u32,
    pub late: u32,
    /// Not cancelled.
    pub live: u32,
    /// Not cancelled, and without owner, agency or due date.
    pub lacking: u32,
    /// One needs attention itself.
    pub attention: bool,
}

/// Keys with how many there are of each.
pub type Counts = Vec<(String, u32)>;

/// What the list is narrowed to. Nothing set is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanFilter {
    pub status: Option<String>,
    pub area: Option<AreaId>,
    /// Each must stand in the title.
    pub words: Vec<String>,
    /// Nothing can match.
    pub none: bool,
}

const COLUMNS: &str = "p.id, p.title, p.status, p.lead, p.lead_person, p.author, p.at, p.areas,
     n.success_test, n.assessment, n.next_review,
     EXISTS (SELECT 1 FROM conflict c WHERE c.record = p.id) OR EXISTS (SELECT 1 FROM conflict c WHERE c.record = n.id)";

fn plan_row(row: &Row<'_>) -> rusqlite::Result<PlanRow> {
    let analysis = match row.get::<_, Option<bool>>(8)? {
        None => None,
        Some(success_test) => Some(AnalysisFlags { success_test, assessment: row.get(9)?, next_review: row.get(10)? }),
    };
    Ok(PlanRow {
        id: RecordId::from_bytes(row.get(0)?),
        title: row.get(1)?,
        status: row.get(2)?,
        lead: row.get(3)?,
        lead_person: row.get::<_, Option<[u8; 16]>>(4)?.map(PersonId::from_bytes),
        author: PersonId::from_bytes(row.get(5)?),
        at: Timestamp::from_millis(row.get(6)?),
        areas: row.get(7)?,
        analysis,
        conflicts: row.get(11)?,
    })
}

/// Words of a search that are looked for; the database takes neither any number of them nor any length.
pub(super) const WORDS_MAX: usize = 16;
const SIGNS_MAX: usize = 200;

/// A pattern for `LIKE … ESCAPE '\'` that finds the word anywhere.
pub(super) fn pattern(word: &str) -> String {
    let mut pattern = String::from("%");
    for sign in word.chars().take(SIGNS_MAX) {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

fn page_sql(filter: &PlanFilter, after: Option<RecordId>, limit: usize) -> (String, Vec<Value>) {
    let mut conditions: Vec<&str> = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    // Ids tell when a plan was begun, so they are the order.
    let (from, id) = match &filter.area {
        Some(area) => {
            conditions.push("pa.area = ?");
            values.push(area.as_bytes().to_vec().into());
            ("plan_area pa CROSS JOIN plan p ON p.id = pa.plan", "pa.plan")
        }
        None => ("plan p", "p.id"),
    };
    if let Some(status) = &filter.status {
        conditions.push("p.status = ?");
        values.push(status.clone().into());
    }
    for word in filter.words.iter().take(WORDS_MAX) {
        conditions.push("p.title LIKE ? ESCAPE '\\'");
        values.push(pattern(word).into());
    }
    if filter.none {
        conditions.push("0");
    }
    let behind = format!("{id} < ?");
    if let Some(after) = after {
        conditions.push(&behind);
        values.push(after.as_bytes().to_vec().into());
    }
    let narrowed = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
    values.push(Value::from(limit as i64 + 1));
    let sql = format!(
        "SELECT {COLUMNS} FROM {from} LEFT JOIN analysis n ON n.plan = p.id {narrowed} ORDER BY {id} DESC LIMIT ?"
    );
    (sql, values)
}

impl Reader<'_> {
    /// One page, the latest begun first, and where the next one starts.
    pub fn plans(
        &self,
        filter: &PlanFilter,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<(Vec<PlanRow>, Option<RecordId>)> {
        let (sql, values) = page_sql(filter, after, limit);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), plan_row)?;
        let mut rows: Vec<PlanRow> = rows.collect::<rusqlite::Result<_>>()?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| row.id);
        Ok((rows, next))
    }

    /// Plans that are closed, and since when, the earliest begun first.
    pub fn closed_plans(&self) -> Result<Vec<(RecordId, String, Timestamp)>> {
        let mut statement =
            self.connection.prepare_cached("SELECT id, title FROM plan WHERE status = ?1 ORDER BY id")?;
        let rows = statement
            .query_map([PlanStatus::Closed.id()], |row| Ok((RecordId::from_bytes(row.get(0)?), row.get(1)?)))?;
        let mut found = Vec::new();
        for row in rows {
            let (id, title) = row?;
            let Some(fold) = self.fold(id)? else { continue };
            let since = fold
                .heads_of(["status"])
                .into_iter()
                .filter_map(|change| fold.writes().get(&change).map(|write| crate::project::written_at(change, write)));
            found.extend(since.max().map(|since| (id, title, since)));
        }
        Ok(found)
    }

    /// The plan and its actions as the server has them and as this device has still to send them, those that were
    /// deleted too.
    pub fn plan_and_actions(&self, plan: RecordId) -> Result<Vec<Fold>> {
        let Some(stream) = self.stream_of_plan(plan, StreamSort::PlanWork)? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for id in self.records_in(stream)? {
            let fold = self.fold_placed_or_waiting(id)?.filter(|fold| fold.stream() == stream && !fold.is_erased());
            found.extend(fold.filter(|fold| matches!(fold.kind(), Kind::Plan | Kind::Action)));
        }
        Ok(found)
    }

    /// A record as the server has it; none where it has nothing of it.
    pub fn fold_placed(&self, id: RecordId) -> Result<Option<Fold>> {
        record::fold_placed(self.connection, id)
    }

    /// A record as the server has it and as this device has still to send it, without what was held, refused or
    /// declined, or came by a file alone.
    pub fn fold_placed_or_waiting(&self, id: RecordId) -> Result<Option<Fold>> {
        record::fold_placed_or_waiting(self.connection, id)
    }

    /// Every record of a stream that was not erased. What was deleted is in no list and is here all the same.
    pub fn standing_in(&self, stream: StreamId) -> Result<Vec<Fold>> {
        let mut found = Vec::new();
        for id in self.records_in(stream)? {
            found.extend(self.fold(id)?.filter(|fold| fold.stream() == stream && !fold.is_erased()));
        }
        Ok(found)
    }

    fn records_in(&self, stream: StreamId) -> Result<Vec<RecordId>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT record FROM change WHERE stream = (SELECT no FROM stream WHERE id = ?1) ORDER BY record",
        )?;
        let rows = statement.query_map([stream.as_bytes()], |row| row.get(0).map(RecordId::from_bytes))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// The plans that have actions, by title, the latest begun first.
    pub fn plans_with_actions(&self, limit: usize) -> Result<Vec<(RecordId, String)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.id, p.title FROM plan p WHERE EXISTS (SELECT 1 FROM action a WHERE a.plan = p.id)
             ORDER BY p.id DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([limit as i64], |row| Ok((RecordId::from_bytes(row.get(0)?), row.get(1)?)))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    pub fn plan_row(&self, id: RecordId) -> Result<Option<PlanRow>> {
        let sql = format!("SELECT {COLUMNS} FROM plan p LEFT JOIN analysis n ON n.plan = p.id WHERE p.id = ?1");
        Ok(self.connection.prepare_cached(&sql)?.query_row([id.as_bytes()], plan_row).optional()?)
    }

    /// Plans by exactly this title, but for case and blank ends.
    pub fn plans_titled(&self, title: &str) -> Result<Vec<RecordId>> {
        let mut statement =
            self.connection.prepare_cached("SELECT id FROM plan WHERE title = ?1 COLLATE NOCASE ORDER BY id")?;
        let rows = statement.query_map([title.trim()], |row| row.get(0).map(RecordId::from_bytes))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// How many plans there are of each status, and of each ward (by code).
    pub fn plan_counts(&self) -> Result<(Counts, Counts)> {
        Ok((
            self.counted("SELECT status, count(*) FROM plan GROUP BY status")?,
            self.counted(
                "SELECT area.ward, count(*) FROM plan_area pa JOIN area ON area.id = pa.area GROUP BY pa.area",
            )?,
        ))
    }

    /// Keys with counts.
    pub(super) fn counted(&self, sql: &str) -> Result<Counts> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// The codes of a plan's wards.
    pub fn wards_of_plan(&self, plan: RecordId) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT area.ward FROM plan_area pa JOIN area ON area.id = pa.area WHERE pa.plan = ?1 ORDER BY area.ward",
        )?;
        let rows = statement.query_map([plan.as_bytes()], |row| row.get(0))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// The plan whose stream this is; none where it is no plan's.
    pub fn plan_of_stream(&self, stream: StreamId) -> Result<Option<RecordId>> {
        let plan: Option<Option<[u8; 16]>> = self
            .connection
            .prepare_cached("SELECT plan FROM stream_record WHERE id = ?1")?
            .query_row([stream.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(plan.flatten().map(RecordId::from_bytes))
    }

    /// The codes of the wards that a plan's stream is for: they are known also once the plan itself is erased.
    pub fn wards_of_stream(&self, stream: StreamId) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT area.ward FROM stream_area sa JOIN area ON area.id = sa.area WHERE sa.stream = ?1 ORDER BY area.ward",
        )?;
        let rows = statement.query_map([stream.as_bytes()], |row| row.get(0))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// The areas a plan is for.
    pub fn areas_of_plan(&self, plan: RecordId) -> Result<Vec<AreaId>> {
        let mut statement = self.connection.prepare_cached("SELECT area FROM plan_area WHERE plan = ?1")?;
        let rows = statement.query_map([plan.as_bytes()], |row| row.get(0).map(AreaId::from_bytes))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// A plan's actions, counted; `today` is an ISO day.
    pub fn actions_counted(&self, plan: RecordId, today: &str) -> Result<ActionCounts> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT count(*), coalesce(sum(over), 0), coalesce(sum(over = 0 AND due < ?2), 0),
                     coalesce(sum(status <> 'cancelled'), 0),
                     coalesce(sum(status <> 'cancelled'
                         AND (owner = '' OR agency IS NULL OR due = '9999-12-31')), 0),
                     coalesce(max(attention), 0)
                 FROM action WHERE plan = ?1",
            )?
            .query_row(rusqlite::params![plan.as_bytes(), today], |row| {
                Ok(ActionCounts {
                    all: row.get(0)?,
                    over: row.get(1)?,
                    late: row.get(2)?,
                    live: row.get(3)?,
                    lacking: row.get(4)?,
                    attention: row.get(5)?,
                })
            })?)
    }

    /// The analysis of a plan, where it is held.
    pub fn analysis_of(&self, plan: RecordId) -> Result<Option<RecordId>> {
        Ok(self
            .connection
            .prepare_cached("SELECT id FROM analysis WHERE plan = ?1")?
            .query_row([plan.as_bytes()], |row| row.get(0))
            .optional()?
            .map(RecordId::from_bytes))
    }

    /// The notes a plan came from that are held here, in the order they were linked: the link and the note.
    pub fn notes_of_plan(&self, plan: RecordId) -> Result<Vec<(RecordId, NoteRow)>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, note FROM link WHERE target = ?1 AND sort = 'plan' ORDER BY at, id")?;
        let rows = statement.query_map([plan.as_bytes()], |row| {
            Ok((RecordId::from_bytes(row.get(0)?), RecordId::from_bytes(row.get(1)?)))
        })?;
        let mut notes: Vec<(RecordId, NoteRow)> = Vec::new();
        for row in rows {
            let (link, note) = row?;
            notes.extend(self.note_row(note)?.map(|note| (link, note)));
        }
        Ok(notes)
    }

    /// How many plans a note is part of.
    pub fn plans_of_note(&self, note: RecordId) -> Result<Vec<RecordId>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT target FROM link WHERE note = ?1 AND sort = 'plan' ORDER BY at, id")?;
        let rows = statement.query_map([note.as_bytes()], |row| row.get(0).map(RecordId::from_bytes))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_of_plans_sorts_or_scans_the_whole_table() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        crate::migrate::migrate(&mut connection).unwrap();
        let everything = PlanFilter::default();
        let status = PlanFilter { status: Some("active".into()), ..PlanFilter::default() };
        let area = PlanFilter { area: Some(AreaId::from_bytes([1; 16])), ..PlanFilter::default() };
        let both = PlanFilter { status: Some("active".into()), ..area.clone() };
        for filter in [&everything, &status, &area, &both] {
            let (sql, values) = page_sql(filter, Some(RecordId::from_bytes([7; 16])), 50);
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
            let plan = rows.map(Result::unwrap).collect::<Vec<_>>().join("\n");
            assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "{filter:?}:\n{plan}");
        }
    }

    #[test]
    fn a_word_is_looked_for_to_the_letter() {
        assert_eq!(pattern("50%_\\"), "%50\\%\\_\\\\%");
    }
}
