//! The list of actions: open before over, the earliest due first, continued by key; counts for its
//! filters. What a filter drives the list by is said in SQL, so that no page sorts.

use domain::ids::{AreaId, PersonId, RecordId};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row};

use super::plans::{WORDS_MAX, pattern};
use crate::error::Result;
use crate::project::NO_DAY;
use crate::store::Reader;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRow {
    pub id: RecordId,
    pub plan: RecordId,
    pub title: String,
    pub sort: Option<String>,
    pub agency: Option<String>,
    /// A name; empty where nobody answers for it.
    pub owner: String,
    pub owner_person: Option<PersonId>,
    /// An ISO day.
    pub due: Option<String>,
    pub original_due: Option<String>,
    pub priority: Option<String>,
    /// An id of [`domain::records::plan::ActionStatus`].
    pub status: String,
    pub over: bool,
    pub confidence: Option<String>,
    pub blocker: Option<String>,
    pub attention: bool,
    pub conflicts: bool,
}

/// Whom a list of actions is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionOwner {
    Member(PersonId),
    /// A name that is no member's.
    Named(String),
    Nobody,
}

/// The agency a list of actions is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionAgency {
    Listed(String),
    NoneSet,
}

/// What the list is narrowed to. Nothing set is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionFilter {
    pub plan: Option<RecordId>,
    pub owner: Option<ActionOwner>,
    pub agency: Option<ActionAgency>,
    pub area: Option<AreaId>,
    pub status: Option<String>,
    pub open: bool,
    /// Due before this ISO day, and not over.
    pub due_before: Option<String>,
    /// Each must stand in the title.
    pub words: Vec<String>,
    /// Nothing can match.
    pub none: bool,
}

/// The last row of a page; the next one starts behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionKey {
    pub over: bool,
    pub due: String,
    pub id: RecordId,
}

/// Counts of all actions held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionFilterCounts {
    pub statuses: Vec<(String, u32)>,
    pub members: Vec<(PersonId, u32)>,
    pub names: Vec<(String, u32)>,
    pub agencies: Vec<(String, u32)>,
    /// By code.
    pub wards: Vec<(String, u32)>,
    pub overdue: u32,
}

const COLUMNS: &str = "a.id, a.plan, a.title, a.sort, a.agency, a.owner, a.owner_person, a.due, a.original_due,
     a.priority, a.status, a.over, a.confidence, a.blocker, a.attention,
     EXISTS (SELECT 1 FROM conflict c WHERE c.record = a.id)";

fn action_row(row: &Row<'_>) -> rusqlite::Result<ActionRow> {
    Ok(ActionRow {
        id: RecordId::from_bytes(row.get(0)?),
        plan: RecordId::from_bytes(row.get(1)?),
        title: row.get(2)?,
        sort: row.get(3)?,
        agency: row.get(4)?,
        owner: row.get(5)?,
        owner_person: row.get::<_, Option<[u8; 16]>>(6)?.map(PersonId::from_bytes),
        due: row.get::<_, Option<String>>(7)?.filter(|day| day != NO_DAY),
        original_due: row.get(8)?,
        priority: row.get(9)?,
        status: row.get(10)?,
        over: row.get(11)?,
        confidence: row.get(12)?,
        blocker: row.get(13)?,
        attention: row.get(14)?,
        conflicts: row.get(15)?,
    })
}

/// `FROM … WHERE …` of a filter, its values, and whether over and open rows can both be in it.
struct Narrowed {
    sql: String,
    values: Vec<Value>,
    one_status: bool,
}

