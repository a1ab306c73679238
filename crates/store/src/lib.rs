//! The device's store: one encrypted SQLite file a profile, the key file beside it, and everything
//! that touches either. Only this crate names SQL. It knows the domain's changes and folds, and
//! nothing of use cases, screens or the network.

mod apply;
mod author;
mod blobs;
mod chunks;
mod conclusions;
mod connection;
mod disk;
mod drafts;
mod erase;
mod error;
mod facts;
mod fork;
mod found;
mod identity;
mod joined;
mod keep;
pub mod keyfile;
mod migrate;
mod profile;
mod project;
pub mod read;
mod record;
mod requests;
mod sealed;
mod shelf;
mod sources;
mod store;
mod streams;
mod sync;
#[cfg(test)]
mod testing;
mod unsent;

pub use apply::Indexing;
pub use blobs::{AttachmentRow, BlobStanding, DraftFile, Kept};
pub use disk::{check_writable, create_new, create_private_folder, replace_file, sync_folder};
pub use error::{Result, SealedFault, StoreError};
pub use fork::Settled;
pub use found::{Founding, Member};
pub use identity::Identity;
pub use joined::Joined;
pub use keep::{BackupInfo, Rescued, Verified, read_header as read_backup_header};
pub use profile::Profile;
pub use sealed::{LeftOut, MaySeal, SealedInfo, SealedTerms, TakenIn, What};
pub use shelf::Shelf;
pub use sources::{Merging, SourceFault};
pub use store::{Reader, Store, Writer};
pub use sync::{OutboxPart, OutboxRow, OutboxState, ServerLink, StoreReplica, ToldOtherwise};

/// The machine's randomness, for everything outside tests.
pub struct OsEntropy;

impl domain::entropy::Entropy for OsEntropy {
    #[expect(clippy::panic, reason = "without randomness no key and no id may be made; there is no way on")]
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(fault) = getrandom::fill(bytes) {
            panic!("the operating system gives no randomness: {fault}");
        }
    }
}
