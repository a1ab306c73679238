//! Those who have not shown who they are, and bytes that are no message.

use domain::change::{Author, Draft};
use domain::ids::DeviceId;
use domain::records::DeviceRecord;
use domain::roles::Role;
use domain::signing::SigningKey;
use protocol::{
    Invitation, InvitationsRequest, JoinRequest, MESSAGE_BYTES_MAX, PullRequest, PushRequest, SessionRequest,
    UninviteRequest, WireGroup, path,
};
use wardbook_server::core::Code;

use super::line::Asking;
use super::scene::{Member, Scene, WARDS};
use super::spoilt::revoke_device;
use super::{Maker, Tries, maker};

pub const MAKERS: &[Maker] = &[
    maker(Code::BadRequest, "bytes that are no message", bad_request),
    maker(Code::NotFound, "doors that there are not", no_door),
    maker(Code::TooLarge, "frames larger than may be, and small ones that claim it", too_large),
    maker(Code::Version, "programs of other times", version),
    maker(Code::BadProof, "whoever does not hold the key", bad_proof),
    maker(Code::UnknownDevice, "a session of a device that nobody let in", unknown_device),
    maker(Code::BadIntroduction, "a device that others vouch for, or nobody", bad_introduction),
    maker(Code::DeviceTaken, "an invitation used under a colleague's device", device_taken),
    maker(Code::InvitationUnknown, "secrets of no invitation", invitation_unknown),
    maker(Code::InvitationUsed, "invitations that were used", invitation_used),
    maker(Code::InvitationWithdrawn, "invitations that were withdrawn", invitation_withdrawn),
    maker(Code::NotAMember, "invitations of those who left", invitation_of_nobody),
    maker(Code::ChallengeExpired, "challenges that were kept too long", challenge_expired),
    maker(Code::NotAuthenticated, "tokens that are altered, made up or of yesterday", not_authenticated),
    // Last: a week passes.
    maker(Code::InvitationExpired, "invitations that are too old", invitation_expired),
];

pub const STRANGER_BODY_MAX: usize = 256 * 1024;
const BODY_MAX: usize = 4 * 1024 * 1024;

pub fn random(scene: &Scene, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    scene.entropy().fill(&mut bytes);
    bytes
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 1).unwrap()
}

/// A push as a device makes it: with something in it that would be taken.
pub fn good_push(scene: &Scene, by: &Member) -> Vec<u8> {
    protocol::pack(&PushRequest { groups: vec![scene.note(&mut by.clone())], pending: 0 })
}

fn bad_request(scene: &Scene) -> Tries<'_> {
    let olu = scene.member(Role::Outreach, &WARDS[..1]);
    Box::new(move || {
        let good = good_push(scene, &olu);
        let plain = zstd::stream::decode_all(good.as_slice()).unwrap();
        let (at, far) = (scene.dice.below(plain.len()), 1 + scene.dice.below(1_000_000));
        let mut asking = Asking::of(path::PUSH, Some(&olu.token), Vec::new());
        asking.body = match scene.dice.below(8) {
            // Cut off within its compression and within its message.
            0 => good[..scene.dice.below(good.len())].to_vec(),
            1 => packed(&plain[..at]),
            // Nested without end where something unknown may stand.
            2 => packed(&[&[0xa1, 0x19, 3, 0xe8][..], &vec![0x9f; far], &vec![0xff; far]].concat()),
            3 => random(scene, 1 + scene.dice.below(5_000)),
            // With a tail.
            4 => packed(&[&plain[..], &random(scene, 1 + at)].concat()),
            // A window larger than any message of ours asks for.
            5 => [&[0x28, 0xb5, 0x2f, 0xfd, 0, (26 - 10) << 3][..], &random(scene, 9)].concat(),
            6 => {
                asking.media = scene.dice.pick(&["application/json", "application/cbor", "text/html", ""]).unwrap();
                good
            }
            _ => {
                asking.method = scene.dice.pick(&["GET", "PUT", "DELETE", "PATCH"]).unwrap();
                good
            }
        };
        scene.code(&asking)
    })
}

