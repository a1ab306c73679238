//! What crosses the line between a device and its server, either way.

use domain::blob::BlobId;
use domain::chain::Head;
use domain::change::ChangeHash;
use domain::clock::Timestamp;
use domain::ids::{AreaId, ChangeId, DeviceId, GroupId, PartnershipId, PersonId, StreamId};
use domain::signing::{PublicKey, Signature, SigningKey};
use minicbor::{Decode, Encode};
use protocol::*;
use transport::{Client, Hints, Target};

use super::taken;

/// What the server lets a request be once it is uncompressed.
const REQUEST_MAX: usize = 8 * 1024 * 1024;

/// A message may be written again and read again as the same.
fn message<T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + std::fmt::Debug>(
    packed: &[u8],
    most: usize,
) -> Option<T> {
    let message: T = unpack_within(packed, most).ok()?;
    let again = unpack_within(&pack(&message), most);
    // Written shorter, never longer: what was not known is left out.
    assert_eq!(again.as_ref(), Ok(&message), "a message does not read back");
    taken();
    Some(message)
}

/// Bytes as they come, and the same as the inside of a frame that is whole.
fn framed(bytes: &[u8]) -> [Vec<u8>; 2] {
    [bytes.to_vec(), zstd::bulk::compress(bytes, 1).unwrap_or_default()]
}

pub fn requests(bytes: &[u8]) {
    for packed in framed(bytes) {
        message::<HelloRequest>(&packed, REQUEST_MAX);
        message::<JoinRequest>(&packed, REQUEST_MAX);
        message::<SessionRequest>(&packed, REQUEST_MAX);
        message::<PullRequest>(&packed, REQUEST_MAX);
        message::<HeldRequest>(&packed, REQUEST_MAX);
        message::<DecideRequest>(&packed, REQUEST_MAX);
        message::<InvitationsRequest>(&packed, REQUEST_MAX);
        message::<InviteRequest>(&packed, REQUEST_MAX);
        message::<UninviteRequest>(&packed, REQUEST_MAX);
        message::<DevicesRequest>(&packed, REQUEST_MAX);
        message::<BlobPutRequest>(&packed, REQUEST_MAX);
        message::<BlobGetRequest>(&packed, REQUEST_MAX);
        message::<UnsentRequest>(&packed, REQUEST_MAX);
        message::<HistoryRequest>(&packed, REQUEST_MAX);
        if let Some(push) = message::<PushRequest>(&packed, REQUEST_MAX) {
            for change in push.groups.into_iter().flat_map(|group| group.changes) {
                kept_as_it_came(change);
            }
        }
    }
}

pub fn answers(bytes: &[u8]) {
    let server = server().public();
    for packed in framed(bytes) {
        message::<Refused>(&packed, MESSAGE_BYTES_MAX);
        message::<HelloAnswer>(&packed, MESSAGE_BYTES_MAX);
        message::<JoinAnswer>(&packed, MESSAGE_BYTES_MAX);
        message::<SessionAnswer>(&packed, MESSAGE_BYTES_MAX);
        message::<InvitationsAnswer>(&packed, MESSAGE_BYTES_MAX);
        message::<InviteAnswer>(&packed, MESSAGE_BYTES_MAX);
        message::<DevicesAnswer>(&packed, MESSAGE_BYTES_MAX);
        message::<Done>(&packed, MESSAGE_BYTES_MAX);
        message::<BlobPutAnswer>(&packed, MESSAGE_BYTES_MAX);
        message::<BlobGetAnswer>(&packed, MESSAGE_BYTES_MAX);
        message::<UnsentAnswer>(&packed, MESSAGE_BYTES_MAX);
        message::<HistoryAnswer>(&packed, MESSAGE_BYTES_MAX);
        if let Some(held) = message::<HeldAnswer>(&packed, MESSAGE_BYTES_MAX) {
            for change in held.held.into_iter().flat_map(|held| held.group.changes) {
                kept_as_it_came(change);
            }
        }
        let mut receipts = Vec::new();
        if let Some(push) = message::<PushAnswer>(&packed, MESSAGE_BYTES_MAX) {
            receipts = push.receipts;
        }
        if let Some(pull) = message::<PullAnswer>(&packed, MESSAGE_BYTES_MAX) {
            receipts.extend(pull.receipts);
            for page in &pull.pages {
                if let Some(heads) = page.check(&server) {
                    assert_eq!(heads.len(), page.entries.len(), "a page was followed in part");
                }
            }
        }
        for run in receipts {
            if let Some(placed) = run.check(&server) {
                assert_eq!(placed.last().map_or(run.before, |(_, head)| *head), run.end());
            }
            run.end();
        }
    }
}

/// Whoever passes a change on passes on the very bytes.
fn kept_as_it_came(change: WireChange) {
    if let Ok(read) = change.clone().read() {
        assert_eq!(WireChange::of(&read), change, "a change is not passed on as it came");
    }
}

