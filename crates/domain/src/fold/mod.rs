//! How changes become a record.
//!
//! A [`Fold`] is the set of a record's writes, so applying is commutative, associative and
//! idempotent by construction; what a field *is* follows from that set alone. Clocks decide only
//! which of several values is displayed first, never what is kept.

mod register;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use register::{Head, Register};

use crate::change::{Act, BodyFault, Change, Content};
use crate::clock::{HybridTime, Timestamp};
use crate::ids::{ChangeId, DeviceId, PersonId, RecordId, StreamId};
use crate::permissions;
use crate::records::{Kind, Merge};
use crate::streams::StreamSort;

/// Whether records of this change's kind live in streams of this sort. Only what is written where it
/// belongs is read as a record, since an id can sometimes be told before its record is there.
pub fn at_home(change: &Change, sort: StreamSort) -> bool {
    Kind::parse(&change.header().kind).is_some_and(|kind| permissions::needs(kind, &Act::Create, sort).is_some())
}

/// Whose an id is that several streams name: that of `control` and `reference`, and otherwise of the
/// stream where a server took it first. Nobody but its author knows a record's id before that. It
/// follows from the changes alone, so it is the same for everybody who holds them.
pub fn whose(folds: Vec<Fold>) -> Option<Fold> {
    let of_rights = |fold: &Fold| {
        let held = |sort| permissions::needs(fold.kind, &Act::Create, sort).is_some();
        held(StreamSort::Control) || held(StreamSort::Reference)
    };
    folds.into_iter().min_by_key(|fold| {
        let first = fold.writes.values().filter_map(|write| write.server_time).min();
        (!of_rights(fold), first.is_none(), first, fold.stream)
    })
}

/// One change as the fold keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    pub act: Act,
    pub author: PersonId,
    pub device: DeviceId,
    pub clock: HybridTime,
    /// When the server took it; none without a server.
    pub server_time: Option<Timestamp>,
    /// Where the server put it in its stream; none before that.
    pub position: Option<u64>,
    /// What its author had in front of them, as [`seen`] says it.
    pub seen: u64,
    pub supersedes: Vec<ChangeId>,
    /// What it sets; empty once erased.
    pub fields: BTreeMap<String, Value>,
    pub erased: bool,
}

/// A record: all writes of it that this holder has seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Fold {
    record: RecordId,
    stream: StreamId,
    kind: Kind,
    writes: BTreeMap<ChangeId, Write>,
    /// What forgetting changes name, held or not.
    forgotten: BTreeSet<ChangeId>,
    /// The life of the server whose positions the writes have.
    life: u64,
}

/// What stands in a header's `seen`: how far a stream was held, and in which life of its server. A
/// restored server counts anew, so a position says something only beside others of the same life. The
/// first life is written as the position alone.
pub fn seen(epoch: u64, position: u64) -> u64 {
    (life(epoch) << LIFE_SHIFT) | (position & POSITIONS)
}

const LIFE_SHIFT: u32 = 40;
const POSITIONS: u64 = (1 << LIFE_SHIFT) - 1;

/// An epoch's lower half counts the restores, and the upper tells two restores of one backup apart.
fn life(epoch: u64) -> u64 {
    if epoch & 0xffff_ffff <= 1 { 0 } else { ((epoch ^ (epoch >> 32)) & 0xff_ffff).max(1) }
}

/// Why a change does not become part of a record. None of these loses the change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFolded {
    /// A newer program wrote it: kept, and folded after an update.
    #[error("{kind} of schema {schema} waits for a newer version")]
    Deferred { kind: String, schema: u16 },
    /// It speaks of another record, or says another kind or stream than the record has.
    #[error("it does not belong to this record")]
    Foreign,
    #[error("its body cannot be read: {0}")]
    Body(#[from] BodyFault),
}

/// A field with different values that nobody has decided between.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    pub field: String,
    pub heads: Vec<Head>,
}

impl Fold {
    /// Whether this version can fold the change; [`NotFolded::Deferred`] if it must wait for a newer one.
    pub fn readable(change: &Change) -> Result<Kind, NotFolded> {
        let header = change.header();
        let deferred = || NotFolded::Deferred { kind: header.kind.clone(), schema: header.schema };
        let kind = Kind::parse(&header.kind).ok_or_else(deferred)?;
        if header.schema > kind.schema() || matches!(header.act, Act::Unknown(_)) {
            return Err(deferred());
        }
        Ok(kind)
    }

