//! What can be refused, and the code a script or screen branches on.
//!
//! Owns the catalogue: one variant for each thing that can be wrong, its code, the field it belongs
//! to and whether the same call may succeed later. The sentences are in `refusal_message`. Must not
//! know which room refuses: a store or a server maps its own errors to these. A new refusal is a
//! variant, a code and a sentence; a code that is released never changes its meaning.

use std::path::PathBuf;

use serde::Serialize;

use super::files::FileRefusal;
use super::grading::GradingRefusal;
use super::refusal_work::WorkRefusal;
use super::sealed::SealedRefusal;
use super::server_key::ServerKeyRefusal;
use super::sharing::SharingRefusal;
use super::sources::SourceRefusal;
use super::subject::SubjectRefusal;
use super::unsent::UnsentRefusal;
use crate::dates::DateRefusal;
use crate::lists::NotInList;
use crate::wards::WardRefusal;

/// A note's text and an amendment's: at most this many characters (not bytes).
pub const MAX_TEXT_CHARS: usize = 32_768;

/// A place is a name or a line of directions; what takes more belongs in the text. In characters.
pub const MAX_PLACE_CHARS: usize = 200;

/// More residents than this saying one thing is a slip of the key: no ward has as many.
pub const MAX_RESIDENTS: u32 = 20_000;

/// The field of a form that a refusal belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Text,
    Ward,
    When,
    Time,
    HowKnown,
    Topics,
    PlaceType,
    Weapon,
    WeaponOrigin,
    AgeBand,
    Source,
    Grade,
    Conditions,
    Marking,
    Category,
    Residents,
    Number,
    Reason,
    Value,
    Name,
    Boundaries,
    Passphrase,
    PassphraseAgain,
    RecoveryCode,
    Recipient,
    RecipientKind,
    Purpose,
    Until,
    Folder,
    File,
    State,
    Invitation,
    Role,
    Wards,
    Place,
    Opinion,
    To,
    Reference,
    Phone,
    Promised,
    Title,
    Agency,
    Owner,
    Lead,
    Due,
    Status,
    Sort,
    Priority,
    Confidence,
    BlockedBy,
    Unblocks,
    ClosingReason,
    Counts,
    Reached,
    ObjectiveType,
    ReduceBy,
    Outcome,
    Feedback,
    Person,
    Plan,
    Why,
    Columns,
    Names,
    Hide,
    Received,
    Fingerprint,
}

impl Field {
    /// As requests name it: "how_known".
    pub fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Ward => "ward",
            Self::When => "when",
            Self::Time => "time",
            Self::HowKnown => "how_known",
            Self::Topics => "topics",
            Self::PlaceType => "place_type",
            Self::Weapon => "weapon",
            Self::WeaponOrigin => "weapon_origin",
            Self::AgeBand => "age_band",
            Self::Category => "category",
            Self::Residents => "residents",
            Self::Number => "number",
            Self::Reason => "reason",
            Self::Value => "value",
            Self::Name => "name",
            Self::Boundaries => "boundaries",
            Self::Passphrase => "passphrase",
            Self::PassphraseAgain => "passphrase_again",
            Self::RecoveryCode => "recovery_code",
            Self::Source => "source",
            Self::Grade => "grade",
            Self::Conditions => "conditions",
            Self::Marking => "marking",
            Self::Recipient => "recipient",
            Self::RecipientKind => "recipient_kind",
            Self::Purpose => "purpose",
            Self::Until => "until",
            Self::Folder => "folder",
            Self::File => "file",
            Self::State => "state",
            Self::Invitation => "invitation",
            Self::Role => "role",
            Self::Wards => "wards",
            Self::Place => "place",
            Self::Names => "names",
            Self::Hide => "hide",
            Self::Received => "received",
            Self::Fingerprint => "fingerprint",
            Self::Opinion => "opinion",
            Self::To => "to",
            Self::Reference => "reference",
            Self::Phone => "phone",
            Self::Promised => "promised",
            Self::Title => "title",
            Self::Agency => "agency",
            Self::Owner => "owner",
            Self::Lead => "lead",
            Self::Due => "due",
            Self::Status => "status",
            Self::Sort => "sort",
            Self::Priority => "priority",
            Self::Confidence => "confidence",
            Self::BlockedBy => "blocked_by",
            Self::Unblocks => "unblocks",
            Self::ClosingReason => "closing_reason",
            Self::Counts => "counts",
            Self::Reached => "reached",
            Self::ObjectiveType => "objective_type",
            Self::ReduceBy => "reduce_by",
            Self::Outcome => "outcome",
            Self::Feedback => "feedback",
            Self::Person => "person",
            Self::Plan => "plan",
            Self::Why => "why",
            Self::Columns => "columns",
        }
    }
}

