//! Whole notes in the order of the list.

use domain::records::Deed;

use super::notes;
use crate::api::Failure;
use crate::api::notes::{NotesRequest, NotesWholePage};
use crate::notebook::Look;

pub(crate) fn run(look: &Look<'_>, request: NotesRequest) -> Result<NotesWholePage, Failure> {
    let filter = notes::filter(look, &request)?;
    let after = request.after.as_deref().map(notes::page_key).transpose()?;
    let page = look.reader.notes(&filter, notes::order(request.order), after, notes::limit(request.limit))?;
    if filter.words.is_some() && request.after.is_none() {
        look.leave_search(&request.query, &page.rows)?;
    }
    let rows = super::note::Viewer::of(look, "")?;
    let mut whole = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        if let Some(detail) = look.reader.note(row.id)? {
            whole.push(rows.view(&detail));
        }
    }
    let others = page.rows.iter().filter(|row| row.author != rows.me()).count();
    if others > 0 {
        look.leave_trail(Deed::ReadNotes, None, None, u32::try_from(others).ok());
    }
    Ok(NotesWholePage { rows: whole, next: page.next.map(|key| format!("{}.{}", key.happened, key.no)) })
}
