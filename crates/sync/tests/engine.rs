//! When a device speaks to its server, and what it does with each answer.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::cell::{Cell, RefCell};

use domain::clock::Timestamp;
use domain::entropy::SeededEntropy;
use domain::ids::{GroupId, StreamId};
use protocol::{Fate, GroupAnswer, Page, PullAnswer, PushAnswer, Refused, WireGroup};
use sync::{
    Answer, Call, Effect, Engine, Event, Fault, Moment, Pages, Phase, Replica, ReplicaFault, Standing, Taken, Trouble,
};

/// Holds so many groups, and notes what was asked of it.
#[derive(Default)]
struct Outbox {
    waiting: Cell<u8>,
    asked: RefCell<Vec<&'static str>>,
    untrue: Cell<bool>,
    /// The page counts on what is not here.
    lacks: Cell<bool>,
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
}

struct Desk {
    engine: Engine,
    outbox: Outbox,
    entropy: SeededEntropy,
    awake_ms: u64,
}

impl Desk {
    fn with(waiting: u8) -> Self {
        let outbox = Outbox { waiting: Cell::new(waiting), ..Outbox::default() };
        Self { engine: Engine::new("test", None), outbox, entropy: SeededEntropy::new(1), awake_ms: 0 }
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        let at = Moment { now: Timestamp::from_millis(1_000_000), awake_ms: self.awake_ms };
        self.engine.handle(event, &self.outbox, at, &self.entropy)
    }

    /// The one call that an event led to.
    fn call(&mut self, event: Event) -> Option<Call> {
        let calls = self.tell(event).into_iter().filter_map(|effect| match effect {
            Effect::Call(call) => Some(call),
            _ => None,
        });
        let calls: Vec<Call> = calls.collect();
        assert!(calls.len() <= 1, "never more than one call is under way");
        calls.into_iter().next()
    }

    fn answered(&mut self, answer: Answer) -> Option<Call> {
        self.call(Event::Answered(Ok(answer)))
    }

    fn session(&mut self) -> Option<Call> {
        self.answered(Answer::Session { may_read: true })
    }

    fn phase(&self) -> &Phase {
        &self.engine.status().phase
    }
}

fn fates(fates: Vec<Fate>) -> Answer {
    let answers = (0..).zip(fates).map(|(n, fate)| GroupAnswer { group: GroupId::from_bytes([n; 16]), fate }).collect();
    Answer::Push(PushAnswer { answers, receipts: Vec::new(), server_time: Timestamp::from_millis(5) })
}

fn pulled(more: bool) -> PullAnswer {
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
    }
}

fn page() -> Page {
    let stream = StreamId::from_bytes([1; 16]);
    Page {
        stream,
        sort: "control".to_owned(),
        area: None,
        person: None,
        epoch: 1,
        before: domain::chain::Head::start(stream),
        entries: Vec::new(),
        signature: domain::signing::Signature::from_bytes([0; 64]),
    }
}

#[test]
fn everything_that_waits_is_sent_before_anything_is_received() {
    let mut desk = Desk::with(3);
    assert!(matches!(desk.call(Event::Asked), Some(Call::Session { .. })));
    assert!(matches!(desk.session(), Some(Call::Push(push)) if push.groups.len() == 2 && push.pending == 1));
    assert_eq!(desk.phase(), &Phase::Sending { item: 1, of: 3 });
    let next = desk.answered(fates(vec![Fate::Accepted, Fate::Accepted]));
    assert!(matches!(next, Some(Call::Push(push)) if push.groups.len() == 1));
    assert_eq!(desk.phase(), &Phase::Sending { item: 3, of: 3 });
    assert!(matches!(desk.answered(fates(vec![Fate::Accepted])), Some(Call::Pull(_))));
    assert_eq!(desk.answered(Answer::Pull(pulled(false))), None);
    assert_eq!(desk.phase(), &Phase::Idle);
}

#[test]
fn while_nothing_answers_a_new_note_does_not_knock_and_a_person_may() {
    let mut desk = Desk::with(1);
    desk.call(Event::Asked).unwrap();
    assert_eq!(desk.call(Event::Answered(Err(Fault::Unreachable))), None);
    assert!(matches!(desk.phase(), Phase::Waiting { trouble: Trouble::Unreachable, .. }));
    assert!(desk.engine.status().offline_since.is_some());
    assert_eq!(desk.call(Event::Written), None);
    assert_eq!(desk.call(Event::Hint), None);
    assert_eq!(desk.call(Event::Tick), None, "it is not time yet");
    desk.awake_ms = 60_000;
    assert!(desk.call(Event::Tick).is_some());
    assert_eq!(desk.call(Event::Answered(Err(Fault::Unreachable))), None);
    assert!(desk.call(Event::Asked).is_some());
}

#[test]
fn what_happens_during_an_exchange_makes_one_more_and_never_interrupts() {
    let mut desk = Desk::with(0);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    for _ in 0..3 {
        assert_eq!(desk.call(Event::Written), None);
    }
    assert!(matches!(desk.answered(Answer::Pull(pulled(false))), Some(Call::Pull(_))));
    assert_eq!(desk.answered(Answer::Pull(pulled(false))), None);
}

