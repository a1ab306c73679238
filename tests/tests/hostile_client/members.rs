//! What members ask for that they may not have, or not any more.

use std::path::PathBuf;

use domain::blob::{BLOB_BYTES_MAX, BlobId};
use domain::change::{Act, Draft};
use domain::ids::{ChangeId, GroupId, PersonId, RecordId};
use domain::roles::Role;
use domain::streams::StreamSort;
use protocol::{
    BLOB_PART_BYTES, BlobGetRequest, BlobPutRequest, DecideRequest, DevicesRequest, Fate, HeldRequest, Invitation,
    InvitationsRequest, InviteRequest, PullAnswer, PullRequest, UninviteRequest, path,
};
use serde_json::json;
use wardbook_server::core::Code;
use wardbook_server::data::Folder;

use super::line::{Asking, said_in_words};
use super::scene::{Member, Scene, WARDS};
use super::spoilt::revoke_device;
use super::{Maker, Tries, maker};

pub const MAKERS: &[Maker] = &[
    maker(Code::AccessEnded, "a device or person that was shut out", access_ended),
    maker(Code::NotAllowed, "doors of those who have other rights", other_doors),
    maker(Code::NotAMember, "an invitation for nobody", not_a_member),
    maker(Code::GivesTooMuch, "an invitation for somebody who may more", invites_more),
    maker(Code::InvitationUsed, "taking back what was used", uninvited_late),
    maker(Code::NotFound, "what there is not", not_found),
    maker(Code::AlreadyDecided, "another decision about the same", already_decided),
    maker(Code::NumberTaken, "a release of what has lost its number", released_late),
    maker(Code::NotHeld, "asking after what does not wait", not_held),
    maker(Code::BlobUnknown, "a photo that hangs on nothing", blob_unknown),
    maker(Code::BlobAltered, "a photo that is not what it is called", blob_altered),
    maker(Code::TooLarge, "a photo larger than any", blob_too_large),
    maker(Code::Unavailable, "an ending that cannot be kept", unavailable),
];

fn access_ended(scene: &Scene) -> Tries<'_> {
    let out: Vec<Member> = (0..4).map(|_| scene.member(Role::Coordinator, &[])).collect();
    for (index, member) in out.iter().enumerate() {
        match index % 2 {
            0 => revoke_device(scene, member),
            _ => scene.borough.end_membership(&member.name),
        }
    }
    let waits = GroupId::from_bytes([1; 16]);
    Box::new(move || {
        let by = scene.dice.pick(&out).unwrap();
        let token = Some(by.token.as_str());
        match scene.dice.below(7) {
            0 => scene.code_for(path::HELD, token, &HeldRequest {}),
            1 => {
                let decide = DecideRequest { group: waits, release: true, reason: String::new() };
                scene.code_for(path::DECIDE, token, &decide)
            }
            2 => scene.code_for(path::INVITATIONS, token, &InvitationsRequest {}),
            3 => scene.code_for(path::INVITE, token, &InviteRequest { person: by.author.person, days: 0 }),
            4 => scene.code_for(path::DEVICES, token, &DevicesRequest {}),
            5 => {
                let change = ChangeId::new(scene.now(), scene.entropy());
                let get = BlobGetRequest { change, blob: BlobId::of(b"x"), at: 0, most: 100 };
                scene.code_for(path::BLOB_GET, token, &get)
            }
            _ => {
                let mut follow = Asking::of(path::EVENTS, token, Vec::new());
                follow.method = "GET";
                scene.code(&follow)
            }
        }
    })
}

fn other_doors(scene: &Scene) -> Tries<'_> {
    let writers = [Role::Outreach, Role::Police, Role::CommunitySafety].map(|role| scene.member(role, &WARDS[..1]));
    let others = [Role::Outreach, Role::Coordinator];
    let others = others.map(|role| scene.member(role, if role == Role::Outreach { &WARDS[1..2] } else { &[] }));
    let mut owner = scene.member(Role::Outreach, &WARDS[1..2]);
    let photo = attached(scene, &mut owner);
    Box::new(move || {
        let by = scene.dice.pick(&writers).unwrap();
        let (token, other) = (Some(by.token.as_str()), scene.dice.pick(&others).unwrap());
        match scene.dice.below(6) {
            0 => scene.code_for(path::INVITATIONS, token, &InvitationsRequest {}),
            1 => scene.code_for(path::INVITE, token, &InviteRequest { person: other.author.person, days: 1 }),
            2 => scene.code_for(path::UNINVITE, token, &UninviteRequest { id: vec![1; 32] }),
            3 => scene.code_for(path::DEVICES, token, &DevicesRequest {}),
            // A photo's name and place are no way to it, nor to another in its place.
            4 => scene.code_for(path::BLOB_PUT, Some(&writers[0].token), &part(photo, scene)),
            _ => {
                let get = BlobGetRequest { change: photo, blob: BlobId::of(b"x"), at: 0, most: 100 };
                scene.code_for(path::BLOB_GET, Some(&writers[0].token), &get)
            }
        }
    })
}

