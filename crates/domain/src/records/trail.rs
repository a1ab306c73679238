//! What people did that others must be able to ask after: sealed sources opened, what is restricted read or
//! searched, copies taken out.
//!
//! A trail is a stream of each person's own, written by their devices and read by administrators, so it holds no
//! content and names no record: `about` is a keyed hash, by which whoever holds a record finds who read it, and
//! whoever does not learns nothing. The server's signed chain of the stream is what nobody can rewrite unseen.

use serde::{Deserialize, Serialize};

use super::own::ExportRecord;
use crate::ids::{AreaId, RecordId};
use crate::streams::StreamSecret;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// A sealed source, by a lead, who said why.
    OpenedSource,
    /// A note of somebody else's.
    ReadNote,
    /// Notes of others in full, a page of them at a time.
    ReadNotes,
    /// A plan's analysis.
    ReadAnalysis,
    /// A search over what others recorded. Never what was searched for.
    Searched,
    /// A copy for somebody outside the program.
    Exported,
    /// A sealed file.
    Sealed,
    /// Something for good.
    Erased,
    /// A right over a ward, a plan or the partnership, to somebody.
    GaveAccess,
    /// A right, a membership, or a laptop's.
    EndedAccess,
    /// Something of a later version.
    #[serde(other)]
    Other,
}

impl Deed {
    /// The name in a record. Never changes.
    pub const fn id(self) -> &'static str {
        match self {
            Self::OpenedSource => "opened-source",
            Self::ReadNote => "read-note",
            Self::ReadNotes => "read-notes",
            Self::ReadAnalysis => "read-analysis",
            Self::Searched => "searched",
            Self::Exported => "exported",
            Self::Sealed => "sealed",
            Self::Erased => "erased",
            Self::GaveAccess => "gave-access",
            Self::EndedAccess => "ended-access",
            Self::Other => "other",
        }
    }

    pub const ALL: [Self; 11] = [
        Self::OpenedSource,
        Self::ReadNote,
        Self::ReadNotes,
        Self::ReadAnalysis,
        Self::Searched,
        Self::Exported,
        Self::Sealed,
        Self::Erased,
        Self::GaveAccess,
        Self::EndedAccess,
        Self::Other,
    ];

    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|deed| deed.id() == text).unwrap_or(Self::Other)
    }

    /// As people read it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::OpenedSource => "Opened a sealed source",
            Self::ReadNote => "Read somebody else's note",
            Self::ReadNotes => "Read notes of others in full",
            Self::ReadAnalysis => "Read a plan's analysis",
            Self::Searched => "Searched what others recorded",
            Self::Exported => "Took out a copy",
            Self::Sealed => "Made a sealed file",
            Self::Erased => "Erased for good",
            Self::GaveAccess => "Gave somebody access",
            Self::EndedAccess => "Ended somebody's access",
            Self::Other => "Something that a newer version of Wardbook did",
        }
    }
}

/// A record of `trail/PERSON`: what was done since the last one, by one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailRecord {
    pub entries: Vec<TrailEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailEntry {
    pub deed: Deed,
    /// Milliseconds since 1970, by the device's clock.
    pub at: i64,
    /// Of which ward, where it was of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// See [`about`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// How many records a copy held, or a search found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Under which terms a copy left. None for everything else, and for copies of before there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<CopyTerms>,
}

/// What a trail says of a copy: neither who got it nor what for, which are its maker's to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyTerms {
    pub recipient_kind: String,
    pub marking: String,
    /// An ISO day.
    pub until: String,
    /// How many notes stayed behind.
    #[serde(default)]
    pub left_out: u32,
}

impl CopyTerms {
    /// Of a copy that had terms.
    pub fn of(record: &ExportRecord) -> Option<Self> {
        let left_out: u64 = record.left_out.values().sum();
        Some(Self {
            recipient_kind: record.recipient_kind.clone()?,
            marking: record.marking.clone()?,
            until: record.until.clone()?,
            left_out: u32::try_from(left_out).unwrap_or(u32::MAX),
        })
    }
}

/// How a trail names a record: 32 hex digits that follow from its id and the partnership's secret.
pub fn about(secret: &StreamSecret, record: RecordId) -> String {
    crate::signing::hex(&secret.name_of(record))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_holds_a_record_finds_it_in_a_trail_and_the_trail_alone_does_not_name_it() {
        let secret = StreamSecret::from_bytes([7; 32]);
        let record = RecordId::from_bytes([1; 16]);
        let named = about(&secret, record);
        assert_eq!(named, about(&StreamSecret::from_bytes([7; 32]), record));
        assert_ne!(named, about(&StreamSecret::from_bytes([8; 32]), record), "another partnership's");
        assert_ne!(named, about(&secret, RecordId::from_bytes([2; 16])));
        assert!(!named.contains(&"01".repeat(4)));
    }

    #[test]
    fn deeds_are_named_as_they_are_serialised() {
        for deed in Deed::ALL {
            assert_eq!(serde_json::to_string(&deed).unwrap(), format!("\"{}\"", deed.id()));
            assert_eq!(Deed::parse(deed.id()), deed);
        }
    }

    #[test]
    fn a_deed_of_a_later_version_is_kept_as_something_and_hides_nothing_else() {
        let read: TrailRecord = serde_json::from_str(
            r#"{"entries":[{"deed":"erased-a-person","at":1},{"deed":"opened-source","at":2,"about":"00"}]}"#,
        )
        .unwrap();
        assert_eq!(read.entries.iter().map(|entry| entry.deed).collect::<Vec<_>>(), [Deed::Other, Deed::OpenedSource]);
    }
}
