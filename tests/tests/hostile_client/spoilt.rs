//! What is good but for one thing: who writes, what they write, and how it is spoilt.

use domain::roles::Role;
use protocol::WireGroup;
use wardbook_server::core::roster::Revoking;

use super::Tries;
use super::scene::{Member, Scene, WARDS};

/// One of these writes each time, and what it writes is spoilt. As far as its own numbers go, it never wrote it.
pub fn spoilt<'a>(
    scene: &'a Scene,
    writers: Vec<Member>,
    spoil: impl Fn(&Scene, &mut Member) -> WireGroup + 'a,
) -> Tries<'a> {
    // What is not spoilt is taken, or nothing would be shown by what is.
    let writers: Vec<Member> = writers
        .into_iter()
        .map(|mut writer| {
            let draft = scene.draft(&writer);
            let good = scene.group(&mut writer, vec![draft]);
            assert_eq!(scene.fate(&writer, good), "Accepted");
            writer
        })
        .collect();
    Box::new(move || {
        let writer = scene.dice.pick(&writers).unwrap();
        let group = spoil(scene, &mut writer.clone());
        scene.fate(writer, group)
    })
}

/// People of several roles, in several wards.
pub fn people(scene: &Scene) -> Vec<Member> {
    let roles = [(Role::Outreach, 1), (Role::Councillor, 1), (Role::Police, 2), (Role::CommunitySafety, 2)];
    roles.into_iter().map(|(role, wards)| scene.member(role, &WARDS[..wards])).collect()
}

pub fn some(scene: &Scene, by: &mut Member) -> WireGroup {
    let drafts = (0..=scene.dice.below(4)).map(|_| scene.draft(by)).collect();
    scene.group(by, drafts)
}

pub fn bytes(scene: &Scene) -> [u8; 16] {
    let mut bytes = [0; 16];
    scene.entropy().fill(&mut bytes);
    bytes
}

pub fn revoke_device(scene: &Scene, member: &Member) {
    let what = Revoking::Devices(vec![member.author.device.to_string()]);
    scene.borough.block_on(scene.borough.service.revoke_named(&member.name, &what)).unwrap();
}
