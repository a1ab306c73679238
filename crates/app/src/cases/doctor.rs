//! What a person or a helper on the phone wants to know first when something is odd.

use domain::dates;
use store::Profile;
use store::keyfile::KeyFile;

use super::doctor_server;
use crate::api::keep::{DoctorCheck, DoctorView};
use crate::api::{Failure, Nothing};
use crate::app::App;
use crate::notebook::Notebook;

const BACKUP_OLD_DAYS: i64 = 30;

pub(crate) fn run(app: &App, _: Nothing) -> Result<DoctorView, Failure> {
    // What is open is looked at: sample data lies in a folder of its own.
    let book = app.book();
    let book = book.as_deref();
    let profile = &book.map_or_else(|| app.profile(), |book| book.store.profile().clone());
    let mut checks = vec![folder(app, profile)];
    // Sample data opens with a key that is nowhere on the disk, and is kept nowhere.
    let kept = !book.is_some_and(|book| book.sample);
    if kept {
        checks.push(keys(app, profile));
    }
    checks.extend([database(app, book), device(book), clock(app, book)]);
    if kept {
        checks.push(backup(app, book));
    }
    checks.extend(doctor_server::checks(app, book));
    Ok(DoctorView { ok: checks.iter().all(|check| check.result != "bad"), checks })
}

pub(super) fn check(id: &str, label: &str, result: &str, words: impl Into<String>) -> DoctorCheck {
    DoctorCheck { id: id.to_owned(), label: label.to_owned(), result: result.to_owned(), words: words.into() }
}

fn folder(app: &App, profile: &Profile) -> DoctorCheck {
    let folder = profile.folder();
    match store::check_writable(folder) {
        Ok(()) => check("folder", "Folder", "good", format!("{} can be written.", folder.display())),
        Err(error) => check("folder", "Folder", "bad", app.failure_at(error, folder).message),
    }
}

fn keys(app: &App, profile: &Profile) -> DoctorCheck {
    match KeyFile::read(&profile.keys()) {
        Ok(keys) if keys.wrong_tries > 0 => {
            check("keys", "Key file", "look", format!("It reads. Wrong tries since the last right one: {}.", keys.wrong_tries))
        }
        Ok(_) => check("keys", "Key file", "good", "It reads. No wrong tries since the last right one."),
        Err(error) => check("keys", "Key file", "bad", app.failure_at(error, profile.folder()).message),
    }
}

fn database(app: &App, book: Option<&Notebook>) -> DoctorCheck {
    let Some(book) = book else {
        return check("database", "Database", "look", "Locked: it is looked at once it is open.");
    };
    match book.store.check_pages() {
        Ok(()) => check("database", "Database", "good", "Every page reads and carries its seal."),
        Err(error) => {
            check("database", "Database", "bad", app.failure_at(error, book.store.profile().folder()).message)
        }
    }
}

fn device(book: Option<&Notebook>) -> DoctorCheck {
    match book.and_then(|book| book.store.read(|reader| reader.identity()).ok()) {
        Some(identity) => check(
            "device",
            "This device",
            "good",
            format!("{}, {} changes written.", identity.device(), identity.author.sequence),
        ),
        None => check("device", "This device", "look", "Locked: it is known once the notebook is open."),
    }
}

fn clock(app: &App, book: Option<&Notebook>) -> DoctorCheck {
    let now = app.host().clock().now();
    let last = book
        .and_then(|book| book.store.read(|reader| reader.identity()).ok())
        .map_or(0, |identity| i64::try_from(identity.author.clock.millis).unwrap_or(0));
    let behind = (last - now.millis()) / 1_000;
    if behind > 120 {
        let words = format!(
            "The clock says {}, which is before the last note was recorded. Notes are safe and stay in order; set the clock right so that their times are.",
            dates::full(now.utc())
        );
        return check("clock", "Clock", "look", words);
    }
    check("clock", "Clock", "good", format!("It says {}.", dates::full(now.utc())))
}

fn backup(app: &App, book: Option<&Notebook>) -> DoctorCheck {
    let now = app.host().clock().now();
    let last = book.map(|book| book.store.read(|reader| reader.last_backup()).ok().flatten());
    let joined = book.is_some_and(|book| book.store.read(|reader| reader.server()).is_ok_and(|link| link.is_some()));
    match last {
        None => check("backup", "Backup", "look", "Locked: it is known once the notebook is open."),
        Some(None) if joined => {
            check("backup", "Backup", "good", "None. What was sent is with the server; a backup also keeps drafts and what still waits.")
        }
        Some(None) => check("backup", "Backup", "look", "None yet. A backup is the only copy outside this computer: make one."),
        Some(Some(at)) if now.seconds_since(at) > BACKUP_OLD_DAYS * 86_400 => {
            check("backup", "Backup", "look", format!("The last one is from {}. Make a new one.", dates::full(at.utc())))
        }
        Some(Some(at)) => check("backup", "Backup", "good", format!("Made {}.", dates::full(at.utc()))),
    }
}
