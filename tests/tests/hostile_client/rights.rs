//! Groups that hold together, and whose author may not write what they say: other names, other places, more than
//! they have.

use domain::change::{Act, Draft};
use domain::ids::{DeviceId, PersonId, StreamId};
use domain::permissions::Right;
use domain::records::{AudienceRef, DeviceRecord, GrantRecord};
use domain::roles::Role;
use domain::signing::SigningKey;
use domain::streams::{StreamSecret, StreamSort};
use serde_json::{Value, json};
use wardbook_server::core::Code;

use super::scene::{Member, Scene, WARDS, altered};
use super::spoilt::{bytes, people, revoke_device, some, spoilt};
use super::{Maker, Tries, maker};

pub const MAKERS: &[Maker] = &[
    maker(Code::UnknownDevice, "a device that nobody knows", unknown_device),
    maker(Code::NotYourDevice, "another person's device", not_your_device),
    maker(Code::NotYourDevice, "a device entered by somebody's word", device_entered),
    maker(Code::NotTheAuthor, "another person's name", not_the_author),
    maker(Code::UnknownStream, "a stream that nothing stands for", unknown_stream),
    maker(Code::NotAllowed, "streams, kinds and acts of others", not_allowed),
    maker(Code::NotAllowed, "what control may not be made to say", control),
    maker(Code::NotAllowed, "other wards", other_wards),
    maker(Code::NotAllowed, "a lead that is none", no_lead),
    maker(Code::NotAllowed, "what a device that was shut out says of others", shut_out),
    maker(Code::GivesTooMuch, "rights that one has not", gives_too_much),
];

fn unknown_device(scene: &Scene) -> Tries<'_> {
    spoilt(scene, people(scene), |scene, by| {
        let group = some(scene, by);
        let device = DeviceId::from_bytes(bytes(scene));
        altered(&group, &by.key, |_, header, _| header.device = device)
    })
}

fn not_your_device(scene: &Scene) -> Tries<'_> {
    let others = people(scene);
    spoilt(scene, people(scene), move |scene, _| some(scene, &mut scene.dice.pick(&others).unwrap().clone()))
}

fn device_entered(scene: &Scene) -> Tries<'_> {
    let writers = (0..3).map(|_| scene.member(Role::Coordinator, &[])).collect();
    spoilt(scene, writers, |scene, by| {
        let key = SigningKey::generate(scene.entropy());
        let device = DeviceId::new(scene.now(), scene.entropy());
        let record = DeviceRecord {
            person: by.author.person,
            signing_key: key.public().to_hex(),
            vouched_by: Some(by.author.device),
            vouch: by.key.vouch(&key.public()).to_hex(),
            reason: "moved".to_owned(),
            ended: None,
        };
        let control = scene.borough.service.meta().control;
        scene.group(by, vec![Draft::create(control, device.into(), "device", &record)])
    })
}

fn not_the_author(scene: &Scene) -> Tries<'_> {
    let others = people(scene);
    spoilt(scene, people(scene), move |scene, by| {
        let group = some(scene, by);
        let author = match scene.dice.below(4) {
            0 => PersonId::from_bytes(bytes(scene)),
            1 => scene.borough.service.meta().person,
            _ => scene.dice.pick(&others).unwrap().author.person,
        };
        // Where that person would have written it, so that nothing but the name is wrong.
        let stream = scene.intake(author, scene.ward());
        altered(&group, &by.key, |_, header, _| (header.author, header.stream) = (author, stream))
    })
}

fn unknown_stream(scene: &Scene) -> Tries<'_> {
    spoilt(scene, people(scene), |scene, by| {
        let group = some(scene, by);
        // Also the right way to an id, from another partnership's secret.
        let other = StreamSecret::generate(scene.entropy());
        let stream = match scene.dice.below(3) {
            0 => StreamId::from_bytes(bytes(scene)),
            1 => other.own(by.author.person),
            _ => other.intake(scene.area(scene.ward()), by.author.person),
        };
        altered(&group, &by.key, |_, header, _| header.stream = stream)
    })
}

