//! What every storage must do, whatever it is made of. Each test takes a new, empty storage.

mod blobs;
mod erased;

use std::sync::Arc;

use domain::chain::Head;
use domain::change::{Author, Change, ChangeHash, Draft};
use domain::clock::Timestamp;
use domain::entropy::SeededEntropy;
use domain::ids::{DeviceId, GroupId, PersonId, RecordId, StreamId};
use domain::signing::SigningKey;
use serde_json::json;

use super::*;
use crate::core::placing::{Label, Labelled, Outcome, WAITING_BYTES};
pub use blobs::*;
pub use erased::*;

pub const NOW: Timestamp = Timestamp::from_millis(1_795_344_000_000);
pub const ALL: Bounds = Bounds { changes: usize::MAX, bytes: usize::MAX };

pub fn meta() -> Meta {
    let id = |number: u8| [number; 16];
    Meta {
        epoch: 1,
        control: StreamId::from_bytes(id(1)),
        reference: StreamId::from_bytes(id(2)),
        person: PersonId::from_bytes(id(3)),
        device: DeviceId::from_bytes(id(4)),
    }
}

pub struct Laptop {
    pub author: Author,
    pub key: SigningKey,
    pub entropy: SeededEntropy,
}

impl Laptop {
    pub fn new(seed: u64) -> Self {
        let entropy = SeededEntropy::new(seed);
        let author = Author::new(PersonId::new(NOW, &entropy), DeviceId::new(NOW, &entropy));
        Self { author, key: SigningKey::generate(&entropy), entropy }
    }

    pub fn write(&mut self, streams: &[StreamId], label: Label) -> Labelled {
        let draft = |stream: &StreamId| {
            Draft::create(*stream, RecordId::new(NOW, &self.entropy), "note", &json!({"text": "two mopeds"}))
        };
        let drafts = streams.iter().map(draft).collect();
        let changes = self.author.write(drafts, &self.key, NOW, &self.entropy).unwrap();
        Labelled { group: changes[0].header().group.id, changes, label, relayed: false }
    }

    /// As an altered program signs it: a group of one, under an id that it used before.
    fn write_under(&mut self, group: GroupId, stream: StreamId) -> Labelled {
        let written = self.write(&[stream], Label::Take).changes.remove(0);
        let mut header = written.header().clone();
        header.group.id = group;
        let bytes = header.encode();
        let hash = ChangeHash::of(&bytes);
        self.author.previous = hash;
        let signature = self.key.sign(hash.as_bytes());
        let body = written.body_bytes().map(<[u8]>::to_vec);
        Labelled {
            group,
            changes: vec![Change::from_parts(bytes, signature, body).unwrap()],
            label: Label::Take,
            relayed: false,
        }
    }
}

pub fn stream(number: u8) -> StreamId {
    StreamId::from_bytes([100 + number; 16])
}

pub fn placing(groups: Vec<Labelled>) -> Placing {
    Placing { groups, now: NOW, expect: None, using: None }
}

pub async fn outcomes(storage: &impl Storage, groups: Vec<Labelled>) -> Vec<Outcome> {
    match storage.place(placing(groups)).await.unwrap() {
        Placed::Done { outcomes, .. } => outcomes,
        other => panic!("{other:?}"),
    }
}

pub async fn what_was_placed_reads_back_byte_for_byte_and_chained(storage: impl Storage) {
    let mut laptop = Laptop::new(1);
    let groups: Vec<Labelled> = (0..9).map(|_| laptop.write(&[stream(1), stream(2), stream(1)], Label::Take)).collect();
    assert!(outcomes(&storage, groups.clone()).await.iter().all(|outcome| *outcome == Outcome::Accepted));
    let run = storage.run(stream(1), 0, ALL).await.unwrap();
    let mut head = run.before;
    assert_eq!(head, Head::start(stream(1)));
    let written = groups.iter().flat_map(|group| &group.changes).filter(|change| change.header().stream == stream(1));
    for (row, change) in run.rows.iter().zip(written) {
        assert_eq!((row.header.as_slice(), row.body.as_deref()), (change.header_bytes(), change.body_bytes()));
        assert_eq!((row.signature, row.hash, row.id), (*change.signature(), change.hash(), change.header().id));
        head = head.then(row.hash, row.time);
        assert_eq!(storage.head_at(stream(1), row.position).await.unwrap(), Some(head));
    }
    assert_eq!(storage.heads().await.unwrap()[&stream(1)], head);
    assert_eq!((run.rows.len(), head.position), (18, 18));
    assert_eq!(storage.head_at(stream(1), 19).await.unwrap(), None);
    assert_eq!(storage.head_at(stream(9), 0).await.unwrap(), Some(Head::start(stream(9))));
}

