//! What a page gave, against what stands on the laptop that took it.

use std::collections::BTreeMap;

use domain::change::Header;
use domain::ids::ChangeId;
use protocol::{Entry, Page, PullAnswer};

use super::super::device::Device;
use super::Checked;
use super::held::raw;

/// What the pages of an answer give their changes: a position, and the server's time.
pub fn given(answer: &PullAnswer) -> BTreeMap<ChangeId, (u64, i64)> {
    let of_page = |page: &Page| {
        let first = page.before.position + 1;
        let given = |(position, entry): (u64, &Entry)| {
            let id = match entry {
                Entry::Yours { id, .. } => *id,
                Entry::Change { change, .. } => Header::decode(&change.header).ok()?.id,
            };
            Some((id, (position, entry.time().millis())))
        };
        (first..).zip(&page.entries).filter_map(given).collect::<Vec<_>>()
    };
    answer.pages.iter().flat_map(of_page).collect()
}

/// Nothing stands on a laptop otherwise than the server gave it, at no time: what is taken wrongly is taken back
/// with the next exchange, so that nobody would notice later. `epoch` is the server's life that gave it.
pub fn as_given(device: &Device, given: &BTreeMap<ChangeId, (u64, i64)>, epoch: u64) -> Checked {
    let all = || {
        let connection = raw(device)?;
        let mut statement = connection.prepare(
            "SELECT c.id, c.position, c.server_time FROM change c JOIN cursor k ON k.stream = c.stream
             WHERE c.position IS NOT NULL AND k.epoch = ?1",
        )?;
        let of_row = |row: &rusqlite::Row<'_>| {
            let position: i64 = row.get(1)?;
            Ok((ChangeId::from_bytes(row.get(0)?), (position.unsigned_abs(), row.get(2)?)))
        };
        let rows = statement.query_map([epoch.cast_signed()], of_row)?;
        rows.collect::<rusqlite::Result<Vec<(ChangeId, (u64, i64))>>>()
    };
    // A disk that does not read holds nothing that anybody could look at.
    for (id, here) in all().unwrap_or_default() {
        if let Some(there) = given.get(&id).filter(|there| **there != here) {
            return Err(format!("{} took {id} as {here:?}, which the server gave as {there:?}", device.name));
        }
    }
    Ok(())
}
