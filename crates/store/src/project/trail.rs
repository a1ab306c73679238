//! What people did that others may ask after, as rows.

use domain::fold::Fold;
use domain::records::TrailRecord;
use rusqlite::Connection;

use crate::error::Result;

pub(super) fn trail(connection: &Connection, fold: &Fold) -> Result<()> {
    connection.prepare_cached("DELETE FROM trail_entry WHERE id = ?1")?.execute([fold.record().as_bytes()])?;
    let (Some((created, write)), Ok(record)) = (fold.created(), fold.read::<TrailRecord>()) else { return Ok(()) };
    let no = super::notes::change_no(connection, created)?;
    for (ord, entry) in record.entries.iter().enumerate() {
        connection
            .prepare_cached(
                "INSERT INTO trail_entry (no, ord, id, person, at, deed, area, about, count)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(rusqlite::params![
                no,
                ord as i64,
                fold.record().as_bytes(),
                write.author.as_bytes(),
                entry.at,
                entry.deed.id(),
                entry.area.as_ref().map(|area| area.as_bytes()),
                entry.about,
                entry.count,
            ])?;
    }
    Ok(())
}
