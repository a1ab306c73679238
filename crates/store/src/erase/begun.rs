//! What was begun in the forms of an erased record. A form that changes a text begins with that text, and says what it
//! was; one that asks or tells something about it quotes it as likely as not.

use domain::ids::RecordId;
use rusqlite::Connection;

use crate::error::Result;

/// Forms about this record alone, each a list of what it is about. An addition to a note is none: its words are its
/// writer's own, and nobody deletes them unasked.
const ALONE: &str = "SELECT id FROM draft WHERE json_valid(content)
     AND json_array_length(content, '$.about') = 1 AND json_extract(content, '$.about[0]') = ?1";

/// Forms about this record and others.
const AMONG_OTHERS: &str = "SELECT d.id FROM draft d, json_each(d.content, '$.about') a
     WHERE json_valid(d.content) AND json_array_length(d.content, '$.about') > 1 AND a.value = ?1";

/// Deletes what was begun about this record alone, with its versions. Of what was begun about several, the words stay
/// and go on; what a text said before they were written does not.
pub(super) fn forget(connection: &Connection, id: RecordId) -> Result<()> {
    let id = id.to_string();
    for sql in [
        format!("DELETE FROM draft_version WHERE draft IN ({ALONE}) OR draft IN ({AMONG_OTHERS})"),
        format!("DELETE FROM draft WHERE id IN ({ALONE})"),
        format!("UPDATE draft SET content = json_set(content, '$.base', '') WHERE id IN ({AMONG_OTHERS})"),
    ] {
        connection.prepare_cached(&sql)?.execute([&id])?;
    }
    Ok(())
}

/// What was begun about this record stays, and what a text said before it was written does not: it may have been a name.
pub(super) fn unquote(connection: &Connection, id: RecordId) -> Result<()> {
    let id = id.to_string();
    for sql in [
        format!("DELETE FROM draft_version WHERE draft IN ({ALONE}) OR draft IN ({AMONG_OTHERS})"),
        format!(
            "UPDATE draft SET content = json_set(content, '$.base', '') WHERE id IN ({ALONE}) OR id IN ({AMONG_OTHERS})"
        ),
    ] {
        connection.prepare_cached(&sql)?.execute([&id])?;
    }
    Ok(())
}
