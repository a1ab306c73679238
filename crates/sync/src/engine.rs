//! The state machine: one call under way at a time, and a reason for each.
//!
//! An exchange is: open a session if there is none, send until nothing waits that can be sent, receive
//! until nothing is behind, then photos and documents part by part, text first between any two. What happens meanwhile (another note recorded, a hint, a person asking) is
//! remembered and makes one more exchange; it never interrupts one.

use domain::blob::BlobId;
use domain::clock::Timestamp;
use domain::entropy::Entropy;
use protocol::{BlobGetAnswer, BlobGetRequest, BlobPutAnswer, BlobPutRequest};
use protocol::{Fate, PullAnswer, PullRequest, PushAnswer, PushRequest, Refused, WireGroup};

use crate::files::Files;
use crate::pause;
use crate::progress::Progress;
use crate::replica::{BlobCall, Pages, Replica, ReplicaFault, Taken};
use crate::report::{Phase, Report, Status, Trouble};

/// Exchanges in a row that a restored server or a copied device may cause before the engine waits.
const RESTARTS: u32 = 8;

/// How often what a call carries is halved on a line that breaks under it: from a megabyte to 32 kilobytes.
const HALVINGS: u32 = 5;

/// What happened outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Something was put into the outbox.
    Written,
    /// The server says there is something new.
    Hint,
    /// A person wants it now; the network came back; the machine woke; the window came to the front.
    Asked,
    /// Somebody looked, and the server is there.
    Reached,
    /// Time has passed; sent at the moment of the last [`Effect::Wake`], or whenever.
    Tick,
    Answered(Result<Answer, Fault>),
}

/// What a call brought.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// `may_read` is false where access has ended.
    Session {
        may_read: bool,
    },
    Push(PushAnswer),
    Pull(PullAnswer),
    BlobPut(BlobPutAnswer),
    BlobGet(BlobGetAnswer),
}

/// Why a call brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Unreachable,
    SomethingElse,
    /// The server was there, and the line broke while a message was on its way: it may have arrived.
    Broke,
    WrongServer,
    NotUnderstood,
    Version {
        server_is_newer: bool,
    },
    Refused(Refused),
}

/// What the driver is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Carry it out and report with [`Event::Answered`]. Never more than one is under way.
    Call(Call),
    /// Send [`Event::Tick`] at this reading of the awake clock, in milliseconds. Replaces the last.
    Wake { at_ms: u64 },
    /// [`Engine::status`] says something new.
    Status,
    /// An exchange ended: whole, or with what stood in the way.
    Ended(Result<Report, (Report, Trouble)>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    Session { introductions: Vec<WireGroup> },
    Push(PushRequest),
    Pull(PullRequest),
    BlobPut(BlobPutRequest),
    BlobGet(BlobGetRequest),
}

/// Bounds on what one call carries. Small ones are for tests of paging.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub push_groups: usize,
    pub push_bytes: usize,
    /// 0 leaves it to the server.
    pub page_changes: u32,
    pub page_bytes: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { push_groups: protocol::PUSH_GROUPS, push_bytes: protocol::PUSH_BYTES, page_changes: 0, page_bytes: 0 }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Under {
    Nothing,
    Session,
    Push,
    Pull,
    Blob,
}

pub struct Engine {
    program: String,
    bounds: Bounds,
    under: Under,
    /// A session stands; `Some(false)` may send and no longer receive.
    session: Option<bool>,
    /// The server did not know this device, in this exchange: it is told of it from the start.
    unknown: bool,
    /// The server put everything off that waits: nothing more is sent in this exchange, and it ends with this.
    put_off: Option<Trouble>,
    /// Something happened since the last exchange began.
    again: bool,
    failures: u32,
    restarts: u32,
    /// How often what a call carries is halved: a line that breaks before a whole measure is through may
    /// carry less of it, and would never carry any otherwise.
    halvings: u32,
    /// Calls in a row that broke, in this exchange.
    broken: u32,
    /// Groups sent in this exchange, for telling progress.
    sent: u64,
    progress: Progress,
    files: Files,
    /// Blobs that the last pull asked after.
    wanted: Vec<BlobId>,
    wake_ms: Option<u64>,
    /// The server asked not to be called before this reading of the awake clock. A person may all the same.
    left_alone_until_ms: u64,
    report: Report,
    status: Status,
}

