//! A line that breaks, a server that is silent, slow or asks to be left alone: for how much it is asked next, and when.

use protocol::{Fate, Refused};
use sync::{Answer, Call, Event, Fault, Phase, Trouble};

use crate::desk::{Desk, fates, pulled};

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