fn not_a_member(scene: &Scene) -> Tries<'_> {
    let (by, administrator) = (scene.member(Role::Coordinator, &[]), scene.member(Role::Administrator, &[]));
    let left = scene.member(Role::Outreach, &WARDS[..1]);
    scene.borough.end_membership(&left.name);
    Box::new(move || {
        let (by, person) = match scene.dice.below(3) {
            0 => (&by, left.author.person),
            // The server's own person may all there is to: nobody but an administrator comes as far.
            1 => (&administrator, scene.borough.service.meta().person),
            _ => (&by, PersonId::new(scene.now(), scene.entropy())),
        };
        scene.code_for(path::INVITE, Some(&by.token), &InviteRequest { person, days: 0 })
    })
}

fn invites_more(scene: &Scene) -> Tries<'_> {
    let by = scene.member(Role::Coordinator, &[]);
    let others = [Role::Police, Role::Safeguarding].map(|role| scene.member(role, &WARDS[..1]).author.person);
    Box::new(move || {
        let request = InviteRequest { person: *scene.dice.pick(&others).unwrap(), days: scene.dice.below(90) as u32 };
        scene.code_for(path::INVITE, Some(&by.token), &request)
    })
}

fn uninvited_late(scene: &Scene) -> Tries<'_> {
    let by = scene.member(Role::Coordinator, &[]);
    let used: Vec<Vec<u8>> = (0..3)
        .map(|_| {
            let (name, invitation) = scene.invited(Role::Outreach, &WARDS[..1]);
            scene.joined(name, &invitation);
            Invitation::secret_hash(&invitation.secret).to_vec()
        })
        .collect();
    Box::new(move || {
        let id = scene.dice.pick(&used).unwrap().clone();
        scene.code_for(path::UNINVITE, Some(&by.token), &UninviteRequest { id })
    })
}

fn not_found(scene: &Scene) -> Tries<'_> {
    let by = scene.member(Role::Coordinator, &[]);
    Box::new(move || {
        let group = GroupId::new(scene.now(), scene.entropy());
        let mut id = vec![0; 32];
        scene.entropy().fill(&mut id);
        match scene.dice.below(2) {
            0 => {
                let decide =
                    DecideRequest { group, release: scene.dice.one_in(2), reason: scene.text()[..20].to_owned() };
                scene.code_for(path::DECIDE, Some(&by.token), &decide)
            }
            _ => scene.code_for(path::UNINVITE, Some(&by.token), &UninviteRequest { id }),
        }
    })
}

/// A note that waits for a supervisor, of somebody whose membership ended.
fn waiting(scene: &Scene) -> GroupId {
    let mut olu = scene.member(Role::Outreach, &WARDS[..1]);
    scene.borough.end_membership(&olu.name);
    let note = scene.note(&mut olu);
    assert_eq!(scene.fate(&olu, note.clone()), "Held");
    note.id
}

fn decide(scene: &Scene, by: &Member, group: GroupId, release: bool) -> String {
    let request = DecideRequest { group, release, reason: "Looked at".to_owned() };
    scene.code_for(path::DECIDE, Some(&by.token), &request)
}

fn already_decided(scene: &Scene) -> Tries<'_> {
    let by = scene.member(Role::Coordinator, &[]);
    let decided = [true, false, true, false].map(|release| {
        let group = waiting(scene);
        assert_eq!(decide(scene, &by, group, release), "taken");
        (group, release)
    });
    Box::new(move || {
        let (group, released) = *scene.dice.pick(&decided).unwrap();
        decide(scene, &by, group, !released)
    })
}

/// What waited was written under a number that its device has used for something else since.
fn released_late(scene: &Scene) -> Tries<'_> {
    let by = scene.member(Role::Coordinator, &[]);
    let late: Vec<GroupId> = (0..3)
        .map(|_| {
            let mut sam = scene.member(Role::CommunitySafety, &WARDS[..1]);
            let mut copy = sam.clone();
            scene.borough.revoke_ward(&sam.name, WARDS[0]);
            let restricted = scene.area_stream(WARDS[0], StreamSort::AreaRestricted);
            let remark = json!({ "text": scene.text() });
            let remark = scene.group(&mut sam, vec![Draft::create(restricted, scene.record(), "remark", &remark)]);
            assert_eq!(scene.fate(&sam, remark.clone()), "Held");
            let note = scene.note(&mut copy);
            assert_eq!(scene.fate(&copy, note), "Accepted");
            remark.id
        })
        .collect();
    Box::new(move || decide(scene, &by, *scene.dice.pick(&late).unwrap(), true))
}

fn not_held(scene: &Scene) -> Tries<'_> {
    let (olu, waits) = (scene.member(Role::Outreach, &WARDS[..1]), waiting(scene));
    // A device that was here is in the list of devices from then on.
    assert_eq!(scene.code_for(path::PULL, Some(&olu.token), &PullRequest::default()), "taken");
    Box::new(move || {
        // Also what waits, and is somebody else's.
        let held = if scene.dice.one_in(2) { waits } else { GroupId::new(scene.now(), scene.entropy()) };
        let request = PullRequest { held: vec![held], ..PullRequest::default() };
        let answer: Result<PullAnswer, String> = scene.ask(path::PULL, Some(&olu.token), &request);
        match answer.map(|mut answer| answer.decided.remove(0).fate) {
            Ok(Fate::Later { code, message }) => {
                said_in_words(&code, &message);
                code
            }
            other => format!("{other:?}"),
        }
    })
}

