//! Notes as a sheet. A cell that a spreadsheet would run as a formula is made text. Columns of what this recipient is
//! not shown are not there.

use std::io::{Error, Result, Write};

use domain::sharing::{Field, RecipientKind};

use super::counts::Row;
use super::redact::{Redacted, stands};
use super::{Cover, people};

/// Headings with the field that each tells; none is of the copy itself. Columns only ever come after these.
const COLUMNS: [(&str, Option<Field>); 28] = [
    ("id", Some(Field::Id)),
    ("ward code", Some(Field::Ward)),
    ("ward", Some(Field::Ward)),
    ("boundaries", Some(Field::Ward)),
    ("when", Some(Field::When)),
    ("recorded at", Some(Field::RecordedAt)),
    ("author", Some(Field::Author)),
    ("state", Some(Field::State)),
    ("text", Some(Field::Text)),
    ("amendments", Some(Field::Additions)),
    ("topics", Some(Field::Topics)),
    ("how known", Some(Field::HowKnown)),
    ("place", Some(Field::Place)),
    ("place type", Some(Field::PlaceType)),
    ("weapon", Some(Field::Weapon)),
    ("weapon origin", Some(Field::WeaponOrigin)),
    ("residents", Some(Field::Residents)),
    ("people", Some(Field::People)),
    ("exported for", None),
    ("purpose", None),
    ("exported at", None),
    ("grade", Some(Field::Grade)),
    ("handling conditions", Some(Field::Conditions)),
    ("marking", None),
    ("delete by", None),
    ("recipient kind", None),
    ("opinion", Some(Field::Opinion)),
    ("held for", Some(Field::HeldFor)),
];

const COUNTS: [&str; 9] =
    ["ward", "topic", "notes", "exported for", "purpose", "exported at", "marking", "delete by", "recipient kind"];

pub(super) struct Sheet<W: Write>(csv::Writer<W>);

impl<W: Write> Sheet<W> {
    pub fn begin(mut file: W, kind: RecipientKind) -> Result<Self> {
        // A byte-order mark: without it the commonest spreadsheet takes the file for another alphabet.
        file.write_all(&[0xef, 0xbb, 0xbf])?;
        let mut sheet = Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file));
        if kind.reads_notes() {
            sheet.row(kind, COLUMNS.map(|(heading, _)| heading.to_owned()))?;
        } else {
            sheet.write(COUNTS)?;
        }
        Ok(sheet)
    }

    pub fn note(&mut self, cover: &Cover, leaf: &Redacted) -> Result<()> {
        let note = &leaf.note;
        let amendments = note.amendments.iter().filter(|amendment| !amendment.taken_back);
        let amendments: Vec<String> = amendments
            .map(|added| match format!("{} {}", added.at, added.author.name).trim() {
                "" => added.text.clone(),
                by => format!("{by}: {}", added.text),
            })
            .collect();
        let state = match &note.withdrawal {
            Some(withdrawal) => format!("{}: {}", note.state.label, withdrawal.reason),
            None => note.state.label.clone(),
        };
        let residents = match note.residents {
            Some(count) => count.to_string(),
            None if leaf.few_residents => "fewer than 5".to_owned(),
            None => String::new(),
        };
        let [recipient, purpose, at, marking, until, kind] = stamp(cover);
        let cells: [&str; 28] = [
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
            &residents,
            &people(&note.people),
            &recipient,
            &purpose,
            &at,
            leaf.grade.as_deref().unwrap_or_default(),
            &leaf.conditions.join("; "),
            &marking,
            &until,
            &kind,
            note.opinion.as_deref().unwrap_or_default(),
            note.held_for.as_deref().unwrap_or_default(),
        ];
        self.row(cover.terms.kind, cells.map(harmless))
    }

    /// A sheet without notes has one row, which says for whom it was made.
    pub fn none(&mut self, cover: &Cover) -> Result<()> {
        let mut stamp = stamp(cover).into_iter();
        let cells = COLUMNS.map(|(_, field)| match field {
            Some(_) => String::new(),
            None => stamp.next().map(|cell| harmless(&cell)).unwrap_or_default(),
        });
        self.row(cover.terms.kind, cells)
    }

    pub fn counts(&mut self, cover: &Cover, rows: &[Row]) -> Result<()> {
        for row in rows {
            let [recipient, purpose, at, marking, until, kind] = stamp(cover);
            let notes = row.notes.map_or_else(|| "not told".to_owned(), |count| count.to_string());
            let cells = [&row.ward, &row.topic, &notes, &recipient, &purpose, &at, &marking, &until, &kind];
            self.write(cells.map(|cell| harmless(cell)))?;
        }
        Ok(())
    }

    pub fn end(mut self) -> Result<W> {
        self.0.flush()?;
        self.0.into_inner().map_err(|fault| Error::other(fault.to_string()))
    }

    /// The cells of those columns that this kind of recipient has.
    fn row(&mut self, kind: RecipientKind, cells: [String; 28]) -> Result<()> {
        let columns = COLUMNS.iter().map(|(_, field)| field.is_none_or(|field| stands(field, kind)));
        let cells: Vec<String> =
            cells.into_iter().zip(columns).filter(|(_, stands)| *stands).map(|(cell, _)| cell).collect();
        self.write(cells)
    }

    fn write<C: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = C>) -> Result<()> {
        // The disk's own answer, not the sheet's word for it: a full disk is told as one.
        self.0.write_record(cells).map_err(|fault| match fault.into_kind() {
            csv::ErrorKind::Io(fault) => fault,
            other => Error::other(format!("{other:?}")),
        })
    }
}

/// For whom, for what, when, how marked, until when and for what sort of recipient: on every row.
fn stamp(cover: &Cover) -> [String; 6] {
    let terms = &cover.terms;
    [
        terms.recipient.clone(),
        terms.purpose.clone(),
        cover.at_iso.clone(),
        terms.marking.label().to_owned(),
        terms.until.to_string(),
        terms.kind.id().to_owned(),
    ]
}

/// A leading quote makes a spreadsheet show the cell instead of running it. Some take quotes and blanks away before
/// they look, and some read the wide forms of these letters as the letters themselves.
fn harmless(cell: &str) -> String {
    let runs = |letter: char| matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let looked_at =
        cell.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '\u{feff}'));
    if cell.starts_with(['\t', '\r', '\n']) || looked_at.starts_with(runs) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
