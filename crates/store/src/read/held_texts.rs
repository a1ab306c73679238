//! Every text this device holds, one change after the other, whatever kind of record it belongs to: for looking
//! through all of it. What a list shows is less than what is held.

use domain::change::Content;
use domain::clock::Timestamp;
use domain::fold::Fold;
use domain::ids::{AreaId, ChangeId, PersonId, RecordId};
use domain::records::{Kind, SubjectRequestRecord, WITHDRAWN};

use crate::apply::{CHANGE_COLUMNS, change_from_row};
use crate::error::Result;
use crate::project::written_at;
use crate::store::Reader;

/// A change with what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldText {
    /// Where to go on, for [`Reader::held_texts`].
    pub no: i64,
    pub change: ChangeId,
    pub record: RecordId,
    /// As the header names it; a later version's may be unknown here.
    pub kind: String,
    pub author: PersonId,
    pub at: Timestamp,
    pub area: Option<AreaId>,
    pub content: Content,
}

/// Whether what a change says still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Stands,
    /// Another change has written over all of it.
    WrittenOver,
    Withdrawn,
}

/// A page of texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeldTexts {
    pub texts: Vec<HeldText>,
    /// Damaged, or of a kind of writing this version cannot read.
    pub unreadable: u64,
    /// Where to go on; none at the end.
    pub next: Option<i64>,
}

impl Reader<'_> {
    /// What is held after this number (0 for the beginning), as many changes as `limit`. Erased ones say nothing.
    pub fn held_texts(&self, after: i64, limit: usize) -> Result<HeldTexts> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {CHANGE_COLUMNS}, no, (SELECT area FROM stream WHERE stream.no = change.stream)
             FROM change WHERE no > ?1 ORDER BY no LIMIT ?2"
        ))?;
        let mut rows = statement.query(rusqlite::params![after, limit as i64])?;
        let mut page = HeldTexts::default();
        let mut seen = 0;
        while let Some(row) = rows.next()? {
            seen += 1;
            let no: i64 = row.get(4)?;
            page.next = Some(no);
            let Ok((change, time)) = change_from_row(row) else {
                page.unreadable += 1;
                continue;
            };
            let content = match change.content() {
                Ok(Some(content)) => content,
                Ok(None) => continue,
                Err(_) => {
                    page.unreadable += 1;
                    continue;
                }
            };
            let header = change.header();
            let at = Fold::of(&change, time)
                .ok()
                .and_then(|fold| fold.writes().get(&header.id).map(|write| written_at(header.id, write)))
                .unwrap_or_else(|| Timestamp::from_millis(i64::try_from(header.clock.millis).unwrap_or_default()));
            page.texts.push(HeldText {
                no,
                change: header.id,
                record: header.record,
                kind: header.kind.clone(),
                author: header.author,
                at,
                area: row.get::<_, Option<[u8; 16]>>(5)?.map(AreaId::from_bytes),
                content,
            });
        }
        if seen < limit {
            page.next = None;
        }
        Ok(page)
    }

    /// Whether what this change says still stands.
    pub fn text_standing(&self, text: &HeldText) -> Result<Standing> {
        let Some(fold) = self.fold(text.record)? else { return Ok(Standing::Stands) };
        if fold.any(WITHDRAWN).is_some() {
            return Ok(Standing::Withdrawn);
        }
        let stands = |field: &String| fold.register(field).heads().iter().any(|head| head.change == text.change);
        let over = fold.writes().contains_key(&text.change) && !text.content.keys().any(stands);
        Ok(if over { Standing::WrittenOver } else { Standing::Stands })
    }

    /// How many sealed sources, and how many photos and documents, are held. Neither can be looked through for words.
    pub fn held_unread(&self) -> Result<(u64, u64)> {
        let count = |sql: &str| -> Result<u64> {
            let count: i64 = self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
            Ok(count.unsigned_abs())
        };
        Ok((count("SELECT count(*) FROM source")?, count("SELECT count(*) FROM attachment")?))
    }

    /// Requests of people for what is held about them, open ones first, the oldest first of each.
    pub fn subject_requests(&self) -> Result<Vec<RecordId>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id FROM subject_request ORDER BY closed IS NOT NULL, received, id")?;
        let rows = statement.query_map([], |row| row.get(0).map(RecordId::from_bytes))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// Such a request; none where there is no such record, or it is something else.
    pub fn subject_request(&self, id: RecordId) -> Result<Option<(SubjectRequestRecord, Fold)>> {
        let fold = self.fold(id)?.filter(|fold| fold.kind() == Kind::SubjectRequest && !fold.is_erased());
        Ok(fold.and_then(|fold| fold.read().ok().map(|record| (record, fold))))
    }
}
