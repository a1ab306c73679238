//! Reaching the database: encryption, the pool, and what its errors mean.

use std::error::Error as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime, TimeoutType,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio_postgres::NoTls;
use tokio_postgres::error::SqlState;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::url::{Address, Encryption};
use crate::storage::{Result, StorageError};

/// Connections of one instance, beside the one that listens. More would only wait for the same locks,
/// and several instances share what the database allows, which is 100 unless its host changed it.
const CONNECTIONS: usize = 16;

/// How long a request waits for one of them.
const WAIT: Duration = Duration::from_secs(10);

/// What a device is told the server has is on the database's disk, whatever its host set for others.
const DURABLE: &str = "SELECT CASE current_setting('synchronous_commit')
    WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END";

impl From<tokio_postgres::Error> for StorageError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            // The detail of an error may quote a row; its message does not.
            Some(said) => meaning(said.code(), said.message()),
            None => unanswered(&error),
        }
    }
}

fn meaning(code: &SqlState, message: &str) -> StorageError {
    let message = message.to_owned();
    match code {
        &SqlState::DISK_FULL => StorageError::Full,
        &SqlState::READ_ONLY_SQL_TRANSACTION => StorageError::ReadOnly,
        &SqlState::LOCK_NOT_AVAILABLE | &SqlState::QUERY_CANCELED => StorageError::Busy,
        &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED | &SqlState::UNIQUE_VIOLATION => {
            StorageError::Collided
        }
        &SqlState::INVALID_PASSWORD
        | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION
        | &SqlState::INVALID_CATALOG_NAME
        | &SqlState::INSUFFICIENT_PRIVILEGE => StorageError::Denied(message),
        &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => StorageError::Damaged(message),
        &SqlState::UNDEFINED_TABLE | &SqlState::INVALID_SCHEMA_NAME => StorageError::NoServer,
        // The host lets nobody into this database for the moment.
        &SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE => StorageError::Unreachable(message),
        // Too many connections, starting up, shutting down.
        code if code.code().starts_with("08") || code.code().starts_with("53") || code.code().starts_with("57P") => {
            StorageError::Unreachable(message)
        }
        _ => StorageError::Other(message),
    }
}

/// The connection broke, could not be made, or said something that cannot be understood.
fn unanswered(error: &tokio_postgres::Error) -> StorageError {
    let kind = error.to_string();
    let why = error.source().map_or_else(|| kind.clone(), ToString::to_string);
    if kind.starts_with("error serializing") || kind.starts_with("error deserializing") {
        StorageError::Damaged(why)
    } else if kind.contains("configuration") || kind.contains("authentication") {
        // Such as a password that is asked for and was not given.
        StorageError::Denied(why)
    } else {
        StorageError::Unreachable(why)
    }
}

impl From<PoolError> for StorageError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Timeout(TimeoutType::Wait) => Self::Busy,
            PoolError::Timeout(_) => Self::Unreachable("no answer".to_owned()),
            PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => error.into(),
            other => Self::Other(other.to_string()),
        }
    }
}

/// A pool that makes its connections when they are needed, and again when they broke.
pub fn pool(address: &Address) -> Result<Pool> {
    let config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = match &address.encryption {
        Encryption::Plain => Manager::from_config(address.config.clone(), NoTls, config),
        Encryption::Checked { authorities } => {
            Manager::from_config(address.config.clone(), checked(authorities.as_deref())?, config)
        }
    };
    let durable = Hook::async_fn(|client, _| {
        Box::pin(async move { client.batch_execute(DURABLE).await.map_err(HookError::Backend) })
    });
    Pool::builder(manager)
        .max_size(CONNECTIONS)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .post_create(durable)
        .build()
        .map_err(|error| StorageError::Other(error.to_string()))
}

/// TLS that believes a certificate only if an authority vouches for it and its name is the host's.
pub fn checked(authorities: Option<&Path>) -> Result<MakeRustlsConnect> {
    let unusable = |why: String| StorageError::Denied(format!("the authorities' certificates cannot be used: {why}"));
    let mut roots = rustls::RootCertStore::empty();
    match authorities {
        Some(file) => {
            for certificate in CertificateDer::pem_file_iter(file).map_err(|error| unusable(error.to_string()))? {
                let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
                roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
            }
        }
        None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
    }
    let config = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
