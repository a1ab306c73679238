//! Make a backup: one file, opened and checked before it is called one.

use std::path::PathBuf;

use domain::words::{self, Refusal};

use crate::api::keep::{BackupRequest, BackupView};
use crate::api::{ChangeTopic, Failure};
use crate::app::App;

pub(crate) fn run(app: &App, request: BackupRequest) -> Result<BackupView, Failure> {
    let book = app.own_book()?;
    let file = PathBuf::from(&request.file);
    let now = app.host().clock().now();
    let info = book.store.backup(&file, now, app.host().entropy()).map_err(|error| match error {
        store::StoreError::Exists => Refusal::FileExists { file: file.clone() }.into(),
        store::StoreError::Io(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
            Refusal::FileNotFound { file: file.parent().unwrap_or(&file).to_owned() }.into()
        }
        store::StoreError::ReadOnly => Refusal::NoAccess { path: file.clone() }.into(),
        other => app.failure(other),
    })?;
    app.tell(vec![ChangeTopic::Session, ChangeTopic::Settings], None);
    Ok(BackupView {
        file: request.file,
        bytes: info.bytes,
        changes: info.changes,
        at: now.rfc3339(),
        words: format!(
            "Backup made and checked: {}, {}. It opens with the passphrase or recovery code you have today.",
            words::counted(info.notes, "note", "notes"),
            size(info.bytes)
        ),
    })
}

pub(super) fn size(bytes: u64) -> String {
    let megabytes = bytes as f64 / 1_000_000.0;
    if megabytes < 0.95 { format!("{} kB", bytes.div_ceil(1_000)) } else { format!("{megabytes:.1} MB") }
}
