//! Notes by ward and month, and the counts beside each filter.

use std::collections::BTreeMap;

use domain::words::NoteState;

use crate::error::Result;
use crate::store::Reader;

/// One ward's notes by month; withdrawn ones left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WardMonths {
    /// `YYYYMM` to count.
    pub by_month: BTreeMap<i64, u32>,
    /// `YYYYMMDDhhmm` of the latest.
    pub last: Option<i64>,
}

impl Reader<'_> {
    /// Every ward with notes since the month (`YYYYMM`), and when the last note of each was, at any time.
    pub fn notes_by_ward_and_month(&self, from_month: i64) -> Result<BTreeMap<String, WardMonths>> {
        let mut wards: BTreeMap<String, WardMonths> = BTreeMap::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT ward, happened / 1000000, count(*) FROM note WHERE happened >= ?1 * 1000000 AND withdrawn = 0 GROUP BY 1, 2",
        )?;
        let mut rows = statement.query([from_month])?;
        while let Some(row) = rows.next()? {
            wards.entry(row.get(0)?).or_default().by_month.insert(row.get(1)?, row.get(2)?);
        }
        // From ward to ward along the index, and of each the last note: grouping would read every row.
        let mut statement = self.connection.prepare_cached(
            "WITH RECURSIVE found (ward) AS (
                 SELECT min(ward) FROM note
                 UNION ALL SELECT (SELECT min(ward) FROM note WHERE ward > found.ward) FROM found
                 WHERE found.ward IS NOT NULL
             )
             SELECT ward, (SELECT happened FROM note WHERE note.ward = found.ward AND withdrawn = 0
                           ORDER BY happened DESC, no DESC LIMIT 1)
             FROM found WHERE ward IS NOT NULL",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(last) = row.get(1)? {
                wards.entry(row.get(0)?).or_default().last = Some(last);
            }
        }
        Ok(wards)
    }

    /// How many notes there are of each: wards, topics, authors (ids as text), and `recorded`/`withdrawn`.
    pub fn counts_by(&self, what: CountBy) -> Result<Vec<(String, u32)>> {
        let sql = match what {
            CountBy::Ward => "SELECT ward, count(*) FROM note GROUP BY ward",
            CountBy::Topic => "SELECT topic, count(*) FROM note_topic GROUP BY topic",
            CountBy::Author => "SELECT author, count(*) FROM note GROUP BY author",
            CountBy::State => return self.counts_by_state(),
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            let key = match what {
                CountBy::Author => domain::ids::PersonId::from_bytes(row.get(0)?).to_string(),
                _ => row.get(0)?,
            };
            Ok((key, row.get(1)?))
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }
}

/// Notes that have no position yet, by their numbers: without a word, SQLite would make an index of all notes
/// for as little as one that waits.
const NOT_SENT: &str = "SELECT count(*) FROM outbox o
     CROSS JOIN note n NOT INDEXED ON n.no >= o.first AND n.no < o.first + o.changes
     WHERE n.withdrawn = 0 AND n.step = 0 AND (SELECT c.position FROM change c WHERE c.no = n.no) IS NULL";

/// As much is said of those that a sealed file brought and the server has not given a position.
const BROUGHT: &str = "SELECT count(*) FROM brought b CROSS JOIN note n ON n.no = b.change
     WHERE n.withdrawn = 0 AND n.step = 0 AND (SELECT c.position FROM change c WHERE c.no = n.no) IS NULL";

impl Reader<'_> {
    fn counts_by_step(&self, sql: &str) -> Result<BTreeMap<u8, u32>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// By the strongest state that is true of each.
    fn counts_by_state(&self) -> Result<Vec<(String, u32)>> {
        let mut counts: BTreeMap<NoteState, u32> = BTreeMap::new();
        // The withdrawn, and those of which something was told, have indexes of their own; the rest are
        // received or recorded.
        let count =
            |sql: &str| -> Result<u32> { Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?) };
        let mut rest = count("SELECT count(*) FROM note")?;
        let withdrawn = count("SELECT count(*) FROM note INDEXED BY note_withdrawn WHERE withdrawn = 1")?;
        counts.insert(NoteState::Withdrawn, withdrawn);
        rest -= withdrawn;
        let withdrawn_of = self.counts_by_step(
            "SELECT step, count(*) FROM note INDEXED BY note_withdrawn WHERE withdrawn = 1 AND step > 1 GROUP BY step",
        )?;
        // Counted in the index alone; whether a note was withdrawn stands in another.
        for (step, told) in self.counts_by_step("SELECT step, count(*) FROM note WHERE step > 1 GROUP BY step")? {
            let taken_back = *withdrawn_of.get(&step).unwrap_or(&0);
            let told = told.saturating_sub(taken_back);
            if let Some(state) = NoteState::of_strength(step) {
                counts.insert(state, told);
                rest = rest.saturating_sub(told);
            }
        }
        let linked = self.linked()?;
        let recorded = if linked { count(NOT_SENT)? + count(BROUGHT)? } else { rest };
        counts.insert(NoteState::Recorded, recorded);
        counts.insert(NoteState::Received, rest.saturating_sub(recorded));
        Ok(counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(state, count)| (state.to_string(), count))
            .collect())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountBy {
    Ward,
    Topic,
    Author,
    State,
}

#[cfg(test)]
mod tests {
    #[test]
    fn notes_that_wait_to_be_sent_are_counted_without_looking_at_the_others() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        crate::migrate::migrate(&mut connection).unwrap();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", super::NOT_SENT)).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(3)).unwrap();
        let plan = rows.map(Result::unwrap).collect::<Vec<_>>().join("\n");
        assert!(plan.contains("n USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"), "{plan}");
    }
}
