//! `POST /v1/hello`: asked before anything else, by anybody.

use protocol::{HelloAnswer, HelloRequest};

use super::{Result, Service};
use crate::storage::Storage;

impl<S: Storage> Service<S> {
    pub async fn hello(&self, _: HelloRequest) -> Result<HelloAnswer> {
        Ok(HelloAnswer {
            version: protocol::VERSION,
            oldest: protocol::OLDEST,
            server_time: self.now(),
            challenge: self.challenge(),
            server_key: self.server_key,
        })
    }
}
