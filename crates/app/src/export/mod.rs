//! The files of an export. Each carries for whom it was made, for what, when, how marked and until when, so that a
//! page, row or line that travels alone still says so; with no notes in it, too.
//!
//! What each kind of recipient is shown stands in `domain::sharing`; [`redact`] holds a note to it before any file
//! sees it. Notes are written as they come, so that a large notebook needs no more memory than a page of it.

pub(crate) mod answer;
mod counts;
mod csv;
mod html;
mod json;
mod redact;
mod sheet;

use std::io::{Result, Write};

use domain::sharing::{RecipientKind, Terms, counts::ByWard};

use crate::api::notes::{DescribedPerson, NoteView};

/// What every file of an export carries.
pub(crate) struct Cover {
    pub terms: Terms,
    /// "Sun 22 Nov 2026, 14:32"
    pub at: String,
    /// RFC 3339.
    pub at_iso: String,
    pub by: String,
    /// What is not in it and why, a sentence for each.
    pub said: Vec<String>,
}

/// A note with what stands beside it, as it is held.
pub(crate) struct Leaf {
    pub note: NoteView,
    /// "2 C P"
    pub grade: Option<String>,
    pub conditions: Vec<String>,
}

/// The files' names, in the order in which [`Sheets`] takes them.
pub(crate) const fn names(kind: RecipientKind) -> [&'static str; 3] {
    if kind.reads_notes() {
        ["notes.csv", "notes.jsonl", "index.html"]
    } else {
        ["counts.csv", "counts.jsonl", "index.html"]
    }
}

/// An export being written.
pub(crate) struct Sheets<W: Write> {
    cover: Cover,
    notes: u64,
    counts: ByWard,
    csv: csv::Sheet<W>,
    json: W,
    html: W,
}

impl<W: Write> Sheets<W> {
    pub fn begin(cover: Cover, [csv, json, mut html]: [W; 3]) -> Result<Self> {
        html::begin(&mut html, &cover)?;
        let csv = csv::Sheet::begin(csv, cover.terms.kind)?;
        Ok(Self { csv, cover, notes: 0, counts: ByWard::default(), json, html })
    }

    pub fn terms(&self) -> &Terms {
        &self.cover.terms
    }

    pub fn note(&mut self, leaf: Leaf) -> Result<()> {
        self.notes += 1;
        if !self.cover.terms.kind.reads_notes() {
            let ward = format!("{} ({})", leaf.note.ward.name, leaf.note.ward.code);
            self.counts.count(&ward, &leaf.note.topics);
            return Ok(());
        }
        let leaf = redact::redacted(leaf, self.cover.terms.kind, self.notes);
        self.csv.note(&self.cover, &leaf)?;
        json::note(&mut self.json, &self.cover, &leaf)?;
        html::note(&mut self.html, &self.cover, &leaf)
    }

    /// How many notes are in it so far.
    pub fn notes(&self) -> u64 {
        self.notes
    }

    pub fn end(mut self) -> Result<[W; 3]> {
        if !self.cover.terms.kind.reads_notes() {
            let rows = counts::rows(&self.counts);
            self.csv.counts(&self.cover, &rows)?;
            json::counts(&mut self.json, &self.cover, &rows)?;
            html::counts(&mut self.html, &self.cover, &rows)?;
        } else if self.notes == 0 {
            self.csv.none(&self.cover)?;
            json::none(&mut self.json, &self.cover)?;
        }
        let notes = self.cover.terms.kind.reads_notes().then_some(self.notes);
        html::end(&mut self.html, &self.cover, notes)?;
        Ok([self.csv.end()?, self.json, self.html])
    }
}

/// Whom a note describes, as one line.
fn people(people: &[DescribedPerson]) -> String {
    people.iter().map(|person| format!("{}, {}", person.category, person.age_band)).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
