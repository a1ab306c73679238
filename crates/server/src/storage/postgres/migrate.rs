//! The tables' format: one SQL file per step, each run once, none edited once released.
//! `schema-postgres.sql` is their sum, and a test says so.

use deadpool_postgres::Transaction;

use super::lock;
use crate::storage::{Result, StorageError};

const STEPS: &[&str] = &[
    include_str!("../../../migrations-postgres/20261124T1800_server.sql"),
    include_str!("../../../migrations-postgres/20261129T0900_blobs.sql"),
    include_str!("../../../migrations-postgres/20261129T2040_erased.sql"),
];

/// The format this version writes.
pub const FORMAT: i64 = STEPS.len() as i64;

/// What was found in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// A server that is being made, or whose making broke off.
    Unfinished,
    Server,
}

pub async fn look(transaction: &Transaction<'_>) -> Result<Found> {
    let here: bool = transaction.query_one("SELECT to_regclass('wardbook.meta') IS NOT NULL", &[]).await?.try_get(0)?;
    if !here {
        return Ok(Found::Nothing);
    }
    let unfinished = transaction.query_opt("SELECT 1 FROM wardbook.meta WHERE name = 'unfinished'", &[]).await?;
    Ok(if unfinished.is_some() { Found::Unfinished } else { Found::Server })
}

/// Makes the tables in a database that holds no server. What an earlier try left is cleared.
pub async fn create(transaction: &Transaction<'_>) -> Result<()> {
    lock::alone(transaction).await?;
    let encoding: String = transaction.query_one("SHOW server_encoding", &[]).await?.try_get(0)?;
    if encoding != "UTF8" {
        return Err(StorageError::Other(format!("its encoding is {encoding} and has to be UTF8")));
    }
    match look(transaction).await? {
        Found::Server => return Err(StorageError::Taken),
        Found::Unfinished => transaction.batch_execute("DROP SCHEMA wardbook CASCADE").await?,
        Found::Nothing => {}
    }
    transaction.batch_execute("CREATE SCHEMA IF NOT EXISTS wardbook").await?;
    for step in STEPS {
        transaction.batch_execute(step).await?;
    }
    transaction.execute("INSERT INTO format (version) VALUES ($1)", &[&FORMAT]).await?;
    Ok(())
}

/// Brings a server's tables to [`FORMAT`].
pub async fn migrate(transaction: &Transaction<'_>) -> Result<()> {
    if look(transaction).await? != Found::Server {
        return Err(StorageError::NoServer);
    }
    if version(transaction).await? == FORMAT {
        return Ok(());
    }
    // Several instances may start at once; the first does it, the others find it done.
    lock::alone(transaction).await?;
    let found = version(transaction).await?;
    if found > FORMAT {
        return Err(StorageError::Newer { found, known: FORMAT });
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.batch_execute(step).await?;
    }
    transaction.execute("UPDATE format SET version = $1", &[&FORMAT]).await?;
    Ok(())
}

async fn version(transaction: &Transaction<'_>) -> Result<i64> {
    Ok(transaction.query_one("SELECT version FROM format", &[]).await?.try_get(0)?)
}
