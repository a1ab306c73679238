//! The sync engine without I/O: events in, effects out.
//!
//! It owns *when* a device speaks to its server and what follows from each answer; what a device holds
//! is behind [`Replica`], which the store implements, and a driver carries out the calls. Time,
//! randomness, disk and network come in as arguments, so that one thread can run a whole borough and a
//! seed repeats it. It knows no socket, no SQL, no screen.
//!
//! Nothing here decides what is kept: a group leaves the outbox when its receipt is in, or stays with
//! the reason why not. An answer that is lost costs a repeat, never a record.

mod engine;
mod files;
mod pause;
mod progress;
mod replica;
mod report;

pub use engine::{Answer, Bounds, Call, Effect, Engine, Event, Fault, Moment};
pub use replica::{BlobCall, BlobPart, Pages, Replica, ReplicaFault, Standing, Taken};
pub use report::{Phase, Report, Status, Trouble};
