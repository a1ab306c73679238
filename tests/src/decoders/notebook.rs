//! A device: what its server sends it, into the notebook and onto the screens.

use std::collections::BTreeMap;

use domain::access::{StreamInfo, Verdict};
use domain::chain::Head;
use domain::change::ChangeHash;
use domain::clock::Timestamp;
use domain::entropy::SeededEntropy;
use domain::ids::{GroupId, StreamId};
use domain::streams::StreamSort;
use protocol::{
    Entry, Fate, GroupAnswer, MESSAGE_BYTES_MAX, Page, PullAnswer, PushAnswer, Receipt, Receipts, unpack_within,
};
use serde_json::{Value, json};
use store::{Indexing, StoreReplica};
use sync::{Replica, ReplicaFault};

use super::pieces;
use super::town::{Desk, Town};
use crate::partnership::borough::START;

/// Inputs for one copy of a notebook.
const TOGETHER: u32 = 40;

/// What members signed and the server placed is always taken, and every screen still answers.
pub fn pages(bytes: &[u8]) {
    Town::with(|town| {
        let desk = town.desk(TOGETHER);
        let pages = signed_pages(town, &desk, bytes);
        let entropy = SeededEntropy::new(3);
        let replica = StoreReplica { store: &desk.store, entropy: &entropy, indexing: Indexing::Now };
        let taken = replica.take_pages(&pages, START).expect("a page is taken whatever stands in it");
        assert_eq!((taken.untrue, taken.stood), (None, pages.len()), "a page does not hold");
        if !pages.is_empty() {
            super::taken();
        }
        let spoken_of = pages.iter().flat_map(|page| &page.entries).filter_map(|entry| match entry {
            Entry::Change { change, .. } => {
                Some(domain::change::Header::decode(&change.header).ok()?.record.to_string())
            }
            Entry::Yours { .. } => None,
        });
        see_everything(&desk, &spoken_of.collect::<Vec<_>>());
        if desk.fed % 20 == 19 {
            desk.store.verify(&|_| ()).expect("everything holds");
        }
        town.put_back(desk);
    });
}

/// One page for each stream, beginning where the notebook stands.
fn signed_pages(town: &Town, desk: &Desk, bytes: &[u8]) -> Vec<Page> {
    let entropy = SeededEntropy::new(3);
    let replica = StoreReplica { store: &desk.store, entropy: &entropy, indexing: Indexing::Now };
    let cursors = replica.standing().expect("the cursors read").cursors;
    let mut pens = town.pens();
    // Not under numbers that the copy has met before.
    for pen in &mut pens {
        pen.sequence += 1_000 * (1 + u64::from(desk.fed));
    }
    let mut directory = town.directory.clone();
    let day = domain::dates::day_of(START.utc());
    let mut by_stream: BTreeMap<StreamId, Vec<Entry>> = BTreeMap::new();
    for piece in pieces::cut(bytes) {
        let change = pieces::written(town, &mut pens[pieces::writer(piece)], piece, pieces::alone(piece));
        let read = change.clone().read().expect("it was made just now");
        let stream = read.header().stream;
        // What a server does not take in `control` never stands there.
        let of_rights = |info: StreamInfo| matches!(info.sort, StreamSort::Control | StreamSort::Reference);
        if directory.stream(stream).is_some_and(of_rights) {
            if directory.judge(&read, day) != Verdict::Take {
                continue;
            }
            directory.take(&read, Some(START));
        }
        // The server's clock is what it says.
        let time = match piece.get(5) {
            Some(252) => Timestamp::from_millis(i64::MIN),
            Some(251) => Timestamp::from_millis(i64::MAX),
            _ => START,
        };
        by_stream.entry(stream).or_default().push(Entry::Change { change, time });
    }
    let page = |(stream, entries): (StreamId, Vec<Entry>)| {
        let info = town.directory.stream(stream)?;
        let cursor = cursors.iter().find(|cursor| cursor.stream == stream);
        let epoch = cursor.or(cursors.first()).map_or(1, |cursor| cursor.epoch);
        let start = Head::start(stream);
        let before =
            cursor.map_or(start, |cursor| Head { position: cursor.position, chain: cursor.chain, time: START });
        let end = entries.iter().fold(before, |head, entry| {
            let position = head.position + 1;
            Head { position, chain: head.chain.next(entry.hash(), position, entry.time()), time: entry.time() }
        });
        let signature = end.sign(stream, epoch, &town.server);
        let sort = info.sort.as_str().to_owned();
        Some(Page { stream, sort, area: info.area, person: info.person, epoch, before, entries, signature })
    };
    by_stream.into_iter().filter_map(page).collect()
}

/// Every list, and what was spoken of by itself. A refusal in words is an answer; that something went wrong which
/// nobody foresaw is none.
pub(super) fn see_everything(desk: &Desk, ids: &[String]) {
    const LISTS: &[&str] = &[
        "session",
        "today",
        "notes",
        "notes_whole",
        "note_filters",
        "drafts",
        "wards",
        "settings",
        "status",
        "sync",
        "conflicts",
        "people",
        "begun",
        "triage",
        "briefings",
        "plans",
        "actions",
        "actions_whole",
        "lists",
    ];
    const ONE: &[&str] = &["note", "triage_note", "plan", "action", "briefing", "person"];
    for list in LISTS {
        ask(desk, list, json!({}));
    }
    for by in ["plan", "status", "due"] {
        ask(desk, "action_groups", json!({ "by": by, "first": 5, "empty": true }));
    }
    for queue in ["mine", "asked", "unread", "all"] {
        ask(desk, "triage", json!({ "queue": queue }));
    }
    for id in ids.iter().take(4) {
        for one in ONE {
            ask(desk, one, json!({ "id": id }));
        }
    }
}

