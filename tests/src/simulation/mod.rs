//! A simulated borough: the real store, engine, protocol and server, on one thread, under every fault at
//! once. One seed reproduces a run to the last byte that matters.

pub(crate) mod borough;
mod checker;
pub(crate) mod device;
mod dice;
mod fault;
mod files;
mod ledger;
mod people;
mod photos;
mod plans;
mod sealing;
mod world;

use std::sync::atomic::{AtomicU8, Ordering};

pub(crate) use device::copy_folder;
pub use dice::Dice;
pub use fault::{Fault, Tally};
pub use world::{Shape, World};

/// In which boroughs safeguarding leads are named, sources sealed and opened and trails left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Sealing {
    Never,
    /// The others have more of everything else.
    EverySecond,
    Always,
}

static SEALING: AtomicU8 = AtomicU8::new(Sealing::EverySecond as u8);

/// For all boroughs from now on.
pub fn seal(when: Sealing) {
    SEALING.store(when as u8, Ordering::SeqCst);
}

fn seals(seed: u64) -> bool {
    match SEALING.load(Ordering::SeqCst) {
        when if when == Sealing::Never as u8 => false,
        when if when == Sealing::Always as u8 => true,
        _ => seed % 2 == 1,
    }
}

/// One run. What was found, in words, where something does not hold.
pub fn run(seed: u64) -> Result<Tally, String> {
    run_shaped(seed, Shape::of(seed))
}

pub fn run_shaped(seed: u64, shape: Shape) -> Result<Tally, String> {
    let ran = std::panic::catch_unwind(|| World::new(seed, shape).run());
    ran.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        Err(said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned())).unwrap_or_default())
    })
}
