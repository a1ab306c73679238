//! That a record was erased: who, when and why stay, and nothing of what it said.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The field that an erasing change sets.
pub const ERASED: &str = "erased";

/// Why something was erased. A list and no free text: what was erased must not stand in the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The schedule's time for it is over.
    TimeIsOver,
    /// Whom it is about asked for it, and has the right to it.
    AskedFor,
    /// It turned out to be untrue or about somebody else.
    NotTrue,
    /// It should never have been recorded here.
    NotForHere,
    /// What it hung on was erased.
    WithItsNote,
    /// Something of a later version.
    #[serde(other)]
    Other,
}

impl Why {
    /// Those a person chooses from.
    pub const CHOICES: [Self; 4] = [Self::TimeIsOver, Self::AskedFor, Self::NotTrue, Self::NotForHere];

    /// The name in a record. Never changes.
    pub const fn id(self) -> &'static str {
        match self {
            Self::TimeIsOver => "time-is-over",
            Self::AskedFor => "asked-for",
            Self::NotTrue => "not-true",
            Self::NotForHere => "not-for-here",
            Self::WithItsNote => "with-its-note",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::CHOICES.into_iter().find(|why| why.id() == text)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::TimeIsOver => "Its time is over",
            Self::AskedFor => "The person it is about asked for it",
            Self::NotTrue => "It is not true, or about somebody else",
            Self::NotForHere => "It should not have been recorded here",
            Self::WithItsNote => "Its note was erased",
            Self::Other => "Another reason",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    pub why: Why,
    /// Of the case in which it was decided, as the office numbers them. Never what was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl Erasure {
    /// Characters of a reference.
    pub const REFERENCE_MAX: usize = 40;

    /// What an erasing change says.
    pub fn content(&self) -> Value {
        json!({ ERASED: self })
    }
}
