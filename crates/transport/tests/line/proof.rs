//! Whose key is shown, and what is said where it is not the one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::ServerConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use transport::TransportFault;

use crate::server::{
    answering, certificate_of, client, hello, honest, http, key, leaf, listening, nobody, ok, ordinary, shows,
};

/// What a caller learns of a server that shows itself so; and it was sent nothing.
async fn said_of(config: Arc<ServerConfig>) -> TransportFault {
    let (address, log) = answering(config, |_| ok(&hello(&key(1)))).await;
    let fault = client(&[&address]).hello().await.unwrap_err();
    assert!(log.lock().unwrap().is_empty(), "something was sent to a stranger");
    fault
}

#[tokio::test]
async fn the_pinned_key_is_let_in_under_any_name() {
    let (address, _) = answering(honest(&key(1)), |_| ok(&hello(&key(1)))).await;
    assert_eq!(client(&[&address]).hello().await, Ok(hello(&key(1))));
    assert_eq!(client(&[&format!("https://{address}/")]).hello().await, Ok(hello(&key(1))));
}

#[tokio::test]
async fn the_dates_in_a_certificate_are_not_held_against_a_clock() {
    // The whole proof is made at one fixed day, so the clock of this computer has no part in it: a
    // certificate that ended years ago by the clock is as good as the day it was looked at.
    let (identity, now) = (key(1), key(200));
    let ended = crate::server::leaf_between(&identity, &now, 2010, 2025);
    let (address, _) = answering(shows(vec![ended, certificate_of(&identity)], &now), |_| ok(&hello(&key(1)))).await;
    assert_eq!(client(&[&address]).hello().await, Ok(hello(&identity)));
}

#[tokio::test]
async fn a_server_with_another_key_is_another_server() {
    assert_eq!(said_of(honest(&key(2))).await, TransportFault::WrongServer);
}

#[tokio::test]
async fn a_sign_in_page_with_a_certificate_of_its_own_is_another_server() {
    assert_eq!(said_of(shows(vec![certificate_of(&key(2))], &key(2))).await, TransportFault::WrongServer);
    assert_eq!(said_of(ordinary()).await, TransportFault::WrongServer);
}

#[tokio::test]
async fn the_right_authority_beside_a_leaf_it_did_not_sign_is_another_server() {
    let stolen = vec![leaf(&key(2), &key(3)), certificate_of(&key(1))];
    assert_eq!(said_of(shows(stolen, &key(3))).await, TransportFault::WrongServer);
}

#[tokio::test]
async fn the_right_certificates_without_the_key_to_them_are_another_server() {
    // Anybody who ever connected to the real server holds these.
    let copied = vec![leaf(&key(1), &key(200)), certificate_of(&key(1))];
    assert_eq!(said_of(shows(copied, &key(3))).await, TransportFault::WrongServer);
}

#[tokio::test]
async fn an_answer_that_names_another_key_than_the_line_proved_is_not_believed() {
    let (address, _) = answering(honest(&key(1)), |_| ok(&hello(&key(2)))).await;
    assert_eq!(client(&[&address]).hello().await, Err(TransportFault::WrongServer));
}

#[tokio::test]
async fn what_ends_before_it_showed_a_key_was_not_reached() {
    let hangs_up = listening(|stream| async move { drop(stream) }).await;
    for address in [hangs_up, nobody().await, "no address".to_owned()] {
        assert_eq!(client(&[&address]).hello().await, Err(TransportFault::Unreachable), "{address}");
    }
    assert_eq!(client(&[]).hello().await, Err(TransportFault::Unreachable));
}

/// What is at an address that says so to whoever calls, and speaks no TLS.
async fn saying(words: &'static [u8]) -> String {
    listening(move |mut stream| async move {
        // Whoever hangs up with something unread takes back what was said.
        let _ = stream.read(&mut [0; 4_096]).await;
        let _ = stream.write_all(words).await;
    })
    .await
}

#[tokio::test]
async fn a_page_that_speaks_no_tls_is_something_else_and_is_told_where_nothing_says_more() {
    let page = saying(b"HTTP/1.1 302 Found\r\nlocation: http://login.example/\r\ncontent-length: 0\r\n\r\n").await;
    let old = saying(b"<html><title>Sign in</title>").await;
    for address in [&page, &old, &saying(b"220 mail ready\r\n").await] {
        assert_eq!(client(&[address]).hello().await, Err(TransportFault::SomethingElse), "{address}");
    }
    let nobody = nobody().await;
    assert_eq!(client(&[&nobody, &page, &nobody]).hello().await, Err(TransportFault::SomethingElse));
    let (other, _) = answering(honest(&key(2)), |_| ok(&hello(&key(2)))).await;
    assert_eq!(client(&[&other, &page]).hello().await, Err(TransportFault::WrongServer));
    let (right, _) = answering(honest(&key(1)), |_| ok(&hello(&key(1)))).await;
    assert_eq!(client(&[&page, &right]).hello().await, Ok(hello(&key(1))));
}

#[tokio::test]
async fn another_key_at_one_address_is_told_when_no_other_address_will_do() {
    let (other, _) = answering(honest(&key(2)), |_| ok(&hello(&key(2)))).await;
    let dead = nobody().await;
    assert_eq!(client(&[&other, &dead]).hello().await, Err(TransportFault::WrongServer));
    let (right, _) = answering(honest(&key(1)), |_| ok(&hello(&key(1)))).await;
    assert_eq!(client(&[&other, &dead, &right]).hello().await, Ok(hello(&key(1))));
}

#[tokio::test]
async fn the_address_that_answered_is_called_first_from_then_on() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let dead = listening(move |stream| {
        counted.fetch_add(1, Ordering::SeqCst);
        async move { drop(stream) }
    })
    .await;
    let last = |_: &crate::server::Asked| {
        crate::server::Act::Last(http(200, protocol::MEDIA_TYPE, &protocol::pack(&hello(&key(1)))))
    };
    let (right, _) = answering(honest(&key(1)), last).await;
    let client = client(&[&dead, &right]);
    for _ in 0..3 {
        assert_eq!(client.hello().await, Ok(hello(&key(1))));
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn several_silent_addresses_leave_time_for_one_that_answers() {
    let silent = listening(|stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let (right, _) = answering(honest(&key(1)), |_| ok(&hello(&key(1)))).await;
    let began = tokio::time::Instant::now();
    assert_eq!(client(&[&silent, &silent, &silent, &right]).hello().await, Ok(hello(&key(1))));
    assert!(began.elapsed().as_secs() < 9, "{:?}", began.elapsed());

    let began = tokio::time::Instant::now();
    let many = [&silent; 12];
    assert_eq!(client(&many).hello().await, Err(TransportFault::Unreachable));
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}
