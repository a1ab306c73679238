//! Changes out of bytes: what stands in a header is picked by a few of them from what there is in the town, and
//! the rest is the body's content. They are signed by whoever writes them, as an altered program would.
//!
//! An input is a run of pieces, each with its length in front (two bytes, the lower first).

use domain::change::{Act, Author, Body, BodyHash, Change, ChangeHash, Draft, GroupPart, HEADER_FORMAT, Header};
use domain::clock::HybridTime;
use domain::entropy::SeededEntropy;
use domain::ids::{ChangeId, DeviceId, GroupId, PersonId, RecordId, StreamId};
use domain::records::{Kind, NoteRecord};
use domain::signing::SigningKey;
use protocol::WireChange;

use super::town::Town;
use crate::partnership::borough::START;

/// Bytes of a piece before its content.
const HEAD: usize = 7;
const SALT: usize = 16;
/// A group has no more.
pub(super) const PIECES: usize = domain::change::GROUP_CHANGES_MAX;

/// Amara's, the server's and Helen's.
pub(super) const PENS: usize = 3;

const ACTS: [&str; 6] = ["create", "set", "withdraw", "reinstate", "undo", "burn"];

/// Who writes on, with the numbers that come next.
pub(super) struct Pen {
    pub person: PersonId,
    pub device: DeviceId,
    pub key: SigningKey,
    pub sequence: u64,
    pub previous: ChangeHash,
}

pub(super) fn cut(bytes: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while let Some((length, behind)) = rest.split_at_checked(2) {
        if pieces.len() == PIECES {
            break;
        }
        let length = usize::from(u16::from_le_bytes([length[0], length[1]])).min(behind.len());
        let (piece, behind) = behind.split_at(length);
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

pub(super) fn joined<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for piece in pieces {
        let length = u16::try_from(piece.len()).unwrap_or(u16::MAX);
        bytes.extend(length.to_le_bytes());
        bytes.extend(&piece[..usize::from(length)]);
    }
    bytes
}

/// Which of the town's pens writes a piece.
pub(super) fn writer(piece: &[u8]) -> usize {
    usize::from(piece.first().copied().unwrap_or(0)) % PENS
}

/// The change that a piece says, as a part of a group.
pub(super) fn written(town: &Town, pen: &mut Pen, piece: &[u8], group: GroupPart) -> WireChange {
    let mut head = [0; HEAD];
    let known = piece.len().min(HEAD);
    head[..known].copy_from_slice(&piece[..known]);
    let [_, kind, act, stream, record, seen, heads] = head.map(usize::from);
    let content = piece.get(HEAD..).unwrap_or_default();
    let body = [&[0; SALT][..], content].concat();
    // Ids follow from what is written, so that an input is the same whenever it is fed.
    let chance = blake3::hash(&[&piece[..], &pen.sequence.to_le_bytes()].concat());
    let mut id = [0; 16];
    id.copy_from_slice(&chance.as_bytes()[..16]);
    let kinds = Kind::ALL.map(Kind::as_str);
    let chosen = |index: usize| town.changes.get(index).copied();
    let supersedes = match heads {
        0 => Vec::new(),
        few => (0..few % 4).filter_map(|step| chosen(few * 7 + step)).collect(),
    };
    let header = Header {
        format: HEADER_FORMAT,
        id: if heads == 255 { chosen(record).unwrap_or(ChangeId::from_bytes(id)) } else { ChangeId::from_bytes(id) },
        stream: town.streams[stream % town.streams.len()],
        group,
        device: pen.device,
        sequence: pen.sequence,
        previous: pen.previous,
        author: pen.person,
        clock: match seen {
            254 => HybridTime { millis: u64::MAX, counter: u16::MAX },
            253 => HybridTime::default(),
            _ => HybridTime { millis: START.unix_millis(), counter: u16::from(head[5]) },
        },
        record: town.records.get(record).copied().unwrap_or(RecordId::from_bytes(id)),
        kind: kinds.get(kind).copied().unwrap_or("novelty").to_owned(),
        act: Act::from(ACTS[act % ACTS.len()]),
        schema: if act >= 200 { 2 } else { 1 },
        seen: if seen == 255 { u64::MAX } else { seen as u64 / 8 },
        supersedes,
        body_hash: BodyHash::of(&body),
        told: None,
    };
    let bytes = header.encode();
    let hash = ChangeHash::of(&bytes);
    pen.sequence += 1;
    pen.previous = hash;
    WireChange { header: bytes, signature: pen.key.sign(hash.as_bytes()), body: Some(body) }
}

/// A change that says what one in the log says, as a piece.
pub(super) fn piece_of(town: &Town, change: &Change) -> Vec<u8> {
    let header = change.header();
    let place = |found: Option<usize>| u8::try_from(found.unwrap_or(254)).unwrap_or(254);
    let mut piece = vec![
        place(town.writers.iter().position(|person| *person == header.author)),
        place(Kind::ALL.iter().position(|kind| kind.as_str() == header.kind)),
        place(ACTS.iter().position(|act| *act == header.act.as_str())),
        place(town.streams.iter().position(|stream| *stream == header.stream)),
        place(town.records.iter().position(|record| *record == header.record)),
        0,
        u8::from(!header.supersedes.is_empty()),
    ];
    piece.extend(change.body_bytes().and_then(|body| body.get(SALT..)).unwrap_or_default());
    piece
}

/// Everything in the town's log, each by itself; and as new records; and several at once.
pub(super) fn placed() -> Vec<Vec<u8>> {
    Town::with(|town| {
        let pieces: Vec<Vec<u8>> = town.log.iter().map(|change| piece_of(town, change)).collect();
        let mut all: Vec<Vec<u8>> = pieces.iter().map(|piece| joined([piece.as_slice()])).collect();
        for piece in &pieces {
            let mut new = piece.clone();
            new[4] = 255;
            all.push(joined([new.as_slice(), piece.as_slice()]));
        }
        all.extend(pieces.chunks(6).map(|some| joined(some.iter().map(Vec::as_slice))));
        // Nothing but levels, in a note and in a grant.
        for kind in [3, 6] {
            let deep = [&[0, kind, 1, kind, 0, 0, 0, 0xa1, 0x61, b'a'][..], &[0x81; 60_000], &[0]].concat();
            all.push(joined([deep.as_slice()]));
        }
        all
    })
}

/// One note, by nobody of the town.
pub(super) fn sample_change() -> Change {
    let (key, entropy) = (SigningKey::from_bytes(&[4; 32]), SeededEntropy::new(4));
    let mut author = Author::new(PersonId::from_bytes([6; 16]), DeviceId::from_bytes([1; 16]));
    let record = NoteRecord::plain(
        "Two mopeds by the launderette".to_owned(),
        domain::ids::AreaId::from_bytes([1; 16]),
        "E05013733".parse().unwrap(),
        domain::wards::BoundarySet::Y2022,
        domain::dates::NoteWhen::now(START.utc()),
    );
    let draft = Draft::create(StreamId::from_bytes([2; 16]), RecordId::from_bytes([5; 16]), "note", &record);
    author.write(vec![draft], &key, START, &entropy).unwrap().remove(0)
}

/// A body that holds this.
pub(super) fn body(content: &serde_json::Value) -> Vec<u8> {
    Body::seal(content, &SeededEntropy::new(1)).unwrap()
}

/// A group of its own.
pub(super) fn alone(seed: &[u8]) -> GroupPart {
    let mut id = [0; 16];
    id.copy_from_slice(&blake3::hash(seed).as_bytes()[..16]);
    GroupPart { id: GroupId::from_bytes(id), index: 0, count: 1 }
}
