//! One field of a record: its heads, and which of them is displayed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Write;
use crate::change::Act;
use crate::clock::HybridTime;
use crate::ids::{ChangeId, PersonId};
use crate::seeded::{self, Seeded};

/// A value nobody has superseded.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    pub change: ChangeId,
    pub value: Value,
    pub author: PersonId,
    pub clock: HybridTime,
}

/// A field's heads in display order: the displayed one first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Register {
    heads: Vec<Head>,
}

impl Register {
    /// A write is superseded in a field when a write *of that field* names it: somebody who moved a
    /// due date in front of an old title has said nothing about the title.
    ///
    /// A `set` that somebody has taken back counts as not written, so what it superseded stands again.
    pub(super) fn of(field: &str, writes: &BTreeMap<ChangeId, Write>) -> Self {
        let undone: BTreeSet<ChangeId> = writes
            .values()
            .filter(|write| write.act == Act::Undo)
            .flat_map(|write| write.supersedes.iter().copied())
            .collect();
        Self::without(field, writes, &undone)
    }

    /// As if nothing had been taken back: for what stays true once anybody has said it.
    pub(super) fn of_all(field: &str, writes: &BTreeMap<ChangeId, Write>) -> Self {
        Self::without(field, writes, &BTreeSet::new())
    }

    fn without(field: &str, writes: &BTreeMap<ChangeId, Write>, undone: &BTreeSet<ChangeId>) -> Self {
        let stands = |id: &ChangeId, write: &Write| write.act != Act::Set || !undone.contains(id);
        let setting = || writes.iter().filter(|(id, write)| write.fields.contains_key(field) && stands(id, write));
        let superseded: BTreeSet<ChangeId> =
            setting().flat_map(|(_, write)| write.supersedes.iter().copied()).collect();
        let head = |(id, write): (&ChangeId, &Write)| Head {
            change: *id,
            value: write.fields.get(field).cloned().unwrap_or(Value::Null),
            author: write.author,
            clock: write.clock,
        };
        let mut heads: Vec<Head> = setting().filter(|(id, _)| !superseded.contains(id)).map(head).collect();
        // Changes that name each other in a ring can only be forged. Everything is shown rather than nothing.
        if heads.is_empty() {
            heads = setting().map(head).collect();
        }
        heads.sort_by_key(|head| std::cmp::Reverse((shown_time(writes, head), head.change)));
        Self { heads }
    }

    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    pub fn displayed(&self) -> Option<&Head> {
        self.heads.first()
    }

    /// Different values among the heads; equal ones agree.
    pub fn in_conflict(&self) -> bool {
        let apart = |head: &&Head| {
            let far = head.clock.millis.abs_diff(self.heads[0].clock.millis) > 3_600_000;
            !(seeded::on(Seeded::ConflictSilent) || far && seeded::on(Seeded::ClockDecides))
        };
        self.heads.iter().skip(1).filter(apart).any(|head| head.value != self.heads[0].value)
    }
}

/// The author's clock, but never later than the server's: a laptop that lives in next year must not
/// win every display until then.
fn shown_time(writes: &BTreeMap<ChangeId, Write>, head: &Head) -> HybridTime {
    let bound = writes.get(&head.change).and_then(|write| write.server_time);
    match bound {
        Some(bound) if bound.unix_millis() < head.clock.millis => {
            HybridTime { millis: bound.unix_millis(), counter: 0 }
        }
        _ => head.clock,
    }
}
