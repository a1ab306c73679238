//! Faults that a test switches on to see whether it would notice them: those of comparable systems, one each.
//!
//! They exist in debug builds with the feature `seeded-faults` alone, which only the tests ask for; anywhere else
//! [`on`] is `false` when the program is built, and nothing of them is left in it.

/// A fault that somebody could build in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Seeded {
    /// A receipt moves the cursor past what others placed between.
    SkipsWhatOthersPlaced = 1,
    /// The last change of a page is counted and not kept.
    LastOfAPageSkipped,
    /// The cursor is saved before the page it counts.
    CursorBeforeData,
    /// The server refuses what was written by a clock that is more than a day ahead.
    ClockRefuses,
    /// Of two values the later clock's wins, and nobody is told.
    ClockDecides,
    /// What a restored server lost is not offered to it.
    LostNotOffered,
    /// The server does not notice that a device knows it from another life.
    RestoreUnnoticed,
    /// Two devices under one number are taken for one.
    CopyUnnoticed,
    /// What was refused waits on, in front of everything else.
    RefusedBlocksTheQueue,
    /// What a server does not list any more is deleted.
    NotListedIsDeleted,
    /// A withdrawn note is shown as if it were not, where another laptop of its author withdrew it.
    WithdrawnComesBack,
    /// A group larger than a request is never sent.
    LargeGroupNeverSent,
    /// A change that this version makes nothing of is dropped.
    UnknownDropped,
    /// The chain of a page is not compared with the server's word.
    ChainUnchecked,
    /// Access ended, and nothing goes off the disk.
    RevokedStays,
    /// Access ended, and what was not sent goes with the rest.
    PurgeTakesUnsent,
    /// Two values at once, of which one is shown.
    ConflictSilent,
    /// What the server did not take because of a copy counts as sent.
    NotTakenCountsAsSent,
    /// A device that goes on under a new id never says who it is.
    NewDeviceNotIntroduced,
    /// Of a group with several changes the first is placed.
    HalfAGroup,
    /// A change that cannot be acted on stops its stream.
    PoisonBlocks,
    /// What a server that is restored had ended is open again.
    EndingsForgotten,
    /// What is held for a supervisor is not kept.
    HeldForgotten,
    /// A group of several changes does not get into the outbox.
    SecondInAGroupNotQueued,
    /// What a copy sent under its own signature is set aside as a forgery.
    CopyTakenForForgery,
    /// What a restored server does not take back is let go.
    RefusedLossLetGo,
    /// What was erased goes from the lists, and not off the disk.
    ErasedStays,
    /// What was erased comes back with whoever brings it to a restored server.
    ErasedComesBack,
    /// A name that was taken out of a plan is in no list, and stays on the disk in an earlier version.
    NamesStay,
    /// Whoever is added to the leads gets no key that was made before.
    AddedWithoutKeys,
    /// A source is sealed to the first of the leads' keys, which those who left have too.
    SealedToTheFirstKey,
    /// Who told it stands beside what is sealed.
    SourceInClear,
    /// A source is opened, and nothing on the trail says so.
    OpenedWithoutTrail,
    /// What goes on the trail counts as sent before the server has said so.
    TrailSentUnanswered,
    /// A roster is gone by whoever signed it.
    RosterOfAnybody,
    /// A change says that its author was told what stands at the start of its stream.
    ToldOfTheStart,
}

impl Seeded {
    pub const ALL: [Self; 36] = [
        Self::SkipsWhatOthersPlaced,
        Self::LastOfAPageSkipped,
        Self::CursorBeforeData,
        Self::ClockRefuses,
        Self::ClockDecides,
        Self::LostNotOffered,
        Self::RestoreUnnoticed,
        Self::CopyUnnoticed,
        Self::RefusedBlocksTheQueue,
        Self::NotListedIsDeleted,
        Self::WithdrawnComesBack,
        Self::LargeGroupNeverSent,
        Self::UnknownDropped,
        Self::ChainUnchecked,
        Self::RevokedStays,
        Self::PurgeTakesUnsent,
        Self::ConflictSilent,
        Self::NotTakenCountsAsSent,
        Self::NewDeviceNotIntroduced,
        Self::HalfAGroup,
        Self::PoisonBlocks,
        Self::EndingsForgotten,
        Self::HeldForgotten,
        Self::SecondInAGroupNotQueued,
        Self::CopyTakenForForgery,
        Self::RefusedLossLetGo,
        Self::ErasedStays,
        Self::ErasedComesBack,
        Self::NamesStay,
        Self::AddedWithoutKeys,
        Self::SealedToTheFirstKey,
        Self::SourceInClear,
        Self::OpenedWithoutTrail,
        Self::TrailSentUnanswered,
        Self::RosterOfAnybody,
        Self::ToldOfTheStart,
    ];
}

#[cfg(all(feature = "seeded-faults", debug_assertions))]
mod switch {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::Seeded;

    /// Of the whole process: a server works on several threads.
    static ON: AtomicU8 = AtomicU8::new(0);

    /// Switches one fault on, or all off.
    pub fn switch(fault: Option<Seeded>) {
        ON.store(fault.map_or(0, |fault| fault as u8), Ordering::SeqCst);
    }

    pub fn on(fault: Seeded) -> bool {
        ON.load(Ordering::Relaxed) == fault as u8
    }
}

#[cfg(all(feature = "seeded-faults", debug_assertions))]
pub use switch::{on, switch};

#[cfg(not(all(feature = "seeded-faults", debug_assertions)))]
pub const fn on(_: Seeded) -> bool {
    false
}