/// An attachment that the server has placed, and nothing of the photo yet.
fn attached(scene: &Scene, by: &mut Member) -> ChangeId {
    let stream = scene.intake(by.author.person, WARDS[0]);
    let draft = Draft::create(stream, scene.record(), "attachment", &json!({ "name": "lane.jpg" }));
    let group = scene.group(by, vec![draft]);
    let change = group.changes[0].clone().read().unwrap().header().id;
    assert_eq!(scene.fate(by, group), "Accepted");
    change
}

/// All of a photo, small enough for one part.
fn part(change: ChangeId, scene: &Scene) -> BlobPutRequest {
    let mut bytes = vec![0; 1 + scene.dice.below(5_000)];
    scene.entropy().fill(&mut bytes);
    BlobPutRequest { change, blob: BlobId::of(&bytes), size: bytes.len() as u64, at: 0, bytes }
}

fn blob_unknown(scene: &Scene) -> Tries<'_> {
    let mut olu = scene.member(Role::Outreach, &WARDS[..1]);
    let note = scene.note(&mut olu);
    let note_change = note.changes[0].clone().read().unwrap().header().id;
    assert_eq!(scene.fate(&olu, note), "Accepted");
    Box::new(move || {
        let change = if scene.dice.one_in(2) { note_change } else { ChangeId::new(scene.now(), scene.entropy()) };
        let put = part(change, scene);
        if scene.dice.one_in(2) {
            return scene.code_for(path::BLOB_PUT, Some(&olu.token), &put);
        }
        let get = BlobGetRequest { change, blob: put.blob, at: 0, most: 100 };
        scene.code_for(path::BLOB_GET, Some(&olu.token), &get)
    })
}

fn blob_altered(scene: &Scene) -> Tries<'_> {
    let mut olu = scene.member(Role::Outreach, &WARDS[..1]);
    let change = attached(scene, &mut olu);
    Box::new(move || {
        let mut put = part(change, scene);
        let at = scene.dice.below(put.bytes.len());
        match scene.dice.below(2) {
            0 => put.bytes[at] ^= 1 << scene.dice.below(8),
            _ => put.blob = BlobId::of(&scene.dice.number().to_le_bytes()),
        }
        scene.code_for(path::BLOB_PUT, Some(&olu.token), &put)
    })
}

fn blob_too_large(scene: &Scene) -> Tries<'_> {
    let mut olu = scene.member(Role::Outreach, &WARDS[..1]);
    let change = attached(scene, &mut olu);
    Box::new(move || {
        let put = part(change, scene);
        let more = 1 + scene.dice.below(1_000);
        let put = match scene.dice.below(2) {
            0 => BlobPutRequest { size: BLOB_BYTES_MAX + more as u64, ..put },
            _ => BlobPutRequest { size: BLOB_BYTES_MAX, bytes: vec![7; BLOB_PART_BYTES + more], ..put },
        };
        scene.code_for(path::BLOB_PUT, Some(&olu.token), &put)
    })
}

/// The log of endings, which lies outside every backup, cannot be written while this stands.
struct NoLog(PathBuf);

impl NoLog {
    fn of(scene: &Scene) -> Self {
        let log = Folder::new(&scene.data).revocations();
        // Nothing can be added to a folder as to a file.
        std::fs::rename(&log, log.with_extension("kept")).unwrap();
        std::fs::create_dir(&log).unwrap();
        Self(log)
    }
}

impl Drop for NoLog {
    fn drop(&mut self) {
        std::fs::remove_dir(&self.0).unwrap();
        std::fs::rename(self.0.with_extension("kept"), &self.0).unwrap();
    }
}

/// Well meant, and still not confirmed: what is not in that log would be forgotten by a restore.
fn unavailable(scene: &Scene) -> Tries<'_> {
    let by = scene.member(Role::Administrator, &[]);
    let colleague = scene.member(Role::Outreach, &WARDS[..1]);
    let grants: Vec<RecordId> = scene.directory(|directory| {
        let held = directory.grants().iter().filter(|(_, grant)| grant.person == colleague.author.person);
        held.map(|(id, _)| *id).collect()
    });
    // One ending is well kept, so that there is a log.
    scene.borough.end_membership(&scene.member(Role::Police, &WARDS[..1]).name);
    let control = scene.borough.service.meta().control;
    let no_log = NoLog::of(scene);
    Box::new(move || {
        let _while = &no_log;
        let ended = json!({ "ended": { "on": "2026-11-24", "reason": scene.text() } });
        let draft = match scene.dice.below(2) {
            0 => Draft::create(control, colleague.author.person.into(), "person", &ended),
            _ => Draft::create(control, *scene.dice.pick(&grants).unwrap(), "grant", &ended),
        };
        let ending = scene.group(&mut by.clone(), vec![draft.act(Act::Set)]);
        scene.fate(&by, ending)
    })
}
