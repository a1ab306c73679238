//! Bytes that are no message, and messages that ask for what cannot be: each answered by its code, a
//! hundred times over, with nothing written.

use axum::http::{HeaderValue, StatusCode, header};
use domain::entropy::{Entropy, SeededEntropy};
use domain::ids::PersonId;
use domain::roles::Role;
use protocol::{DecideRequest, HelloRequest, InviteRequest, PushRequest, UninviteRequest, pack};

use super::{behind_doors, code, door, read, request};
use crate::core::endpoints::{ENDPOINTS, Endpoint, Method};
use crate::core::tests::world::group_id;

const TIMES: u8 = 100;

#[tokio::test]
async fn bytes_that_are_no_message_are_a_bad_request_at_every_door() {
    let doors = behind_doors().await;
    let token = doors.world.member("Cora", Role::Coordinator, &[]).await.token;
    let entropy = SeededEntropy::new(3);
    let before = doors.world.everything().await;
    for door in ENDPOINTS.iter().filter(|door| door.method == Method::Post) {
        for round in 0..TIMES {
            let mut bytes = vec![0; usize::from(round) * 3];
            entropy.fill(&mut bytes);
            // Some are compressed as they should be and are no message inside; an array is never one.
            let body = if round % 2 == 0 { bytes } else { pack(&vec![1_u8; usize::from(round)]) };
            let (status, answer) = doors.send(request(door, Some(&token), body)).await;
            assert_eq!((status, code(&answer).as_str()), (StatusCode::BAD_REQUEST, "bad-request"), "{}", door.path);
        }
    }
    assert_eq!(doors.world.everything().await, before);
}

