//! The server's hints: that something moved, and nothing of what.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, Request, StatusCode};
use protocol::{Done, VERSION_HEADER, path};
use tokio::time::timeout;

use crate::client::{Client, read, whole};
use crate::connect::connect;
use crate::fault::{Result, TransportFault};

/// The server says that it is there every fifteen seconds; three times unheard is gone.
const QUIET: Duration = Duration::from_secs(45);

const EVENT_STREAM: &str = "text/event-stream";

impl Client {
    /// Whether the server answers and proves its key, just now.
    pub async fn reaches(&self) -> bool {
        connect(&self.addresses(), self.fingerprint()).await.is_ok()
    }

    /// Follows the hints over a connection of its own, and calls `hint` for each. Returns when it ends.
    pub async fn follow(&self, hint: impl Fn()) -> Result<()> {
        let bearer = self.bearer().ok_or(TransportFault::Unreachable)?;
        let (_, mut line) = connect(&self.addresses(), self.fingerprint()).await?;
        let request = Request::builder()
            .method(Method::GET)
            .uri(path::EVENTS)
            .header(HOST, line.place())
            .header(ACCEPT, EVENT_STREAM)
            .header(AUTHORIZATION, bearer)
            .header(VERSION_HEADER, self.spoken())
            .body(Full::new(Bytes::new()))
            .map_err(|_| TransportFault::NotWardbook)?;
        let answer = line.send(request).await.map_err(|_| TransportFault::Unreachable)?;
        let kind = answer.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        if answer.status() != StatusCode::OK || kind.is_none_or(|kind| !kind.starts_with(EVENT_STREAM.as_bytes())) {
            let (status, headers, body) = whole(answer, line.moved()).await?;
            return read::<Done>(status, &headers, &body).and(Err(TransportFault::NotWardbook));
        }
        // What moved while nobody listened is asked for once.
        hint();
        let mut body = answer.into_body();
        let mut hints = Hints::default();
        while let Some(frame) = timeout(QUIET, body.frame()).await.map_err(|_| TransportFault::Unreachable)? {
            let frame = frame.map_err(|_| TransportFault::Unreachable)?;
            let Some(data) = frame.data_ref() else { continue };
            for _ in 0..hints.hear(data) {
                hint();
            }
        }
        Ok(())
    }
}

/// What a server says on a line of hints, in pieces as they come.
#[derive(Default)]
pub struct Hints {
    line: Vec<u8>,
}

impl Hints {
    /// Takes the next piece; how many hints end in it.
    pub fn hear(&mut self, piece: &[u8]) -> usize {
        let mut hints = 0;
        for byte in piece {
            if *byte != b'\n' {
                // A line is short; one that never ends is cut.
                if self.line.len() < 1_024 {
                    self.line.push(*byte);
                }
                continue;
            }
            // `data:` is a hint, a colon alone keeps the connection alive.
            hints += usize::from(self.line.starts_with(b"data:"));
            self.line.clear();
        }
        hints
    }
}
