//! Following the server's hints.

use std::sync::atomic::{AtomicUsize, Ordering};

use protocol::path;
use transport::{Client, TransportFault};

use crate::server::{Act, Asked, Log, answering, client, device, hello, honest, http, key, no, ok, session};

const HEAD: &str = "HTTP/1.1 200 -\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";

/// Somebody signed in at a server that answers a follower so.
async fn signed_in(followed: impl Fn() -> Act + Send + Sync + 'static) -> (Client, Log) {
    let (address, log) = answering(honest(&key(1)), move |asked| match asked.path() {
        path::HELLO => ok(&hello(&key(1))),
        path::SESSION => ok(&session("token-1")),
        _ => followed(),
    })
    .await;
    let client = client(&[&address]);
    client.open_session(device(), &key(9), Vec::new()).await.unwrap();
    (client, log)
}

#[tokio::test]
async fn hints_are_told_as_they_come_and_once_at_the_beginning_until_the_server_hangs_up() {
    let stream = format!("{HEAD}: here\n\ndata: {{}}\n\n: still here\n\ndata: {{}}\r\n\r\ndata:{{}}\n\n");
    let (client, log) = signed_in(move || Act::Last(stream.clone().into_bytes())).await;
    let told = AtomicUsize::new(0);
    let followed = client.follow(|| {
        told.fetch_add(1, Ordering::SeqCst);
    });
    assert_eq!(followed.await, Ok(()));
    assert_eq!(told.load(Ordering::SeqCst), 4);

    let log = log.lock().unwrap();
    let asked = log.iter().find(|asked| asked.path() == path::EVENTS).unwrap();
    assert!(asked.head.starts_with("GET "));
    assert_eq!(asked.header("authorization"), Some("Bearer token-1"));
    assert_ne!(asked.connection, 1, "hints have a line of their own");
}

#[tokio::test]
async fn a_line_of_a_stream_that_never_ends_fills_no_memory_and_is_no_hint() {
    let stream = format!("{HEAD}{}\n\n", "x".repeat(1_000_000) + "data: {}");
    let (client, _) = signed_in(move || Act::Last(stream.clone().into_bytes())).await;
    let told = AtomicUsize::new(0);
    assert_eq!(
        client
            .follow(|| {
                told.fetch_add(1, Ordering::SeqCst);
            })
            .await,
        Ok(())
    );
    assert_eq!(told.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn who_may_not_follow_learns_why_and_is_told_no_hint() {
    let never = || panic!("a hint was told");
    let (client, _) = signed_in(|| no(401, "not-authenticated")).await;
    let fault = client.follow(never).await.unwrap_err();
    assert!(matches!(&fault, TransportFault::Refused(refused) if refused.code == "not-authenticated"), "{fault:?}");
    let (client, _) = signed_in(|| Act::Last(http(200, "text/html", b"data: {}\n\n"))).await;
    assert_eq!(client.follow(never).await, Err(TransportFault::NotWardbook));
}

#[tokio::test]
async fn nobody_follows_before_a_session_and_a_dead_server_is_not_reached() {
    let (address, log) = answering(honest(&key(1)), |_: &Asked| Act::HangUp).await;
    assert_eq!(client(&[&address]).follow(|| ()).await, Err(TransportFault::Unreachable));
    assert!(log.lock().unwrap().is_empty());
    assert!(client(&[&address]).reaches().await);
    assert!(!client(&[&crate::server::nobody().await]).reaches().await);
}
