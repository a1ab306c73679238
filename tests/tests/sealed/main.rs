//! Sealed files: what goes from hand to hand changes nothing that an exchange would not, doubles nothing,
//! counts nothing as received, and shows nobody what they may not read.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod brings;
mod refused;
mod rights;
mod streets;
