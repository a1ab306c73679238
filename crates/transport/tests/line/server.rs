//! A TLS server that answers what a test tells it to, byte for byte.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::clock::Timestamp;
use domain::ids::DeviceId;
use domain::signing::SigningKey;
use minicbor::Encode;
use protocol::{Fingerprint, HelloAnswer, MEDIA_TYPE, Refused, SessionAnswer};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use transport::{Client, Target};

/// What stands before an Ed25519 secret in PKCS#8 (RFC 8410).
const PKCS8_ED25519: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

pub fn fingerprint(key: &SigningKey) -> Fingerprint {
    Fingerprint::of(&key.public())
}

fn pair(key: &SigningKey) -> KeyPair {
    let der = [PKCS8_ED25519.as_slice(), key.to_bytes().as_slice()].concat();
    KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(der), &rcgen::PKCS_ED25519).unwrap()
}

fn authority() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Wardbook server");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params
}

/// The certificate of an identity key, signed by itself.
pub fn certificate_of(identity: &SigningKey) -> CertificateDer<'static> {
    authority().self_signed(&pair(identity)).unwrap().der().clone()
}

/// A leaf that `issuer` signed, for a name that no test connects to.
pub fn leaf(issuer: &SigningKey, leaf: &SigningKey) -> CertificateDer<'static> {
    let params = CertificateParams::new(vec!["somewhere.else.example".to_owned()]).unwrap();
    params.signed_by(&pair(leaf), &Issuer::new(authority(), pair(issuer))).unwrap().der().clone()
}

/// One that is good between two years only.
pub fn leaf_between(issuer: &SigningKey, leaf: &SigningKey, from: i32, to: i32) -> CertificateDer<'static> {
    let mut params = CertificateParams::new(vec!["somewhere.else.example".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(from, 1, 1);
    params.not_after = rcgen::date_time_ymd(to, 1, 1);
    params.signed_by(&pair(leaf), &Issuer::new(authority(), pair(issuer))).unwrap().der().clone()
}

pub fn shows(chain: Vec<CertificateDer<'static>>, signs_with: &SigningKey) -> Arc<ServerConfig> {
    shows_with(chain, &pair(signs_with))
}

/// As somebody shows themselves who has nothing to do with Wardbook: a certificate of the usual kind.
pub fn ordinary() -> Arc<ServerConfig> {
    let pair = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["login.network.example".to_owned()]).unwrap();
    shows_with(vec![params.self_signed(&pair).unwrap().der().clone()], &pair)
}

fn shows_with(chain: Vec<CertificateDer<'static>>, signs_with: &KeyPair) -> Arc<ServerConfig> {
    let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signs_with.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    // Set as it is: a server that shows certificates which do not fit its key must be possible here.
    let key = rustls::crypto::ring::sign::any_supported_type(&secret).unwrap();
    let certified = Arc::new(rustls::sign::CertifiedKey::new(chain, key));
    Arc::new(builder.with_no_client_auth().with_cert_resolver(Arc::new(Always(certified))))
}

#[derive(Debug)]
struct Always(Arc<rustls::sign::CertifiedKey>);

impl rustls::server::ResolvesServerCert for Always {
    fn resolve(&self, _: rustls::server::ClientHello<'_>) -> Option<Arc<rustls::sign::CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// As a Wardbook server shows itself.
pub fn honest(identity: &SigningKey) -> Arc<ServerConfig> {
    let of_this_start = key(200);
    shows(vec![leaf(identity, &of_this_start), certificate_of(identity)], &of_this_start)
}

/// Takes each connection as it comes; the address to call.
pub async fn listening<F: Future<Output = ()> + Send>(
    each: impl Fn(TcpStream) -> F + Send + Sync + Clone + 'static,
) -> String {
    let socket = TcpSocket::new_v4().unwrap();
    // So that what a client sends stays with the client until it is read here.
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener: TcpListener = socket.listen(16).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let each = each.clone();
            tokio::spawn(async move { each(stream).await });
        }
    });
    address
}

/// A port where nobody listens.
pub async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().to_string()
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    pub connection: usize,
    pub head: String,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// What a server does with a request.
pub enum Act {
    Say(Vec<u8>),
    /// Says, and hangs up.
    Last(Vec<u8>),
    HangUp,
    Nothing,
}

pub type Log = Arc<Mutex<Vec<Asked>>>;

/// A TLS server that does with each request what `act` says.
pub async fn answering(
    config: Arc<ServerConfig>,
    act: impl Fn(&Asked) -> Act + Send + Sync + 'static,
) -> (String, Log) {
    let log = Log::default();
    let (kept, act) = (Arc::clone(&log), Arc::new(act));
    let connections = Arc::new(Mutex::new(0));
    let address = listening(move |stream| {
        let (config, kept, act) = (Arc::clone(&config), Arc::clone(&kept), Arc::clone(&act));
        let connection = {
            let mut count = connections.lock().unwrap();
            *count += 1;
            *count
        };
        async move {
            let Ok(mut stream) = TlsAcceptor::from(config).accept(stream).await else { return };
            while let Some((head, body)) = request(&mut stream, Duration::ZERO).await {
                let asked = Asked { connection, head, body };
                kept.lock().unwrap().push(asked.clone());
                match act(&asked) {
                    Act::Say(bytes) => stream.write_all(&bytes).await.unwrap(),
                    Act::Last(bytes) => {
                        let _ = stream.write_all(&bytes).await;
                        let _ = stream.shutdown().await;
                        return;
                    }
                    Act::HangUp => return,
                    Act::Nothing => std::future::pending().await,
                }
            }
        }
    })
    .await;
    (address, log)
}

/// Head and body of the next request, with a rest before each piece.
pub async fn request(stream: &mut TlsStream<TcpStream>, rest: Duration) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if bytes.len() >= at + 4 + length.unwrap_or(0) {
                return Some((head, bytes.split_off(at + 4)));
            }
        }
        tokio::time::sleep(rest).await;
        let mut piece = vec![0; 16 * 1024];
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&piece[..read]),
        }
    }
}

pub fn http(status: u16, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status} -\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

pub fn ok<T: Encode<()>>(message: &T) -> Act {
    Act::Say(http(200, MEDIA_TYPE, &protocol::pack(message)))
}

pub fn no(status: u16, code: &str) -> Act {
    let refused = Refused { code: code.to_owned(), message: "No.".to_owned(), retry_after: None };
    Act::Say(http(status, MEDIA_TYPE, &protocol::pack(&refused)))
}

pub fn hello(identity: &SigningKey) -> HelloAnswer {
    HelloAnswer {
        version: protocol::VERSION,
        oldest: protocol::OLDEST,
        server_time: Timestamp::from_millis(1_795_344_000_000),
        challenge: vec![5; 24],
        server_key: identity.public(),
    }
}

pub fn session(token: &str) -> SessionAnswer {
    SessionAnswer { token: token.to_owned(), seconds: 3_600, may_read: true }
}

pub fn device() -> DeviceId {
    DeviceId::from_bytes([3; 16])
}

/// Knows the server whose key is `key(1)`.
pub fn client(addresses: &[&String]) -> Client {
    let addresses = addresses.iter().map(|address| (*address).clone()).collect();
    Client::new(Target { addresses, fingerprint: fingerprint(&key(1)) }).unwrap()
}
