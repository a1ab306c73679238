//! The log of endings, and hints.

use domain::change::{Act, Draft};
use domain::roles::Role;
use domain::signing::SigningKey;
use protocol::{Fate, WireGroup};
use serde_json::json;

use super::world::{Laptop, World};
use crate::core::revocations::Revocations;
use crate::core::roster::Revoking;
use crate::data::EndingsLog;

#[tokio::test]
async fn every_ending_stands_in_the_log_before_it_is_confirmed() {
    let world = World::new().await;
    let mut admin = world.admin().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let sam = world.member("Sam", Role::Outreach, &["Sands End"]).await;
    world.service.revoke_named("Olu", &Revoking::Membership).await.unwrap();
    let control = world.service.meta().control;
    let end = Draft::create(
        control,
        sam.author.device.into(),
        "device",
        &json!({"ended": {"on": "2026-11-22", "reason": "lost"}}),
    )
    .act(Act::Set);
    let group = world.write(&mut admin, vec![end]);
    assert_eq!(world.fate(&admin, group).await, Fate::Accepted);
    let logged = EndingsLog::read(&world.folder.revocations()).unwrap();
    let records: Vec<_> = logged.iter().map(|group| group[0].header().record).collect();
    assert_eq!(records, [olu.author.person.into(), sam.author.device.into()]);
}

#[tokio::test]
async fn a_line_that_a_crash_cut_off_hides_neither_those_before_nor_those_after() {
    let world = World::new().await;
    for name in ["Olu", "Sam"] {
        world.member(name, Role::Outreach, &["Sands End"]).await;
    }
    let log = world.folder.revocations();
    world.service.revoke_named("Olu", &Revoking::Membership).await.unwrap();
    let whole = std::fs::read(&log).unwrap();
    let mut cut = whole.clone();
    cut.extend_from_slice(&whole[..whole.len() / 2]);
    std::fs::write(&log, cut).unwrap();
    world.service.revoke_named("Sam", &Revoking::Membership).await.unwrap();
    assert_eq!(EndingsLog::read(&log).unwrap().len(), 2);
}

#[tokio::test]
async fn a_line_that_nobody_signed_or_that_ends_nothing_is_passed_over() {
    let world = World::new().await;
    let mut admin = world.admin().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let control = world.service.meta().control;
    let ended = json!({"ended": {"on": "2026-11-22", "reason": "lost"}});
    let end = || Draft::create(control, olu.author.device.into(), "device", &ended).act(Act::Set);
    let rename =
        Draft::create(control, olu.author.person.into(), "person", &json!({ "name": "Ada Admin" })).act(Act::Set);
    let mut forged = Laptop { key: SigningKey::generate(world.entropy()), ..admin.clone() };
    let lines = [
        world.write(&mut forged, vec![end()]),
        world.write(&mut forged, vec![rename.clone()]),
        world.write(&mut admin.clone(), vec![rename]),
    ];
    let log = EndingsLog::new(world.folder.revocations());
    let read = |group: WireGroup| group.changes.into_iter().map(|change| change.read().unwrap()).collect::<Vec<_>>();
    for line in lines {
        log.append(&read(line)).unwrap();
    }
    let before = world.everything().await;
    let logged = || EndingsLog::read(&world.folder.revocations()).unwrap();
    assert_eq!((logged().len(), world.service.reapply(logged()).await.unwrap()), (3, 0));
    assert_eq!(world.everything().await, before);
    log.append(&read(world.write(&mut admin, vec![end()]))).unwrap();
    assert_eq!(world.service.reapply(logged()).await.unwrap(), 1);
    assert!(!world.session(&olu, Vec::new()).await.unwrap().may_read);
}

#[tokio::test]
async fn a_hint_names_what_moved_once_and_who_wrote_it() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mut hints = world.service.hub().follow();
    let note = world.note(&mut olu, "Sands End", "seen").await;
    world.fate(&olu, note.clone()).await;
    world.service.look_around().await.unwrap();
    world.fate(&olu, note).await;
    let moved = hints.try_recv().unwrap();
    assert_eq!(moved.streams, [world.intake(olu.author.person, "Sands End").await]);
    assert_eq!(moved.by, Some(olu.author.device));
    assert!(hints.try_recv().is_err());
}
