//! What a run counted, in the log of every run: past the harness, which keeps what a passing test prints.

use std::fmt::Display;
use std::io::Write;

/// Says a line. A log that cannot be written to is no failure of what was counted.
pub fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
