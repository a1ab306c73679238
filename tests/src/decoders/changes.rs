//! Changes: their headers, their bodies as every kind of record, and what rights follow from them.

use domain::access::{Verdict, introduced};
use domain::change::{Act, Body, BodyHash, Change, ChangeHash, HEADER_FORMAT, Header};
use domain::clock::HybridTime;
use domain::fold::Fold;
use domain::ids::{ChangeId, DeviceId, PersonId, RecordId, StreamId};
use domain::records::{self, AudienceRef, Ended, GrantRecord, Kind, plan};
use domain::signing::{Signature, SigningKey};
use domain::streams::StreamSort;
use serde::de::DeserializeOwned;

use super::town::Town;
use super::{pieces, taken};
use crate::partnership::borough::START;

/// What reads is kept as it came, and what is written from it reads as the same.
pub fn headers(bytes: &[u8]) {
    let Ok(header) = Header::decode(bytes) else { return };
    assert_eq!(Header::decode(&header.encode()).as_ref(), Ok(&header), "a header does not read back");
    assert!(header.says_the_same(&header));
    let signature = Signature::from_bytes([0; 64]);
    let change = Change::from_parts(bytes.to_vec(), signature, None).expect("a header that reads is a change's");
    assert_eq!(
        (change.header_bytes(), change.hash()),
        (bytes, ChangeHash::of(bytes)),
        "bytes are not kept as they came"
    );
    taken();
    // For showing, and for what a device writes next.
    domain::dates::full(header.id.made_at().utc());
    header.clock.next(START);
    let _ = Fold::of(&change, Some(START));
}

/// A body is given to every kind, by itself and beside itself with the first half of another.
pub fn bodies(bytes: &[u8]) {
    let body = [&[0; 16][..], bytes].concat();
    let half = [&[0; 16][..], &bytes[..bytes.len() / 2]].concat();
    for (at, kind) in Kind::ALL.into_iter().enumerate() {
        let first = holding(kind, Act::Create, at as u8, &body);
        let Ok(mut fold) = Fold::of(&first, Some(START)) else { continue };
        // A record that both ways read is the same by both: the server judges by one and holds by the other.
        match kind {
            Kind::Partnership => both::<records::PartnershipRecord>(&body, &fold),
            Kind::Person => both::<records::PersonRecord>(&body, &fold),
            Kind::Device => both::<records::DeviceRecord>(&body, &fold),
            Kind::Grant => both::<GrantRecord>(&body, &fold),
            Kind::Area => both::<records::AreaRecord>(&body, &fold),
            Kind::Stream => both::<records::StreamRecord>(&body, &fold),
            Kind::Note => both::<records::NoteRecord>(&body, &fold),
            Kind::Amendment => both::<records::AmendmentRecord>(&body, &fold),
            Kind::Reply => both::<records::ReplyRecord>(&body, &fold),
            Kind::Assignment => both::<records::AssignmentRecord>(&body, &fold),
            Kind::Link => read::<records::LinkRecord>(&fold),
            Kind::Referral => both::<records::ReferralRecord>(&body, &fold),
            Kind::Closure => both::<records::ClosureRecord>(&body, &fold),
            Kind::Remark => both::<records::RemarkRecord>(&body, &fold),
            Kind::Grade => both::<records::GradeRecord>(&body, &fold),
            Kind::Keep => both::<records::KeepRecord>(&body, &fold),
            Kind::Roster => both::<domain::roster::RosterRecord>(&body, &fold),
            Kind::Source => both::<records::SourceRecord>(&body, &fold),
            Kind::Opening => both::<records::OpeningRecord>(&body, &fold),
            Kind::Merging => both::<records::MergingRecord>(&body, &fold),
            Kind::Conclusion => both::<records::ConclusionRecord>(&body, &fold),
            Kind::Retraction => both::<records::RetractionRecord>(&body, &fold),
            Kind::Trail => both::<records::TrailRecord>(&body, &fold),
            Kind::Briefing => both::<records::BriefingRecord>(&body, &fold),
            Kind::Plan => both::<records::PlanRecord>(&body, &fold),
            Kind::Analysis => both::<records::AnalysisRecord>(&body, &fold),
            Kind::Action => both::<records::ActionRecord>(&body, &fold),
            Kind::Progress => both::<records::ProgressRecord>(&body, &fold),
            Kind::Pin => both::<records::PinRecord>(&body, &fold),
            Kind::Settings => both::<records::SettingsRecord>(&body, &fold),
            Kind::Export => both::<records::ExportRecord>(&body, &fold),
            Kind::SubjectRequest => both::<records::SubjectRequestRecord>(&body, &fold),
            Kind::Attachment => both::<records::AttachmentRecord>(&body, &fold),
        }
        let _ = (Ended::of(&fold), GrantRecord::last_day(&fold));
        for set in [plan::AREAS, plan::PLACES, plan::MEASURES, plan::REVIEWS, plan::COUNTS] {
            plan::elements(&fold, set);
        }
        let second = holding(kind, Act::Set, 100 + at as u8, &half);
        let _ = fold.apply(&second, None);
        let mut other_way = Fold::of(&first, Some(START)).expect("it was folded before");
        if let Ok(alone) = Fold::of(&second, None) {
            other_way.merge(&alone).expect("both are of one record");
        }
        assert_eq!(fold, other_way, "a record depends on how its changes came together");
        for conflict in fold.conflicts() {
            assert!(conflict.heads.len() > 1);
        }
    }
}

