//! All rows out of a file, and into one.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};
use tokio::sync::mpsc;

use super::connection::{self, Access, DatabaseKey};
use super::copy::Sealed;
use super::operate;
use crate::storage::dump::{Batch, TABLES, Table, Value};
use crate::storage::{Result, StorageError};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Nothing => ValueRef::Null,
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(stored: ValueRef<'_>) -> Result<Value> {
    Ok(match stored {
        ValueRef::Null => Value::Nothing,
        ValueRef::Integer(number) => Value::Number(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => return Err(StorageError::Damaged("a stored value is a fraction".to_owned())),
    })
}

/// Sends every row of a file. Blocks. Ends early where nobody takes them any more: they say why.
pub fn send(path: &Path, key: &DatabaseKey, way: &mpsc::Sender<Batch>) -> Result<()> {
    let mut connection = connection::open(path, key, Access::Read)?;
    let transaction = connection.transaction()?;
    for table in TABLES {
        let (names, only, order) = (table.names(), table.only, table.key_names());
        let sql = format!("SELECT {names} FROM {} WHERE {only} ORDER BY {order}", table.name);
        let mut statement = transaction.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut batch = Batch { table, rows: Vec::new() };
        while let Some(row) = rows.next()? {
            batch.rows.push((0..table.columns.len()).map(|at| value(row.get_ref(at)?)).collect::<Result<_>>()?);
            if batch.rows.len() == table.together {
                let full = std::mem::replace(&mut batch, Batch { table, rows: Vec::new() });
                if way.blocking_send(full).is_err() {
                    return Ok(());
                }
            }
        }
        if !batch.rows.is_empty() && way.blocking_send(batch).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// Puts every row that comes into a new file, and the identity beside them, as a backup has it. Blocks.
pub fn take(path: &Path, key: &DatabaseKey, identity: &Sealed, mut way: mpsc::Receiver<Batch>) -> Result<()> {
    let mut connection = connection::open(path, key, Access::Create)?;
    let transaction = connection.transaction()?;
    while let Some(batch) = way.blocking_recv() {
        put(&transaction, batch.table, &batch.rows)?;
    }
    operate::put(&transaction, "identity", identity.as_ref())?;
    transaction.commit()?;
    // One file, with its log folded in.
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;")?;
    Ok(())
}

fn put(connection: &Connection, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
    let marks = vec!["?"; table.columns.len()].join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", table.name, table.names());
    let mut statement = connection.prepare_cached(&sql)?;
    for row in rows {
        statement.execute(params_from_iter(row))?;
    }
    Ok(())
}
