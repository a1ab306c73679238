//! The queues of those who triage, and what stands beside a note.

use chrono::NaiveDate;
use domain::access::Grant;
use domain::clock::Timestamp;
use domain::ids::{AreaId, PersonId, RecordId, StreamId};
use domain::permissions::Right;
use domain::records::{ClosureRecord, Kind, LinkEnd, ReferralRecord, RemarkRecord};
use domain::words::NoteState;
use rusqlite::OptionalExtension;
use rusqlite::types::Value;

use super::notes::{COLUMNS, NoteRow, Page, PageKey, note_row};
use crate::error::Result;
use crate::store::Reader;

/// What a queue is counted up to: a number that stands for itself and all above.
pub const COUNTED: u32 = 999;

/// Other people's notes by what has become of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Nobody has read it. The longest waiting first; all others show the latest first.
    Unread,
    /// Read, and nothing more.
    Open,
    /// To be seen to by the one who asks, and not closed.
    Mine,
    /// A question waits for its author.
    Asked,
    /// The last that was said of it is its author's: an answer, or something more, asked for or not.
    Answered,
    Underway,
    Closed,
    /// Told by somebody under 18, whatever became of it.
    Young,
}

impl Queue {
    /// `FROM … WHERE …` with the values it names; `?1` is whoever asks. That a step is above 1 is said where
    /// it follows: without it the index of such notes is not used.
    fn narrowed(self) -> &'static str {
        match self {
            Self::Unread => "FROM note n WHERE n.step < 2 AND n.withdrawn = 0 AND n.author <> ?1",
            Self::Open => "FROM note n WHERE n.step > 1 AND n.step = 2 AND n.withdrawn = 0 AND n.author <> ?1",
            Self::Mine => {
                "FROM assignment a CROSS JOIN note n ON n.id = a.note
                 WHERE a.officer = ?1 AND n.step < 7 AND n.withdrawn = 0"
            }
            Self::Asked => {
                "FROM (SELECT DISTINCT note FROM reply WHERE step = 3 AND withdrawn = 0 AND answered = 0) r
                 CROSS JOIN note n ON n.id = r.note WHERE n.step < 7 AND n.withdrawn = 0 AND n.author <> ?1"
            }
            // By the order of arrival here: laptops' clocks differ. A note that was closed meanwhile is no exception.
            Self::Answered => {
                "FROM (SELECT note, max(no) AS said FROM amendment WHERE taken_back = 0 GROUP BY note) a
                 CROSS JOIN note n ON n.id = a.note
                 WHERE n.step > 1 AND n.withdrawn = 0 AND n.author <> ?1
                   AND NOT EXISTS (SELECT 1 FROM reply l WHERE l.note = a.note AND l.withdrawn = 0 AND l.no > a.said)"
            }
            Self::Underway => {
                "FROM note n WHERE n.step > 1 AND n.step IN (4, 5, 6) AND n.withdrawn = 0 AND n.author <> ?1"
            }
            Self::Young => "FROM note n WHERE n.young = 1 AND n.withdrawn = 0 AND n.author <> ?1",
            Self::Closed => "FROM note n WHERE n.step > 1 AND n.step = 7 AND n.withdrawn = 0 AND n.author <> ?1",
        }
    }
}

impl Queue {
    /// The same notes driven by when they happened, for queues that are told from another table: where they
    /// are many, a page is found sooner among the latest notes than by bringing all of them into order.
    fn among_the_latest(self) -> Option<&'static str> {
        match self {
            Self::Mine => Some(
                "FROM note n INDEXED BY note_by_happened WHERE n.step < 7 AND n.withdrawn = 0
                   AND EXISTS (SELECT 1 FROM assignment a INDEXED BY assignment_of_note
                               WHERE a.note = n.id AND a.officer = ?1)",
            ),
            Self::Asked => Some(
                "FROM note n INDEXED BY note_by_happened WHERE n.step < 7 AND n.withdrawn = 0 AND n.author <> ?1
                   AND EXISTS (SELECT 1 FROM reply r
                               WHERE r.note = n.id AND r.step = 3 AND r.withdrawn = 0 AND r.answered = 0)",
            ),
            _ => None,
        }
    }
}

