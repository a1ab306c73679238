//! Notes by ward and month, and the counts beside each filter.

use std::collections::BTreeMap;

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
        let mut statement =
            self.connection.prepare_cached("SELECT ward, max(happened) FROM note WHERE withdrawn = 0 GROUP BY ward")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            wards.entry(row.get(0)?).or_default().last = row.get(1)?;
        }
        Ok(wards)
    }

    /// How many notes there are of each: wards, topics, authors (ids as text), and `recorded`/`withdrawn`.
    pub fn counts_by(&self, what: CountBy) -> Result<Vec<(String, u32)>> {
        let sql = match what {
            CountBy::Ward => "SELECT ward, count(*) FROM note GROUP BY ward",
            CountBy::Topic => "SELECT topic, count(*) FROM note_topic GROUP BY topic",
            CountBy::Author => "SELECT author, count(*) FROM note GROUP BY author",
            // The withdrawn are few and have an index of their own; the others are the rest.
            CountBy::State => {
                "SELECT 'recorded', count(*) - (SELECT count(*) FROM note WHERE withdrawn = 1) FROM note
                 UNION ALL SELECT 'withdrawn', count(*) FROM note WHERE withdrawn = 1"
            }
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountBy {
    Ward,
    Topic,
    Author,
    State,
}
