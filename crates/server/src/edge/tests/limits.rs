//! Who asks too often, too much at once or too slowly: told to come later, with nothing lost, while everybody
//! else is answered.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use domain::roles::Role;
use hyper::service::Service as _;
use protocol::{HelloRequest, PullRequest, PushAnswer, PushRequest, pack};

use super::{Door1, behind_doors, behind_doors_with, code, door, peer, read, request};
use crate::core::endpoints::{ENDPOINTS, Endpoint, Method};
use crate::edge::Limits;

/// From somebody's address.
fn from(number: u8, mut request: Request<Body>) -> Request<Body> {
    request.extensions_mut().insert(peer(number));
    request
}

fn hello() -> Request<Body> {
    request(door(Endpoint::Hello), None, pack(&HelloRequest {}))
}

fn pull(token: &str) -> Request<Body> {
    request(door(Endpoint::Pull), Some(token), pack(&PullRequest::default()))
}

/// A message of which nothing comes.
fn unsent(endpoint: Endpoint, token: Option<&str>) -> Request<Body> {
    let mut slow = request(door(endpoint), token, Vec::new());
    *slow.body_mut() = Body::from_stream(tokio_stream::pending::<Result<Bytes, std::io::Error>>());
    slow
}

/// The seconds after which it may come again, as the message and the header say.
async fn put_off(doors: &Door1, asked: Request<Body>) -> u32 {
    let response = doors.whole(asked).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    let header = response.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let refused: protocol::Refused = read(&body);
    assert_eq!((refused.code.as_str(), refused.retry_after), ("too-many", Some(header)));
    assert!(refused.message.contains("safe on this device"), "{}", refused.message);
    header
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_put_off_and_no_other_is() {
    let doors = behind_doors_with(Limits { address_a_minute: 6, ..Limits::default() }).await;
    let olu = doors.world.member("Olu", Role::Outreach, &["Sands End"]).await;
    for _ in 0..6 {
        assert_eq!(doors.send(from(1, hello())).await.0, StatusCode::OK);
    }
    assert_eq!(put_off(&doors, from(1, hello())).await, 10);
    // Every door that is open to anybody counts together.
    for door in ENDPOINTS.iter().filter(|door| door.who == crate::core::endpoints::Who::Anybody) {
        let body = if door.method == Method::Post { pack(&HelloRequest {}) } else { Vec::new() };
        put_off(&doors, from(1, request(door, None, body))).await;
    }
    assert_eq!(doors.send(from(2, hello())).await.0, StatusCode::OK);
    // Whoever has shown who they are is no stranger, wherever they sit.
    assert_eq!(doors.send(from(1, pull(&olu.token))).await.0, StatusCode::OK);
    doors.world.clock.advance_seconds(10);
    assert_eq!(doors.send(from(1, hello())).await.0, StatusCode::OK);
    put_off(&doors, from(1, hello())).await;
}

#[tokio::test]
async fn guessing_at_tokens_is_asking_as_a_stranger() {
    let doors = behind_doors_with(Limits { address_a_minute: 6, ..Limits::default() }).await;
    for round in 0..6 {
        let guess = format!("guess{round}");
        let (status, answer) = doors.send(from(1, pull(&guess))).await;
        assert_eq!((status, code(&answer).as_str()), (StatusCode::UNAUTHORIZED, "not-authenticated"));
    }
    put_off(&doors, from(1, pull("guess"))).await;
    put_off(&doors, from(1, request(door(Endpoint::Events), None, Vec::new()))).await;
    put_off(&doors, from(1, hello())).await;
}

#[tokio::test]
async fn a_device_that_asks_too_often_is_put_off_with_nothing_lost_and_no_other_is() {
    let doors = behind_doors_with(Limits { device_a_minute: 3, ..Limits::default() }).await;
    let mut olu = doors.world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let amara = doors.world.member("Amara", Role::Outreach, &["Sands End"]).await;
    for number in 0..3 {
        // A device is the same wherever it comes from.
        assert_eq!(doors.send(from(number, pull(&olu.token))).await.0, StatusCode::OK);
    }
    let push = PushRequest { groups: vec![doors.world.note(&mut olu, "Sands End", "two mopeds").await], pending: 0 };
    let before = doors.world.everything().await;
    assert_eq!(put_off(&doors, request(door(Endpoint::Push), Some(&olu.token), pack(&push))).await, 20);
    put_off(&doors, request(door(Endpoint::Events), Some(&olu.token), Vec::new())).await;
    assert_eq!(doors.world.everything().await, before);
    assert_eq!(doors.send(pull(&amara.token)).await.0, StatusCode::OK);
    doors.world.clock.advance_seconds(20);
    let (status, answer) = doors.ask(Endpoint::Push, Some(&olu.token), &push).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(read::<PushAnswer>(&answer).answers[0].fate, protocol::Fate::Accepted);
}

#[tokio::test]
async fn the_usual_limits_let_the_first_exchange_of_a_hundred_thousand_notes_and_its_photos_through() {
    // In one breath: a note is seldom smaller than 200 bytes, and a photo goes in two parts.
    let pushes = 100_000 * 200 / protocol::PUSH_BYTES as u32 + 100_000 / protocol::PUSH_GROUPS as u32;
    let (pulls, photos) = (100_000 * 1_000 / protocol::PAGE_BYTES as u32, 1_000);
    let limits = Limits::default();
    assert!(pushes + pulls + 2 * photos < limits.device_a_minute);
    // Two hundred laptops behind one address, all of them after a restart: each asks twice to open a session.
    assert!(2 * 200 < limits.address_a_minute && 2 * 200 < limits.address_connections as u32);
}

#[tokio::test]
async fn however_many_messages_one_device_begins_and_does_not_send_everybody_else_is_answered() {
    let doors = behind_doors().await;
    let lou = doors.world.member("Lou", Role::Outreach, &["Sands End"]).await;
    let mut olu = doors.world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let at_once = Limits::default().device_at_once;
    let slow: Vec<_> =
        (0..at_once).map(|_| tokio::spawn(doors.router.call(unsent(Endpoint::Push, Some(&lou.token))))).collect();
    // Each is begun, and none ends.
    let begun = tokio::time::timeout(Duration::from_secs(20), async {
        while doors.edge.askers.turn_of_device(lou.author.device).is_ok() {
            tokio::task::yield_now().await;
        }
    });
    begun.await.unwrap();
    put_off(&doors, pull(&lou.token)).await;
    assert_eq!(doors.edge.turns.available_permits(), crate::edge::AT_ONCE, "what is not whole takes no turn");
    let note = doors.world.note(&mut olu, "Sands End", "two mopeds").await;
    let push = PushRequest { groups: vec![note], pending: 0 };
    assert_eq!(doors.ask(Endpoint::Push, Some(&olu.token), &push).await.0, StatusCode::OK);
    // Whoever hangs up has their place again.
    for slow in slow {
        slow.abort();
        assert!(slow.await.is_err_and(|error| error.is_cancelled()), "it was still on its way");
    }
    assert_eq!(doors.send(pull(&lou.token)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_message_that_falls_silent_on_its_way_is_given_up_at_every_door() {
    let limits = Limits { silence: Duration::from_millis(1), ..Limits::default() };
    let doors = behind_doors_with(limits).await;
    let cora = doors.world.member("Cora", Role::Coordinator, &[]).await;
    for door in ENDPOINTS.iter().filter(|door| door.method == Method::Post) {
        let (status, answer) = doors.send(unsent(door.endpoint, Some(&cora.token))).await;
        assert_eq!((status, code(&answer).as_str()), (StatusCode::REQUEST_TIMEOUT, "timed-out"), "{}", door.path);
    }
}

#[tokio::test]
async fn hints_are_followed_by_one_device_a_few_times_at_once_and_again_after_one_was_let_go() {
    let doors = behind_doors_with(Limits { device_follows: 1, ..Limits::default() }).await;
    let olu = doors.world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let follow = || request(door(Endpoint::Events), Some(&olu.token), Vec::new());
    let first = doors.whole(follow()).await;
    assert_eq!(first.status(), StatusCode::OK);
    put_off(&doors, follow()).await;
    drop(first);
    let again = tokio::time::timeout(Duration::from_secs(20), async {
        while doors.whole(follow()).await.status() != StatusCode::OK {
            tokio::task::yield_now().await;
        }
    });
    again.await.unwrap();
}
