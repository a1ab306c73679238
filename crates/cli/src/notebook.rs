//! From the command line to an open notebook, and typed questions to it.

use std::path::{Path, PathBuf};

use app::api::session::{SessionView, TroubleView, UnlockRequest};
use app::{App, Failure, SystemHost};
use domain::words::Refusal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::args::Common;
use crate::output;
use crate::passphrase::{self, Secret};
use crate::profile;

/// The program on the folder asked for. Touches nothing yet.
pub fn at(common: &Common) -> Result<App, Failure> {
    Ok(App::new(SystemHost::new(), folder(common)?))
}

pub fn folder(common: &Common) -> Result<PathBuf, Failure> {
    common
        .profile
        .clone()
        .or_else(profile::default_profile)
        .ok_or_else(|| misuse("This computer does not say where you keep your files. Nothing was changed. Name the notebook's folder with --profile."))
}

/// The notebook, opened with its passphrase. What would be refused anyway is refused before anybody
/// is asked to type.
pub fn open(common: &Common) -> Result<App, Failure> {
    let app = at(common)?;
    ready(&app)?;
    let passphrase = passphrase::of_notebook(common)?;
    unlock(common, &app, passphrase)?;
    Ok(app)
}

/// Refuses what no passphrase can open now.
pub fn ready(app: &App) -> Result<(), Failure> {
    match session(app)? {
        SessionView::FirstRun { .. } | SessionView::Choose { .. } => {
            Err(Refusal::NoNotebook { folder: app.profile().folder().to_owned() }.into())
        }
        SessionView::Trouble(trouble) => Err(in_words(trouble)),
        SessionView::Locked(locked) if locked.wait_seconds > 0 => {
            Err(Refusal::Wait { seconds: locked.wait_seconds.into() }.into())
        }
        SessionView::Locked(_) | SessionView::Open(_) => Ok(()),
    }
}

/// Refuses a folder that holds a notebook, whole or not, before anybody is asked to type.
pub fn must_be_free(app: &App) -> Result<(), Failure> {
    if app.profile().exists() {
        return Err(Refusal::Exists { folder: app.profile().folder().to_owned() }.into());
    }
    Ok(())
}

pub fn unlock(common: &Common, app: &App, passphrase: Secret) -> Result<(), Failure> {
    let request = UnlockRequest { passphrase: passphrase.to_string() };
    mutate::<Value>(app, "unlock", &request).map_err(with_its_wait)?;
    if !common.json && app.moved_on_opening() {
        say_that_it_moved(app)?;
    }
    Ok(())
}

/// Once, on the run that found it. A script finds the new device in its answers.
fn say_that_it_moved(app: &App) -> Result<(), Failure> {
    let SessionView::Open(open) = session(app)? else { return Ok(()) };
    for notice in open.notices.iter().filter(|notice| notice.id == "moved") {
        output::remark(&format!("{} {}", notice.headline, notice.detail));
    }
    Ok(())
}

/// A wrong try that starts a wait is told as the wait: a script must not try again at once.
pub fn with_its_wait(failure: Failure) -> Failure {
    match failure.wait_seconds {
        Some(seconds) if seconds > 0 && failure.code != "wait" => Refusal::Wait { seconds: seconds.into() }.into(),
        _ => failure,
    }
}

pub fn session(app: &App) -> Result<SessionView, Failure> {
    query(app, "session", &serde_json::json!({}))
}

/// The name of the person whose notebook is open.
pub fn person(app: &App) -> Result<String, Failure> {
    match session(app)? {
        SessionView::Open(open) => Ok(open.person.name),
        _ => Err(Refusal::Locked.into()),
    }
}

pub fn query<T: DeserializeOwned>(app: &App, name: &str, request: &impl Serialize) -> Result<T, Failure> {
    typed(app.query(name, value(request)?)?)
}

/// A command runs once in its process, so it needs no request id to be told from its echo.
pub fn mutate<T: DeserializeOwned>(app: &App, name: &str, request: &impl Serialize) -> Result<T, Failure> {
    typed(app.mutate("", name, value(request)?)?)
}

/// A path as a request carries it: whole, so that words about it are true in any folder.
pub fn path(path: &Path) -> Result<String, Failure> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    whole
        .into_os_string()
        .into_string()
        .map_err(|_| misuse("The path holds signs that are no text. Nothing was changed. Choose another name."))
}

fn misuse(message: &str) -> Failure {
    Failure { message: message.to_owned(), ..Failure::misuse("") }
}

fn in_words(trouble: TroubleView) -> Failure {
    let mut message = trouble.headline;
    for paragraph in trouble.paragraphs {
        message.push('\n');
        message.push_str(&paragraph);
    }
    Failure { code: trouble.code, message, retryable: trouble.retryable, field_errors: Vec::new(), wait_seconds: None }
}

fn value(request: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(request).map_err(|_| Failure::unforeseen("the request could not be written down"))
}

fn typed<T: DeserializeOwned>(answer: Value) -> Result<T, Failure> {
    serde_json::from_value(answer).map_err(|_| Failure::unforeseen("the answer does not have the form it should have"))
}
