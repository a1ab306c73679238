//! Input that is valid but for one thing, a hundred times for each code: refused by that code, with
//! nothing written into any stream and nobody else held up.

use domain::change::{Act, Draft, GROUP_BYTES_MAX};
use domain::ids::{ChangeId, DeviceId, PersonId, RecordId, StreamId};
use domain::permissions::Right;
use domain::records::{AudienceRef, GrantRecord};
use domain::roles::Role;
use domain::signing::{Signature, SigningKey};
use domain::streams::StreamSort;
use protocol::{Fate, WireGroup};
use serde_json::json;

use super::world::{Laptop, World, altered};
use crate::core::Code;
use crate::storage::Storage;

const TIMES: u8 = 100;

/// Sends a hundred groups, each spoilt in its own way, and expects this code and unchanged streams.
async fn spoilt(
    world: &World,
    laptop: &mut Laptop,
    code: &str,
    mut spoil: impl AsyncFnMut(&World, &mut Laptop, u8) -> WireGroup,
) {
    for round in 0..TIMES {
        let heads = world.service.storage().heads().await.unwrap();
        // What is spoilt was never written as far as the laptop's own numbers go.
        let mut other = laptop.clone();
        let group = spoil(world, &mut other, round).await;
        assert_eq!(world.code(laptop, group).await, code, "round {round}");
        assert_eq!(world.service.storage().heads().await.unwrap(), heads, "round {round} of {code} wrote something");
    }
    let good = world.note(laptop, "Sands End", "and all is well").await;
    assert_eq!(world.fate(laptop, good).await, Fate::Accepted);
}

#[tokio::test]
async fn a_group_whose_parts_do_not_fit_is_refused() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    spoilt(&world, &mut olu, "bad-group", async |world, laptop, round| {
        let drafts = vec![
            world.note_draft(laptop, "Sands End", "one").await,
            world.note_draft(laptop, "Sands End", "two").await,
        ];
        let mut group = world.write(laptop, drafts);
        let key = laptop.key.clone();
        match round % 11 {
            0 => group.changes.clear(),
            1 => group.changes.reverse(),
            2 => drop(group.changes.pop()),
            3 => drop(group.changes.remove(0)),
            4 => group.id = super::world::group_id(round),
            5 => group = altered(&group, &key, |_, header| header.group.count += 1 + round),
            6 => group = altered(&group, &key, |index, header| header.sequence += 3 * index as u64),
            7 => group = altered(&group, &key, |_, header| header.sequence = 0),
            8 => group = altered(&group, &key, |_, header| header.id = ChangeId::from_bytes([round; 16])),
            // As a part of a group that has more than any has.
            9 => {
                group = altered(&group, &key, |_, header| header.group.count = 17 + round);
                group.relayed = true;
            }
            _ => {
                let change = group.changes[0].clone();
                group.changes = vec![change; 17];
            }
        }
        group
    })
    .await;
}

#[tokio::test]
async fn a_change_that_was_damaged_is_refused() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    spoilt(&world, &mut olu, "bad-change", async |world, laptop, round| {
        let mut group = world.note(laptop, "Sands End", "two mopeds").await;
        let change = &mut group.changes[0];
        let body = change.body.as_mut().unwrap();
        let at = usize::from(round) % body.len();
        match round % 4 {
            0 => body[at] ^= 1,
            1 => body.truncate(at),
            2 => change.body = None,
            _ => change.header.truncate(usize::from(round) % change.header.len()),
        }
        group
    })
    .await;
}

#[tokio::test]
async fn a_signature_that_does_not_hold_is_refused() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let stranger = SigningKey::generate(world.entropy());
    spoilt(&world, &mut olu, "bad-signature", async |world, laptop, round| {
        let group = world.note(laptop, "Sands End", "two mopeds").await;
        if round % 2 == 0 {
            return altered(&group, &stranger, |_, _| {});
        }
        let mut group = group;
        let mut bytes = *group.changes[0].signature.as_bytes();
        bytes[usize::from(round) % 64] ^= 1 << (round % 8);
        group.changes[0].signature = Signature::from_bytes(bytes);
        group
    })
    .await;
}

#[tokio::test]
async fn a_group_larger_than_a_group_may_be_is_refused() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    spoilt(&world, &mut olu, "too-large", async |world, laptop, round| {
        let mut group = world.note(laptop, "Sands End", "two mopeds").await;
        group.changes[0].body = Some(vec![round; GROUP_BYTES_MAX + usize::from(round)]);
        group
    })
    .await;
}