    /// A record of one change.
    pub fn of(change: &Change, server_time: Option<Timestamp>) -> Result<Self, NotFolded> {
        let kind = Self::readable(change)?;
        let header = change.header();
        let mut fold = Self {
            record: header.record,
            stream: header.stream,
            kind,
            writes: BTreeMap::new(),
            forgotten: BTreeSet::new(),
            life: 0,
        };
        fold.apply(change, server_time)?;
        Ok(fold)
    }

    /// Takes one more change. Twice is the same as once.
    pub fn apply(&mut self, change: &Change, server_time: Option<Timestamp>) -> Result<(), NotFolded> {
        let kind = Self::readable(change)?;
        let header = change.header();
        if header.record != self.record || header.stream != self.stream || kind != self.kind {
            return Err(NotFolded::Foreign);
        }
        let content = change.content()?;
        let write = Write {
            act: header.act.clone(),
            author: header.author,
            device: header.device,
            clock: header.clock,
            server_time,
            position: None,
            seen: header.seen,
            supersedes: header.supersedes.clone(),
            erased: content.is_none(),
            // One that forgets says nothing of the record: what it said could be forgotten by nobody.
            fields: content.filter(|_| header.act != Act::Forget).unwrap_or_default().into_iter().collect(),
        };
        self.take(header.id, write);
        self.blank();
        Ok(())
    }

    /// Joins what another holder has seen of the same record.
    pub fn merge(&mut self, other: &Fold) -> Result<(), NotFolded> {
        if other.record != self.record || other.stream != self.stream || other.kind != self.kind {
            return Err(NotFolded::Foreign);
        }
        for (id, write) in &other.writes {
            self.take(*id, write.clone());
        }
        self.blank();
        Ok(())
    }

    /// An erased record says nothing but that it was erased, whichever of its changes came before or after.
    fn blank(&mut self) {
        if !self.is_erased() {
            return;
        }
        for write in self.writes.values_mut().filter(|write| write.act != Act::Erase) {
            write.erased = true;
            write.fields.clear();
        }
    }

    /// Of a change that was forgotten nothing is said, whichever of the two came first. What drops words says who did
    /// it, and is dropped by nothing.
    fn forget(&mut self, id: ChangeId) {
        if let Some(write) = self.writes.get_mut(&id).filter(|write| !write.act.drops_bodies()) {
            write.erased = true;
            write.fields.clear();
        }
    }

    pub fn is_erased(&self) -> bool {
        self.writes.values().any(|write| write.act == Act::Erase)
    }

    /// Those of the record's changes whose words are to be nowhere any more, though the record stands.
    pub fn forgotten(&self) -> BTreeSet<ChangeId> {
        let held = |id: &&ChangeId| self.writes.get(id).is_some_and(|write| !write.act.drops_bodies());
        self.forgotten.iter().filter(held).copied().collect()
    }

    /// The record as it would stand if these of its changes were forgotten.
    pub fn without(&self, changes: &BTreeSet<ChangeId>) -> Self {
        let mut fold = self.clone();
        for (_, write) in fold.writes.iter_mut().filter(|(id, _)| changes.contains(*id)) {
            write.erased = true;
            write.fields.clear();
        }
        fold
    }

    /// Erased wins over kept, and a server's time over none: both only ever become known, never unknown.
    fn take(&mut self, id: ChangeId, write: Write) {
        let named = if write.act == Act::Forget { write.supersedes.clone() } else { Vec::new() };
        self.keep(id, write);
        for named in named {
            if self.forgotten.insert(named) {
                self.forget(named);
            }
        }
        if self.forgotten.contains(&id) {
            self.forget(id);
        }
    }