pub async fn a_repeat_gives_the_same_standings(storage: impl Storage) {
    let mut laptop = Laptop::new(2);
    let group = laptop.write(&[stream(1), stream(2)], Label::Take);
    let Placed::Done { standings: first, .. } = storage.place(placing(vec![group.clone()])).await.unwrap() else {
        panic!("nothing was placed");
    };
    let Placed::Done { standings, outcomes, moved, .. } = storage.place(placing(vec![group])).await.unwrap() else {
        panic!("nothing was placed");
    };
    assert_eq!((standings, outcomes), (first, vec![Outcome::Had]));
    assert!(moved.is_empty());
}

pub async fn pages_never_cut_a_groups_part_and_always_move_on(storage: impl Storage) {
    let mut laptop = Laptop::new(3);
    for count in [3, 1, 4, 1, 5] {
        outcomes(&storage, vec![laptop.write(&vec![stream(1); count], Label::Take)]).await;
    }
    for changes in 1..=16 {
        let (mut after, mut sizes) = (0, Vec::new());
        loop {
            let run = storage.run(stream(1), after, Bounds { changes, bytes: usize::MAX }).await.unwrap();
            let Some(last) = run.rows.last() else { break };
            assert_eq!(run.rows.first().unwrap().position, after + 1);
            after = last.position;
            sizes.push(run.rows.len());
        }
        assert_eq!(after, 14);
        let ends: Vec<usize> = sizes
            .iter()
            .scan(0, |end, size| {
                *end += size;
                Some(*end)
            })
            .collect();
        assert!(ends.iter().all(|end| [3, 4, 8, 9, 14].contains(end)), "{changes}: {sizes:?}");
    }
}

pub async fn however_many_groups_bear_one_id_no_page_is_longer_for_it(storage: impl Storage) {
    let mut laptop = Laptop::new(12);
    let group = GroupId::from_bytes([8; 16]);
    for _ in 0..40 {
        let written = laptop.write_under(group, stream(1));
        assert_eq!(outcomes(&storage, vec![written]).await, vec![Outcome::Accepted]);
    }
    for (bounds, most) in [(Bounds { changes: 5, ..ALL }, 5), (Bounds { bytes: 1, ..ALL }, 1)] {
        let run = storage.run(stream(1), 0, bounds).await.unwrap();
        assert_eq!(run.rows.len(), most, "{bounds:?}");
    }
}

pub async fn somebody_elses_write_to_control_is_noticed(storage: impl Storage) {
    let mut laptop = Laptop::new(4);
    let before = storage.expect().await.unwrap();
    outcomes(&storage, vec![laptop.write(&[meta().control], Label::Take)]).await;
    let late = Placing { expect: Some(before), ..placing(vec![laptop.write(&[stream(1)], Label::Take)]) };
    assert_eq!(storage.place(late.clone()).await.unwrap(), Placed::ControlMoved);
    assert!(!storage.heads().await.unwrap().contains_key(&stream(1)));
    let now = Placing { expect: Some(storage.expect().await.unwrap()), ..late };
    assert!(matches!(storage.place(now).await.unwrap(), Placed::Done { .. }));
}

pub async fn an_invitation_is_used_once_and_with_what_it_lets_in(storage: impl Storage) {
    let mut laptop = Laptop::new(5);
    let row = InvitationRow {
        hash: [7; 32],
        person: laptop.author.person,
        made: NOW,
        expires: NOW.plus_seconds(60),
        used: None,
        used_by: None,
        withdrawn: false,
    };
    storage.invite(row.clone()).await.unwrap();
    assert_eq!(storage.invitation([7; 32]).await.unwrap(), Some(row));
    let using = Some(UseInvitation { hash: [7; 32], device: laptop.author.device });
    let first = Placing { using, ..placing(vec![laptop.write(&[meta().control], Label::Take)]) };
    assert!(matches!(storage.place(first).await.unwrap(), Placed::Done { .. }));
    let second = Placing { using, ..placing(vec![laptop.write(&[meta().control], Label::Take)]) };
    assert_eq!(storage.place(second).await.unwrap(), Placed::InvitationGone);
    assert_eq!(storage.heads().await.unwrap()[&meta().control].position, 1);
    assert_eq!(storage.invitation([7; 32]).await.unwrap().unwrap().used_by, Some(laptop.author.device));
    assert!(!storage.withdraw([7; 32], NOW).await.unwrap());
}

