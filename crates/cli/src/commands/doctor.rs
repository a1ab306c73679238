//! `doctor`: looks for what may cause trouble. Made for the day the notebook does not open, so it goes
//! on without the passphrase and says less.

use app::api::keep::DoctorView;
use app::api::session::SessionView;
use app::{App, Failure};
use domain::words::{self, Refusal};

use crate::args::Common;
use crate::output::{Output, Stop, row};
use crate::{notebook, passphrase};

pub fn run(common: &Common, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::at(common)?;
    open_if_possible(common, &app)?;
    let found: DoctorView = notebook::mutate(&app, "doctor", &serde_json::json!({}))?;
    output.answer(&found, || text(&found))?;
    if found.ok { Ok(()) } else { Err(Stop::Found(trouble(&found))) }
}

/// A passphrase that is wrong is told; a notebook that does not open is what the looking is for.
fn open_if_possible(common: &Common, app: &App) -> Result<(), Failure> {
    match notebook::session(app)? {
        SessionView::FirstRun { .. } | SessionView::Choose { .. } => {
            return Err(Refusal::NoNotebook { folder: app.profile().folder().to_owned() }.into());
        }
        SessionView::Trouble(_) | SessionView::Open(_) => return Ok(()),
        SessionView::Locked(locked) if locked.wait_seconds > 0 => {
            return Err(Refusal::Wait { seconds: locked.wait_seconds.into() }.into());
        }
        SessionView::Locked(_) => {}
    }
    let Some(passphrase) = passphrase::of_notebook_if_given(common)? else { return Ok(()) };
    match notebook::unlock(common, app, passphrase) {
        Err(failure) if matches!(failure.code.as_str(), "passphrase-wrong" | "wait") => Err(failure),
        _ => Ok(()),
    }
}

fn text(found: &DoctorView) -> String {
    let mut text = String::new();
    for check in &found.checks {
        let result = match check.result.as_str() {
            "good" => "good",
            "look" => "look at this",
            "bad" => "not good",
            other => other,
        };
        text += &row(result, &format!("{}: {}", check.label, check.words));
    }
    text
}

fn trouble(found: &DoctorView) -> Failure {
    let bad: Vec<&str> =
        found.checks.iter().filter(|check| check.result == "bad").map(|check| check.words.as_str()).collect();
    Failure {
        code: "doctor".to_owned(),
        message: format!(
            "{} not as it should be. Nothing was changed. {}",
            words::counted(bad.len() as u64, "thing is", "things are"),
            bad.join(" ")
        )
        .trim()
        .to_owned(),
        field_errors: Vec::new(),
        retryable: false,
        wait_seconds: None,
    }
}
