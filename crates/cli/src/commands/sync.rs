//! `sync`: one exchange with the server, as far as it goes.

use app::api::sync::SyncReport;
use domain::words::counted;

use crate::args::Common;
use crate::notebook;
use crate::output::{Output, Stop};

pub fn run(common: &Common, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    let report: SyncReport = notebook::mutate(&app, "sync_now", &serde_json::json!({}))?;
    output.answer(&report, || {
        let mut lines = vec![format!(
            "Sent {}, received {}.",
            counted(report.pushed, "item", "items"),
            counted(report.pulled, "change", "changes")
        )];
        if report.held > 0 {
            lines.push(format!("Held for a supervisor: {}. Nothing is lost.", report.held));
        }
        if report.conflicts > 0 {
            lines.push(format!(
                "{} a decision; see “conflict list”.",
                counted(report.conflicts, "field needs", "fields need")
            ));
        }
        for refused in &report.refused {
            lines.push(format!("Not accepted ({}): {}", refused.id, refused.message));
        }
        if report.pending > 0 {
            lines.push(format!("Still waiting: {}.", report.pending));
        }
        lines.join("\n")
    })
}
