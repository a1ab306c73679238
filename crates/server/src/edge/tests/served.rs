//! Over a real socket: TLS under the identity from the first byte, hints, and a graceful stop.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use domain::roles::Role;
use domain::signing::PublicKey;
use http_body_util::BodyExt;
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use protocol::{HelloAnswer, HelloRequest, PushRequest, pack};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, SignatureScheme};
use tokio::net::{TcpListener, TcpStream};

use super::{door, read, request};
use crate::core::endpoints::Endpoint;
use crate::core::tests::world::{Laptop, World};
use crate::data::KeyHints;
use crate::{Limits, Listening, Running, setup};

/// Takes a chain that ends in a certificate of the pinned key, which issued the first.
#[derive(Debug)]
struct Pinned(PublicKey);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let authority = intermediates.last().ok_or(rustls::Error::NoCertificatesPresented)?;
        let pinned = authority.as_ref().windows(32).any(|window| window == self.0.as_bytes());
        if pinned { Ok(ServerCertVerified::assertion()) } else { Err(rustls::Error::General("another key".to_owned())) }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let provider = rustls::crypto::ring::default_provider();
        rustls::crypto::verify_tls12_signature(message, cert, dss, &provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let provider = rustls::crypto::ring::default_provider();
        rustls::crypto::verify_tls13_signature(message, cert, dss, &provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }
}

async fn connect(running: &Running, key: PublicKey) -> Option<SendRequest<Body>> {
    let config = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned(key)))
        .with_no_client_auth();
    let stream = TcpStream::connect(running.address()).await.ok()?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let stream = connector.connect("127.0.0.1".try_into().unwrap(), stream).await.ok()?;
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    Some(sender)
}

async fn served() -> (World, Arc<crate::Service<crate::Database>>, Running) {
    served_with(Limits::default(), None).await
}

async fn served_with(
    limits: Limits,
    metrics: Option<TcpListener>,
) -> (World, Arc<crate::Service<crate::Database>>, Running) {
    let world = World::new().await;
    let (service, _) = setup::open(&world.folder, &KeyHints::default(), &world.outside).await.unwrap();
    let service = Arc::new(service);
    let devices = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let tls = setup::tls(&world.folder, &KeyHints::default(), &world.outside).unwrap();
    let running = crate::serve(service.clone(), Listening { devices, tls, metrics, limits }).unwrap();
    (world, service, running)
}

#[tokio::test]
async fn the_identity_answers_over_tls_and_another_key_is_not_it() {
    let (_world, service, running) = served().await;
    let mut sender = connect(&running, service.server_key()).await.unwrap();
    let response = sender.send_request(request(door(Endpoint::Hello), None, pack(&HelloRequest {}))).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let answer: HelloAnswer = read(&response.into_body().collect().await.unwrap().to_bytes());
    assert_eq!(answer.server_key, service.server_key());
    assert!(connect(&running, PublicKey::from_bytes([7; 32])).await.is_none());
    running.stop().await;
}

#[tokio::test]
async fn without_tls_nothing_is_answered() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (_world, _, running) = served().await;
    let mut plain = TcpStream::connect(running.address()).await.unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.windows(4).any(|window| window == b"HTTP"));
    running.stop().await;
}

