//! The gate before all locks on rows. Whoever places takes it shared; whoever writes what rights are
//! made from (`control`, `reference`), makes the tables or begins another life takes it alone. So the
//! directory by which a group was judged cannot move while the group is placed, and nobody writes to
//! one row for every push, as a shared lock on the row of `control` would.

use deadpool_postgres::Transaction;

use crate::storage::Result;

/// "WARD", and a number within it.
const GATE: (i32, i32) = (0x5741_5244, 1);

pub const SHARED: &str = "SELECT pg_advisory_xact_lock_shared($1, $2)";
pub const ALONE: &str = "SELECT pg_advisory_xact_lock($1, $2)";

pub const KEY: (&i32, &i32) = (&GATE.0, &GATE.1);

pub async fn alone(transaction: &Transaction<'_>) -> Result<()> {
    transaction.execute(ALONE, &[KEY.0, KEY.1]).await?;
    Ok(())
}
