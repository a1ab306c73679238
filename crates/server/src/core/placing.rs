//! What becomes of groups once they are judged: a pure function from what a storage knows to what it
//! writes. Every storage runs it inside its own transaction, with the heads locked, so that positions
//! have no gaps and a repeat is told from a clash, whoever else writes meanwhile.
//!
//! It knows no rights: a group comes with its label. It decides what follows from *order*: what was
//! here before, which number a device has used already, and where each change stands.

use std::collections::{BTreeMap, BTreeSet};

use domain::chain::Head;
use domain::change::{Act, Change, ChangeHash, Header};
use domain::clock::Timestamp;
use domain::ids::{AreaId, ChangeId, DeviceId, GroupId, RecordId, StreamId};
use domain::seeded::{self, Seeded};

use crate::storage::Standing;

/// A group whose hashes and signatures hold, and what the rights say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    pub group: GroupId,
    /// All of one device, numbered one after the other.
    pub changes: Vec<Change>,
    pub label: Label,
    /// Somebody brings it who only holds it: what a restored server lost.
    pub relayed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    Take,
    Hold {
        /// ISO day.
        since: Option<String>,
        area: Option<AreaId>,
        /// Where it would go, for whoever decides.
        stream: StreamId,
    },
    Later {
        code: String,
    },
    Refuse {
        code: String,
        /// Only what its own device brought is remembered under that device's numbers.
        remember: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Accepted,
    Had,
    Held { since: Option<String> },
    Refused { code: String },
    Later { code: String },
    Forked,
    Declined { by: String, reason: String },
}

/// What is known of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub hash: ChangeHash,
    pub state: KnownState,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownState {
    Placed { stream: StreamId, before: Head, after: Head },
    Held { since: Option<String> },
    Declined { by: String, reason: String },
    Refused,
}

/// What stands under a device's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    pub hash: ChangeHash,
    /// Of the one that it names before it.
    pub previous: ChangeHash,
    pub placed: bool,
}

/// What a storage knows about the groups at hand: every id and number they name, the number before and the
/// one after, and the heads of their streams. What is not in it is not known.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub known: BTreeMap<ChangeId, Known>,
    pub numbers: BTreeMap<(DeviceId, u64), Numbered>,
    /// Those of the groups' ids under which something is or was kept for a supervisor.
    pub held: BTreeSet<GroupId>,
    pub heads: BTreeMap<StreamId, Head>,
    /// Those of the groups' records that are erased, and those of their changes that are forgotten.
    pub erased: BTreeSet<Erased>,
    /// What is kept apart of the devices whose groups are to be held or remembered as refused.
    pub kept: BTreeMap<DeviceId, Kept>,
}

/// What has no body any more, by the stream it stands in: a record by its id, or one of its changes by [`forgotten`].
pub type Erased = (StreamId, [u8; 16]);

/// The name of a change of this record that was forgotten. It follows from both, so that a change which names another
/// record's, or a record itself, says nothing of those.
pub fn forgotten(stream: StreamId, record: RecordId, change: ChangeId) -> Erased {
    let within = StreamId::from_bytes(*RecordId::derived("forgotten of", record.as_bytes(), stream).as_bytes());
    (stream, *RecordId::derived("forgotten", change.as_bytes(), within).as_bytes())
}

/// A record whose bodies go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasing {
    pub stream: StreamId,
    pub record: RecordId,
    /// As it was called, for which the right was asked: what is of another kind stays.
    pub kind: String,
    /// Of these of its changes alone, where the record stands.
    pub only: Option<BTreeSet<ChangeId>>,
}

impl Erasing {
    /// None where the change drops nothing.
    fn by(change: &Change) -> Option<Self> {
        let header = change.header();
        let only = (header.act == Act::Forget).then(|| header.supersedes.iter().copied().collect());
        header.act.drops_bodies().then(|| Self {
            stream: header.stream,
            record: header.record,
            kind: header.kind.clone(),
            only,
        })
    }

    /// What is to be remembered of it: what comes of it later has no body either.
    pub fn erased(&self) -> Vec<Erased> {
        match &self.only {
            None => vec![(self.stream, *self.record.as_bytes())],
            Some(changes) => changes.iter().map(|id| forgotten(self.stream, self.record, *id)).collect(),
        }
    }

