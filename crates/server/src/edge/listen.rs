//! Accepting connections, TLS on each from the first byte, and letting go of them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::Edge;
use crate::core::Service;
use crate::storage::Storage;

/// Connections at one time: every device of a large partnership, and some to spare.
const CONNECTIONS: usize = 8_192;
const HANDSHAKE: Duration = Duration::from_secs(10);
/// For the head of a request; also how long a connection may lie idle.
const HEAD: Duration = Duration::from_secs(90);
/// How long requests may take to end once the server stops.
const FAREWELL: Duration = Duration::from_secs(20);

/// A server that answers.
pub struct Running {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Running {
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more connections, ends what is under way, and returns when that is done.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.serving.await;
    }
}

/// Answers on this listener until stopped.
pub fn serve<S: Storage>(
    service: Arc<Service<S>>,
    listener: TcpListener,
    tls: Arc<ServerConfig>,
) -> std::io::Result<Running> {
    let address = listener.local_addr()?;
    let (stop, stopping) = watch::channel(false);
    let serving = tokio::spawn(accept(service, listener, TlsAcceptor::from(tls), stopping));
    Ok(Running { address, stop, serving })
}

async fn accept<S: Storage>(
    service: Arc<Service<S>>,
    listener: TcpListener,
    tls: TlsAcceptor,
    mut stopping: watch::Receiver<bool>,
) {
    let edge = Edge::new(service.clone(), stopping.clone());
    let router = TowerToHyperService::new(edge.router());
    let looking = tokio::spawn(look_around(service, stopping.clone()));
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            () = stopped(&mut stopping) => break,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of file handles, mostly: others must end first.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (tls, router, watcher) = (tls.clone(), router.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _place = place;
            let Some(stream) = handshake(&tls, stream).await else { return };
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(HEAD);
            let connection = http.serve_connection(TokioIo::new(stream), router);
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
