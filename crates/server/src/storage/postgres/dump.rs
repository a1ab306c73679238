//! All rows out of the database, and into an empty one.

use deadpool_postgres::Transaction;
use tokio::sync::mpsc;
use tokio_postgres::types::ToSql;

use super::read::cell;
use crate::storage::dump::{Batch, Sort, TABLES, Table, Value};
use crate::storage::{Result, StorageError};

/// Sends every row, as all stood at one moment if the transaction sees one. Ends early where nobody
/// takes them any more: they say why.
pub async fn send(transaction: &Transaction<'_>, way: &mpsc::Sender<Batch>) -> Result<()> {
    for table in TABLES {
        let (names, only, order) = (table.names(), table.only, table.key_names());
        let sql = format!("SELECT {names} FROM {} WHERE {only} ORDER BY {order}", table.name);
        let portal = transaction.bind(&sql, &[]).await?;
        loop {
            let rows = transaction.query_portal(&portal, i32::try_from(table.together).unwrap_or(i32::MAX)).await?;
            if rows.is_empty() {
                break;
            }
            let rows = rows.iter().map(|row| row_of(table, row)).collect::<Result<_>>()?;
            if way.send(Batch { table, rows }).await.is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn row_of(table: &Table, row: &tokio_postgres::Row) -> Result<Vec<Value>> {
    let value = |(at, (_, sort)): (usize, &(&str, Sort))| {
        let found = match sort {
            Sort::Number => cell::<Option<i64>>(row, at)?.map(Value::Number),
            Sort::Text => cell::<Option<String>>(row, at)?.map(Value::Text),
            Sort::Bytes => cell::<Option<Vec<u8>>>(row, at)?.map(Value::Bytes),
        };
        Ok(found.unwrap_or(Value::Nothing))
    };
    table.columns.iter().enumerate().map(value).collect()
}

/// Puts every row that comes into tables that hold none.
pub async fn take(transaction: &Transaction<'_>, way: &mut mpsc::Receiver<Batch>) -> Result<()> {
    while let Some(batch) = way.recv().await {
        put(transaction, &batch).await?;
    }
    // The next stream's number follows on.
    let sql = "SELECT setval(pg_get_serial_sequence('stream', 'number'), greatest(max(number), 1)) FROM stream";
    transaction.execute(sql, &[]).await?;
    Ok(())
}

async fn put(transaction: &Transaction<'_>, batch: &Batch) -> Result<()> {
    let table = batch.table;
    let mut columns: Vec<Box<dyn ToSql + Sync + Send>> = Vec::new();
    let mut marks = Vec::new();
    for (at, (name, sort)) in table.columns.iter().enumerate() {
        let values = || batch.rows.iter().map(|row| row.get(at).unwrap_or(&Value::Nothing));
        let wrong = || StorageError::Damaged(format!("a stored {name} is of another sort"));
        let (column, array): (Box<dyn ToSql + Sync + Send>, _) = match sort {
            Sort::Number => (Box::new(of_sort(values(), number).ok_or_else(wrong)?), "bigint[]"),
            Sort::Text => (Box::new(of_sort(values(), words).ok_or_else(wrong)?), "text[]"),
            Sort::Bytes => (Box::new(of_sort(values(), bytes).ok_or_else(wrong)?), "bytea[]"),
        };
        columns.push(column);
        marks.push(format!("${}::{array}", at + 1));
    }
    let (names, marks) = (table.names(), marks.join(", "));
    let sql = format!("INSERT INTO {} ({names}) SELECT * FROM unnest({marks})", table.name);
    let parameters: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|column| column.as_ref() as _).collect();
    transaction.execute(&sql, &parameters).await?;
    Ok(())
}

/// A column's values; none where one of them is of another sort.
fn of_sort<'a, T>(values: impl Iterator<Item = &'a Value>, read: fn(&Value) -> Option<T>) -> Option<Vec<Option<T>>> {
    let one = |value: &Value| if *value == Value::Nothing { Some(None) } else { read(value).map(Some) };
    values.map(one).collect()
}

fn number(value: &Value) -> Option<i64> {
    if let Value::Number(number) = value { Some(*number) } else { None }
}

fn words(value: &Value) -> Option<String> {
    if let Value::Text(text) = value { Some(super::operate::text(text)) } else { None }
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    if let Value::Bytes(bytes) = value { Some(bytes.clone()) } else { None }
}
