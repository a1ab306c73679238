//! A profile's folder: one person in one partnership.
//!
//! `wardbook.db` the encrypted database · `keys` how it opens · `tmp/` passing copies, encrypted ·
//! `webview/` what the window's engine keeps · `sample/` the sample notebook while it is open.

use std::path::{Path, PathBuf};

use crate::disk;
use crate::error::{Result, StoreError};

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

    /// The notebook that was kept here before its owner joined a partnership, whole.
    pub fn begun(&self) -> Self {
        Self::at(self.folder.join("begun"))
    }

    /// Moves the notebook into [`Profile::begun`]. Must not be open.
    pub fn put_begun_aside(&self) -> Result<()> {
        let begun = self.begun();
        disk::create_private_folder(&begun.folder)?;
        disk::create_private_folder(&begun.tmp())?;
        move_notebook(&self.folder, &begun.folder)
    }

    /// Undoes [`Profile::put_begun_aside`], where no other notebook has taken its place.
    pub fn bring_begun_back(&self) -> Result<()> {
        if self.exists() || !self.begun().exists() {
            return Ok(());
        }
        move_notebook(&self.begun().folder, &self.folder)
    }

    /// True once there is a notebook here. The database comes last when one is made, so a key file
    /// alone is the remains of a start that never ended.
    pub fn exists(&self) -> bool {
        self.database().exists()
    }

    /// Makes the folder for a new notebook; one that holds a notebook is refused.
    pub fn prepare(&self) -> Result<()> {
        if self.exists() {
            return Err(StoreError::Exists);
        }
        disk::create_private_folder(&self.folder)?;
        disk::check_writable(&self.folder)?;
        disk::create_private_folder(&self.tmp())?;
        self.set_old_keys_aside()
    }

    /// Moves a notebook that can't be opened into a folder of its own inside this one, whole, so that
    /// another can be restored in its place. Nothing is deleted. Returns that folder.
    pub fn set_aside(&self) -> Result<PathBuf> {
        let aside = (1..1_000).map(|number| self.folder.join(format!("aside-{number}"))).find(|path| !path.exists());
        let aside = aside.ok_or(StoreError::ReadOnly)?;
        disk::create_private_folder(&aside)?;
        // The database last: until it has gone, this is still the notebook it was.
        for name in ["keys", "wardbook.db-wal", "wardbook.db-shm", "wardbook.db"] {
            let from = self.folder.join(name);
            if from.exists() {
                std::fs::rename(&from, aside.join(name))?;
            }
        }
        disk::sync_folder(&self.folder)?;
        Ok(aside)
    }

    /// A key file without a database opens nothing here, but may open a copy kept elsewhere.
    fn set_old_keys_aside(&self) -> Result<()> {
        if !self.keys().exists() {
            return Ok(());
        }
        let aside =
            (1..1_000).map(|number| self.folder.join(format!("keys.aside-{number}"))).find(|path| !path.exists());
        if let Some(aside) = aside {
            std::fs::rename(self.keys(), aside)?;
        }
        Ok(())
    }

    /// Where a notebook is put together before it is one.
    pub(crate) fn unfinished(&self) -> PathBuf {
        self.tmp().join("copy-unfinished.db")
    }

    /// The last step of making a notebook: its database takes its name.
    pub(crate) fn finish(&self) -> Result<()> {
        std::fs::File::open(self.unfinished())?.sync_all()?;
        std::fs::rename(self.unfinished(), self.database())?;
        disk::sync_folder(&self.folder)
    }

    /// Removes what a crash left in `tmp/`. Only names this program gives are touched.
    pub fn sweep(&self) -> Result<()> {
        let Ok(entries) = std::fs::read_dir(self.tmp()) else { return Ok(()) };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with("copy-") && entry.path() != self.unfinished() {
                std::fs::remove_file(entry.path())?;
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
fn move_notebook(from: &Path, to: &Path) -> Result<()> {
    for name in ["keys", "wardbook.db-wal", "wardbook.db-shm", "wardbook.db"] {
        if from.join(name).exists() {
            std::fs::rename(from.join(name), to.join(name))?;
        }
    }
    disk::sync_folder(to)?;
    disk::sync_folder(from)
}
