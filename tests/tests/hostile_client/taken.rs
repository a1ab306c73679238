//! What is strange and still taken, kept or answered in its own way: clocks that are wrong, numbers of a copied device.

use domain::change::ChangeHash;
use domain::clock::HybridTime;
use domain::roles::Role;
use protocol::WireGroup;
use serde_json::json;
use wardbook_server::Storage;
use wardbook_tests::said::say;

use super::TIMES;
use super::scene::{Member, Scene, WARDS, altered};

/// The first half of what there is, the end of it, and everything between.
fn clock(scene: &Scene, round: usize) -> HybridTime {
    const YEAR: u64 = 365 * 86_400_000;
    let (now, years) = (scene.now().unix_millis(), scene.dice.below(50) as u64);
    let millis = match round % 6 {
        0 => 0,
        1 => u64::MAX,
        2 => i64::MAX as u64,
        3 => now + years * YEAR,
        4 => now - years * YEAR,
        _ => scene.dice.number(),
    };
    HybridTime { millis, counter: if round % 2 == 0 { u16::MAX } else { scene.dice.below(60_000) as u16 } }
}

#[test]
fn a_clock_that_is_wrong_by_any_measure_has_nothing_refused_and_harms_no_notebook() {
    let scene = Scene::new(45);
    let mut olu = scene.member(Role::Outreach, &WARDS[..1]);
    for round in 0..TIMES {
        let (mut before, clock) = (olu.clone(), clock(&scene, round));
        let note = scene.note(&mut before);
        let note = altered(&note, &olu.key, |_, header, _| header.clock = clock);
        let hash = ChangeHash::of(&note.changes[0].header);
        assert_eq!(scene.fate(&olu, note), "Accepted", "{clock:?}");
        (olu.author.sequence, olu.author.previous) = (before.author.sequence, hash);
    }
    scene.is_well("a hundred clocks");
    say(format_args!("hostile client: {TIMES} clocks from 1970 to the end of time, none refused"));
}

#[test]
fn a_device_that_goes_on_from_what_it_never_wrote_is_told_that_it_was_copied_and_writes_nothing() {
    let scene = Scene::new(46);
    let mut olu = scene.member(Role::Outreach, &WARDS[..1]);
    let fresh = olu.clone();
    let first = scene.note(&mut olu);
    let after_first = olu.clone();
    let second = scene.note(&mut olu);
    for note in [first, second] {
        assert_eq!(scene.fate(&olu, note), "Accepted");
    }
    let spoil = |round: usize| -> WireGroup {
        let of = |member: &Member| scene.note(&mut member.clone());
        match round % 4 {
            // A number that is taken, at the beginning and in the middle.
            0 => of(&fresh),
            1 => of(&after_first),
            // The next number, behind something else.
            2 => {
                let previous = ChangeHash::of(&scene.dice.number().to_le_bytes());
                altered(&of(&olu), &olu.key, |_, header, _| header.previous = previous)
            }
            _ => altered(&of(&olu), &olu.key, |_, header, _| header.previous = ChangeHash::ZERO),
        }
    };
    let before = scene.written();
    for round in 0..TIMES {
        assert_eq!(scene.fate(&olu, spoil(round)), "Forked", "round {round}");
    }
    assert_eq!(scene.written(), before);
    let devices = scene.borough.block_on(scene.borough.service.storage().devices()).unwrap();
    assert!(devices.iter().any(|device| device.device == olu.author.device && device.forked), "it is listed");
    scene.is_well("a hundred copies");
}

#[test]
fn what_is_sent_after_a_grant_ended_waits_for_a_supervisor_and_stands_in_no_stream() {
    let scene = Scene::new(47);
    let sams: Vec<Member> = [Role::CommunitySafety, Role::Police]
        .into_iter()
        .map(|role| {
            let sam = scene.member(role, &WARDS[..1]);
            scene.borough.revoke_ward(&sam.name, WARDS[0]);
            sam
        })
        .collect();
    let restricted = scene.area_stream(WARDS[0], domain::streams::StreamSort::AreaRestricted);
    let heads = || scene.borough.block_on(scene.borough.service.storage().heads()).unwrap();
    let before = heads();
    for round in 0..TIMES {
        let mut sam = scene.dice.pick(&sams).unwrap().clone();
        let remark = json!({ "text": scene.text() });
        let draft = domain::change::Draft::create(restricted, scene.record(), "remark", &remark);
        let remark = scene.group(&mut sam, vec![draft]);
        assert_eq!(scene.fate(&sam, remark), "Held", "round {round}");
    }
    assert_eq!(heads(), before);
    scene.is_well("a hundred remarks of those whose ward was taken away");
}