fn both<T: DeserializeOwned + PartialEq + std::fmt::Debug>(body: &[u8], fold: &Fold) {
    if let (Ok(straight), Ok(folded)) = (Body::read::<T>(body), fold.read::<T>()) {
        assert_eq!(straight, folded, "a record reads otherwise straight from its bytes");
        taken();
    }
}

fn read<T: DeserializeOwned>(fold: &Fold) {
    let _ = fold.read::<T>();
}

fn holding(kind: Kind, act: Act, id: u8, body: &[u8]) -> Change {
    let header = Header {
        format: HEADER_FORMAT,
        id: ChangeId::from_bytes([id; 16]),
        stream: StreamId::from_bytes([2; 16]),
        group: pieces::alone(&[id]),
        device: DeviceId::from_bytes([1; 16]),
        sequence: 1,
        previous: ChangeHash::ZERO,
        author: PersonId::from_bytes([6; 16]),
        clock: HybridTime { millis: START.unix_millis(), counter: 0 },
        record: RecordId::from_bytes([5; 16]),
        kind: kind.as_str().to_owned(),
        act,
        schema: 1,
        seen: 0,
        supersedes: Vec::new(),
        body_hash: BodyHash::of(body),
        told: None,
    };
    Change::from_parts(header.encode(), Signature::from_bytes([0; 64]), Some(body.to_vec()))
        .expect("it was made just now")
}

