//! Messages: what is sent, what comes back, and what is made of answers that are none.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::clock::Timestamp;
use domain::entropy::{Entropy, SeededEntropy};
use domain::ids::{GroupId, PartnershipId, PersonId, StreamId};
use domain::signing::Signature;
use protocol::{
    DecideRequest, DevicesAnswer, DevicesRequest, Done, HelloAnswer, InviteRequest, JoinAnswer, JoinRequest,
    MEDIA_TYPE, MESSAGE_BYTES_MAX, PullRequest, PushAnswer, PushRequest, Refused, SessionRequest, WireChange,
    WireGroup, path, session_proof,
};
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use transport::TransportFault;

use crate::server::{
    Act, Asked, answering, client, device, hello, honest, http, key, listening, no, ok, request, session,
};

fn nothing_pushed() -> PushAnswer {
    PushAnswer { answers: Vec::new(), receipts: Vec::new(), server_time: Timestamp::from_millis(1) }
}

/// What a caller makes of such bytes in answer to `devices`.
async fn made_of(answer: Vec<u8>) -> TransportFault {
    let (address, _) = answering(honest(&key(1)), move |_| Act::Last(answer.clone())).await;
    client(&[&address]).devices(&DevicesRequest {}).await.unwrap_err()
}

#[tokio::test]
async fn a_device_proves_its_key_and_shows_its_token_from_then_on() {
    let (address, log) = answering(honest(&key(1)), |asked| match asked.path() {
        path::HELLO => ok(&hello(&key(1))),
        path::SESSION => ok(&session("token-1")),
        _ => ok(&DevicesAnswer { devices: Vec::new() }),
    })
    .await;
    let client = client(&[&address]);
    assert!(client.open_session(device(), &key(9), Vec::new()).await.unwrap().may_read);
    client.devices(&DevicesRequest {}).await.unwrap();

    let log = log.lock().unwrap();
    let paths: Vec<_> = log.iter().map(Asked::path).collect();
    assert_eq!(paths, [path::HELLO, path::SESSION, path::DEVICES]);
    for asked in log.iter() {
        assert!(asked.head.starts_with("POST "));
        assert_eq!(asked.header("host"), Some(address.as_str()));
        assert_eq!(asked.header("content-type"), Some(MEDIA_TYPE));
        assert_eq!(asked.header(protocol::VERSION_HEADER), Some("1"));
        assert_eq!(asked.connection, 1, "the line is kept");
    }
    assert_eq!(log[1].header("authorization"), None);
    assert_eq!(log[2].header("authorization"), Some("Bearer token-1"));
    let asked: SessionRequest = protocol::unpack(&log[1].body).unwrap();
    let proof = session_proof(&asked.challenge, &key(1).public(), device());
    assert_eq!(key(9).public().check_session(&proof, &asked.proof), Ok(()));
}

#[tokio::test]
async fn an_invitation_whose_answer_was_lost_is_shown_again_with_the_same_key() {
    let answer = JoinAnswer {
        partnership: PartnershipId::from_bytes([1; 16]),
        person: PersonId::from_bytes([2; 16]),
        control: StreamId::from_bytes([3; 16]),
        session: session("token-1"),
        earlier: Vec::new(),
    };
    let (said, times) = (answer.clone(), AtomicUsize::new(0));
    let (address, log) = answering(honest(&key(1)), move |asked| match asked.path() {
        path::HELLO => ok(&hello(&key(1))),
        _ if times.fetch_add(1, Ordering::SeqCst) < 1 => Act::HangUp,
        _ => ok(&said),
    })
    .await;
    let client = client(&[&address]);
    let hello = client.hello().await.unwrap();
    assert!(client.join(&[7; 16], device(), &key(9), &hello).await.unwrap() == answer);
    let log = log.lock().unwrap();
    let asked: JoinRequest = protocol::unpack(&log[1].body).unwrap();
    assert_eq!((asked.secret, asked.signing_key), ([7; 16], key(9).public()));
    assert_eq!(log[1].body, log[2].body);
}

