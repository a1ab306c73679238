//! An exchange of words: all that waits is sent before anything is received, and no answer makes it go on for ever.

use domain::clock::Timestamp;
use domain::ids::{GroupId, StreamId};
use protocol::{Fate, GroupAnswer, Page, PullAnswer, PushAnswer, Refused};
use sync::{Answer, Call, Effect, Event, Fault, Phase, Trouble};

use crate::desk::{Desk, fates, pulled};

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
