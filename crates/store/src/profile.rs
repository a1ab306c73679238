//! A profile's folder: one person in one partnership.
//!
//! `wardbook.db` the encrypted database · `keys` how it opens · `tmp/` passing copies, encrypted ·
//! `webview/` what the window's engine keeps · `sample/` the sample notebook while it is open ·
//! `aside-N/` a notebook that was put aside, whole · `unsent` what waits, sealed to the partnership's server ·
//! `others/N` other people's notebooks on a computer that is shared ([`Shelf`](crate::Shelf)).

use std::path::{Path, PathBuf};

use crate::disk::{self, Hold};
use crate::error::{Result, StoreError};

/// How the name of a copy begins that was made before a migration.
const BEFORE_FORMAT: &str = "wardbook.before-format-";

/// How the name of a folder begins in which a notebook lies that was put aside.
const ASIDE: &str = "aside-";

/// A folder in which one notebook is being made, by nobody else.
pub(crate) struct Making<'a> {
    profile: &'a Profile,
    _hold: Hold,
}

impl Making<'_> {
    /// The last step: the database takes its name. It must be one file by now, with its log folded in.
    pub(crate) fn finish(self) -> Result<()> {
        let (unfinished, database) = (self.profile.unfinished(), self.profile.database());
        disk::sync_file(&unfinished)?;
        std::fs::rename(&unfinished, &database)?;
        disk::sync_folder(&self.profile.folder)
    }
}

/// Where a profile lies. Making one touches nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    folder: PathBuf,
}

impl Profile {
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn database(&self) -> PathBuf {
        self.folder.join("wardbook.db")
    }

    pub fn keys(&self) -> PathBuf {
        self.folder.join("keys")
    }

    pub fn tmp(&self) -> PathBuf {
        self.folder.join("tmp")
    }

    pub fn webview(&self) -> PathBuf {
        self.folder.join("webview")
    }

    /// The sample notebook is a profile of its own inside this one, and goes on leaving.
    pub fn sample(&self) -> Self {
        Self::at(self.folder.join("sample"))
    }

    /// Where what can be read of a notebook that does not open is put together; it goes with whoever opened it.
    pub fn rescued(&self) -> Self {
        Self::at(self.folder.join("rescued"))
    }

    /// Removes a passing profile with all that lies in it.
    pub fn discard(&self) -> Result<()> {
        match std::fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The notebook that was kept here before its owner joined a partnership, whole.
    pub fn begun(&self) -> Self {
        Self::at(self.folder.join("begun"))
    }

    /// Moves the notebook into [`Profile::begun`]. Must not be open.
    pub fn put_begun_aside(&self) -> Result<()> {
        let begun = self.begun();
        // One that was begun before it, and never brought along, is in nobody's way and is not written over.
        if begun.exists() {
            std::fs::rename(&begun.folder, self.next_aside()?)?;
        }
        disk::create_private_folder(&begun.folder)?;
        disk::create_private_folder(&begun.tmp())?;
        move_notebook(self, &begun)
    }

    /// Undoes [`Profile::put_begun_aside`], where no other notebook has taken its place.
    pub fn bring_begun_back(&self) -> Result<()> {
        if self.exists() || !self.begun().exists() {
            return Ok(());
        }
        move_notebook(&self.begun(), self)
    }

    /// True once there is a notebook here. The database comes last when one is made, so a key file
    /// alone is the remains of a start that never ended.
    pub fn exists(&self) -> bool {
        self.database().exists()
    }

    /// Whether a notebook is here, or what was put aside of one: then the place is its owner's.
    pub(crate) fn is_somebodys(&self) -> bool {
        let aside = || std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        self.exists()
            || self.begun().folder.exists()
            || aside().any(|entry| entry.file_name().to_string_lossy().starts_with(ASIDE))
    }

    /// Makes the folder for a new notebook, for one maker at a time; one that holds a notebook is
    /// refused. What is left of an earlier notebook is put aside first: a write-ahead log that stays
    /// would be taken for the new database's own, and a key file may open a copy kept elsewhere.
    pub(crate) fn prepare(&self) -> Result<Making<'_>> {
        if self.exists() {
            return Err(StoreError::Exists);
        }
        disk::create_private_folder(&self.folder)?;
        disk::check_writable(&self.folder)?;
        disk::create_private_folder(&self.tmp())?;
        let hold = Hold::alone(&self.lock())?.ok_or(StoreError::Busy)?;
        // Asked again: another maker may have finished while this one came to hold the folder.
        if self.exists() {
            return Err(StoreError::Exists);
        }
        self.put_remains_aside()?;
        disk::remove_database(&self.unfinished())?;
        Ok(Making { profile: self, _hold: hold })
    }