/// The same hints, however the line is cut.
pub fn hints(bytes: &[u8]) {
    let whole = Hints::default().hear(bytes);
    let mut in_pieces = Hints::default();
    let heard: usize = bytes.chunks(7).map(|piece| in_pieces.hear(piece)).sum();
    assert_eq!(whole, heard, "a hint depends on how the line was cut");
    assert!(whole <= bytes.iter().filter(|byte| **byte == b'\n').count());
    if whole > 0 {
        taken();
    }
}

pub fn invitations(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    // Bytes that are an invitation's content, with the letters and the check that belong to them.
    let whole = lettered(bytes);
    for text in [text.as_ref(), &whole] {
        let Ok(invitation) = text.parse::<Invitation>() else { continue };
        assert_eq!(invitation.to_string().parse(), Ok(invitation.clone()), "an invitation does not read back");
        taken();
        let target = Target { addresses: invitation.addresses, fingerprint: invitation.fingerprint };
        // Touches nothing: an address of nowhere is found out when it is called.
        let _ = Client::new(target);
    }
}

/// As [`Invitation`] writes itself.
fn lettered(content: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let check = domain_check(content);
    let mut text = "wardbook-".to_owned();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in content.iter().chain(&check) {
        held = (held << 8 | u32::from(*byte)) & 0xffff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(LETTERS[(held << (5 - bits) & 31) as usize]));
    }
    text
}

fn domain_check(content: &[u8]) -> [u8; 3] {
    let hash = blake3::hash(content);
    [hash.as_bytes()[0], hash.as_bytes()[1], hash.as_bytes()[2]]
}

fn server() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

fn change() -> WireChange {
    let parts = super::pieces::sample_change();
    WireChange::of(&parts)
}

fn group() -> WireGroup {
    WireGroup { id: GroupId::from_bytes([3; 16]), changes: vec![change(), change()], relayed: true }
}

fn plain<T: Encode<()>>(message: &T) -> Vec<u8> {
    minicbor::to_vec(message).unwrap()
}

/// What says little and claims much: eight and sixteen mebibytes and more of one byte, and a window that is wanted.
fn bombs() -> Vec<Vec<u8>> {
    let mut bombs: Vec<Vec<u8>> = [(0x9f, REQUEST_MAX), (0x81, MESSAGE_BYTES_MAX), (0, 4 * MESSAGE_BYTES_MAX)]
        .into_iter()
        .map(|(byte, length)| zstd::bulk::compress(&vec![byte; length], 1).unwrap())
        .collect();
    let unknown = [&[0xa1, 0x19, 3, 0xe8][..], &vec![0x9f; REQUEST_MAX - 8]].concat();
    bombs.push(zstd::bulk::compress(&unknown, 1).unwrap());
    bombs.push([&[0x28, 0xb5, 0x2f, 0xfd, 0, (27 - 10) << 3][..], &[1, 0, 0]].concat());
    bombs
}

pub(super) fn requests_made() -> Vec<Vec<u8>> {
    let (device, challenge) = (DeviceId::from_bytes([1; 16]), vec![7; 56]);
    let proof = Signature::from_bytes([4; 64]);
    let (stream, change) = (StreamId::from_bytes([2; 16]), ChangeId::from_bytes([1; 16]));
    let cursor = Cursor { stream, epoch: 1, position: 9, chain: Head::start(stream).chain };
    let mut made = vec![
        plain(&HelloRequest {}),
        plain(&JoinRequest {
            secret: [9; 16],
            device,
            signing_key: server().public(),
            challenge: challenge.clone(),
            proof,
        }),
        plain(&SessionRequest { device, challenge, proof, introductions: vec![group()] }),
        plain(&PushRequest { groups: vec![group(), group()], pending: 3 }),
        plain(&PullRequest {
            cursors: vec![cursor; 3],
            bytes: 65_536,
            changes: 100,
            purged: vec![stream],
            held: vec![GroupId::from_bytes([3; 16])],
            pending: 1,
            program: "0.1.0".to_owned(),
            whole: vec![stream],
            wanted: vec![BlobId::of(b"one")],
        }),
        plain(&BlobPutRequest { change, blob: BlobId::of(b"one"), size: 300, at: 100, bytes: vec![5; 100] }),
        plain(&BlobGetRequest { change, blob: BlobId::of(b"one"), at: 0, most: 4_096 }),
        plain(&DecideRequest { group: GroupId::from_bytes([3; 16]), release: true, reason: "Meant well".to_owned() }),
        plain(&InviteRequest { person: PersonId::from_bytes([6; 16]), days: 7 }),
        plain(&UninviteRequest { id: vec![8; 32] }),
        plain(&HistoryRequest { position: 9, nonce: [5; 32] }),
    ];
    made.extend(made.clone().iter().map(|plain| zstd::bulk::compress(plain, 3).unwrap()));
    made.extend(bombs());
    made
}

