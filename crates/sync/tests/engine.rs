//! When a device speaks to its server, and what it does with each answer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::cell::{Cell, RefCell};

use domain::blob::BlobId;
use domain::clock::Timestamp;
use domain::entropy::SeededEntropy;
use domain::ids::{ChangeId, GroupId, StreamId};
use protocol::{BlobGetAnswer, BlobGetRequest, BlobPutAnswer, BlobPutRequest};
use protocol::{Fate, GroupAnswer, Page, PullAnswer, PushAnswer, Refused, WireGroup};
use sync::{
    Answer, BlobCall, BlobPart, Call, Effect, Engine, Event, Fault, Moment, Pages, Phase, Replica, ReplicaFault,
    Standing, Taken, Trouble,
};

/// Holds so many groups, and notes what was asked of it.
#[derive(Default)]
struct Outbox {
    waiting: Cell<u8>,
    asked: RefCell<Vec<&'static str>>,
    untrue: Cell<bool>,
    /// The page counts on what is not here.
    lacks: Cell<bool>,
    /// Bytes of one photo, and how many of them the server has.
    file: Cell<u64>,
    file_sent: Cell<u64>,
    /// Bytes of another one that is to come, and how many of them are here.
    coming: Cell<u64>,
    here: Cell<u64>,
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
        there: Vec::new(),
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
fn what_waits_is_sent_to_a_server_too_new_to_receive_from_and_the_exchange_says_so() {
    let mut desk = Desk::with(1);
    desk.call(Event::Asked);
    assert!(matches!(desk.session(), Some(Call::Push(_))));
    assert!(matches!(desk.answered(fates(vec![Fate::Accepted])), Some(Call::Pull(_))));
    let effects = desk.tell(Event::Answered(Err(Fault::Version { server_is_newer: true })));
    let ended = effects.into_iter().find_map(|effect| match effect {
        Effect::Ended(how) => Some(how),
        _ => None,
    });
    let (report, trouble) = ended.unwrap().unwrap_err();
    assert_eq!((report.pushed, trouble), (1, Trouble::Version { server_is_newer: true }));
    assert_eq!(desk.outbox.waiting.get(), 0);
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
fn a_server_that_always_has_more_and_never_gives_it_is_not_asked_for_ever() {
    for pages in [Vec::new(), vec![page()]] {
        let mut desk = Desk::with(0);
        desk.call(Event::Asked);
        let mut call = desk.session();
        for _ in 0..50 {
            let Some(Call::Pull(_)) = call else { break };
            call = desk.answered(Answer::Pull(PullAnswer { pages: pages.clone(), ..pulled(true) }));
        }
        assert!(call.is_none(), "it is asked for ever");
        assert!(matches!(desk.phase(), Phase::Waiting { trouble: Trouble::NotUnderstood, .. }), "{:?}", desk.phase());
    }
}

#[test]
fn a_server_that_never_says_what_became_of_what_was_sent_is_not_sent_it_for_ever() {
    let of_another = GroupAnswer { group: GroupId::from_bytes([77; 16]), fate: Fate::Had };
    for answers in [Vec::new(), vec![of_another]] {
        let mut desk = Desk::with(1);
        desk.call(Event::Asked);
        let mut call = desk.session();
        for _ in 0..50 {
            let Some(Call::Push(_)) = call else { break };
            let answers = answers.clone();
            let answer = PushAnswer { answers, receipts: Vec::new(), server_time: Timestamp::from_millis(5) };
            call = desk.answered(Answer::Push(answer));
        }
        assert!(call.is_none(), "it is sent for ever");
        assert!(matches!(desk.phase(), Phase::Waiting { trouble: Trouble::NotUnderstood, .. }), "{:?}", desk.phase());
        assert_eq!(desk.outbox.waiting.get(), 1, "and still waits");
    }
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
fn a_server_that_does_not_know_the_device_or_who_vouches_for_it_is_told_of_it_once_and_then_believed() {
    for code in ["unknown-device", "bad-introduction"] {
        let mut desk = Desk::with(0);
        let unknown = || Refused { code: code.to_owned(), message: String::new(), retry_after: None };
        desk.call(Event::Asked).unwrap();
        let again = desk.call(Event::Answered(Err(Fault::Refused(unknown()))));
        assert!(matches!(again, Some(Call::Session { introductions }) if introductions.len() == 1), "{code}");
        assert_eq!(desk.call(Event::Answered(Err(Fault::Refused(unknown())))), None);
        assert!(matches!(desk.phase(), Phase::Waiting { trouble: Trouble::Refused { .. }, .. }));
    }
}

/// A photo of so many bytes waits beside whatever else does.
fn with_photo(waiting: u8, bytes: u64) -> Desk {
    let desk = Desk::with(waiting);
    desk.outbox.file.set(bytes);
    desk
}

fn part(call: Option<Call>) -> BlobPutRequest {
    match call {
        Some(Call::BlobPut(request)) => request,
        other => panic!("a part of the photo was to come, and not {other:?}"),
    }
}

fn has(have: u64) -> Answer {
    has_of(have, None, None)
}

fn has_of(have: u64, blob: Option<BlobId>, epoch: Option<u64>) -> Answer {
    Answer::BlobPut(BlobPutAnswer { have, server_time: Timestamp::from_millis(5), blob, epoch })
}

#[test]
fn an_answer_about_another_photo_or_from_another_life_of_the_server_counts_nothing_as_sent() {
    let strays: [fn(u64) -> Answer; 2] = [
        |_| has_of(u64::MAX, Some(BlobId::of(b"another photo")), None),
        |epoch| has_of(u64::MAX, None, Some(epoch + 1)),
    ];
    for stray in strays {
        let mut desk = with_photo(0, 100_000);
        desk.call(Event::Asked).unwrap();
        desk.session().unwrap();
        let line = pulled(false);
        let epoch = line.epoch;
        let first = part(desk.answered(Answer::Pull(line)));
        assert!(desk.answered(stray(epoch)).is_none(), "no more of it in this exchange");
        assert_eq!(desk.outbox.file_sent.get(), 0);
        desk.call(Event::Asked).unwrap();
        let again = part(desk.answered(Answer::Pull(pulled(false))));
        assert_eq!((again.blob, again.at), (first.blob, first.at), "and all of it in the next");
        assert!(desk.answered(has_of(again.bytes.len() as u64, Some(again.blob), Some(epoch))).is_some());
    }
}

#[test]
fn bytes_of_another_photo_or_of_another_place_in_it_are_not_taken_for_those_that_were_asked_for() {
    let gives = |blob: Option<BlobId>, at: Option<u64>| {
        let server_time = Timestamp::from_millis(5);
        Answer::BlobGet(BlobGetAnswer { size: 100_000, bytes: vec![7; 1_000], server_time, blob, at })
    };
    let asks = |call: Option<Call>| match call {
        Some(Call::BlobGet(request)) => request,
        other => panic!("a part of the photo was to be asked for, and not {other:?}"),
    };
    for (blob, at) in [(Some(BlobId::of(b"another photo")), None), (None, Some(1)), (None, Some(u64::MAX))] {
        let mut desk = Desk::with(0);
        desk.outbox.coming.set(100_000);
        desk.call(Event::Asked).unwrap();
        desk.session().unwrap();
        let first = asks(desk.answered(Answer::Pull(pulled(false))));
        assert!(desk.answered(gives(blob, at)).is_none(), "no more of it in this exchange");
        assert_eq!(desk.outbox.here.get(), 0);
        desk.call(Event::Asked).unwrap();
        let again = asks(desk.answered(Answer::Pull(pulled(false))));
        assert_eq!((again.blob, again.at), (first.blob, 0), "and all of it in the next");
        let next = asks(desk.answered(gives(Some(again.blob), Some(0))));
        assert_eq!((next.at, desk.outbox.here.get()), (1_000, 1_000));
        // A server that does not say yet of what it speaks is believed.
        assert_eq!(asks(desk.answered(gives(None, None))).at, 2_000);
    }
}

#[test]
fn text_goes_before_a_photo_and_between_any_two_parts_of_it() {
    let mut desk = with_photo(1, 1_000_000);
    desk.call(Event::Asked).unwrap();
    assert!(matches!(desk.session(), Some(Call::Push(_))));
    assert!(matches!(desk.answered(fates(vec![Fate::Accepted])), Some(Call::Pull(_))));
    let first = part(desk.answered(Answer::Pull(pulled(false))));
    assert_eq!(desk.phase(), &Phase::Files { left: 1 });
    assert!(desk.engine.status().last_sync.is_some(), "all text is through");
    // A note is recorded while the part is on its way.
    desk.outbox.waiting.set(1);
    let then = desk.answered(has(first.bytes.len() as u64));
    assert!(matches!(then, Some(Call::Push(_))), "the note does not wait for the photo");
    assert!(matches!(desk.answered(fates(vec![Fate::Accepted])), Some(Call::Pull(_))));
    assert_eq!(part(desk.answered(Answer::Pull(pulled(false)))).at, first.bytes.len() as u64);
}

#[test]
fn parts_grow_on_a_good_line_and_shrink_on_a_slow_one() {
    let mut desk = with_photo(0, 100_000_000);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    let mut request = part(desk.answered(Answer::Pull(pulled(false))));
    let first = request.bytes.len();
    for _ in 0..3 {
        desk.awake_ms += 100;
        request = part(desk.answered(has(request.at + request.bytes.len() as u64)));
    }
    let quick = request.bytes.len();
    assert_eq!(quick, first * 8);
    desk.awake_ms += 5_000;
    request = part(desk.answered(has(request.at + quick as u64)));
    assert_eq!(request.bytes.len(), quick / 2);
}

#[test]
fn while_a_photo_is_long_on_its_way_what_others_wrote_is_asked_for() {
    let mut desk = with_photo(0, 10_000_000);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    let request = part(desk.answered(Answer::Pull(pulled(false))));
    desk.awake_ms += 20_000;
    assert!(matches!(desk.answered(has(request.bytes.len() as u64)), Some(Call::Pull(_))));
}

#[test]
fn a_photo_the_server_does_not_take_is_put_aside_and_the_exchange_is_whole() {
    let mut desk = with_photo(0, 1_000);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    part(desk.answered(Answer::Pull(pulled(false))));
    let no = Refused { code: "too-large".to_owned(), message: String::new(), retry_after: None };
    assert_eq!(desk.call(Event::Answered(Err(Fault::Refused(no)))), None);
    assert!(desk.outbox.asked.borrow().contains(&"file refused"));
    assert_eq!(desk.phase(), &Phase::Idle);
}

#[test]
fn a_server_that_takes_parts_and_never_has_more_is_not_sent_them_for_ever() {
    let mut desk = with_photo(0, 1_000_000);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    part(desk.answered(Answer::Pull(pulled(false))));
    assert_eq!(desk.answered(has(0)), None, "it is tried again in the next exchange");
    assert_eq!(desk.phase(), &Phase::Idle);
}

/// So many bytes of pages a call asks for; 0 leaves it to the server.
fn asks_for(call: Option<Call>) -> u32 {
    match call {
        Some(Call::Pull(request)) => request.bytes,
        other => panic!("it was no pull: {other:?}"),
    }
}

#[test]
fn a_call_under_which_the_line_breaks_is_made_again_at_once_for_half_as_much_and_not_for_ever() {
    let mut desk = Desk::with(0);
    desk.call(Event::Asked).unwrap();
    assert_eq!(asks_for(desk.session()), 0);
    let broke = || Event::Answered(Err(Fault::Broke));
    let whole = protocol::PAGE_BYTES as u32;
    for halvings in 1..=4 {
        assert_eq!(asks_for(desk.call(broke())), whole >> halvings);
    }
    // What comes through is asked for in that measure to its end, and each that comes gives new courage.
    assert_eq!(asks_for(desk.answered(Answer::Pull(pulled(true)))), whole >> 4);
    for _ in 0..5 {
        assert_eq!(asks_for(desk.call(broke())), whole >> 5);
    }
    assert_eq!(desk.call(broke()), None);
    assert!(matches!(desk.phase(), Phase::Waiting { trouble: Trouble::Unreachable, .. }));
    // A whole exchange doubles it.
    desk.call(Event::Asked).unwrap();
    assert_eq!(asks_for(desk.session()), whole >> 5);
    assert_eq!(desk.answered(Answer::Pull(pulled(false))), None);
    assert_eq!(asks_for(desk.call(Event::Asked)), whole >> 4);
}

#[test]
fn a_server_that_falls_silent_under_a_call_is_left_and_asked_for_less_the_next_time() {
    let mut desk = Desk::with(1);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    assert_eq!(desk.call(Event::Answered(Err(Fault::Unreachable))), None);
    desk.call(Event::Asked).unwrap();
    desk.session().unwrap();
    assert_eq!(asks_for(desk.answered(fates(vec![Fate::Accepted]))), protocol::PAGE_BYTES as u32 / 2);
    // One that has no time for so much at once is there, and asked again.
    let slow = Refused { code: "timed-out".to_owned(), message: String::new(), retry_after: None };
    assert_eq!(asks_for(desk.call(Event::Answered(Err(Fault::Refused(slow))))), protocol::PAGE_BYTES as u32 / 4);
    assert_eq!(desk.call(Event::Answered(Err(Fault::SomethingElse))), None);
    assert!(matches!(desk.phase(), Phase::Waiting { trouble: Trouble::SomethingElse, .. }));
}

/// The server says no for now, and after how many seconds it may be asked again.
fn put_off(seconds: u32) -> Event {
    let refused = Refused { code: "too-many".to_owned(), message: "Later.".to_owned(), retry_after: Some(seconds) };
    Event::Answered(Err(Fault::Refused(refused)))
}

#[test]
fn a_server_that_asks_to_be_left_alone_is_left_alone_for_as_long_and_nothing_is_refused_for_it() {
    let mut desk = Desk::with(1);
    desk.call(Event::Asked).unwrap();
    assert!(matches!(desk.session(), Some(Call::Push(_))));
    assert_eq!(desk.call(put_off(60)), None);
    let Phase::Waiting { until_ms, trouble: Trouble::Refused { code, .. }, .. } = desk.phase().clone() else {
        panic!("{:?}", desk.phase())
    };
    assert_eq!((until_ms, code.as_str()), (60_000, "too-many"));
    assert_eq!(desk.engine.status().offline_since, None, "it is there");
    assert_eq!(desk.outbox.waiting.get(), 1, "what was to be sent waits as it did");
    // Neither time, nor a note, nor a hint, nor that it can be reached is a reason to ask sooner.
    desk.awake_ms = 59_999;
    for event in [Event::Tick, Event::Written, Event::Hint, Event::Reached] {
        assert_eq!(desk.call(event), None);
    }
    desk.awake_ms = 60_000;
    assert!(matches!(desk.call(Event::Tick), Some(Call::Session { .. })));
    assert!(matches!(desk.session(), Some(Call::Push(_))), "it is sent again as it stands");
}

#[test]
fn a_person_may_ask_a_server_that_put_the_device_off_and_no_server_puts_it_off_for_long() {
    let mut desk = Desk::with(0);
    desk.call(Event::Asked).unwrap();
    assert_eq!(desk.call(put_off(u32::MAX)), None);
    assert!(matches!(desk.phase(), Phase::Waiting { until_ms: 300_000, .. }), "{:?}", desk.phase());
    assert!(matches!(desk.call(Event::Asked), Some(Call::Session { .. })));
}

#[test]
fn a_server_that_is_there_again_is_asked_at_once_unless_it_has_put_groups_off() {
    let mut desk = Desk::with(1);
    desk.call(Event::Asked).unwrap();
    assert_eq!(desk.call(Event::Answered(Err(Fault::Unreachable))), None);
    assert!(matches!(desk.call(Event::Reached), Some(Call::Session { .. })));
    desk.session().unwrap();
    let full = Fate::Later { code: "held-full".to_owned(), message: String::new() };
    assert!(matches!(desk.answered(fates(vec![full])), Some(Call::Pull(_))));
    assert_eq!(desk.answered(Answer::Pull(pulled(false))), None);
    let Phase::Waiting { until_ms, .. } = *desk.phase() else { panic!("{:?}", desk.phase()) };
    assert_eq!(desk.call(Event::Reached), None);
    desk.awake_ms = until_ms;
    assert!(matches!(desk.call(Event::Reached), Some(Call::Session { .. })));
}
