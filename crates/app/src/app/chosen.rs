//! Which of the notebooks on this computer is meant, and going from one to another.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use store::{Profile, Shelf};

use super::{App, LockReason, Stage};
use crate::api::ChangeTopic;

/// Which of the notebooks on this computer is meant.
pub(super) struct Chosen {
    number: u32,
    profile: Profile,
    /// Nobody has said yet which one.
    asking: bool,
}

impl Chosen {
    /// The first place, of which nobody is asked.
    pub(super) fn first(shelf: &Shelf) -> Self {
        let (number, profile) = shelf.first();
        Self { number, profile, asking: false }
    }
}

impl App {
    /// Where the notebook lies that is meant now.
    pub fn profile(&self) -> Profile {
        self.chosen.read().unwrap_or_else(PoisonError::into_inner).profile.clone()
    }

    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// What a notebook that is made here is called while it is locked, until its owner changes it.
    pub(crate) fn usual_label(&self) -> String {
        usual_label(self.chosen.read().unwrap_or_else(PoisonError::into_inner).number)
    }

    /// Where several people share this computer, each says first which notebook is theirs. For programs with a screen.
    pub fn ask_which(&self) {
        let first = self.shelf.first().0;
        if self.shelf.notebooks().iter().any(|(number, _)| *number != first) {
            self.put_choice(true);
        }
    }

    pub(crate) fn asks_which(&self) -> bool {
        self.chosen.read().unwrap_or_else(PoisonError::into_inner).asking
    }

    /// Locks what is open, and asks which notebook is meant.
    pub(crate) fn leave(&self) {
        self.forget_what_was_open();
        self.put_choice(true);
        self.tell(vec![ChangeTopic::Session], None);
    }

    /// Whoever comes next reads neither when it was locked nor that a draft is in it.
    fn forget_what_was_open(&self) {
        self.close(LockReason::Started);
        self.set_stage(Stage::Closed(LockReason::Started, false));
    }

    fn put_choice(&self, asking: bool) {
        self.chosen.write().unwrap_or_else(PoisonError::into_inner).asking = asking;
    }

    /// Goes on with another notebook, locked. What was known of the one before goes from memory.
    pub(crate) fn choose(&self, number: u32, profile: Profile) {
        self.forget_what_was_open();
        let before = {
            let mut chosen = self.chosen.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *chosen, Chosen { number, profile, asking: false })
        };
        if before.number != number {
            self.moved.store(false, Ordering::Relaxed);
            self.joining.forget();
        }
        // What the start asked for is for whoever is chosen first.
        if !before.asking {
            self.new_note.store(false, Ordering::Relaxed);
        }
        self.tidy_up();
        self.tell(vec![ChangeTopic::Session], None);
    }
}

/// A label that says nothing about its owner.
pub(crate) fn usual_label(number: u32) -> String {
    format!("Notebook {number}")
}
