//! From what the store or a rule says to what a person reads.

use std::path::{Path, PathBuf};

use domain::change::GroupRefusal;
use domain::words::{Refusal, SourceRefusal};
use store::{SourceFault, StoreError};

use crate::api::{Failure, FieldError};

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        let field_errors = refusal
            .field()
            .map(|field| FieldError { field: field.id().to_owned(), message: message.clone() })
            .into_iter()
            .collect();
        Self {
            code: refusal.code().to_owned(),
            field_errors,
            retryable: refusal.retryable(),
            wait_seconds: match refusal {
                Refusal::Wait { seconds } => Some(u32::try_from(seconds).unwrap_or(u32::MAX)),
                _ => None,
            },
            message,
        }
    }
}

impl Failure {
    /// Several fields at once: the summary says how many, each field says what.
    pub fn fields(refusals: Vec<Refusal>) -> Self {
        let mut all: Vec<Failure> = refusals.into_iter().map(Into::into).collect();
        if all.len() == 1
            && let Some(one) = all.pop()
        {
            return one;
        }
        let field_errors: Vec<FieldError> = all.iter().flat_map(|failure| failure.field_errors.clone()).collect();
        Self {
            code: all.first().map_or_else(|| "refused".to_owned(), |first| first.code.clone()),
            message: all.into_iter().map(|failure| failure.message).collect::<Vec<_>>().join("\n"),
            field_errors,
            retryable: false,
            wait_seconds: None,
        }
    }

    /// A request that no screen of ours sends.
    pub fn misuse(detail: &str) -> Self {
        Self {
            code: "misuse".to_owned(),
            message: format!("The program asked for something it should not have: {detail}. Nothing was changed."),
            field_errors: Vec::new(),
            retryable: false,
            wait_seconds: None,
        }
    }

    /// Something nobody foresaw. Without content: only the kind of fault.
    pub fn unforeseen(detail: &str) -> Self {
        Self {
            code: "unforeseen".to_owned(),
            message: format!(
                "Something went wrong that Wardbook did not expect ({detail}). What was recorded before is safe. Try again; if it goes on, use Check this notebook in Settings."
            ),
            field_errors: Vec::new(),
            retryable: true,
            wait_seconds: None,
        }
    }
}

/// A store's error about the profile in `folder`, as a refusal with words.
pub(crate) fn refusal_of(error: StoreError, folder: &Path) -> Result<Refusal, Failure> {
    let folder = || folder.to_owned();
    Ok(match error {
        StoreError::Missing => Refusal::NoNotebook { folder: folder() },
        StoreError::Exists => Refusal::Exists { folder: folder() },
        StoreError::KeysMissing => Refusal::KeysMissing { folder: folder() },
        StoreError::KeysDamaged(_) => Refusal::KeysDamaged { folder: folder() },
        StoreError::WrongPassphrase { wait_seconds: 0 } => Refusal::PassphraseWrong,
        StoreError::WrongRecoveryCode { wait_seconds: 0 } => Refusal::RecoveryCodeWrong,
        StoreError::WrongPassphrase { wait_seconds } => {
            return Err(Failure { wait_seconds: Some(wait_seconds), ..Refusal::PassphraseWrong.into() });
        }
        StoreError::WrongRecoveryCode { wait_seconds } => {
            return Err(Failure { wait_seconds: Some(wait_seconds), ..Refusal::RecoveryCodeWrong.into() });
        }
        StoreError::Wait { seconds } => Refusal::Wait { seconds: seconds.into() },
        StoreError::RecoveryCodeMistyped(_) => Refusal::RecoveryCodeTypo,
        StoreError::Damaged(_) => Refusal::Damaged,
        StoreError::NotUpdated { .. } => Refusal::NotUpdated { folder: folder() },
        StoreError::Newer { .. } => Refusal::NewerFile,
        StoreError::Full => Refusal::DiskFull,
        StoreError::ReadOnly => Refusal::ReadOnly { folder: folder() },
        StoreError::Busy => Refusal::Busy,
        StoreError::NotAllowed => Refusal::NotYours,
        StoreError::Change(_) | StoreError::Inconsistent(_) => Refusal::VerifyFailed { fault: error.to_string() },
        StoreError::Group(GroupRefusal::Bytes(bytes)) => Refusal::TooLarge { bytes },
        StoreError::Untrue(_) => Refusal::NotAsSigned,
        StoreError::OwnMissing(_) => Refusal::NotUnderstood,
        StoreError::Source(fault) => Refusal::from(match fault {
            SourceFault::NoRoster => SourceRefusal::NoLeads,
            SourceFault::NotALead => SourceRefusal::NotALead,
            SourceFault::NotOpened => SourceRefusal::NotOpened,
            SourceFault::TwoCodes => SourceRefusal::TwoCodes,
            SourceFault::TooManyKeys => SourceRefusal::TooManyKeys,
        }),
        StoreError::NotABackup
        | StoreError::Sealed(_)
        | StoreError::NotFound
        | StoreError::Group(_)
        | StoreError::Io(_)
        | StoreError::Sql(_) => {
            // The kind of fault, never the words of a record.
            tracing::error!(kind = std::any::type_name_of_val(&error), "the store answered with an error");
            return Err(Failure::unforeseen(&kind_of(&error)));
        }
    })
}

fn kind_of(error: &StoreError) -> String {
    match error {
        StoreError::Io(error) => format!("the disk answered {}", error.kind()),
        StoreError::Sql(error) => match error.sqlite_error_code() {
            Some(code) => format!("the database answered {code:?}"),
            None => "the database gave an unexpected answer".to_owned(),
        },
        other => other.to_string(),
    }
}

/// Inside an act or a query the folder is not at hand; [`with_folder`] at the edge fills it in.
impl From<domain::words::FileRefusal> for Failure {
    fn from(refusal: domain::words::FileRefusal) -> Self {
        Refusal::from(refusal).into()
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match refusal_of(error, Path::new("")) {
            Ok(refusal) => refusal.into(),
            Err(failure) => failure,
        }
    }
}

/// Names the folder in a failure that was made where it was not at hand.
pub(crate) fn with_folder(failure: Failure, folder: &Path) -> Failure {
    let about: [fn(PathBuf) -> Refusal; 6] = [
        |folder| Refusal::ReadOnly { folder },
        |folder| Refusal::NoNotebook { folder },
        |folder| Refusal::Exists { folder },
        |folder| Refusal::KeysMissing { folder },
        |folder| Refusal::KeysDamaged { folder },
        |folder| Refusal::NotUpdated { folder },
    ];
    match about.iter().find(|about| Failure::from(about(PathBuf::new())) == failure) {
        Some(about) => about(folder.to_owned()).into(),
        None => failure,
    }
}
