//! What can go wrong between a notebook and its disk. `app` turns each into words for a person.

use domain::change::ChangeFault;

/// The store's errors. The variants are what a caller branches on.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("there is no notebook in this folder")]
    Missing,
    #[error("the folder already holds a notebook")]
    Exists,
    #[error("the key file is missing")]
    KeysMissing,
    #[error("the key file cannot be read: {0}")]
    KeysDamaged(String),
    #[error("the passphrase does not fit")]
    WrongPassphrase { wait_seconds: u32 },
    #[error("the next try is taken in {seconds} seconds")]
    Wait { seconds: u32 },
    #[error("the recovery code does not fit")]
    WrongRecoveryCode { wait_seconds: u32 },
    #[error("the recovery code is not one: {0}")]
    RecoveryCodeMistyped(String),
    #[error("the database is damaged: {0}")]
    Damaged(String),
    #[error("the file was written by a newer version (format {found}, this one knows {known})")]
    Newer { found: i64, known: i64 },
    /// Nothing of the file was changed.
    #[error("the file could not be brought from format {found} to {known}: {why}")]
    NotUpdated { found: i64, known: i64, why: String },
    #[error("the disk is full")]
    Full,
    #[error("the folder or file cannot be written")]
    ReadOnly,
    #[error("another program holds the notebook")]
    Busy,
    #[error("the file is not a Wardbook backup")]
    NotABackup,
    #[error("the sealed file cannot be made or taken in: {0}")]
    Sealed(#[from] SealedFault),
    #[error("the source cannot be sealed or opened: {0}")]
    Source(#[from] crate::sources::SourceFault),
    #[error("nothing is known by this id")]
    NotFound,
    #[error("this person may not write this")]
    NotAllowed,
    #[error("a change does not hold: {0}")]
    Change(#[from] ChangeFault),
    #[error("an act does not fit in one group: {0}")]
    Group(#[from] domain::change::GroupRefusal),
    #[error("what is stored contradicts itself: {0}")]
    Inconsistent(String),
    /// What a server sent does not hold. Nothing of it was taken.
    #[error("the server's answer does not hold: {0}")]
    Untrue(String),
    /// A server counts on something of this device's own that is not here: its disk is of an earlier day.
    #[error("stream {0} holds what this device wrote and no longer has")]
    OwnMissing(domain::ids::StreamId),
    #[error("the disk answered: {0}")]
    Io(#[source] std::io::Error),
    #[error("the database answered: {0}")]
    Sql(#[source] rusqlite::Error),
}

/// What is wrong with a sealed file, or stands in the way of making one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealedFault {
    #[error("it is not a sealed file")]
    NotOne,
    #[error("a newer version made it")]
    Newer,
    #[error("it is sealed to other devices")]
    NotForHere,
    #[error("it is cut short or was altered")]
    Altered,
    #[error("it is of another partnership")]
    OtherPartnership,
    #[error("it brings what a device wrote that nobody known vouches for")]
    UnknownDevice,
    #[error("the server signed another history for its maker than for this device")]
    TwoHistories,
    #[error("nothing waits")]
    NothingWaits,
    #[error("nobody may read what would stand in it")]
    NobodyReads,
    #[error("this person may read nothing of it")]
    ReadsNothing,
    #[error("this person has no device that can open it")]
    NoDevice,
}

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::*;
        // The log's index grows by writing to it, and is the first to notice a full disk on opening.
        if error.sqlite_extended_error_code() == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) {
            return Self::Full;
        }
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::Full,
            Some(ReadOnly | PermissionDenied) => Self::ReadOnly,
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy,
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Sql(error),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::*;
        // Another program has the file open (ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION).
        if cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) {
            return Self::Busy;
        }
        match error.kind() {
            StorageFull | QuotaExceeded => Self::Full,
            PermissionDenied | ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Io(error),
        }
    }
}
