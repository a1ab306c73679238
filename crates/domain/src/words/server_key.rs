//! What is said where a notebook is told that its server has another key.

use super::refusal::Field;

/// The notebook goes by the key it had, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerKeyRefusal {
    /// What was typed is not the fingerprint of the key that the text names.
    OtherFingerprint,
    /// Whoever has the key does not know what this notebook was given.
    NotProven,
    /// This notebook was given nothing yet.
    NothingGiven,
}

impl ServerKeyRefusal {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::OtherFingerprint => "other-fingerprint",
            Self::NotProven => "server-not-proven",
            Self::NothingGiven => "nothing-given",
        }
    }

    pub(super) const fn field(self) -> Option<Field> {
        match self {
            Self::OtherFingerprint => Some(Field::Fingerprint),
            _ => None,
        }
    }

    pub(super) fn message(self) -> String {
        match self {
            Self::OtherFingerprint => "The fingerprint is not that of the key which this text names. Nothing was sent and nothing was changed. Look for a slip in what you typed; if there is none, do not use this text, and tell your administrator by another way than it came.",
            Self::NotProven => "What answers has the key you were told of and does not know what this notebook was given last. It got nothing from here, and nothing was changed. Tell your administrator by another way than the text came: it may be somebody else's server, or yours put back to an earlier day.",
            Self::NothingGiven => "This notebook was given nothing by its server yet, so a new key cannot be told from a stranger's. Nothing was sent and nothing was changed. Ask for a new invitation, and join with it in another notebook on this computer.",
        }
        .to_owned()
    }
}

/// It goes by the new key. `trouble` is what stood in the way of the exchange after it, in words.
pub fn reintroduced(trouble: Option<&str>) -> String {
    let done = "This notebook knows its server by the new key from here on.";
    match trouble {
        None => format!("{done} What waited was sent, and what is new is here."),
        Some(trouble) => format!("{done} The exchange after it did not come to its end: {trouble}"),
    }
}

#[cfg(test)]
pub(super) fn everything() -> Vec<ServerKeyRefusal> {
    use ServerKeyRefusal::*;
    vec![OtherFingerprint, NotProven, NothingGiven]
}
