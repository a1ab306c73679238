//! What is where: the sync corner's page, the outbox, and what needs a person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::session::SyncView;

/// Query `sync`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncPageView {
    pub corner: SyncView,
    /// What happened, what is safe, what comes next: a paragraph each.
    pub paragraphs: Vec<String>,
    /// The code of what stands in the way, such as `wrong-server`; null where nothing does.
    pub trouble: Option<String>,
    /// Null without a server.
    pub server: Option<ServerView>,
    /// Refused or declined: each needs a person.
    pub attention: Vec<OutboxItem>,
    /// Waiting to be sent, in order; at most 200.
    pub waiting: Vec<OutboxItem>,
    pub waiting_count: u32,
    /// With the server, kept for a supervisor.
    pub held: Vec<OutboxItem>,
    /// Proof of what arrived: own notes last received by the server, latest first; at most 20.
    pub received: Vec<ReceivedItem>,
    /// Records with two versions.
    pub conflicts: u32,
    /// An exchange is under way.
    pub busy: bool,
    /// Seconds until the program tries again by itself; null unless something stands in the way.
    pub next_try_seconds: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ServerView {
    pub addresses: Vec<String>,
    pub fingerprint: String,
    /// "Today 14:32"; null before the first whole exchange.
    pub last_sync: Option<String>,
    /// "8 December"; null before the first whole exchange.
    pub lease_until: Option<String>,
    pub device: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutboxItem {
    /// The group's id.
    pub id: String,
    /// "Note for Addison", "Withdrawal of a note", "Settings".
    pub what: String,
    /// The first words of what is sent, where it has words.
    pub excerpt: String,
    /// "today, 14:32"
    pub when: String,
    /// `waiting`, `held`, `refused`, `declined`.
    pub state: String,
    /// The state's sentence.
    pub words: String,
    /// The note it belongs to, to open it.
    pub note: Option<String>,
    pub can_retry: bool,
    /// A refused note can be written again from its text.
    pub can_edit: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceivedItem {
    pub note: String,
    pub what: String,
    /// "Received by the server 14:32. Not read yet."
    pub words: String,
    /// The receipt: stream position and the server's time, for whoever checks.
    pub receipt: String,
}

/// Mutate `outbox_retry`, `outbox_edit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OutboxRequest {
    pub id: String,
}

/// The answer of `outbox_edit`: a draft with the refused note's words, to be recorded anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutboxEdited {
    pub draft: String,
}

/// Query `outbox_text`: an item as text, to copy or keep elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutboxText {
    pub text: String,
}

/// Mutate `sync_now`: one exchange, as far as it goes. The terminal's `sync` prints it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncReport {
    pub pushed: u64,
    pub pulled: u64,
    pub conflicts: u64,
    /// What needs a person, with the code and the words of each.
    pub refused: Vec<RefusedItem>,
    pub held: u64,
    pub pending: u64,
    /// RFC 3339; null where the server said none.
    pub server_time: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefusedItem {
    pub id: String,
    pub code: String,
    pub message: String,
}

/// Query `conflicts`: the inbox of what two people, or two laptops, wrote differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConflictsView {
    pub conflicts: Vec<ConflictView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConflictView {
    /// Record and field, as `conflict_decide` takes it.
    pub id: String,
    pub record: String,
    /// `person`, `settings`, …
    pub kind: String,
    pub field: String,
    /// "Name of Sam Whitfield", "Theme".
    pub what: String,
    /// The displayed one first.
    pub heads: Vec<HeadView>,
    /// For those who may not decide: that it is undecided, and who can decide. Null where they may.
    pub undecided: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeadView {
    /// The change that wrote it.
    pub id: String,
    /// As people read it.
    pub value: String,
    pub author: String,
    pub mine: bool,
    /// RFC 3339.
    pub at: String,
    /// "today, 14:32"
    pub when: String,
}

/// Mutate `conflict_decide`: one of the values, or another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConflictDecideRequest {
    pub id: String,
    /// A head's change id; null where `value` is given.
    pub keep: Option<String>,
    /// Another value, as people write it; null where `keep` is given.
    pub value: Option<String>,
    /// Why, where another value takes a reason: a due date, a status, what blocks it.
    #[serde(default)]
    pub why: Option<String>,
}

/// The answer of `conflict_decide`: what `conflict_undo` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConflictDecided {
    /// The deciding change.
    pub decision: String,
}

/// Mutate `conflict_undo`: the versions stand beside each other again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConflictUndoRequest {
    pub id: String,
    pub decision: String,
}