#[tokio::test]
async fn a_device_that_nobody_knows_is_refused_and_so_is_one_of_another_person() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let sam = world.member("Sam", Role::Outreach, &["Sands End"]).await;
    spoilt(&world, &mut olu, "unknown-device", async |world, laptop, round| {
        let group = world.note(laptop, "Sands End", "two mopeds").await;
        altered(&group, &laptop.key, |_, header| header.device = DeviceId::from_bytes([round; 16]))
    })
    .await;
    spoilt(&world, &mut olu, "not-your-device", async |world, _, _| {
        let mut sam = sam.clone();
        world.note(&mut sam, "Sands End", "in another's place").await
    })
    .await;
    spoilt(&world, &mut olu, "not-the-author", async |world, laptop, round| {
        let group = world.note(laptop, "Sands End", "two mopeds").await;
        let author = if round % 2 == 0 { sam.author.person } else { PersonId::from_bytes([round; 16]) };
        altered(&group, &laptop.key, |_, header| header.author = author)
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_nothing_stands_for_is_refused() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    spoilt(&world, &mut olu, "unknown-stream", async |world, laptop, round| {
        let group = world.note(laptop, "Sands End", "two mopeds").await;
        altered(&group, &laptop.key, |_, header| header.stream = StreamId::from_bytes([round; 16]))
    })
    .await;
}

#[tokio::test]
async fn what_the_author_never_had_the_right_to_is_refused() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let theirs = world.intake(sam.author.person, "Sands End").await;
    let own = world.own(sam.author.person).await;
    let restricted = world.area_stream("Sands End", StreamSort::AreaRestricted).await;
    let control = world.service.meta().control;
    spoilt(&world, &mut olu, "not-allowed", async |world, laptop, round| {
        let id = RecordId::new(world.service.now(), world.entropy());
        let draft = match round % 6 {
            0 => Draft::create(theirs, id, "note", &json!({"text": "in Sam's place"})),
            1 => Draft::create(own, id, "settings", &json!({"theme": "dark"})),
            2 => Draft::create(restricted, id, "note", &json!({"text": "here"})),
            3 => Draft::create(control, sam.author.person.into(), "person", &json!({"name": "Samuel"})).act(Act::Set),
            4 => Draft::create(control, id, "stream", &json!({"sort": "area/shared"})),
            _ => Draft::create(world.service.meta().reference, id, "area", &json!({"ward": "E05013733"})),
        };
        world.write(laptop, vec![draft])
    })
    .await;
}

#[tokio::test]
async fn a_coordinator_cannot_give_more_than_they_have_nor_enter_a_device() {
    let world = World::new().await;
    let mut cora = world.member("Cora", Role::Coordinator, &[]).await;
    let control = world.service.meta().control;
    let too_much = [Right::ReadSealed, Right::Administer, Right::Grade, Right::Deposit];
    spoilt(&world, &mut cora, "gives-too-much", async |world, laptop, round| {
        let id = RecordId::new(world.service.now(), world.entropy());
        let record = GrantRecord {
            person: laptop.author.person,
            audience: AudienceRef::Partnership,
            rights: vec![Right::Read, too_much[usize::from(round) % 4]],
            role: String::new(),
            until: None,
            reason: String::new(),
            granted_by: laptop.author.person,
            ended: None,
        };
        world.write(laptop, vec![Draft::create(control, id, "grant", &record)])
    })
    .await;
    let voucher = cora.author.device;
    spoilt(&world, &mut cora, "not-your-device", async |world, laptop, _| {
        let key = SigningKey::generate(world.entropy());
        let device = DeviceId::new(world.service.now(), world.entropy());
        let record = domain::records::DeviceRecord {
            person: laptop.author.person,
            signing_key: key.public().to_hex(),
            vouched_by: Some(voucher),
            vouch: laptop.key.vouch(&key.public()).to_hex(),
            reason: "moved".to_owned(),
            ended: None,
        };
        world.write(laptop, vec![Draft::create(control, device.into(), "device", &record)])
    })
    .await;
}

#[tokio::test]
async fn what_a_newer_program_wrote_waits_for_an_update_of_the_server() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    spoilt(&world, &mut olu, "server-older", async |world, laptop, round| {
        let group = world.note(laptop, "Sands End", "two mopeds").await;
        altered(&group, &laptop.key, |_, header| match round % 4 {
            0 => header.kind = format!("drawing{round}"),
            1 => header.schema = 2 + u16::from(round),
            2 => header.act = Act::Unknown("rank".to_owned()),
            _ => header.format = 2,
        })
    })
    .await;
}