#[tokio::test]
async fn a_refusal_arrives_with_its_code_and_leaves_the_line_standing() {
    let (address, log) = answering(honest(&key(1)), |asked| match asked.path() {
        path::HELLO => ok(&hello(&key(1))),
        _ => no(403, "not-allowed"),
    })
    .await;
    let client = client(&[&address]);
    let refused = Refused { code: "not-allowed".to_owned(), message: "No.".to_owned(), retry_after: None };
    assert_eq!(client.devices(&DevicesRequest {}).await, Err(TransportFault::Refused(refused)));
    client.hello().await.unwrap();
    assert_eq!(log.lock().unwrap()[1].connection, 1);
}

#[tokio::test]
async fn a_server_too_far_from_this_program_is_told_by_its_versions() {
    for (version, oldest) in [(9, 8), (0, 0)] {
        let said = HelloAnswer { version, oldest, ..hello(&key(1)) };
        let (address, _) = answering(honest(&key(1)), move |_| ok(&said)).await;
        let fault = TransportFault::Version { server_newest: version, server_oldest: oldest };
        assert_eq!(client(&[&address]).hello().await, Err(fault));
    }
}

#[tokio::test]
async fn a_program_that_its_server_has_left_behind_still_sends_and_asks_for_nothing_it_could_not_read() {
    let (address, log) = answering(honest(&key(1)), |asked| match asked.path() {
        path::HELLO => ok(&HelloAnswer { version: 9, oldest: 8, ..hello(&key(1)) }),
        path::SESSION => ok(&session("token-1")),
        _ => ok(&nothing_pushed()),
    })
    .await;
    let client = client(&[&address]);
    client.open_session(device(), &key(9), Vec::new()).await.unwrap();
    assert_eq!(client.push(&PushRequest::default()).await, Ok(nothing_pushed()));
    let fault = TransportFault::Version { server_newest: 9, server_oldest: 8 };
    assert_eq!(client.pull(&PullRequest::default()).await, Err(fault.clone()));
    // Nobody joins who could only send.
    assert_eq!(client.hello().await, Err(fault));
    let log = log.lock().unwrap();
    let paths: Vec<_> = log.iter().map(Asked::path).collect();
    assert_eq!(paths, [path::HELLO, path::SESSION, path::PUSH, path::HELLO]);
    assert!(log.iter().all(|asked| asked.header(protocol::VERSION_HEADER) == Some("1")));
}

