//! Everything a storage keeps, row by row: so that what was kept in one can be put into another. The
//! tables and their columns are the same in each.

use tokio::sync::mpsc;

/// A stored value, whatever kept it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Nothing,
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Number,
    Text,
    Bytes,
}

/// A table, with its columns; those of its key come first, and rows are in their order.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Sort)],
    /// How many of the columns are its key.
    pub key: usize,
    /// Which rows there are to speak of.
    pub only: &'static str,
    /// How many rows travel together: fewer of those that are large.
    pub together: usize,
}

use Sort::{Bytes as B, Number as N, Text as T};

const TOGETHER: usize = 500;
/// Rows of up to 64 KiB.
const FEW: usize = 64;

pub const TABLES: &[Table] = &[
    // Where a server is being made is said in each storage for itself.
    Table {
        name: "meta",
        columns: &[("name", T), ("value", B)],
        key: 1,
        only: "name NOT IN ('unfinished', 'identity')",
        together: TOGETHER,
    },
    Table {
        name: "stream",
        columns: &[("number", N), ("id", B), ("position", N), ("chain", B), ("time", N)],
        key: 1,
        only: "position > 0",
        together: TOGETHER,
    },
    Table {
        name: "change",
        columns: &[
            ("place", N),
            ("id", B),
            ("device", B),
            ("sequence", N),
            ("hash", B),
            ("chain", B),
            ("time", N),
            ("group_id", B),
            ("group_index", N),
            ("author", B),
            ("kind", T),
            ("header", B),
            ("signature", B),
            ("body", B),
        ],
        key: 1,
        only: "1 = 1",
        together: TOGETHER,
    },
    Table { name: "erased", columns: &[("stream", B), ("record", B)], key: 2, only: "1 = 1", together: TOGETHER },
    Table {
        name: "apart",
        columns: &[
            ("id", B),
            ("device", B),
            ("sequence", N),
            ("hash", B),
            ("group_id", B),
            ("group_index", N),
            ("arrived", N),
            ("code", T),
            ("header", B),
            ("signature", B),
            ("body", B),
        ],
        key: 1,
        only: "1 = 1",
        together: TOGETHER,
    },
    Table {
        name: "held",
        columns: &[
            ("group_id", B),
            ("author", B),
            ("device", B),
            ("stream", B),
            ("area", B),
            ("since", T),
            ("arrived", N),
            ("state", N),
            ("decider", T),
            ("reason", T),
            ("decided", N),
        ],
        key: 1,
        only: "1 = 1",
        together: TOGETHER,
    },
    Table {
        name: "device",
        columns: &[("id", B), ("last_seen", N), ("pending", N), ("program", T), ("forked", N)],
        key: 1,
        only: "last_seen > 0 OR forked <> 0",
        together: TOGETHER,
    },
    Table {
        name: "purge",
        columns: &[("device", B), ("stream", B), ("asked", N)],
        key: 2,
        only: "1 = 1",
        together: TOGETHER,
    },
    Table {
        name: "invitation",
        columns: &[
            ("hash", B),
            ("person", B),
            ("made", N),
            ("expires", N),
            ("used", N),
            ("used_by", B),
            ("withdrawn", N),
        ],
        key: 1,
        only: "1 = 1",
        together: TOGETHER,
    },
    Table {
        name: "blob",
        columns: &[("id", B), ("size", N), ("have", N), ("whole", N), ("drops", N), ("moved", N)],
        key: 1,
        only: "1 = 1",
        together: TOGETHER,
    },
    Table {
        name: "blob_use",
        columns: &[("blob", B), ("change", B), ("stream", B), ("author", B)],
        key: 2,
        only: "1 = 1",
        together: TOGETHER,
    },
    Table {
        name: "blob_part",
        columns: &[("blob", B), ("start", N), ("bytes", B)],
        key: 2,
        only: "1 = 1",
        together: FEW,
    },
];

/// Rows of one table.
pub struct Batch {
    pub table: &'static Table,
    pub rows: Vec<Vec<Value>>,
}

/// Batches on their way from one storage to another: few, since each may hold much text.
pub fn way() -> (mpsc::Sender<Batch>, mpsc::Receiver<Batch>) {
    mpsc::channel(2)
}

impl Table {
    pub fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    pub fn key_names(&self) -> String {
        self.columns.iter().take(self.key).map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}
