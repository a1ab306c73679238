//! `POST /v1/blobs/put` and `/v1/blobs/get`: photos and documents, part by part.
//!
//! The server cannot open them and need not: it compares what came with the name, and passes it on under the
//! change that it was brought under, to those who may hold that change's stream. Nothing here is in the way of
//! text: there are few turns, and what was begun may be gone on with at any byte and any time.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::blob::{BLOB_BYTES_MAX, BlobId};
use domain::ids::{ChangeId, StreamId};
use domain::records::Kind;
use protocol::{BLOB_PART_BYTES, BlobGetAnswer, BlobGetRequest, BlobPutAnswer, BlobPutRequest};
use tokio::sync::SemaphorePermit;

use super::caller::Caller;
use super::known::Known;
use super::push::TRIES;
use super::{Code, Refused, Result, Service};
use crate::storage::{BlobPut, BlobState, BlobTaken, BlobUse, Filed, Storage, StorageError};

/// Of these at one time in the storage, whatever it is: one reading connection of the embedded one, and most of
/// PostgreSQL's, are always left to text.
pub(super) const AT_ONCE: usize = 3;

/// Parts of which no next one came for so long are dropped. A device that comes after all begins again.
const LEFT_DAYS: i64 = 30;

impl<S: Storage> Service<S> {
    pub async fn blob_put(&self, caller: &Caller, request: BlobPutRequest) -> Result<BlobPutAnswer> {
        let BlobPutRequest { change, blob, size, at, bytes } = request;
        if size > BLOB_BYTES_MAX || bytes.len() > BLOB_PART_BYTES {
            return Err(Code::TooLarge.into());
        }
        let end = at.checked_add(bytes.len() as u64);
        if size == 0 || (!bytes.is_empty() && end.is_none_or(|end| end > size)) {
            return Err(Code::BadRequest.into());
        }
        let _turn = self.blob_turn().await?;
        let known = self.known().await?;
        let Filed { stream, author, .. } = self.attachment(change).await?;
        let under = BlobUse { change, stream, author };
        if !self.may_bring(&known, caller, &under) {
            return Err(Code::NotAllowed.into());
        }
        let bytes: Arc<[u8]> = bytes.into();
        for _ in 0..TRIES {
            let uses = self.storage.blob_uses(blob).await?;
            // Whoever names a whole blob that others brought has to have a right to it already: else its name
            // alone would be enough to get it, under a change of one's own.
            let may_use = uses.iter().any(|other| self.may_bring(&known, caller, other));
            let now = self.now();
            let put = BlobPut { blob, under, uses, may_use, size, at, bytes: bytes.clone(), now };
            let (state, new_use) = match self.storage.blob_put(put).await.map_err(refused)? {
                BlobTaken::UsesMoved => continue,
                BlobTaken::NotTheirs => return Err(Code::NotAllowed.into()),
                BlobTaken::OtherSize => return Err(self.altered(caller, blob)),
                BlobTaken::Taken { state, new_use } => (state, new_use),
            };
            let after = self.compared(caller, blob, state).await?;
            if after.whole && (new_use || !state.whole) {
                self.tell_readers(caller, blob).await?;
            }
            let (blob, epoch) = (Some(blob), Some(self.meta.epoch));
            return Ok(BlobPutAnswer { have: after.have, server_time: self.now(), blob, epoch });
        }
        Err(Code::Busy.into())
    }

    pub async fn blob_get(&self, caller: &Caller, request: BlobGetRequest) -> Result<BlobGetAnswer> {
        let _turn = self.blob_turn().await?;
        let known = self.known().await?;
        let filed = self.attachment(request.change).await?;
        if !self.may_hold(&known, caller, filed.stream) {
            return Err(Code::NotAllowed.into());
        }
        let most = u64::from(request.most).min(BLOB_PART_BYTES as u64);
        let found = self.storage.blob_bytes(request.blob, request.change, request.at, most).await?;
        // Not there yet is no refusal: it comes.
        let found = found.unwrap_or_default();
        let (blob, at) = (Some(request.blob), Some(request.at));
        Ok(BlobGetAnswer { size: found.size, bytes: found.bytes, server_time: self.now(), blob, at })
    }

