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

/// What of a group goes into the log. Beside a change that forgets stands what its record says from then on, and the log
/// lies in clear: of such a group what forgets is logged and nothing else.
pub fn logged(group: &[Change]) -> Vec<Change> {
    let forgets = |change: &&Change| change.header().act == Act::Forget;
    let forgetting: Vec<Change> = group.iter().filter(forgets).cloned().collect();
    if forgetting.is_empty() { group.to_vec() } else { forgetting }
}

/// Whether a change ends a membership, a device or a grant, or takes bodies out.
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