/// What no outreach worker and no councillor ever had the right to.
fn not_allowed(scene: &Scene) -> Tries<'_> {
    let writers = vec![scene.member(Role::Outreach, &WARDS[..1]), scene.member(Role::Councillor, &WARDS[..2])];
    let other = scene.member(Role::CommunitySafety, &WARDS[..1]).author.person;
    spoilt(scene, writers, move |scene, by| {
        let (ward, own, text) = (scene.ward(), by.author.person, json!({ "text": scene.text() }));
        let area = |sort| scene.area_stream(ward, sort);
        let (stream, kind, act) = match scene.dice.below(18) {
            0 => (scene.intake(other, ward), "note", Act::Create),
            1 => (scene.intake(other, ward), "note", Act::Withdraw),
            2 => (scene.intake(own, ward), "reply", Act::Create),
            3 => (scene.intake(own, ward), "note", Act::Set),
            4 => (scene.intake(own, ward), "settings", Act::Create),
            5 => (scene.own(other), "settings", Act::Create),
            6 => (scene.own(own), "note", Act::Create),
            7 => (scene.trail(other), "trail", Act::Create),
            8 => (area(StreamSort::AreaRestricted), "remark", Act::Create),
            9 => (area(StreamSort::AreaRestricted), "grade", Act::Set),
            10 => (area(StreamSort::AreaRestricted), "assignment", Act::Create),
            11 => (area(StreamSort::AreaShared), "briefing", Act::Create),
            12 => (area(StreamSort::AreaSealed), "opening", Act::Create),
            15 => (area(StreamSort::AreaSealed), "merging", Act::Create),
            16 => (area(StreamSort::AreaSealed), "conclusion", Act::Create),
            // Where nobody writes anything yet.
            13 => (area(StreamSort::AreaPartners), "note", Act::Create),
            14 => (area(StreamSort::AreaPartners), "briefing", Act::Create),
            _ => (scene.borough.service.meta().reference, "area", Act::Create),
        };
        scene.group(by, vec![Draft::create(stream, scene.record(), kind, &text).act(act)])
    })
}

/// Also by somebody who may write there.
fn control(scene: &Scene) -> Tries<'_> {
    let writers = vec![scene.member(Role::Coordinator, &[]), scene.member(Role::Outreach, &WARDS[..1])];
    let other = scene.member(Role::Outreach, &WARDS[..1]);
    let grant = scene.directory(|directory| {
        *directory.grants().iter().find(|(_, grant)| grant.rights.contains(&Right::Administer)).unwrap().0
    });
    let partnership = scene.directory(|directory| directory.partnership_id().unwrap());
    let restricted = scene.area_stream(WARDS[0], StreamSort::AreaRestricted);
    spoilt(scene, writers, move |scene, by| {
        let control = scene.borough.service.meta().control;
        let create = |kind, content: &Value| Draft::create(control, scene.record(), kind, content);
        let set = |record, kind, content: &Value| Draft::create(control, record, kind, content).act(Act::Set);
        let ended = json!({ "ended": { "on": "2026-11-24", "reason": "" } });
        let draft = match scene.dice.below(10) {
            0 => set(partnership, "partnership", &json!({ "name": scene.text() })),
            1 => create("partnership", &json!({ "name": scene.text() })),
            2 => set(other.author.device.into(), "device", &ended),
            // An administrator's right is ended by nobody but an administrator.
            3 => set(grant, "grant", &ended),
            4 => set(grant, "grant", &json!({ "rights": ["administer"] })),
            5 => set(other.author.person.into(), "person", &json!({ "ended": null })),
            6 => create("stream", &json!({ "sort": "area/shared", "area": scene.area(WARDS[0]) })),
            7 => set(restricted.into(), "stream", &json!({ "sort": "area/shared" })),
            8 => create("note", &json!({ "text": scene.text() })),
            _ => create("roster", &json!({ "number": 1 })),
        };
        scene.group(by, vec![draft])
    })
}