    /// Those of the wanted blobs that can be had by this caller.
    pub(super) async fn blobs_there(&self, known: &Known, caller: &Caller, wanted: Vec<BlobId>) -> Result<Vec<BlobId>> {
        if wanted.is_empty() || !caller.may_read {
            return Ok(Vec::new());
        }
        let readable = known.readable(caller.person, self.today());
        let whole = self.storage.blobs_whole(wanted).await?;
        let can_be_had = |streams: &BTreeSet<StreamId>| !streams.is_disjoint(&readable);
        Ok(whole.into_iter().filter(|(_, streams)| can_be_had(streams)).map(|(blob, _)| blob).collect())
    }

    /// Lets go of parts that nobody went on bringing. Returns of how many blobs.
    pub async fn drop_blobs_left(&self) -> Result<usize> {
        let since = self.now().plus_seconds(-LEFT_DAYS * 86_400);
        let left = self.storage.blobs_left(since).await?;
        // One after another: a text that comes meanwhile waits for one of them at most.
        for (blob, drops) in &left {
            self.storage.blob_drop(*blob, *drops).await?;
        }
        Ok(left.len())
    }

    async fn blob_turn(&self) -> Result<SemaphorePermit<'_>> {
        self.blob_turns.acquire().await.map_err(|_| Code::Busy.into())
    }

    /// The change that made an attachment, where it has its place.
    async fn attachment(&self, change: ChangeId) -> Result<Filed> {
        let filed = self.storage.filed(change).await?;
        filed.filter(|filed| filed.kind == Kind::Attachment.as_str()).ok_or_else(|| Code::BlobUnknown.into())
    }

    fn may_hold(&self, known: &Known, caller: &Caller, stream: StreamId) -> bool {
        caller.may_read && known.readable(caller.person, self.today()).contains(&stream)
    }

    /// What somebody wrote they may always bring, also once their access has ended; and what a restored server
    /// lost is brought by whoever holds it.
    fn may_bring(&self, known: &Known, caller: &Caller, under: &BlobUse) -> bool {
        under.author == caller.person || self.may_hold(known, caller, under.stream)
    }

    /// Compares all bytes with the name, once they are all here: then it is whole, or nothing of it is kept.
    /// Reading them holds up nobody who writes, and what broke off between is done by whoever asks next.
    async fn compared(&self, caller: &Caller, blob: BlobId, mut state: BlobState) -> Result<BlobState> {
        for _ in 0..TRIES {
            if !state.to_be_compared() {
                return Ok(state);
            }
            let drops = state.drops;
            if self.storage.blob_name(blob).await? == blob {
                state = self.storage.blob_keep(blob, drops).await.map_err(refused)?;
            } else {
                state = self.storage.blob_drop(blob, drops).await.map_err(refused)?;
                if state.have == 0 {
                    return Err(self.altered(caller, blob));
                }
            }
        }
        Err(Code::Busy.into())
    }

    fn altered(&self, caller: &Caller, blob: BlobId) -> Refused {
        tracing::warn!(%blob, device = %caller.device, "what came under a name is not what it stands for");
        Code::BlobAltered.into()
    }

    async fn tell_readers(&self, caller: &Caller, blob: BlobId) -> Result<()> {
        let streams = self.storage.blob_uses(blob).await?.into_iter().map(|used| used.stream).collect();
        self.hub.came(streams, caller.device);
        Ok(())
    }
}

fn refused(error: StorageError) -> Refused {
    if error == StorageError::Full {
        tracing::error!(%error, "a photo or document was not taken");
        return Code::NoRoom.into();
    }
    error.into()
}
