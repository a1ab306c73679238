//! Folders, clocks and chance of the crash points.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use domain::clock::{Clock, Timestamp};
use domain::entropy::{Entropy, SeededEntropy};
use store::keyfile::Cost;

pub(super) use crate::simulation::copy_folder;

/// When every scenario takes place.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_344_000_000);

/// A folder that lies in memory where there is such a place.
pub fn in_memory() -> tempfile::TempDir {
    let shm = Path::new("/dev/shm");
    if shm.is_dir() { tempfile::tempdir_in(shm) } else { tempfile::tempdir() }.expect("a folder")
}

/// What a panic said.
pub fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().cloned();
    said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned())).unwrap_or_default()
}

/// Words as people write them, of about so many bytes, that follow from a number.
pub fn prose(number: u64, bytes: usize) -> String {
    let dice = SeededEntropy::new(number);
    let mut text = format!("mark-{number};");
    while text.len() < bytes {
        let mut luck = [0; 2];
        dice.fill(&mut luck);
        let word = u16::from_le_bytes(luck) % 700;
        text.push_str(&format!(" {}{}", SYLLABLES[usize::from(word % 26)], SYLLABLES[usize::from(word / 26) % 26]));
    }
    text
}

const SYLLABLES: [&str; 26] = [
    "mo", "ped", "la", "un", "der", "ette", "sto", "re", "cor", "ner", "ni", "ght", "bo", "ys", "kni", "fe", "par",
    "k", "gate", "lig", "ht", "sho", "p", "van", "esc", "ape",
];

/// Chance that begins anew with each step, so that a step writes the same whenever it is done.
pub struct StepEntropy(Mutex<SeededEntropy>);

impl StepEntropy {
    pub fn new() -> Self {
        Self(Mutex::new(SeededEntropy::new(u64::MAX)))
    }

    pub fn begin(&self, step: usize) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = SeededEntropy::new(step as u64);
    }
}

impl Entropy for StepEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
    }
}

/// A machine on which it is always the same moment.
#[derive(Clone)]
pub struct StillHost(pub std::sync::Arc<StepEntropy>);

impl Clock for StillHost {
    fn now(&self) -> Timestamp {
        NOW
    }
}

impl app::Host for StillHost {
    fn clock(&self) -> &dyn Clock {
        self
    }

    fn entropy(&self) -> &dyn Entropy {
        self.0.as_ref()
    }

    fn awake_seconds(&self) -> u64 {
        0
    }

    fn passphrase_cost(&self) -> Cost {
        Cost::CHEAPEST
    }
}
