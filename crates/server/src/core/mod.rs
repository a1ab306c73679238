//! The server as a state machine: what each message does and answers. Generic over where things are
//! kept; it knows no socket, no HTTP and no SQL.
//!
//! One file per endpoint. Everything a request may do follows from the [`Directory`] of the moment it
//! is answered, so a revocation binds at the next request, whatever token the device still holds.

pub mod endpoints;
pub mod founding;
pub mod hub;
pub mod placing;
mod reapply;
pub mod revocations;
pub mod roster;
pub mod words;

mod blobs;
mod caller;
mod challenge;
mod check;
mod decide;
mod devices;
mod held;
mod hello;
mod history;
mod invitations;
mod join;
mod known;
mod own;
mod past_time;
mod pull;
mod push;
mod receipts;
mod session;
mod unsent;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};

use domain::access::Directory;
use domain::chain::Head;
use domain::clock::{Clock, Timestamp};
use domain::entropy::Entropy;
use domain::ids::{DeviceId, StreamId};
use domain::signing::{PublicKey, SigningKey};

pub use caller::Caller;
pub use known::Known;
pub use words::{Code, Refused};

use crate::storage::{Meta, Seen, Storage, StorageError};
use hub::Hub;
use revocations::Revocations;

pub type Result<T> = std::result::Result<T, Refused>;

/// A device that was seen less than this long ago and said the same is not written down again.
const SEEN_AGAIN_SECONDS: i64 = 60;

/// What a server is made of.
pub struct Parts<S> {
    pub storage: S,
    pub identity: SigningKey,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub revocations: Arc<dyn Revocations>,
}

/// One partnership's server.
pub struct Service<S> {
    storage: S,
    meta: Meta,
    identity: SigningKey,
    server_key: PublicKey,
    /// From which challenges and tokens are made; follows from the identity, so that they outlive a restart.
    secret: zeroize::Zeroizing<[u8; 32]>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    revocations: Arc<dyn Revocations>,
    known: tokio::sync::Mutex<Arc<Known>>,
    hub: Hub,
    last_seen: Mutex<BTreeMap<DeviceId, Seen>>,
    /// Which stream comes first among equals in the next answer.
    turn: AtomicUsize,
    /// For reading and writing photos and documents.
    blob_turns: tokio::sync::Semaphore,
}

impl<S: Storage> Service<S> {
    pub async fn open(parts: Parts<S>) -> std::result::Result<Self, StorageError> {
        let meta = parts.storage.meta().await?;
        let secret =
            blake3::derive_key("wardbook 2026-11 server session secret v1", parts.identity.to_bytes().as_ref());
        let service = Self {
            meta,
            server_key: parts.identity.public(),
            secret: zeroize::Zeroizing::new(secret),
            identity: parts.identity,
            clock: parts.clock,
            entropy: parts.entropy,
            revocations: parts.revocations,
            known: tokio::sync::Mutex::new(Arc::new(Known::default())),
            hub: Hub::default(),
            last_seen: Mutex::new(BTreeMap::new()),
            turn: AtomicUsize::new(0),
            blob_turns: tokio::sync::Semaphore::new(blobs::AT_ONCE),
            storage: parts.storage,
        };
        service.hub.moved(&service.storage.heads().await?, None);
        Ok(service)
    }

    pub fn storage(&self) -> &S {
        &self.storage
    }

    pub fn into_storage(self) -> S {
        self.storage
    }

    pub fn meta(&self) -> Meta {
        self.meta
    }

    pub fn server_key(&self) -> PublicKey {
        self.server_key
    }

    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn today(&self) -> chrono::NaiveDate {
        domain::dates::day_of(self.now().utc())
    }

    /// Looks for what other processes wrote and tells followers.
    pub async fn look_around(&self) -> Result<()> {
        let heads = self.storage.heads().await?;
        self.hub.moved(&heads, None);
        Ok(())
    }

    fn tell(&self, moved: &BTreeMap<StreamId, Head>, by: Option<DeviceId>) {
        self.hub.moved(moved, by);
    }

    /// Writes down that a device was here, unless it was a moment ago and nothing is new.
    async fn note_seen(&self, seen: Seen) -> Result<()> {
        {
            let mut last = self.last_seen.lock().unwrap_or_else(PoisonError::into_inner);
            let before = last.get(&seen.device);
            let again = before.is_some_and(|before| {
                seen.at.seconds_since(before.at) < SEEN_AGAIN_SECONDS
                    && seen.pending == before.pending
                    && (seen.program.is_empty() || seen.program == before.program)
                    && seen.gone == before.gone
                    && seen.purged.is_empty()
            });
            if again {
                return Ok(());
            }
            last.insert(seen.device, seen.clone());
        }
        Ok(self.storage.seen(seen).await?)
    }

    /// The directory as it stands now, whoever wrote last.
    pub async fn directory(&self) -> Result<Arc<Known>> {
        self.known().await
    }
}

/// How long a device may be read without hearing from the server.
fn lease_days(directory: &Directory) -> u32 {
    const USUAL: u32 = 14;
    directory.partnership().and_then(|partnership| partnership.lease_days).unwrap_or(USUAL)
}
