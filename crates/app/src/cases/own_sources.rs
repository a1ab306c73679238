//! One's own notes whose source is sealed, to say that the same person told something again. Who it is cannot be
//! read here: it is chosen by the note.

use crate::api::sources::OwnSourceRow;
use crate::api::{Failure, Nothing};
use crate::notebook::Look;
use crate::views::{self, Rows};

const LISTED: usize = 50;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<Vec<OwnSourceRow>, Failure> {
    let rows = Rows::of(look)?;
    let mut own = Vec::new();
    for id in look.reader.own_sources(rows.me(), LISTED)? {
        let Some(detail) = look.reader.note(id)? else { continue };
        let Some(source) = &detail.record.source else { continue };
        own.push(OwnSourceRow {
            note: id.to_string(),
            reference: source.reference.clone(),
            ward: views::ward_ref(detail.record.ward.as_str()),
            when: detail.record.when.words(look.now().utc()),
            excerpt: detail.row.excerpt.clone(),
            young: source.young,
        });
    }
    Ok(own)
}
