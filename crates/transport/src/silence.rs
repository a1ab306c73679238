//! Telling a slow line from a dead one: when did a byte last move?

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

/// Silence that is taken for an end. A slow transfer that lives may take longer in all; people are told
/// that nothing answers within ten seconds of the last sign of life.
pub(crate) const SILENCE: Duration = Duration::from_secs(9);

/// When a byte last moved on a connection, either way.
#[derive(Debug, Clone)]
pub(crate) struct LastMoved {
    since: Instant,
    millis: Arc<AtomicU64>,
}

impl LastMoved {
    pub fn new() -> Self {
        Self { since: Instant::now(), millis: Arc::new(AtomicU64::new(0)) }
    }

    pub fn touch(&self) {
        let millis = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.millis.store(millis, Ordering::Relaxed);
    }

    pub fn at(&self) -> Instant {
        self.since + Duration::from_millis(self.millis.load(Ordering::Relaxed))
    }

    /// Waits for `work` while bytes move; gives up once none has for `limit`.
    pub async fn unless_silent<F: Future>(&self, limit: Duration, work: F) -> Option<F::Output> {
        let mut work = std::pin::pin!(work);
        loop {
            let until = self.at() + limit;
            match tokio::time::timeout_at(until, work.as_mut()).await {
                Ok(done) => return Some(done),
                Err(_) if Instant::now() >= self.at() + limit => return None,
                Err(_) => {}
            }
        }
    }
}

/// A socket that notes when a byte moves.
pub(crate) struct Watched<T> {
    inner: T,
    moved: LastMoved,
}

impl<T> Watched<T> {
    pub fn new(inner: T, moved: LastMoved) -> Self {
        Self { inner, moved }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Watched<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(cx, into);
        if into.filled().len() > before {
            self.moved.touch();
        }
        polled
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Watched<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write(cx, bytes);
        if matches!(polled, Poll::Ready(Ok(1..))) {
            self.moved.touch();
        }
        polled
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write_vectored(cx, bytes);
        if matches!(polled, Poll::Ready(Ok(1..))) {
            self.moved.touch();
        }
        polled
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_falls_silent_is_given_up_and_who_is_slow_is_waited_for() {
        let moved = LastMoved::new();
        let limit = Duration::from_secs(10);
        let began = Instant::now();
        assert_eq!(moved.unless_silent(limit, std::future::pending::<()>()).await, None);
        assert_eq!(began.elapsed().as_secs(), 10);

        moved.touch();
        let slow = async {
            for _ in 0..20 {
                tokio::time::sleep(Duration::from_secs(9)).await;
                moved.touch();
            }
        };
        assert_eq!(moved.unless_silent(limit, slow).await, Some(()));
        assert!(began.elapsed().as_secs() >= 190);
    }
}
