//! Keeping a notebook: backup, restore, verify, and the copy made before a migration.

mod backup;
mod verify;

pub use backup::{BackupInfo, read_header};
pub use verify::Verified;

use rusqlite::Connection;

use crate::error::Result;
use crate::keyfile::DatabaseKey;
use crate::migrate;
use crate::profile::Profile;

/// A file that is about to be migrated is copied first, so that a failed update loses nothing.
pub(crate) fn copy_before_migration(connection: &Connection, profile: &Profile, key: &DatabaseKey) -> Result<()> {
    let found = migrate::format_of(connection)?;
    if found == 0 || found == migrate::FORMAT {
        return Ok(());
    }
    let target = profile.folder().join(format!("wardbook.before-format-{}.db", migrate::FORMAT));
    if !target.exists() {
        backup::copy_database(connection, &target, key)?;
    }
    Ok(())
}
