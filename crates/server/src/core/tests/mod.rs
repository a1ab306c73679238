//! A partnership of invented people against the core, over the embedded storage.

mod blob_refusals;
mod blobs;
mod enrol;
mod held;
mod log;
mod new_identity;
mod past_time;
mod pull;
mod push;
mod refusals;
mod restored;
mod rosters;
mod unsent;
pub(crate) mod world;
