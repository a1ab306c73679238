//! The line to the server: the engine's calls over HTTPS, one at a time.

use std::sync::{Arc, OnceLock};

use domain::ids::DeviceId;
use domain::signing::SigningKey;
use domain::words::Refusal;
use protocol::Fingerprint;
use sync::{Answer, Call, Fault};
use tokio::runtime::Runtime;
use transport::{Client, Target, TransportFault};

use crate::api::Failure;
use crate::notebook::Notebook;

/// What carries out a call. Blocks until it is answered or given up.
pub(crate) trait Line: Send {
    /// `who` opens a session and is given for that alone.
    fn call(&mut self, call: Call, who: Option<Who>) -> Result<Answer, Fault>;
}

/// The device that opens a session.
pub(crate) struct Who {
    device: DeviceId,
    key: SigningKey,
}

impl Who {
    pub fn of(book: &Notebook) -> Option<Self> {
        let identity = book.store.read(|reader| reader.identity()).ok()?;
        Some(Self { device: identity.device(), key: identity.key })
    }
}

/// One for the whole program: the network's threads start with the first line.
pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "without threads no program runs; there is no way on")]
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("network")
            .enable_all()
            .build()
            .expect("the operating system gives no threads")
    })
}

/// The real one.
pub(crate) struct ServerLine {
    client: Arc<Client>,
}

impl ServerLine {
    /// None in a notebook without a server.
    pub fn of(book: &Notebook) -> Result<Option<Arc<Client>>, Failure> {
        let Some(link) = book.store.read(|reader| reader.server())? else { return Ok(None) };
        Ok(Some(Arc::new(Self::client(link.addresses, Fingerprint::of(&link.key))?)))
    }

    pub fn client(addresses: Vec<String>, fingerprint: Fingerprint) -> Result<Client, Failure> {
        Client::new(Target { addresses, fingerprint }).map_err(|fault| failure_of(&fault))
    }

    pub fn over(client: Arc<Client>) -> Self {
        Self { client }
    }
}

impl Line for ServerLine {
    fn call(&mut self, call: Call, who: Option<Who>) -> Result<Answer, Fault> {
        let done = runtime().block_on(async {
            match call {
                Call::Session { introductions } => {
                    let who = who.ok_or(TransportFault::Unreachable)?;
                    let session = self.client.open_session(who.device, &who.key, introductions).await?;
                    Ok(Answer::Session { may_read: session.may_read })
                }
                Call::Push(request) => self.client.push(&request).await.map(Answer::Push),
                Call::Pull(request) => self.client.pull(&request).await.map(Answer::Pull),
                Call::BlobPut(request) => self.client.blob_put(&request).await.map(Answer::BlobPut),
                Call::BlobGet(request) => self.client.blob_get(&request).await.map(Answer::BlobGet),
            }
        });
        done.map_err(|fault: TransportFault| match fault {
            TransportFault::Unreachable => Fault::Unreachable,
            TransportFault::SomethingElse => Fault::SomethingElse,
            TransportFault::Broke => Fault::Broke,
            TransportFault::WrongServer => Fault::WrongServer,
            TransportFault::NotWardbook | TransportFault::TooLarge => Fault::NotUnderstood,
            TransportFault::Version { server_oldest, .. } => {
                Fault::Version { server_is_newer: server_oldest > protocol::VERSION }
            }
            TransportFault::Refused(refused) => Fault::Refused(refused),
        })
    }
}

/// A fault of the line in words.
pub(crate) fn failure_of(fault: &TransportFault) -> Failure {
    match fault {
        TransportFault::Unreachable | TransportFault::Broke => Refusal::Unreachable.into(),
        TransportFault::SomethingElse => Refusal::SomethingElse.into(),
        TransportFault::WrongServer => Refusal::WrongServer.into(),
        TransportFault::NotWardbook | TransportFault::TooLarge => Refusal::NotUnderstood.into(),
        TransportFault::Version { server_oldest, .. } => {
            Refusal::OtherVersion { server_is_newer: *server_oldest > protocol::VERSION }.into()
        }
        TransportFault::Refused(refused) => Failure {
            code: refused.code.clone(),
            message: refused.message.clone(),
            field_errors: Vec::new(),
            retryable: refused.retry_after.is_some(),
            wait_seconds: refused.retry_after,
        },
    }
}
