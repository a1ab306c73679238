//! HTTPS around the core: bytes in, bytes out, and the bounds on both. Knows no rule of who may do
//! what beyond asking the core.

mod events;
mod exchange;
mod listen;
mod metrics;
pub mod openapi;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use tokio::sync::{Semaphore, watch};

pub use listen::{Running, serve};

use crate::core::endpoints::{ENDPOINTS, Endpoint, Method};
use crate::core::{Code, Service};
use crate::storage::Storage;
use exchange::refusal;
use metrics::Metrics;

/// Requests answered at one time. Each holds at most a few times the size of a message in memory.
const AT_ONCE: usize = 64;
/// Of those about photos and documents, beside the others.
const BLOBS_AT_ONCE: usize = 32;

/// What every answer needs.
pub struct Edge<S> {
    service: Arc<Service<S>>,
    turns: Arc<Semaphore>,
    blob_turns: Arc<Semaphore>,
    metrics: Arc<Metrics>,
    /// True once the server stops: followers are let go.
    stopping: watch::Receiver<bool>,
}

impl<S> Clone for Edge<S> {
    fn clone(&self) -> Self {
        Self {
            service: self.service.clone(),
            turns: self.turns.clone(),
            blob_turns: self.blob_turns.clone(),
            metrics: self.metrics.clone(),
            stopping: self.stopping.clone(),
        }
    }
}

impl<S: Storage> Edge<S> {
    pub fn new(service: Arc<Service<S>>, stopping: watch::Receiver<bool>) -> Self {
        let [turns, blob_turns] = [AT_ONCE, BLOBS_AT_ONCE].map(|turns| Arc::new(Semaphore::new(turns)));
        Self { service, turns, blob_turns, metrics: Arc::default(), stopping }
    }

    /// One route for each door of the table.
    pub fn router(&self) -> Router {
        let mut router = Router::new();
        for door in ENDPOINTS {
            let edge = self.clone();
            let handler = move |request: Request| {
                let edge = edge.clone();
                async move {
                    match door.endpoint {
                        Endpoint::Events => edge.follow(request).await,
                        Endpoint::Health => edge.health().await,
                        Endpoint::Metrics => edge.measured().await,
                        Endpoint::OpenApi => openapi_document(),
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

    async fn health(&self) -> Response {
        match self.service.storage().expect().await {
            Ok(_) => "ok\n".into_response(),
            Err(error) => {
                tracing::error!(%error, "the storage cannot be read");
                refusal(Code::Unavailable.into())
            }
        }
    }

    async fn measured(&self) -> Response {
        match self.service.storage().counts().await {
            Ok(counts) => self.metrics.text(&counts, self.service.hub().followers()).into_response(),
            Err(error) => refusal(error.into()),
        }
    }
}

fn openapi_document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], openapi::document()).into_response()
}
