//! The list of notes: filters and order in SQL, a page at a time, continued by key and not by offset,
//! so that the thousandth page costs what the first does.

use std::fmt::Write as _;

use domain::clock::Timestamp;
use domain::ids::{PersonId, RecordId};
use domain::words::NoteState;
use rusqlite::Row;
use rusqlite::types::Value;

use super::search::Words;
use crate::error::Result;
use crate::store::Reader;

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    pub no: i64,
    pub id: RecordId,
    pub author: PersonId,
    pub ward: String,
    /// `YYYYMMDDhhmm`; 9999 where the time is not known.
    pub happened: i64,
    pub recorded_at: Timestamp,
    /// JSON array of list words.
    pub topics: String,
    pub excerpt: String,
    pub amended: bool,
    pub withdrawn: bool,
    pub pinned: bool,
    /// The strongest step anybody told its author of, in the order of [`domain::words::NoteState`]; 0 for none.
    pub step: u8,
    /// When the server took it; none before its receipt.
    pub received_at: Option<Timestamp>,
    /// The source is sealed, and under 18.
    pub young: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NoteOrder {
    /// By when it was seen or heard, latest first.
    #[default]
    Newest,
    Oldest,
    /// By when it came into this notebook, latest first.
    Arrived,
}

/// What a list is narrowed to. Nothing set is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoteFilter {
    pub words: Option<Words>,
    pub ward: Option<String>,
    pub topic: Option<String>,
    pub author: Option<PersonId>,
    pub withdrawn: Option<bool>,
    /// The strongest state that is true of it.
    pub state: Option<NoteState>,
    pub pinned: bool,
    /// Nothing can match.
    pub none: bool,
    /// `YYYYMMDD`, both included.
    pub from: Option<i64>,
    pub to: Option<i64>,
}

/// The last row of a page; the next one starts behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageKey {
    pub happened: i64,
    pub no: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub rows: Vec<NoteRow>,
    pub next: Option<PageKey>,
}

pub(super) const COLUMNS: &str = "n.no, n.id, n.author, n.ward, n.happened, n.recorded_at, n.topics, n.excerpt, n.amended, n.withdrawn, \
     EXISTS (SELECT 1 FROM pin WHERE pin.note = n.id), n.step, (SELECT c.server_time FROM change c WHERE c.no = n.no), n.young";

pub(super) fn note_row(row: &Row<'_>) -> rusqlite::Result<NoteRow> {
    Ok(NoteRow {
        no: row.get(0)?,
        id: RecordId::from_bytes(row.get(1)?),
        author: PersonId::from_bytes(row.get(2)?),
        ward: row.get(3)?,
        happened: row.get(4)?,
        recorded_at: Timestamp::from_millis(row.get(5)?),
        topics: row.get(6)?,
        excerpt: row.get(7)?,
        amended: row.get(8)?,
        withdrawn: row.get(9)?,
        pinned: row.get(10)?,
        step: row.get(11)?,
        received_at: row.get::<_, Option<i64>>(12)?.map(Timestamp::from_millis),
        young: row.get(13)?,
    })
}

/// `FROM … WHERE …` of a filter, and its values.
struct Narrowed {
    from: String,
    values: Vec<Value>,
    /// What rows are ordered by: the topic table carries its own copy of the date.
    happened: &'static str,
}

