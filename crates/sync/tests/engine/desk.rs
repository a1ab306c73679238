//! An engine at work: what it is told, what it asks for, and a store of which each test says what is in it.

use std::cell::{Cell, RefCell};

use domain::blob::BlobId;
use domain::clock::Timestamp;
use domain::entropy::SeededEntropy;
use domain::ids::{ChangeId, GroupId, StreamId};
use protocol::{BlobGetRequest, BlobPutRequest, Fate, GroupAnswer, Page, PullAnswer, PushAnswer, WireGroup};
use sync::{
    Answer, BlobCall, BlobPart, Call, Effect, Engine, Event, Moment, Pages, Phase, Replica, ReplicaFault, Standing,
    Taken,
};

/// Holds so many groups, and notes what was asked of it.
#[derive(Default)]
pub struct Outbox {
    pub waiting: Cell<u8>,
    pub asked: RefCell<Vec<&'static str>>,
    pub untrue: Cell<bool>,
    /// The page counts on what is not here.
    pub lacks: Cell<bool>,
    /// Bytes of one photo, and how many of them the server has.
    pub file: Cell<u64>,
    pub file_sent: Cell<u64>,
    /// Bytes of another one that is to come, and how many of them are here.
    pub coming: Cell<u64>,
    pub here: Cell<u64>,
}

impl Outbox {
    fn note(&self, what: &'static str) {
        self.asked.borrow_mut().push(what);
    }
}

fn group(number: u8) -> WireGroup {
    WireGroup { id: GroupId::from_bytes([number; 16]), changes: Vec::new(), relayed: false }
}

impl Replica for Outbox {
    fn standing(&self) -> Result<Standing, ReplicaFault> {
        Ok(Standing { pending: self.waiting.get().into(), ..Standing::default() })
    }

    fn outgoing(&self, groups: usize, _: usize) -> Result<Vec<WireGroup>, ReplicaFault> {
        Ok((0..self.waiting.get()).take(groups.min(2)).map(group).collect())
    }

    fn introductions(&self) -> Result<Vec<WireGroup>, ReplicaFault> {
        Ok(Vec::new())
    }

    fn lineage(&self) -> Result<Vec<WireGroup>, ReplicaFault> {
        Ok(vec![group(0)])
    }

    fn take_push(&self, answer: &PushAnswer, _: Timestamp) -> Result<Taken, ReplicaFault> {
        let through = answer.answers.iter().filter(|answer| answer.fate == Fate::Accepted).count() as u8;
        self.waiting.set(self.waiting.get() - through);
        Ok(Taken { new: through.into(), ..Taken::default() })
    }

    fn take_pages(&self, pages: &[Page], _: Timestamp) -> Result<Pages, ReplicaFault> {
        pages.iter().for_each(|_| self.note("page"));
        let untrue = (self.untrue.get() && !pages.is_empty()).then(|| "a signature".to_owned());
        let stood = if untrue.is_some() { 0 } else { pages.len() };
        Ok(Pages { stood, untrue, again: self.lacks.get(), ..Pages::default() })
    }

    fn take_standing(&self, _: &PullAnswer, _: Timestamp) -> Result<Taken, ReplicaFault> {
        self.note("standing");
        Ok(Taken::default())
    }

    fn begin_again(&self, _: &[StreamId], _: u64, _: Timestamp) -> Result<(), ReplicaFault> {
        self.note("begin again");
        Ok(())
    }

    fn part_from_copy(&self, _: Timestamp) -> Result<(), ReplicaFault> {
        self.note("part");
        Ok(())
    }

    fn next_blob(&self, most: usize) -> Result<Option<(BlobCall, u32)>, ReplicaFault> {
        let (blob, change) = (BlobId::from_bytes([1; 32]), ChangeId::from_bytes([1; 16]));
        if self.here.get() < self.coming.get() {
            let get = BlobGetRequest { change, blob, at: self.here.get(), most: most as u32 };
            return Ok(Some((BlobCall::Get(get), 1)));
        }
        let (at, size) = (self.file_sent.get(), self.file.get());
        let left = size.saturating_sub(at);
        let bytes = vec![7; left.min(most as u64) as usize];
        Ok((left > 0).then_some((BlobCall::Put(BlobPutRequest { change, blob, size, at, bytes }), 1)))
    }

    fn take_blob(&self, part: BlobPart<'_>, _: Timestamp) -> Result<bool, ReplicaFault> {
        match part {
            BlobPart::Put(_, answer) => self.file_sent.set(answer.have),
            BlobPart::Got(_, answer) => self.here.set(self.here.get() + answer.bytes.len() as u64),
        }
        Ok(self.file_sent.get() == self.file.get())
    }

    fn blob_refused(&self, _: BlobId, _: &str, _: Timestamp) -> Result<(), ReplicaFault> {
        self.note("file refused");
        self.file.set(0);
        Ok(())
    }
}

pub struct Desk {
    pub engine: Engine,
    pub outbox: Outbox,
    entropy: SeededEntropy,
    pub awake_ms: u64,
}

impl Desk {
    pub fn with(waiting: u8) -> Self {
        let outbox = Outbox { waiting: Cell::new(waiting), ..Outbox::default() };
        Self { engine: Engine::new("test", None), outbox, entropy: SeededEntropy::new(1), awake_ms: 0 }
    }

    pub fn tell(&mut self, event: Event) -> Vec<Effect> {
        let at = Moment { now: Timestamp::from_millis(1_000_000), awake_ms: self.awake_ms };
        self.engine.handle(event, &self.outbox, at, &self.entropy)
    }

    /// The one call that an event led to.
    pub fn call(&mut self, event: Event) -> Option<Call> {
        let calls = self.tell(event).into_iter().filter_map(|effect| match effect {
            Effect::Call(call) => Some(call),
            _ => None,
        });
        let calls: Vec<Call> = calls.collect();
        assert!(calls.len() <= 1, "never more than one call is under way");
        calls.into_iter().next()
    }

    pub fn answered(&mut self, answer: Answer) -> Option<Call> {
        self.call(Event::Answered(Ok(answer)))
    }

    pub fn session(&mut self) -> Option<Call> {
        self.answered(Answer::Session { may_read: true })
    }

    pub fn phase(&self) -> &Phase {
        &self.engine.status().phase
    }
}

pub fn fates(fates: Vec<Fate>) -> Answer {
    let answers = (0..).zip(fates).map(|(n, fate)| GroupAnswer { group: GroupId::from_bytes([n; 16]), fate }).collect();
    Answer::Push(PushAnswer { answers, receipts: Vec::new(), server_time: Timestamp::from_millis(5) })
}

pub fn pulled(more: bool) -> PullAnswer {
    PullAnswer {
        pages: Vec::new(),
        gone: Vec::new(),
        unknown: Vec::new(),
        decided: Vec::new(),
        receipts: Vec::new(),
        more,
        epoch: 1,
        server_time: Timestamp::from_millis(5),
        lease_days: 14,
        behind: 0,
        there: Vec::new(),
    }
}