    /// Whether a change's body goes by it. What drops bodies says who did it, and keeps its own.
    pub fn drops(&self, header: &Header) -> bool {
        let named = match &self.only {
            None => header.act != Act::Erase,
            Some(changes) => changes.contains(&header.id) && !header.act.drops_bodies(),
        };
        named && header.stream == self.stream && header.record == self.record && header.kind == self.kind
    }
}

/// What is kept of one device beside the streams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// Groups that wait for a supervisor, and their bytes.
    pub waiting: u64,
    pub bytes: u64,
    /// Changes that are remembered as refused.
    pub refused: u64,
}

/// Of one device so much waits for a supervisor and no more, however much it sends: weeks of a person's notes,
/// with small pictures. The rest stays with the device, which asks again.
pub const WAITING_GROUPS: u64 = 1_000;
pub const WAITING_BYTES: u64 = 8 * 1024 * 1024;
/// So many refused changes of one device are remembered. Those beyond are refused all the same.
pub const REFUSED_CHANGES: u64 = 10_000;

/// Whether what a label asks for needs [`Facts::kept`].
pub fn counts(label: &Label) -> bool {
    matches!(label, Label::Hold { .. } | Label::Refuse { remember: true, .. })
}

/// A change that takes a position: which of which group, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewRow {
    pub group: usize,
    pub change: usize,
    pub before: Head,
    pub after: Head,
    /// It is erased or forgotten: it takes its position without its body.
    pub bare: bool,
}

/// What a storage is to write and to answer.
#[derive(Debug, Default)]
pub struct Plan {
    pub outcomes: Vec<Outcome>,
    pub rows: Vec<NewRow>,
    /// Groups to be kept for a supervisor, and groups to be remembered as refused.
    pub held: Vec<usize>,
    pub refused: Vec<usize>,
    /// Of what is held, changes that are erased or forgotten: they wait without their bodies.
    pub held_bare: BTreeSet<ChangeId>,
    /// Refused before, and now taken or held: no longer to be remembered as refused.
    pub cleared: Vec<ChangeId>,
    pub moved: BTreeMap<StreamId, Head>,
    /// Whose bodies go, after the rows are written.
    pub erasing: Vec<Erasing>,
    pub standings: Vec<Standing>,
    pub clashes: Vec<ChangeId>,
    pub forked: BTreeSet<DeviceId>,
}

/// Decides for each group in turn; later ones see what became of earlier ones.
pub fn place(facts: &mut Facts, groups: &[Labelled], now: Timestamp) -> Plan {
    let mut plan = Plan::default();
    for (index, labelled) in groups.iter().enumerate() {
        let outcome = place_group(facts, index, labelled, now, &mut plan);
        plan.outcomes.push(outcome);
    }
    plan
}

fn place_group(facts: &mut Facts, index: usize, labelled: &Labelled, now: Timestamp, plan: &mut Plan) -> Outcome {
    let judged = matches!(labelled.label, Label::Take | Label::Hold { .. });
    if judged && is_rest_of_forgetting(facts, labelled) && fork(facts, labelled).is_none() {
        append(facts, index, labelled, now, plan);
        return Outcome::Accepted;
    }
    if let Some(outcome) = known_before(facts, labelled, plan) {
        return outcome;
    }
    if let Some(device) = fork(facts, labelled) {
        plan.forked.insert(device);
        return Outcome::Forked;
    }
    match &labelled.label {
        // Its words would be lost with the answer that they were taken. Refused, they stay with their author.
        Label::Take if !labelled.relayed && adds_to_erased(facts, labelled) => {
            refuse(facts, index, labelled, ("erased", false), plan)
        }
        Label::Take => {
            append(facts, index, labelled, now, plan);
            Outcome::Accepted
        }
        // It may well say what was erased, and nobody is to decide about it. Its words stay with their author.
        Label::Hold { .. } if !labelled.relayed && adds_to_erased(facts, labelled) => {
            refuse(facts, index, labelled, ("erased", false), plan)
        }
        Label::Hold { .. } if waits_enough(facts, labelled) => Outcome::Later { code: "held-full".to_owned() },
        // Somebody else's group is under this id: a decision about one must not reach the other.
        Label::Hold { .. } if !facts.held.insert(labelled.group) => Outcome::Refused { code: "bad-group".to_owned() },
        Label::Hold { since, .. } => {
            let since = since.clone();
            if let Some(kept) = kept_of(facts, labelled) {
                kept.waiting += 1;
                kept.bytes += size(labelled);
            }
            remember(facts, labelled, &KnownState::Held { since: since.clone() }, plan);
            if !seeded::on(Seeded::HeldForgotten) {
                plan.held.push(index);
                // Brought by somebody else, it waits as it would stand: without what was erased.
                let erased = |change: &&Change| is_erased(facts, change);
                plan.held_bare.extend(labelled.changes.iter().filter(erased).map(|change| change.header().id));
            }
            Outcome::Held { since }
        }
        Label::Later { code } => Outcome::Later { code: code.clone() },
        Label::Refuse { code, remember: keep } => refuse(facts, index, labelled, (code, *keep), plan),
    }
}