    /// Moves a notebook that can't be opened into a folder of its own inside this one, whole, so that
    /// another can be restored in its place. Nothing is deleted. Returns that folder.
    pub fn set_aside(&self) -> Result<PathBuf> {
        disk::create_private_folder(&self.tmp())?;
        let _hold = Hold::alone(&self.lock())?.ok_or(StoreError::Busy)?;
        self.put_remains_aside()?.ok_or(StoreError::Missing)
    }

    /// Moves everything a notebook consists of into one `aside-N`; none where nothing is left of one.
    /// The folder gets its number last, so a move that was cut off is gone on with, into the same
    /// folder: a database is never parted from its log.
    fn put_remains_aside(&self) -> Result<Option<PathBuf>> {
        let moving = self.folder.join("aside-unfinished");
        let remains = self.remains()?;
        if remains.is_empty() && !moving.exists() {
            return Ok(None);
        }
        let aside = self.next_aside()?;
        disk::create_private_folder(&moving)?;
        let mut moves = Vec::new();
        for name in remains {
            // Where a key file was put back between two tries, both are kept.
            let target = (1..1_000)
                .map(|number| moving.join(if number == 1 { name.clone() } else { format!("{name}.{number}") }))
                .find(|path| !path.exists());
            moves.push((self.folder.join(&name), target.ok_or(StoreError::ReadOnly)?));
        }
        move_all(&moves)?;
        disk::sync_folder(&moving)?;
        std::fs::rename(&moving, &aside)?;
        disk::sync_folder(&self.folder)?;
        Ok(Some(aside))
    }

    fn next_aside(&self) -> Result<PathBuf> {
        let named = (1..1_000).map(|number| self.folder.join(format!("{ASIDE}{number}")));
        named.into_iter().find(|path| !path.exists()).ok_or(StoreError::ReadOnly)
    }

    /// The names of a notebook's files that are here, in the order they are moved: first the keys, so
    /// that nobody opens the database while its log is elsewhere, and the database last: until it has
    /// gone, this is still the notebook it was.
    fn remains(&self) -> Result<Vec<String>> {
        let mut names: Vec<String> = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name == "keys" || name == "unsent" || name.starts_with("wardbook.db") || name.starts_with(BEFORE_FORMAT)
            {
                names.push(name);
            }
        }
        names.sort_unstable_by_key(|name| (name != "keys", name == "wardbook.db", name.clone()));
        Ok(names)
    }

    /// Where a notebook is put together before it is one.
    pub(crate) fn unfinished(&self) -> PathBuf {
        self.tmp().join("copy-unfinished.db")
    }

    /// The copy made before the file is brought to `format`.
    pub(crate) fn before_format(&self, format: i64) -> PathBuf {
        self.folder.join(format!("{BEFORE_FORMAT}{format}.db"))
    }

    /// Removes the copies made before updates. One that cannot be removed now is tried again at the next opening.
    pub(crate) fn forget_earlier_formats(&self) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(BEFORE_FORMAT) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    /// Held alone by whoever makes a notebook here, moves one aside or sweeps; shared by those that
    /// write passing copies.
    fn lock(&self) -> PathBuf {
        self.tmp().join("lock")
    }

    /// To be held while a passing copy lies in `tmp/`: nobody sweeps it away meanwhile.
    pub(crate) fn copying(&self) -> Result<Hold> {
        disk::create_private_folder(&self.tmp())?;
        Hold::soon(|| Hold::shared(&self.lock()))
    }

    /// Removes what a crash left: passing copies in `tmp/`, and files that never got their name. Only
    /// names this program gives are touched, and nothing while another program may be writing them.
    pub(crate) fn sweep(&self) -> Result<()> {
        if !self.tmp().exists() {
            return Ok(());
        }
        let (Some(_copies), Some(_keys)) =
            (Hold::alone(&self.lock())?, Hold::alone(&crate::keyfile::lock_of(&self.keys()))?)
        else {
            return Ok(());
        };
        for (folder, prefix) in [(self.tmp(), "copy-"), (self.folder.clone(), disk::WRITING)] {
            for entry in std::fs::read_dir(folder)?.flatten() {
                if entry.file_name().to_string_lossy().starts_with(prefix) {
                    // One that somebody has open, a virus scanner say, goes the next time: no notebook stays shut for it.
                    let _ = std::fs::remove_file(entry.path());
                }
            }
        }
        Ok(())
    }

    /// Where this profile is, as a fingerprint: the machine and the folder. A copy opened elsewhere
    /// shows another, and must not go on as the same device.
    pub fn home(&self) -> Result<String> {
        let folder = std::fs::canonicalize(&self.folder)?;
        let machine = machine_uid::get().unwrap_or_default();
        let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 profile home v1");
        hasher.update(machine.trim().as_bytes());
        hasher.update(&[0]);
        hasher.update(folder.as_os_str().as_encoded_bytes());
        Ok(hasher.finalize().to_hex()[..32].to_owned())
    }
}

