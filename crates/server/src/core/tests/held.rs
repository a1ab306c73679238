//! What was written before its author knew that their access had ended.

use domain::change::Draft;
use domain::ids::{RecordId, StreamId};
use domain::records::plan::{AREAS, element};
use domain::roles::Role;
use protocol::{DecideRequest, Fate, HeldRequest, PullRequest, WireGroup};

use serde_json::json;

use super::world::{Laptop, World};
use crate::core::Code;
use crate::core::placing::WAITING_GROUPS;
use crate::core::roster::Revoking;

async fn late_note(world: &World) -> (Laptop, WireGroup) {
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    world.service.revoke_named("Olu", &Revoking::Membership).await.unwrap();
    let note = world.note(&mut olu, "Sands End", "two mopeds").await;
    assert!(matches!(world.fate(&olu, note.clone()).await, Fate::Held { .. }));
    (olu, note)
}

async fn decide(world: &World, by: &Laptop, group: &WireGroup, release: bool) -> Result<(), Code> {
    let caller = world.caller(by).await;
    let request = DecideRequest { group: group.id, release, reason: "looked at".to_owned() };
    world.service.decide(&caller, request).await.map(|_| ()).map_err(|refused| refused.code)
}

#[tokio::test]
async fn a_released_note_takes_its_place_and_its_author_gets_the_receipt() {
    let world = World::new().await;
    let cora = world.member("Cora", Role::Coordinator, &[]).await;
    let (olu, note) = late_note(&world).await;
    let ask = PullRequest { held: vec![note.id], ..PullRequest::default() };
    assert!(world.pull(&olu, ask.clone()).await.decided.is_empty());
    let caller = world.caller(&cora).await;
    let held = world.service.held(&caller, HeldRequest {}).await.unwrap().held;
    assert_eq!((held.len(), held[0].group.id, held[0].author), (1, note.id, olu.author.person));
    assert_eq!(held[0].group.changes, note.changes);
    assert_eq!(held[0].since.as_deref(), Some("2026-11-22"));
    decide(&world, &cora, &note, true).await.unwrap();
    let told = world.pull(&olu, ask).await;
    assert_eq!(told.decided[0].fate, Fate::Accepted);
    assert_eq!(told.receipts[0].check(&world.service.server_key()).unwrap()[0].1.position, 1);
    let stream = world.intake(olu.author.person, "Sands End").await;
    assert!(world.pull(&cora, PullRequest::default()).await.pages.iter().any(|page| page.stream == stream));
    assert!(world.service.held(&caller, HeldRequest {}).await.unwrap().held.is_empty());
    // Sent once more by a laptop that did not hear.
    assert_eq!(world.fate(&olu, note).await, Fate::Had);
}

#[tokio::test]
async fn a_declined_note_stays_with_its_author_with_the_reason() {
    let world = World::new().await;
    let cora = world.member("Cora", Role::Coordinator, &[]).await;
    let (olu, note) = late_note(&world).await;
    decide(&world, &cora, &note, false).await.unwrap();
    let declined = Fate::Declined { by: "Cora".to_owned(), reason: "looked at".to_owned() };
    let told = world.pull(&olu, PullRequest { held: vec![note.id], ..PullRequest::default() }).await;
    assert_eq!(told.decided[0].fate, declined);
    assert_eq!(world.fate(&olu, note.clone()).await, declined);
    assert_eq!(decide(&world, &cora, &note, false).await, Ok(()));
    assert_eq!(decide(&world, &cora, &note, true).await, Err(Code::AlreadyDecided));
}

