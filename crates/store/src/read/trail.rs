//! What people did that others may ask after.

use domain::clock::Timestamp;
use domain::ids::{AreaId, PersonId, RecordId};
use domain::records::Deed;

use crate::error::Result;
use crate::store::Reader;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailRow {
    /// The record, and the entry's place in it.
    pub key: TrailKey,
    pub id: RecordId,
    pub person: PersonId,
    pub at: Timestamp,
    pub deed: Deed,
    pub area: Option<AreaId>,
    pub about: Option<String>,
    pub count: Option<u32>,
}

/// The last row of a page; the next one starts behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrailKey {
    pub no: i64,
    pub ord: i64,
}

impl Reader<'_> {
    /// The trail as far as it is held, of one person or of all, the latest to arrive first. One more row than asked
    /// for says that there are more.
    pub fn trail(&self, person: Option<PersonId>, after: Option<TrailKey>, limit: usize) -> Result<Vec<TrailRow>> {
        let of_person = if person.is_some() { "person = ?1" } else { "?1 IS NULL" };
        let sql = format!(
            "SELECT no, ord, id, person, at, deed, area, about, count FROM trail_entry
             WHERE {of_person} AND (no, ord) < (?2, ?3) ORDER BY no DESC, ord DESC LIMIT ?4"
        );
        let after = after.unwrap_or(TrailKey { no: i64::MAX, ord: i64::MAX });
        let mut statement = self.connection.prepare_cached(&sql)?;
        let person = person.map(|person| person.as_bytes().to_vec());
        let rows = statement.query_map(rusqlite::params![person, after.no, after.ord, limit as i64 + 1], |row| {
            Ok(TrailRow {
                key: TrailKey { no: row.get(0)?, ord: row.get(1)? },
                id: RecordId::from_bytes(row.get(2)?),
                person: PersonId::from_bytes(row.get(3)?),
                at: Timestamp::from_millis(row.get(4)?),
                deed: Deed::parse(&row.get::<_, String>(5)?),
                area: row.get::<_, Option<[u8; 16]>>(6)?.map(AreaId::from_bytes),
                about: row.get(7)?,
                count: row.get(8)?,
            })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }
}
