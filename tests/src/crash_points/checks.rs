//! What stands in a database, row by row, read with the key and nothing of Wardbook's: a check that asked
//! the program would believe it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

pub type Checked<T = ()> = Result<T, String>;

/// Of each table a hash over its rows and how many there are; of no database nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands(BTreeMap<String, (u64, u64)>);

impl Stands {
    /// Says in which tables they differ.
    pub fn same(&self, expected: &Self) -> Checked {
        let names: std::collections::BTreeSet<&String> = self.0.keys().chain(expected.0.keys()).collect();
        let rows = |stands: &Self, name: &String| stands.0.get(name).map_or(0, |(rows, _)| *rows);
        let other: Vec<String> = names
            .into_iter()
            .filter(|name| self.0.get(*name) != expected.0.get(*name))
            .map(|name| format!("{name} has {} rows and not those {}", rows(self, name), rows(expected, name)))
            .take(4)
            .collect();
        if other.is_empty() { Ok(()) } else { Err(other.join(", ")) }
    }
}

/// The raw key of every notebook here. It protects nothing.
fn notebook_key() -> String {
    "07".repeat(32)
}

/// What a notebook in this folder holds. Not the words of its index, which verifying compares, not
/// where it lies, and not what the next opening has to do.
pub fn notebook(folder: &Path) -> Checked<Stands> {
    stands(&folder.join("wardbook.db"), &notebook_key(), |table| match table {
        "fact" => Some("SELECT * FROM fact WHERE name NOT IN ('home', 'project-again')"),
        words if words.starts_with("note_words") => None,
        _ => Some(""),
    })
}

/// As [`notebook`], without one table.
pub fn notebook_but(folder: &Path, table: &str) -> Checked<Stands> {
    let mut stands = notebook(folder)?;
    stands.0.remove(table);
    Ok(stands)
}

/// What a notebook's log holds and nothing that follows from it: the same in whichever format.
pub fn log(folder: &Path) -> Checked<Stands> {
    let mut stands = stands(&folder.join("wardbook.db"), &notebook_key(), |table| match table {
        "stream" | "change" | "identity" | "draft" | "request" | "setting" => Some(""),
        _ => None,
    })?;
    stands.0.remove("format");
    Ok(stands)
}

/// What a server in this folder holds. Not when it last heard from whom, nor whether a photo that is there to the
/// last byte was compared with its name by now: whoever asks next has it done.
pub fn server(folder: &Path) -> Checked<Stands> {
    let file = folder.join("server.db");
    if !file.exists() {
        return Ok(Stands(BTreeMap::new()));
    }
    let key = std::fs::read_to_string(folder.join("key")).map_err(|error| format!("the key: {error}"))?;
    stands(&file, key.trim(), |table| match table {
        "device" => None,
        "blob" => Some("SELECT id, size, have, drops FROM blob"),
        _ => Some(""),
    })
}

/// `sql` says how a table is read: an empty text for all of it, nothing where it is passed over.
fn stands(file: &Path, key: &str, sql: fn(&str) -> Option<&'static str>) -> Checked<Stands> {
    let mut found = BTreeMap::new();
    if !file.exists() {
        return Ok(Stands(found));
    }
    let connection = open(file, key)?;
    let fault = |error: rusqlite::Error| format!("{} does not read: {error}", file.display());
    let format: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(fault)?;
    found.insert("format".to_owned(), (format.unsigned_abs(), 0));
    let tables: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        .map_err(fault)?
        .query_map([], |row| row.get(0))
        .map_err(fault)?
        .collect::<Result<_, _>>()
        .map_err(fault)?;
    for table in tables {
        let Some(sql) = sql(&table) else { continue };
        let sql = if sql.is_empty() { format!("SELECT * FROM \"{table}\"") } else { sql.to_owned() };
        found.insert(table, rows(&connection, &sql).map_err(fault)?);
    }
    Ok(Stands(found))
}

fn rows(connection: &Connection, sql: &str) -> rusqlite::Result<(u64, u64)> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let (mut count, mut hasher) = (0, DefaultHasher::new());
    while let Some(row) = rows.next()? {
        count += 1;
        for at in 0..columns {
            match row.get_ref(at)? {
                ValueRef::Null => hasher.write_u8(0),
                ValueRef::Integer(number) => hasher.write_i64(number),
                ValueRef::Real(number) => hasher.write_u64(number.to_bits()),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.hash(&mut hasher),
            }
        }
    }
    Ok((count, hasher.finish()))
}

/// The file as somebody with the key and another program opens it. Closing it leaves the log as it is, for
/// the program to find.
fn open(file: &Path, key: &str) -> Checked<Connection> {
    let fault = |error: rusqlite::Error| format!("{} does not open: {error}", file.display());
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(fault)?;
    let key = format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{key}'\";");
    connection.execute_batch(&key).map_err(fault)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(fault)?;
    Ok(connection)
}

/// Every page's seal holds, and SQLite finds nothing wrong.
fn sound(connection: &Connection) -> Checked {
    for pragma in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
        let mut statement = connection.prepare(pragma).map_err(|error| error.to_string())?;
        let mut rows = statement.query([]).map_err(|error| error.to_string())?;
        while let Some(row) = rows.next().map_err(|error| error.to_string())? {
            let found: String = row.get(0).map_err(|error| error.to_string())?;
            if found != "ok" {
                return Err(found);
            }
        }
    }
    Ok(())
}

