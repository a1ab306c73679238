//! HTTPS to one server, whose identity key is pinned. The only crate of a device that opens a socket.
//!
//! It carries messages and says plainly what stood in the way; what follows from either is the sync
//! engine's and the use cases' business. No proxy, no redirect, no cookie, no name service beyond what
//! an address needs, and no trust in anybody's certificate but the one key an invitation named.

mod client;
mod connect;
mod events;
mod fault;
mod pin;
mod silence;

pub use client::{Client, Target};
pub use events::Hints;
pub use fault::TransportFault;
