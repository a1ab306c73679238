//! A line between devices and a server that is listened to by somebody who has the server's own key: what
//! passes is kept as it was inside TLS. It serves to make fixtures from the programs of any version, none of
//! which knows of it.
//!
//! It can also make the server seem to speak other versions than it does, or to say anything else that a server
//! could say which is not to be trusted.
//!
//! Messages are carried one after the other, as devices send them. Hints are not carried: nobody needs them.

use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use app::SystemHost;
use domain::clock::Clock;
use protocol::{HelloAnswer, path};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, ServerConfig, ServerConnection, SignatureScheme, StreamOwned,
};
use store::OsEntropy;
use wardbook_server::data::{Folder, KeyHints};
use wardbook_server::setup::{self, Outside};

use super::conversation::{self, Exchange};

#[derive(Clone)]
struct Way {
    server: String,
    tls: Arc<ServerConfig>,
}

/// What an answer's message becomes on its way: of the path that was asked, what was asked, and the message.
type Alter = Box<dyn FnMut(&str, &[u8], Vec<u8>) -> Vec<u8> + Send>;

#[derive(Default)]
struct Shared {
    way: Mutex<Option<Way>>,
    /// Who is listened to; nobody where it is empty.
    who: Mutex<String>,
    kept: Mutex<Vec<Exchange>>,
    /// The newest and the oldest version that the server is made to say it speaks.
    said: Mutex<Option<(u16, u16)>>,
    alters: Mutex<Option<Alter>>,
    stopped: AtomicBool,
}

pub struct Overheard {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Overheard {
    /// Has an address at once, so that a server can be told it; carries once it knows where to.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let shared = Arc::new(Shared::default());
        let carrying = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if carrying.stopped.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(stream), Some(way)) = (stream, lock(&carrying.way).clone()) else { continue };
                let shared = Arc::clone(&carrying);
                // What breaks off is for the device to notice.
                std::thread::spawn(move || carry(&shared, stream, &way));
            }
        });
        Self { address, shared }
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Carries to the server at this address, in whose name it answers: its key lies in the data folder.
    pub fn lead_to(&self, address: &str, data: &Path) {
        let outside = Outside { clock: Arc::new(SystemHost::new()), entropy: Arc::new(OsEntropy) };
        let tls =
            setup::tls(&Folder::new(data), &KeyHints::default(), &outside).expect("the folder has the server's key");
        *lock(&self.shared.way) = Some(Way { server: address.to_owned(), tls });
    }

    /// From now on this device is listened to.
    pub fn listen_to(&self, who: &str) {
        who.clone_into(&mut lock(&self.shared.who));
    }

    /// What the server says of its versions, newest and oldest; its own word where there is none.
    pub fn says(&self, versions: Option<(u16, u16)>) {
        *lock(&self.shared.said) = versions;
    }

    /// From now on every message of the server's becomes what this makes of it: of the path that was asked, what was
    /// asked there, and the message.
    pub fn alters(&self, alter: impl FnMut(&str, &[u8], Vec<u8>) -> Vec<u8> + Send + 'static) {
        *lock(&self.shared.alters) = Some(Box::new(alter));
    }

    /// From now on the server's messages arrive as it wrote them.
    pub fn passes(&self) {
        *lock(&self.shared.alters) = None;
    }

    pub fn heard(&self) -> Vec<Exchange> {
        std::mem::take(&mut lock(&self.shared.kept))
    }
}

impl Drop for Overheard {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn carry(shared: &Shared, device: TcpStream, way: &Way) -> Option<()> {
    let connection = ServerConnection::new(Arc::clone(&way.tls)).ok()?;
    let mut device = StreamOwned::new(connection, device);
    let mut server = line_to(&way.server).ok()?;
    while let Some(request) = conversation::next(&mut device).ok()? {
        if request.starts_with(b"GET ") {
            return None;
        }
        let at = SystemHost::new().now();
        server.write_all(&request).and_then(|()| server.flush()).ok()?;
        let mut answer = conversation::next(&mut server).ok()??;
        if let (Some(versions), path::HELLO) = (*lock(&shared.said), conversation::path(&request)) {
            answer = with_versions(&answer, versions);
        }
        if let Some(alter) = lock(&shared.alters).as_mut().filter(|_| conversation::status(&answer) == 200) {
            let message = conversation::body(&answer).to_vec();
            let message = alter(conversation::path(&request), conversation::body(&request), message);
            answer = with_body(&answer, &message);
        }
        let who = lock(&shared.who).clone();
        if !who.is_empty() {
            lock(&shared.kept).push(Exchange { who, at, request, answer: answer.clone() });
        }
        device.write_all(&answer).and_then(|()| device.flush()).ok()?;
    }
    Some(())
}

fn with_versions(answer: &[u8], (version, oldest): (u16, u16)) -> Vec<u8> {
    let hello: HelloAnswer = protocol::unpack(conversation::body(answer)).expect("a greeting");
    with_body(answer, &protocol::pack(&HelloAnswer { version, oldest, ..hello }))
}

fn with_body(answer: &[u8], body: &[u8]) -> Vec<u8> {
    let head = conversation::head(answer).lines().map(|line| match line.split_once(':') {
        Some((name, _)) if name.eq_ignore_ascii_case("content-length") => format!("{name}: {}\r\n", body.len()),
        _ => format!("{line}\r\n"),
    });
    let head: String = head.collect();
    [head.as_bytes(), body].concat()
}

/// A connection of whoever asks no questions, to a server of a test's own.
pub fn line_to(address: &str) -> std::io::Result<StreamOwned<ClientConnection, TcpStream>> {
    let name = ServerName::try_from("localhost").expect("a name");
    let connection = ClientConnection::new(client(), name).map_err(std::io::Error::other)?;
    let stream = TcpStream::connect(address)?;
    // Requests are small, and each is waited for.
    stream.set_nodelay(true)?;
    Ok(StreamOwned::new(connection, stream))
}

fn client() -> Arc<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("ring speaks them")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(OurOwn(provider)))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}

/// The server beyond is a test's own, on this machine: whoever answers there is believed.
#[derive(Debug)]
struct OurOwn(Arc<CryptoProvider>);

impl ServerCertVerifier for OurOwn {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

fn lock<T>(what: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
