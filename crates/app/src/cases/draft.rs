//! One draft, with its earlier versions.

use super::{attachment_files, drafts, note_input, sourcing};
use crate::api::drafts::{DraftTold, DraftVersionRow, DraftView};
use crate::api::notes::ById;
use crate::api::Failure;
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(look: &Look<'_>, request: ById) -> Result<DraftView, Failure> {
    let id = note_input::id(&request.id, "draft")?;
    let row = look.reader.draft(id)?.ok_or_else(|| note_input::not_found(&request.id, "draft"))?;
    let now = look.now();
    Ok(DraftView {
        id: row.id.to_string(),
        note: drafts::content(&row.content),
        saved_at: row.saved_at.rfc3339(),
        when: views::at_words(row.saved_at, now),
        files: attachment_files::on_draft(look, id)?,
        told: sourcing::carried(look.reader, id)?.map(|source| DraftTold { young: source.young }),
        versions: look
            .reader
            .draft_versions(id)?
            .into_iter()
            .map(|version| DraftVersionRow {
                version: u32::try_from(version.version).unwrap_or_default(),
                when: views::at_words(version.saved_at, now),
                note: drafts::content(&version.content),
            })
            .collect(),
    })
}
