//! Reading a notebook that does not open: one that could not be brought to this version's format, or whose file is
//! damaged in places. Whatever changes can still be read are folded anew into a passing file under the same key; the
//! notebook itself is only read.
//!
//! Everything else in a notebook follows from its changes, so this leans on one table that no format ever altered.
//! What is read here can be taken out. It is no notebook to go on with: what waits to be sent stays where it was.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, types::Value};

use crate::apply::{self, CHANGE_COLUMNS, Indexing, Placed};
use crate::connection::{self, Access};
use crate::disk;
use crate::error::{Result, StoreError};
use crate::keyfile::DatabaseKey;
use crate::migrate;
use crate::profile::Profile;
use crate::store::Store;

/// What does not follow from changes and is needed to read them: whose they are, and how long they may be read.
const BESIDE: &[&str] = &["stream", "identity", "fact", "server", "purged"];

/// What could be read.
pub struct Rescued {
    /// Lies in a folder of its own ([`Profile::rescued`]), which goes with whoever opened it.
    pub store: Store,
    pub changes: u64,
    /// Places in the file at which a change stood that could not be read.
    pub unreadable: u64,
}

impl Store {
    /// Reads what can be read of the notebook in this folder, whatever its format.
    ///
    /// [`StoreError::Damaged`] where nothing can; what keeps a file from being written is said as everywhere.
    pub fn rescue(profile: &Profile, key: DatabaseKey) -> Result<Rescued> {
        let apart = profile.rescued();
        let rescued = Self::put_together(profile, apart.clone(), key);
        if rescued.is_err() {
            // Half of it helps nobody, and is in nobody's way.
            let _ = apart.discard();
        }
        rescued
    }

    fn put_together(profile: &Profile, apart: Profile, key: DatabaseKey) -> Result<Rescued> {
        let source = connection::open(&profile.database(), &key, Access::Read)?;
        // That it is ours, and not of a version that keeps more than this one knows.
        migrate::format_of(&source)?;
        apart.discard()?;
        disk::create_private_folder(apart.folder())?;
        let path = apart.database();
        disk::create_new(&path)?;
        let mut fresh = connection::open(&path, &key, Access::Write)?;
        migrate::migrate(&mut fresh)?;
        let transaction = fresh.transaction()?;
        for table in BESIDE {
            copy_rows(&source, &transaction, table)?;
        }
        let (changes, unreadable) = copy_changes(&source, &transaction)?;
        transaction.commit()?;
        if changes == 0 {
            return Err(StoreError::Damaged("no change can be read".to_owned()));
        }
        connection::close_as_one_file(fresh)?;
        Ok(Rescued { store: Store::open(apart, key)?, changes, unreadable })
    }
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// The columns that both formats have. A row that cannot be read is left out.
fn copy_rows(source: &Connection, fresh: &Connection, table: &str) -> Result<()> {
    let there: BTreeSet<String> = columns(source, table)?.into_iter().collect();
    let both: Vec<String> = columns(fresh, table)?.into_iter().filter(|column| there.contains(column)).collect();
    if both.is_empty() {
        return Ok(());
    }
    let (names, places) = (both.join(", "), vec!["?"; both.len()].join(", "));
    let mut statement = source.prepare(&format!("SELECT {names} FROM {table}"))?;
    let mut rows = statement.query([])?;
    let put = format!("INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})");
    while let Ok(Some(row)) = rows.next() {
        let values: rusqlite::Result<Vec<Value>> = (0..both.len()).map(|at| row.get(at)).collect();
        if let Ok(values) = values {
            fresh.prepare_cached(&put)?.execute(rusqlite::params_from_iter(values))?;
        }
    }
    Ok(())
}

/// One by one, by number: a page that does not read costs what stands on it and nothing behind it.
fn copy_changes(source: &Connection, fresh: &Connection) -> Result<(u64, u64)> {
    let last: i64 = source.query_row("SELECT coalesce(max(no), 0) FROM change", [], |row| row.get(0))?;
    let (mut changes, mut unreadable) = (0, 0);
    for no in 1..=last {
        match copy_change(source, fresh, no) {
            Ok(true) => changes += 1,
            // Numbers of what was purged are free.
            Ok(false) => {}
            Err(error @ (StoreError::Full | StoreError::ReadOnly | StoreError::Io(_))) => return Err(error),
            Err(_) => unreadable += 1,
        }
    }
    Ok((changes, unreadable))
}

fn copy_change(source: &Connection, fresh: &Connection, no: i64) -> Result<bool> {
    let sql = format!("SELECT {CHANGE_COLUMNS}, position FROM change WHERE no = ?1");
    let read = source
        .prepare_cached(&sql)?
        .query_row([no], |row| Ok(apply::change_from_row(row).map(|change| (change, row.get::<_, Option<i64>>(4)))))
        .optional()?;
    let Some(read) = read else { return Ok(false) };
    let ((change, time), position) = read?;
    let placed = position?.zip(time).map(|(position, time)| Placed { position: position.cast_unsigned(), time });
    // What does not fold takes nothing else along.
    fresh.execute_batch("SAVEPOINT one")?;
    match apply::take_as(fresh, &change, placed, Some(no), Indexing::Now) {
        Ok(_) => fresh.execute_batch("RELEASE one")?,
        Err(error) => {
            fresh.execute_batch("ROLLBACK TO one; RELEASE one")?;
            return Err(error);
        }
    }
    Ok(true)
}