fn no_door(scene: &Scene) -> Tries<'_> {
    let olu = scene.member(Role::Outreach, &WARDS[..1]);
    Box::new(move || {
        let names =
            ["/v1/pushes", "/v2/push", "/", "/v1/push/../config.json", "/revocations", "/v1/push%00", "//v1/push"];
        let path = format!("{}{}", scene.dice.pick(&names).unwrap(), scene.dice.number());
        scene.code(&Asking::of(&path, Some(&olu.token), good_push(scene, &olu)))
    })
}

fn too_large(scene: &Scene) -> Tries<'_> {
    let olu = scene.member(Role::Outreach, &WARDS[..1]);
    // A few kilobytes of zeros that are sixteen megabytes once they are laid out.
    let bomb = protocol::pack(&UninviteRequest { id: vec![0; MESSAGE_BYTES_MAX + 1] });
    assert!(bomb.len() < 10_000);
    let nothing = |scene: &Scene| WireGroup {
        id: domain::ids::GroupId::new(scene.now(), scene.entropy()),
        changes: Vec::new(),
        relayed: false,
    };
    let mut large = 0;
    Box::new(move || {
        large += 1;
        let token = Some(olu.token.as_str());
        match scene.dice.below(4) {
            0 => scene.code(&Asking::of(path::PUSH, token, bomb.clone())),
            1 => scene.code(&Asking::of(path::HELLO, None, random(scene, STRANGER_BODY_MAX + 1))),
            // Four megabytes over the wire, a few times only.
            2 if large % 10 == 0 => scene.code(&Asking::of(path::PULL, token, random(scene, BODY_MAX + 1))),
            2 => {
                let program = "x".repeat(100_001 + scene.dice.below(9));
                scene.code_for(path::PULL, token, &PullRequest { program, ..PullRequest::default() })
            }
            _ => {
                let groups = protocol::PUSH_GROUPS + 1 + scene.dice.below(50);
                let groups = (0..groups).map(|_| nothing(scene)).collect();
                scene.code_for(path::PUSH, token, &PushRequest { groups, pending: 0 })
            }
        }
    })
}

fn version(scene: &Scene) -> Tries<'_> {
    let olu = scene.member(Role::Outreach, &WARDS[..1]);
    Box::new(move || {
        let mut asking = Asking::of(path::PUSH, Some(&olu.token), good_push(scene, &olu));
        let later = u32::from(protocol::VERSION) + 1 + scene.dice.below(60_000) as u32;
        asking.version = match scene.dice.below(5) {
            0 => None,
            1 => Some(later.to_string()),
            2 => Some((later + 70_000).to_string()),
            3 => Some("0".to_owned()),
            _ => Some(format!("one{later}")),
        };
        asking.path = scene.dice.pick(&[path::PUSH, path::PULL, path::JOIN, path::DEVICES]).unwrap();
        scene.code(&asking)
    })
}

pub fn session(scene: &Scene, device: DeviceId, key: &SigningKey, introductions: Vec<WireGroup>) -> SessionRequest {
    let (challenge, proof) = scene.proof(device);
    SessionRequest { device, challenge, proof: key.open_session(&proof), introductions }
}

fn bad_proof(scene: &Scene) -> Tries<'_> {
    let (olu, sam) = (scene.member(Role::Outreach, &WARDS[..1]), scene.member(Role::Police, &WARDS[..1]));
    let (_, open) = scene.invited(Role::Outreach, &WARDS[..1]);
    Box::new(move || {
        let mut asked = session(scene, olu.author.device, &olu.key, Vec::new());
        let key = SigningKey::generate(scene.entropy());
        let mut joining = scene.join_request(&open, DeviceId::new(scene.now(), scene.entropy()), &key);
        let at = scene.dice.below(asked.challenge.len());
        match scene.dice.below(7) {
            0 => asked.proof = sam.key.open_session(&scene.proof(olu.author.device).1),
            // As if it were a change, and not the opening of a session.
            1 => asked.proof = olu.key.sign(&scene.proof(olu.author.device).1),
            2 => asked.device = sam.author.device,
            3 => asked.challenge[at] ^= 1 << scene.dice.below(8),
            4 => asked.challenge.truncate(at),
            5 => {
                joining.device = olu.author.device;
                return scene.code_for(path::JOIN, None, &joining);
            }
            _ => {
                joining.signing_key = olu.key.public();
                return scene.code_for(path::JOIN, None, &joining);
            }
        }
        scene.code_for(path::SESSION, None, &asked)
    })
}

