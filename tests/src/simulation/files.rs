//! Sealed files from hand to hand: made by chance, taken by chance, at once or much later, more than once.

use domain::ids::AreaId;
use store::{SealedFault, StoreError, What};
use sync::Event;

use super::fault::Fault;
use super::world::World;

/// Files that lie about; an older one is thrown away for a new one.
const LIE_ABOUT: usize = 6;

impl World {
    /// Somebody makes a file for somebody, or somebody takes in one that lies about, whoever it is for.
    pub(super) fn a_file_is_handed_on(&mut self) {
        if self.files.is_empty() || self.dice.one_in(2) {
            self.a_file_is_made();
        }
        if self.dice.one_in(4) {
            return;
        }
        let Some(no) = self.somebody() else { return };
        let at = self.dice.below(self.files.len());
        let Some(file) = self.files.get(at).cloned() else { return };
        let device = &mut self.devices[no];
        let (now, Some(store)) = (device.now(), &device.store) else { return };
        match store.take_sealed(&file, now, device.entropy()) {
            Ok(_) => {
                self.tally.note(Fault::FileHanded);
                self.devices[no].tell(Event::Written);
            }
            // No server here signs two histories, restored or not.
            Err(StoreError::Sealed(SealedFault::TwoHistories)) => {
                self.broken.get_or_insert(format!("{} takes the server for one that lies", self.devices[no].name));
            }
            Err(_) => {}
        }
        self.look_after(no);
    }

    fn a_file_is_made(&mut self) {
        let (Some(maker), Some(taker)) = (self.somebody(), self.somebody()) else { return };
        let (person, ward) = (self.devices[taker].person, *self.dice.pick(&super::world::WARDS).unwrap_or(&"Grove"));
        let (to, whole_ward) = ((!self.dice.one_in(3)).then_some(person), self.dice.one_in(2));
        let file = self.place_for_file();
        let device = &self.devices[maker];
        let (now, Some(store)) = (device.now(), &device.store) else { return };
        let area: Option<AreaId> = store
            .read(|reader| {
                let (_, set) = reader.partnership()?;
                let ward = domain::wards::find(&[set], ward).map_err(|_| store::StoreError::NotFound)?;
                reader.area_of(ward.code)
            })
            .ok()
            .flatten();
        let what = match area.filter(|_| whole_ward) {
            Some(area) => What::Pack { area, to: person },
            None => What::Waiting { to },
        };
        if store.seal(what, &file, now).is_ok() {
            if self.files.len() >= LIE_ABOUT {
                let _ = std::fs::remove_file(self.files.remove(0));
            }
            self.files.push(file);
        }
        self.look_after(maker);
    }
}
