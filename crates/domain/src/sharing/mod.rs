//! What leaves the notebook, and for whom: kinds of recipient, what each is shown of a note ([`table`]), which notes
//! go to them at all ([`judge`]), for how long and under which marking ([`terms`]), how counts leave ([`counts`]), and
//! the words in which all of this is said ([`words`]).
//!
//! The reason: one list that nobody had redacted was sent to 44 people, and cost a council £145,000. So nothing
//! leaves as it stands here. Each export, copy and sealed file is for somebody, for something and for so long, and
//! what their kind of recipient does not need stays behind. Rules stand here once, for window and terminal. Must not
//! know what files look like, nor where a note is kept.

pub mod counts;
pub mod judge;
pub mod table;
pub mod terms;
pub mod words;

pub use judge::{Held, LeftOut, Tally, Verdict, judge, without_references};
pub use table::{Field, Treatment, treatment};
pub use terms::{Terms, default_until, sealed_until, until};

use crate::words::SharingRefusal;

/// To what sort of recipient something goes. That somebody is of this sort is the word of whoever makes the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecipientKind {
    /// Whoever makes it, to keep.
    Own,
    /// Somebody who may read these wards' notes here too.
    Partner,
    /// An organisation that acts on it, and reads nothing here.
    Agency,
    /// Papers of a committee or a public meeting, which anybody may come to read: counts, and no note.
    Committee,
}

impl RecipientKind {
    pub const ALL: [Self; 4] = [Self::Own, Self::Partner, Self::Agency, Self::Committee];

    /// The name in a record and at the terminal. Never changes.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Partner => "partner",
            Self::Agency => "agency",
            Self::Committee => "committee",
        }
    }

    /// As people choose it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Own => "My own records",
            Self::Partner => "A partner with access to these wards",
            Self::Agency => "Another agency",
            Self::Committee => "A committee or public meeting",
        }
    }

    /// By its name, or as people choose it.
    pub fn parse(text: &str) -> Result<Self, SharingRefusal> {
        let wanted = text.trim().to_lowercase();
        if wanted.is_empty() {
            return Err(SharingRefusal::KindMissing);
        }
        let means = |kind: &Self| kind.id() == wanted || kind.label().to_lowercase() == wanted;
        Self::ALL
            .into_iter()
            .find(means)
            .ok_or_else(|| SharingRefusal::NotAKind { text: text.trim().chars().take(40).collect() })
    }

    /// Whether it leaves those who may read restricted notes, so that small counts do not go along.
    pub const fn leaves_the_group(self) -> bool {
        matches!(self, Self::Agency | Self::Committee)
    }

    /// Whether it gets notes one by one, and not counts alone.
    pub const fn reads_notes(self) -> bool {
        !matches!(self, Self::Committee)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_recipient_is_meant_by_its_name_or_by_its_words_and_by_nothing_else() {
        for kind in RecipientKind::ALL {
            assert_eq!(RecipientKind::parse(kind.id()), Ok(kind));
            assert_eq!(RecipientKind::parse(&kind.label().to_uppercase()), Ok(kind));
        }
        assert_eq!(RecipientKind::parse("  "), Err(SharingRefusal::KindMissing));
        assert!(matches!(RecipientKind::parse("police"), Err(SharingRefusal::NotAKind { .. })));
    }
}
