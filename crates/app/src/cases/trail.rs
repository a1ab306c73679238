//! What people read, opened and took out: one's own for everybody, everybody's for administrators.

use domain::permissions::Right;
use domain::records::{Deed, TrailRecord};
use domain::sharing;
use store::read::TrailKey;

use super::{note_input, notes};
use crate::api::Failure;
use crate::api::trail::{TrailPage, TrailRequest, TrailRow};
use crate::notebook::Look;
use crate::views::{self, Rows};

pub(crate) fn run(look: &Look<'_>, request: TrailRequest) -> Result<TrailPage, Failure> {
    let rows = Rows::of(look)?;
    let of_all = look.reader.rights_everywhere(rows.me(), look.today()?)?.contains(&Right::Administer);
    let named = request.person.as_deref().map(str::trim).filter(|person| !person.is_empty());
    let named = named.map(|text| text.parse().map_err(|_| note_input::not_found(text, "person"))).transpose()?;
    // Others' trails came here only while this person administered; they are asked for by nobody else.
    let person = if of_all { named } else { Some(rows.me()) };
    let limit = notes::limit(request.limit);
    let after = request.after.as_deref().map(key).transpose()?;
    let mut held = look.reader.trail(person, after, limit)?;
    let more = held.len() > limit;
    held.truncate(limit);
    let next = held.last().filter(|_| more).map(|row| format!("{}.{}", row.key.no, row.key.ord));
    let mut shown = Vec::with_capacity(held.len());
    for row in held {
        let ward = row.area.map(|area| look.reader.ward_of(area)).transpose()?.flatten();
        shown.push(TrailRow {
            id: format!("{}.{}", row.id, row.key.ord),
            person: rows.author(row.person),
            deed: row.deed.id().to_owned(),
            what: row.deed.words().to_owned(),
            ward: ward.map(|code| views::ward_ref(&code)),
            count: row.count,
            terms: terms(look, &row)?,
            at: row.at.rfc3339(),
            when: views::at_words(row.at, look.now()),
        });
    }
    Ok(TrailPage { rows: shown, next, of_all })
}

/// Under which terms a copy left. They stand in the record alone, and not in its rows.
fn terms(look: &Look<'_>, row: &store::read::TrailRow) -> Result<Option<String>, Failure> {
    if !matches!(row.deed, Deed::Exported | Deed::Sealed) {
        return Ok(None);
    }
    let Some(fold) = look.reader.fold(row.id)? else { return Ok(None) };
    let entries = fold.read::<TrailRecord>().map(|record| record.entries).unwrap_or_default();
    let entry = usize::try_from(row.key.ord).ok().and_then(|ord| entries.into_iter().nth(ord));
    Ok(entry.and_then(|entry| entry.copy).map(|copy| sharing::words::copy_left(&copy)))
}

fn key(text: &str) -> Result<TrailKey, Failure> {
    let parsed = text.split_once('.').and_then(|(no, ord)| Some(TrailKey { no: no.parse().ok()?, ord: ord.parse().ok()? }));
    parsed.ok_or_else(|| Failure::misuse("the page to go on from is none"))
}