pub async fn what_is_held_waits_whole_and_takes_its_place_when_released(storage: impl Storage) {
    let mut laptop = Laptop::new(6);
    let hold = Label::Hold { since: Some("2026-11-20".to_owned()), area: None, stream: stream(1) };
    let (one, two) = (laptop.write(&[stream(1), stream(1)], hold.clone()), laptop.write(&[stream(1)], hold));
    outcomes(&storage, vec![one.clone(), two.clone()]).await;
    assert!(storage.heads().await.unwrap().is_empty());
    let held = storage.held().await.unwrap();
    assert_eq!(held.len(), 2);
    assert_eq!(held.iter().find(|(row, _)| row.group == one.group).unwrap().1, one.changes);
    let decision =
        |group, release| Decision { group, release, by: "Cora".to_owned(), reason: "seen".to_owned(), now: NOW };
    let released = storage.decide(decision(one.group, true)).await.unwrap();
    assert!(matches!(released, Decided::Done { ref moved } if moved[&stream(1)].position == 2));
    assert_eq!(storage.decide(decision(one.group, false)).await.unwrap(), Decided::Before { released: true });
    assert!(matches!(storage.decide(decision(two.group, false)).await.unwrap(), Decided::Done { .. }));
    assert_eq!(storage.decide(decision(GroupId::from_bytes([9; 16]), true)).await.unwrap(), Decided::Unknown);
    let standings = storage.standings(vec![one.group, two.group]).await.unwrap();
    assert_eq!((standings.len(), standings[&one.group].len()), (1, 2));
    assert!(storage.held().await.unwrap().is_empty());
    assert_eq!(
        outcomes(&storage, vec![one, two]).await,
        [Outcome::Had, Outcome::Declined { by: "Cora".to_owned(), reason: "seen".to_owned() },]
    );
}

pub async fn what_waits_of_one_device_is_bounded_and_nothing_beyond_it_is_lost(storage: impl Storage) {
    let mut laptop = Laptop::new(16);
    let hold = || Label::Hold { since: None, area: None, stream: stream(1) };
    // As large as a group may be, so that few fill it.
    let large = |laptop: &mut Laptop| {
        let text = "two mopeds ".repeat(2_000);
        let draft = || Draft::create(stream(1), RecordId::new(NOW, &laptop.entropy), "note", &json!({ "text": text }));
        let drafts = (0..10).map(|_| draft()).collect();
        let changes = laptop.author.write(drafts, &laptop.key, NOW, &laptop.entropy).unwrap();
        Labelled { group: changes[0].header().group.id, changes, label: hold(), relayed: false }
    };
    let size = |group: &Labelled| -> u64 {
        let of = |change: &Change| change.header_bytes().len() + change.body_bytes().unwrap().len();
        group.changes.iter().map(|change| of(change) as u64).sum()
    };
    let (held, later) = (Outcome::Held { since: None }, Outcome::Later { code: "held-full".to_owned() });
    let first = large(&mut laptop);
    let fit = WAITING_BYTES / size(&first);
    assert_eq!(outcomes(&storage, vec![first.clone()]).await, [held.clone()]);
    for _ in 1..fit {
        let next = large(&mut laptop);
        assert_eq!(outcomes(&storage, vec![next]).await, [held.clone()]);
    }
    let beyond = large(&mut laptop);
    for _ in 0..2 {
        assert_eq!(outcomes(&storage, vec![beyond.clone()]).await, [later.clone()]);
    }
    assert_eq!(storage.held().await.unwrap().len() as u64, fit);
    // What waits of one says nothing of another, and what stands here already stands.
    let mut other = Laptop::new(17);
    assert_eq!(outcomes(&storage, vec![large(&mut other), first.clone()]).await, [held.clone(), held.clone()]);
    // Once somebody has decided, there is room, whichever way.
    let decision =
        Decision { group: first.group, release: false, by: "Cora".to_owned(), reason: "seen".to_owned(), now: NOW };
    assert!(matches!(storage.decide(decision).await.unwrap(), Decided::Done { .. }));
    assert_eq!(outcomes(&storage, vec![beyond]).await, [held]);
}

