//! The built program, run as a script runs it: what it prints, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

#[path = "contract/desk.rs"]
mod desk;
#[path = "contract/keeping.rs"]
mod keeping;
#[path = "contract/notes.rs"]
mod notes;
#[path = "contract/opening.rs"]
mod opening;
#[path = "contract/plans.rs"]
mod plans;
