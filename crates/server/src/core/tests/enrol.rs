//! Being let in: invitations, sessions, second devices, and being shut out.

use domain::change::Draft;
use domain::ids::DeviceId;
use domain::records::DeviceRecord;
use domain::roles::Role;
use domain::signing::SigningKey;
use protocol::{Fate, Invitation, PullRequest, UninviteRequest};

use super::world::{Laptop, World};
use crate::core::Code;
use crate::core::roster::{Inviting, NotDone, Revoking};

#[tokio::test]
async fn an_invitation_lets_one_device_in_and_only_once() {
    let world = World::new().await;
    let invitation = world.invite("Olu", Role::Outreach, &["Sands End"]).await;
    let olu = world.join(&invitation).await.unwrap();
    assert!(world.caller(&olu).await.may_read);
    assert_eq!(world.join(&invitation).await.err().unwrap().code, Code::InvitationUsed);
}

#[tokio::test]
async fn a_join_whose_answer_was_lost_is_answered_again_to_the_same_device() {
    let world = World::new().await;
    let invitation = world.invite("Olu", Role::Outreach, &["Sands End"]).await;
    let (request, _) = world.join_request(&invitation).await;
    let first = world.service.join(request.clone()).await.unwrap();
    let before = world.everything().await;
    let again = world.service.join(request).await.unwrap();
    assert_eq!((first.person, first.control), (again.person, again.control));
    assert_eq!(world.everything().await, before);
}

#[tokio::test]
async fn two_devices_with_one_invitation_at_the_same_moment_are_one_too_many() {
    let world = World::new().await;
    let invitation = world.invite("Olu", Role::Outreach, &["Sands End"]).await;
    let ((one, _), (other, _)) = (world.join_request(&invitation).await, world.join_request(&invitation).await);
    let (one, other) = tokio::join!(world.service.join(one), world.service.join(other));
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    assert_eq!(one.err().or(other.err()).unwrap().code, Code::InvitationUsed);
}

#[tokio::test]
async fn expired_withdrawn_and_foreign_invitations_have_words_of_their_own() {
    let world = World::new().await;
    let admin = world.admin().await;
    let late = world.invite("Olu", Role::Outreach, &["Sands End"]).await;
    world.clock.advance_seconds(7 * 86_400);
    assert_eq!(world.join(&late).await.err().unwrap().code, Code::InvitationExpired);
    let withdrawn = world.again("Olu").await;
    let id = Invitation::secret_hash(&withdrawn.parse::<Invitation>().unwrap().secret).to_vec();
    let admin = Laptop { token: world.session(&admin, Vec::new()).await.unwrap().token, ..admin };
    let caller = world.caller(&admin).await;
    world.service.uninvite(&caller, UninviteRequest { id }).await.unwrap();
    assert_eq!(world.join(&withdrawn).await.err().unwrap().code, Code::InvitationWithdrawn);
    let foreign = World::seeded(8).await.admin_invitation;
    assert_eq!(world.join(&foreign).await.err().unwrap().code, Code::InvitationUnknown);
}

#[tokio::test]
async fn a_name_that_is_here_is_not_taken_in_twice_but_may_get_another_role_or_device() {
    let world = World::new().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let inviting = |role, wards: &[&str]| Inviting {
        name: " olu ".to_owned(),
        role,
        wards: wards.iter().map(|ward| (*ward).to_owned()).collect(),
    };
    let same = world.service.invite_named(&inviting(Some(Role::Outreach), &["Sands End"])).await;
    assert_eq!(same, Err(NotDone::Exists("olu".to_owned())));
    let (person, _) = world.service.invite_named(&inviting(Some(Role::School), &["Munster"])).await.unwrap();
    assert_eq!(person, olu.author.person);
    let (person, second) = world.service.invite_named(&inviting(None, &[])).await.unwrap();
    assert_eq!(person, olu.author.person);
    let second = world.join(&second).await.unwrap();
    assert_eq!(second.author.person, olu.author.person);
    let nobody = Inviting { name: "Nia".to_owned(), role: None, wards: Vec::new() };
    assert_eq!(world.service.invite_named(&nobody).await, Err(NotDone::NobodyNamed("Nia".to_owned())));
    let no_ward = Inviting { role: Some(Role::Outreach), ..nobody };
    assert_eq!(world.service.invite_named(&no_ward).await, Err(NotDone::WardMissing(Role::Outreach)));
}

