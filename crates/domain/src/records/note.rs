//! Notes and amendments, in `intake/AREA/PERSON`. Append-only: a text is never changed, only added to
//! or withdrawn, and the history stays readable.

use serde::{Deserialize, Serialize};

use crate::dates::NoteWhen;
use crate::held_for::HeldFor;
use crate::ids::{AreaId, RecordId};
use crate::wards::{BoundarySet, WardCode};

/// The register that withdraws a note or takes an amendment back: a [`Withdrawal`], or null.
pub const WITHDRAWN: &str = "withdrawn";

/// What somebody saw or heard. No field ever holds a source's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRecord {
    /// As first written, to the letter: 1 to 32,768 characters.
    pub text: String,
    pub area: AreaId,
    pub ward: WardCode,
    /// The set the ward was entered on; kept when boundaries change.
    pub boundaries: BoundarySet,
    /// An ISO day in Europe/London, with `THH:MM` where a time is known: `2026-11-22T14:30`.
    pub when: NoteWhen,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how_known: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weapon: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weapon_origin: Option<String>,
    /// How many residents said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residents: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<DescribedPerson>,
    /// What whoever recorded it makes of it: their own view, apart from what was seen or heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<String>,
    /// For whom and for what it is held, see [`crate::held_for`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controller: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// That who told it is sealed for the safeguarding leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SealedSource>,
}

/// What everybody who reads a note may know of its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedSource {
    /// See [`crate::records::reference`].
    pub reference: String,
    /// Who it was is sealed for the leads. Not so where somebody under 18 is marked before any lead is named.
    #[serde(default = "yes")]
    pub sealed: bool,
    /// Under 18: nobody may be tasked to find out more from them.
    #[serde(default)]
    pub young: bool,
    /// How often the same person has told something to whoever recorded this, this time included; from 1. It counts
    /// and points at no other note.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub contacts: u32,
    /// The note's text repeats what was sealed; compared on the recorder's device before it was.
    #[serde(default)]
    pub repeated: bool,
    /// Under which reference the safeguarding hub was told of them by whoever recorded this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referred: Option<String>,
}

impl SealedSource {
    /// Told once, and nothing else is known of it.
    pub fn plain(reference: String) -> Self {
        Self { reference, sealed: true, young: false, contacts: 1, repeated: false, referred: None }
    }
}

const fn yes() -> bool {
    true
}

const fn once() -> u32 {
    1
}

const fn is_once(contacts: &u32) -> bool {
    *contacts == 1
}

impl NoteRecord {
    /// What a note cannot do without. Everything else is not said.
    pub fn plain(text: String, area: AreaId, ward: WardCode, boundaries: BoundarySet, when: NoteWhen) -> Self {
        Self {
            text,
            area,
            ward,
            boundaries,
            when,
            how_known: None,
            topics: Vec::new(),
            place: None,
            place_type: None,
            weapon: None,
            weapon_origin: None,
            residents: None,
            people: Vec::new(),
            opinion: None,
            controller: None,
            purpose: None,
            source: None,
        }
    }

    /// As recorded by somebody of whom this is known.
    pub fn held(self, held_for: HeldFor) -> Self {
        Self { controller: held_for.controller, purpose: held_for.purpose, ..self }
    }
}

/// Somebody described: a band, never an age; a category, in which victim and suspect are never one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribedPerson {
    pub age_band: String,
    pub category: String,
}

/// An addition to a note by its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendmentRecord {
    pub note: RecordId,
    pub text: String,
    /// The reply whose question it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<RecordId>,
}

impl AmendmentRecord {
    /// One that answers no question.
    pub fn new(note: RecordId, text: String) -> Self {
        Self { note, text, answers: None }
    }
}

/// Why something was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    pub reason: String,
}
