//! The state machine: one call under way at a time, and a reason for each.
//!
//! An exchange is: open a session if there is none, send until nothing waits that can be sent, receive
//! until nothing is behind. What happens meanwhile (another note recorded, a hint, a person asking) is
//! remembered and makes one more exchange; it never interrupts one.

use domain::clock::Timestamp;
use domain::entropy::Entropy;
use protocol::{Fate, PullAnswer, PullRequest, PushAnswer, PushRequest, Refused, WireGroup};

use crate::pause;
use crate::replica::{Pages, Replica, ReplicaFault, Taken};
use crate::report::{Phase, Report, Status, Trouble};

/// Exchanges in a row that a restored server or a copied device may cause before the engine waits.
const RESTARTS: u32 = 8;

/// What happened outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Something was put into the outbox.
    Written,
    /// The server says there is something new.
    Hint,
    /// A person wants it now; the network came back; the machine woke; the window came to the front.
    Asked,
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
}

/// Why a call brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Unreachable,
    WrongServer,
    NotUnderstood,
    Version { server_is_newer: bool },
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
    /// Groups sent in this exchange, for telling progress.
    sent: u64,
    wake_ms: Option<u64>,
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
            sent: 0,
            wake_ms: None,
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
        let groups = replica.outgoing(self.bounds.push_groups, self.bounds.push_bytes)?;
        if !groups.is_empty() && self.put_off.is_none() {
            let of = self.sent + u64::from(standing.pending);
            self.status.phase = Phase::Sending { item: (self.sent + 1).min(of.max(1)), of: of.max(1) };
            let pending = standing.pending.saturating_sub(u32::try_from(groups.len()).unwrap_or(u32::MAX));
            return Ok(Call::Push(PushRequest { groups, pending }));
        }
        if !matches!(self.status.phase, Phase::Receiving { .. }) {
            self.status.phase = Phase::Receiving { behind: 0 };
        }
        Ok(Call::Pull(PullRequest {
            cursors: standing.cursors,
            bytes: self.bounds.page_bytes,
            changes: self.bounds.page_changes,
            purged: standing.purged,
            whole: standing.whole,
            held: standing.held,
            pending: standing.pending,
            program: self.program.clone(),
        }))
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
            // A server that was restored may have lost the device itself, which then says who it is once more.
            Err(Fault::Refused(refused)) if refused.code == UNKNOWN_DEVICE && !self.unknown => {
                self.unknown = true;
                return self.restart(replica, at, entropy, effects);
            }
            Err(fault) => return self.stop(trouble_of_call(fault), at, entropy, effects),
        };
        self.status.offline_since = None;
        let more = match answer {
            Answer::Session { may_read } => {
                self.session = Some(may_read);
                Ok(Next::GoOn)
            }
            Answer::Push(answer) => self.pushed(&answer, replica, at.now),
            Answer::Pull(answer) => self.pulled(&answer, replica, at.now),
        };
        match more {
            Ok(Next::GoOn) => self.go_on(replica, at, entropy, effects),
            Ok(Next::Restart) => self.restart(replica, at, entropy, effects),
            Ok(Next::Wait(trouble)) => self.stop(trouble, at, entropy, effects),
            Ok(Next::Done) => match self.put_off.take() {
                Some(trouble) => {
                    self.status.last_sync = Some(at.now);
                    self.stop(trouble, at, entropy, effects);
                }
                None => self.done(replica, at, entropy, effects),
            },
            Err(fault) => self.stop(trouble_of(fault), at, entropy, effects),
        }
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
            _ => Next::GoOn,
        })
    }

    fn pulled(&mut self, answer: &PullAnswer, replica: &dyn Replica, now: Timestamp) -> Result<Next, ReplicaFault> {
        self.report.server_time = Some(answer.server_time);
        // One stream that does not hold must not keep the others back.
        let Pages { taken, stood, untrue, again } = replica.take_pages(&answer.pages, now)?;
        self.report.pulled += taken.new;
        self.report.conflicts += taken.conflicts;
        if again {
            return Ok(Next::Restart);
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
        Ok(if more { Next::GoOn } else { Next::Done })
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
        let wait = pause::after_failures(self.failures, entropy);
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

/// The code with which a server says that it knows no such device.
const UNKNOWN_DEVICE: &str = "unknown-device";

enum Next {
    GoOn,
    Restart,
    Wait(Trouble),
    Done,
}

fn trouble_of(fault: ReplicaFault) -> Trouble {
    match fault {
        ReplicaFault::Store(what) => Trouble::Store(what),
        ReplicaFault::Untrue(what) => Trouble::Untrue(what),
    }
}

fn trouble_of_call(fault: Fault) -> Trouble {
    match fault {
        Fault::Unreachable => Trouble::Unreachable,
        Fault::WrongServer => Trouble::WrongServer,
        Fault::NotUnderstood => Trouble::NotUnderstood,
        Fault::Version { server_is_newer } => Trouble::Version { server_is_newer },
        Fault::Refused(refused) => Trouble::Refused { code: refused.code, message: refused.message },
    }
}
