//! The doors from outside: who may go through each, what bad bytes do, and TLS with hints over it.

mod authorisation;
mod blobs;
mod bytes;
mod caches;
mod limits;
mod served;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{Request, Response, StatusCode, header};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use minicbor::{Decode, Encode};

use super::{Edge, Limits, Peer};
use crate::core::Service;
use crate::core::endpoints::{Door, ENDPOINTS, Endpoint, Method};
use crate::core::tests::world::World;
use crate::storage::Database;

pub struct Door1 {
    pub world: World,
    pub service: Arc<Service<Database>>,
    edge: Edge<Database>,
    router: TowerToHyperService<axum::Router>,
    _stop: tokio::sync::watch::Sender<bool>,
}

/// A world, and a second service over the same storage behind the router, as another process would be.
pub async fn behind_doors() -> Door1 {
    behind_doors_with(Limits::default()).await
}

pub async fn behind_doors_with(limits: Limits) -> Door1 {
    let world = World::new().await;
    let (service, _) =
        crate::setup::open(&world.folder, &crate::data::KeyHints::default(), &world.outside).await.unwrap();
    let service = Arc::new(service);
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let edge = Edge::new(service.clone(), stopping, limits);
    let router = TowerToHyperService::new(edge.router());
    Door1 { world, service, edge, router, _stop: stop }
}

pub fn door(endpoint: Endpoint) -> &'static Door {
    ENDPOINTS.iter().find(|door| door.endpoint == endpoint).unwrap()
}

impl Door1 {
    pub async fn send(&self, request: Request<Body>) -> (StatusCode, Bytes) {
        let response = self.whole(request).await;
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        let status = response.status();
        // Hints never end; that they begin is enough here.
        if response.headers().get(header::CONTENT_TYPE).is_some_and(|media| media == "text/event-stream") {
            return (status, Bytes::new());
        }
        (status, axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap())
    }

    pub async fn whole(&self, request: Request<Body>) -> Response<Body> {
        self.router.call(request).await.unwrap()
    }

    pub async fn ask<Q: Encode<()>>(
        &self,
        endpoint: Endpoint,
        token: Option<&str>,
        message: &Q,
    ) -> (StatusCode, Bytes) {
        self.send(request(door(endpoint), token, protocol::pack(message))).await
    }
}

/// Somebody's address. `0` is this computer.
pub fn peer(number: u8) -> Peer {
    let address = if number == 0 { "127.0.0.1".to_owned() } else { format!("192.0.2.{number}") };
    Peer::new(address.parse().unwrap())
}

/// A request as a device makes it, on this computer.
pub fn request(door: &Door, token: Option<&str>, body: Vec<u8>) -> Request<Body> {
    let method = match door.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    let mut request = Request::builder()
        .method(method)
        .uri(door.path)
        .header(protocol::VERSION_HEADER, protocol::VERSION.to_string())
        .header(header::CONTENT_TYPE, protocol::MEDIA_TYPE)
        .extension(peer(0));
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(Body::from(body)).unwrap()
}

pub fn read<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> T {
    protocol::unpack(bytes).unwrap()
}

pub fn code(bytes: &[u8]) -> String {
    read::<protocol::Refused>(bytes).code
}
