//! `GET /v1/events`: a hint whenever a stream the caller may read moved. It says no more than that.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::ids::DeviceId;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::Edge;
use super::exchange::{check_version, refusal};
use super::limits::{Peer, Place};
use super::listen::stopped;
use crate::core::endpoints::Who;
use crate::core::hub::Moved;
use crate::core::{Caller, Refused};
use crate::storage::Storage;

/// Hints closer together than this are one.
const APART: Duration = Duration::from_millis(200);
/// So that whatever stands between keeps the connection, and either end notices when it is gone.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

type Hints = mpsc::Sender<Result<Event, Infallible>>;

impl<S: Storage> Edge<S> {
    pub(super) async fn follow(&self, request: Request) -> Response {
        let path = protocol::path::EVENTS;
        let (caller, place) = match self.follower(request.headers(), Peer::of(request.extensions())).await {
            Ok(follower) => follower,
            Err(refused) => {
                let response = refusal(refused);
                self.metrics.count(path, response.status().as_u16());
                return response;
            }
        };
        self.metrics.count(path, 200);
        let (hints, stream) = mpsc::channel(1);
        let edge = self.clone();
        let moved = self.service.hub().follow();
        tokio::spawn(async move {
            edge.hint(caller, moved, hints).await;
            drop(place);
        });
        Sse::new(ReceiverStream::new(stream)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
    }

    async fn follower(&self, headers: &HeaderMap, peer: Peer) -> Result<(Caller, Place<DeviceId>), Refused> {
        check_version(headers, false)?;
        let caller = self.admitted(headers, peer, Who::Member).await?;
        Ok((caller, self.askers.follows(caller.device)?))
    }

    /// Until the token ends, access ends, the follower hangs up or the server stops.
    async fn hint(mut self, caller: Caller, mut moved: Receiver<Arc<Moved>>, hints: Hints) {
        let left = caller.until.seconds_since(self.service.now());
        let until = tokio::time::sleep(Duration::from_secs(u64::try_from(left).unwrap_or(0)));
        tokio::pin!(until);
        // The first line tells the follower that it is being answered.
        if hints.send(Ok(Event::default().comment("following"))).await.is_err() {
            return;
        }
        loop {
            let first = tokio::select! {
                () = &mut until => return,
                () = hints.closed() => return,
                () = stopped(&mut self.stopping) => return,
                first = moved.recv() => first,
            };
            let mut waiting = match first {
                Ok(moved) => vec![moved],
                Err(RecvError::Lagged(_)) => Vec::new(),
                Err(RecvError::Closed) => return,
            };
            let mut missed = waiting.is_empty();
            loop {
                match moved.try_recv() {
                    Ok(moved) => waiting.push(moved),
                    Err(TryRecvError::Lagged(_)) => missed = true,
                    Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                }
            }
            match self.concerns(&caller, &waiting).await {
                None => return,
                Some(concerned) if concerned || missed => {
                    if hints.send(Ok(Event::default().data("{}"))).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(APART).await;
                }
                Some(_) => {}
            }
        }
    }

    /// Whether something that moved may be read by the caller; none once nothing may be any more.
    async fn concerns(&self, caller: &Caller, moved: &[Arc<Moved>]) -> Option<bool> {
        let known = self.service.directory().await.ok()?;
        let day = self.service.today();
        if !known.directory.is_welcome(caller.device, day) {
            return None;
        }
        let readable = known.readable(caller.person, day);
        let by_others = moved.iter().filter(|moved| moved.by != Some(caller.device));
        Some(by_others.flat_map(|moved| &moved.streams).any(|stream| readable.contains(stream)))
    }
}
