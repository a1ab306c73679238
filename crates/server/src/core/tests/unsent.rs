//! What waited on a laptop that nobody can open any more, brought by whoever found it.

use domain::roles::Role;
use domain::sealing::SealingKey;
use protocol::unsent::{self, MAGIC};
use protocol::{Fate, HeldRequest, UnsentAnswer, UnsentRequest, WireGroup};

use super::world::{Laptop, World};
use crate::core::Code;
use crate::core::roster::Revoking;

/// The file as the laptop kept it.
fn file(world: &World, groups: &[WireGroup]) -> Vec<u8> {
    let to = SealingKey::from_bytes(world.service.server_key().sealing().unwrap());
    let sealed = |group| unsent::seal(group, [7; 16], &to, world.entropy.as_ref()).unwrap();
    [MAGIC.to_vec(), groups.iter().map(sealed).collect::<Vec<_>>().concat()].concat()
}

async fn brought(world: &World, groups: &[WireGroup]) -> UnsentAnswer {
    world.service.unsent(UnsentRequest { file: file(world, groups) }).await.unwrap()
}

async fn three_notes(world: &World) -> (Laptop, Vec<WireGroup>) {
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mut notes = Vec::new();
    for text in ["two mopeds", "the gate was open", "a van by the lock"] {
        notes.push(world.note(&mut olu, "Sands End", text).await);
    }
    (olu, notes)
}

#[tokio::test]
async fn it_is_taken_as_its_laptop_would_have_sent_it_and_once() {
    let world = World::new().await;
    let (olu, notes) = three_notes(&world).await;
    assert_eq!(brought(&world, &notes).await, UnsentAnswer { accepted: 3, ..UnsentAnswer::default() });
    let everything = world.everything().await;
    assert_eq!(brought(&world, &notes).await, UnsentAnswer { had: 3, ..UnsentAnswer::default() });
    assert_eq!(world.everything().await, everything);
    // The passphrase was found again.
    assert_eq!(world.fate(&olu, notes[0].clone()).await, Fate::Had);
}

#[tokio::test]
async fn of_somebody_who_was_shut_out_it_is_held_for_a_supervisor() {
    let world = World::new().await;
    let cora = world.member("Cora", Role::Coordinator, &[]).await;
    let (_, notes) = three_notes(&world).await;
    world.service.revoke_named("Olu", &Revoking::Membership).await.unwrap();
    assert_eq!(brought(&world, &notes).await, UnsentAnswer { held: 3, ..UnsentAnswer::default() });
    let held = world.service.held(&world.caller(&cora).await, HeldRequest {}).await.unwrap().held;
    assert_eq!(held.len(), 3);
    assert_eq!(brought(&world, &notes).await, UnsentAnswer { held: 3, ..UnsentAnswer::default() });
}

#[tokio::test]
async fn what_bears_no_good_signature_or_is_for_another_server_is_counted_and_nothing_is_written() {
    let world = World::new().await;
    let other = World::seeded(8).await;
    let (_, notes) = three_notes(&world).await;
    let (_, foreign) = three_notes(&other).await;
    let before = world.everything().await;
    let mut forged = notes[0].clone();
    forged.changes[0].signature = notes[1].changes[0].signature;
    let told = brought(&world, &[forged, foreign[0].clone()]).await;
    assert_eq!(told, UnsentAnswer { refused: 2, ..UnsentAnswer::default() });
    let theirs = other.service.unsent(UnsentRequest { file: file(&world, &notes) }).await.unwrap();
    assert_eq!(theirs, UnsentAnswer { unreadable: 3, ..UnsentAnswer::default() });
    let no_file = world.service.unsent(UnsentRequest { file: b"a letter".to_vec() }).await.unwrap_err();
    assert_eq!(no_file.code, Code::BadRequest);
    assert_eq!(world.everything().await, before);
}

#[tokio::test]
async fn nobody_brings_a_part_of_a_note_or_a_note_without_its_words_before_its_author_does() {
    let world = World::new().await;
    let (olu, notes) = three_notes(&world).await;
    let mut bare = notes[0].clone();
    bare.changes[0].body = None;
    let relayed = WireGroup { relayed: true, ..bare.clone() };
    assert_eq!(brought(&world, &[bare, relayed]).await, UnsentAnswer { refused: 2, ..UnsentAnswer::default() });
    assert_eq!(world.fate(&olu, notes[0].clone()).await, Fate::Accepted);
}