/// The database last: until it has gone, this is still the notebook it was.
fn move_notebook(from: &Profile, to: &Profile) -> Result<()> {
    let moves = from.remains()?.into_iter().map(|name| (from.folder.join(&name), to.folder.join(&name)));
    move_all(&moves.collect::<Vec<_>>())?;
    disk::sync_folder(&to.folder)?;
    disk::sync_folder(&from.folder)
}

/// Each file to its new place. Where one cannot go, as on Windows while another program has it open, those before it are
/// brought back: a database is not parted from its keys.
fn move_all(moves: &[(PathBuf, PathBuf)]) -> Result<()> {
    for (at, (from, to)) in moves.iter().enumerate() {
        if let Err(error) = std::fs::rename(from, to) {
            for (from, to) in moves[..at].iter().rev() {
                let _ = std::fs::rename(to, from);
            }
            return Err(error.into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Profile) {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::at(folder.path());
        (folder, profile)
    }

    #[test]
    fn of_two_that_make_a_notebook_in_one_folder_the_second_is_told_and_changes_nothing() {
        let (_folder, profile) = folder();
        let first = profile.prepare().unwrap();
        std::fs::write(profile.unfinished(), "the first").unwrap();
        std::fs::write(profile.keys(), "the first").unwrap();
        assert!(matches!(profile.prepare(), Err(StoreError::Busy)));
        assert_eq!(std::fs::read_to_string(profile.keys()).unwrap(), "the first");
        first.finish().unwrap();
        assert_eq!(std::fs::read_to_string(profile.database()).unwrap(), "the first");
        assert!(matches!(profile.prepare(), Err(StoreError::Exists)));
    }

    #[test]
    fn a_copy_that_a_running_program_writes_is_not_swept_and_what_a_crash_left_is() {
        let (_folder, profile) = folder();
        let copying = profile.copying().unwrap();
        let (copy, half) = (profile.tmp().join("copy-x1.db"), profile.folder().join(".writing-x1"));
        std::fs::write(&copy, "half").unwrap();
        std::fs::write(&half, "half").unwrap();
        profile.sweep().unwrap();
        assert!(copy.exists() && half.exists());
        drop(copying);
        profile.sweep().unwrap();
        assert!(!copy.exists() && !half.exists());
    }

    #[test]
    fn a_notebook_of_which_one_file_cannot_be_moved_stays_whole_where_it_was() {
        let (_folder, profile) = folder();
        let names = ["keys", "wardbook.db", "wardbook.db-wal"];
        for name in names {
            std::fs::write(profile.folder().join(name), name).unwrap();
        }
        // In the way of the log, which comes between the keys and the database.
        std::fs::create_dir_all(profile.begun().folder().join("wardbook.db-wal").join("x")).unwrap();
        profile.put_begun_aside().unwrap_err();
        for name in names {
            assert_eq!(std::fs::read_to_string(profile.folder().join(name)).unwrap(), name);
        }
        std::fs::remove_dir_all(profile.begun().folder().join("wardbook.db-wal")).unwrap();
        profile.put_begun_aside().unwrap();
        assert!(profile.begun().exists() && !profile.exists());
    }

    #[test]
    fn a_notebook_that_was_begun_before_is_not_written_over_by_the_next_one() {
        let (_folder, profile) = folder();
        for text in ["the first", "the second"] {
            std::fs::write(profile.keys(), text).unwrap();
            std::fs::write(profile.database(), text).unwrap();
            profile.put_begun_aside().unwrap();
        }
        let read = |at: &Profile| std::fs::read_to_string(at.database()).unwrap();
        assert_eq!(read(&profile.begun()), "the second");
        assert_eq!(read(&Profile::at(profile.folder().join("aside-1"))), "the first");
    }

    #[test]
    fn a_move_aside_that_was_cut_off_goes_on_into_the_same_folder() {
        let (_folder, profile) = folder();
        std::fs::write(profile.keys(), "keys").unwrap();
        std::fs::write(profile.folder().join("wardbook.db"), "database").unwrap();
        // A log that can't be moved yet, as when the program is killed between two files.
        let wal = profile.folder().join("wardbook.db-wal");
        std::fs::write(&wal, "log").unwrap();
        std::fs::create_dir(profile.folder().join("aside-unfinished")).unwrap();
        std::fs::rename(profile.keys(), profile.folder().join("aside-unfinished/keys")).unwrap();
        let aside = profile.set_aside().unwrap();
        assert_eq!(aside, profile.folder().join("aside-1"));
        for name in ["keys", "wardbook.db", "wardbook.db-wal"] {
            assert!(aside.join(name).exists(), "{name} is with the others");
        }
        assert!(!profile.exists() && !profile.folder().join("aside-unfinished").exists());
        assert!(matches!(profile.set_aside(), Err(StoreError::Missing)));
    }
}
