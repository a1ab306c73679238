//! Settings, and what the screens need to know of what was used last.

use std::collections::BTreeMap;

use domain::ids::PersonId;

use crate::error::Result;
use crate::store::Reader;

impl Reader<'_> {
    /// Settings by field, as JSON values.
    pub fn settings(&self) -> Result<BTreeMap<String, serde_json::Value>> {
        let mut statement = self.connection.prepare_cached("SELECT field, value FROM setting")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let mut settings = BTreeMap::new();
        for row in rows {
            let (field, value) = row?;
            if let Ok(value) = serde_json::from_str(&value) {
                settings.insert(field, value);
            }
        }
        Ok(settings)
    }

    /// The wards this person recorded for last, latest first.
    pub fn recent_wards(&self, person: PersonId, limit: usize) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT ward FROM (SELECT ward, no FROM note WHERE author = ?1 ORDER BY happened DESC, no DESC LIMIT 400)
             GROUP BY ward ORDER BY max(no) DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(rusqlite::params![person.as_bytes(), limit as i64], |row| row.get(0))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }
}