fn unknown_device(scene: &Scene) -> Tries<'_> {
    let olu = scene.member(Role::Outreach, &WARDS[..1]);
    Box::new(move || {
        let device = DeviceId::new(scene.now(), scene.entropy());
        let (_, introduction) = next_device(scene, &olu, &olu.author, &olu.key);
        // Introduces some other device than the one that asks.
        let introductions = if scene.dice.one_in(2) { vec![introduction] } else { Vec::new() };
        scene.code_for(path::SESSION, None, &session(scene, device, &olu.key, introductions))
    })
}

/// A further device of this person, for which whoever has the key vouches in the name of that device.
fn next_device(scene: &Scene, of: &Member, vouched_by: &Author, voucher: &SigningKey) -> (Member, WireGroup) {
    let (key, device) = (SigningKey::generate(scene.entropy()), DeviceId::new(scene.now(), scene.entropy()));
    let record = DeviceRecord {
        person: of.author.person,
        signing_key: key.public().to_hex(),
        vouched_by: Some(vouched_by.device),
        vouch: voucher.vouch(&key.public()).to_hex(),
        reason: "restored".to_owned(),
        ended: None,
    };
    let mut next = Member { author: Author::new(of.author.person, device), key, ..of.clone() };
    let draft = Draft::create(scene.borough.service.meta().control, device.into(), "device", &record);
    let group = scene.group(&mut next, vec![draft]);
    (next, group)
}

fn bad_introduction(scene: &Scene) -> Tries<'_> {
    let (olu, sam) = (scene.member(Role::Outreach, &WARDS[..1]), scene.member(Role::CommunitySafety, &WARDS[..1]));
    let lost = scene.member(Role::Police, &WARDS[..1]);
    revoke_device(scene, &lost);
    Box::new(move || {
        let (device, mut group) = match scene.dice.below(5) {
            // Somebody's own device vouches for one in a colleague's name.
            0 => next_device(scene, &sam, &olu.author, &olu.key),
            // Vouched for by a key that is not that device's.
            1 => next_device(scene, &olu, &olu.author, &sam.key),
            // By a device that was shut out.
            2 => next_device(scene, &lost, &lost.author, &lost.key),
            3 => next_device(scene, &olu, &Author::new(olu.author.person, DeviceId::from_bytes([7; 16])), &olu.key),
            _ => next_device(scene, &olu, &olu.author, &olu.key),
        };
        // Or well vouched for, and then something else is said with it.
        if group.changes[0].clone().read().unwrap().header().author == olu.author.person {
            group.changes.push(scene.note(&mut olu.clone()).changes.remove(0));
        }
        scene.code_for(path::SESSION, None, &session(scene, device.author.device, &device.key, vec![group]))
    })
}

/// A new device with a good key, as this invitation's.
fn joining(scene: &Scene, invitation: &Invitation) -> JoinRequest {
    let key = SigningKey::generate(scene.entropy());
    scene.join_request(invitation, DeviceId::new(scene.now(), scene.entropy()), &key)
}

fn device_taken(scene: &Scene) -> Tries<'_> {
    let others: Vec<DeviceId> = (0..4).map(|_| scene.member(Role::Outreach, &WARDS[..1]).author.device).collect();
    let (_, open) = scene.invited(Role::Outreach, &WARDS[..1]);
    Box::new(move || {
        let key = SigningKey::generate(scene.entropy());
        let request = scene.join_request(&open, *scene.dice.pick(&others).unwrap(), &key);
        scene.code_for(path::JOIN, None, &request)
    })
}

fn invitation_unknown(scene: &Scene) -> Tries<'_> {
    let (_, open) = scene.invited(Role::Outreach, &WARDS[..1]);
    Box::new(move || {
        let mut guessed = open.clone();
        match scene.dice.below(2) {
            0 => guessed.secret[scene.dice.below(16)] ^= 1 << scene.dice.below(8),
            _ => scene.entropy().fill(&mut guessed.secret),
        }
        scene.code_for(path::JOIN, None, &joining(scene, &guessed))
    })
}