/// Something a person asked for that was not done. Its `Display` is the whole message: what
/// happened, what is safe, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    // Recording
    TextBlank,
    /// `length` in characters.
    TextTooLong {
        length: usize,
    },
    Ward(WardRefusal),
    When(DateRefusal),
    /// Not a word of the list that this field takes.
    NotInList {
        field: Field,
        refusal: NotInList,
    },
    ResidentsOutOfRange {
        given: i64,
    },
    /// How long something is kept, by a number that is none of days or months.
    PeriodOutOfRange {
        most: u32,
    },
    ReasonMissing,
    /// Two versions, and neither kept nor another value given.
    ValueMissing,
    NotANoteState {
        text: String,
    },
    /// `what` as in "note".
    NotFound {
        what: &'static str,
        id: String,
    },
    AlreadyWithdrawn,
    NotWithdrawn,
    NotYours,
    /// The same request id was used for another request.
    RequestReused,
    /// `length` in characters.
    PlaceTooLong {
        length: usize,
    },
    /// What somebody makes of what they recorded; `length` in characters.
    OpinionTooLong {
        length: usize,
    },
    /// More than one act may write, in bytes.
    TooLarge {
        bytes: usize,
    },

    // A notebook and its keys
    NameBlank,
    NameTooLong {
        at_most: usize,
    },
    NotABoundarySet {
        text: String,
    },
    PassphraseNotTheSame,
    PassphraseWrong,
    PassphraseMissing,
    /// Too many wrong tries.
    Wait {
        seconds: u64,
    },
    /// Its check letters do not fit: a slip in copying.
    RecoveryCodeTypo,
    /// Well copied, and of another notebook or already replaced.
    RecoveryCodeWrong,
    Locked,
    Exists {
        folder: PathBuf,
    },
    NoNotebook {
        folder: PathBuf,
    },
    KeysMissing {
        folder: PathBuf,
    },
    KeysDamaged {
        folder: PathBuf,
    },
    /// Asked again for the answer that held a recovery code.
    RecoveryCodeShown,

    // The disk
    ReadOnly {
        folder: PathBuf,
    },
    DiskFull,
    Damaged,
    /// What an earlier version left could not be brought to this version's form.
    NotUpdated {
        folder: PathBuf,
    },
    NewerFile,
    Busy,
    NoAccess {
        path: PathBuf,
    },

    // Keeping and moving
    NotABackup {
        file: PathBuf,
    },
    BackupDamaged {
        file: PathBuf,
    },
    FileExists {
        file: PathBuf,
    },
    FileNotFound {
        file: PathBuf,
    },
    FolderNotEmpty {
        folder: PathBuf,
    },
    RecipientMissing,
    PurposeMissing,
    VerifyFailed {
        fault: String,
    },
    // The server and the people it serves
    /// Nothing answers.
    Unreachable,
    /// Something that speaks no TLS answers, as the sign-in page of a network does.
    SomethingElse,
    /// Something with another key answers.
    WrongServer,
    /// What answers is no Wardbook server, or cannot be understood.
    NotUnderstood,
    /// It is the server, and what it sent is not what was signed.
    NotAsSigned,
    OtherVersion {
        server_is_newer: bool,
    },
    /// No server answered while an invitation was being used.
    NotJoined,
    /// What was asked for only the server can do or tell, and it did not answer.
    ServerNeeded,
    /// Somebody was taken in, and the server went away before it had made their invitation.
    Uninvited {
        name: String,
    },
    /// The text does not begin as an invitation does.
    NotAnInvitation,
    /// Its check letters do not fit: a slip in copying.
    InvitationTypo,
    /// A notebook on this computer only was asked for what needs a server.
    NoServer,
    /// The notebook has not heard from its server for too long to be read.
    LeaseOver,
    /// This person may not do this.
    NotAllowed,
    NotARole {
        text: String,
    },
    /// Somebody who does not belong yet was to be invited without a role.
    RoleMissing {
        name: String,
    },
    /// A role that is for wards was given none.
    WardsMissing,
    /// A member of this name is here already.
    MemberExists {
        name: String,
    },
    NothingToDecide,

    PhoneTooLong {
        at_most: usize,
    },

    // What becomes of notes
    ReferenceMissing,
    /// No sentence for the note's author.
    FeedbackMissing,
    AlreadyClosed,
    /// Nobody said why something is to be erased.
    WhyMissing,
    /// Of the case in which erasing was decided.
    CaseReferenceTooLong,
    /// Somebody who may not hold the note is to see to it.
    CannotSee {
        name: String,
    },
    /// Its author took it back.
    NoteWithdrawn,
    /// It says something else now than when it was opened to be changed.
    Overtaken,
    /// Fewer than two notes.
    NotesMissing,
    /// Notes of several wards.
    OtherWards,
    /// `what` as in "Joining a partnership".
    NotAvailable {
        what: &'static str,
    },
    /// Asked of the sample notebook, which is not kept.
    SampleData,
    /// Of plans and actions.
    Work(WorkRefusal),
    /// Sealed files: see [`SealedRefusal`].
    Sealed(SealedRefusal),
    /// What waits in a notebook that nobody can open: see [`UnsentRefusal`].
    Unsent(UnsentRefusal),
    /// Another key of the server: see [`ServerKeyRefusal`].
    ServerKey(ServerKeyRefusal),
    /// Copies for others: see [`SharingRefusal`].
    Sharing(SharingRefusal),
    /// Sealed sources: see [`SourceRefusal`].
    Source(SourceRefusal),
    /// Grades and markings: see [`GradingRefusal`].
    Grading(GradingRefusal),
    Subject(SubjectRefusal),
    /// Photos and documents: see [`FileRefusal`].
    File(FileRefusal),
}