/// What is answered to a request without TLS.
async fn asked_plainly(address: std::net::SocketAddr, path: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut plain = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    plain.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    plain.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn counts_at_an_address_of_their_own_are_told_there_and_nowhere_else() {
    let metrics = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (_world, service, running) = served_with(Limits::default(), Some(metrics)).await;
    let mut sender = connect(&running, service.server_key()).await.unwrap();
    let asked = sender.send_request(request(door(Endpoint::Metrics), None, Vec::new())).await.unwrap();
    assert_eq!(asked.status(), StatusCode::NOT_FOUND);
    asked.into_body().collect().await.unwrap();
    let healthy = sender.send_request(request(door(Endpoint::Health), None, Vec::new())).await.unwrap();
    assert_eq!(healthy.status(), StatusCode::OK);
    let apart = running.metrics_address().unwrap();
    let counts = asked_plainly(apart, "/metrics").await;
    assert!(counts.starts_with("HTTP/1.1 200") && counts.contains("\nwardbook_devices "), "{counts}");
    for elsewhere in ["/healthz", "/openapi.json", "/v1/hello"] {
        assert!(asked_plainly(apart, elsewhere).await.starts_with("HTTP/1.1 404"), "{elsewhere}");
    }
    running.stop().await;
    assert!(TcpStream::connect(apart).await.is_err(), "it ends with the server");
}

#[tokio::test]
async fn an_address_that_holds_as_many_connections_as_it_may_gets_another_once_it_let_one_go() {
    let limits = Limits { address_connections: 1, ..Limits::default() };
    let (_world, service, running) = served_with(limits, None).await;
    let first = connect(&running, service.server_key()).await.unwrap();
    assert!(connect(&running, service.server_key()).await.is_none());
    drop(first);
    let again = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            if let Some(sender) = connect(&running, service.server_key()).await {
                return sender;
            }
            tokio::task::yield_now().await;
        }
    });
    let mut sender = again.await.unwrap();
    let response = sender.send_request(request(door(Endpoint::Hello), None, pack(&HelloRequest {}))).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    drop(sender);
    running.stop().await;
}

/// The next line of hints, or none within this long.
async fn next_line(body: &mut hyper::body::Incoming, within: Duration) -> Option<String> {
    let frame = tokio::time::timeout(within, body.frame()).await.ok()??;
    Some(String::from_utf8(frame.ok()?.into_data().ok()?.to_vec()).unwrap())
}

async fn follow(running: &Running, key: PublicKey, laptop: &Laptop) -> hyper::body::Incoming {
    let mut sender = connect(running, key).await.unwrap();
    let response = sender.send_request(request(door(Endpoint::Events), Some(&laptop.token), Vec::new())).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.into_body();
    // Kept alive as long as the body is.
    tokio::spawn(async move {
        let _sender = sender;
        tokio::time::sleep(Duration::from_secs(60)).await;
    });
    assert_eq!(next_line(&mut body, Duration::from_secs(5)).await.unwrap(), ": following\n\n");
    body
}

#[tokio::test]
async fn a_reader_is_told_that_something_moved_and_nobody_else_is() {
    let (world, service, running) = served().await;
    let key = service.server_key();
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let cleo = world.member("Cleo", Role::Councillor, &["Sands End"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    // What was written by another process so far is told before anybody follows.
    service.look_around().await.unwrap();
    let (mut reader, mut other) = (follow(&running, key, &sam).await, follow(&running, key, &cleo).await);
    let mut own = follow(&running, key, &olu).await;
    let note = world.note(&mut olu, "Sands End", "two mopeds").await;
    let mut sender = connect(&running, key).await.unwrap();
    let push = pack(&PushRequest { groups: vec![note], pending: 0 });
    let pushed = sender.send_request(request(door(Endpoint::Push), Some(&olu.token), push)).await.unwrap();
    assert_eq!(pushed.status(), StatusCode::OK);
    assert_eq!(next_line(&mut reader, Duration::from_secs(5)).await.unwrap(), "data: {}\n\n");
    assert_eq!(next_line(&mut other, Duration::from_millis(300)).await, None);
    assert_eq!(next_line(&mut own, Duration::from_millis(300)).await, None);
    // Another process takes somebody in: everybody holds control, and is told within a second or two.
    world.invite("Nia", Role::Outreach, &["Munster"]).await;
    assert_eq!(next_line(&mut other, Duration::from_secs(5)).await.unwrap(), "data: {}\n\n");
    // Stopping lets followers go at once.
    drop(sender);
    tokio::time::timeout(Duration::from_secs(5), running.stop()).await.unwrap();
    while let Some(line) = next_line(&mut reader, Duration::from_secs(1)).await {
        assert!(line.starts_with("data") || line.starts_with(':'));
    }
}

#[tokio::test]
async fn a_follower_whose_access_ends_hears_no_more() {
    let (world, service, running) = served().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    service.look_around().await.unwrap();
    let mut hints = follow(&running, service.server_key(), &sam).await;
    world.service.revoke_named("Sam", &crate::core::roster::Revoking::Membership).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(5), async {
        while let Some(frame) = hints.frame().await {
            drop(frame);
        }
    });
    ended.await.unwrap();
    running.stop().await;
}