pub async fn what_was_refused_is_remembered_without_its_text(storage: impl Storage) {
    let mut laptop = Laptop::new(7);
    let refuse = Label::Refuse { code: "not-allowed".to_owned(), remember: true };
    let mut group = laptop.write(&[stream(1)], refuse);
    outcomes(&storage, vec![group.clone()]).await;
    let later = laptop.write(&[stream(1)], Label::Take);
    outcomes(&storage, vec![later]).await;
    let seen = Seen {
        device: laptop.author.device,
        at: NOW,
        pending: 3,
        program: "1.0".to_owned(),
        gone: vec![stream(1), stream(2)],
        purged: Vec::new(),
    };
    storage.seen(seen.clone()).await.unwrap();
    let row = storage.devices().await.unwrap().remove(0);
    assert_eq!((row.gaps, row.pending, row.unpurged, row.forked), (0, 3, 2, false));
    assert_eq!((row.last_seen, row.program.as_str()), (Some(NOW), "1.0"));
    let purged = Seen { purged: vec![stream(1)], gone: Vec::new(), program: String::new(), pending: 0, ..seen };
    storage.seen(purged).await.unwrap();
    let row = storage.devices().await.unwrap().remove(0);
    assert_eq!((row.unpurged, row.program.as_str()), (1, "1.0"));
    assert_eq!(storage.counts().await.unwrap().refused, 1);
    // And may be taken after all.
    group.label = Label::Take;
    assert_eq!(outcomes(&storage, vec![group]).await, [Outcome::Accepted]);
    assert_eq!(storage.counts().await.unwrap().refused, 0);
}

pub async fn many_writers_at_once_leave_no_gap_and_no_double(storage: impl Storage) {
    let storage = Arc::new(storage);
    let mut running = Vec::new();
    for seed in 0..8 {
        let storage = storage.clone();
        running.push(tokio::spawn(async move {
            let mut laptop = Laptop::new(100 + seed);
            for _ in 0..25 {
                let group = laptop.write(&[stream(1), stream(2)], Label::Take);
                assert_eq!(outcomes(storage.as_ref(), vec![group]).await, [Outcome::Accepted]);
            }
        }));
    }
    for task in running {
        task.await.unwrap();
    }
    for stream in [stream(1), stream(2)] {
        let run = storage.run(stream, 0, ALL).await.unwrap();
        let mut head = run.before;
        for row in &run.rows {
            assert_eq!(row.position, head.position + 1);
            head = head.then(row.hash, row.time);
        }
        assert_eq!(storage.heads().await.unwrap()[&stream], head);
        assert_eq!(head.position, 200);
    }
}

pub async fn a_devices_tail_is_its_highest_number(storage: impl Storage) {
    let mut laptop = Laptop::new(8);
    assert_eq!(storage.tail(laptop.author.device).await.unwrap(), None);
    let groups = (0..3).map(|_| laptop.write(&[stream(1)], Label::Take)).collect();
    outcomes(&storage, groups).await;
    let tail = storage.tail(laptop.author.device).await.unwrap().unwrap();
    assert_eq!((tail.sequence, tail.hash), (laptop.author.sequence, laptop.author.previous));
}

pub async fn a_full_push_is_placed_whole_and_in_its_order(storage: impl Storage) {
    let mut laptop = Laptop::new(9);
    let streams: Vec<StreamId> = (0..16).map(|number| stream(number * 7 % 16)).collect();
    let groups: Vec<Labelled> = (0..64).map(|_| laptop.write(&streams, Label::Take)).collect();
    assert_eq!(outcomes(&storage, groups.clone()).await, vec![Outcome::Accepted; 64]);
    for at in &streams {
        let run = storage.run(*at, 0, ALL).await.unwrap();
        let written = groups.iter().flat_map(|group| &group.changes).filter(|change| change.header().stream == *at);
        assert!(run.rows.iter().map(|row| row.id).eq(written.map(|change| change.header().id)));
        assert_eq!(run.rows.len(), 64);
    }
    assert_eq!(outcomes(&storage, groups).await, vec![Outcome::Had; 64]);
}

