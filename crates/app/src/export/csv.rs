//! Notes as a sheet. A cell that a spreadsheet would run as a formula is made text.

use std::io::{Error, Result, Write};

use super::{Cover, people};
use crate::api::notes::NoteView;

const HEADINGS: [&str; 21] = [
    "id",
    "ward code",
    "ward",
    "boundaries",
    "when",
    "recorded at",
    "author",
    "state",
    "text",
    "amendments",
    "topics",
    "how known",
    "place",
    "place type",
    "weapon",
    "weapon origin",
    "residents",
    "people",
    "exported for",
    "purpose",
    "exported at",
];

pub(super) struct Sheet<W: Write>(csv::Writer<W>);

impl<W: Write> Sheet<W> {
    pub fn begin(mut file: W) -> Result<Self> {
        // A byte-order mark: without it the commonest spreadsheet takes the file for another alphabet.
        file.write_all(&[0xef, 0xbb, 0xbf])?;
        let mut sheet = Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file));
        sheet.row(HEADINGS.map(str::to_owned))?;
        Ok(sheet)
    }

    pub fn note(&mut self, cover: &Cover, note: &NoteView) -> Result<()> {
        let amendments: Vec<String> = note
            .amendments
            .iter()
            .filter(|amendment| !amendment.taken_back)
            .map(|amendment| format!("{} {}: {}", amendment.at, amendment.author.name, amendment.text))
            .collect();
        let state = match &note.withdrawal {
            Some(withdrawal) => format!("{}: {}", note.state.label, withdrawal.reason),
            None => note.state.label.clone(),
        };
        let cells: [&str; 21] = [
            &note.id,
            &note.ward.code,
            &note.ward.name,
            &note.ward.boundaries,
            &note.when_iso,
            &note.recorded_at,
            &note.author.name,
            &state,
            &note.text,
            &amendments.join("\n"),
            &note.topics.join("; "),
            note.how_known.as_deref().unwrap_or_default(),
            note.place.as_deref().unwrap_or_default(),
            note.place_type.as_deref().unwrap_or_default(),
            note.weapon.as_deref().unwrap_or_default(),
            note.weapon_origin.as_deref().unwrap_or_default(),
            &note.residents.map(|residents| residents.to_string()).unwrap_or_default(),
            &people(&note.people),
            &cover.recipient,
            &cover.purpose,
            &cover.at_iso,
        ];
        self.row(cells.map(harmless))
    }

    /// A sheet without notes has one row, which says for whom it was made.
    pub fn none(&mut self, cover: &Cover) -> Result<()> {
        let mut cells = HEADINGS.map(|_| String::new());
        let [.., recipient, purpose, at] = &mut cells;
        *recipient = harmless(&cover.recipient);
        *purpose = harmless(&cover.purpose);
        *at = harmless(&cover.at_iso);
        self.row(cells)
    }

    pub fn end(mut self) -> Result<W> {
        self.0.flush()?;
        self.0.into_inner().map_err(|fault| Error::other(fault.to_string()))
    }

    fn row(&mut self, cells: [String; 21]) -> Result<()> {
        // The disk's own answer, not the sheet's word for it: a full disk is told as one.
        self.0.write_record(cells).map_err(|fault| match fault.into_kind() {
            csv::ErrorKind::Io(fault) => fault,
            other => Error::other(format!("{other:?}")),
        })
    }
}

/// A leading quote makes a spreadsheet show the cell instead of running it.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