#[tokio::test]
async fn a_message_larger_than_may_be_is_refused_before_it_is_laid_out() {
    let doors = behind_doors().await;
    let token = doors.world.member("Cora", Role::Coordinator, &[]).await.token;
    let before = doors.world.everything().await;
    let pulled_tight = protocol::pack(&UninviteRequest { id: vec![0; protocol::MESSAGE_BYTES_MAX + 1] });
    assert!(pulled_tight.len() < 10_000);
    for _ in 0..TIMES {
        let (status, answer) = doors.send(request(door(Endpoint::Uninvite), Some(&token), pulled_tight.clone())).await;
        assert_eq!((status, code(&answer).as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
    }
    for _ in 0..3 {
        let long = vec![7; 4 * 1024 * 1024 + 1];
        let (status, answer) = doors.send(request(door(Endpoint::Push), Some(&token), long)).await;
        assert_eq!((status, code(&answer).as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
    }
    let many = PushRequest {
        groups: (0..=protocol::PUSH_GROUPS)
            .map(|_| protocol::WireGroup { id: group_id(1), changes: Vec::new(), relayed: false })
            .collect(),
        pending: 0,
    };
    let (status, _) = doors.ask(Endpoint::Push, Some(&token), &many).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(doors.world.everything().await, before);
}

#[tokio::test]
async fn a_program_of_another_time_is_told_so_and_may_still_ask_what_the_server_speaks() {
    let doors = behind_doors().await;
    let token = doors.world.member("Cora", Role::Coordinator, &[]).await.token;
    let before = doors.world.everything().await;
    for round in 0..TIMES {
        let version = match round % 4 {
            0 => None,
            1 => Some((u32::from(protocol::VERSION) + 1 + u32::from(round)).to_string()),
            2 => Some("0".to_owned()),
            _ => Some(format!("one{round}")),
        };
        for endpoint in [Endpoint::Push, Endpoint::Pull, Endpoint::Join, Endpoint::Events, Endpoint::Devices] {
            let mut asked = request(door(endpoint), Some(&token), pack(&PushRequest::default()));
            asked.headers_mut().remove(protocol::VERSION_HEADER);
            if let Some(version) = &version {
                asked.headers_mut().insert(protocol::VERSION_HEADER, HeaderValue::from_str(version).unwrap());
            }
            let (status, answer) = doors.send(asked).await;
            assert_eq!((status, code(&answer).as_str()), (StatusCode::UPGRADE_REQUIRED, "version"));
        }
    }
    let mut hello = request(door(Endpoint::Hello), None, pack(&HelloRequest {}));
    hello.headers_mut().insert(protocol::VERSION_HEADER, HeaderValue::from_static("99"));
    let answer: protocol::HelloAnswer = read(&doors.send(hello).await.1);
    assert_eq!((answer.version, answer.oldest), (protocol::VERSION, protocol::OLDEST));
    assert_eq!(answer.server_key, doors.service.server_key());
    assert_eq!(doors.world.everything().await, before);
}

#[tokio::test]
async fn asking_for_what_is_not_there_is_answered_by_its_own_code() {
    let doors = behind_doors().await;
    let cora = doors.world.member("Cora", Role::Coordinator, &[]).await;
    let invitations: protocol::InvitationsAnswer =
        read(&doors.ask(Endpoint::Invitations, Some(&cora.token), &protocol::InvitationsRequest {}).await.1);
    let used = invitations.invitations.iter().find(|invitation| invitation.used.is_some()).unwrap().id.clone();
    let before = doors.world.everything().await;
    let token = Some(cora.token.as_str());
    for round in 0..TIMES {
        let expect = async |endpoint, message: Vec<u8>, wanted: (StatusCode, &str)| {
            let (status, answer) = doors.send(request(door(endpoint), token, message)).await;
            assert_eq!((status, code(&answer).as_str()), wanted);
        };
        let decide = DecideRequest { group: group_id(round), release: true, reason: String::new() };
        expect(Endpoint::Decide, pack(&decide), (StatusCode::NOT_FOUND, "not-found")).await;
        let uninvite = UninviteRequest { id: vec![round; 32] };
        expect(Endpoint::Uninvite, pack(&uninvite), (StatusCode::NOT_FOUND, "not-found")).await;
        let short = UninviteRequest { id: vec![round; usize::from(round % 31)] };
        expect(Endpoint::Uninvite, pack(&short), (StatusCode::BAD_REQUEST, "bad-request")).await;
        let twice = UninviteRequest { id: used.clone() };
        expect(Endpoint::Uninvite, pack(&twice), (StatusCode::FORBIDDEN, "invitation-used")).await;
        let nobody = InviteRequest { person: PersonId::from_bytes([round; 16]), days: 0 };
        expect(Endpoint::Invite, pack(&nobody), (StatusCode::FORBIDDEN, "not-a-member")).await;
        let long = InviteRequest { person: cora.author.person, days: 91 + u32::from(round) };
        expect(Endpoint::Invite, pack(&long), (StatusCode::BAD_REQUEST, "bad-request")).await;
    }
    assert_eq!(doors.world.everything().await, before);
}

#[tokio::test]
async fn another_media_type_is_not_read() {
    let doors = behind_doors().await;
    let mut asked = request(door(Endpoint::Hello), None, pack(&HelloRequest {}));
    asked.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    assert_eq!(doors.send(asked).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn counts_and_health_say_nothing_of_anybody() {
    let doors = behind_doors().await;
    let mut olu = doors.world.member("Olu Outreach", Role::Outreach, &["Sands End"]).await;
    let note = doors.world.note(&mut olu, "Sands End", "two mopeds").await;
    doors.ask(Endpoint::Push, Some(&olu.token), &PushRequest { groups: vec![note], pending: 0 }).await;
    let (_, metrics) = doors.send(request(door(Endpoint::Metrics), None, Vec::new())).await;
    let metrics = String::from_utf8(metrics.to_vec()).unwrap();
    assert!(metrics.contains("wardbook_answers_total{path=\"/v1/push\",status=\"200\"} 1"), "{metrics}");
    assert!(!metrics.contains("Olu") && !metrics.contains(&olu.author.person.to_string()));
    assert_eq!(doors.send(request(door(Endpoint::Health), None, Vec::new())).await.1, "ok\n".as_bytes());
}