/// The clocks at the moment of an event.
#[derive(Clone, Copy)]
pub struct Moment {
    /// The wall clock, for what people are told.
    pub now: Timestamp,
    /// A clock that only goes forward, for waits.
    pub awake_ms: u64,
}

impl Engine {
    /// `program` names this program's version to the server.
    pub fn new(program: impl Into<String>, last_sync: Option<Timestamp>) -> Self {
        Self::with_bounds(program, last_sync, Bounds::default())
    }

    pub fn with_bounds(program: impl Into<String>, last_sync: Option<Timestamp>, bounds: Bounds) -> Self {
        Self {
            program: program.into(),
            bounds,
            under: Under::Nothing,
            session: None,
            unknown: false,
            put_off: None,
            again: false,
            failures: 0,
            restarts: 0,
            halvings: 0,
            broken: 0,
            sent: 0,
            progress: Progress::default(),
            files: Files::default(),
            wanted: Vec::new(),
            wake_ms: None,
            left_alone_until_ms: 0,
            report: Report::default(),
            status: Status { phase: Phase::Idle, last_sync, offline_since: None },
        }
    }

    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Whether an exchange is under way.
    pub fn is_busy(&self) -> bool {
        self.under != Under::Nothing
    }

    /// Takes one event. Effects are to be carried out in their order.
    pub fn handle(&mut self, event: Event, replica: &dyn Replica, at: Moment, entropy: &dyn Entropy) -> Vec<Effect> {
        let before = self.status.clone();
        let mut effects = Vec::new();
        match event {
            Event::Written | Event::Hint | Event::Asked => {
                // While nothing answers, each new note must not knock again; a person's wish does.
                let waiting = matches!(self.status.phase, Phase::Waiting { .. });
                if self.is_busy() {
                    self.again = true;
                } else if !waiting || event == Event::Asked {
                    self.begin(replica, at, entropy, &mut effects);
                }
            }
            // That it is there is no reason to call a server that put this device off.
            Event::Reached if at.awake_ms < self.left_alone_until_ms => {}
            Event::Reached => {
                if self.is_busy() {
                    self.again = true;
                } else {
                    self.begin(replica, at, entropy, &mut effects);
                }
            }
            Event::Tick => {
                if !self.is_busy() && self.wake_ms.is_none_or(|wake| at.awake_ms >= wake) {
                    self.begin(replica, at, entropy, &mut effects);
                }
            }
            Event::Answered(answer) => self.answered(answer, replica, at, entropy, &mut effects),
        }
        if self.status != before {
            effects.push(Effect::Status);
        }
        effects
    }

    fn begin(&mut self, replica: &dyn Replica, at: Moment, entropy: &dyn Entropy, effects: &mut Vec<Effect>) {
        self.report = Report::default();
        self.sent = 0;
        self.again = false;
        self.unknown = false;
        self.put_off = None;
        self.restarts = 0;
        self.broken = 0;
        self.progress = Progress::default();
        self.files.begin();
        self.go_on(replica, at, entropy, effects);
    }

    /// The next call of the exchange.
    fn go_on(&mut self, replica: &dyn Replica, at: Moment, entropy: &dyn Entropy, effects: &mut Vec<Effect>) {
        match self.next_call(replica) {
            Ok(call) => {
                self.under = match &call {
                    Call::Session { .. } => Under::Session,
                    Call::Push(_) => Under::Push,
                    Call::Pull(_) => Under::Pull,
                    Call::BlobPut(_) | Call::BlobGet(_) => Under::Blob,
                };
                effects.push(Effect::Call(call));
            }
            Err(fault) => self.stop(trouble_of(fault), at, entropy, effects),
        }
    }

