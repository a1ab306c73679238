//! What can go wrong, each by a name, and how often it did.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    RequestLost,
    AnswerLost,
    RequestTwice,
    /// A request that arrives after later ones of the same device.
    RequestLate,
    AnswerLate,
    Partition,
    ClockJumps,
    ClockStands,
    ClockBack,
    DeviceCrash,
    DeviceRefused,
    DeviceFull,
    ServerCrash,
    ServerFull,
    ServerRestored,
    DeviceCloned,
    /// The same notebook running twice under one device.
    DeviceCopied,
    DeviceImage,
    GrantGiven,
    GrantEnded,
    Withdrawn,
    /// A page comes otherwise than the server made it.
    AnswerAltered,
    /// A cache in the middle gives an answer of earlier once more.
    AnswerOld,
    /// A signed and accepted change that no version makes anything of.
    Poisoned,
    /// A change with fields of a later version.
    Newer,
    /// A note taken back in one ward and recorded anew in another, in one act.
    WardCorrected,
    /// What travelled in a sealed file, taken in by whoever came by it.
    FileHanded,
    /// A note erased for good, with what hangs on it, wherever it got to by then.
    Erased,
    /// Who opens sealed sources: one more, or one less.
    LeadsChanged,
    /// A roster by somebody who stands in none.
    StrayRoster,
    /// Who told something, erased for good.
    SourceErased,
}

impl Fault {
    pub const ALL: [Self; 31] = [
        Self::RequestLost,
        Self::AnswerLost,
        Self::RequestTwice,
        Self::RequestLate,
        Self::AnswerLate,
        Self::Partition,
        Self::ClockJumps,
        Self::ClockStands,
        Self::ClockBack,
        Self::DeviceCrash,
        Self::DeviceRefused,
        Self::DeviceFull,
        Self::ServerCrash,
        Self::ServerFull,
        Self::ServerRestored,
        Self::DeviceCloned,
        Self::DeviceCopied,
        Self::DeviceImage,
        Self::GrantGiven,
        Self::GrantEnded,
        Self::Withdrawn,
        Self::AnswerAltered,
        Self::AnswerOld,
        Self::Poisoned,
        Self::Newer,
        Self::WardCorrected,
        Self::FileHanded,
        Self::Erased,
        Self::LeadsChanged,
        Self::StrayRoster,
        Self::SourceErased,
    ];
}

/// What was done and what went wrong, over one seed or many.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub seeds: u64,
    pub edits: u64,
    /// Calls that a device made to a server, answered or not.
    pub attempts: u64,
    pub rests: u64,
    /// Sources sealed and opened, records of trails, and rosters recovered with the code.
    pub sealed: u64,
    pub opened: u64,
    pub trailed: u64,
    pub recovered: u64,
    pub faults: BTreeMap<Fault, u64>,
    /// Both between two rests of one run.
    pub pairs: BTreeMap<(Fault, Fault), u64>,
    since_rest: BTreeSet<Fault>,
}

impl Tally {
    pub fn of_one() -> Self {
        Self { seeds: 1, ..Self::default() }
    }

    pub fn note(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_default() += 1;
        self.since_rest.insert(fault);
    }

    pub fn rested(&mut self) {
        self.rests += 1;
        let met: Vec<Fault> = std::mem::take(&mut self.since_rest).into_iter().collect();
        for (at, one) in met.iter().enumerate() {
            for other in &met[at + 1..] {
                *self.pairs.entry((*one, *other)).or_default() += 1;
            }
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.edits += other.edits;
        self.attempts += other.attempts;
        self.rests += other.rests;
        self.sealed += other.sealed;
        self.opened += other.opened;
        self.trailed += other.trailed;
        self.recovered += other.recovered;
        for (fault, times) in &other.faults {
            *self.faults.entry(*fault).or_default() += times;
        }
        for (pair, times) in &other.pairs {
            *self.pairs.entry(*pair).or_default() += times;
        }
    }

    pub fn of(&self, fault: Fault) -> u64 {
        self.faults.get(&fault).copied().unwrap_or(0)
    }

    /// The pair that met the least often, and how often.
    pub fn rarest_pair(&self) -> (Fault, Fault, u64) {
        let expected = Fault::ALL;
        let pairs = expected
            .iter()
            .enumerate()
            .flat_map(|(at, one)| expected[at + 1..].iter().map(move |other| (*one, *other)));
        let (one, other) =
            pairs.min_by_key(|pair| self.pairs.get(pair).copied().unwrap_or(0)).expect("there are pairs");
        (one, other, self.pairs.get(&(one, other)).copied().unwrap_or(0))
    }
}
