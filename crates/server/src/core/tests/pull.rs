//! What each person is given, in pages of any size.

use std::collections::BTreeMap;

use domain::chain::ChainHash;
use domain::ids::{ChangeId, StreamId};
use domain::roles::Role;
use domain::streams::StreamSort;
use protocol::{Cursor, Entry, PullRequest};

use super::world::{Laptop, World};

/// Pulls until nothing is behind, checking each page. Gives the changes of each stream, in order.
async fn pull_all(world: &World, laptop: &Laptop, changes: u32, bytes: u32) -> BTreeMap<StreamId, Vec<ChangeId>> {
    let mut cursors: BTreeMap<StreamId, Cursor> = BTreeMap::new();
    let mut had: BTreeMap<StreamId, Vec<ChangeId>> = BTreeMap::new();
    for _ in 0..2_000 {
        let request =
            PullRequest { cursors: cursors.values().copied().collect(), changes, bytes, ..PullRequest::default() };
        let answer = world.pull(laptop, request).await;
        assert!(answer.gone.is_empty() && answer.unknown.is_empty());
        for page in &answer.pages {
            let heads = page.check(&world.service.server_key()).unwrap();
            let stood = had.entry(page.stream).or_default();
            assert_eq!(page.before.position as usize, stood.len(), "a page starts where the last one ended");
            for entry in &page.entries {
                stood.push(match entry {
                    Entry::Change { change, .. } => change.clone().read().unwrap().header().id,
                    Entry::Yours { id, .. } => *id,
                });
            }
            let head = heads.last().unwrap();
            let cursor = Cursor { stream: page.stream, epoch: page.epoch, position: head.position, chain: head.chain };
            cursors.insert(page.stream, cursor);
        }
        if !answer.more {
            assert_eq!(answer.behind, 0);
            return had;
        }
        assert!(!answer.pages.is_empty(), "more to come and nothing given");
    }
    panic!("it never ended");
}

#[tokio::test]
async fn pages_of_any_size_skip_nothing_and_repeat_nothing() {
    let world = World::new().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End", "Munster", "Grove"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mut groups = Vec::new();
    for number in 0..64 {
        let ward = ["Sands End", "Munster", "Grove"][number % 3];
        let mut drafts = vec![world.note_draft(&olu, ward, "seen").await];
        for _ in 0..number % 4 {
            drafts.push(world.note_draft(&olu, ward, "and seen").await);
        }
        groups.push(world.write(&mut olu, drafts));
    }
    world.push(&olu, groups).await;
    let whole = pull_all(&world, &sam, 0, 0).await;
    let heads = crate::storage::Storage::heads(world.service.storage()).await.unwrap();
    for (stream, changes) in &whole {
        assert_eq!(changes.len() as u64, heads[stream].position);
    }
    assert_eq!(whole.len(), 5);
    for size in 1..=64 {
        assert_eq!(pull_all(&world, &sam, size, 0).await, whole, "pages of {size} changes");
    }
    for bytes in [1, 100, 1_000, 10_000, 100_000] {
        assert_eq!(pull_all(&world, &sam, 0, bytes).await, whole, "answers of {bytes} bytes");
    }
}

#[tokio::test]
async fn a_groups_part_in_a_stream_is_never_cut() {
    let world = World::new().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mut drafts = Vec::new();
    for _ in 0..5 {
        drafts.push(world.note_draft(&olu, "Sands End", "seen").await);
    }
    let group = world.write(&mut olu, drafts);
    world.push(&olu, vec![group]).await;
    let stream = world.intake(olu.author.person, "Sands End").await;
    let answer = world.pull(&sam, PullRequest { changes: 2, ..PullRequest::default() }).await;
    let page = answer.pages.iter().find(|page| page.stream == stream).unwrap();
    assert_eq!(page.entries.len(), 5);
}