#[tokio::test]
async fn an_edit_that_waits_of_a_plan_that_is_erased_is_declined_without_its_words_and_none_waits_that_comes_later() {
    let world = World::new().await;
    let mut cora = world.member("Cora", Role::Coordinator, &[]).await;
    let mut sue = world.member("Sue", Role::CommunitySafety, &["Sands End"]).await;
    let (work, [streams, records]) = plan(&world, &mut cora, "Sands End").await;
    assert_eq!(world.fate(&cora, streams).await, Fate::Accepted);
    assert_eq!(world.fate(&cora, records.clone()).await, Fate::Accepted);
    let id = records.changes[0].clone().read().unwrap().header().record;
    let edit = |world: &World, sue: &mut Laptop, title: &str| {
        let draft = Draft::create(work, id, "plan", &json!({ "title": title })).act(domain::change::Act::Set);
        world.write(sue, vec![draft])
    };
    world.service.revoke_named("Sue", &Revoking::Membership).await.unwrap();
    let before = edit(&world, &mut sue, "Where Zelkjordan sleeps");
    assert!(matches!(world.fate(&sue, before.clone()).await, Fate::Held { .. }));
    let erase = Draft::create(work, id, "plan", &json!({ "erased": { "why": "asked-for" } }));
    let erase = world.write(&mut cora, vec![erase.act(domain::change::Act::Erase)]);
    assert_eq!(world.fate(&cora, erase).await, Fate::Accepted);

    let told = world.pull(&sue, PullRequest { held: vec![before.id], ..PullRequest::default() }).await;
    assert!(matches!(&told.decided[0].fate, Fate::Declined { by, .. } if by == domain::words::WHOEVER_ERASED));
    let caller = world.caller(&cora).await;
    assert!(world.service.held(&caller, HeldRequest {}).await.unwrap().held.is_empty());
    assert_eq!(decide(&world, &cora, &before, true).await, Err(Code::AlreadyDecided));
    let after = edit(&world, &mut sue, "Where Zelkjordan sleeps now");
    assert!(matches!(world.fate(&sue, after).await, Fate::Refused { code, .. } if code == "erased"));
    assert!(world.verify().await.is_ok());
}

#[tokio::test]
async fn only_those_who_supervise_the_area_see_it_and_decide() {
    let world = World::new().await;
    let here = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let elsewhere = world.member("Sue", Role::CommunitySafety, &["Munster"]).await;
    let police = world.member("Paul", Role::Police, &["Sands End"]).await;
    let (_, note) = late_note(&world).await;
    for (laptop, sees) in [(&here, 1), (&elsewhere, 0), (&police, 0)] {
        let caller = world.caller(laptop).await;
        assert_eq!(world.service.held(&caller, HeldRequest {}).await.unwrap().held.len(), sees);
    }
    assert_eq!(decide(&world, &elsewhere, &note, true).await, Err(Code::NotAllowed));
    assert_eq!(decide(&world, &police, &note, true).await, Err(Code::NotAllowed));
    assert_eq!(decide(&world, &here, &note, true).await, Ok(()));
}

/// A plan as it is begun: its streams, then its work and its analysis.
pub(super) async fn plan(world: &World, by: &mut Laptop, ward: &str) -> (StreamId, [WireGroup; 2]) {
    let area = element(AREAS, &world.area(ward).await.to_string());
    let control = world.service.meta().control;
    let id = RecordId::new(world.service.now(), world.entropy());
    let [work, core] = [(); 2].map(|()| StreamId::random(world.entropy()));
    let stream = |stream: StreamId, sort: &str| {
        Draft::create(control, stream.into(), "stream", &json!({ "sort": sort, "plan": id, &area: true }))
    };
    let streams = world.write(by, vec![stream(work, "plan/work"), stream(core, "plan/core")]);
    let analysis = RecordId::new(world.service.now(), world.entropy());
    let records = vec![
        Draft::create(work, id, "plan", &json!({ "title": "The walkway", "status": "draft", &area: true })),
        Draft::create(core, analysis, "analysis", &json!({ "plan": id, "scanning": "Lights out" })),
    ];
    (work, [streams, world.write(by, records)])
}

