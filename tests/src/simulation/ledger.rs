//! What people were told is saved.

use domain::ids::{ChangeId, GroupId};

#[derive(Debug, Clone)]
pub struct Entry {
    pub group: GroupId,
    pub changes: Vec<ChangeId>,
    /// The device it was entered on.
    pub device: usize,
    /// The step it was entered in.
    pub step: u64,
    /// Its disk was put back to an earlier day afterwards, and nobody is known to have got it before.
    pub undone: bool,
    /// When the server's disk was lost, neither the backup nor any laptop of its author had it.
    pub readers_only: bool,
}

#[derive(Debug, Default)]
pub struct Ledger {
    pub entries: Vec<Entry>,
}

impl Ledger {
    pub fn confirm(&mut self, group: GroupId, changes: Vec<ChangeId>, device: usize, step: u64) {
        self.entries.push(Entry { group, changes, device, step, undone: false, readers_only: false });
    }

    /// The device's disk is as it was when there were so many entries.
    pub fn undo(&mut self, device: usize, since: usize) {
        for entry in self.entries.iter_mut().skip(since).filter(|entry| entry.device == device) {
            entry.undone = true;
        }
    }
}