impl Narrowed {
    /// `linked` says whether there is a server: without one every note is recorded and none received.
    fn by(filter: &NoteFilter, order: NoteOrder, linked: bool) -> Self {
        let mut conditions: Vec<&str> = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut from = String::from("FROM note n");
        let mut happened = "n.happened";
        let mut ward = "n.ward = ?";
        if let Some(words) = &filter.words {
            // The search drives: its hits come in order of arrival without sorting.
            from = "FROM note_words f CROSS JOIN note n ON n.no = f.rowid".to_owned();
            conditions.push("f.note_words MATCH ?");
            values.push(words.matching().into());
            if let Some(topic) = &filter.topic {
                conditions.push("EXISTS (SELECT 1 FROM note_topic t WHERE t.topic = ? AND t.happened = n.happened AND t.note = n.no)");
                values.push(topic.clone().into());
            }
        } else if let Some(topic) = &filter.topic {
            from = "FROM note_topic t CROSS JOIN note n ON n.no = t.note".to_owned();
            conditions.push("t.topic = ?");
            values.push(topic.clone().into());
            ward = "t.ward = ?";
            if order != NoteOrder::Arrived {
                happened = "t.happened";
            }
        }
        if let Some(code) = &filter.ward {
            conditions.push(ward);
            values.push(code.clone().into());
        }
        if let Some(author) = &filter.author {
            conditions.push("n.author = ?");
            values.push(author.as_bytes().to_vec().into());
        }
        match filter.withdrawn {
            Some(true) => conditions.push("n.withdrawn = 1"),
            Some(false) => conditions.push("n.withdrawn = 0"),
            None => {}
        }
        match filter.state {
            None => {}
            Some(NoteState::Withdrawn) => conditions.push("n.withdrawn = 1"),
            Some(NoteState::Recorded) if linked => conditions.push(
                "n.withdrawn = 0 AND n.step = 0 AND n.no IN (
                     SELECT c.no FROM outbox o JOIN change c ON c.no >= o.first AND c.no < o.first + o.changes
                     WHERE c.position IS NULL
                     UNION ALL
                     SELECT c.no FROM brought b JOIN change c ON c.no = b.change WHERE c.position IS NULL)",
            ),
            Some(NoteState::Recorded) => conditions.push("n.withdrawn = 0 AND n.step = 0"),
            Some(NoteState::Received) if linked => conditions.push(
                "n.withdrawn = 0 AND n.step <= 1 AND (SELECT c.position FROM change c WHERE c.no = n.no) IS NOT NULL",
            ),
            Some(NoteState::Received) => conditions.push("0"),
            Some(state) => {
                // Said twice, so that the index of those that were told something is seen to hold them all.
                conditions.push("n.withdrawn = 0 AND n.step = ? AND n.step > 1");
                values.push(state.strength().into());
            }
        }
        if filter.none {
            conditions.push("0");
        }
        if filter.pinned {
            conditions.push("n.id IN (SELECT note FROM pin)");
        }
        if let Some(day) = filter.from {
            conditions.push("n.happened >= ?");
            values.push((day * 10_000).into());
        }
        if let Some(day) = filter.to {
            conditions.push("n.happened <= ?");
            values.push((day * 10_000 + 9_999).into());
        }
        if !conditions.is_empty() {
            let _ = write!(from, " WHERE {}", conditions.join(" AND "));
        }
        Self { from, values, happened }
    }

    fn and(&mut self, condition: &str) {
        self.from.push_str(if self.from.contains(" WHERE ") { " AND " } else { " WHERE " });
        self.from.push_str(condition);
    }
}

impl Reader<'_> {
    /// One page. Search results always come in order of arrival, latest first.
    pub fn notes(&self, filter: &NoteFilter, order: NoteOrder, after: Option<PageKey>, limit: usize) -> Result<Page> {
        let (sql, values) = page_sql(filter, order, after, limit, self.linked()?);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), note_row)?;
        let mut rows: Vec<NoteRow> = rows.collect::<rusqlite::Result<_>>()?;
        // One row more than asked for says whether there is another page.
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| PageKey { happened: row.happened, no: row.no });
        Ok(Page { rows, next })
    }

    /// How many notes a filter leaves, counted no further than `at_most`.
    pub fn count_notes(&self, filter: &NoteFilter, at_most: usize) -> Result<usize> {
        let narrowed = Narrowed::by(filter, NoteOrder::Arrived, self.linked()?);
        let sql = format!("SELECT count(*) FROM (SELECT 1 {} LIMIT {at_most})", narrowed.from);
        let count: i64 = self
            .connection
            .prepare_cached(&sql)?
            .query_row(rusqlite::params_from_iter(narrowed.values), |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// The notes recorded last, by whomever.
    pub fn recent_notes(&self, limit: usize) -> Result<Vec<NoteRow>> {
        Ok(self
            .notes(&NoteFilter { withdrawn: Some(false), ..NoteFilter::default() }, NoteOrder::Arrived, None, limit)?
            .rows)
    }

    /// Pinned notes, the latest pin first.
    pub fn pinned_notes(&self, limit: usize) -> Result<Vec<NoteRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM pin p JOIN note n ON n.id = p.note ORDER BY p.pinned_at DESC, n.no DESC LIMIT ?1"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([limit as i64], note_row)?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    pub fn note_row(&self, id: RecordId) -> Result<Option<NoteRow>> {
        use rusqlite::OptionalExtension;
        let sql = format!("SELECT {COLUMNS} FROM note n WHERE n.id = ?1");
        Ok(self.connection.prepare_cached(&sql)?.query_row([id.as_bytes()], note_row).optional()?)
    }

    /// The text a row stands for, from its change.
    pub fn note_text(&self, no: i64) -> Result<String> {
        let body: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT body FROM change WHERE no = ?1")?
            .query_row([no], |row| row.get(0))?;
        let record = body.and_then(|body| domain::change::Body::read::<domain::records::NoteRecord>(&body).ok());
        Ok(record.map(|record| record.text).unwrap_or_default())
    }

    /// Texts recorded since, for the coach's look at duplicates: id, ward, happened, excerpt; latest first.
    pub fn recent_excerpts(&self, since: Timestamp, limit: usize) -> Result<Vec<NoteRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM note n WHERE n.no > coalesce((SELECT max(no) FROM note), 0) - 2000
             AND n.recorded_at >= ?1 AND n.withdrawn = 0 ORDER BY n.no DESC LIMIT ?2"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params![since.millis(), limit as i64], note_row)?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }
}

