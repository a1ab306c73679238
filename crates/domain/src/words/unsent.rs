//! What is said of what waits in a notebook that nobody can open: why it was not sent, and what came of it.

use super::refusal::Field;
use super::{counted, joined};

/// What waits was not sent, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsentRefusal {
    /// There is no such file, or nothing in it.
    NothingWaits,
    /// The file is none, or nothing in it can be read.
    NotReadable,
    Newer,
    /// The server opens nothing of it.
    OtherServer,
    /// The server is of an earlier version and knows no such door.
    ServerOlder,
    /// Nothing answered. Nothing here goes by itself, since the notebook stays locked.
    Unreachable,
}

impl UnsentRefusal {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::NothingWaits => "nothing-waits",
            Self::NotReadable => "file-altered",
            Self::Newer => "newer-file",
            Self::OtherServer => "other-partnership",
            Self::ServerOlder => "server-older",
            Self::Unreachable => "unreachable",
        }
    }

    pub(super) const fn field(self) -> Option<Field> {
        match self {
            Self::OtherServer => Some(Field::Invitation),
            _ => None,
        }
    }

    pub(super) fn message(self) -> String {
        match self {
            Self::NothingWaits => "Nothing waits here to be sent, so nothing was sent. What this notebook sent before is with the partnership.",
            Self::NotReadable => "What waits here is cut short or was altered, so nothing of it could be sent. Nothing was changed. Ask your coordinator, and keep the folder of this notebook as it is.",
            Self::Newer => "A newer Wardbook wrote what waits here. Nothing was sent, and nothing is lost. Install the newer version and send it again.",
            Self::OtherServer => "The server could open nothing of what waits here: this invitation is of another partnership, or the file was altered. Nothing was written there, and everything is still here. Ask for an invitation from the partnership that this notebook belongs to.",
            Self::Unreachable => "The server could not be reached, or the line broke. What waits is still here, and nothing of it goes by itself. Check the connection and send it again: what arrived is not taken twice.",
            Self::ServerOlder => "The server is of an earlier version and cannot take this yet. Nothing was sent, and everything is still here. Ask for the server to be updated, or carry the file “unsent” to whoever runs it.",
        }
        .to_owned()
    }
}

/// How many items became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnsentCounts {
    pub accepted: u32,
    pub already: u32,
    pub held: u32,
    pub refused: u32,
    pub later: u32,
    pub unreadable: u32,
}

/// What came of sending what waits, a sentence for each thing that is to be known.
pub fn unsent_sent(counts: UnsentCounts) -> Vec<String> {
    let items = |count: u32| counted(count.into(), "item", "items");
    let mut here = Vec::new();
    if counts.accepted > 0 {
        here.push(format!("{} sent now", items(counts.accepted)));
    }
    if counts.already > 0 {
        here.push(format!("{} there before", items(counts.already)));
    }
    let mut told = Vec::new();
    if !here.is_empty() {
        told.push(format!("With the partnership: {}.", joined(&here, "and")));
    }
    if counts.held > 0 {
        told.push(format!("With a supervisor, who decides: {}. Nothing of it is lost.", items(counts.held)));
    }
    if counts.later > 0 {
        told.push(format!("To be sent again another time: {}. They are still here.", items(counts.later)));
    }
    if counts.refused > 0 {
        told.push(format!("Not accepted: {}. They are still here; tell your coordinator.", items(counts.refused)));
    }
    if counts.unreadable > 0 {
        told.push(format!("Could not be read any more: {}.", items(counts.unreadable)));
    }
    told
}

#[cfg(test)]
pub(super) fn everything() -> Vec<UnsentRefusal> {
    use UnsentRefusal::*;
    vec![NothingWaits, NotReadable, Newer, OtherServer, ServerOlder, Unreachable]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_sending_is_said_in_one_sentence_each() {
        let counts = UnsentCounts { accepted: 3, already: 1, held: 2, later: 1, ..UnsentCounts::default() };
        assert_eq!(
            unsent_sent(counts),
            [
                "With the partnership: 3 items sent now and 1 item there before.",
                "With a supervisor, who decides: 2 items. Nothing of it is lost.",
                "To be sent again another time: 1 item. They are still here.",
            ]
        );
        assert!(unsent_sent(UnsentCounts::default()).is_empty());
    }

    #[test]
    fn every_refusal_says_what_is_safe_and_what_to_do() {
        for refusal in everything() {
            let text = refusal.message();
            assert!(text.ends_with('.') && text.matches(". ").count() >= 1 && !text.contains(".."), "{text}");
        }
    }
}