fn invitation_used(scene: &Scene) -> Tries<'_> {
    let mut used = Vec::new();
    for role in [Role::Outreach, Role::Councillor, Role::Police] {
        let (name, invitation) = scene.invited(role, &WARDS[..1]);
        used.push((scene.joined(name, &invitation), invitation));
    }
    Box::new(move || {
        let (member, invitation) = scene.dice.pick(&used).unwrap();
        // Also as the device that used it, which is let in again by its own key and by no other.
        let key = SigningKey::generate(scene.entropy());
        let request = match scene.dice.below(2) {
            0 => scene.join_request(invitation, member.author.device, &key),
            _ => joining(scene, invitation),
        };
        scene.code_for(path::JOIN, None, &request)
    })
}

fn invitation_withdrawn(scene: &Scene) -> Tries<'_> {
    let coordinator = scene.member(Role::Coordinator, &[]);
    let withdrawn: Vec<Invitation> = (0..3)
        .map(|_| {
            let (_, invitation) = scene.invited(Role::Outreach, &WARDS[..1]);
            let id = Invitation::secret_hash(&invitation.secret).to_vec();
            let request = UninviteRequest { id };
            assert_eq!(scene.code_for(path::UNINVITE, Some(&coordinator.token), &request), "taken");
            invitation
        })
        .collect();
    Box::new(move || {
        let invitation = scene.dice.pick(&withdrawn).unwrap();
        scene.code_for(path::JOIN, None, &joining(scene, invitation))
    })
}

fn invitation_of_nobody(scene: &Scene) -> Tries<'_> {
    let left: Vec<Invitation> = (0..3)
        .map(|_| {
            let (name, invitation) = scene.invited(Role::Police, &WARDS[..1]);
            scene.borough.end_membership(&name);
            invitation
        })
        .collect();
    Box::new(move || {
        let invitation = scene.dice.pick(&left).unwrap();
        scene.code_for(path::JOIN, None, &joining(scene, invitation))
    })
}

fn challenge_expired(scene: &Scene) -> Tries<'_> {
    let olu = scene.member(Role::Outreach, &WARDS[..1]);
    let (_, open) = scene.invited(Role::Outreach, &WARDS[..1]);
    let mut kept: Vec<(SessionRequest, JoinRequest)> = (0..super::TIMES)
        .map(|_| (session(scene, olu.author.device, &olu.key, Vec::new()), joining(scene, &open)))
        .collect();
    scene.borough.clock.advance_seconds(301);
    Box::new(move || {
        let (session, joining) = kept.pop().unwrap();
        if scene.dice.one_in(2) {
            scene.code_for(path::SESSION, None, &session)
        } else {
            scene.code_for(path::JOIN, None, &joining)
        }
    })
}

fn not_authenticated(scene: &Scene) -> Tries<'_> {
    let yesterday = scene.member(Role::Coordinator, &[]).token;
    scene.borough.clock.advance_seconds(3_600);
    let olu = scene.member(Role::Coordinator, &[]);
    let push = good_push(scene, &olu);
    Box::new(move || {
        let mut token = olu.token.clone().into_bytes();
        let at = scene.dice.below(token.len());
        token[at] = if token[at] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(token).unwrap();
        let token = match scene.dice.below(4) {
            0 => None,
            1 => Some(yesterday.as_str()),
            2 => Some(&altered[..at]),
            _ => Some(altered.as_str()),
        };
        match scene.dice.below(2) {
            0 => scene.code_for(path::INVITATIONS, token, &InvitationsRequest {}),
            _ => scene.code(&Asking::of(path::PUSH, token, push.clone())),
        }
    })
}

fn invitation_expired(scene: &Scene) -> Tries<'_> {
    let old: Vec<Invitation> = [Role::Outreach, Role::Coordinator]
        .map(|role| scene.invited(role, &WARDS[..usize::from(role == Role::Outreach)]).1)
        .into();
    scene.borough.clock.advance_seconds(7 * 86_400);
    Box::new(move || scene.code_for(path::JOIN, None, &joining(scene, scene.dice.pick(&old).unwrap())))
}