/// A condition on the ward; none where no ward is named. The values follow those that are there. The sign keeps
/// the index of all notes of a ward out of it: a queue is found by its own, which holds the ward.
pub(super) fn of_wards(wards: &[String], values: &mut Vec<Value>) -> String {
    if wards.is_empty() {
        return String::new();
    }
    let first = values.len() + 1;
    values.extend(wards.iter().map(|ward| Value::from(ward.clone())));
    let named: Vec<String> = (first..=values.len()).map(|at| format!("?{at}")).collect();
    format!(" AND +n.ward IN ({})", named.join(", "))
}

/// Something that was done with a note, for colleagues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandlingRow {
    pub id: RecordId,
    pub author: PersonId,
    pub at: Timestamp,
    pub what: Handling,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handling {
    Referral { to: String, reference: String },
    Closure { reason: String },
    Remark { text: String },
}

/// What a note belongs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    pub id: RecordId,
    pub note: RecordId,
    pub to: LinkEnd,
}

impl Reader<'_> {
    /// One page of a queue, of these wards; of all where none is named.
    pub fn queue(
        &self,
        queue: Queue,
        me: PersonId,
        wards: &[String],
        after: Option<PageKey>,
        limit: usize,
    ) -> Result<Page> {
        // The key's first part is what the queue is ordered by.
        let (order, beyond) = match queue {
            Queue::Unread => ("n.recorded_at", ">"),
            _ => ("n.happened", "<"),
        };
        let narrowed = match queue.among_the_latest() {
            Some(latest) if self.queue_count(queue, me, wards)? == COUNTED => latest,
            _ => queue.narrowed(),
        };
        let mut sql = format!("SELECT {COLUMNS} {narrowed}");
        let mut values: Vec<Value> = vec![me.as_bytes().to_vec().into()];
        sql.push_str(&of_wards(wards, &mut values));
        if let Some(after) = after {
            let (one, two) = (values.len() + 1, values.len() + 2);
            sql.push_str(&format!(" AND ({order}, n.no) {beyond} (?{one}, ?{two})"));
            values.push(after.happened.into());
            values.push(after.no.into());
        }
        let direction = if beyond == ">" { "ASC" } else { "DESC" };
        sql.push_str(&format!(" ORDER BY {order} {direction}, n.no {direction} LIMIT {}", limit + 1));
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), note_row)?;
        let mut rows: Vec<NoteRow> = rows.collect::<rusqlite::Result<_>>()?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let key = |row: &NoteRow| PageKey {
            happened: if queue == Queue::Unread { row.recorded_at.millis() } else { row.happened },
            no: row.no,
        };
        let next = rows.last().filter(|_| more).map(key);
        Ok(Page { rows, next })
    }

    /// How many stand in a queue, counted no further than [`COUNTED`].
    pub fn queue_count(&self, queue: Queue, me: PersonId, wards: &[String]) -> Result<u32> {
        let mut values: Vec<Value> = vec![me.as_bytes().to_vec().into()];
        let of_wards = of_wards(wards, &mut values);
        let sql = format!("SELECT count(*) FROM (SELECT 1 {}{of_wards} LIMIT {COUNTED})", queue.narrowed());
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row(rusqlite::params_from_iter(values), |row| row.get(0))?)
    }

    /// How many unread notes the server had before `since`, counted no further than [`COUNTED`].
    pub fn unread_since(&self, me: PersonId, since: Timestamp, wards: &[String]) -> Result<u32> {
        let mut values: Vec<Value> = vec![me.as_bytes().to_vec().into(), since.millis().into()];
        let of_wards = of_wards(wards, &mut values);
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM note n INDEXED BY note_unread
             CROSS JOIN change c INDEXED BY change_received ON c.no = n.no
             WHERE n.step < 2 AND n.withdrawn = 0 AND n.author <> ?1 AND c.server_time <= ?2{of_wards} LIMIT {COUNTED})"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row(rusqlite::params_from_iter(values), |row| row.get(0))?)
    }

    /// Who sees to a note; none where nobody does.
    pub fn officer_of(&self, note: RecordId) -> Result<Option<PersonId>> {
        let officer: Option<Option<[u8; 16]>> = self
            .connection
            .prepare_cached("SELECT officer FROM assignment WHERE note = ?1")?
            .query_row([note.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(officer.flatten().map(PersonId::from_bytes))
    }

    /// What a note belongs with, in the order it was said.
    pub fn links_of(&self, note: RecordId) -> Result<Vec<LinkRow>> {
        self.links("SELECT id, note, sort, target FROM link WHERE note = ?1 ORDER BY at, id", note)
    }

    /// The links that name a plan, a briefing or another note.
    pub fn links_to(&self, target: RecordId) -> Result<Vec<LinkRow>> {
        self.links("SELECT id, note, sort, target FROM link WHERE target = ?1 ORDER BY at, id", target)
    }

    fn links(&self, sql: &str, record: RecordId) -> Result<Vec<LinkRow>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([record.as_bytes()])?;
        let mut links = Vec::new();
        while let Some(row) = rows.next()? {
            let target = RecordId::from_bytes(row.get(3)?);
            let to = match row.get::<_, String>(2)?.as_str() {
                "plan" => LinkEnd::Plan(target),
                "briefing" => LinkEnd::Briefing(target),
                _ => LinkEnd::Other(target),
            };
            links.push(LinkRow { id: RecordId::from_bytes(row.get(0)?), note: RecordId::from_bytes(row.get(1)?), to });
        }
        Ok(links)
    }

    /// Referrals, closures and remarks of a note that stand, the earliest first.
    pub fn handlings(&self, note: RecordId) -> Result<Vec<HandlingRow>> {
        let mut statement =
            self.connection.prepare_cached("SELECT id, author, at FROM handling WHERE note = ?1 ORDER BY at, id")?;
        let rows = statement.query_map([note.as_bytes()], |row| {
            Ok((
                RecordId::from_bytes(row.get(0)?),
                PersonId::from_bytes(row.get(1)?),
                Timestamp::from_millis(row.get(2)?),
            ))
        })?;
        let mut handlings = Vec::new();
        for row in rows {
            let (id, author, at) = row?;
            let Some(fold) = self.fold(id)? else { continue };
            let what = match fold.kind() {
                Kind::Referral => fold
                    .read::<ReferralRecord>()
                    .map(|record| Handling::Referral { to: record.to, reference: record.reference }),
                Kind::Closure => fold.read::<ClosureRecord>().map(|record| Handling::Closure { reason: record.reason }),
                _ => fold.read::<RemarkRecord>().map(|record| Handling::Remark { text: record.text }),
            };
            if let Ok(what) = what {
                handlings.push(HandlingRow { id, author, at, what });
            }
        }
        Ok(handlings)
    }

    /// Notes of a ward within some days of a note, other than it: for what is near in place and time.
    /// `from` and `to` are `YYYYMMDDhhmm`.
    pub fn notes_between(&self, ward: &str, from: i64, to: i64, limit: usize) -> Result<Vec<NoteRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM note n WHERE n.ward = ?1 AND n.happened BETWEEN ?2 AND ?3 AND n.withdrawn = 0
             ORDER BY n.happened DESC, n.no DESC LIMIT ?4"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params![ward, from, to, limit as i64], note_row)?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// A person's own notes of which something was told since, and those they recorded last, the latest
    /// news first.
    pub fn sent_notes(&self, author: PersonId, since: Timestamp, limit: usize) -> Result<Vec<NoteRow>> {
        let mut told = self.connection.prepare_cached(
            "SELECT r.note, r.at FROM reply r JOIN note n ON n.id = r.note
             WHERE r.at >= ?1 AND r.withdrawn = 0 AND n.author = ?2 ORDER BY r.at DESC LIMIT 200",
        )?;
        let mut latest = self.connection.prepare_cached(
            "SELECT id, recorded_at FROM note WHERE author = ?2 AND recorded_at >= ?1 ORDER BY happened DESC, no DESC LIMIT 50",
        )?;
        let mut news: std::collections::BTreeMap<RecordId, i64> = std::collections::BTreeMap::new();
        for statement in [&mut told, &mut latest] {
            let mut rows = statement.query(rusqlite::params![since.millis(), author.as_bytes()])?;
            while let Some(row) = rows.next()? {
                let at = news.entry(RecordId::from_bytes(row.get(0)?)).or_default();
                *at = (*at).max(row.get(1)?);
            }
        }
        let mut news: Vec<(i64, RecordId)> = news.into_iter().map(|(note, at)| (at, note)).collect();
        news.sort_unstable_by(|one, other| other.cmp(one));
        let mut notes = Vec::with_capacity(limit);
        for (_, note) in news {
            if notes.len() == limit {
                break;
            }
            notes.extend(self.note_row(note)?.filter(|row| !row.withdrawn));
        }
        Ok(notes)
    }

    /// Whether a reply of this step stands for a note.
    pub fn was_told(&self, note: RecordId, step: NoteState) -> Result<bool> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM reply WHERE note = ?1 AND step = ?2 AND withdrawn = 0")?
            .exists(rusqlite::params![note.as_bytes(), step.strength()])?)
    }
}