#[test]
fn a_session_that_no_longer_stands_is_opened_anew_and_the_call_repeated() {
    let mut desk = Desk::with(1);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    let ended = Refused { code: "not-authenticated".to_owned(), message: String::new(), retry_after: None };
    assert!(matches!(desk.call(Event::Answered(Err(Fault::Refused(ended)))), Some(Call::Session { .. })));
    assert!(matches!(desk.session(), Some(Call::Push(_))));
}

#[test]
fn a_server_that_never_lets_anybody_in_is_not_asked_for_ever() {
    let mut desk = Desk::with(1);
    let mut calls = 0;
    let mut next = desk.call(Event::Asked);
    while let Some(call) = next {
        calls += 1;
        assert!(calls < 100, "it asks again and again");
        next = match call {
            Call::Session { .. } => desk.session(),
            _ => {
                let ended = Refused { code: "not-authenticated".to_owned(), message: String::new(), retry_after: None };
                desk.call(Event::Answered(Err(Fault::Refused(ended))))
            }
        };
    }
    assert!(matches!(desk.phase(), Phase::Waiting { .. }));
}

#[test]
fn groups_that_are_put_off_wait_for_the_next_exchange_and_keep_nothing_from_being_received() {
    let mut desk = Desk::with(2);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    let later = || Fate::Later { code: "server-older".to_owned(), message: String::new() };
    assert!(matches!(desk.answered(fates(vec![later(), later()])), Some(Call::Pull(_))));
    assert!(matches!(desk.answered(Answer::Pull(pulled(true))), Some(Call::Pull(_))));
    assert_eq!(desk.answered(Answer::Pull(pulled(false))), None);
    assert!(
        matches!(desk.phase(), Phase::Waiting { trouble: Trouble::Refused { code, .. }, .. } if code == "server-older")
    );
}

#[test]
fn one_page_that_does_not_hold_keeps_the_others_not_back_and_nothing_is_called_whole() {
    let mut desk = Desk::with(0);
    desk.outbox.untrue.set(true);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    let answer = PullAnswer { pages: vec![page(), page()], ..pulled(false) };
    assert_eq!(desk.answered(Answer::Pull(answer)), None);
    assert_eq!(*desk.outbox.asked.borrow(), ["page", "page"]);
    assert!(matches!(desk.phase(), Phase::Waiting { trouble: Trouble::Untrue(_), .. }));
    assert_eq!(desk.engine.status().last_sync, None);
}

#[test]
fn a_restored_server_is_begun_with_again_although_a_page_of_it_does_not_hold_yet() {
    let mut desk = Desk::with(0);
    desk.outbox.untrue.set(true);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    let unknown = vec![StreamId::from_bytes([1; 16])];
    let answer = PullAnswer { pages: vec![page()], unknown, ..pulled(false) };
    assert!(matches!(desk.answered(Answer::Pull(answer)), Some(Call::Pull(_))), "else the page comes for ever");
    assert!(desk.outbox.asked.borrow().contains(&"begin again"));
}

#[test]
fn what_a_disk_of_an_earlier_day_lacks_is_asked_for_at_once() {
    let mut desk = Desk::with(0);
    desk.outbox.lacks.set(true);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    let answer = PullAnswer { pages: vec![page()], ..pulled(false) };
    assert!(matches!(desk.answered(Answer::Pull(answer)), Some(Call::Pull(_))));
    desk.outbox.lacks.set(false);
    let answer = PullAnswer { pages: vec![page()], ..pulled(false) };
    assert_eq!(desk.answered(Answer::Pull(answer)), None);
    assert_eq!(desk.phase(), &Phase::Idle);
}

#[test]
fn a_restored_server_and_a_copied_device_are_each_answered_and_the_exchange_goes_on() {
    let mut desk = Desk::with(1);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    assert!(matches!(desk.answered(fates(vec![Fate::Forked])), Some(Call::Session { .. })));
    assert!(desk.outbox.asked.borrow().contains(&"part"));
    desk.session().unwrap();
    desk.answered(fates(vec![Fate::Accepted])).unwrap();
    let answer = PullAnswer { unknown: vec![StreamId::from_bytes([1; 16])], ..pulled(false) };
    assert!(matches!(desk.answered(Answer::Pull(answer)), Some(Call::Pull(_))));
    assert!(desk.outbox.asked.borrow().contains(&"begin again"));
    assert_eq!(desk.answered(Answer::Pull(pulled(false))), None);
    assert_eq!(desk.phase(), &Phase::Idle);
}

#[test]
fn a_server_that_does_not_know_the_device_is_told_of_it_once_and_then_believed() {
    let mut desk = Desk::with(0);
    let unknown = || Refused { code: "unknown-device".to_owned(), message: String::new(), retry_after: None };
    desk.call(Event::Asked).unwrap();
    let again = desk.call(Event::Answered(Err(Fault::Refused(unknown()))));
    assert!(matches!(again, Some(Call::Session { introductions }) if introductions.len() == 1));
    assert_eq!(desk.call(Event::Answered(Err(Fault::Refused(unknown())))), None);
    assert!(matches!(desk.phase(), Phase::Waiting { trouble: Trouble::Refused { .. }, .. }));
}
