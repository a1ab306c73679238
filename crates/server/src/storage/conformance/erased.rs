//! What is erased, in every storage.

use domain::change::Act;

use super::blobs::{part, sealed};
use super::*;
use crate::core::placing::forgotten;

/// A group of one change that erases this record, or writes it once more.
fn of(laptop: &mut Laptop, record: &Change, act: Act, relayed: bool) -> Labelled {
    let header = record.header();
    let draft =
        Draft::create(header.stream, header.record, "note", &json!({"withdrawn": {"reason": "mopeds"}})).act(act);
    let changes = laptop.author.write(vec![draft], &laptop.key, NOW, &laptop.entropy).unwrap();
    Labelled { group: changes[0].header().group.id, changes, label: Label::Take, relayed }
}

async fn bodies(storage: &impl Storage, number: u8) -> Vec<bool> {
    storage.run(stream(number), 0, ALL).await.unwrap().rows.iter().map(|row| row.body.is_some()).collect()
}

pub async fn what_is_erased_loses_its_bodies_keeps_its_places_and_takes_no_more_words(storage: impl Storage) {
    let mut laptop = Laptop::new(30);
    let [first, second] = [laptop.write(&[stream(1), stream(2)], Label::Take), laptop.write(&[stream(1)], Label::Take)];
    let note = first.changes[0].clone();
    let withdrawn = of(&mut laptop, &note, Act::Withdraw, false);
    outcomes(&storage, vec![first, second, withdrawn]).await;
    let before = storage.run(stream(1), 0, ALL).await.unwrap();
    assert!(!storage.is_erased((stream(1), *note.header().record.as_bytes())).await.unwrap());

    let erasing = of(&mut laptop, &note, Act::Erase, false);
    assert_eq!(outcomes(&storage, vec![erasing.clone()]).await, [Outcome::Accepted]);
    assert!(storage.is_erased((stream(1), *note.header().record.as_bytes())).await.unwrap());
    assert!(!storage.is_erased((stream(2), *note.header().record.as_bytes())).await.unwrap(), "of this stream alone");
    assert_eq!(bodies(&storage, 1).await, [false, true, false, true], "and that it was erased, and why, stays");
    assert_eq!(bodies(&storage, 2).await, [true], "what came with it is another record's");
    let after = storage.run(stream(1), 0, ALL).await.unwrap();
    for (before, after) in before.rows.iter().zip(&after.rows) {
        assert_eq!((before.position, before.hash, before.time), (after.position, after.hash, after.time));
        assert_eq!((&before.header, before.signature), (&after.header, after.signature));
    }

    // Whoever wrote more of it meanwhile keeps their words.
    let late = of(&mut laptop, &note, Act::Reinstate, false);
    let refused = Outcome::Refused { code: "erased".to_owned() };
    assert_eq!(outcomes(&storage, vec![late]).await, [refused]);
    // What a restored server lost comes back to its place, without them.
    let lost = of(&mut laptop, &note, Act::Reinstate, true);
    assert_eq!(outcomes(&storage, vec![lost, erasing.clone()]).await, [Outcome::Accepted, Outcome::Had]);
    assert_eq!(bodies(&storage, 1).await, [false, true, false, true, false]);
    // Twice is once.
    let again = of(&mut laptop, &note, Act::Erase, false);
    assert_eq!(outcomes(&storage, vec![again]).await, [Outcome::Accepted]);
    assert_eq!(bodies(&storage, 1).await, [false, true, false, true, false, true]);
}

pub async fn what_is_forgotten_of_a_record_loses_its_body_and_the_record_takes_more_words(storage: impl Storage) {
    let mut laptop = Laptop::new(33);
    let [first, other] = [laptop.write(&[stream(1)], Label::Take), laptop.write(&[stream(1)], Label::Take)];
    let note = first.changes[0].clone();
    let anew = of(&mut laptop, &note, Act::Withdraw, false);
    outcomes(&storage, vec![first.clone(), other.clone(), anew]).await;
    // The other's change is named as well, and is of another record.
    let named = vec![note.header().id, other.changes[0].header().id];
    let forget = |laptop: &mut Laptop| {
        let header = note.header();
        let draft = Draft::create(header.stream, header.record, "note", &json!({})).act(Act::Forget);
        let draft = draft.superseding(named.clone());
        let changes = laptop.author.write(vec![draft], &laptop.key, NOW, &laptop.entropy).unwrap();
        Labelled { group: changes[0].header().group.id, changes, label: Label::Take, relayed: false }
    };
    let forgetting = forget(&mut laptop);
    assert_eq!(outcomes(&storage, vec![forgetting.clone()]).await, [Outcome::Accepted]);
    assert_eq!(bodies(&storage, 1).await, [false, true, true, true]);
    assert!(storage.is_erased(forgotten(stream(1), note.header().record, note.header().id)).await.unwrap());
    assert!(!storage.is_erased((stream(1), *note.header().record.as_bytes())).await.unwrap(), "the record stands");
    let other = other.changes[0].header();
    for name in [forgotten(stream(1), other.record, other.id), (stream(1), *other.id.as_bytes())] {
        assert!(!storage.is_erased(name).await.unwrap(), "of another record it says nothing");
    }
    // Whoever brings it back after that brings a number and a place, and no words.
    let mut brought = first.clone();
    brought.relayed = true;
    let more = of(&mut laptop, &note, Act::Reinstate, false);
    let again = forget(&mut laptop);
    let told = outcomes(&storage, vec![brought, more, again, forgetting]).await;
    assert_eq!(told, [Outcome::Had, Outcome::Accepted, Outcome::Accepted, Outcome::Had]);
    assert_eq!(bodies(&storage, 1).await, [false, true, true, true, true, true]);
}

