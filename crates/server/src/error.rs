//! What can stop a command, and what people are told.

use std::path::{Path, PathBuf};

use crate::core::Refused;
use crate::core::roster::NotDone;
use crate::storage::StorageError;
use crate::storage::postgres::UrlFault;
use crate::storage::verify::Fault;

#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("the folder {0} already holds a server")]
    Exists(PathBuf),
    #[error("the folder {0} holds no server")]
    NoServer(PathBuf),
    #[error("the key file {0} is missing")]
    KeyMissing(PathBuf),
    #[error("the key file {0} holds no key")]
    KeyUnreadable(PathBuf),
    #[error("the file {0} does not open with this key")]
    OtherKey(PathBuf),
    #[error("the file {0} is already there")]
    FileExists(PathBuf),
    #[error("the file {0} is not there")]
    FileMissing(PathBuf),
    #[error("the file {0} is no backup of a server")]
    NotABackup(PathBuf),
    #[error("the file {0} holds nothing that waited on a laptop")]
    NotUnsent(PathBuf),
    #[error("the file {0} was written by a newer version")]
    NewerUnsent(PathBuf),
    #[error("{0} is not an address")]
    BadAddress(String),
    #[error("the address cannot be listened on")]
    Listen(#[source] std::io::Error),
    #[error("the database's address cannot be used: {0}")]
    DatabaseUrl(UrlFault),
    #[error("the database belongs to another server")]
    OtherServer,
    #[error("the folder {0} has a database of its own")]
    Embedded(PathBuf),
    #[error("the server is running")]
    Running(PathBuf),
    #[error("the name is missing")]
    NameMissing,
    #[error("{0}")]
    Misuse(String),
    #[error("what is stored does not hold: {}", .0.what)]
    Verify(Fault),
    #[error("a certificate cannot be made: {0}")]
    Certificate(String),
    #[error("the core refused: {}", .0.code.as_str())]
    Refused(Refused),
    #[error("not done: {}", .0.code())]
    NotDone(NotDone),
    #[error("the storage failed")]
    Storage(#[from] StorageError),
    #[error("failed to use {path}")]
    Io {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
}

pub type Result<T> = std::result::Result<T, ServerError>;

impl From<Refused> for ServerError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<NotDone> for ServerError {
    fn from(not_done: NotDone) -> Self {
        match not_done {
            NotDone::Server(refused) => Self::Refused(refused),
            other => Self::NotDone(other),
        }
    }
}

/// Names the file in an error of the disk.
pub fn at(path: &Path) -> impl FnOnce(std::io::Error) -> ServerError + '_ {
    move |source| ServerError::Io { path: path.to_owned(), source }
}

impl ServerError {
    /// Asked for something that cannot be meant: exit code 2.
    pub fn is_misuse(&self) -> bool {
        match self {
            Self::Misuse(_) | Self::BadAddress(_) | Self::NameMissing | Self::DatabaseUrl(_) => true,
            Self::NotDone(not_done) => {
                matches!(not_done, NotDone::NameMissing | NotDone::NameTooLong | NotDone::WardMissing(_))
            }
            _ => false,
        }
    }

    /// What scripts branch on.
    pub fn code(&self) -> String {
        match self {
            Self::Exists(_) => "exists",
            Self::NoServer(_) => "no-server",
            Self::KeyMissing(_) => "key-missing",
            Self::KeyUnreadable(_) => "key-unreadable",
            Self::OtherKey(_) => "other-key",
            Self::FileExists(_) => "file-exists",
            Self::FileMissing(_) => "file-not-found",
            Self::NotABackup(_) => "not-a-backup",
            Self::NotUnsent(_) => "not-unsent",
            Self::NewerUnsent(_) => "newer-file",
            Self::BadAddress(_) => "bad-address",
            Self::Listen(_) => "listen",
            Self::DatabaseUrl(_) => "bad-database-url",
            Self::OtherServer => "other-server",
            Self::Embedded(_) => "embedded",
            Self::Running(_) => "running",
            Self::NameMissing => "name-missing",
            Self::Misuse(_) => "misuse",
            Self::Verify(_) => "verify-failed",
            Self::Certificate(_) => "certificate",
            Self::Refused(refused) => refused.code.as_str(),
            Self::NotDone(not_done) => return not_done.code(),
            Self::Storage(StorageError::Busy) => "busy",
            Self::Storage(StorageError::Full) => "disk-full",
            Self::Storage(StorageError::ReadOnly) => "read-only",
            Self::Storage(StorageError::Damaged(_)) => "damaged",
            Self::Storage(StorageError::Newer { .. }) => "newer-file",
            Self::Storage(StorageError::Unreachable(_)) => "unreachable",
            Self::Storage(StorageError::Denied(_)) => "denied",
            Self::Storage(StorageError::NoServer) => "no-server",
            Self::Storage(StorageError::Taken) => "exists",
            Self::Storage(StorageError::Collided | StorageError::Other(_)) => "storage",
            Self::Io { .. } => "io",
        }
        .to_owned()
    }

    /// What happened, what is safe, what to do.
    pub fn message(&self) -> String {
        match self {
            Self::Exists(folder) => format!("There is already a server in {}. It was not touched. Choose another folder.", folder.display()),
            Self::NoServer(folder) => format!("There is no server in {}. Nothing was changed. Check the folder, or make one with “init”.", folder.display()),
            Self::KeyMissing(file) => format!("The key file {} is missing, so the database cannot be opened. The data is still there, encrypted. Put the file back, or name it with --key-file.", file.display()),
            Self::KeyUnreadable(file) => format!("The file {} holds no key: 64 hex digits or 32 bytes. Nothing was changed. Check that it is the right file.", file.display()),
            Self::OtherKey(file) => format!("The file {} was sealed under another key than this one, or was damaged. Nothing was changed. Check that it is the right key file; else restore the last good backup into another folder.", file.display()),
            Self::FileExists(file) => format!("{} is already there. It was not touched. Choose another name.", file.display()),
            Self::FileMissing(file) => format!("{} is not there. Nothing was changed. Check the name and the folder.", file.display()),
            Self::NotABackup(file) => format!("{} is not a backup of a Wardbook server. Nothing was restored and nothing was changed. Choose the file that “backup” wrote.", file.display()),
            Self::NotUnsent(file) => format!("{} is not what waits on a laptop. Nothing was taken from any file. Choose the file “unsent” in the folder of that laptop's notebook.", file.display()),
            Self::NewerUnsent(file) => format!("{} was written by a newer version of Wardbook. Nothing was taken from any file, and nothing is lost. Update this server first.", file.display()),
            Self::BadAddress(address) => format!("“{address}” is not an address that devices can use. Nothing was changed. Write it like https://wardbook.example.org:8443."),
            Self::Listen(error) => format!("The address cannot be used: {error}. Nothing was changed. Stop what uses it, or choose another with --listen."),
            Self::DatabaseUrl(fault) => format!("The database's address cannot be used: {fault}. Nothing was changed. Write it like postgres://USER:PASSWORD@HOST/DATABASE."),
            Self::OtherServer => "The database belongs to another server than this folder: its identity is another. Nothing was changed. Check the address in “config.json”, or the folder. Where “new-identity” was cut off, run it again.".to_owned(),
            Self::Running(folder) => format!("The server in {} is running. Nothing was changed. Stop it first, and with PostgreSQL every instance of it.", folder.display()),
            Self::Embedded(folder) => format!("The server in {} keeps its own database, which no host puts back. Nothing was changed. Restore a backup into another folder.", folder.display()),
            Self::NameMissing => "A name is missing. Nothing was made. Give the partnership and its administrator a name.".to_owned(),
            Self::Misuse(message) => message.clone(),
            Self::Verify(fault) => format!("The check found a fault: {}. Nothing was changed. Stop the server, keep the folder as it is, and restore the last good backup into another.", fault.what),
            Self::Certificate(error) => format!("No certificate could be made from the server's identity: {error}. Nothing was changed. Check the file “identity”, or restore a backup."),
            Self::Refused(refused) => refused.code.message().to_owned(),
            Self::NotDone(not_done) => not_done.message(),
            Self::Storage(StorageError::Busy) => "Another program holds the database for long. Nothing was changed. Try again in a moment.".to_owned(),
            Self::Storage(StorageError::Full) => "The disk is full. Nothing was changed, and what is stored is safe. Free some space, then try again.".to_owned(),
            Self::Storage(StorageError::ReadOnly) => "The database cannot be written. Nothing was changed. Make its folder, or under PostgreSQL the database, writable for this user, then try again.".to_owned(),
            Self::Storage(StorageError::Damaged(what)) => format!("The database is damaged, or the key is another one ({what}). Nothing was changed. Check the key file; else restore the last good backup into another folder."),
            Self::Storage(StorageError::Newer { .. }) => "The database was last used by a newer server, which this one must not change. Nothing is lost. Install the newer version.".to_owned(),
            Self::Storage(StorageError::Unreachable(what)) => format!("The database cannot be reached: {what}. Nothing was changed, and what is stored is safe. Check that it runs and that the address is right, then try again."),
            Self::Storage(StorageError::Denied(what)) => format!("The database does not let this server in: {what}. Nothing was changed. Check the name, the password and the database in the address, and that the user owns the database."),
            Self::Storage(StorageError::NoServer) => "The database holds no server of Wardbook, or one that was never finished. Nothing was changed. Check the address, or make a server with “init”.".to_owned(),
            Self::Storage(StorageError::Taken) => "The database already holds a server. It was not touched. Choose another database.".to_owned(),
            Self::Storage(StorageError::Collided) => "The database is very busy. Nothing was changed. Try again in a moment.".to_owned(),
            Self::Storage(StorageError::Other(what)) => format!("The database could not do it: {what}. Nothing was changed. Try again; if it stays so, run “verify”."),
            Self::Io { path, source } => format!("{} cannot be used: {source}. Nothing else was changed. Check that this user may read and write there.", path.display()),
        }
    }
}
