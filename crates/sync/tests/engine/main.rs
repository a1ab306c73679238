//! When a device speaks to its server, and what it does with each answer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod desk;
mod exchange;
mod lines;
mod photos;
