//! Sealed sources: who told something, for the safeguarding leads alone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroize;

use super::lists::WardRef;

/// Who told what a note says. It is sealed before it is kept; nothing here can show it again.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SourceInput {
    /// Their name, and how they are reached.
    #[serde(default)]
    pub who: String,
    /// An age band of `lists`; null where not said.
    #[serde(default)]
    pub age: Option<String>,
    /// An earlier note of one's own that the same person told; see `own_sources`.
    #[serde(default)]
    pub same_as: Option<String>,
    /// Under which reference the safeguarding hub was told of them.
    #[serde(default)]
    pub referred: Option<String>,
}

impl Drop for SourceInput {
    fn drop(&mut self) {
        self.who.zeroize();
        self.age.zeroize();
        self.same_as.zeroize();
    }
}

impl std::fmt::Debug for SourceInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SourceInput(…)")
    }
}

/// Query `sources`: for the leads, and for those who may become one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourcesView {
    /// Null where no lead has been named.
    pub roster: Option<RosterView>,
    /// Whether this person may begin the roster.
    pub can_begin: bool,
    /// Whether this device opens sources.
    pub can_open: bool,
    /// The latest first.
    pub sources: Vec<SourceRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RosterView {
    /// What leads read to each other.
    pub fingerprint: String,
    /// Who made the printed code that counts, and when: whoever has a sheet finds out whether it is that one.
    pub code_by: String,
    pub code_at_words: String,
    /// "31415 92653", as on its sheet.
    pub code_mark: String,
    /// The server has not had the list that names it, so elsewhere the code before it counts.
    pub code_waits: bool,
    /// Leads made another list without sight of this one, with another code.
    pub codes_apart: bool,
    pub leads: Vec<LeadRow>,
    /// Devices of people with the right that are not in it.
    pub others: Vec<LeadRow>,
    /// Rosters that came and are not gone by, a sentence each.
    pub strays: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeadRow {
    pub device: String,
    pub name: String,
    /// What the lead who adds it compares with what its owner reads out.
    pub fingerprint: String,
    pub here: bool,
    /// "This laptop was shut out."; null for one that may open sources.
    pub out: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourceRow {
    pub id: String,
    /// "S-7K2M4Q", as it stands beside the note.
    pub reference: String,
    pub ward: Option<WardRef>,
    pub author: String,
    pub at: String,
    pub at_words: String,
    /// Who opened it and why, the latest first.
    pub opened: Vec<OpeningRow>,
    /// "Its note was closed on 3 Mar 2026. It is no longer needed."; null before its time is over.
    pub due: Option<String>,
    /// The same person, as leads say; for a device that opens sources, and of those listed here.
    pub same: Vec<SameSource>,
    /// How often this person told something in all; for a device that opens sources, and null where it was told once
    /// and nobody says that they are under 18.
    pub contacts: Option<ContactsView>,
}

/// How often one person told something, over everybody who recorded it and said by a lead to be one. Nothing is opened
/// for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ContactsView {
    /// Under 18, by one of their sources at least.
    pub young: bool,
    /// "4 contacts in all: 3 through Amara Lewis, 1 through Sam Whitfield."; empty for the first.
    pub words: String,
    /// What follows for somebody under 18 who is met again and again; null where nothing does.
    pub advice: Option<String>,
}

/// Another source of the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SameSource {
    /// What says so, for `sources_part`.
    pub merging: String,
    /// The other source.
    pub source: String,
    /// "S-7K2M4Q", of the other.
    pub reference: String,
    /// The lead who said it.
    pub by: String,
    pub at_words: String,
}

/// Mutate `sources_merge`: two sources are one person, which opens neither.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SourcesMergeRequest {
    pub id: String,
    pub with: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourcesMerged {
    pub merging: String,
}

/// Mutate `sources_part`: what a lead said of two sources is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SourcesPartRequest {
    pub merging: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpeningRow {
    pub name: String,
    pub at_words: String,
    pub reason: String,
}

/// Mutate `source_open`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SourceOpenRequest {
    pub id: String,
    pub reason: String,
}

/// Query `own_sources`: this person's own notes whose source is sealed, the latest first, for "the same person as".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnSourceRow {
    /// The note.
    pub note: String,
    /// "S-7K2M4Q"
    pub reference: String,
    pub ward: WardRef,
    pub when: String,
    /// The note's first words.
    pub excerpt: String,
    pub young: bool,
}

/// What everybody who reads a note may know of its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteSourceView {
    /// "S-7K2M4Q"
    pub reference: String,
    /// Leads can open who it was. Somebody under 18 is marked before any lead is named, and then nothing is sealed.
    pub sealed: bool,
    /// Under 18: nobody may be tasked to find out more from them.
    pub young: bool,
    /// "The third time that this person told something"; empty for the first.
    pub contacts: String,
    /// Its recorder's reference at the safeguarding hub.
    pub referred: Option<String>,
    /// The note's text may say who it is.
    pub repeated: bool,
}

/// What was sealed. Shown, and kept nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourceOpened {
    pub who: String,
    /// "10–17"; null where not said.
    pub age: Option<String>,
    pub same_as: Option<String>,
    /// The note, where this notebook holds it.
    pub note: Option<String>,
}

impl std::fmt::Debug for SourceOpened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SourceOpened(…)")
    }
}

/// Mutate `roster_begin`, `roster_renew_code` and `roster_recover`: the code that is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RosterBegun {
    pub recovery_code: String,
    pub fingerprint: String,
    /// "31415 92653", by which its sheet is told from others.
    pub mark: String,
}

/// Mutate `lead_add` and `lead_remove`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LeadRequest {
    pub device: String,
}

/// Mutate `roster_recover`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RosterRecoverRequest {
    pub code: String,
}

impl std::fmt::Debug for RosterRecoverRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RosterRecoverRequest(…)")
    }
}
