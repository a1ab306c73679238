//! The client against real TLS servers on this computer, well-behaved and otherwise.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on shall stop")]

mod hints;
mod messages;
mod proof;
mod server;