pub async fn of_a_group_that_forgets_the_rest_comes_back_after_what_a_log_had(storage: impl Storage) {
    let mut laptop = Laptop::new(35);
    let written = laptop.write(&[stream(1)], Label::Take);
    let header = written.changes[0].header().clone();
    let draft = |act, content| Draft::create(header.stream, header.record, "note", &content).act(act);
    let anew = draft(Act::Set, json!({ "text": "mopeds" }));
    let forget = draft(Act::Forget, json!({})).superseding(vec![header.id]);
    let changes = laptop.author.write(vec![anew, forget], &laptop.key, NOW, &laptop.entropy).unwrap();
    let group = changes[0].header().group.id;
    let whole = Labelled { group, changes, label: Label::Take, relayed: true };
    let logged = Labelled { changes: vec![whole.changes[1].clone()], ..whole.clone() };
    assert_eq!(outcomes(&storage, vec![written, logged]).await, [Outcome::Accepted, Outcome::Accepted]);
    assert_eq!(bodies(&storage, 1).await, [false, true]);
    // By its author, who was never told that it was taken, and whose access has ended since.
    let hold = Label::Hold { since: None, area: None, stream: stream(1) };
    let own = Labelled { label: hold, relayed: false, ..whole.clone() };
    assert_eq!(outcomes(&storage, vec![own]).await, [Outcome::Accepted]);
    assert_eq!(bodies(&storage, 1).await, [false, true, true], "what stood there already stands there once");
    assert_eq!(outcomes(&storage, vec![whole]).await, [Outcome::Had]);
}

pub async fn what_was_forgotten_before_it_came_back_comes_without_its_words(storage: impl Storage) {
    let mut laptop = Laptop::new(34);
    let mut lost = laptop.write(&[stream(1)], Label::Take);
    let header = lost.changes[0].header().clone();
    let draft = Draft::create(header.stream, header.record, "note", &json!({})).act(Act::Forget);
    let draft = draft.superseding(vec![header.id]);
    let changes = laptop.author.write(vec![draft], &laptop.key, NOW, &laptop.entropy).unwrap();
    let forgetting = Labelled { group: changes[0].header().group.id, changes, label: Label::Take, relayed: true };
    lost.relayed = true;
    assert_eq!(outcomes(&storage, vec![forgetting, lost]).await, [Outcome::Accepted, Outcome::Accepted]);
    assert_eq!(bodies(&storage, 1).await, [true, false]);
}

pub async fn what_is_erased_under_another_kind_than_its_own_stays(storage: impl Storage) {
    let mut laptop = Laptop::new(32);
    let written = laptop.write(&[stream(1)], Label::Take);
    let header = written.changes[0].header().clone();
    let draft = Draft::create(header.stream, header.record, "remark", &json!({})).act(Act::Erase);
    let changes = laptop.author.write(vec![draft], &laptop.key, NOW, &laptop.entropy).unwrap();
    let called = Labelled { group: changes[0].header().group.id, changes, label: Label::Take, relayed: false };
    assert_eq!(outcomes(&storage, vec![written, called]).await, [Outcome::Accepted, Outcome::Accepted]);
    assert_eq!(bodies(&storage, 1).await, [true, true]);
}

pub async fn photos_go_with_what_they_were_brought_under_and_no_others(storage: impl Storage) {
    let mut laptop = Laptop::new(31);
    let written = laptop.write(&[stream(1), stream(1)], Label::Take);
    let [gone, stays] = [0, 1].map(|at| written.changes[at].clone());
    outcomes(&storage, vec![written]).await;
    let (alone, shared) = (sealed(1, 300), sealed(2, 300));
    let bring = async |bytes: &[u8], under: &Change, uses: Vec<BlobUse>| {
        let under = BlobUse { change: under.header().id, stream: stream(1), author: under.header().author };
        let put = BlobPut { under, uses, ..part(bytes, 1, &[], 0..bytes.len()) };
        let BlobTaken::Taken { state, .. } = storage.blob_put(put).await.unwrap() else { panic!("it is taken") };
        storage.blob_keep(BlobId::of(bytes), state.drops).await.unwrap();
        under
    };
    bring(&alone, &gone, Vec::new()).await;
    let first = bring(&shared, &gone, Vec::new()).await;
    bring(&shared, &stays, vec![first]).await;
    assert_eq!(storage.counts().await.unwrap().blobs, 2);
    let erasing = of(&mut laptop, &gone, Act::Erase, false);
    outcomes(&storage, vec![erasing]).await;
    let blobs = [BlobId::of(&alone), BlobId::of(&shared)];
    assert_eq!(storage.counts().await.unwrap().blobs, 1);
    assert_eq!(storage.blob_bytes(blobs[0], gone.header().id, 0, 300).await.unwrap(), None);
    assert_eq!(storage.blob_bytes(blobs[1], gone.header().id, 0, 300).await.unwrap(), None, "not by its name any more");
    assert!(storage.blob_bytes(blobs[1], stays.header().id, 0, 300).await.unwrap().is_some());
}