impl Refusal {
    /// What scripts and screens branch on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TextBlank => "text-blank",
            Self::TextTooLong { .. } => "text-too-long",
            Self::Ward(WardRefusal::Missing) => "ward-missing",
            Self::Ward(WardRefusal::Unknown { .. }) => "ward-unknown",
            Self::Ward(WardRefusal::OtherSet { .. }) => "ward-other-set",
            Self::Ward(WardRefusal::Ambiguous { .. }) => "ward-ambiguous",
            Self::When(DateRefusal::Missing) => "date-missing",
            Self::When(DateRefusal::NotADate { .. } | DateRefusal::ShortYear { .. }) => "not-a-date",
            Self::When(DateRefusal::NotATime { .. }) => "not-a-time",
            Self::When(DateRefusal::Future { .. }) => "in-future",
            Self::NotInList { .. } => "not-in-list",
            Self::ResidentsOutOfRange { .. } => "residents",
            Self::PeriodOutOfRange { .. } => "period-out-of-range",
            Self::ReasonMissing => "reason-missing",
            Self::ValueMissing => "value-missing",
            Self::NotANoteState { .. } => "not-a-state",
            Self::NotFound { .. } => "not-found",
            Self::AlreadyWithdrawn => "already-withdrawn",
            Self::NotWithdrawn => "not-withdrawn",
            Self::NotYours => "not-yours",
            Self::RequestReused => "request-reused",
            Self::PlaceTooLong { .. } => "place-too-long",
            Self::OpinionTooLong { .. } => "opinion-too-long",
            Self::TooLarge { .. } => "too-large",
            Self::NameBlank => "name-blank",
            Self::NameTooLong { .. } => "name-too-long",
            Self::NotABoundarySet { .. } => "not-a-boundary-set",
            Self::PassphraseNotTheSame => "passphrase-not-the-same",
            Self::PassphraseWrong => "passphrase-wrong",
            Self::PassphraseMissing => "passphrase-missing",
            Self::Wait { .. } => "wait",
            Self::RecoveryCodeTypo => "recovery-code-typo",
            Self::RecoveryCodeWrong => "recovery-code-wrong",
            Self::Locked => "locked",
            Self::Exists { .. } => "exists",
            Self::NoNotebook { .. } => "no-notebook",
            Self::KeysMissing { .. } => "keys-missing",
            Self::KeysDamaged { .. } => "keys-damaged",
            Self::RecoveryCodeShown => "recovery-code-shown",
            Self::ReadOnly { .. } => "read-only",
            Self::DiskFull => "disk-full",
            Self::Damaged => "damaged",
            Self::NotUpdated { .. } => "not-updated",
            Self::NewerFile => "newer-file",
            Self::Busy => "busy",
            Self::NoAccess { .. } => "no-access",
            Self::NotABackup { .. } => "not-a-backup",
            Self::BackupDamaged { .. } => "backup-damaged",
            Self::FileExists { .. } => "file-exists",
            Self::FileNotFound { .. } => "file-not-found",
            Self::FolderNotEmpty { .. } => "folder-not-empty",
            Self::RecipientMissing => "recipient-missing",
            Self::PurposeMissing => "purpose-missing",
            Self::VerifyFailed { .. } => "verify-failed",
            Self::Unreachable => "unreachable",
            Self::WrongServer => "wrong-server",
            Self::NotUnderstood => "not-understood",
            Self::NotAsSigned => "not-as-signed",
            Self::OtherVersion { .. } => "version",
            Self::SomethingElse | Self::NotJoined | Self::ServerNeeded => "unreachable",
            Self::Uninvited { .. } => "uninvited",
            Self::NotAnInvitation => "not-an-invitation",
            Self::InvitationTypo => "invitation-typo",
            Self::NoServer => "no-server",
            Self::LeaseOver => "lease-over",
            Self::NotAllowed => "not-allowed",
            Self::NotARole { .. } => "not-a-role",
            Self::RoleMissing { .. } => "role-missing",
            Self::WardsMissing => "ward-missing",
            Self::MemberExists { .. } => "member-exists",
            Self::NothingToDecide => "nothing-to-decide",
            Self::PhoneTooLong { .. } => "phone-too-long",
            Self::ReferenceMissing => "reference-missing",
            Self::FeedbackMissing => "feedback-missing",
            Self::AlreadyClosed => "already-closed",
            Self::WhyMissing => "why-missing",
            Self::CaseReferenceTooLong => "case-reference-too-long",
            Self::CannotSee { .. } => "cannot-see",
            Self::NoteWithdrawn => "note-withdrawn",
            Self::Overtaken => "overtaken",
            Self::NotesMissing => "notes-missing",
            Self::OtherWards => "other-wards",
            Self::NotAvailable { .. } => "not-available",
            Self::SampleData => "sample-data",
            Self::Work(refusal) => refusal.code(),
            Self::Sealed(refusal) => refusal.code(),
            Self::Unsent(refusal) => refusal.code(),
            Self::ServerKey(refusal) => refusal.code(),
            Self::Sharing(refusal) => refusal.code(),
            Self::Source(refusal) => refusal.code(),
            Self::Grading(refusal) => refusal.code(),
            Self::Subject(refusal) => refusal.code(),
            Self::File(refusal) => refusal.code(),
        }
    }

    /// The field to point at, where one is to blame.
    pub fn field(&self) -> Option<Field> {
        Some(match self {
            Self::TextBlank | Self::TextTooLong { .. } => Field::Text,
            Self::Ward(_) => Field::Ward,
            Self::When(DateRefusal::NotATime { .. }) => Field::Time,
            Self::When(_) => Field::When,
            Self::NotInList { field, .. } => *field,
            Self::ResidentsOutOfRange { .. } => Field::Residents,
            Self::PeriodOutOfRange { .. } => Field::Number,
            Self::ReasonMissing => Field::Reason,
            Self::ValueMissing => Field::Value,
            Self::NotANoteState { .. } => Field::State,
            Self::PlaceTooLong { .. } => Field::Place,
            Self::OpinionTooLong { .. } => Field::Opinion,
            Self::NameBlank | Self::NameTooLong { .. } => Field::Name,
            Self::NotABoundarySet { .. } => Field::Boundaries,
            Self::PassphraseWrong | Self::PassphraseMissing => Field::Passphrase,
            Self::PassphraseNotTheSame => Field::PassphraseAgain,
            Self::RecoveryCodeTypo | Self::RecoveryCodeWrong => Field::RecoveryCode,
            Self::NotAnInvitation | Self::InvitationTypo => Field::Invitation,
            Self::NotARole { .. } | Self::RoleMissing { .. } => Field::Role,
            Self::WardsMissing => Field::Wards,
            Self::MemberExists { .. } => Field::Name,
            Self::PhoneTooLong { .. } => Field::Phone,
            Self::ReferenceMissing => Field::Reference,
            Self::FeedbackMissing => Field::Feedback,
            Self::CannotSee { .. } => Field::To,
            Self::RecipientMissing => Field::Recipient,
            Self::PurposeMissing => Field::Purpose,
            Self::Exists { .. } | Self::FolderNotEmpty { .. } => Field::Folder,
            Self::NotABackup { .. }
            | Self::BackupDamaged { .. }
            | Self::FileExists { .. }
            | Self::FileNotFound { .. } => Field::File,
            Self::Work(refusal) => return refusal.field(),
            Self::Sealed(refusal) => return refusal.field(),
            Self::Unsent(refusal) => return refusal.field(),
            Self::ServerKey(refusal) => return refusal.field(),
            Self::Sharing(refusal) => return refusal.field(),
            Self::Source(refusal) => return refusal.field(),
            Self::Grading(refusal) => return refusal.field(),
            Self::Subject(refusal) => return refusal.field(),
            Self::File(_) => Field::File,
            _ => return None,
        })
    }

    /// Whether the very same call may succeed later without the person changing it.
    pub fn retryable(&self) -> bool {
        if let Self::File(refusal) = self {
            return refusal.is_retryable();
        }
        matches!(
            self,
            Self::Wait { .. }
                | Self::DiskFull
                | Self::Busy
                | Self::ReadOnly { .. }
                | Self::Unreachable
                | Self::SomethingElse
                | Self::NotJoined
                | Self::ServerNeeded
        )
    }
}

