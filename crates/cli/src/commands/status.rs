//! `status`: whose notebook this is, what it holds, and what waits.

use app::api::session::{SessionView, StatusView};
use domain::words::{counted, grouped};

use crate::args::Common;
use crate::notebook;
use crate::output::{Output, Stop, row};

pub fn run(common: &Common, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    let status: StatusView = notebook::query(&app, "status", &serde_json::json!({}))?;
    let SessionView::Open(open) = notebook::session(&app)? else {
        return Err(domain::words::Refusal::Locked.into());
    };
    output.answer(&status, || {
        let mut text = format!("{}\n", status.person);
        text += &format!("  {} {}\n", sentence(&open.sync.headline), sentence(&open.sync.detail));
        for notice in &open.notices {
            text += &format!("  {} {}\n", sentence(&notice.headline), sentence(&notice.detail));
        }
        text.push('\n');
        text += &row("Partnership", &status.partnership);
        if let Some(role) = &status.role {
            text += &row("Role", role);
        }
        text += &row(
            "Wards",
            &format!("{} (boundaries of {})", counted(status.wards.len() as u64, "ward", "wards"), open.boundaries),
        );
        text += &row("Records", &grouped(status.records));
        for (word, count) in
            [("Waiting", status.pending), ("To look at", status.attention), ("To decide", status.conflicts)]
        {
            if count > 0 {
                text += &row(word, &grouped(count));
            }
        }
        for (word, at) in [("Last update", &status.last_sync), ("Reading until", &status.lease_until)] {
            if let Some(at) = at {
                text += &row(word, &on_a_clock(at));
            }
        }
        text += &row("Device", &status.device);
        text += &row("Folder", &app.profile().folder().display().to_string());
        text
    })
}

/// A moment as people say it; what cannot be read is shown as it is.
fn on_a_clock(at: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(at)
        .map_or_else(|_| at.to_owned(), |at| domain::dates::full(at.with_timezone(&chrono::Utc)))
}

/// The corner of the window leaves the last full stop out; a line of text has it.
fn sentence(text: &str) -> String {
    match text.chars().last() {
        None | Some('.' | '?' | '!') => text.to_owned(),
        Some(_) => format!("{text}."),
    }
}
