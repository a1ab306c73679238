//! Accepting connections, TLS on each from the first byte, and letting go of them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::Edge;
use super::limits::{AtOnce, Limits, Peer};
use crate::core::Service;
use crate::storage::Storage;

/// Connections at one time: every device of a large partnership, and some to spare.
const CONNECTIONS: usize = 8_192;
const HANDSHAKE: Duration = Duration::from_secs(10);
/// For the head of a request; also how long a connection may lie idle.
const HEAD: Duration = Duration::from_secs(90);
/// How long requests may take to end once the server stops.
const FAREWELL: Duration = Duration::from_secs(20);

/// Connections at one time at an address for counts alone.
const METRICS_CONNECTIONS: usize = 16;

/// Where it listens, and what one asker may take there.
pub struct Listening {
    pub devices: TcpListener,
    pub tls: Arc<ServerConfig>,
    /// An address of its own for the counts, without TLS. With one they are told nowhere else.
    pub metrics: Option<TcpListener>,
    pub limits: Limits,
}

/// A server that answers.
pub struct Running {
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Running {
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the counts are told, if at an address of their own.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// Takes no more connections, ends what is under way, and returns when that is done.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.serving.await;
    }
}

/// Answers there until stopped.
pub fn serve<S: Storage>(service: Arc<Service<S>>, listening: Listening) -> std::io::Result<Running> {
    let address = listening.devices.local_addr()?;
    let metrics = listening.metrics.as_ref().map(TcpListener::local_addr).transpose()?;
    let (stop, stopping) = watch::channel(false);
    let serving = tokio::spawn(accept(service, listening, stopping));
    Ok(Running { address, metrics, stop, serving })
}

async fn accept<S: Storage>(service: Arc<Service<S>>, listening: Listening, mut stopping: watch::Receiver<bool>) {
    let Listening { devices: listener, tls, metrics, limits } = listening;
    let edge = Edge::new(service.clone(), stopping.clone(), limits);
    let (edge, measuring) = match metrics {
        None => (edge, None),
        Some(metrics) => {
            let edge = edge.with_metrics_apart();
            let measuring = tokio::spawn(measure(edge.metrics_router(), metrics, stopping.clone()));
            (edge, Some(measuring))
        }
    };
    let tls = TlsAcceptor::from(tls);
    let router = TowerToHyperService::new(edge.router());
    let looking = tokio::spawn(look_around(service, stopping.clone()));
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let most = if limits.address_a_minute == 0 { usize::MAX } else { limits.address_connections };
    let of_addresses = AtOnce::at_most(most);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            () = stopped(&mut stopping) => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok((stream, address)) => (stream, Peer::new(address.ip())),
            Err(error) => {
                could_not_be_accepted(&error).await;
                continue;
            }
        };
        // Nothing is said: whoever holds this many already is told nothing by one more answer.
        let Some(own) = of_addresses.enter(peer) else { continue };
        let (tls, router, watcher) = (tls.clone(), router.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _places = (place, own);
            let Some(stream) = handshake(&tls, stream).await else { return };
            let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
                request.extensions_mut().insert(peer);
                router.call(request)
            });
            let connection = http().serve_connection(TokioIo::new(stream), answer);
            if let Err(error) = watcher.watch(connection).await {
                tracing::debug!(%error, "a connection broke off");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    let _ = looking.await;
    if let Some(measuring) = measuring {
        let _ = measuring.await;
    }
}

/// Answers with the counts, at an address that was given for them.
async fn measure(router: Router, listener: TcpListener, mut stopping: watch::Receiver<bool>) {
    let router = TowerToHyperService::new(router);
    let places = Arc::new(Semaphore::new(METRICS_CONNECTIONS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            () = stopped(&mut stopping) => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let (router, mut stopping) = (router.clone(), stopping.clone());
                tokio::spawn(async move {
                    let _place = place;
                    let connection = http().serve_connection(TokioIo::new(stream), router);
                    tokio::select! {
                        () = stopped(&mut stopping) => {}
                        // Whoever hung up has what they wanted.
                        _ = connection => {}
                    }
                });
            }
            Err(error) => could_not_be_accepted(&error).await,
        }
    }
}

async fn could_not_be_accepted(error: &std::io::Error) {
    // Out of file handles, mostly: others must end first.
    tracing::warn!(%error, "a connection could not be accepted");
    tokio::time::sleep(Duration::from_millis(50)).await;
}

fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    http
}

async fn handshake(tls: &TlsAcceptor, stream: TcpStream) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    // Small answers leave at once.
    let _ = stream.set_nodelay(true);
    match tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
        Ok(Ok(stream)) => Some(stream),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a connection was no TLS");
            None
        }
        Err(_) => None,
    }
}

async fn look_around<S: Storage>(service: Arc<Service<S>>, mut stopping: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = stopped(&mut stopping) => return,
            () = service.storage().moved_elsewhere() => {
                // What went wrong was logged where it did; the next look may go well.
                let _ = service.look_around().await;
            }
        }
    }
}

/// Returns once the server stops.
pub(super) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // A sender that is gone has stopped too.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}