#[tokio::test]
async fn what_is_no_message_of_ours_is_told_apart_from_a_dead_line() {
    let packed = protocol::pack(&Done {});
    for answer in [
        http(200, "text/html", b"<title>It works</title>"),
        http(404, "text/plain", b"nothing here"),
        http(200, "application/json", &packed),
        http(200, MEDIA_TYPE, b"neither compressed nor a message"),
        http(200, MEDIA_TYPE, &protocol::pack(&"another message")),
        http(500, MEDIA_TYPE, &packed),
        b"HTTP/1.1 302 -\r\nlocation: https://127.0.0.1/\r\ncontent-length: 0\r\n\r\n".to_vec(),
    ] {
        let told = String::from_utf8_lossy(&answer).into_owned();
        assert_eq!(made_of(answer).await, TransportFault::NotWardbook, "{told}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_was_not_received() {
    let whole = http(200, MEDIA_TYPE, &protocol::pack(&DevicesAnswer { devices: Vec::new() }));
    for length in [0, 10, whole.len() - 1] {
        assert_eq!(made_of(whole[..length].to_vec()).await, TransportFault::Broke, "{length} bytes");
    }
}

#[tokio::test]
async fn an_answer_too_large_to_be_one_is_not_laid_out() {
    // As it travels.
    assert_eq!(made_of(http(200, MEDIA_TYPE, &vec![0; MESSAGE_BYTES_MAX + 1])).await, TransportFault::TooLarge);
    // A few kilobytes that claim to be more than a message may be.
    let swollen = protocol::pack(&minicbor::bytes::ByteVec::from(vec![0; MESSAGE_BYTES_MAX + 1]));
    assert!(swollen.len() < 10_000);
    assert_eq!(made_of(http(200, MEDIA_TYPE, &swollen)).await, TransportFault::TooLarge);
    assert_eq!(made_of(http(403, MEDIA_TYPE, &swollen)).await, TransportFault::TooLarge);
}

#[tokio::test]
async fn a_kept_line_the_server_has_closed_is_made_anew() {
    let once = http(200, MEDIA_TYPE, &protocol::pack(&hello(&key(1))));
    let (address, log) = answering(honest(&key(1)), move |_| Act::Last(once.clone())).await;
    let client = client(&[&address]);
    for _ in 0..3 {
        assert_eq!(client.hello().await, Ok(hello(&key(1))));
    }
    assert_eq!(log.lock().unwrap().iter().map(|asked| asked.connection).collect::<Vec<_>>(), [1, 2, 3]);
}

#[tokio::test]
async fn what_must_not_happen_twice_is_not_sent_twice() {
    let (address, log) = answering(honest(&key(1)), |asked| match asked.path() {
        path::HELLO => ok(&hello(&key(1))),
        path::PUSH if asked.connection > 1 => ok(&nothing_pushed()),
        _ => Act::HangUp,
    })
    .await;
    let sent = |path: &str| log.lock().unwrap().iter().filter(|asked| asked.path() == path).count();
    let client = client(&[&address]);

    client.hello().await.unwrap();
    let invite = InviteRequest { person: PersonId::from_bytes([2; 16]), days: 0 };
    assert_eq!(client.invite(&invite).await.unwrap_err(), TransportFault::Broke);
    client.hello().await.unwrap();
    let decide = DecideRequest { group: GroupId::from_bytes([2; 16]), release: true, reason: String::new() };
    assert_eq!(client.decide(&decide).await.unwrap_err(), TransportFault::Broke);
    assert_eq!((sent(path::INVITE), sent(path::DECIDE)), (1, 1));
}

#[tokio::test]
async fn what_has_the_same_answer_twice_is_sent_again_where_a_kept_line_breaks() {
    let (address, log) = answering(honest(&key(1)), |asked| match asked.path() {
        path::HELLO => ok(&hello(&key(1))),
        _ if asked.connection > 1 => ok(&nothing_pushed()),
        _ => Act::HangUp,
    })
    .await;
    let client = client(&[&address]);
    client.hello().await.unwrap();
    assert_eq!(client.push(&PushRequest::default()).await, Ok(nothing_pushed()));
    assert_eq!(log.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up_within_ten_seconds_on_a_new_line_and_on_a_kept_one() {
    let (address, log) = answering(honest(&key(1)), |asked| match asked.path() {
        path::HELLO => ok(&hello(&key(1))),
        _ => Act::Nothing,
    })
    .await;
    let (new, kept) = (client(&[&address]), client(&[&address]));
    kept.hello().await.unwrap();
    let asked = async |client: &transport::Client| {
        let began = Instant::now();
        assert_eq!(client.devices(&DevicesRequest {}).await, Err(TransportFault::Unreachable));
        began.elapsed()
    };
    let (new, kept) = tokio::join!(asked(&new), asked(&kept));
    assert!(new < Duration::from_secs(10) && kept < Duration::from_secs(10), "{new:?} {kept:?}");
    assert_eq!(log.lock().unwrap().len(), 3, "nothing was asked twice");
}

#[tokio::test]
async fn a_push_that_takes_longer_than_silence_may_is_let_through_while_it_moves() {
    let config = honest(&key(1));
    let address = listening(move |stream| {
        let config = std::sync::Arc::clone(&config);
        async move {
            let Ok(mut stream) = TlsAcceptor::from(config).accept(stream).await else { return };
            if request(&mut stream, Duration::from_millis(200)).await.is_some() {
                stream.write_all(&http(200, MEDIA_TYPE, &protocol::pack(&nothing_pushed()))).await.unwrap();
            }
        }
    })
    .await;
    // It cannot be compressed.
    let mut header = vec![0; 1024 * 1024];
    SeededEntropy::new(4).fill(&mut header);
    let change = WireChange { header, signature: Signature::from_bytes([0; 64]), body: None };
    let group = WireGroup { id: GroupId::from_bytes([1; 16]), changes: vec![change], relayed: false };
    let began = Instant::now();
    let pushed = client(&[&address]).push(&PushRequest { groups: vec![group], pending: 0 }).await;
    assert_eq!(pushed, Ok(nothing_pushed()));
    assert!(began.elapsed() > Duration::from_secs(10), "it was no slow line: {:?}", began.elapsed());
}
