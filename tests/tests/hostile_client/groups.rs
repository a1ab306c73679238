//! Groups of which something does not fit, whoever may write what: their bytes, their signatures, their numbers.

use domain::change::{Act, Body, ChangeHash, Draft, GROUP_BYTES_MAX, GROUP_CHANGES_MAX};
use domain::ids::{ChangeId, GroupId, PersonId};
use domain::records::{Erasure, WITHDRAWN, Why};
use domain::roles::Role;
use domain::signing::{Signature, SigningKey};
use protocol::WireGroup;
use serde_json::json;
use wardbook_server::Storage;
use wardbook_server::core::Code;

use super::scene::{Scene, WARDS, altered};
use super::spoilt::{bytes, people, revoke_device, some, spoilt};
use super::{Maker, Tries, maker};

pub const MAKERS: &[Maker] = &[
    maker(Code::BadGroup, "parts that do not fit", bad_group),
    maker(Code::BadChange, "bytes that were damaged", bad_change),
    maker(Code::BadSignature, "signatures of others or of nobody", bad_signature),
    maker(Code::TooLarge, "a group larger than a group may be", too_large),
    maker(Code::ServerOlder, "kinds, acts and forms of a later day", server_older),
    maker(Code::IdClash, "an id that is taken, with other bytes", id_clash),
    maker(Code::NumberTaken, "a number that is taken, brought by another", number_taken),
    maker(Code::HeldFull, "more than waits for a supervisor", held_full),
    maker(Code::Erased, "more words of what was erased", erased),
];

fn bad_group(scene: &Scene) -> Tries<'_> {
    spoilt(scene, people(scene), |scene, by| {
        let drafts = (0..2 + scene.dice.below(4)).map(|_| scene.draft(by)).collect();
        let mut group = scene.group(by, drafts);
        let (key, more) = (by.key.clone(), scene.dice.below(200));
        match scene.dice.below(14) {
            0 => group.changes.clear(),
            1 => group.changes.reverse(),
            2 => drop(group.changes.pop()),
            3 => drop(group.changes.remove(0)),
            4 => group.id = GroupId::from_bytes(bytes(scene)),
            5 => group = altered(&group, &key, |_, header, _| header.group.count += 1 + more as u8),
            6 => group = altered(&group, &key, |index, header, _| header.sequence += ((more + 1) * index) as u64),
            7 => group = altered(&group, &key, |_, header, _| header.sequence = 0),
            8 => group = altered(&group, &key, |_, header, _| header.sequence = u64::MAX - more as u64),
            9 => group = altered(&group, &key, |_, header, _| header.id = ChangeId::from_bytes([more as u8; 16])),
            10 => {
                group = altered(&group, &key, |index, header, _| {
                    if index > 0 {
                        header.previous = ChangeHash::of(&[more as u8]);
                    }
                })
            }
            11 => {
                group = altered(&group, &key, |index, header, _| {
                    if index > 0 {
                        header.author = PersonId::from_bytes([more as u8; 16]);
                    }
                })
            }
            // As a part of a group that has more than any has.
            12 => {
                group = altered(&group, &key, |_, header, _| header.group.count = 17 + more as u8);
                group.relayed = true;
            }
            _ => {
                let change = group.changes[0].clone();
                group.changes = vec![change; GROUP_CHANGES_MAX + 1 + more];
            }
        }
        group
    })
}

fn bad_change(scene: &Scene) -> Tries<'_> {
    spoilt(scene, people(scene), |scene, by| {
        let mut group = some(scene, by);
        let which = scene.dice.below(group.changes.len());
        let change = &mut group.changes[which];
        let header = scene.dice.below(change.header.len());
        let body = change.body.as_mut().unwrap();
        let at = scene.dice.below(body.len());
        match scene.dice.below(6) {
            0 => body[at] ^= 1 << scene.dice.below(8),
            1 => body.truncate(at),
            2 => body.push(0),
            3 => change.body = None,
            4 => change.header.truncate(header),
            // Opened without end, and never closed.
            _ => change.header = vec![0x9f; 1 + scene.dice.below(20_000)],
        }
        group
    })
}

fn bad_signature(scene: &Scene) -> Tries<'_> {
    let others: Vec<SigningKey> = people(scene).into_iter().map(|other| other.key).collect();
    let shut_out = scene.member(Role::Outreach, &WARDS[..1]);
    revoke_device(scene, &shut_out);
    spoilt(scene, people(scene), move |scene, by| {
        let mut group = some(scene, by);
        let which = scene.dice.below(group.changes.len());
        let mut signature = *group.changes[which].signature.as_bytes();
        match scene.dice.below(5) {
            0 => return altered(&group, &SigningKey::generate(scene.entropy()), |_, _, _| ()),
            1 => return altered(&group, scene.dice.pick(&others).unwrap(), |_, _, _| ()),
            2 => return altered(&group, &shut_out.key, |_, _, _| ()),
            3 => signature[scene.dice.below(64)] ^= 1 << scene.dice.below(8),
            _ => signature = [0; 64],
        }
        group.changes[which].signature = Signature::from_bytes(signature);
        group
    })
}

