//! Laptops come in.

use std::path::PathBuf;

use domain::ids::PersonId;
use sync::Bounds;

use super::super::device::Device;
use super::World;

impl World {
    pub(super) fn enrol(&mut self, name: &str, invitation: &protocol::Invitation) {
        let folder = self.folder();
        let person = self.borough.enrol(invitation, &folder);
        self.add(format!("{name}/{}", self.devices.len()), person, folder);
    }

    pub(super) fn add(&mut self, name: String, person: PersonId, folder: PathBuf) {
        let no = self.devices.len() as u64;
        // Each laptop takes pages of another size, the smallest of one change.
        let page = 1 + u32::try_from(self.dice.below(64)).unwrap_or(0);
        // And some send in requests that hardly hold one note.
        let push_bytes = if self.dice.one_in(3) { 400 } else { usize::MAX };
        let push_groups = 1 + self.dice.below(8);
        let bounds = Bounds { push_groups, push_bytes, page_changes: page, ..Bounds::default() };
        let seed = self.seed.wrapping_mul(0x9e37_79b9).wrapping_add(no + 1);
        self.devices.push(Device::new(name, person, &folder, self.clock.clone(), seed, bounds));
    }

    pub(super) fn folder(&self) -> PathBuf {
        let folder = self.root.path().join(format!("device-{}", self.devices.len()));
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
    }
}
