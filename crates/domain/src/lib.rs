//! What is true without a disk or a network.
//!
//! Rules live here once and run on device and server: changes and the fold, kinds and their merge,
//! who may write what where, stream ids, states and their words, the lists of a borough, what follows for
//! notes on their way ([`triage`]) and for plans and their actions ([`plans`]). Nothing in
//! this crate does I/O; time and randomness are passed in ([`clock`], [`entropy`]).

pub mod access;
pub mod blob;
pub mod chain;
pub mod change;
pub mod clock;
pub mod coach;
pub mod contacts;
pub mod dates;
pub mod entropy;
pub mod fold;
pub mod grading;
pub mod held_for;
pub mod ids;
pub mod keeping;
pub mod lists;
pub mod nesting;
pub mod permissions;
pub mod plans;
pub mod records;
pub mod roles;
pub mod roster;
pub mod sealing;
pub mod seeded;
pub mod sharing;
pub mod signing;
pub mod streams;
pub mod subject_access;
pub mod triage;
pub mod wards;
mod wire_bytes;
pub mod words;
pub mod working_days;
