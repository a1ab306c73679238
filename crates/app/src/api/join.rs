//! Joining a partnership, and bringing along what was begun on this computer alone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::notes::NoteRow;

/// Query `invitation_look`: what an invitation says of itself, before anything is sent.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct InvitationLookRequest {
    pub invitation: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InvitationLook {
    /// Where the server is said to be, the nearest first.
    pub addresses: Vec<String>,
    /// The server's key in eight groups of four, to compare with the one it was announced with.
    pub fingerprint: String,
}

/// Mutate `join`: with an invitation that works once. From a notebook begun on this computer it makes
/// the partnership's notebook in its place and keeps the other beside it.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    pub invitation: String,
    pub passphrase: String,
    pub passphrase_again: String,
}

#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
pub struct JoinedView {
    #[zeroize(skip)]
    pub person: String,
    #[zeroize(skip)]
    pub device: String,
    #[zeroize(skip)]
    pub boundaries: String,
    #[zeroize(skip)]
    pub partnership: String,
    /// Notes of the notebook begun here before, waiting to be asked about.
    #[zeroize(skip)]
    pub begun: u32,
    pub recovery_code: String,
}

/// Mutate `reintroduce`: the server has another key, since it was copied or its key was lost. `invitation` is the text
/// that says where it is and which key it has; `fingerprint` is that key's, as the person was told it by another way.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct ReintroduceRequest {
    pub invitation: String,
    pub fingerprint: String,
    pub passphrase: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReintroducedView {
    /// The key by which the notebook knows its server now, in eight groups of four.
    pub fingerprint: String,
    /// Whether the exchange after it came to its end.
    pub exchanged: bool,
    pub words: String,
}

/// Query `begun`: notes of the notebook that was kept here before joining, each waiting for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BegunView {
    pub notes: Vec<BegunNote>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BegunNote {
    pub row: NoteRow,
    pub text: String,
    /// `waiting`, `brought` or `left`.
    pub answer: String,
    /// Why it cannot be brought, such as a ward of other boundaries; null where it can.
    pub obstacle: Option<String>,
}

/// Mutate `begun_answer`: bring these along (recorded anew, in your name) or leave them where they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BegunAnswerRequest {
    pub ids: Vec<String>,
    pub bring: bool,
}
