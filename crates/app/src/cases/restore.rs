//! Restore a backup into a folder that holds no notebook. It goes on as a new device.

use std::path::PathBuf;

use domain::words::{self, Refusal};
use store::keyfile::Secret;
use store::read::NoteFilter;
use store::{Store, StoreError};

use crate::api::keep::{RestoreRequest, RestoreView};
use crate::api::Failure;
use crate::app::App;

pub(crate) fn run(app: &App, request: RestoreRequest) -> Result<RestoreView, Failure> {
    let file = PathBuf::from(&request.file);
    let (now, entropy) = (app.host().clock().now(), app.host().entropy());
    let try_with = |secret: Secret<'_>| Store::restore(&file, app.profile(), secret, now, entropy);
    let restored = match try_with(Secret::Passphrase(&request.secret)) {
        // What does not fit as a passphrase may be the recovery code.
        Err(StoreError::WrongPassphrase { .. }) => match try_with(Secret::RecoveryCode(&request.secret)) {
            Err(StoreError::RecoveryCodeMistyped(_) | StoreError::WrongRecoveryCode { .. }) => {
                Err(StoreError::WrongPassphrase { wait_seconds: 0 })
            }
            other => other,
        },
        other => other,
    };
    let (store, device) = restored.map_err(|error| match error {
        StoreError::NotABackup => Refusal::NotABackup { file: file.clone() }.into(),
        StoreError::NotFound => Refusal::FileNotFound { file: file.clone() }.into(),
        StoreError::Damaged(_) | StoreError::Inconsistent(_) | StoreError::Change(_) => {
            Refusal::BackupDamaged { file: file.clone() }.into()
        }
        other => app.failure(other),
    })?;
    let (person, boundaries, notes) = store
        .read(|reader| {
            let person = reader.identity()?.person();
            let name = reader.person(person)?.map_or_else(String::new, |person| person.name);
            Ok((name, reader.partnership()?.1, reader.count_notes(&NoteFilter::default(), usize::MAX >> 1)?))
        })
        .map_err(|error| app.failure(error))?;
    app.put_open(store);
    let notes = notes as u64;
    Ok(RestoreView {
        person,
        device: device.to_string(),
        boundaries: boundaries.to_string(),
        notes,
        words: format!("Restored: {}. This notebook goes on as a new device.", words::counted(notes, "note", "notes")),
    })
}
