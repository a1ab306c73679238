//! The partnership's server: it gives each change its place, passes it on to those who may hold it,
//! and holds people and devices to their rights.
//!
//! Four rooms: [`core`], a state machine that knows no socket and no SQL; [`storage`], where things are
//! kept; [`edge`], HTTPS; and the data folder with the commands around it. Reading, writing and time
//! come in from outside, so the same core runs in a test, in one thread, over any storage.

pub mod core;
pub mod data;
pub mod edge;
pub mod error;
pub mod identity;
pub mod setup;
pub mod storage;

mod disk;

pub use crate::core::{Parts, Service};
pub use crate::edge::{Limits, Listening, Running, serve};
pub use crate::storage::sqlite::SqliteStorage;
pub use crate::storage::{Database, Storage};
