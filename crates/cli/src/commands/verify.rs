//! `verify`: everything read once and compared with a fresh fold.

use app::api::keep::VerifyView;
use domain::words::Refusal;
use serde::Serialize;

use crate::args::Common;
use crate::notebook;
use crate::output::{Output, Stop};

#[derive(Serialize)]
struct Verified {
    changes: u64,
    records: u64,
    streams: u64,
}

pub fn run(common: &Common, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    let verified: VerifyView = notebook::mutate(&app, "verify", &serde_json::json!({}))?;
    if let Some(fault) = verified.fault {
        return Err(Refusal::VerifyFailed { fault }.into());
    }
    let VerifyView { changes, records, streams, words, .. } = verified;
    output.answer(&Verified { changes, records, streams }, || words)
}