    fn next_call(&mut self, replica: &dyn Replica) -> Result<Call, ReplicaFault> {
        if self.session.is_none() {
            self.status.phase = Phase::Connecting;
            let introductions = if self.unknown { replica.lineage()? } else { replica.introductions()? };
            return Ok(Call::Session { introductions });
        }
        let standing = replica.standing()?;
        let groups = replica.outgoing(self.bounds.push_groups, self.bounds.push_bytes >> self.halvings)?;
        if !groups.is_empty() && self.put_off.is_none() {
            let of = self.sent + u64::from(standing.pending);
            self.status.phase = Phase::Sending { item: (self.sent + 1).min(of.max(1)), of: of.max(1) };
            let pending = standing.pending.saturating_sub(u32::try_from(groups.len()).unwrap_or(u32::MAX));
            self.progress.sends(groups.iter().map(|group| group.id).collect());
            return Ok(Call::Push(PushRequest { groups, pending }));
        }
        if !matches!(self.status.phase, Phase::Receiving { .. }) {
            self.status.phase = Phase::Receiving { behind: 0 };
        }
        self.wanted.clone_from(&standing.wanted);
        self.progress.asks_from(standing.cursors.clone());
        Ok(Call::Pull(PullRequest {
            cursors: standing.cursors,
            bytes: self.page_bytes(),
            changes: self.bounds.page_changes,
            purged: standing.purged,
            whole: standing.whole,
            wanted: standing.wanted,
            held: standing.held,
            pending: standing.pending,
            program: self.program.clone(),
        }))
    }

    fn page_bytes(&self) -> u32 {
        match self.bounds.page_bytes {
            0 if self.halvings == 0 => 0,
            0 => u32::try_from(protocol::PAGE_BYTES).unwrap_or(u32::MAX) >> self.halvings,
            bytes => (bytes >> self.halvings).max(1),
        }
    }

    fn answered(
        &mut self,
        answer: Result<Answer, Fault>,
        replica: &dyn Replica,
        at: Moment,
        entropy: &dyn Entropy,
        effects: &mut Vec<Effect>,
    ) {
        let under = std::mem::replace(&mut self.under, Under::Nothing);
        if under == Under::Nothing {
            // An answer to a call of an earlier life of this engine; what it brought comes again.
            return;
        }
        let answer = match answer {
            Ok(answer) => answer,
            Err(Fault::Refused(refused)) if refused.code == NOT_AUTHENTICATED && under != Under::Session => {
                self.session = None;
                return self.restart(replica, at, entropy, effects);
            }
            // A server that was restored may have lost the device itself, which then says who it is once more; or
            // the one that vouches for it.
            Err(Fault::Refused(refused)) if !self.unknown && NOT_KNOWN.contains(&refused.code.as_str()) => {
                self.unknown = true;
                return self.restart(replica, at, entropy, effects);
            }
            Err(Fault::Refused(refused)) if under == Under::Blob => {
                return match self.files.refused(&refused, replica, at.now) {
                    Ok(()) => self.files_on(replica, at, entropy, effects),
                    Err(fault) => self.stop(trouble_of(fault), at, entropy, effects),
                };
            }
            Err(fault) if self.may_carry_less(&fault, under) => return self.go_on(replica, at, entropy, effects),
            Err(fault) => {
                if under == Under::Blob {
                    self.files.broke();
                }
                if let Fault::Refused(Refused { retry_after: Some(seconds), .. }) = &fault {
                    self.left_alone_until_ms = at.awake_ms.saturating_add(pause::as_asked(*seconds));
                }
                return self.stop(trouble_of_call(fault), at, entropy, effects);
            }
        };
        self.broken = 0;
        self.status.offline_since = None;
        let more = match answer {
            Answer::Session { may_read } => {
                self.session = Some(may_read);
                Ok(Next::GoOn)
            }
            Answer::Push(answer) => self.pushed(&answer, replica, at.now),
            Answer::Pull(answer) => self.pulled(&answer, replica, at),
            Answer::BlobPut(answer) => self.files.put(&answer, replica, at, &mut self.report).map(|()| Next::Files),
            Answer::BlobGet(answer) => self.files.got(&answer, replica, at, &mut self.report).map(|()| Next::Files),
        };
        match more {
            Ok(Next::GoOn) => self.go_on(replica, at, entropy, effects),
            Ok(Next::Restart) => self.restart(replica, at, entropy, effects),
            Ok(Next::Wait(trouble)) => self.stop(trouble, at, entropy, effects),
            Ok(Next::Files) => self.files_on(replica, at, entropy, effects),
            Err(fault) => self.stop(trouble_of(fault), at, entropy, effects),
        }
    }

