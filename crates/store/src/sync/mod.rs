//! Between this device and its server: the outbox, cursors, pages, purges, and what a restored server
//! lost. Implements [`sync::Replica`] over the store; the engine decides when, this decides how it
//! stands on the disk. Knows no socket.

mod again;
mod blobs;
mod keys;
mod link;
mod outbox;
mod page;
mod parting;
mod prepared;
mod purge;
mod push;
mod replica;
mod told;

pub(crate) use keys::KeyRing;
pub use link::ServerLink;
pub(crate) use link::{day, load as load_link, put as put_link};
#[cfg(test)]
pub(crate) use outbox::remove as remove_group;
pub use outbox::{OutboxPart, OutboxRow, OutboxState};
pub(crate) use outbox::{enqueue, through, wire as wire_group};
pub(crate) use page::standing;
pub use replica::StoreReplica;
pub use told::ToldOtherwise;

#[cfg(test)]
mod tests;
