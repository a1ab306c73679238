//! A photo goes in parts, after all words, and lets words through between any two of them.

use domain::blob::BlobId;
use domain::clock::Timestamp;
use protocol::{BlobGetAnswer, BlobPutAnswer, BlobPutRequest, Fate, Refused};
use sync::{Answer, Call, Event, Fault, Phase};

use crate::desk::{Desk, fates, pulled};

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