    /// Every text is through: the next part of a photo or document, unless new text came or it is time to look
    /// for others'.
    fn files_on(&mut self, replica: &dyn Replica, at: Moment, entropy: &dyn Entropy, effects: &mut Vec<Effect>) {
        let text = match replica.outgoing(1, 1) {
            Ok(waiting) => !waiting.is_empty() && self.put_off.is_none(),
            Err(fault) => return self.stop(trouble_of(fault), at, entropy, effects),
        };
        if text || (self.files.under_way() && (self.again || self.files.time_to_pull(at))) {
            self.again = false;
            return self.go_on(replica, at, entropy, effects);
        }
        match self.files.next(replica, at) {
            Ok(Some((call, left))) => {
                self.status.phase = Phase::Files { left };
                self.under = Under::Blob;
                effects.push(Effect::Call(match call {
                    BlobCall::Put(request) => Call::BlobPut(request),
                    BlobCall::Get(request) => Call::BlobGet(request),
                }));
            }
            Ok(None) => match self.put_off.take() {
                Some(trouble) => {
                    self.stop(trouble, at, entropy, effects);
                    // What was put off is not sent again for having been put off.
                    self.left_alone_until_ms = self.wake_ms.unwrap_or_default();
                }
                None => self.done(replica, at, entropy, effects),
            },
            Err(fault) => self.stop(trouble_of(fault), at, entropy, effects),
        }
    }

    /// Whether a call that brought nothing is made again at once with half of what it carried. One under which
    /// nobody answered any more is not: whoever waits was promised an end, and the next exchange begins with less.
    fn may_carry_less(&mut self, fault: &Fault, under: Under) -> bool {
        let broke = match fault {
            Fault::Broke => true,
            Fault::Refused(refused) => refused.code == TIMED_OUT,
            Fault::Unreachable => false,
            _ => return false,
        };
        if !matches!(under, Under::Push | Under::Pull) {
            return false;
        }
        self.halvings = (self.halvings + 1).min(HALVINGS);
        self.broken += 1;
        broke && self.broken <= HALVINGS
    }

    fn pushed(&mut self, answer: &PushAnswer, replica: &dyn Replica, now: Timestamp) -> Result<Next, ReplicaFault> {
        let taken = replica.take_push(answer, now)?;
        self.report.server_time = Some(answer.server_time);
        self.report.pushed += taken.new;
        self.note(taken);
        self.sent += answer.answers.len() as u64;
        if answer.answers.iter().any(|answer| answer.fate == Fate::Forked) {
            replica.part_from_copy(now)?;
            // The new device is not known to the server yet.
            self.session = None;
            return Ok(Next::Restart);
        }
        let later = answer.answers.iter().find_map(|answer| match &answer.fate {
            Fate::Later { code, message } => Some((code.clone(), message.clone())),
            _ => None,
        });
        Ok(match later {
            // Sent again at once it would be put off again; what there is to receive does not wait for it.
            Some((code, message)) if taken.new == 0 => {
                self.put_off = Some(Trouble::Refused { code, message });
                Next::GoOn
            }
            _ if !self.progress.goes_on() => Next::Wait(Trouble::NotUnderstood),
            _ => Next::GoOn,
        })
    }

    fn pulled(&mut self, answer: &PullAnswer, replica: &dyn Replica, at: Moment) -> Result<Next, ReplicaFault> {
        let now = at.now;
        self.report.server_time = Some(answer.server_time);
        // One stream that does not hold must not keep the others back.
        let Pages { taken, stood, untrue, again } = replica.take_pages(&answer.pages, now)?;
        self.report.pulled += taken.new;
        self.report.conflicts += taken.conflicts;
        // Where pages are small, streams that are to come whole are found one after the other: as long as something new
        // comes with each, it is no circle.
        if taken.new > 0 {
            self.restarts = 0;
        }
        if again {
            return Ok(Next::Restart);
        }
        if answer.more && !self.progress.goes_on() {
            return Ok(Next::Wait(Trouble::NotUnderstood));
        }
        // A page may fail to hold only because `control` is of the server's last life: what does not fit begins
        // again first, or the same page would come for ever.
        if let Some(what) = untrue.filter(|_| answer.unknown.is_empty()) {
            return Ok(if stood > 0 && answer.more { Next::GoOn } else { Next::Wait(Trouble::Untrue(what)) });
        }
        let taken = replica.take_standing(answer, now)?;
        self.report.pushed += taken.new;
        self.note(Taken { conflicts: 0, ..taken });
        if !answer.unknown.is_empty() {
            replica.begin_again(&answer.unknown, answer.epoch, now)?;
            return Ok(Next::Restart);
        }
        self.status.phase = Phase::Receiving { behind: answer.behind };
        // What a restored server has lost is known once all it has is here, and goes to it now.
        let more = answer.more || (self.put_off.is_none() && !replica.outgoing(1, 1)?.is_empty());
        if more {
            return Ok(Next::GoOn);
        }
        self.status.last_sync = Some(now);
        // What came only now is asked after at once, and once.
        if replica.standing()?.wanted.iter().any(|blob| !self.wanted.contains(blob)) {
            return Ok(Next::GoOn);
        }
        self.files.pulled(answer.epoch, at);
        Ok(Next::Files)
    }