/// A copy of a notebook's file that has its name is whole.
pub fn copy(file: &Path, whole: &Path) -> Checked {
    let (copy, whole) = (open(file, &notebook_key())?, open(whole, &notebook_key())?);
    sound(&copy).map_err(|what| format!("the copy is damaged: {what}"))?;
    let log =
        |of: &Connection| rows(of, "SELECT no, id, header FROM change ORDER BY no").map_err(|error| error.to_string());
    if log(&copy)? == log(&whole)? { Ok(()) } else { Err("the copy is not whole".to_owned()) }
}

/// A backup that has its name is whole, and holds what the database held at one moment: in each stream, or
/// in the one log of a notebook, the first so many changes and no gap.
pub fn backup(file: &Path, whole: &Path, folder: &Path) -> Checked {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let key = std::fs::read_to_string(folder.join("key")).map_or_else(|_| notebook_key(), |key| key.trim().to_owned());
    let line = 1 + bytes.iter().position(|byte| *byte == b'\n').ok_or("the backup has no first line")?;
    // A notebook's backup holds its key file between the first line and the database.
    let notebook = bytes.starts_with(b"WARDBOOK BACKUP");
    let database = if notebook {
        let length = bytes.get(line..line + 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
        line + 8 + usize::try_from(length.ok_or("the backup is cut short")?).unwrap_or(usize::MAX)
    } else {
        line
    };
    let apart = file.with_extension("apart");
    std::fs::write(&apart, bytes.get(database..).ok_or("the backup is cut short")?)
        .map_err(|error| error.to_string())?;
    let sql =
        if notebook { "SELECT no, id FROM change ORDER BY no" } else { "SELECT place, id FROM change ORDER BY place" };
    let changes = |file: &Path| -> Checked<Vec<(i64, Vec<u8>)>> {
        let connection = open(file, &key)?;
        if file == apart {
            sound(&connection).map_err(|what| format!("the backup is damaged: {what}"))?;
        }
        let mut statement = connection.prepare(sql).map_err(|error| error.to_string())?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(|error| error.to_string())?;
        rows.collect::<Result<_, _>>().map_err(|error| error.to_string())
    };
    let (kept, held) = (changes(&apart)?, changes(whole)?);
    std::fs::remove_file(&apart).map_err(|error| error.to_string())?;
    // The number of a server's change is its stream's and its position there.
    let stream = |no: i64| if notebook { 0 } else { no >> 32 };
    for (number, (no, id)) in kept.iter().enumerate() {
        let before = number.checked_sub(1).map(|before| kept[before].0);
        let expected = match before {
            Some(before) if stream(before) == stream(*no) => held.iter().find(|(held, _)| *held > before),
            _ => held.iter().find(|(held, _)| stream(*held) == stream(*no)),
        };
        if expected.is_none_or(|(held, of)| held != no || of != id) {
            return Err(format!("the backup has a gap or another change at {no}"));
        }
    }
    Ok(())
}

/// A notebook's file as the first version that was released left it: the tables and columns that came with
/// later formats go, and what follows from the log into them with them.
pub fn of_the_first_format(folder: &Path, first: &str) -> Checked {
    let fault = |error: rusqlite::Error| error.to_string();
    let (now, old) = (folder.join("wardbook.db"), folder.join("old.db"));
    let connection = Connection::open(&old).map_err(fault)?;
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\";", notebook_key())).map_err(fault)?;
    connection.execute_batch(first).map_err(fault)?;
    let attach = format!("ATTACH DATABASE '{}' AS now KEY \"x'{}'\";", now.display(), notebook_key());
    connection.execute_batch(&attach).map_err(fault)?;
    let names = |sql: String| -> Checked<Vec<String>> {
        let mut statement = connection.prepare(&sql).map_err(fault)?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(fault)?;
        rows.collect::<Result<_, _>>().map_err(fault)
    };
    let tables = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'note_words%'";
    for table in names(tables.to_owned())? {
        let columns = names(format!("SELECT name FROM pragma_table_info('{table}', 'main')"))?;
        let there = names(format!("SELECT name FROM pragma_table_info('{table}', 'now')"))?;
        let columns: Vec<String> = columns.into_iter().filter(|column| there.contains(column)).collect();
        let columns = columns.join(", ");
        let copy = format!("INSERT INTO main.\"{table}\" ({columns}) SELECT {columns} FROM now.\"{table}\";");
        connection.execute_batch(&copy).map_err(|error| format!("{table}: {error}"))?;
    }
    let application: i64 = connection.query_row("PRAGMA now.application_id", [], |row| row.get(0)).map_err(fault)?;
    // What the index holds cannot be copied: it is left to be made, as a page leaves it.
    let rest = format!(
        "INSERT INTO fact (name, value) SELECT printf('index-pending/%012d', no), no FROM note;
         DETACH DATABASE now; PRAGMA application_id = {application}; PRAGMA user_version = 1;"
    );
    connection.execute_batch(&rest).map_err(fault)?;
    connection.close().map_err(|(_, error)| fault(error))?;
    std::fs::rename(&old, &now).map_err(|error| error.to_string())
}
