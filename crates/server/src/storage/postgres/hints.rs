//! What instances tell each other: that something moved, no more. Sent and heard on a connection beside
//! the pool, never within a placing: a notification there would make every commit wait for one lock.
//! Nothing depends on it; whoever hears nothing looks by itself.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls};

use super::connection::checked;
use super::url::{Address, Encryption};
use crate::storage::Result;

pub const TELL: &str = "NOTIFY wardbook_moved";
const LISTEN: &str = "LISTEN wardbook_moved";

/// Changes closer together than this are told together.
const APART: Duration = Duration::from_millis(100);
/// How often to look while others are heard, and while they are not.
const HEARING: Duration = Duration::from_secs(10);
const DEAF: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Shared {
    /// Something was placed here and not told yet.
    wrote: Notify,
    untold: AtomicBool,
    heard: Notify,
    hearing: AtomicBool,
    /// Which of the database's processes this connection is, so as not to hear oneself.
    own: AtomicI32,
}

/// This instance's mouth and ear.
pub struct Hints {
    shared: Arc<Shared>,
    address: Address,
    following: std::sync::OnceLock<JoinHandle<()>>,
}

impl Hints {
    pub fn new(address: Address) -> Self {
        Self { shared: Arc::default(), address, following: std::sync::OnceLock::new() }
    }

    /// Something was placed.
    pub fn wrote(&self) {
        self.shared.untold.store(true, Ordering::Release);
        self.shared.wrote.notify_one();
    }

    /// Whether something was placed and nobody was told yet; it counts as told from here on.
    pub fn take_untold(&self) -> bool {
        self.shared.untold.swap(false, Ordering::AcqRel)
    }

    /// Returns once others are heard.
    #[cfg(all(test, unix))]
    pub async fn hearing(&self) {
        while !self.shared.hearing.load(Ordering::Acquire) {
            self.moved_elsewhere().await;
        }
        // What was heard of the beginning is not news.
        let _ = tokio::time::timeout(Duration::ZERO, self.shared.heard.notified()).await;
    }

    /// Returns when another instance told of something, and not before.
    #[cfg(all(test, unix))]
    pub async fn heard(&self) {
        self.shared.heard.notified().await;
    }

    /// Returns when another instance may have placed something: told, or after a while.
    pub async fn moved_elsewhere(&self) {
        // Only who wants to know has a connection for it: commands that end at once have none.
        self.following.get_or_init(|| tokio::spawn(follow(self.shared.clone(), self.address.clone())));
        tokio::time::sleep(APART).await;
        let while_listening = self.shared.hearing.load(Ordering::Acquire);
        let at_most = if while_listening { HEARING } else { DEAF };
        let _ = tokio::time::timeout(at_most, self.shared.heard.notified()).await;
    }
}

impl Drop for Hints {
    fn drop(&mut self) {
        if let Some(following) = self.following.get() {
            following.abort();
        }
    }
}

/// Listens and tells, and connects again when the connection broke.
async fn follow(shared: Arc<Shared>, address: Address) {
    loop {
        if let Err(error) = talk(&shared, &address).await {
            tracing::warn!(%error, "other instances are not heard; looking every second instead");
        }
        shared.hearing.store(false, Ordering::Release);
        // Whoever waits long waits no longer.
        shared.heard.notify_one();
        tokio::time::sleep(DEAF).await;
    }
}

/// Until the connection breaks.
async fn talk(shared: &Arc<Shared>, address: &Address) -> Result<()> {
    let (client, driver) = connect(shared, address).await?;
    let mut driver = AbortOnDrop(driver);
    let own: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await?.try_get(0)?;
    shared.own.store(own, Ordering::Release);
    client.batch_execute(LISTEN).await?;
    shared.hearing.store(true, Ordering::Release);
    // What was told while nobody listened.
    shared.heard.notify_one();
    loop {
        tokio::select! {
            _ = &mut driver.0 => return Ok(()),
            () = shared.wrote.notified() => {
                if shared.untold.swap(false, Ordering::AcqRel)
                    && let Err(error) = client.batch_execute(TELL).await
                {
                    shared.untold.store(true, Ordering::Release);
                    return Err(error.into());
                }
                tokio::time::sleep(APART).await;
            }
        }
    }
}

struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn connect(shared: &Arc<Shared>, address: &Address) -> Result<(Client, JoinHandle<()>)> {
    Ok(match &address.encryption {
        Encryption::Plain => {
            let (client, connection) = address.config.connect(NoTls).await?;
            (client, tokio::spawn(drive(connection, shared.clone())))
        }
        Encryption::Checked { authorities } => {
            let (client, connection) = address.config.connect(checked(authorities.as_deref())?).await?;
            (client, tokio::spawn(drive(connection, shared.clone())))
        }
    })
}

async fn drive<S, T>(mut connection: Connection<S, T>, shared: Arc<Shared>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
        if let AsyncMessage::Notification(told) = message
            && told.process_id() != shared.own.load(Ordering::Acquire)
        {
            shared.heard.notify_one();
        }
    }
}