/// The device a restored notebook goes on as, and the group that introduces it.
fn next_device(world: &World, old: &Laptop, voucher: &SigningKey) -> (Laptop, protocol::WireGroup) {
    let key = SigningKey::generate(world.entropy());
    let device = DeviceId::new(world.service.now(), world.entropy());
    let record = DeviceRecord {
        person: old.author.person,
        signing_key: key.public().to_hex(),
        vouched_by: Some(old.author.device),
        vouch: voucher.vouch(&key.public()).to_hex(),
        reason: "restored".to_owned(),
        ended: None,
    };
    let mut laptop =
        Laptop { author: domain::change::Author::new(old.author.person, device), key, token: String::new() };
    let control = world.service.meta().control;
    let group = world.write(&mut laptop, vec![Draft::create(control, device.into(), "device", &record)]);
    (laptop, group)
}

#[tokio::test]
async fn a_restored_notebook_introduces_itself_and_goes_on() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let unsent = world.note(&mut olu, "Sands End", "still in the outbox of the old device").await;
    let (second, introduction) = next_device(&world, &olu, &olu.key);
    assert_eq!(world.session(&second, Vec::new()).await.err().unwrap().code, Code::UnknownDevice);
    // Restored twice before it was online again: the third is vouched for by the second.
    let (mut third, another) = next_device(&world, &second, &second.key);
    let session = world.session(&third, vec![introduction.clone(), another.clone()]).await.unwrap();
    assert!(session.may_read);
    third.token = session.token;
    assert_eq!(world.fate(&third, another).await, Fate::Had);
    assert_eq!(world.fate(&third, introduction).await, Fate::Had);
    assert_eq!(world.fate(&third, unsent).await, Fate::Accepted);
    let note = world.note(&mut third, "Sands End", "after").await;
    assert_eq!(world.fate(&third, note).await, Fate::Accepted);
}

#[tokio::test]
async fn a_device_that_somebody_else_vouches_for_is_not_let_in_and_nothing_is_written() {
    let world = World::new().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mallory = world.member("Mallory", Role::Outreach, &["Munster"]).await;
    let (forged, introduction) = next_device(&world, &olu, &mallory.key);
    let before = world.everything().await;
    let refused = world.session(&forged, vec![introduction]).await;
    assert_eq!(refused.err().unwrap().code, Code::BadIntroduction);
    assert_eq!(world.everything().await, before);
}

#[tokio::test]
async fn somebody_shut_out_may_send_and_is_told_to_purge_and_receives_nothing() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::CommunitySafety, &["Sands End"]).await;
    let note = world.note(&mut olu, "Sands End", "seen").await;
    world.fate(&olu, note).await;
    let before = world.pull(&olu, PullRequest::default()).await;
    assert!(!before.pages.is_empty());
    let cursors = before.pages.iter().map(|page| {
        let head = *page.check(&world.service.server_key()).unwrap().last().unwrap();
        protocol::Cursor { stream: page.stream, epoch: page.epoch, position: head.position, chain: head.chain }
    });
    let cursors: Vec<_> = cursors.collect();
    world.service.revoke_named("Olu", &Revoking::Devices(vec![olu.author.device.to_string()])).await.unwrap();
    let session = world.session(&olu, Vec::new()).await.unwrap();
    assert!(!session.may_read);
    let late = world.note(&mut olu, "Sands End", "late").await;
    assert!(matches!(world.fate(&olu, late).await, Fate::Held { .. }));
    let request = PullRequest { cursors: cursors.clone(), ..PullRequest::default() };
    let after = world.pull(&olu, request.clone()).await;
    assert!(after.pages.is_empty() && !after.more);
    assert_eq!(after.gone.len(), cursors.len());
    let unpurged = |rows: Vec<crate::storage::DeviceRow>| {
        rows.into_iter().find(|row| row.device == olu.author.device).unwrap().unpurged as usize
    };
    let storage = world.service.storage();
    // Who belongs stays with it, and nobody waits for that to go.
    let stay = [world.service.meta().control, world.service.meta().reference];
    let awaited = cursors.iter().filter(|cursor| !stay.contains(&cursor.stream)).count();
    assert_eq!(unpurged(crate::storage::Storage::devices(storage).await.unwrap()), awaited);
    assert_eq!(awaited + stay.len(), cursors.len());
    world.pull(&olu, PullRequest { purged: after.gone, ..PullRequest::default() }).await;
    assert_eq!(unpurged(crate::storage::Storage::devices(storage).await.unwrap()), 0);
}