impl Reader<'_> {
    /// The wards over which a person has a right on this day, by code.
    pub fn wards_over(&self, person: PersonId, right: Right, day: NaiveDate) -> Result<Vec<String>> {
        let grants = self.grants_of(person)?;
        let mut statement = self.connection.prepare_cached("SELECT id, ward FROM area ORDER BY ward")?;
        let rows = statement.query_map([], |row| Ok((AreaId::from_bytes(row.get(0)?), row.get::<_, String>(1)?)))?;
        let nowhere = StreamId::from_bytes([0; 16]);
        let mut wards = Vec::new();
        for row in rows {
            let (area, ward) = row?;
            let gives =
                |grant: &Grant| grant.holds_on(day) && grant.reaches(nowhere, &[area]) && grant.rights.contains(&right);
            if grants.iter().any(gives) {
                wards.push(ward);
            }
        }
        Ok(wards)
    }

    /// The members who have a right over an area on this day, by name.
    pub fn people_with(&self, area: AreaId, right: Right, day: NaiveDate) -> Result<Vec<PersonId>> {
        let mut people = Vec::new();
        for person in self.people()? {
            let belongs =
                person.ended.as_deref().and_then(|day| day.parse::<NaiveDate>().ok()).is_none_or(|ended| day < ended);
            if belongs && self.rights_over(person.id, area, day)?.contains(&right) {
                people.push(person.id);
            }
        }
        Ok(people)
    }

    /// Plans of an area that are not closed, the latest first.
    pub fn open_plans_of(&self, area: AreaId) -> Result<Vec<RecordId>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.id FROM plan_area a JOIN plan p ON p.id = a.plan
             WHERE a.area = ?1 AND p.status <> 'closed' ORDER BY p.at DESC LIMIT 100",
        )?;
        let rows = statement.query_map([area.as_bytes()], |row| row.get(0).map(RecordId::from_bytes))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    const QUEUES: [Queue; 8] = [
        Queue::Unread,
        Queue::Open,
        Queue::Mine,
        Queue::Asked,
        Queue::Answered,
        Queue::Underway,
        Queue::Closed,
        Queue::Young,
    ];

    fn empty() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::migrate::migrate(&mut connection).unwrap();
        connection
    }

    fn page(queue: Queue, narrowed: &str) -> String {
        let order = if queue == Queue::Unread { "n.recorded_at, n.no" } else { "n.happened DESC, n.no DESC" };
        format!("SELECT n.no {narrowed} ORDER BY {order} LIMIT 51")
    }

    fn plan(connection: &Connection, sql: &str) -> String {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let rows = statement.query_map([[1_u8; 16]], |row| row.get::<_, String>(3)).unwrap();
        rows.map(Result::unwrap).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn no_queue_looks_through_notes_that_are_not_in_it() {
        let connection = empty();
        for queue in QUEUES {
            let plan = plan(&connection, &page(queue, queue.narrowed()));
            let own = match queue {
                Queue::Unread => "INDEX note_unread",
                Queue::Young => "INDEX note_young",
                Queue::Open | Queue::Underway | Queue::Closed => "INDEX note_told (step=?",
                Queue::Mine | Queue::Asked | Queue::Answered => "INDEX sqlite_autoindex_note_1 (id=?)",
            };
            assert!(plan.contains(own), "{queue:?}:\n{plan}");
        }
    }

    #[test]
    fn one_wards_queue_is_counted_without_reading_a_note_of_another() {
        let connection = empty();
        for queue in [Queue::Unread, Queue::Open, Queue::Underway, Queue::Closed, Queue::Young] {
            let of_ward = of_wards(&["E05013733".to_owned()], &mut vec![Value::Null]).replace("?2", "'E05013733'");
            let sql = format!("SELECT count(*) FROM (SELECT 1 {}{of_ward} LIMIT 9)", queue.narrowed());
            let plan = plan(&connection, &sql);
            assert!(plan.contains("COVERING INDEX note_"), "{queue:?}:\n{plan}");
        }
    }

    #[test]
    fn a_queue_of_many_notes_is_paged_without_sorting_them() {
        let connection = empty();
        for queue in QUEUES {
            let Some(latest) = queue.among_the_latest() else { continue };
            let plan = plan(&connection, &page(queue, latest));
            assert!(!plan.contains("TEMP B-TREE") && plan.contains("note=?"), "{queue:?}:\n{plan}");
        }
    }

    #[test]
    fn a_queue_of_many_notes_holds_the_notes_it_holds_when_they_are_few() {
        let connection = empty();
        let me = [1_u8; 16];
        for no in 1..=120_u8 {
            let (id, author) = ([no; 16], if no.is_multiple_of(11) { me } else { [2; 16] });
            let (step, withdrawn) = ([0, 2, 3, 3, 6, 7][usize::from(no % 6)], no.is_multiple_of(13));
            connection
                .execute(
                    "INSERT INTO note (no, id, stream, author, ward, boundaries, happened, recorded_at, topics, excerpt,
                                       withdrawn, step)
                     VALUES (?1, ?2, 1, ?3, 'E05013733', '2022', ?4, ?1, '[]', '', ?5, ?6)",
                    rusqlite::params![no, id, author, i64::from(no / 3), withdrawn, step],
                )
                .unwrap();
            connection
                .execute(
                    "INSERT INTO assignment (id, stream, note, officer) VALUES (?1, 1, ?1, ?2)",
                    rusqlite::params![id, (no % 3 != 0).then_some([no % 3; 16])],
                )
                .unwrap();
            for (at, (withdrawn, answered)) in
                [(no % 4 == 1, no % 5 == 1), (no % 7 == 1, no % 3 == 1)].iter().enumerate()
            {
                connection
                    .execute(
                        "INSERT INTO reply (id, note, author, at, step, team, withdrawn, answered)
                         VALUES (?1, ?2, ?3, ?4, 3, '', ?5, ?6)",
                        rusqlite::params![[no, at as u8].repeat(8), id, me, at as i64, withdrawn, answered],
                    )
                    .unwrap();
            }
        }
        let rows = |sql: &str| -> Vec<i64> {
            let mut statement = connection.prepare(sql).unwrap();
            statement.query_map([me], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        for queue in QUEUES {
            let Some(latest) = queue.among_the_latest() else { continue };
            let few = rows(&page(queue, queue.narrowed()));
            assert!(few.len() > 5, "{queue:?} has notes to compare");
            assert_eq!(rows(&page(queue, latest)), few, "{queue:?}");
        }
    }
}