    fn note(&mut self, taken: Taken) {
        self.report.refused += taken.refused;
        self.report.held += taken.held;
    }

    fn restart(&mut self, replica: &dyn Replica, at: Moment, entropy: &dyn Entropy, effects: &mut Vec<Effect>) {
        self.restarts += 1;
        if self.restarts > RESTARTS {
            return self.stop(Trouble::NotUnderstood, at, entropy, effects);
        }
        self.go_on(replica, at, entropy, effects);
    }

    fn done(&mut self, replica: &dyn Replica, at: Moment, entropy: &dyn Entropy, effects: &mut Vec<Effect>) {
        self.failures = 0;
        self.halvings = self.halvings.saturating_sub(1);
        self.status.last_sync = Some(at.now);
        self.status.phase = Phase::Idle;
        effects.push(Effect::Ended(Ok(self.report.clone())));
        if self.again {
            return self.begin(replica, at, entropy, effects);
        }
        self.wake_in(pause::regular(entropy), at, effects);
    }

    fn stop(&mut self, trouble: Trouble, at: Moment, entropy: &dyn Entropy, effects: &mut Vec<Effect>) {
        self.under = Under::Nothing;
        self.failures = self.failures.saturating_add(1);
        if trouble == Trouble::Unreachable {
            self.status.offline_since.get_or_insert(at.now);
        }
        // Whatever it was, the next try proves itself anew.
        self.session = None;
        let asked = self.left_alone_until_ms.saturating_sub(at.awake_ms);
        let wait = pause::after_failures(self.failures, entropy).max(asked);
        self.status.phase = Phase::Waiting {
            seconds: wait.div_ceil(1_000),
            until_ms: at.awake_ms.saturating_add(wait),
            trouble: trouble.clone(),
        };
        effects.push(Effect::Ended(Err((self.report.clone(), trouble))));
        self.wake_in(wait, at, effects);
    }

    fn wake_in(&mut self, millis: u64, at: Moment, effects: &mut Vec<Effect>) {
        let at_ms = at.awake_ms.saturating_add(millis);
        self.wake_ms = Some(at_ms);
        effects.push(Effect::Wake { at_ms });
    }
}

/// The code with which a server says that a session no longer stands.
const NOT_AUTHENTICATED: &str = "not-authenticated";

/// The codes with which a server says that it knows no such device, or nobody who vouches for it.
const NOT_KNOWN: [&str; 2] = ["unknown-device", "bad-introduction"];

/// The code with which a server says that a message took too long to come.
const TIMED_OUT: &str = "timed-out";

enum Next {
    GoOn,
    Restart,
    Wait(Trouble),
    /// All text is through.
    Files,
}

fn trouble_of(fault: ReplicaFault) -> Trouble {
    match fault {
        ReplicaFault::Store(what) => Trouble::Store(what),
        ReplicaFault::Untrue(what) => Trouble::Untrue(what),
    }
}

fn trouble_of_call(fault: Fault) -> Trouble {
    match fault {
        Fault::Unreachable | Fault::Broke => Trouble::Unreachable,
        Fault::SomethingElse => Trouble::SomethingElse,
        Fault::WrongServer => Trouble::WrongServer,
        Fault::NotUnderstood => Trouble::NotUnderstood,
        Fault::Version { server_is_newer } => Trouble::Version { server_is_newer },
        Fault::Refused(refused) => Trouble::Refused { code: refused.code, message: refused.message },
    }
}
