//! One thread that writes. What waits while a transaction reaches the disk goes into the next one
//! together, so that many devices share each wait for the disk. A job that fails takes back its own
//! part alone; nobody is answered before all of it is on the disk.

use std::sync::mpsc;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use crate::storage::{Result, StorageError};

/// Jobs in one transaction at most: enough to share a wait, few enough that the first does not wait long.
const TOGETHER: usize = 64;

trait Job: Send {
    /// Whether what it took out must not stay in the write-ahead log either.
    fn empties_log(&self) -> bool;
    fn run(&mut self, transaction: &Transaction<'_>) -> Result<()>;
    fn finish(self: Box<Self>, committed: Result<()>);
}

struct Typed<T, F> {
    empties_log: bool,
    work: Option<F>,
    result: Option<T>,
    failed: Option<StorageError>,
    answer: oneshot::Sender<Result<T>>,
}

impl<T, F> Job for Typed<T, F>
where
    T: Send,
    F: FnOnce(&Transaction<'_>) -> Result<T> + Send,
{
    fn empties_log(&self) -> bool {
        self.empties_log
    }

    fn run(&mut self, transaction: &Transaction<'_>) -> Result<()> {
        let Some(work) = self.work.take() else { return Ok(()) };
        match work(transaction) {
            Ok(result) => {
                self.result = Some(result);
                Ok(())
            }
            Err(error) => {
                self.failed = Some(error.clone());
                Err(error)
            }
        }
    }

    fn finish(self: Box<Self>, committed: Result<()>) {
        let answer = match (self.failed, committed, self.result) {
            (Some(error), _, _) | (None, Err(error), _) => Err(error),
            (None, Ok(()), Some(result)) => Ok(result),
            (None, Ok(()), None) => Err(gone()),
        };
        // Whoever asked may have hung up meanwhile; what was done stays done.
        let _ = self.answer.send(answer);
    }
}

fn gone() -> StorageError {
    StorageError::Other("the writer has stopped".to_owned())
}

/// The writing side. Dropping it waits until everything queued is on the disk and the file is closed: a
/// program that ends while a thread still enciphers a page pulls the cipher from under it.
pub struct Writer {
    jobs: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Writer {
    pub fn start(connection: Connection) -> Result<Self> {
        let (jobs, queue) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("wardbook-writer".to_owned())
            .spawn(move || write(connection, &queue))
            .map_err(|error| StorageError::Other(error.to_string()))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    pub async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    {
        self.run_as(false, work).await
    }

    /// As [`Self::run`], and the write-ahead log is emptied before anybody is answered: what was erased is in it as
    /// it was written. Where somebody reads at that moment it is emptied later.
    pub async fn run_and_empty_log<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    {
        self.run_as(true, work).await
    }

    async fn run_as<T, F>(&self, empties_log: bool, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = Box::new(Typed { empties_log, work: Some(work), result: None, failed: None, answer });
        self.jobs.as_ref().ok_or_else(gone)?.send(job).map_err(|_| gone())?;
        answered.await.unwrap_or_else(|_| Err(gone()))
    }
}

fn write(mut connection: Connection, queue: &mpsc::Receiver<Box<dyn Job>>) {
    while let Ok(first) = queue.recv() {
        let mut jobs = vec![first];
        while jobs.len() < TOGETHER
            && let Ok(next) = queue.try_recv()
        {
            jobs.push(next);
        }
        let committed = together(&mut connection, &mut jobs);
        if committed.is_ok() && jobs.iter().any(|job| job.empties_log()) {
            let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
        for job in jobs {
            job.finish(committed.clone());
        }
    }
    // Nothing is left in the log for the next start.
    let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);");
}

fn together(connection: &mut Connection, jobs: &mut [Box<dyn Job>]) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in jobs.iter_mut() {
        transaction.execute_batch("SAVEPOINT job")?;
        match job.run(&transaction) {
            Ok(()) => transaction.execute_batch("RELEASE job")?,
            Err(_) => transaction.execute_batch("ROLLBACK TO job; RELEASE job")?,
        }
    }
    transaction.commit()?;
    Ok(())
}
