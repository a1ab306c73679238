use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use wardbook_server::data::KeySource;
use wardbook_server::error::{Result, ServerError};
use wardbook_server::setup::{self, Outside};
use wardbook_server::{Limits, Listening};

use super::{folder, hints};
use crate::args::Place;
use crate::output::{Done, remark};

pub struct Asked {
    pub listen: SocketAddr,
    pub metrics_listen: Option<SocketAddr>,
    pub limits: Limits,
}

pub async fn run(place: &Place, asked: &Asked, outside: &Outside) -> Result<Done> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).with_target(false).init();
    let folder = folder(place);
    folder.must_hold_server()?;
    let _serving = folder.serving()?;
    let (service, source) = setup::open(&folder, &hints(place), outside).await?;
    if let Some(KeySource::Beside(key)) = &source {
        remark(&format!(
            "Warning: the database's key lies beside it, in {}. Whoever copies the folder can read everything. Keep the key elsewhere with --key-file, or let the service manager hand it over.",
            key.display()
        ));
    }
    // Of an embedded database the key has just shown that it is the right one.
    if source.is_some_and(|source| !source.is_beside()) && setup::seal_identity(&folder, &hints(place), outside)? {
        remark("The file “identity” lay open beside the database. It is sealed under the database's key from now on.");
    }
    let applied = setup::make_ready(&folder, &service).await?;
    if applied > 0 {
        remark(&format!("{applied} endings of access were missing and were applied again."));
    }
    match service.drop_blobs_left().await {
        Ok(0) => {}
        Ok(dropped) => {
            tracing::info!(dropped, "parts of photos and documents that nobody went on bringing were dropped")
        }
        // No reason not to serve: what failed was logged where it did.
        Err(_) => {}
    }
    let tls = setup::tls(&folder, &hints(place), outside)?;
    // Asked for before the address is told, so that whoever reads it can stop it at once.
    let stopped = stop_signal().map_err(ServerError::Listen)?;
    let devices = TcpListener::bind(asked.listen).await.map_err(ServerError::Listen)?;
    let metrics = match asked.metrics_listen {
        Some(address) => Some(TcpListener::bind(address).await.map_err(ServerError::Listen)?),
        None => None,
    };
    let service = Arc::new(service);
    let listening = Listening { devices, tls, metrics, limits: asked.limits };
    let running = wardbook_server::serve(service.clone(), listening).map_err(ServerError::Listen)?;
    if let Some(address) = running.metrics_address() {
        remark(&format!("The counts are told at http://{address}{}, without TLS.", protocol::path::METRICS));
    }
    {
        let mut stdout = std::io::stdout();
        // Nobody reading is no reason not to serve.
        let _ = writeln!(stdout, "https://{}", running.address()).and_then(|()| stdout.flush());
    }
    stopped.await;
    tracing::info!("stopping");
    running.stop().await;
    if let Some(service) = Arc::into_inner(service) {
        service.into_storage().close().await;
    }
    Ok(Done { text: String::new(), json: serde_json::Value::Null })
}

/// Ctrl+C, or what a service manager sends.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