/// Those who work on what was recorded, in wards that are not theirs.
fn other_wards(scene: &Scene) -> Tries<'_> {
    let writers = vec![scene.member(Role::CommunitySafety, &WARDS[..1]), scene.member(Role::Police, &WARDS[..1])];
    let other = scene.member(Role::Outreach, &WARDS[1..2]).author.person;
    spoilt(scene, writers, move |scene, by| {
        let ward = WARDS[1 + scene.dice.below(WARDS.len() - 1)];
        let kinds = ["remark", "assignment", "link", "referral", "closure", "grade"];
        let text = json!({ "text": scene.text() });
        let (stream, kind) = match scene.dice.below(3) {
            0 => (scene.intake(other, ward), "reply"),
            1 => (scene.area_stream(ward, StreamSort::AreaShared), "briefing"),
            _ => (scene.area_stream(ward, StreamSort::AreaRestricted), *scene.dice.pick(&kinds).unwrap()),
        };
        scene.group(by, vec![Draft::create(stream, scene.record(), kind, &text)])
    })
}

/// Lists of those who open sealed sources, made by somebody who does not; and openings.
fn no_lead(scene: &Scene) -> Tries<'_> {
    let writers = [Role::Coordinator, Role::Police, Role::Outreach, Role::CommunitySafety];
    let writers = writers.map(|role| scene.member(role, if role == Role::Coordinator { &[] } else { &WARDS[..2] }));
    spoilt(scene, writers.into(), |scene, by| {
        let lead = json!({ "device": by.author.device, "person": by.author.person, "key": by.key.public().to_hex(),
            "keys": [] });
        let roster = json!({ "number": 1 + scene.dice.below(9), "follows": [], "keys": [], "devices": [lead],
            "recovery": by.key.public().to_hex(), "envelopes": [] });
        let control = scene.borough.service.meta().control;
        let sealed = scene.area_stream(scene.ward(), StreamSort::AreaSealed);
        let draft = match scene.dice.below(3) {
            0 => Draft::create(sealed, scene.record(), "opening", &json!({ "source": scene.record(), "reason": "x" })),
            _ => Draft::create(control, scene.record(), "roster", &roster),
        };
        scene.group(by, vec![draft])
    })
}

/// A coordinator's device that was shut out, on which whoever has it takes people in and out. What it would have
/// recorded waits for a supervisor, see [`held_full`]; who belongs never does.
fn shut_out(scene: &Scene) -> Tries<'_> {
    let writers: Vec<Member> = (0..2).map(|_| scene.member(Role::Coordinator, &[])).collect();
    let other = scene.member(Role::Outreach, &WARDS[..1]).author.person;
    let tries = spoilt(scene, writers.clone(), move |scene, by| {
        let control = scene.borough.service.meta().control;
        let draft = match scene.dice.below(3) {
            0 => Draft::create(control, scene.record(), "person", &json!({ "name": scene.text(), "role": "" })),
            1 => Draft::create(control, other.into(), "person", &json!({ "name": scene.text() })).act(Act::Set),
            _ => Draft::create(control, scene.record(), "grant", &grant(by, vec![Right::Read], by.author.person)),
        };
        scene.group(by, vec![draft])
    });
    revoke_device(scene, &writers[0]);
    scene.borough.end_membership(&writers[1].name);
    tries
}

fn grant(by: &Member, rights: Vec<Right>, granted_by: PersonId) -> GrantRecord {
    GrantRecord {
        person: by.author.person,
        audience: AudienceRef::Partnership,
        rights,
        role: String::new(),
        until: None,
        reason: String::new(),
        granted_by,
        ended: None,
    }
}

fn gives_too_much(scene: &Scene) -> Tries<'_> {
    let writers: Vec<Member> = (0..3).map(|_| scene.member(Role::Coordinator, &[])).collect();
    let other = scene.member(Role::Outreach, &WARDS[..1]).author.person;
    let area = scene.area(WARDS[0]);
    spoilt(scene, writers, move |scene, by| {
        let too_much = [Right::ReadSealed, Right::Administer, Right::Grade, Right::Deposit];
        let mut given = match scene.dice.below(4) {
            // What they have, and in another's name.
            0 => grant(by, vec![Right::Read], other),
            _ => grant(by, vec![Right::Read, *scene.dice.pick(&too_much).unwrap()], by.author.person),
        };
        if scene.dice.one_in(2) {
            given.person = other;
        }
        if scene.dice.one_in(2) {
            given.audience = AudienceRef::Area(area);
        }
        let control = scene.borough.service.meta().control;
        scene.group(by, vec![Draft::create(control, scene.record(), "grant", &given)])
    })
}
