//! One connection: to the first address that proves the key, ready for requests.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use protocol::Fingerprint;
use rustls::pki_types::{IpAddr, ServerName};
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_rustls::TlsConnector;

use crate::fault::{Result, TransportFault};
use crate::pin;
use crate::silence::{LastMoved, SILENCE, Watched};

/// For one address to accept and prove its key.
const CONNECT: Duration = Duration::from_secs(4);
/// What an address is given before the next is tried beside it, so that several dead ones still leave
/// time for a living one within [`SILENCE`].
const HEAD_START: Duration = Duration::from_secs(2);
/// A line unused for so long is not trusted: the laptop may have changed networks meanwhile.
const IDLE: Duration = Duration::from_secs(30);
/// What the system may hold of what we send. With its own measure a whole push would vanish into it at
/// once, and a weak line that takes minutes to carry it would look silent.
const SEND_BUFFER: u32 = 64 * 1024;

/// A connection whose other end has proved the pinned key.
pub(crate) struct Line {
    requests: SendRequest<Full<Bytes>>,
    moved: LastMoved,
    place: String,
    used: Instant,
}

/// Why a line brought no answer.
#[derive(Debug)]
pub(crate) enum Ended {
    /// Nothing of the request left.
    Unsent,
    /// It may have arrived.
    Broke,
    Silent,
}

impl From<Ended> for TransportFault {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Broke => Self::Broke,
            Ended::Unsent | Ended::Silent => Self::Unreachable,
        }
    }
}

impl Line {
    pub fn is_fresh(&self) -> bool {
        !self.requests.is_closed() && self.used.elapsed() < IDLE
    }

    pub fn moved(&self) -> &LastMoved {
        &self.moved
    }

    /// As the `host` header names it.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Sends, and waits for the head of the answer while bytes move.
    pub async fn send(&mut self, request: Request<Full<Bytes>>) -> std::result::Result<Response<Incoming>, Ended> {
        self.used = Instant::now();
        self.moved.touch();
        let requests = &mut self.requests;
        let exchange = async {
            requests.ready().await.map_err(|_| Ended::Unsent)?;
            requests.try_send_request(request).await.map_err(|mut error| match error.take_message() {
                Some(_) => Ended::Unsent,
                None => Ended::Broke,
            })
        };
        self.moved.unless_silent(SILENCE, exchange).await.unwrap_or(Err(Ended::Silent))
    }
}

/// The addresses in turn, each beside the one before if that is slow. Where none will do, the fault that
/// says most is told.
pub(crate) async fn connect(addresses: &[String], fingerprint: Fingerprint) -> Result<(usize, Line)> {
    let end = Instant::now() + SILENCE;
    let mut worst = TransportFault::Unreachable;
    let mut untried = addresses.iter().cloned().enumerate();
    let mut trying = JoinSet::new();
    loop {
        if let Some((index, address)) = untried.next() {
            trying.spawn(async move { (index, timeout(CONNECT, one(&address, fingerprint)).await) });
        }
        tokio::select! {
            tried = trying.join_next() => match tried {
                Some(Ok((index, Ok(Ok(line))))) => return Ok((index, line)),
                Some(Ok((_, Ok(Err(TransportFault::WrongServer))))) => worst = TransportFault::WrongServer,
                Some(Ok((_, Ok(Err(TransportFault::SomethingElse))))) if worst == TransportFault::Unreachable => {
                    worst = TransportFault::SomethingElse;
                }
                Some(_) => {}
                None => return Err(worst),
            },
            () = sleep(HEAD_START), if untried.len() > 0 => {}
            () = sleep_until(end) => return Err(worst),
        }
    }
}

async fn one(address: &str, fingerprint: Fingerprint) -> Result<Line> {
    let place = place_of(address);
    let moved = LastMoved::new();
    let stream = reach(place).await.map_err(|_| TransportFault::Unreachable)?;
    let (config, pin) = pin::config(fingerprint).map_err(|_| TransportFault::Unreachable)?;
    let connected = TlsConnector::from(config).connect(name_of(place), Watched::new(stream, moved.clone())).await;
    let stream = connected.map_err(|error| unproved(&error, &pin))?;
    let (requests, connection) = handshake(TokioIo::new(stream)).await.map_err(|_| TransportFault::Unreachable)?;
    // Ends with the line, or when the server hangs up.
    tokio::spawn(async move {
        let _ = connection.await;
    });
    Ok(Line { requests, moved, place: place.to_owned(), used: Instant::now() })
}

/// A name may stand for several machines, some of them out of reach from here.
async fn reach(place: &str) -> io::Result<TcpStream> {
    let machines: Vec<_> = lookup_host(place).await?.collect();
    let (last, others) = machines.split_last().ok_or(io::ErrorKind::NotFound)?;
    for machine in others {
        if let Ok(Ok(stream)) = timeout(HEAD_START, open(*machine)).await {
            return Ok(stream);
        }
    }
    open(*last).await
}

async fn open(machine: SocketAddr) -> io::Result<TcpStream> {
    let socket = if machine.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_send_buffer_size(SEND_BUFFER)?;
    let stream = socket.connect(machine).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// What a connection met that ended before the server had proved its key.
fn unproved(error: &io::Error, pin: &pin::Pin) -> TransportFault {
    if pin.saw_another_key() {
        return TransportFault::WrongServer;
    }
    // Whatever speaks TLS begins each record with a type that TLS knows; a web page begins with a letter.
    let no_tls = rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType);
    let said = error.get_ref().and_then(|said| said.downcast_ref::<rustls::Error>());
    if said == Some(&no_tls) { TransportFault::SomethingElse } else { TransportFault::Unreachable }
}

/// `host:port`; an address may be written as an `https` one.
fn place_of(address: &str) -> &str {
    let place = address.trim();
    place.strip_prefix("https://").unwrap_or(place).trim_end_matches('/')
}

/// What TLS is told. It is not checked, since the key is; a server behind a router may need it.
fn name_of(place: &str) -> ServerName<'static> {
    let host = place.rsplit_once(':').map_or(place, |(host, _)| host).trim_matches(['[', ']']);
    ServerName::try_from(host.to_owned())
        .unwrap_or_else(|_| ServerName::IpAddress(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST.into())))
}
