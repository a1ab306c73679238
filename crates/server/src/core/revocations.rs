//! What must survive even a restored backup: that somebody's access ended, and that something was erased.

use domain::change::{Act, Change};
use domain::records::{ENDED, Kind};

/// The log of endings outside the database, erasures among them. On the disk before the ending is confirmed to anybody.
pub trait Revocations: Send + Sync {
    /// Appends one group.
    fn append(&self, group: &[Change]) -> std::io::Result<()>;
}

/// No log. For a storage that has one of its own, and for tests.
pub struct Unlogged;

impl Revocations for Unlogged {
    fn append(&self, _: &[Change]) -> std::io::Result<()> {
        Ok(())
    }
}

/// Whether a change ends a membership, a device or a grant, or takes bodies out. Of a plan whose names go, what is to
/// stand comes in a group of its own before that, so that the log says nothing of it.
pub fn ends(change: &Change) -> bool {
    let header = change.header();
    if header.act.drops_bodies() {
        return true;
    }
    let kind = Kind::parse(&header.kind);
    header.act == Act::Set
        && matches!(kind, Some(Kind::Person | Kind::Device | Kind::Grant))
        && matches!(change.content(), Ok(Some(content)) if content.get(ENDED).is_some_and(|ended| !ended.is_null()))
}