fn refuse(facts: &mut Facts, index: usize, labelled: &Labelled, why: (&str, bool), plan: &mut Plan) -> Outcome {
    let (code, keep) = why;
    let room = kept_of(facts, labelled).is_none_or(|kept| kept.refused < REFUSED_CHANGES);
    if keep && room {
        if let Some(kept) = kept_of(facts, labelled) {
            kept.refused += labelled.changes.len() as u64;
        }
        remember(facts, labelled, &KnownState::Refused, plan);
        plan.refused.push(index);
    }
    Outcome::Refused { code: code.to_owned() }
}

/// What may be erased of a change: its record, and the change itself.
pub fn names_of(change: &Change) -> impl Iterator<Item = Erased> {
    let header = change.header();
    let record = (header.act != Act::Erase).then_some((header.stream, *header.record.as_bytes()));
    let alone = (!header.act.drops_bodies()).then(|| forgotten(header.stream, header.record, header.id));
    record.into_iter().chain(alone)
}

fn is_erased(facts: &Facts, change: &Change) -> bool {
    names_of(change).any(|name| facts.erased.contains(&name))
}

fn adds_to_erased(facts: &Facts, labelled: &Labelled) -> bool {
    labelled.changes.iter().any(|change| is_erased(facts, change))
}

fn kept_of<'f>(facts: &'f mut Facts, labelled: &Labelled) -> Option<&'f mut Kept> {
    // All changes of a group are of one device.
    let device = labelled.changes.first()?.header().device;
    Some(facts.kept.entry(device).or_default())
}

fn size(labelled: &Labelled) -> u64 {
    let bytes = |change: &Change| change.header_bytes().len() + change.body_bytes().map_or(0, <[u8]>::len);
    labelled.changes.iter().map(|change| bytes(change) as u64).sum()
}

fn waits_enough(facts: &mut Facts, labelled: &Labelled) -> bool {
    let size = size(labelled);
    kept_of(facts, labelled)
        .is_some_and(|kept| kept.waiting >= WAITING_GROUPS || kept.bytes.saturating_add(size) > WAITING_BYTES)
}

/// The answer to a group that was here before, whatever the rights say now; none where it is new.
fn known_before(facts: &Facts, labelled: &Labelled, plan: &mut Plan) -> Option<Outcome> {
    let known: Vec<Option<&Known>> =
        labelled.changes.iter().map(|change| facts.known.get(&change.header().id)).collect();
    // What was refused stands nowhere: the same act under another signature of its author is no clash with it.
    for (change, known) in labelled.changes.iter().zip(&known) {
        if known.is_some_and(|known| known.hash != change.hash() && known.state != KnownState::Refused) {
            plan.clashes.push(change.header().id);
            return Some(Outcome::Refused { code: "id-clash".to_owned() });
        }
    }
    // What was refused may be sent again and is judged anew.
    let kept: Vec<&Known> = known.into_iter().flatten().filter(|known| known.state != KnownState::Refused).collect();
    let first = *kept.first()?;
    let alike = |known: &&Known| std::mem::discriminant(&known.state) == std::mem::discriminant(&first.state);
    if kept.len() != labelled.changes.len() || !kept.iter().all(alike) {
        return Some(Outcome::Refused { code: "bad-group".to_owned() });
    }
    Some(match &first.state {
        KnownState::Placed { .. } => {
            for (change, known) in labelled.changes.iter().zip(&kept) {
                if let KnownState::Placed { stream, before, after } = known.state {
                    plan.standings.push(Standing {
                        change: change.header().id,
                        hash: known.hash,
                        stream,
                        before,
                        after,
                    });
                }
            }
            Outcome::Had
        }
        KnownState::Held { since } => Outcome::Held { since: since.clone() },
        KnownState::Declined { by, reason } => Outcome::Declined { by: by.clone(), reason: reason.clone() },
        KnownState::Refused => return None,
    })
}