    fn keep(&mut self, id: ChangeId, write: Write) {
        match self.writes.entry(id) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(write);
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                let held = entry.get_mut();
                held.server_time = held.server_time.max(write.server_time);
                held.position = held.position.max(write.position);
                if write.erased && !held.erased {
                    held.erased = true;
                    held.fields.clear();
                }
            }
        }
    }

    /// Notes where the server put a change, where that is known.
    pub fn place(&mut self, change: ChangeId, position: u64) {
        if let Some(write) = self.writes.get_mut(&change) {
            write.position = write.position.max(Some(position));
        }
    }

    /// In which epoch of the server the writes have their positions.
    pub fn in_epoch(&mut self, epoch: u64) {
        self.life = life(epoch);
    }

    /// Whether it is known that neither author had the other's change in front of them. What one device
    /// wrote, it knew. What was written before a restore may have been held by anybody, wherever the
    /// restored server put it: of that it is not known.
    pub fn without_sight(&self, one: ChangeId, other: ChangeId) -> bool {
        let (Some(first), Some(second)) = (self.writes.get(&one), self.writes.get(&other)) else { return false };
        let of_now = |write: &Write| write.seen >> LIFE_SHIFT == self.life;
        let knew = |reader: &Write, id: ChangeId, written: &Write| {
            let held = |position| position <= reader.seen & POSITIONS;
            reader.supersedes.contains(&id) || written.position.is_some_and(held)
        };
        first.device != second.device
            && of_now(first)
            && of_now(second)
            && !knew(first, other, second)
            && !knew(second, one, first)
    }

    pub fn record(&self) -> RecordId {
        self.record
    }

    pub fn stream(&self) -> StreamId {
        self.stream
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn writes(&self) -> &BTreeMap<ChangeId, Write> {
        &self.writes
    }

    /// The record's first change: the `create` nobody's clock puts before.
    pub fn created(&self) -> Option<(ChangeId, &Write)> {
        self.writes
            .iter()
            .filter(|(_, write)| write.act == Act::Create)
            .min_by_key(|(id, write)| (write.clock, **id))
            .map(|(id, write)| (*id, write))
    }

    /// The fields anybody wrote, known to this version or not.
    pub fn fields(&self) -> BTreeSet<&str> {
        self.writes.values().flat_map(|write| write.fields.keys().map(String::as_str)).collect()
    }

    pub fn register(&self, field: &str) -> Register {
        Register::of(field, &self.writes)
    }

    /// The value displayed; none where the field was never set or is set to null.
    pub fn value(&self, field: &str) -> Option<Value> {
        self.register(field).displayed().map(|head| head.value.clone()).filter(|value| !value.is_null())
    }

    /// For a [`Merge::Any`] field: the first head, in display order, that holds something.
    pub fn any(&self, field: &str) -> Option<Head> {
        Register::of_all(field, &self.writes).heads().iter().find(|head| !head.value.is_null()).cloned()
    }

    /// Every value that anybody gave a field, superseded or not: for what is never taken back.
    pub fn ever(&self, field: &str) -> impl Iterator<Item = &Value> {
        self.writes.values().filter_map(move |write| write.fields.get(field)).filter(|value| !value.is_null())
    }

    /// Every field with different values, each with all of them.
    pub fn conflicts(&self) -> Vec<Conflict> {
        self.fields()
            .into_iter()
            .filter(|field| self.kind.merge(field) == Merge::Register)
            .map(|field| (field, self.register(field)))
            .filter(|(_, register)| register.in_conflict())
            .map(|(field, register)| Conflict { field: field.to_owned(), heads: register.heads().to_vec() })
            .collect()
    }

    /// The changes that a new write of these fields supersedes: their heads in front of its author.
    pub fn heads_of<'a>(&self, fields: impl IntoIterator<Item = &'a str>) -> Vec<ChangeId> {
        let heads: BTreeSet<ChangeId> = fields
            .into_iter()
            .flat_map(|field| self.register(field).heads().iter().map(|head| head.change).collect::<Vec<_>>())
            .collect();
        heads.into_iter().collect()
    }

    /// What the present versions of a field are called: the same as long as nobody writes it.
    pub fn base(&self, field: &str) -> String {
        let mut heads: Vec<String> = self.register(field).heads().iter().map(|head| head.change.to_string()).collect();
        heads.sort_unstable();
        heads.join("+")
    }

    /// What the record's first change says, as one of [`crate::records`]' types: for what is written once. Where a
    /// program was altered and made it twice, both are kept, and the later says nothing.
    pub fn beginning<T: serde::de::DeserializeOwned>(&self) -> Result<T, BodyFault> {
        let fields = self.created().map(|(_, write)| write.fields.clone()).unwrap_or_default();
        let content: Content = fields.into_iter().filter(|(_, value)| !value.is_null()).collect();
        serde_json::from_value(Value::Object(content)).map_err(|fault| BodyFault::Content(fault.to_string()))
    }

    /// The record's displayed content as one of [`crate::records`]' types.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, BodyFault> {
        let mut content = Content::new();
        for field in self.fields() {
            if let Some(value) = self.value(field) {
                content.insert(field.to_owned(), value);
            }
        }
        serde_json::from_value(Value::Object(content)).map_err(|fault| BodyFault::Content(fault.to_string()))
    }
}

#[cfg(test)]
mod laws;