fn too_large(scene: &Scene) -> Tries<'_> {
    spoilt(scene, people(scene), |scene, by| {
        let group = some(scene, by);
        let text = json!({ "text": "x".repeat(GROUP_BYTES_MAX + scene.dice.below(10_000)) });
        let long = Body::seal(&text, scene.entropy()).unwrap();
        altered(&group, &by.key, |index, _, body| {
            if index == 0 {
                body.clone_from(&long);
            }
        })
    })
}

fn server_older(scene: &Scene) -> Tries<'_> {
    spoilt(scene, people(scene), |scene, by| {
        let group = scene.note(by);
        let chance = scene.dice.number();
        altered(&group, &by.key, |_, header, _| match chance % 4 {
            0 => header.kind = format!("drawing{chance}"),
            1 => header.schema = 100 + (chance % 60_000) as u16,
            2 => header.act = Act::Unknown(format!("rank{chance}")),
            _ => header.format = 2 + (chance % 200) as u8,
        })
    })
}

fn id_clash(scene: &Scene) -> Tries<'_> {
    let mut placed = Vec::new();
    for mut other in people(scene) {
        let note = scene.note(&mut other);
        assert_eq!(scene.fate(&other, note.clone()), "Accepted");
        placed.push(note.changes[0].clone().read().unwrap().header().id);
    }
    spoilt(scene, people(scene), move |scene, by| {
        let (group, id) = (scene.note(by), *scene.dice.pick(&placed).unwrap());
        altered(&group, &by.key, |_, header, _| header.id = id)
    })
}

/// Somebody who holds what another wrote brings something else under that device's numbers.
fn number_taken(scene: &Scene) -> Tries<'_> {
    let mut others = people(scene);
    let copies = others.clone();
    for other in &mut others {
        let note = scene.note(other);
        assert_eq!(scene.fate(other, note), "Accepted");
    }
    spoilt(scene, vec![scene.member(Role::Coordinator, &[])], move |scene, _| {
        let mut group = scene.note(&mut scene.dice.pick(&copies).unwrap().clone());
        group.relayed = true;
        group
    })
}

fn erased(scene: &Scene) -> Tries<'_> {
    let mut coordinator = scene.member(Role::Coordinator, &[]);
    let mut writers = people(scene);
    let mut gone = Vec::new();
    for writer in &mut writers {
        let note = scene.note(writer);
        let header = note.changes[0].clone().read().unwrap().header().clone();
        assert_eq!(scene.fate(writer, note), "Accepted");
        let erasure = Erasure { why: Why::AskedFor, reference: None };
        let erasing = Draft::create(header.stream, header.record, "note", &erasure.content()).act(Act::Erase);
        let erasing = scene.group(&mut coordinator, vec![erasing]);
        assert_eq!(scene.fate(&coordinator, erasing), "Accepted");
        gone.push(header);
    }
    spoilt(scene, writers, move |scene, by| {
        let header = gone.iter().find(|header| header.author == by.author.person).unwrap();
        let words = json!({ WITHDRAWN: { "reason": "x".repeat(1 + scene.dice.below(2_000)) } });
        let draft = Draft::create(header.stream, header.record, "note", &words);
        let act = if scene.dice.one_in(2) { Act::Withdraw } else { Act::Reinstate };
        scene.group(by, vec![draft.act(act)])
    })
}

fn held_full(scene: &Scene) -> Tries<'_> {
    let writers = vec![scene.member(Role::Outreach, &WARDS[..1]), scene.member(Role::Police, &WARDS[..1])];
    let tries = spoilt(scene, writers.clone(), Scene::note);
    for (number, mut writer) in writers.into_iter().enumerate() {
        match number {
            0 => scene.borough.end_membership(&writer.name),
            _ => revoke_device(scene, &writer),
        }
        // Behind what `spoilt` wrote by it.
        let tail = scene.borough.block_on(scene.borough.service.storage().tail(writer.author.device)).unwrap().unwrap();
        (writer.author.sequence, writer.author.previous) = (tail.sequence, tail.hash);
        let most = wardbook_server::core::placing::WAITING_GROUPS;
        let waiting: Vec<WireGroup> = (0..most).map(|_| scene.note(&mut writer)).collect();
        for groups in waiting.chunks(200) {
            scene.push(&writer, groups.to_vec()).unwrap();
        }
    }
    tries
}
