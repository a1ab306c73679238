//! The files of an export. Each carries for whom it was made, for what, and when, so that a page or a
//! line that travels alone still says so; with no notes in it, too.
//!
//! Notes are written as they come, so that a large notebook needs no more memory than a page of it.

mod csv;
mod html;
mod json;

use std::io::{Result, Write};

use crate::api::notes::{DescribedPerson, NoteView};

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

/// The files' names, in the order in which [`Files`] takes them.
pub(crate) const NAMES: [&str; 3] = ["notes.csv", "notes.jsonl", "index.html"];

/// An export being written.
pub(crate) struct Files<W: Write> {
    cover: Cover,
    notes: u64,
    csv: csv::Sheet<W>,
    json: W,
    html: W,
}

impl<W: Write> Files<W> {
    pub fn begin(cover: Cover, [csv, json, mut html]: [W; 3]) -> Result<Self> {
        html::begin(&mut html, &cover)?;
        Ok(Self { csv: csv::Sheet::begin(csv)?, cover, notes: 0, json, html })
    }

    pub fn note(&mut self, note: &NoteView) -> Result<()> {
        self.notes += 1;
        self.csv.note(&self.cover, note)?;
        json::note(&mut self.json, &self.cover, note)?;
        html::note(&mut self.html, note)
    }

    /// How many notes are in it so far.
    pub fn notes(&self) -> u64 {
        self.notes
    }

    pub fn end(mut self) -> Result<[W; 3]> {
        if self.notes == 0 {
            self.csv.none(&self.cover)?;
            json::none(&mut self.json, &self.cover)?;
        }
        html::end(&mut self.html, self.notes)?;
        Ok([self.csv.end()?, self.json, self.html])
    }
}

/// Whom a note describes, as one line.
fn people(people: &[DescribedPerson]) -> String {
    people.iter().map(|person| format!("{}, {}", person.category, person.age_band)).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
