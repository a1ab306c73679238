//! Groups and their answers.

use domain::change::Draft;
use domain::permissions::Right;
use domain::records::{AudienceRef, GrantRecord};
use domain::roles::Role;
use protocol::Fate;
use serde_json::json;

use super::world::World;
use crate::core::roster::Revoking;

#[tokio::test]
async fn a_note_is_accepted_with_a_receipt_that_holds_and_a_repeat_has_the_same_place() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let note = world.note(&mut olu, "Sands End", "two mopeds").await;
    let first = world.push(&olu, vec![note.clone()]).await;
    assert_eq!(first.answers[0].fate, Fate::Accepted);
    let stood = first.receipts[0].check(&world.service.server_key()).unwrap();
    assert_eq!((stood.len(), stood[0].1.position), (1, 1));
    let again = world.push(&olu, vec![note]).await;
    assert_eq!(again.answers[0].fate, Fate::Had);
    assert_eq!(again.receipts, first.receipts);
}

#[tokio::test]
async fn one_bad_group_does_not_hold_up_the_next() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let one = world.note(&mut olu, "Sands End", "one").await;
    let mut bad = world.note(&mut olu, "Sands End", "two").await;
    bad.changes[0].body = Some(vec![0; 40]);
    let three = world.note(&mut olu, "Munster", "three").await;
    let answer = world.push(&olu, vec![one, bad, three]).await;
    let fates: Vec<bool> = answer.answers.iter().map(|answer| answer.fate == Fate::Accepted).collect();
    assert_eq!(fates, [true, false, true]);
}

#[tokio::test]
async fn receipts_of_many_notes_are_few_signatures() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mut groups = Vec::new();
    for number in 0..40 {
        groups.push(world.note(&mut olu, if number % 2 == 0 { "Sands End" } else { "Munster" }, "seen").await);
    }
    let answer = world.push(&olu, groups).await;
    assert_eq!(answer.receipts.len(), 2);
    let stood: usize =
        answer.receipts.iter().map(|receipts| receipts.check(&world.service.server_key()).unwrap().len()).sum();
    assert_eq!(stood, 40);
}

#[tokio::test]
async fn what_comes_after_a_grant_in_one_push_is_judged_by_it() {
    let world = World::new().await;
    let mut cora = world.member("Cora", Role::Coordinator, &[]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Munster"]).await;
    let control = world.service.meta().control;
    let area = world.area("Sands End").await;
    let grant = GrantRecord {
        person: olu.author.person,
        audience: AudienceRef::Area(area),
        rights: vec![Right::Triage],
        role: String::new(),
        until: None,
        reason: "covers for Sam".to_owned(),
        granted_by: cora.author.person,
        ended: None,
    };
    let id = domain::ids::RecordId::new(world.service.now(), world.entropy());
    let reply_to = world.intake(cora.author.person, "Sands End").await;
    let reply = Draft::create(reply_to, id, "reply", &json!({"note": id, "text": "thank you"}));
    let first = world.write(&mut olu, vec![reply.clone()]);
    assert_eq!(world.code(&olu, first).await, "not-allowed");
    let grant = world.write(&mut cora, vec![Draft::create(control, id, "grant", &grant)]);
    assert_eq!(world.fate(&cora, grant).await, Fate::Accepted);
    let second = world.write(&mut olu, vec![reply]);
    assert_eq!(world.fate(&olu, second).await, Fate::Accepted);
}

#[tokio::test]
async fn a_refused_group_may_be_sent_again_once_the_right_is_there() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Munster"]).await;
    let reply_to = world.intake(olu.author.person, "Sands End").await;
    let id = domain::ids::RecordId::new(world.service.now(), world.entropy());
    let reply = world.write(&mut olu, vec![Draft::create(reply_to, id, "reply", &json!({"note": id, "text": "x"}))]);
    assert_eq!(world.code(&olu, reply.clone()).await, "not-allowed");
    let refused = crate::storage::Storage::counts(world.service.storage()).await.unwrap().refused;
    assert_eq!(refused, 1);
    world.grant(olu.author.person, AudienceRef::Partnership, &[Right::Triage]).await;
    assert_eq!(world.fate(&olu, reply).await, Fate::Accepted);
    assert_eq!(crate::storage::Storage::counts(world.service.storage()).await.unwrap().refused, 0);
}

#[tokio::test]
async fn a_revocation_by_another_process_binds_at_the_next_request() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let (other, _) =
        crate::setup::open(&world.folder, &crate::data::KeyHints::default(), &world.outside).await.unwrap();
    other.revoke_named("olu", &Revoking::Membership).await.unwrap();
    let late = world.note(&mut olu, "Sands End", "written before I knew").await;
    assert_eq!(world.fate(&olu, late).await, Fate::Held { since: Some("2026-11-22".to_owned()) });
    assert!(!world.caller(&olu).await.may_read);
}

#[tokio::test]
async fn a_copied_laptop_is_told_to_part_and_is_listed_as_a_copy() {
    let world = World::new().await;
    let admin = world.admin().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mut copy = olu.clone();
    let original = world.note(&mut olu, "Sands End", "from the original").await;
    assert_eq!(world.fate(&olu, original).await, Fate::Accepted);
    let other = world.note(&mut copy, "Sands End", "from the copy").await;
    assert_eq!(world.fate(&copy, other).await, Fate::Forked);
    let caller = world.caller(&admin).await;
    let devices = world.service.devices(&caller, protocol::DevicesRequest {}).await.unwrap().devices;
    let state = devices.iter().find(|state| state.device == olu.author.device).unwrap();
    assert!(state.forked && state.gaps == 0 && state.last_seen.is_some());
}

#[tokio::test]
async fn a_gap_in_a_devices_numbers_is_listed_and_never_waited_for() {
    let world = World::new().await;
    let admin = world.admin().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let _lost = world.note(&mut olu, "Sands End", "lost").await;
    let later = world.note(&mut olu, "Sands End", "later").await;
    assert_eq!(world.fate(&olu, later).await, Fate::Accepted);
    let caller = world.caller(&admin).await;
    let devices = world.service.devices(&caller, protocol::DevicesRequest {}).await.unwrap().devices;
    assert_eq!(devices.iter().find(|state| state.device == olu.author.device).unwrap().gaps, 1);
}

#[tokio::test]
async fn many_laptops_at_once_leave_no_gap_in_a_stream_that_they_share() {
    let world = std::sync::Arc::new(World::new().await);
    let mut laptops = Vec::new();
    let first = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    for _ in 0..6 {
        let again = world.again("Olu").await;
        laptops.push(world.join(&again).await.unwrap());
    }
    let mut running = Vec::new();
    for mut laptop in laptops {
        let world = world.clone();
        running.push(tokio::spawn(async move {
            for number in 0..20 {
                let note = world.note(&mut laptop, "Sands End", &format!("seen {number}")).await;
                assert_eq!(world.fate(&laptop, note).await, Fate::Accepted);
            }
        }));
    }
    for task in running {
        task.await.unwrap();
    }
    let stream = world.intake(first.author.person, "Sands End").await;
    let heads = crate::storage::Storage::heads(world.service.storage()).await.unwrap();
    assert_eq!(heads[&stream].position, 120);
    let sound = world.verify().await;
    assert!(sound.is_ok(), "{sound:?}");
}
