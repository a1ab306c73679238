//! Notes as a sheet. A cell that a spreadsheet would run as a formula is made text.

use std::io::Error;

use super::Cover;
use crate::api::notes::NoteView;

const HEADINGS: [&str; 20] = [
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
    "exported for",
    "purpose",
    "exported at",
];

pub(super) fn write(cover: &Cover, notes: &[NoteView]) -> Result<Vec<u8>, Error> {
    // A byte-order mark: without it the commonest spreadsheet takes the file for another alphabet.
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![0xef, 0xbb, 0xbf]);
    writer.write_record(HEADINGS)?;
    for note in notes {
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
        let cells: [&str; 20] = [
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
            &cover.recipient,
            &cover.purpose,
            &cover.at_iso,
        ];
        writer.write_record(cells.map(harmless))?;
    }
    writer.into_inner().map_err(|fault| Error::other(fault.to_string()))
}

/// A leading quote makes a spreadsheet show the cell instead of running it.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
