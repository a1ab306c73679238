//! What becomes of a group when the server that answers it is not the one that was spoken to before: restored to an
//! earlier day, or without the name this device had.
#![allow(clippy::unwrap_used, reason = "a test")]

mod rosters;
mod told;

use domain::change::{Change, Draft};
use domain::dates::NoteWhen;
use domain::entropy::SeededEntropy;
use domain::ids::{GroupId, StreamId};
use domain::records::{Kind, NoteRecord};
use domain::signing::PublicKey;
use domain::wards::BoundarySet;
use protocol::{Fate, GroupAnswer, PushAnswer};
use serde_json::json;
use sync::Replica;

use super::outbox::{self, OutboxState};
use super::page::{Held, put_cursor};
use super::{ServerLink, StoreReplica, again, put_link};
use crate::apply::Indexing;
use crate::error::Result;
use crate::store::{Store, Writer};
use crate::streams;
use crate::testing::{NOW, founded};

/// Amara's notebook, with a server whose first life is epoch 1.
struct Desk {
    _folder: tempfile::TempDir,
    store: Store,
    entropy: SeededEntropy,
}

impl Desk {
    fn new() -> Self {
        let (folder, store, entropy) = founded();
        let link = ServerLink {
            key: PublicKey::from_bytes([1; 32]),
            addresses: Vec::new(),
            epoch: 1,
            checked_in: Some(NOW),
            offset: 0,
            latest: NOW,
            lease_days: 14,
            synced_at: Some(NOW),
        };
        put_link(&store.whole_file(), &link).unwrap();
        Self { _folder: folder, store, entropy }
    }

    fn write<T>(&self, act: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> T {
        self.store.write(NOW, &self.entropy, act).unwrap()
    }

    fn replica(&self) -> StoreReplica<'_> {
        StoreReplica { store: &self.store, entropy: &self.entropy, indexing: Indexing::Now }
    }

    /// One act: a note in each of these wards.
    fn record(&self, wards: &[&str]) -> Vec<Change> {
        self.write(|writer| {
            let mut drafts = Vec::new();
            for ward in wards {
                let ward = domain::wards::find(&[BoundarySet::Y2022], ward).unwrap();
                let area = writer.area_of(ward.code)?.unwrap();
                let when = NoteWhen::now(NOW.utc());
                let note = NoteRecord::plain("Two mopeds".to_owned(), area, ward.code, ward.set, when);
                drafts.push(Draft::create(writer.my_intake(area)?, writer.new_record(), Kind::Note.as_str(), &note));
            }
            writer.write_group(drafts)
        })
    }

    fn set(&self, group: GroupId, state: OutboxState, code: &str) {
        self.write(|writer| outbox::set_state(writer.connection, group, state, (code, "", None), NOW));
    }

    fn state(&self, group: GroupId) -> OutboxState {
        self.store.read(|reader| reader.outbox_group(group)).unwrap().unwrap().state
    }

    /// The group as it would be sent.
    fn waiting(&self, group: GroupId) -> Vec<Change> {
        let waiting = self.replica().outgoing(100, usize::MAX).unwrap();
        let wire = waiting.into_iter().find(|wire| wire.id == group).unwrap();
        wire.changes.into_iter().map(|change| change.read().unwrap()).collect()
    }

    /// The server's answer to a push: it refuses this group.
    fn refused(&self, group: GroupId, code: &str) {
        let fate = Fate::Refused { code: code.to_owned(), message: String::new() };
        let answers = vec![GroupAnswer { group, fate }];
        let answer = PushAnswer { answers, receipts: Vec::new(), server_time: NOW };
        self.replica().take_push(&answer, NOW).unwrap();
    }

    /// The two changes of this number and the next stand the other way round, as pages of two streams bring them.
    fn turn_round(&self, first: i64) {
        let connection = self.store.whole_file();
        let columns = "id, stream, record, position, server_time, deferred, header, signature, body";
        connection
            .execute_batch(&format!(
                "CREATE TEMP TABLE turned AS SELECT no, {columns} FROM change WHERE no BETWEEN {first} AND {first} + 1;
                 UPDATE change SET id = randomblob(16) WHERE no BETWEEN {first} AND {first} + 1;
                 UPDATE change SET ({columns}) =
                     (SELECT {columns} FROM turned t WHERE t.no = 2 * {first} + 1 - change.no)
                     WHERE no BETWEEN {first} AND {first} + 1;
                 DROP TABLE turned;"
            ))
            .unwrap();
    }

    fn number_of(&self, change: &Change) -> i64 {
        let id = *change.header().id.as_bytes();
        self.store.whole_file().query_row("SELECT no FROM change WHERE id = ?1", [id], |row| row.get(0)).unwrap()
    }
}

fn ids(changes: &[Change]) -> Vec<domain::ids::ChangeId> {
    changes.iter().map(|change| change.header().id).collect()
}