#[tokio::test]
async fn the_same_id_with_other_bytes_is_an_alarm() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let first = world.note(&mut olu, "Sands End", "two mopeds").await;
    assert_eq!(world.fate(&olu, first.clone()).await, Fate::Accepted);
    let id = first.changes[0].clone().read().unwrap().header().id;
    spoilt(&world, &mut olu, "id-clash", async |world, laptop, round| {
        let group = world.note(laptop, "Sands End", &format!("three {round}")).await;
        altered(&group, &laptop.key, |_, header| header.id = id)
    })
    .await;
}

#[tokio::test]
async fn what_somebody_else_brings_is_refused_where_they_may_not_read_it() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let sam = world.member("Sam", Role::Outreach, &["Sands End"]).await;
    spoilt(&world, &mut olu, "not-allowed", async |world, _, _| {
        let mut sam = sam.clone();
        let mut group = world.note(&mut sam, "Sands End", "Sam's").await;
        group.relayed = true;
        group
    })
    .await;
}

#[tokio::test]
async fn a_number_taken_by_a_copy_is_told_to_those_who_bring_it_for_another() {
    let world = World::new().await;
    let mut cora = world.member("Cora", Role::Coordinator, &[]).await;
    let mut sam = world.member("Sam", Role::Outreach, &["Sands End"]).await;
    let copy = sam.clone();
    let note = world.note(&mut sam, "Sands End", "the original").await;
    assert_eq!(world.fate(&sam, note).await, Fate::Accepted);
    spoilt(&world, &mut cora, "number-taken", async |world, _, round| {
        let mut copy = copy.clone();
        let mut group = world.note(&mut copy, "Sands End", &format!("the copy {round}")).await;
        group.relayed = true;
        group
    })
    .await;
}

#[tokio::test]
async fn requests_that_let_nobody_in_write_nothing() {
    let world = World::new().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let used = world.admin_invitation.clone();
    world.admin().await;
    let open = world.invite("Sue", Role::Outreach, &["Munster"]).await;
    let late = world.again("Sue").await;
    let before = world.everything().await;
    for round in 0..TIMES {
        let code = |result: Result<(), crate::core::Refused>| result.err().unwrap().code;
        let (mut request, _) = world.join_request(&open).await;
        request.secret[usize::from(round) % 16] ^= 1;
        assert_eq!(code(world.service.join(request).await.map(|_| ())), Code::InvitationUnknown);
        assert_eq!(code(world.join(&used).await.map(|_| ())), Code::InvitationUsed);
        let (mut request, _) = world.join_request(&open).await;
        request.challenge[usize::from(round) % 56] ^= 1;
        assert_eq!(code(world.service.join(request).await.map(|_| ())), Code::BadProof);
        let (mut request, _) = world.join_request(&open).await;
        request.device = DeviceId::from_bytes([round; 16]);
        assert_eq!(code(world.service.join(request).await.map(|_| ())), Code::BadProof);
        let invitation = open.parse().unwrap();
        let request = world.join_as(&invitation, olu.author.device, &SigningKey::generate(world.entropy())).await;
        assert_eq!(code(world.service.join(request).await.map(|_| ())), Code::DeviceTaken);

        let mut request = world.session_request(&olu, Vec::new()).await;
        request.proof = olu.key.sign(&[round; 32]);
        assert_eq!(code(world.service.session(request).await.map(|_| ())), Code::BadProof);
        let stranger = Laptop {
            author: domain::change::Author::new(olu.author.person, DeviceId::from_bytes([round; 16])),
            ..olu.clone()
        };
        assert_eq!(code(world.session(&stranger, Vec::new()).await.map(|_| ())), Code::UnknownDevice);

        let mut token = olu.token.clone().into_bytes();
        let at = usize::from(round) % token.len();
        token[at] = if token[at] == b'A' { b'B' } else { b'A' };
        let token = String::from_utf8(token).unwrap();
        assert_eq!(code(world.service.caller(&token).await.map(|_| ())), Code::NotAuthenticated);
    }
    world.clock.advance_seconds(8 * 86_400);
    for _ in 0..TIMES {
        assert_eq!(world.join(&late).await.err().unwrap().code, Code::InvitationExpired);
    }
    assert_eq!(world.everything().await, before);
}
