//! How often one person told something in all, for the safeguarding leads: by what stands in clear beside the sources
//! that they said to be one person. Nothing is opened for it, and nobody else knows which these are.

use domain::contacts::{Contact, Together, one_person};
use domain::ids::RecordId;
use domain::records::SourceContacts;
use domain::words;
use store::read::{NoteDetail, SourceRow};
use store::{Merging, Reader};

use super::sourcing;
use crate::api::Failure;
use crate::api::sources::ContactsView;

/// Of whoever told a source that is held here. None where nothing more is known than that they told something once.
pub(super) fn of(reader: &Reader<'_>, source: &SourceRow, said: &[Merging]) -> Result<Option<ContactsView>, Failure> {
    let said: Vec<[RecordId; 2]> = said.iter().map(|merging| merging.sources).collect();
    let (mut contacts, mut elsewhere) = (Vec::new(), 0_u32);
    for id in one_person(source.id, &said) {
        match reader.source_row(id)? {
            Some(row) => contacts.push(Contact { author: row.author, at: row.at, told: reader.told(&row)? }),
            None => elsewhere = elsewhere.saturating_add(1),
        }
    }
    let alone = contacts.len() == 1 && elsewhere == 0;
    view(reader, &Together::of(contacts, elsewhere), alone)
}

/// The same beside a note that a lead reads; by the note alone where its source is not held.
pub(super) fn of_note(reader: &Reader<'_>, note: &NoteDetail) -> Result<Option<ContactsView>, Failure> {
    let Some(source) = &note.record.source else { return Ok(None) };
    let (author, at) = (note.row.author, note.row.recorded_at);
    if let Some(row) = reader.source_of(&source.reference, author)? {
        return of(reader, &row, &reader.mergings()?);
    }
    let contact = Contact { author, at, told: Some(SourceContacts::from(source)) };
    view(reader, &Together::of([contact], 0), true)
}

fn view(reader: &Reader<'_>, together: &Together, alone: bool) -> Result<Option<ContactsView>, Failure> {
    let total = together.total();
    if total < 2 && !together.young {
        return Ok(None);
    }
    let words = if total < 2 {
        String::new()
    } else if alone {
        format!("{}.", sourcing::contacts(total))
    } else {
        let mut by = Vec::new();
        for (person, count) in &together.by {
            let person = reader.person(*person)?;
            by.push((person.map_or_else(|| words::SOMEBODY.to_owned(), |person| person.name), *count));
        }
        by.sort_by(|(one, often), (other, more)| more.cmp(often).then_with(|| one.cmp(other)));
        words::contacts_together(together, &by)
    };
    let advice = (together.young && total > 1).then(|| words::MET_AGAIN.to_owned());
    Ok(Some(ContactsView { young: together.young, words, advice }))
}