#[tokio::test]
async fn a_revoked_ward_ends_what_is_held_there_and_nothing_else() {
    let world = World::new().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End", "Munster"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    for ward in ["Sands End", "Munster"] {
        let note = world.note(&mut olu, ward, "seen").await;
        world.fate(&olu, note).await;
    }
    let readable = async |ward: &str| {
        let stream = world.intake(olu.author.person, ward).await;
        world.pull(&sam, PullRequest::default()).await.pages.iter().any(|page| page.stream == stream)
    };
    assert!(readable("Sands End").await && readable("Munster").await);
    world.service.revoke_named("Sam", &Revoking::Wards(vec!["munster".to_owned()])).await.unwrap();
    assert!(readable("Sands End").await && !readable("Munster").await);
    let again = world.service.revoke_named("Sam", &Revoking::Wards(vec!["munster".to_owned()])).await;
    assert!(matches!(again, Err(NotDone::HoldsNothing { .. })));
}

#[tokio::test]
async fn a_token_ends_after_an_hour_and_a_challenge_after_minutes() {
    let world = World::new().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let request = world.session_request(&olu, Vec::new()).await;
    world.clock.advance_seconds(301);
    assert_eq!(world.service.session(request).await.err().unwrap().code, Code::ChallengeExpired);
    assert!(world.service.caller(&olu.token).await.is_ok());
    world.clock.advance_seconds(3_600);
    assert_eq!(world.service.caller(&olu.token).await.err().unwrap().code, Code::NotAuthenticated);
}

#[tokio::test]
async fn an_introduction_that_somebody_else_brings_opens_nothing() {
    let world = World::new().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let (second, introduction) = next_device(&world, &olu, &olu.key);
    let thief = Laptop { key: SigningKey::generate(world.entropy()), ..second };
    let before = world.everything().await;
    let refused = world.session(&thief, vec![introduction]).await;
    assert_eq!(refused.err().unwrap().code, Code::BadProof);
    assert_eq!(world.everything().await, before);
}

#[tokio::test]
async fn nobody_but_an_administrator_invites_somebody_who_may_more_than_they() {
    let world = World::new().await;
    let admin = world.admin().await;
    let cora = world.member("Cora", Role::Coordinator, &[]).await;
    let cleo = world.member("Cleo", Role::Councillor, &["Munster"]).await;
    let paul = world.member("Paul", Role::Police, &["Munster"]).await;
    let lea = world.member("Lea", Role::Safeguarding, &["all"]).await;
    let invite = async |by: &Laptop, person| {
        let caller = world.caller(by).await;
        let request = protocol::InviteRequest { person, days: 0 };
        world.service.invite(&caller, request).await.map(|_| ()).map_err(|refused| refused.code)
    };
    for (laptop, may) in [(&cleo, true), (&cora, true), (&paul, false), (&lea, false), (&admin, false)] {
        let found = invite(&cora, laptop.author.person).await;
        assert_eq!(found, if may { Ok(()) } else { Err(Code::GivesTooMuch) });
        assert_eq!(invite(&admin, laptop.author.person).await, Ok(()));
    }
}