/// Whether a number stands for something else already, or what stands before or after it is not of its chain.
/// What never took a position does not count: its number may be used again, and nothing is lost by it.
fn fork(facts: &Facts, labelled: &Labelled) -> Option<DeviceId> {
    if seeded::on(Seeded::CopyUnnoticed) {
        return None;
    }
    let placed = |device, sequence| facts.numbers.get(&(device, sequence)).filter(|numbered| numbered.placed);
    labelled.changes.iter().find_map(|change| {
        let header = change.header();
        let taken = placed(header.device, header.sequence).is_some_and(|numbered| numbered.hash != change.hash());
        let before = header.sequence.checked_sub(1).and_then(|sequence| placed(header.device, sequence));
        let parted = before.is_some_and(|numbered| numbered.hash != header.previous);
        // What came before may come later: it was held or refused, or a restored server had lost it.
        let after = header.sequence.checked_add(1).and_then(|sequence| placed(header.device, sequence));
        let overtaken = after.is_some_and(|numbered| numbered.previous != change.hash());
        (taken || parted || overtaken).then_some(header.device)
    })
}

/// Whether something is forgotten in a group.
pub fn forgets(labelled: &Labelled) -> bool {
    labelled.changes.iter().any(|change| change.header().act == Act::Forget)
}

/// Whether of a group just that is here which forgets. A restored server has it from its log, where it stands alone, and
/// the rest comes back with its author or whoever holds it. The group was taken once: what is logged was judged before.
fn is_rest_of_forgetting(facts: &Facts, labelled: &Labelled) -> bool {
    let (mut here, mut missing) = (false, false);
    for change in &labelled.changes {
        match facts.known.get(&change.header().id) {
            None => missing = true,
            Some(known) if known.state == KnownState::Refused => missing = true,
            Some(Known { hash, state: KnownState::Placed { .. } })
                if change.header().act == Act::Forget && *hash == change.hash() =>
            {
                here = true;
            }
            Some(_) => return false,
        }
    }
    here && missing
}

fn append(facts: &mut Facts, index: usize, labelled: &Labelled, now: Timestamp, plan: &mut Plan) {
    for (at, change) in labelled.changes.iter().enumerate() {
        let (header, hash) = (change.header(), change.hash());
        if let Some(Known { state: KnownState::Placed { stream, before, after }, .. }) = facts.known.get(&header.id) {
            let (stream, before, after) = (*stream, *before, *after);
            plan.standings.push(Standing { change: header.id, hash, stream, before, after });
            continue;
        }
        let head = facts.heads.entry(header.stream).or_insert_with(|| Head::start(header.stream));
        let before = *head;
        let after = before.then(hash, now);
        *head = after;
        let state = KnownState::Placed { stream: header.stream, before, after };
        if facts.known.insert(header.id, Known { hash, state }).is_some() {
            plan.cleared.push(header.id);
        }
        facts
            .numbers
            .insert((header.device, header.sequence), Numbered { hash, previous: header.previous, placed: true });
        let bare = is_erased(facts, change) && !seeded::on(Seeded::ErasedComesBack);
        if let Some(erasing) = Erasing::by(change) {
            facts.erased.extend(erasing.erased());
            plan.erasing.push(erasing);
        }
        if at == 0 || !seeded::on(Seeded::HalfAGroup) {
            plan.rows.push(NewRow { group: index, change: at, before, after, bare });
        }
        plan.standings.push(Standing { change: header.id, hash, stream: header.stream, before, after });
        plan.moved.insert(header.stream, after);
    }
}

fn remember(facts: &mut Facts, labelled: &Labelled, state: &KnownState, plan: &mut Plan) {
    for change in &labelled.changes {
        let (header, hash) = (change.header(), change.hash());
        if facts.known.insert(header.id, Known { hash, state: state.clone() }).is_some() {
            plan.cleared.push(header.id);
        }
        facts
            .numbers
            .insert((header.device, header.sequence), Numbered { hash, previous: header.previous, placed: false });
    }
}

#[cfg(test)]
mod tests;