/// Whether it was answered, and not refused in words.
pub(super) fn ask(desk: &Desk, name: &str, args: Value) -> bool {
    let answered = desk.app.query(name, args);
    if let Err(failure) = &answered {
        foreseen(name, failure);
    }
    answered.is_ok()
}

/// Codes of refusals that nothing from outside may bring about.
pub(super) fn foreseen(name: &str, failure: &app::Failure) {
    const NEVER: &[&str] = &["unforeseen", "verify-failed", "damaged"];
    assert!(!NEVER.contains(&failure.code.as_str()), "{name}: {} ({})", failure.message, failure.code);
}

/// An answer that does not bear the server's word changes nothing, and is called untrue and nothing else.
pub fn taken_answers(bytes: &[u8]) {
    Town::with(|town| {
        let desk = town.desk(TOGETHER * 5);
        let entropy = SeededEntropy::new(3);
        let replica = StoreReplica { store: &desk.store, entropy: &entropy, indexing: Indexing::Now };
        let packed = zstd::bulk::compress(bytes, 1).unwrap_or_default();
        if let Ok(answer) = unpack_within::<PushAnswer>(&packed, MESSAGE_BYTES_MAX) {
            untrue_at_most(replica.take_push(&answer, START));
        }
        if let Ok(answer) = unpack_within::<PullAnswer>(&packed, MESSAGE_BYTES_MAX) {
            untrue_at_most(replica.take_pages(&answer.pages, START));
            untrue_at_most(replica.take_standing(&answer, START));
            if answer.unknown.len() < 4 {
                untrue_at_most(replica.begin_again(&answer.unknown, answer.epoch, START));
            }
        }
        replica.standing().expect("the cursors read");
        replica.outgoing(100, 1024 * 1024).expect("what waits reads");
        // The day by the server's clock, and how long the notebook may be read.
        for name in ["session", "today", "sync", "status"] {
            ask(&desk, name, json!({}));
        }
        town.put_back(desk);
    });
}

fn untrue_at_most<T>(done: Result<T, ReplicaFault>) {
    match done {
        Ok(_) => super::taken(),
        Err(fault) => assert!(matches!(fault, ReplicaFault::Untrue(_)), "{fault:?}"),
    }
}

pub(super) fn answers_given() -> Vec<Vec<u8>> {
    Town::with(|town| {
        let (stream, log) = (town.streams[0], &town.log);
        let time = START;
        let hash = ChangeHash::of(b"one");
        let before = Head::start(stream);
        let receipts = |stream: StreamId, before: Head, epoch: u64| {
            let taken = vec![Receipt { change: log[0].header().id, hash, time }];
            let end = before.then(hash, time);
            Receipts { stream, epoch, before, taken, signature: end.sign(stream, epoch, &town.server) }
        };
        let group = |fate: Fate| GroupAnswer { group: log[0].header().group.id, fate };
        let other = |fate: Fate| GroupAnswer { group: GroupId::from_bytes([1; 16]), fate };
        let push = PushAnswer {
            answers: vec![
                group(Fate::Accepted),
                other(Fate::Refused { code: "number-taken".to_owned(), message: String::new() }),
                group(Fate::Held { since: Some("2026-11-20".to_owned()) }),
                group(Fate::Declined { by: "Helen".to_owned(), reason: "Twice".to_owned() }),
                group(Fate::Later { code: "not-held".to_owned(), message: String::new() }),
            ],
            receipts: vec![receipts(stream, before, 1)],
            server_time: time,
        };
        let pull = |server_time: Timestamp, lease_days: u32, unknown: Vec<StreamId>| PullAnswer {
            pages: Vec::new(),
            gone: vec![StreamId::from_bytes([1; 16])],
            unknown,
            decided: vec![other(Fate::Accepted)],
            receipts: vec![receipts(stream, before, 2)],
            more: false,
            epoch: 1,
            server_time,
            lease_days,
            behind: 0,
            there: Vec::new(),
        };
        let at_the_end = Head { position: i64::MAX as u64, ..before };
        let mut answers = vec![minicbor::to_vec(&push).unwrap()];
        for pull in [
            pull(time, 14, Vec::new()),
            pull(Timestamp::from_millis(i64::MIN), u32::MAX, Vec::new()),
            pull(Timestamp::from_millis(i64::MAX), 0, vec![stream]),
            PullAnswer {
                receipts: vec![receipts(stream, at_the_end, u64::MAX)],
                gone: town.streams.clone(),
                ..pull(time, 14, Vec::new())
            },
        ] {
            answers.push(minicbor::to_vec(&pull).unwrap());
            answers.push(minicbor::to_vec(&PullAnswer { receipts: Vec::new(), decided: Vec::new(), ..pull }).unwrap());
        }
        answers
    })
}
