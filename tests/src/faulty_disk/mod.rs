//! Disks that fail on purpose: a folder whose SQLite files can be refused a write, run full, tear a
//! write in two, or lose their power with an arbitrary part of what was written since the last sync.
//!
//! It stands below everything Wardbook does: a shim around SQLite's own file layer, made the default of
//! the process, so that the real store and the real server run over it without knowing. Files outside a
//! [`Disk`] go straight through.
//!
//! What a power cut leaves follows what SQLite may rely on and no more: what was synced is there; of what
//! was written to a file since, any part may be, each write whole, torn at a sector, or not at all.

mod medium;
mod shim;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::entropy::Entropy;

use medium::Medium;
pub use medium::{Failure, Operation, Part};

/// A folder whose database files fail when told to. The last one dropped lets its folder go.
#[derive(Clone)]
pub struct Disk {
    medium: Arc<Mutex<Medium>>,
}

impl Disk {
    /// The folder, which must exist, may hold several databases.
    pub fn at(folder: &Path) -> Self {
        let folder: PathBuf = folder.canonicalize().expect("the folder exists");
        let medium = Arc::new(Mutex::new(Medium::new(folder.clone())));
        shim::watch(folder, &medium);
        Self { medium }
    }

    /// How often a file was written to, cut, synced or deleted so far.
    pub fn operations(&self) -> u64 {
        self.medium().operations
    }

    /// How often one failed, as planned or for want of room.
    pub fn failed(&self) -> u64 {
        self.medium().failed
    }

    /// Lets the operation that comes after so many more (0 is the next) fail, once.
    pub fn fail_after(&self, more: u64, failure: Failure) {
        let mut medium = self.medium();
        medium.planned = Some((medium.operations + more, failure));
    }

    /// Takes a planned failure back. True where it had not come yet.
    pub fn call_off(&self) -> bool {
        self.medium().planned.take().is_some()
    }

    /// What the last planned failure fell on; none where none came.
    pub fn met(&self) -> Option<(Operation, Part)> {
        self.medium().met
    }

    /// From the moment the power goes until it is back the folder cannot be reached by its name: what a
    /// program does to files past SQLite ends there too.
    pub fn unplugs(&self) {
        self.medium().unplugs = true;
    }

    /// Until told otherwise no file can be written to.
    pub fn fill(&self, full: bool) {
        self.medium().full = full;
    }

    /// From here on every operation fails, as for a program that no longer runs.
    pub fn cut_power(&self) {
        self.medium().off = true;
    }

    pub fn is_off(&self) -> bool {
        self.medium().off
    }

    /// What a restart finds: `dice` decide what survived of that which was not synced. Every connection to
    /// its files has to be gone by now.
    pub fn power_on(&self, dice: &dyn Entropy) {
        self.medium().power_on(dice);
    }

    /// Its files were put there anew from outside, and are certain as they stand.
    pub fn replaced(&self) {
        self.medium().replaced();
    }

    fn medium(&self) -> MutexGuard<'_, Medium> {
        self.medium.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
