//! Keeping a notebook: backup, restore, verify, the copy made before a migration, and reading what does not open.

mod backup;
mod chains;
mod rescue;
mod verify;

pub use backup::{BackupInfo, read_header};
pub use rescue::Rescued;
pub use verify::Verified;

use std::path::Path;

use rusqlite::Connection;

use crate::disk;
use crate::error::Result;
use crate::keyfile::DatabaseKey;
use crate::migrate;
use crate::profile::Profile;

/// A file that is about to be migrated is copied first, so that a failed update loses nothing. The copy
/// has its name only once it was looked at: one that is there is whole, and older than what is here now.
pub(crate) fn copy_before_migration(connection: &Connection, profile: &Profile, key: &DatabaseKey) -> Result<()> {
    let found = migrate::format_of(connection)?;
    if found == 0 || found == migrate::FORMAT {
        return Ok(());
    }
    copy_whole(connection, profile, key, &profile.before_format(migrate::FORMAT))
}

fn copy_whole(connection: &Connection, profile: &Profile, key: &DatabaseKey, target: &Path) -> Result<()> {
    if target.exists() {
        return Ok(());
    }
    let _copying = profile.copying()?;
    let copy = backup::passing_copy(profile)?;
    backup::copy_database(connection, &copy, key)?;
    backup::check_copy(&copy, key)?;
    copy.persist(target).map_err(|fault| fault.error)?;
    disk::sync_folder(profile.folder())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::{self, Access};

    #[test]
    fn a_copy_before_a_migration_has_its_name_only_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let (profile, key) = (Profile::at(folder.path()), DatabaseKey::new([7; 32]));
        disk::create_private_folder(&profile.tmp()).unwrap();
        let file = folder.path().join("source.db");
        std::fs::write(&file, "").unwrap();
        let mut source = connection::open(&file, &key, Access::Write).unwrap();
        migrate::migrate(&mut source).unwrap();
        connection::close_as_one_file(source).unwrap();
        let target = profile.before_format(2);
        let whole = std::fs::read(&file).unwrap();
        let mut damaged = whole.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        std::fs::write(&file, damaged).unwrap();
        let source = connection::open(&file, &key, Access::Read).unwrap();
        copy_whole(&source, &profile, &key, &target).unwrap_err();
        assert!(!target.exists(), "half a copy would be trusted the next time");
        drop(source);
        std::fs::write(&file, whole).unwrap();
        let source = connection::open(&file, &key, Access::Read).unwrap();
        copy_whole(&source, &profile, &key, &target).unwrap();
        backup::check_copy(&target, &key).unwrap();
    }
}
