//! Use cases, one file each, over a [`Host`]. Window, terminal and tests are thin adapters of this.
//!
//! The list of commands is in [`commands`], what they carry in [`api`]. Nothing here names a table, a
//! window or a terminal.

pub mod api;
mod app;
mod asked;
mod cases;
pub mod commands;
mod exchange;
mod export;
mod failure;
mod host;
mod media;
mod notebook;
mod passphrase;
mod sample;
mod trail;
pub mod typescript;
mod views;
mod wiped;

pub use api::{ChangeEvent, ChangeTopic, Failure};
pub use app::{App, LockReason};
pub use host::{Host, SystemHost};
