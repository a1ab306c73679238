//! One connection: to the first address that answers, proved, ready for requests.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use protocol::Fingerprint;
use rustls::pki_types::{IpAddr, ServerName};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::fault::{Result, TransportFault};
use crate::pin;

/// For one address to accept and prove its key. Two addresses and an answer still fit into the ten
/// seconds after which people are told that nothing answers.
const CONNECT: Duration = Duration::from_secs(4);

pub(crate) type Line = SendRequest<Full<Bytes>>;

/// Tries the addresses in turn. Where none will do, the fault that says most is told.
pub(crate) async fn connect(addresses: &[String], fingerprint: Fingerprint) -> Result<(usize, Line)> {
    let mut worst = TransportFault::Unreachable;
    for (index, address) in addresses.iter().enumerate() {
        match timeout(CONNECT, one(address, fingerprint)).await {
            Ok(Ok(line)) => return Ok((index, line)),
            Ok(Err(TransportFault::WrongServer)) => worst = TransportFault::WrongServer,
            Ok(Err(_)) | Err(_) => {}
        }
    }
    Err(worst)
}

async fn one(address: &str, fingerprint: Fingerprint) -> Result<Line> {
    let place = place_of(address);
    let stream = TcpStream::connect(place).await.map_err(|_| TransportFault::Unreachable)?;
    let _ = stream.set_nodelay(true);
    let (config, pin) = pin::config(fingerprint).map_err(|_| TransportFault::Unreachable)?;
    let connected = TlsConnector::from(config).connect(name_of(place), stream).await;
    let stream = connected
        .map_err(|_| if pin.saw_another_key() { TransportFault::WrongServer } else { TransportFault::Unreachable })?;
    let (line, connection) = handshake(TokioIo::new(stream)).await.map_err(|_| TransportFault::Unreachable)?;
    // Ends with the line, or when the server hangs up.
    tokio::spawn(async move {
        let _ = connection.await;
    });
    Ok(line)
}

/// `host:port`; an address may be written as an `https` one.
pub(crate) fn place_of(address: &str) -> &str {
    let place = address.trim();
    place.strip_prefix("https://").unwrap_or(place).trim_end_matches('/')
}

/// What TLS is told. It is not checked, since the key is; a server behind a router may need it.
fn name_of(place: &str) -> ServerName<'static> {
    let host = place.rsplit_once(':').map_or(place, |(host, _)| host).trim_matches(['[', ']']);
    ServerName::try_from(host.to_owned())
        .unwrap_or_else(|_| ServerName::IpAddress(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST.into())))
}
