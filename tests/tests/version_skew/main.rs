//! Versions that meet: files of earlier programs under today's, earlier programs and today's on one line, and
//! what a later program writes on its way through today's. Nothing is lost, altered or misunderstood, and who is
//! too old or too new is told so.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test")]

mod files;
mod line;
#[cfg(unix)]
mod programs;
mod told;
mod tomorrow;
