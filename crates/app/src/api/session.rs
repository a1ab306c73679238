//! Which stage the program is in, and the acts that move it: create, unlock, lock, sample data.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Query `session`: what the window shows first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "stage", rename_all = "kebab-case")]
pub enum SessionView {
    /// Nothing in this folder yet.
    FirstRun {
        default_boundaries: String,
        boundaries: Vec<BoundaryChoice>,
        /// Whether somebody else's notebook is on this computer.
        others: bool,
    },
    /// Several people share this computer: whose notebook is meant?
    Choose {
        notebooks: Vec<NotebookRow>,
    },
    /// A notebook is here and its key is not in memory.
    Locked(LockedView),
    /// The notebook cannot be opened as it stands; the words say why and what to do.
    Trouble(TroubleView),
    Open(Box<OpenView>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BoundaryChoice {
    /// `2022` or `2014`.
    pub id: String,
    pub label: String,
}

/// A notebook on this computer, for the choice before one is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NotebookRow {
    pub id: String,
    /// As in [`LockedView::label`].
    pub label: String,
}

/// Mutate `notebook_choose`. What is open is locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NotebookChooseRequest {
    /// As in [`NotebookRow::id`].
    pub id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LockedView {
    /// A label that says nothing about its owner, such as "Notebook 1".
    pub label: String,
    /// "Locked. Your draft is kept." or "Locked."
    pub headline: String,
    /// "Locked at 12:41, after 10 minutes without use."; empty after a start.
    pub detail: String,
    /// Seconds until the next try is taken; 0 when it may be tried now.
    pub wait_seconds: u32,
    /// The sync corner while locked: words and count only.
    pub sync: SyncView,
    /// Whether what waits can be sent without opening the notebook; null in one without a server.
    pub unsent: Option<bool>,
}

/// Mutate `unsent_send`: for a notebook that nobody can open. An invitation says where the server is and which key
/// it has; it is not used by this, so any of this partnership's does.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct UnsentSendRequest {
    pub invitation: String,
}

/// How many items became what, and the same in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnsentSent {
    pub accepted: u32,
    pub already: u32,
    pub held: u32,
    pub refused: u32,
    pub later: u32,
    pub unreadable: u32,
    /// A sentence each.
    pub words: Vec<String>,
}

/// A notebook that cannot be opened as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TroubleView {
    /// `newer-file`, `damaged`, `read-only`, `disk-full`, `keys-missing`, `keys-damaged`, …
    pub code: String,
    pub headline: String,
    /// What happened, what is safe, what to do: a paragraph each.
    pub paragraphs: Vec<String>,
    /// True where trying again may help (the disk has room now, the folder can be written).
    pub retryable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenView {
    pub person: PersonView,
    pub partnership: String,
    /// The boundary set in use: `2022` or `2014`.
    pub boundaries: String,
    /// True in sample data: show the bar.
    pub sample: bool,
    /// `today`, `notes`, `wards`, `people`, `settings`, in the order of the rail.
    pub places: Vec<String>,
    /// What waits for this person, by place; none where nothing does.
    pub badges: Vec<BadgeView>,
    pub sync: SyncView,
    /// What must be said once on opening, such as "This notebook was moved".
    pub notices: Vec<NoticeView>,
    /// `system`, `light` or `dark`.
    pub theme: String,
    pub letter_keys: bool,
    /// Schools and colleges: their notes begin with whether a child is at risk.
    pub safeguarding_first: bool,
    /// The notebook has not heard from its server for too long: recording goes on, reading does not.
    pub lease_over: bool,
    /// Notes of an earlier notebook wait to be asked about.
    pub begun: bool,
    /// The start asked for a new note (`--new-note`); true until the person does something.
    pub new_note: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonView {
    pub id: String,
    pub name: String,
    /// "Administrator", "Coordinator, Serious Youth Violence"; empty on a notebook of one.
    pub role: String,
}

/// The sync corner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncView {
    /// Which icon: `this-computer`, `sample`; with a server `up-to-date`, `waiting`, `sending`, `receiving`,
    /// `offline`, `stale`, `held`, `conflict`, `attention`.
    pub icon: String,
    /// "Kept on this computer only."
    pub headline: String,
    /// "Last backup 2 May." or "No backup yet."
    pub detail: String,
    pub count: u32,
}

/// A number beside a place of the rail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BadgeView {
    /// As in `OpenView::places`.
    pub place: String,
    pub count: u32,
    /// "3 to read, 1 of them late, 1 with more said"
    pub words: String,
}

/// A sentence that stays until it is dismissed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticeView {
    pub id: String,
    /// `blue`, `amber`, `red`, `green`.
    pub tone: String,
    pub headline: String,
    pub detail: String,
}

/// Mutate `notice_dismiss`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NoticeDismissRequest {
    pub id: String,
}

/// Mutate `notebook_create`.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct NotebookCreateRequest {
    pub name: String,
    pub passphrase: String,
    pub passphrase_again: String,
    /// `2022` or `2014`.
    pub boundaries: String,
}

/// The answer that carries the recovery code. It is shown once and kept nowhere.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
pub struct NotebookCreated {
    #[zeroize(skip)]
    pub person: String,
    #[zeroize(skip)]
    pub device: String,
    #[zeroize(skip)]
    pub boundaries: String,
    pub recovery_code: String,
}

/// Query `passphrase_strength`: told in words while it is typed.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct PassphraseStrengthRequest {
    pub passphrase: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PassphraseStrengthView {
    /// 0 (guessed at once) to 4 (strong).
    pub score: u8,
    pub good: bool,
    /// "Still guessable by somebody determined. Add another unrelated word."
    pub words: String,
}

/// Mutate `unlock`.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct UnlockRequest {
    pub passphrase: String,
}

/// Mutate `unlock_with_recovery_code`: opens, and sets a new passphrase in the same act.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct UnlockWithRecoveryCodeRequest {
    pub recovery_code: String,
    pub passphrase: String,
    pub passphrase_again: String,
}

/// Mutate `passphrase_change`.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct PassphraseChangeRequest {
    pub current: String,
    pub passphrase: String,
    pub passphrase_again: String,
}

/// Mutate `recovery_code_renew`: the old printed code stops working.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct RecoveryCodeRenewRequest {
    pub passphrase: String,
}

#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
pub struct RecoveryCodeView {
    pub recovery_code: String,
}

/// Query `status`: where this notebook stands, for the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StatusView {
    pub person: String,
    pub device: String,
    /// Null without a server.
    pub role: Option<String>,
    pub partnership: String,
    /// Codes of the wards in use.
    pub wards: Vec<String>,
    pub records: u64,
    pub pending: u64,
    pub attention: u64,
    pub conflicts: u64,
    pub last_sync: Option<String>,
    pub lease_until: Option<String>,
}
