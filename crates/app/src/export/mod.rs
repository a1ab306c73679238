//! The files of an export. Each carries for whom it was made, for what, and when, so that a page or a
//! line that travels alone still says so.

mod csv;
mod html;
mod json;

use crate::api::notes::NoteView;

/// What every file of an export carries.
pub(crate) struct Cover {
    pub recipient: String,
    pub purpose: String,
    /// "Sun 22 Nov 2026, 14:32"
    pub at: String,
    /// RFC 3339.
    pub at_iso: String,
    pub by: String,
}

/// Name and bytes of each file.
pub(crate) fn files(cover: &Cover, notes: &[NoteView]) -> Result<Vec<(&'static str, Vec<u8>)>, std::io::Error> {
    Ok(vec![
        ("notes.csv", csv::write(cover, notes)?),
        ("notes.jsonl", json::write(cover, notes)?),
        ("index.html", html::write(cover, notes).into_bytes()),
    ])
}

#[cfg(test)]
mod tests;