impl std::error::Error for Refusal {}

impl From<WardRefusal> for Refusal {
    fn from(refusal: WardRefusal) -> Self {
        Self::Ward(refusal)
    }
}

impl From<GradingRefusal> for Refusal {
    fn from(refusal: GradingRefusal) -> Self {
        Self::Grading(refusal)
    }
}

impl From<SubjectRefusal> for Refusal {
    fn from(refusal: SubjectRefusal) -> Self {
        Self::Subject(refusal)
    }
}

impl From<SourceRefusal> for Refusal {
    fn from(refusal: SourceRefusal) -> Self {
        Self::Source(refusal)
    }
}

impl From<SharingRefusal> for Refusal {
    fn from(refusal: SharingRefusal) -> Self {
        Self::Sharing(refusal)
    }
}

impl From<UnsentRefusal> for Refusal {
    fn from(refusal: UnsentRefusal) -> Self {
        Self::Unsent(refusal)
    }
}

impl From<ServerKeyRefusal> for Refusal {
    fn from(refusal: ServerKeyRefusal) -> Self {
        Self::ServerKey(refusal)
    }
}

impl From<SealedRefusal> for Refusal {
    fn from(refusal: SealedRefusal) -> Self {
        Self::Sealed(refusal)
    }
}

impl From<FileRefusal> for Refusal {
    fn from(refusal: FileRefusal) -> Self {
        Self::File(refusal)
    }
}