/// What a member has signed is judged, and what is taken gives nobody more than its author may give.
pub fn control_records(bytes: &[u8]) {
    Town::with(|town| {
        let mut directory = town.directory.clone();
        let day = domain::dates::day_of(START.utc());
        let mut pens = town.pens();
        let server = pens[1].person;
        for piece in pieces::cut(bytes) {
            let pen = &mut pens[pieces::writer(piece)];
            let wire = pieces::written(town, pen, piece, pieces::alone(piece));
            let change = wire.read().expect("it was made just now");
            let verdict = directory.judge(&change, day);
            let _ = introduced(&directory, &change, day);
            let header = change.header();
            let of_rights = directory.stream(header.stream).map(|info| info.sort);
            if verdict != Verdict::Take || !matches!(of_rights, Some(StreamSort::Control | StreamSort::Reference)) {
                continue;
            }
            let before = directory.clone();
            directory.take(&change, Some(START));
            if header.author == server {
                continue;
            }
            taken();
            // A member who gives gives of what they have, and nothing that was given grows.
            for (id, grant) in directory.grants() {
                match before.grants().get(id) {
                    None => {
                        let has = match &grant.audience {
                            AudienceRef::Partnership => before.rights_everywhere(header.author, day),
                            AudienceRef::Area(area) => before.rights_over_area(header.author, *area, day),
                            AudienceRef::Stream(stream) => before.rights(header.author, *stream, day),
                        };
                        let administers = before
                            .rights_everywhere(header.author, day)
                            .contains(&domain::permissions::Right::Administer);
                        assert!(
                            administers
                                || grant.rights.iter().all(|right| has.contains(right))
                                || into_plan(&before, grant),
                            "{} gives {:?} and has {has:?}",
                            header.author,
                            grant.rights
                        );
                    }
                    Some(held) => {
                        assert_eq!(
                            (&held.rights, &held.audience, held.person),
                            (&grant.rights, &grant.audience, grant.person)
                        );
                        let later = |was: Option<chrono::NaiveDate>, is: Option<chrono::NaiveDate>| match (was, is) {
                            (Some(was), Some(is)) => is > was,
                            (Some(_), None) => true,
                            _ => false,
                        };
                        assert!(
                            !later(held.ended, grant.ended) && !later(held.until, grant.until),
                            "a grant goes on for longer"
                        );
                    }
                }
            }
        }
        for person in directory.people().keys() {
            directory.readable(*person, day);
        }
    });
}

/// Whoever puts a plan together lets people in to read it and to work on it.
fn into_plan(directory: &domain::access::Directory, grant: &domain::access::Grant) -> bool {
    use domain::permissions::Right;
    let AudienceRef::Stream(stream) = grant.audience else { return false };
    directory.stream(stream).is_some_and(|info| info.sort.is_plan())
        && grant.rights.iter().all(|right| matches!(right, Right::Read | Right::Write))
}

pub(super) fn headers_made() -> Vec<Vec<u8>> {
    let change = pieces::sample_change();
    let mut full = change.header().clone();
    full.supersedes = (0..20).map(|id| ChangeId::from_bytes([id; 16])).collect();
    full.sequence = u64::MAX;
    full.seen = u64::MAX;
    full.clock = HybridTime { millis: u64::MAX, counter: u16::MAX };
    // As a later version may write it, with more behind what is known now.
    let mut longer = change.header_bytes().to_vec();
    longer[0] += 1;
    longer.extend([0xa1, 0x61, b'x', 0x82, 1, 2]);
    vec![change.header_bytes().to_vec(), full.encode(), longer, Town::with(|town| town.log[0].header_bytes().to_vec())]
}

pub(super) fn bodies_made() -> Vec<Vec<u8>> {
    let mut made: Vec<Vec<u8>> = Town::with(|town| {
        let bodies = town.log.iter().filter_map(|change| Some(change.body_bytes()?.get(16..)?.to_vec()));
        bodies.collect()
    });
    made.push(
        pieces::body(&serde_json::json!({ "ended": { "on": "2026-11-20", "reason": "Left" }, "until": "2027-01-01" }))
            [16..]
            .to_vec(),
    );
    made.push([&[0xa1, 0x64][..], b"text", &[0x81; 200_000], &[0]].concat());
    made
}

/// Records of `control` as pieces, and grants that give too much.
pub(super) fn control_made() -> Vec<Vec<u8>> {
    Town::with(|town| {
        let control = town.borough.service.meta().control;
        let of_rights: Vec<Vec<u8>> = town
            .log
            .iter()
            .filter(|change| change.header().stream == control)
            .map(|change| pieces::piece_of(town, change))
            .collect();
        let mut made: Vec<Vec<u8>> = Vec::new();
        for piece in &of_rights {
            for writer in [0, 1, 2] {
                let mut new = piece.clone();
                (new[0], new[4]) = (writer, 255);
                made.push(pieces::joined([new.as_slice(), piece.as_slice()]));
            }
        }
        made.extend(of_rights.chunks(4).map(|some| pieces::joined(some.iter().map(Vec::as_slice))));
        made
    })
}

/// For those who need a key that is nobody's.
pub(super) fn nobody() -> SigningKey {
    SigningKey::from_bytes(&[13; 32])
}