#[tokio::test]
async fn each_person_is_given_what_they_may_hold_and_no_more() {
    let world = World::new().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let cleo = world.member("Cleo", Role::Councillor, &["Sands End"]).await;
    let cora = world.member("Cora", Role::Coordinator, &[]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    for ward in ["Sands End", "Munster"] {
        let note = world.note(&mut olu, ward, "seen").await;
        world.fate(&olu, note).await;
    }
    let sorts = async |laptop: &Laptop| {
        let mut given: Vec<String> = Vec::new();
        for page in world.pull(laptop, PullRequest::default()).await.pages {
            given.push(page.sort);
        }
        given.sort();
        given
    };
    assert_eq!(sorts(&sam).await, ["control", "intake", "reference"]);
    assert_eq!(sorts(&cleo).await, ["control", "reference"]);
    assert_eq!(sorts(&cora).await, ["control", "intake", "intake", "reference"]);
    assert_eq!(sorts(&olu).await, ["control", "intake", "intake", "reference"]);
}

#[tokio::test]
async fn control_comes_first_and_ones_own_writing_comes_as_a_hint_of_itself() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let note = world.note(&mut olu, "Sands End", "seen").await;
    world.fate(&olu, note).await;
    let answer = world.pull(&olu, PullRequest::default()).await;
    assert_eq!(answer.pages[0].sort, StreamSort::Control.as_str());
    assert_eq!(answer.pages[1].sort, StreamSort::Reference.as_str());
    let intake = answer.pages.iter().find(|page| page.sort == "intake").unwrap();
    assert!(matches!(intake.entries[0], Entry::Yours { .. }));
    assert_eq!((answer.lease_days, answer.epoch), (14, 1));
}

#[tokio::test]
async fn a_cursor_that_does_not_fit_is_named_and_given_nothing() {
    let world = World::new().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let answer = world.pull(&olu, PullRequest::default()).await;
    let page = &answer.pages[0];
    let head = *page.check(&world.service.server_key()).unwrap().last().unwrap();
    let good = Cursor { stream: page.stream, epoch: page.epoch, position: head.position, chain: head.chain };
    for wrong in [
        Cursor { epoch: good.epoch + 1, ..good },
        Cursor { position: good.position + 1, ..good },
        Cursor { position: good.position - 1, ..good },
        Cursor { chain: ChainHash::from_bytes([7; 32]), ..good },
        Cursor { position: 3, chain: ChainHash::from_bytes([7; 32]), ..good },
    ] {
        let answer = world.pull(&olu, PullRequest { cursors: vec![wrong], ..PullRequest::default() }).await;
        assert_eq!(answer.unknown, [good.stream]);
        assert!(answer.pages.iter().all(|page| page.stream != good.stream));
    }
    let answer = world.pull(&olu, PullRequest { cursors: vec![good], ..PullRequest::default() }).await;
    assert!(answer.unknown.is_empty() && answer.gone.is_empty());
}

#[tokio::test]
async fn a_stream_nobody_knows_is_never_a_reason_to_purge() {
    let world = World::new().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let stream = StreamId::from_bytes([9; 16]);
    let cursor = Cursor { stream, epoch: 1, position: 0, chain: ChainHash::start(stream) };
    let answer = world.pull(&olu, PullRequest { cursors: vec![cursor], ..PullRequest::default() }).await;
    assert!(answer.gone.is_empty());
}

#[tokio::test]
async fn no_stream_is_left_behind_while_another_is_long() {
    let world = World::new().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End", "Munster"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mut groups = Vec::new();
    for _ in 0..60 {
        groups.push(world.note(&mut olu, "Sands End", &"long ".repeat(2_000)).await);
    }
    groups.push(world.note(&mut olu, "Munster", "short").await);
    world.push(&olu, groups).await;
    let short = world.intake(olu.author.person, "Munster").await;
    for _ in 0..4 {
        let answer = world.pull(&sam, PullRequest { bytes: 100_000, ..PullRequest::default() }).await;
        assert!(answer.pages.iter().any(|page| page.stream == short));
        assert!(answer.more);
    }
}

#[tokio::test]
async fn what_is_worked_out_at_once_is_what_the_directory_says_of_each_stream() {
    use domain::permissions::Right;
    use domain::records::AudienceRef;
    let world = World::new().await;
    let shared = world.area_stream("Grove", StreamSort::AreaShared).await;
    for (index, role) in Role::ALL.into_iter().enumerate() {
        world.member(role.id(), role, &["Sands End", "Munster"]).await;
        if index % 2 == 0 {
            let known = world.service.directory().await.unwrap();
            let person = known.directory.person_named(role.id()).unwrap();
            world.grant(person, AudienceRef::Stream(shared), &[Right::Read]).await;
        }
    }
    world.service.revoke_named("police", &crate::core::roster::Revoking::Membership).await.unwrap();
    let (known, day) = (world.service.directory().await.unwrap(), world.service.today());
    for person in known.directory.people().keys() {
        let one_by_one: Vec<StreamId> = known.directory.readable(*person, day);
        assert_eq!(known.readable(*person, day).iter().copied().collect::<Vec<_>>(), one_by_one);
    }
}
