//! HTTPS around the core: bytes in, bytes out, and the bounds on both. Knows no rule of who may do
//! what beyond asking the core.

mod body;
mod events;
mod exchange;
mod limits;
mod listen;
mod metrics;
pub mod openapi;
mod rate;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use tokio::sync::{Semaphore, watch};

pub use limits::{Limits, Peer};
pub use listen::{Listening, Running, serve};

use crate::core::endpoints::{ENDPOINTS, Endpoint, Method};
use crate::core::{Code, Service};
use crate::storage::Storage;
use body::Room;
use exchange::refusal;
use limits::Askers;
use metrics::Metrics;

/// Requests answered at one time. Each holds at most a few times the size of a message in memory.
const AT_ONCE: usize = 64;
/// Of those about photos and documents, beside the others.
const BLOBS_AT_ONCE: usize = 32;
/// Bytes of messages that are on their way or wait for their turn: of devices, of those about photos and
/// documents, and of strangers.
const ROOM: usize = 256 * 1024 * 1024;
const BLOB_ROOM: usize = 128 * 1024 * 1024;
const STRANGER_ROOM: usize = 32 * 1024 * 1024;

/// What every answer needs.
pub struct Edge<S> {
    service: Arc<Service<S>>,
    turns: Arc<Semaphore>,
    blob_turns: Arc<Semaphore>,
    unsent_turn: Arc<Semaphore>,
    room: Room,
    blob_room: Room,
    stranger_room: Room,
    limits: Limits,
    askers: Arc<Askers>,
    metrics: Arc<Metrics>,
    /// Counts are told at an address of their own, and nowhere else.
    metrics_apart: bool,
    /// True once the server stops: followers are let go.
    stopping: watch::Receiver<bool>,
}

impl<S> Clone for Edge<S> {
    fn clone(&self) -> Self {
        Self {
            service: self.service.clone(),
            turns: self.turns.clone(),
            blob_turns: self.blob_turns.clone(),
            unsent_turn: self.unsent_turn.clone(),
            room: self.room.clone(),
            blob_room: self.blob_room.clone(),
            stranger_room: self.stranger_room.clone(),
            limits: self.limits,
            askers: self.askers.clone(),
            metrics: self.metrics.clone(),
            metrics_apart: self.metrics_apart,
            stopping: self.stopping.clone(),
        }
    }
}

impl<S: Storage> Edge<S> {
    pub fn new(service: Arc<Service<S>>, stopping: watch::Receiver<bool>, limits: Limits) -> Self {
        let [turns, blob_turns] = [AT_ONCE, BLOBS_AT_ONCE].map(|turns| Arc::new(Semaphore::new(turns)));
        Self {
            service,
            turns,
            blob_turns,
            unsent_turn: Arc::new(Semaphore::new(1)),
            room: Room::of(ROOM),
            blob_room: Room::of(BLOB_ROOM),
            stranger_room: Room::of(STRANGER_ROOM),
            limits,
            askers: Arc::new(Askers::new(&limits)),
            metrics: Arc::default(),
            metrics_apart: false,
            stopping,
        }
    }

    /// Counts are told at an address of their own from now on, and no longer beside the other doors.
    fn with_metrics_apart(self) -> Self {
        Self { metrics_apart: true, ..self }
    }

    /// One route for each door of the table.
    pub fn router(&self) -> Router {
        let mut router = Router::new();
        for door in ENDPOINTS {
            let edge = self.clone();
            let handler = move |request: Request| {
                let edge = edge.clone();
                async move {
                    let peer = Peer::of(request.extensions());
                    match door.endpoint {
                        Endpoint::Events => edge.follow(request).await,
                        Endpoint::Metrics => edge.measured_for(peer).await,
                        Endpoint::Health | Endpoint::OpenApi => edge.open(door.endpoint, peer).await,
                        _ => edge.answer(door, request).await,
                    }
                }
            };
            let filter = match door.method {
                Method::Get => MethodFilter::GET,
                Method::Post => MethodFilter::POST,
            };
            router = router.route(door.path, on(filter, handler));
        }
        router
            .fallback(|| async { refusal(Code::NotFound.into()) })
            .method_not_allowed_fallback(|| async { refusal(Code::BadRequest.into()) })
            .layer(axum::middleware::map_response(|mut response: Response| async {
                // A cache in the middle would serve old answers for ever.
                response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
                response
            }))
    }

    /// What anybody may look at without a message.
    async fn open(&self, endpoint: Endpoint, peer: Peer) -> Response {
        match self.askers.address(peer, self.service.now()) {
            Err(refused) => refusal(refused),
            Ok(()) if endpoint == Endpoint::Health => self.health().await,
            Ok(()) => openapi_document(),
        }
    }

    async fn health(&self) -> Response {
        match self.service.storage().expect().await {
            Ok(_) => "ok\n".into_response(),
            Err(error) => {
                tracing::error!(%error, "the storage cannot be read");
                refusal(Code::Unavailable.into())
            }
        }
    }

    /// Elsewhere there is no such door: how much there is and how often it is asked for concerns nobody there.
    async fn measured_for(&self, peer: Peer) -> Response {
        if self.metrics_apart || !peer.is_this_computer() {
            return refusal(Code::NotFound.into());
        }
        self.measured().await
    }

    async fn measured(&self) -> Response {
        match self.service.storage().counts().await {
            Ok(counts) => self.metrics.text(&counts, self.service.hub().followers()).into_response(),
            Err(error) => refusal(error.into()),
        }
    }

    /// The one door of an address that was made for it.
    fn metrics_router(&self) -> Router {
        let edge = self.clone();
        let measured = move || {
            let edge = edge.clone();
            async move { edge.measured().await }
        };
        Router::new()
            .route(protocol::path::METRICS, axum::routing::get(measured))
            .fallback(|| async { (StatusCode::NOT_FOUND, "There is nothing here but /metrics.\n") })
    }
}

fn openapi_document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], openapi::document()).into_response()
}
