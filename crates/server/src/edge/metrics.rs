//! Counts for Prometheus. No names, no ids, no texts.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use crate::storage::Counts;

#[derive(Default)]
pub struct Metrics {
    answered: Mutex<BTreeMap<(&'static str, u16), u64>>,
}

impl Metrics {
    pub fn count(&self, path: &'static str, status: u16) {
        *self.answered.lock().unwrap_or_else(PoisonError::into_inner).entry((path, status)).or_default() += 1;
    }

    /// In Prometheus' text format.
    pub fn text(&self, counts: &Counts, followers: usize) -> String {
        let mut text = String::new();
        let followers = u64::try_from(followers).unwrap_or(u64::MAX);
        for (name, what, count) in [
            ("changes", "Changes in all streams", counts.changes),
            ("streams", "Streams that hold something", counts.streams),
            ("held_groups", "Groups that wait for a supervisor", counts.held),
            ("refused_changes", "Changes remembered as refused", counts.refused),
            ("devices", "Devices that were here", counts.devices),
            ("open_invitations", "Invitations neither used nor withdrawn", counts.invitations),
            ("blobs", "Photos and documents that are whole", counts.blobs),
            ("blob_bytes", "Bytes of those", counts.blob_bytes),
            ("unfinished_blobs", "Photos and documents of which parts are missing", counts.unfinished_blobs),
            ("followers", "Devices that follow the hints", followers),
        ] {
            // Writing into a string cannot fail.
            let _ =
                writeln!(text, "# HELP wardbook_{name} {what}.\n# TYPE wardbook_{name} gauge\nwardbook_{name} {count}");
        }
        text.push_str(
            "# HELP wardbook_answers_total Answers by path and status.\n# TYPE wardbook_answers_total counter\n",
        );
        for ((path, status), count) in self.answered.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let _ = writeln!(text, "wardbook_answers_total{{path=\"{path}\",status=\"{status}\"}} {count}");
        }
        text
    }
}