pub(super) fn answers_made() -> Vec<Vec<u8>> {
    let stream = StreamId::from_bytes([2; 16]);
    let time = Timestamp::from_millis(1_795_516_800_000);
    let before = Head::start(stream);
    let (id, hash) = (ChangeId::from_bytes([1; 16]), ChangeHash::of(b"one"));
    let after = before.then(hash, time);
    let receipts = Receipts {
        stream,
        epoch: 1,
        before,
        taken: vec![Receipt { change: id, hash, time }],
        signature: after.sign(stream, 1, &server()),
    };
    let entries = vec![Entry::Change { change: change(), time }, Entry::Yours { id, hash, time }];
    let end = entries.iter().fold(before, |head, entry| head.then(entry.hash(), time));
    let page = Page {
        stream,
        sort: "intake".to_owned(),
        area: Some(AreaId::from_bytes([1; 16])),
        person: Some(PersonId::from_bytes([6; 16])),
        epoch: 1,
        before,
        entries,
        signature: end.sign(stream, 1, &server()),
    };
    let fates = [
        Fate::Accepted,
        Fate::Had,
        Fate::Refused { code: "not-allowed".to_owned(), message: "No.".to_owned() },
        Fate::Held { since: Some("2026-11-20".to_owned()) },
        Fate::Later { code: "busy".to_owned(), message: "Later.".to_owned() },
        Fate::Forked,
        Fate::Declined { by: "Helen Prior".to_owned(), reason: "Twice".to_owned() },
    ];
    let answers: Vec<GroupAnswer> =
        fates.into_iter().map(|fate| GroupAnswer { group: GroupId::from_bytes([3; 16]), fate }).collect();
    let session = SessionAnswer { token: "dG9rZW4".to_owned(), seconds: 3_600, may_read: true };
    // Where nothing can come after it.
    let at_the_end = Receipts { before: Head { position: u64::MAX, ..before }, ..receipts.clone() };
    let pull = PullAnswer {
        pages: vec![page.clone(), Page { before: Head { position: u64::MAX, ..before }, ..page }],
        gone: vec![stream],
        unknown: vec![stream],
        decided: answers.clone(),
        receipts: vec![receipts.clone(), at_the_end],
        more: true,
        epoch: 1,
        server_time: time,
        lease_days: 14,
        behind: 5,
        there: vec![BlobId::of(b"one")],
    };
    let mut made = vec![
        plain(&Refused { code: "busy".to_owned(), message: "Later.".to_owned(), retry_after: Some(5) }),
        plain(&HelloAnswer {
            version: 1,
            oldest: 1,
            server_time: time,
            challenge: vec![7; 56],
            server_key: server().public(),
        }),
        plain(&JoinAnswer {
            partnership: PartnershipId::from_bytes([1; 16]),
            person: PersonId::from_bytes([6; 16]),
            control: stream,
            session: session.clone(),
            earlier: vec![server().public()],
        }),
        plain(&HistoryAnswer { proof: [5; 32], earlier: vec![server().public()] }),
        plain(&session),
        plain(&PushAnswer { answers, receipts: vec![receipts], server_time: time }),
        plain(&pull),
        plain(&BlobPutAnswer { have: 300, server_time: time, blob: None, epoch: Some(2) }),
        plain(&BlobGetAnswer { size: 300, bytes: vec![5; 100], server_time: time, blob: None, at: Some(0) }),
        plain(&HeldAnswer {
            held: vec![HeldGroup {
                group: group(),
                author: PersonId::from_bytes([6; 16]),
                area: None,
                since: Some("2026-11-20".to_owned()),
                arrived: time,
            }],
        }),
        plain(&InvitationsAnswer {
            invitations: vec![InvitationState {
                id: vec![8; 32],
                person: PersonId::from_bytes([6; 16]),
                made: time,
                expires: time,
                used: None,
                withdrawn: false,
            }],
        }),
        plain(&InviteAnswer { invitation: invitation().to_string(), expires: time }),
        plain(&DevicesAnswer {
            devices: vec![DeviceState {
                device: DeviceId::from_bytes([1; 16]),
                last_seen: Some(time),
                pending: 1,
                program: "0.1.0".to_owned(),
                unpurged: 0,
                gaps: 0,
                forked: false,
            }],
        }),
    ];
    made.extend(made.clone().iter().map(|plain| zstd::bulk::compress(plain, 3).unwrap()));
    made.extend(bombs());
    made
}

pub(super) fn hints_said() -> Vec<Vec<u8>> {
    vec![
        b": following\n\ndata: {}\n\n:\n\ndata: {}\n\n".to_vec(),
        b"data:".repeat(600),
        vec![b'd'; 5_000],
        b"\r\ndata: {}\r\n".to_vec(),
    ]
}

fn invitation() -> Invitation {
    Invitation {
        addresses: vec!["wardbook.example.org:8443".to_owned(), "10.0.0.4:8443".to_owned()],
        fingerprint: Fingerprint::of(&PublicKey::from_bytes([7; 32])),
        secret: [9; 16],
    }
}

pub(super) fn invitations_made() -> Vec<Vec<u8>> {
    vec![invitation().to_string().into_bytes(), plain(&invitation())]
}