#[tokio::test]
async fn a_plan_that_comes_after_its_authors_right_ended_waits_for_the_wards_supervisor_and_is_released() {
    let world = World::new().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let mut sue = world.member("Sue", Role::CommunitySafety, &["Sands End"]).await;
    world.service.revoke_named("Sue", &Revoking::Membership).await.unwrap();
    let (work, [streams, records]) = plan(&world, &mut sue, "Sands End").await;
    assert_eq!(world.fate(&sue, streams).await, Fate::Accepted);
    assert_eq!(world.fate(&sue, records.clone()).await, Fate::Held { since: Some("2026-11-22".to_owned()) });
    let caller = world.caller(&sam).await;
    let held = world.service.held(&caller, HeldRequest {}).await.unwrap().held;
    assert_eq!((held.len(), &held[0].group.changes), (1, &records.changes), "with its words");
    assert_eq!(held[0].area, Some(world.area("Sands End").await));
    assert_eq!(decide(&world, &sam, &records, true).await, Ok(()));
    assert!(world.pull(&sam, PullRequest::default()).await.pages.iter().any(|page| page.stream == work));
}

#[tokio::test]
async fn an_administrator_may_let_it_pass_without_reading_it() {
    let world = World::new().await;
    let admin = world.admin().await;
    let (_, note) = late_note(&world).await;
    let caller = world.caller(&admin).await;
    let held = world.service.held(&caller, HeldRequest {}).await.unwrap().held;
    assert_eq!(held[0].group.changes[0].header, note.changes[0].header);
    assert_eq!(held[0].group.changes[0].body, None);
    assert_eq!(decide(&world, &admin, &note, true).await, Ok(()));
}

#[tokio::test]
async fn a_declined_group_needs_a_reason() {
    let world = World::new().await;
    let cora = world.member("Cora", Role::Coordinator, &[]).await;
    let (_, note) = late_note(&world).await;
    let caller = world.caller(&cora).await;
    let request = DecideRequest { group: note.id, release: false, reason: " ".to_owned() };
    assert_eq!(world.service.decide(&caller, request).await.err().unwrap().code, Code::BadRequest);
}

#[tokio::test]
async fn whoever_is_shut_out_and_sends_without_end_is_put_off_in_words_and_hides_nobody() {
    let world = World::new().await;
    let cora = world.member("Cora", Role::Coordinator, &[]).await;
    let mut lou = world.member("Lou", Role::Outreach, &["Sands End"]).await;
    world.service.revoke_named("Lou", &Revoking::Membership).await.unwrap();
    let mut notes = Vec::new();
    for _ in 0..=WAITING_GROUPS {
        notes.push(world.note(&mut lou, "Sands End", "two mopeds").await);
    }
    let answers = world.push(&lou, notes.clone()).await.answers;
    let held = answers.iter().filter(|answer| matches!(answer.fate, Fate::Held { .. })).count();
    assert_eq!(held as u64, WAITING_GROUPS);
    let last = notes.last().unwrap().clone();
    assert_eq!(answers.last().unwrap().group, last.id);
    assert_eq!(world.code(&lou, last.clone()).await, "held-full");
    // Somebody who came after all of those is the second in the list.
    let (_, note) = late_note(&world).await;
    let caller = world.caller(&cora).await;
    let listed = world.service.held(&caller, HeldRequest {}).await.unwrap().held;
    assert_eq!((listed.len() as u64, listed[1].group.id), (WAITING_GROUPS + 1, note.id));
    // As soon as somebody has decided about one, the next is taken.
    decide(&world, &cora, &notes[0], false).await.unwrap();
    assert!(matches!(world.fate(&lou, last).await, Fate::Held { .. }));
}

#[tokio::test]
async fn what_a_restored_server_lost_of_the_held_is_asked_for_again() {
    let world = World::new().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let lost = super::world::group_id(9);
    let told = world.pull(&olu, PullRequest { held: vec![lost], ..PullRequest::default() }).await;
    assert!(matches!(&told.decided[0].fate, Fate::Later { code, .. } if code == "not-held"));
}