impl Narrowed {
    fn by(filter: &ActionFilter) -> Self {
        let mut conditions: Vec<&str> = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut index = None;
        let mut drive = |by: &'static str| index = index.or(Some(by));
        if let Some(plan) = &filter.plan {
            drive("action_of_plan");
            conditions.push("a.plan = ?");
            values.push(plan.as_bytes().to_vec().into());
        }
        match &filter.owner {
            None => {}
            Some(ActionOwner::Member(person)) => {
                drive("action_of_member");
                conditions.push("a.owner_person = ?");
                values.push(person.as_bytes().to_vec().into());
            }
            Some(ActionOwner::Named(name)) => {
                drive("action_of_name");
                conditions.push("a.owner_person IS NULL AND a.owner = ?");
                values.push(name.clone().into());
            }
            Some(ActionOwner::Nobody) => {
                drive("action_of_name");
                conditions.push("a.owner_person IS NULL AND a.owner = ''");
            }
        }
        match &filter.agency {
            None => {}
            Some(ActionAgency::Listed(agency)) => {
                drive("action_of_agency");
                conditions.push("a.agency = ?");
                values.push(agency.clone().into());
            }
            // Its index holds only those that have one.
            Some(ActionAgency::NoneSet) => conditions.push("a.agency IS NULL"),
        }
        if let Some(status) = &filter.status {
            drive("action_by_status");
            conditions.push("a.status = ?");
            values.push(status.clone().into());
        }
        if let Some(area) = &filter.area {
            conditions.push("+a.plan IN (SELECT pa.plan FROM plan_area pa WHERE pa.area = ?)");
            values.push(area.as_bytes().to_vec().into());
        }
        if filter.open || filter.due_before.is_some() {
            conditions.push("a.over = 0");
        }
        if let Some(day) = &filter.due_before {
            conditions.push("a.due < ?");
            values.push(day.clone().into());
        }
        for word in filter.words.iter().take(WORDS_MAX) {
            conditions.push("a.title LIKE ? ESCAPE '\\'");
            values.push(pattern(word).into());
        }
        if filter.none {
            conditions.push("0");
        }
        let index = index.unwrap_or("action_by_due");
        let wanted = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };
        let sql = format!("FROM action a INDEXED BY {index} WHERE {wanted}");
        Self { sql, values, one_status: index == "action_by_status" }
    }
}

fn page_sql(filter: &ActionFilter, after: Option<&ActionKey>, limit: usize) -> (String, Vec<Value>) {
    let mut narrowed = Narrowed::by(filter);
    // What has one status is all over or all open.
    let order = if narrowed.one_status { "a.due, a.id" } else { "a.over, a.due, a.id" };
    if let Some(after) = after {
        let behind = if narrowed.one_status { "(?, ?)" } else { "(?, ?, ?)" };
        narrowed.sql += &format!(" AND ({order}) > {behind}");
        if !narrowed.one_status {
            narrowed.values.push(i64::from(after.over).into());
        }
        narrowed.values.push(after.due.clone().into());
        narrowed.values.push(after.id.as_bytes().to_vec().into());
    }
    narrowed.values.push(Value::from(limit as i64 + 1));
    (format!("SELECT {COLUMNS} {} ORDER BY {order} LIMIT ?", narrowed.sql), narrowed.values)
}

fn count_sql(filter: &ActionFilter) -> (String, Vec<Value>) {
    let Some(area) = &filter.area else {
        let mut narrowed = Narrowed::by(filter);
        // Where every title is read anyway, the table is sooner gone through in its own order.
        if !filter.words.is_empty() {
            narrowed.sql = narrowed.sql.replacen("INDEXED BY action_by_due", "NOT INDEXED", 1);
        }
        return (format!("SELECT count(*) {}", narrowed.sql), narrowed.values);
    };
    // Of a ward, its plans' actions are counted and no others; the order does not matter here.
    let mut narrowed = Narrowed::by(&ActionFilter { area: None, ..filter.clone() });
    let wanted = narrowed.sql.split_once(" WHERE ").map_or("1", |(_, wanted)| wanted);
    let sql = format!(
        "SELECT count(*) FROM plan_area pa CROSS JOIN action a INDEXED BY action_of_plan ON a.plan = pa.plan
         WHERE {wanted} AND pa.area = ?"
    );
    narrowed.values.push(area.as_bytes().to_vec().into());
    (sql, narrowed.values)
}

