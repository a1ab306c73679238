//! `POST /v1/history`: whether this server knows what a laptop was given. Asked by laptops that were told of its key by
//! people, before they show who they are.

use protocol::{HistoryAnswer, HistoryRequest, history_proof};

use super::{Result, Service};
use crate::storage::Storage;

const NOTHING_THERE: &[u8] = b"wardbook 2026-11 no such place v1\0";

impl<S: Storage> Service<S> {
    /// Whoever does not know the chain at a place learns nothing of it, nor whether there is such a place: where there
    /// is none, the answer is as many bytes that say as little, and the same ones each time.
    pub async fn history(&self, request: HistoryRequest) -> Result<HistoryAnswer> {
        let HistoryRequest { position, nonce } = request;
        let (known, control) = (self.known().await?, self.meta.control);
        let there = match (1..=known.expect.control).contains(&position) {
            true => self.storage.head_at(control, position).await?,
            false => None,
        };
        let proof = match there {
            Some(head) => history_proof(&nonce, &self.server_key, control, position, &head.chain),
            None => *self.seal(NOTHING_THERE, &[&position.to_be_bytes()[..], &nonce].concat()).as_bytes(),
        };
        Ok(HistoryAnswer { proof, earlier: self.earlier_keys(&known) })
    }
}
