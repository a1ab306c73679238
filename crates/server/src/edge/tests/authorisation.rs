//! Every door, by every right. A door that is not named here does not compile; one whose table entry
//! says something else than this does not pass.

use axum::http::StatusCode;
use domain::blob::BlobId;
use domain::ids::ChangeId;
use domain::permissions::Right;
use domain::records::AudienceRef;
use domain::roles::Role;

use super::{Door1, behind_doors, code, peer, request};
use crate::core::endpoints::{ENDPOINTS, Endpoint, Method};
use crate::core::roster::Revoking;
use crate::core::tests::world::{Laptop, group_id};

/// Who is let through, written down apart from the table.
enum Expected {
    Anybody,
    /// Whoever sits at the server, with a session or without; these tests do.
    ThisComputer,
    AnySession,
    Members,
    /// Those with one of these over any area.
    Areas(&'static [Right]),
    /// Those with one of these over everything.
    Everything(&'static [Right]),
}

fn expected(endpoint: Endpoint) -> Expected {
    use Right::{Administer, Invite, Triage};
    match endpoint {
        Endpoint::Hello
        | Endpoint::Join
        | Endpoint::Session
        | Endpoint::Unsent
        | Endpoint::History
        | Endpoint::Health
        | Endpoint::OpenApi => Expected::Anybody,
        Endpoint::Metrics => Expected::ThisComputer,
        Endpoint::Push | Endpoint::Pull | Endpoint::BlobPut => Expected::AnySession,
        Endpoint::Events | Endpoint::BlobGet => Expected::Members,
        Endpoint::Held | Endpoint::Decide => Expected::Areas(&[Triage, Invite]),
        Endpoint::Invitations | Endpoint::Invite | Endpoint::Uninvite | Endpoint::Devices => {
            Expected::Everything(&[Invite, Administer])
        }
    }
}

/// A message that the door can read and that asks for nothing that is there.
fn harmless(endpoint: Endpoint) -> Vec<u8> {
    use protocol::*;
    match endpoint {
        Endpoint::Hello => pack(&HelloRequest {}),
        Endpoint::Push => pack(&PushRequest::default()),
        Endpoint::Unsent => pack(&UnsentRequest { file: unsent::MAGIC.to_vec() }),
        Endpoint::History => pack(&HistoryRequest { position: 1, nonce: [9; 32] }),
        Endpoint::Pull => pack(&PullRequest::default()),
        Endpoint::BlobPut => pack(&BlobPutRequest {
            change: ChangeId::from_bytes([9; 16]),
            blob: BlobId::of(b"x"),
            size: 1,
            at: 0,
            bytes: b"x".to_vec(),
        }),
        Endpoint::BlobGet => {
            pack(&BlobGetRequest { change: ChangeId::from_bytes([9; 16]), blob: BlobId::of(b"x"), at: 0, most: 1 })
        }
        Endpoint::Held => pack(&HeldRequest {}),
        Endpoint::Decide => pack(&DecideRequest { group: group_id(1), release: true, reason: String::new() }),
        Endpoint::Invitations => pack(&InvitationsRequest {}),
        Endpoint::Invite => pack(&InviteRequest { person: domain::ids::PersonId::from_bytes([9; 16]), days: 0 }),
        Endpoint::Uninvite => pack(&UninviteRequest { id: vec![9; 32] }),
        Endpoint::Devices => pack(&DevicesRequest {}),
        Endpoint::Join
        | Endpoint::Session
        | Endpoint::Events
        | Endpoint::Health
        | Endpoint::Metrics
        | Endpoint::OpenApi => Vec::new(),
    }
}

/// Why the door stayed shut; none where it opened, whatever was said behind it.
async fn shut(doors: &Door1, endpoint: Endpoint, token: Option<&str>) -> Option<String> {
    let (status, body) = doors.send(request(super::door(endpoint), token, harmless(endpoint))).await;
    if status.is_success() {
        return None;
    }
    let code = code(&body);
    matches!(code.as_str(), "not-authenticated" | "access-ended" | "not-allowed").then_some(code)
}

async fn with_right(doors: &Door1, name: &str, audience: AudienceRef, right: Right) -> Laptop {
    // A member whose only other right is to record.
    let laptop = doors.world.member(name, Role::Clerk, &[]).await;
    doors.world.grant(laptop.author.person, audience, &[right]).await;
    laptop
}

#[tokio::test]
async fn every_door_lets_through_whom_it_should_by_every_right() {
    let doors = behind_doors().await;
    let area = doors.world.area("Sands End").await;
    for right in Right::ALL {
        let name = right.as_str();
        let everywhere = with_right(&doors, &format!("{name} all"), AudienceRef::Partnership, right).await;
        let here = with_right(&doors, &format!("{name} here"), AudienceRef::Area(area), right).await;
        for door in ENDPOINTS {
            let (of_all, of_area) = match expected(door.endpoint) {
                Expected::Anybody | Expected::ThisComputer | Expected::AnySession | Expected::Members => (true, true),
                Expected::Areas(rights) => (rights.contains(&right), rights.contains(&right)),
                Expected::Everything(rights) => (rights.contains(&right), false),
            };
            for (laptop, may) in [(&everywhere, of_all), (&here, of_area)] {
                let found = shut(&doors, door.endpoint, Some(&laptop.token)).await;
                assert_eq!(found, (!may).then(|| "not-allowed".to_owned()), "{name} at {}", door.path);
            }
        }
    }
}

#[tokio::test]
async fn no_door_but_the_open_ones_lets_anybody_through_without_a_good_token() {
    let doors = behind_doors().await;
    let other = crate::core::tests::world::World::seeded(8).await;
    let foreign = other.join(&other.admin_invitation).await.unwrap().token;
    let old = doors.world.admin().await.token;
    doors.world.clock.advance_seconds(3_601);
    for door in ENDPOINTS {
        let open = matches!(expected(door.endpoint), Expected::Anybody | Expected::ThisComputer);
        for token in [None, Some(""), Some("AAAA"), Some(foreign.as_str()), Some(old.as_str())] {
            let found = shut(&doors, door.endpoint, token).await;
            assert_eq!(found, (!open).then(|| "not-authenticated".to_owned()), "{token:?} at {}", door.path);
        }
    }
}

#[tokio::test]
async fn counts_are_told_on_the_servers_own_computer_and_nowhere_else() {
    let doors = behind_doors().await;
    let ada = doors.world.admin().await;
    for from in [Some(peer(0)), Some(peer(7)), None] {
        for token in [None, Some(ada.token.as_str())] {
            let mut asked = request(super::door(Endpoint::Metrics), token, Vec::new());
            asked.extensions_mut().clear();
            if let Some(from) = from {
                asked.extensions_mut().insert(from);
            }
            let (status, _) = doors.send(asked).await;
            let expected = if from == Some(peer(0)) { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(status, expected, "{from:?}");
        }
    }
    let apart = hyper_util::service::TowerToHyperService::new(doors.edge.clone().with_metrics_apart().router());
    let asked = request(super::door(Endpoint::Metrics), None, Vec::new());
    assert_eq!(hyper::service::Service::call(&apart, asked).await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_is_shut_out_may_send_and_is_told_to_purge_and_nothing_else() {
    let doors = behind_doors().await;
    let sam = doors.world.member("Sam", Role::Coordinator, &[]).await;
    let lost = doors.world.member("Lou", Role::Coordinator, &[]).await;
    let device = Revoking::Devices(vec![lost.author.device.to_string()]);
    doors.world.service.revoke_named("Lou", &device).await.unwrap();
    doors.world.service.revoke_named("Sam", &Revoking::Membership).await.unwrap();
    for laptop in [sam, lost] {
        for door in ENDPOINTS {
            let expected = expected(door.endpoint);
            let open = matches!(expected, Expected::Anybody | Expected::ThisComputer | Expected::AnySession);
            let found = shut(&doors, door.endpoint, Some(&laptop.token)).await;
            assert_eq!(found, (!open).then(|| "access-ended".to_owned()), "{}", door.path);
        }
    }
}

#[tokio::test]
async fn a_door_answers_to_its_own_method_alone_and_no_other_paths_exist() {
    let doors = behind_doors().await;
    for door in ENDPOINTS {
        let mut wrong = request(door, None, Vec::new());
        *wrong.method_mut() = match door.method {
            Method::Get => axum::http::Method::POST,
            Method::Post => axum::http::Method::GET,
        };
        let (status, _) = doors.send(wrong).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{}", door.path);
    }
    let mut elsewhere = request(&ENDPOINTS[0], None, Vec::new());
    *elsewhere.uri_mut() = "/v1/backup".parse().unwrap();
    assert_eq!(doors.send(elsewhere).await.0, StatusCode::NOT_FOUND);
}