impl Reader<'_> {
    /// One page, and where the next one starts.
    pub fn actions(
        &self,
        filter: &ActionFilter,
        after: Option<&ActionKey>,
        limit: usize,
    ) -> Result<(Vec<ActionRow>, Option<ActionKey>)> {
        let (sql, values) = page_sql(filter, after, limit);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), action_row)?;
        let mut rows: Vec<ActionRow> = rows.collect::<rusqlite::Result<_>>()?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| ActionKey {
            over: row.over,
            due: row.due.clone().unwrap_or_else(|| NO_DAY.to_owned()),
            id: row.id,
        });
        Ok((rows, next))
    }

    /// How many actions a filter leaves.
    pub fn count_actions(&self, filter: &ActionFilter) -> Result<u32> {
        let (sql, values) = count_sql(filter);
        Ok(self.connection.prepare_cached(&sql)?.query_row(rusqlite::params_from_iter(values), |row| row.get(0))?)
    }

    pub fn action_row(&self, id: RecordId) -> Result<Option<ActionRow>> {
        let sql = format!("SELECT {COLUMNS} FROM action a WHERE a.id = ?1");
        Ok(self.connection.prepare_cached(&sql)?.query_row([id.as_bytes()], action_row).optional()?)
    }

    /// Of all actions held; `today` is an ISO day.
    pub fn action_counts(&self, today: &str) -> Result<ActionFilterCounts> {
        let mut statement = self.connection.prepare_cached(
            "SELECT owner_person, count(*) FROM action WHERE owner_person IS NOT NULL GROUP BY owner_person",
        )?;
        let members = statement.query_map([], |row| Ok((PersonId::from_bytes(row.get(0)?), row.get(1)?)))?;
        Ok(ActionFilterCounts {
            members: members.collect::<rusqlite::Result<_>>()?,
            statuses: self.counted("SELECT status, count(*) FROM action GROUP BY status")?,
            names: self.counted(
                "SELECT owner, count(*) FROM action WHERE owner_person IS NULL AND owner <> '' GROUP BY owner",
            )?,
            agencies: self.counted("SELECT agency, count(*) FROM action WHERE agency IS NOT NULL GROUP BY agency")?,
            wards: self.counted(
                "SELECT area.ward, count(*) FROM plan_area pa JOIN area ON area.id = pa.area
                     JOIN action a ON a.plan = pa.plan GROUP BY pa.area",
            )?,
            overdue: self
                .count_actions(&ActionFilter { due_before: Some(today.to_owned()), ..ActionFilter::default() })?,
        })
    }

    /// Every action of a plan, in the order of the list.
    pub fn actions_of_plan(&self, plan: RecordId) -> Result<Vec<ActionRow>> {
        Ok(self.actions(&ActionFilter { plan: Some(plan), ..ActionFilter::default() }, None, i64::MAX as usize - 1)?.0)
    }

    /// What came in together.
    pub fn actions_of_batch(&self, batch: &str) -> Result<Vec<RecordId>> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM action WHERE batch = ?1 ORDER BY id")?;
        let rows = statement.query_map([batch], |row| row.get(0).map(RecordId::from_bytes))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// The progress of an action that stands, the latest first.
    pub fn progress_of(&self, action: RecordId) -> Result<Vec<RecordId>> {
        let mut statement =
            self.connection.prepare_cached("SELECT id FROM progress WHERE action = ?1 ORDER BY at DESC, id DESC")?;
        let rows = statement.query_map([action.as_bytes()], |row| row.get(0).map(RecordId::from_bytes))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_of_actions_sorts_or_scans_the_whole_table() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        crate::migrate::migrate(&mut connection).unwrap();
        let all = ActionFilter::default;
        let plan = ActionFilter { plan: Some(RecordId::from_bytes([1; 16])), ..all() };
        let member = ActionFilter { owner: Some(ActionOwner::Member(PersonId::from_bytes([1; 16]))), ..all() };
        let filters = [
            all(),
            ActionFilter { open: true, ..plan.clone() },
            plan,
            ActionFilter { due_before: Some("2026-11-24".into()), ..member.clone() },
            member,
            ActionFilter { owner: Some(ActionOwner::Named("Sam".into())), ..all() },
            ActionFilter { owner: Some(ActionOwner::Nobody), ..all() },
            ActionFilter { agency: Some(ActionAgency::Listed("NHS".into())), ..all() },
            ActionFilter { agency: Some(ActionAgency::NoneSet), ..all() },
            ActionFilter { status: Some("blocked".into()), ..all() },
            ActionFilter { area: Some(AreaId::from_bytes([1; 16])), open: true, ..all() },
            ActionFilter { due_before: Some("2026-11-24".into()), ..all() },
        ];
        let key = ActionKey { over: false, due: "2026-12-01".into(), id: RecordId::from_bytes([7; 16]) };
        for filter in &filters {
            let (sql, values) = page_sql(filter, Some(&key), 50);
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
            let plan = rows.map(Result::unwrap).collect::<Vec<_>>().join("\n");
            assert!(!plan.contains("TEMP B-TREE FOR ORDER") && plan.contains("SEARCH a"), "{filter:?}:\n{plan}");
        }
    }

    #[test]
    fn the_actions_of_a_ward_are_counted_without_looking_at_those_of_others() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        crate::migrate::migrate(&mut connection).unwrap();
        let ward = ActionFilter { area: Some(AreaId::from_bytes([1; 16])), ..ActionFilter::default() };
        let several =
            ActionFilter { open: true, status: Some("blocked".into()), words: vec!["gate".into()], ..ward.clone() };
        for filter in [&ward, &several] {
            let (sql, values) = count_sql(filter);
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
            let plan = rows.map(Result::unwrap).collect::<Vec<_>>().join("\n");
            assert!(plan.contains("pa USING PRIMARY KEY (area=?)") && plan.contains("(plan=?"), "{filter:?}:\n{plan}");
        }
    }
}