#[test]
fn an_act_that_came_back_in_the_order_of_its_streams_is_sent_and_signed_anew_in_the_order_it_was_written() {
    let desk = Desk::new();
    let written = desk.record(&["Addison", "Grove"]);
    let group = written[0].header().group.id;
    desk.turn_round(desk.number_of(&written[0]));
    assert!(desk.number_of(&written[1]) < desk.number_of(&written[0]));
    assert_eq!(ids(&desk.waiting(group)), ids(&written));

    desk.replica().part_from_copy(NOW).unwrap();
    let anew = desk.waiting(group);
    assert_eq!(ids(&anew), ids(&written));
    let (first, second) = (anew[0].header(), anew[1].header());
    assert_eq!((first.group.index, second.group.index), (0, 1));
    assert_eq!(second.sequence, first.sequence + 1);
    assert_eq!(second.previous, anew[0].hash(), "as a server asks of the parts of an act");
    let key = desk.store.read(|reader| reader.identity()).unwrap().key.public();
    for (change, before) in anew.iter().zip(&written) {
        change.check_signature(&key).unwrap();
        assert_eq!(change.body_bytes(), before.body_bytes(), "each has the words it had");
    }
}

#[test]
fn what_clashed_with_something_in_one_life_of_the_server_is_asked_again_in_the_next_and_nothing_else_is() {
    let desk = Desk::new();
    let [clashed, refused, held] = ["Addison", "Grove", "Lillie"].map(|ward| desk.record(&[ward])[0].header().group.id);
    desk.set(clashed, OutboxState::Refused, "id-clash");
    desk.set(refused, OutboxState::Refused, "not-allowed");
    desk.set(held, OutboxState::Held, "held");
    desk.replica().begin_again(&[], 2, NOW).unwrap();
    let states = [clashed, refused, held].map(|group| desk.state(group));
    assert_eq!(states, [OutboxState::Waiting, OutboxState::Refused, OutboxState::Held]);
}

#[test]
fn what_was_signed_under_an_earlier_name_that_the_server_lost_is_signed_anew_once_and_then_shown_as_refused() {
    let desk = Desk::new();
    let written = desk.record(&["Addison"]);
    let group = written[0].header().group.id;
    // In the tray while the device goes on under another name, and sent again from there.
    desk.set(group, OutboxState::Refused, "not-allowed");
    desk.replica().part_from_copy(NOW).unwrap();
    desk.write(|writer| writer.retry_group(group));
    let device = desk.store.read(|reader| reader.identity()).unwrap().device();
    assert_ne!(desk.waiting(group)[0].header().device, device);

    desk.refused(group, "unknown-device");
    let anew = desk.waiting(group);
    assert_eq!((anew[0].header().device, ids(&anew)), (device, ids(&written)));
    desk.refused(group, "unknown-device");
    assert_eq!(desk.state(group), OutboxState::Refused, "under its own name it is not signed for ever");
}

#[test]
fn what_one_life_of_the_server_only_held_is_offered_to_the_next_and_what_waits_is_not_offered_twice() {
    let desk = Desk::new();
    let mut sam = desk.store.add_member("Sam Reed", "", NOW, &desk.entropy).unwrap();
    let ward = domain::wards::find(&[BoundarySet::Y2022], "Addison").unwrap();
    let (stream, area) = desk.store.open_intake(sam.person, ward.code).unwrap();
    let note = json!({
        "text": "Held for a supervisor", "area": area, "ward": ward.code, "boundaries": ward.set,
        "when": "2026-11-22T14:30",
    });
    let id = desk.write(|writer| Ok(writer.new_record()));
    let draft = Draft::create(stream, id, Kind::Note.as_str(), &note);
    let of_sam = sam.author.write(vec![draft], &sam.key, NOW, &desk.entropy).unwrap();
    // A file brought it; the server kept it for a supervisor, and so it has no place.
    desk.store.take_page(&of_sam, Indexing::Now).unwrap();
    let own = desk.record(&["Addison"]);
    for stream in [stream, own[0].header().stream] {
        desk.write(|writer| {
            let row = streams::get(writer.connection, stream)?.unwrap();
            put_cursor(writer.connection, row.no, &at_start(stream, 1))
        });
    }

    let streams = [stream, own[0].header().stream];
    desk.replica().begin_again(&streams, 2, NOW).unwrap();
    desk.write(|writer| again::everything_came(writer.connection));
    let offered = desk.store.read(|reader| again::outgoing(reader.connection, 100, usize::MAX)).unwrap();
    let groups: Vec<GroupId> = offered.iter().map(|group| group.id).collect();
    assert_eq!(groups, [of_sam[0].header().group.id]);
    assert!(offered[0].relayed);
    assert_eq!(ids(&desk.waiting(own[0].header().group.id)), ids(&own), "what waits is sent as it is");
}

fn at_start(stream: StreamId, epoch: u64) -> Held {
    Held { epoch, head: domain::chain::Head::start(stream), signature: None }
}