impl From<WorkRefusal> for Refusal {
    fn from(refusal: WorkRefusal) -> Self {
        Self::Work(refusal)
    }
}

impl From<DateRefusal> for Refusal {
    fn from(refusal: DateRefusal) -> Self {
        Self::When(refusal)
    }
}

/// A note's text or an amendment's: 1 to [`MAX_TEXT_CHARS`] characters and not only blanks. The text
/// itself is kept to the letter, so nothing is trimmed.
pub fn check_text(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::TextBlank);
    }
    let length = text.chars().count();
    if length > MAX_TEXT_CHARS {
        return Err(Refusal::TextTooLong { length });
    }
    Ok(())
}

/// A reason asked for is given; its blank ends are dropped.
pub fn check_reason(reason: &str) -> Result<&str, Refusal> {
    match reason.trim() {
        "" => Err(Refusal::ReasonMissing),
        given if given.chars().count() > MAX_TEXT_CHARS => Err(Refusal::TextTooLong { length: given.chars().count() }),
        given => Ok(given),
    }
}

/// Where it was, in the person's own words: at most [`MAX_PLACE_CHARS`] characters. Its blank ends are
/// dropped, and one that is blank is none.
pub fn check_place(place: &str) -> Result<Option<&str>, Refusal> {
    match place.trim() {
        "" => Ok(None),
        given if given.chars().count() > MAX_PLACE_CHARS => {
            Err(Refusal::PlaceTooLong { length: given.chars().count() })
        }
        given => Ok(Some(given)),
    }
}