fn page_sql(
    filter: &NoteFilter,
    order: NoteOrder,
    after: Option<PageKey>,
    limit: usize,
    linked: bool,
) -> (String, Vec<Value>) {
    let order = if filter.words.is_some() { NoteOrder::Arrived } else { order };
    let mut narrowed = Narrowed::by(filter, order, linked);
    let happened = narrowed.happened;
    let number = if filter.words.is_some() {
        "f.rowid"
    } else if happened == "t.happened" {
        "t.note"
    } else {
        "n.no"
    };
    if let Some(after) = after {
        match order {
            NoteOrder::Newest => narrowed.and(&format!("({happened}, {number}) < (?, ?)")),
            NoteOrder::Oldest => narrowed.and(&format!("({happened}, {number}) > (?, ?)")),
            NoteOrder::Arrived => narrowed.and(&format!("{number} < ?")),
        }
        if order != NoteOrder::Arrived {
            narrowed.values.push(after.happened.into());
        }
        narrowed.values.push(after.no.into());
    }
    let by = match order {
        NoteOrder::Newest => format!("{happened} DESC, {number} DESC"),
        NoteOrder::Oldest => format!("{happened}, {number}"),
        NoteOrder::Arrived => format!("{number} DESC"),
    };
    narrowed.values.push(Value::from(limit as i64 + 1));
    (format!("SELECT {COLUMNS} {} ORDER BY {by} LIMIT ?", narrowed.from), narrowed.values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(filter: &NoteFilter, order: NoteOrder) -> String {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        crate::migrate::migrate(&mut connection).unwrap();
        let (sql, values) = page_sql(filter, order, Some(PageKey { happened: 202611221430, no: 77 }), 50, true);
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
        rows.map(Result::unwrap).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn no_page_of_the_list_sorts_or_scans_the_whole_table() {
        let everything = NoteFilter::default();
        let ward = NoteFilter { ward: Some("E05013741".into()), ..NoteFilter::default() };
        let topic = NoteFilter { topic: Some("vehicle".into()), ..NoteFilter::default() };
        let author = NoteFilter { author: Some(PersonId::from_bytes([1; 16])), ..NoteFilter::default() };
        let withdrawn = NoteFilter { withdrawn: Some(true), ..NoteFilter::default() };
        let words = NoteFilter { words: Words::parse("moped"), ..NoteFilter::default() };
        let told = NoteFilter { state: Some(NoteState::InPlan), ..NoteFilter::default() };
        let both = NoteFilter { ward: ward.ward.clone(), topic: topic.topic.clone(), ..NoteFilter::default() };
        for filter in [&everything, &ward, &topic, &author, &withdrawn, &words, &told, &both] {
            for order in [NoteOrder::Newest, NoteOrder::Oldest] {
                let plan = plan(filter, order);
                assert!(!plan.contains("TEMP B-TREE"), "{filter:?} {order:?}:\n{plan}");
                assert!(plan.contains("SEARCH") || plan.contains("VIRTUAL TABLE"), "{filter:?}:\n{plan}");
            }
        }
    }
}