/// The tests of one storage, from the one list there is. `$make` gives a new one, or none where this
/// machine cannot have it.
macro_rules! suite {
    ($make:ident) => {
        suite! { $make;
            what_was_placed_reads_back_byte_for_byte_and_chained
            a_repeat_gives_the_same_standings
            pages_never_cut_a_groups_part_and_always_move_on
            however_many_groups_bear_one_id_no_page_is_longer_for_it
            somebody_elses_write_to_control_is_noticed
            an_invitation_is_used_once_and_with_what_it_lets_in
            what_is_held_waits_whole_and_takes_its_place_when_released
            what_waits_of_one_device_is_bounded_and_nothing_beyond_it_is_lost
            what_was_refused_is_remembered_without_its_text
            many_writers_at_once_leave_no_gap_and_no_double
            a_devices_tail_is_its_highest_number
            a_full_push_is_placed_whole_and_in_its_order
            a_change_that_has_its_place_is_found_with_its_stream_author_and_kind
            a_blob_comes_in_parts_from_any_byte_and_is_read_from_any_byte
            two_who_bring_one_blob_at_once_make_it_whole_once
            what_was_compared_before_a_drop_does_not_make_whole_what_came_after
            another_size_begins_anew_unless_it_is_whole
            a_blob_that_somebody_else_began_to_use_meanwhile_is_judged_again
            what_is_not_whole_is_begun_anew_in_another_stream_and_the_former_is_no_use
            parts_that_nobody_went_on_bringing_are_listed_and_whole_ones_never
            what_is_erased_loses_its_bodies_keeps_its_places_and_takes_no_more_words
            what_is_erased_under_another_kind_than_its_own_stays
            what_is_forgotten_of_a_record_loses_its_body_and_the_record_takes_more_words
            of_a_group_that_forgets_the_rest_comes_back_after_what_a_log_had
            what_was_forgotten_before_it_came_back_comes_without_its_words
            photos_go_with_what_they_were_brought_under_and_no_others
        }
    };
    ($make:ident; $($test:ident)*) => {$(
        #[tokio::test]
        async fn $test() {
            let folder = tempfile::tempdir().unwrap();
            if let Some(storage) = $make(folder.path()).await {
                super::$test(storage).await;
            }
        }
    )*};
}

#[cfg(unix)]
mod postgres {
    use crate::storage::postgres::{DatabaseUrl, PostgresStorage, throwaway};

    async fn make(_: &std::path::Path) -> Option<PostgresStorage> {
        let throwaway = throwaway::shared()?;
        let url = DatabaseUrl::new(throwaway.url(&throwaway.database(), ""));
        Some(PostgresStorage::create(&url.read(None).unwrap(), super::meta()).await.unwrap())
    }

    suite!(make);
}

mod sqlite {
    use crate::storage::Storage;
    use crate::storage::sqlite::{DatabaseKey, SqliteStorage};

    fn new(folder: &std::path::Path) -> SqliteStorage {
        SqliteStorage::create(&folder.join("server.db"), &DatabaseKey::from_bytes([7; 32]), super::meta()).unwrap()
    }

    async fn make(folder: &std::path::Path) -> Option<SqliteStorage> {
        Some(new(folder))
    }

    suite!(make);

    #[tokio::test]
    async fn photos_leave_room_on_the_disk_for_text() {
        let folder = tempfile::tempdir().unwrap();
        let storage = new(folder.path()).keeping_free(u64::MAX);
        let sealed = [7; 100];
        let refused = storage.blob_put(super::part(&sealed, 1, &[], 0..100)).await;
        assert_eq!(refused, Err(crate::storage::StorageError::Full));
        // Asking takes no room.
        assert!(storage.blob_put(super::part(&sealed, 1, &[], 0..0)).await.is_ok());
        let mut laptop = super::Laptop::new(1);
        let placed = super::outcomes(&storage, vec![laptop.write(&[super::stream(1)], super::Label::Take)]).await;
        assert_eq!(placed, [super::Outcome::Accepted]);
    }

    #[tokio::test]
    async fn nothing_readable_lies_in_the_file_and_another_key_does_not_open_it() {
        let folder = tempfile::tempdir().unwrap();
        let storage = new(folder.path());
        let mut laptop = super::Laptop::new(1);
        super::outcomes(&storage, vec![laptop.write(&[super::stream(1)], super::Label::Take)]).await;
        storage.close();
        let bytes = std::fs::read(folder.path().join("server.db")).unwrap();
        assert!(!bytes.windows(10).any(|window| window == b"two mopeds"));
        assert!(!bytes.starts_with(b"SQLite format"));
        let other = SqliteStorage::open(&folder.path().join("server.db"), &DatabaseKey::from_bytes([8; 32]));
        assert!(matches!(other.err(), Some(crate::storage::StorageError::Damaged(_))));
    }
}