/// What somebody makes of what they recorded: at most [`MAX_TEXT_CHARS`] characters, kept to the letter. One that is
/// blank is none.
pub fn check_opinion(opinion: &str) -> Result<Option<&str>, Refusal> {
    match opinion.chars().count() {
        _ if opinion.trim().is_empty() => Ok(None),
        length if length > MAX_TEXT_CHARS => Err(Refusal::OpinionTooLong { length }),
        _ => Ok(Some(opinion)),
    }
}

/// How many residents said it: 1 to [`MAX_RESIDENTS`].
pub fn check_residents(given: i64) -> Result<u32, Refusal> {
    u32::try_from(given)
        .ok()
        .filter(|count| (1..=MAX_RESIDENTS).contains(count))
        .ok_or(Refusal::ResidentsOutOfRange { given })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_too_long_text_says_by_how_much_in_characters_not_bytes() {
        assert!(check_text(&"é".repeat(32_768)).is_ok());
        let one_over = check_text(&"é".repeat(32_769)).unwrap_err();
        assert!(one_over.to_string().starts_with("The text is 1 character too long"));
        let more = check_text(&"a".repeat(34_000)).unwrap_err();
        assert!(more.to_string().contains("1,232 characters too long"));
        assert_eq!(check_text(" \n\t\u{a0}"), Err(Refusal::TextBlank));
    }

    #[test]
    fn a_place_is_short_and_a_too_long_one_is_reported_where_it_stands() {
        assert_eq!(check_place("  "), Ok(None));
        assert_eq!(check_place(" by the launderette "), Ok(Some("by the launderette")));
        assert!(check_place(&"é".repeat(200)).is_ok());
        let over = check_place(&"é".repeat(201)).unwrap_err();
        assert_eq!((over.code(), over.field()), ("place-too-long", Some(Field::Place)));
    }

    #[test]
    fn residents_are_a_whole_number_within_reason() {
        assert_eq!(check_residents(1), Ok(1));
        assert_eq!(check_residents(20_000), Ok(20_000));
        for wrong in [0, -3, 20_001, i64::MAX] {
            assert_eq!(check_residents(wrong).unwrap_err().code(), "residents");
        }
    }
}
