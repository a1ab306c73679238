//! What `doctor` says of the server: whom this device belongs to, how it stands with it, and what is odd.

use domain::dates;
use domain::words::{self, counted};
use protocol::Fingerprint;
use store::{OutboxState, ServerLink};

use super::doctor::check;
use super::histories;
use crate::api::keep::DoctorCheck;
use crate::app::App;
use crate::notebook::Notebook;
use crate::views;

/// Nothing in a notebook without a server.
pub(super) fn checks(app: &App, book: Option<&Notebook>) -> Vec<DoctorCheck> {
    let Some(book) = book else { return Vec::new() };
    let Some(link) = book.store.read(|reader| reader.server()).ok().flatten() else { return Vec::new() };
    let mut checks = vec![server(app, &link), lease(app, &link), outbox(book)];
    checks.extend(clock(app, &link));
    checks.extend(device(book));
    checks.extend(unsent(book));
    checks.extend(told_otherwise(book));
    checks.extend(set_aside(book));
    checks
}

fn server(app: &App, link: &ServerLink) -> DoctorCheck {
    let place = format!("{}, key {}", link.addresses.join(" or "), Fingerprint::of(&link.key));
    let now = app.host().clock().now();
    match link.synced_at {
        None => check("server", "Server", "look", format!("{place}. Nothing has been exchanged yet.")),
        Some(at) if now.seconds_since(at) > 3 * 86_400 => {
            let days = now.seconds_since(at) / 86_400;
            check("server", "Server", "look", format!("{place}. {}", words::stale(days.unsigned_abs())))
        }
        Some(at) => check("server", "Server", "good", format!("{place}. Last exchange {}.", views::at_words(at, now))),
    }
}

fn lease(app: &App, link: &ServerLink) -> DoctorCheck {
    let now = app.host().clock().now();
    match link.lease_until() {
        None => check("lease", "Reading", "good", "Open."),
        Some(_) if link.lease_over(now) => {
            check("lease", "Reading", "bad", domain::words::Refusal::LeaseOver.to_string())
        }
        Some(until) => check(
            "lease",
            "Reading",
            "good",
            format!("Open until {} without hearing from the server.", dates::full(until.utc())),
        ),
    }
}

fn outbox(book: &Notebook) -> DoctorCheck {
    let Ok(rows) = book.store.read(|reader| reader.outbox(usize::MAX)) else {
        return check("outbox", "On its way", "bad", "The outbox cannot be read.");
    };
    let count = |state: OutboxState| rows.iter().filter(|row| row.state == state).count() as u64;
    let refused = count(OutboxState::Refused) + count(OutboxState::Declined);
    let (waiting, held) = (count(OutboxState::Waiting), count(OutboxState::Held));
    let mut said = Vec::new();
    if waiting > 0 {
        said.push(format!("{} to be sent.", counted(waiting, "item waits", "items wait")));
    }
    if held > 0 {
        said.push(format!("{} held for a supervisor.", counted(held, "item is", "items are")));
    }
    if refused > 0 {
        said.push(words::needs_you(refused));
    }
    if said.is_empty() {
        return check("outbox", "On its way", "good", "Nothing waits, nothing is held, nothing was refused.");
    }
    check("outbox", "On its way", if refused > 0 { "look" } else { "good" }, said.join(" "))
}

fn clock(app: &App, link: &ServerLink) -> Option<DoctorCheck> {
    let off = link.clock_off(app.host().clock().now())?;
    Some(check("clock-server", "Clock and server", "look", words::clock_off(off)))
}

/// What waits could not be kept for whoever forgets the passphrase.
fn unsent(book: &Notebook) -> Option<DoctorCheck> {
    let fault = book.store.unsent_fault()?;
    let words = format!(
        "What waits could not be sealed to the server beside the notebook: {fault}. Everything is in the notebook; should its passphrase and code be lost before it is sent, it would be lost with them. It is tried again with whatever is written next."
    );
    Some(check("unsent", "For a forgotten passphrase", "look", words))
}

/// The server told others something else than this device, or this one something else than before.
fn told_otherwise(book: &Notebook) -> Vec<DoctorCheck> {
    let Ok(found) = book.store.read(histories::found) else {
        return vec![check("histories", "What the server signed", "bad", "What others were told cannot be read.")];
    };
    let said = |id: &str, label: &str, found: Option<(String, String)>| {
        found.map(|(headline, detail)| check(id, label, "bad", format!("{headline} {detail}")))
    };
    let mut checks = Vec::new();
    checks.extend(said("two-histories", "What the server signed", found.two));
    checks.extend(said("history-changed", "What the server signed", found.changed));
    checks.extend(said("kept-back", "What the server gives", found.kept_back));
    if !found.settled.is_empty() {
        checks.push(check("histories", "What the server signed", "look", found.settled.join(" ")));
    }
    checks
}

/// Why this device is not the first of its person.
fn device(book: &Notebook) -> Option<DoctorCheck> {
    let (identity, devices) = book.store.read(|reader| Ok((reader.identity()?, reader.devices()?))).ok()?;
    let reason = devices.into_iter().find(|device| device.id == identity.device())?.reason;
    let words = match reason.as_str() {
        "restored" => "This notebook was restored from a backup and went on as a new device. Nothing was lost.",
        "moved" => {
            "This notebook was found in another folder or on another computer and went on as a new device. Nothing was lost."
        }
        "copied" => {
            "A copy of this notebook was used as well. This one went on as a new device and sent anew what was waiting. Use one copy from here on."
        }
        _ => return None,
    };
    Some(check("device-reason", "Why a new device", "look", words))
}

fn set_aside(book: &Notebook) -> Option<DoctorCheck> {
    let read = book.store.read(|reader| Ok((reader.set_aside()?, reader.without_content()?)));
    let ((poisoned, deferred), without) = read.ok()?;
    let mut said = Vec::new();
    if let Some(first) = poisoned.first() {
        let count = counted(poisoned.len() as u64, "change", "changes");
        said.push(format!("{count} from the server cannot be acted on and stand aside (the first: {first}). Everything else goes on. Tell your administrator."));
    }
    // What was erased says so: whatever else comes without its content was kept back or lost.
    if without > 0 {
        let count = counted(without, "change", "changes");
        let them = if without == 1 { "it" } else { "them" };
        said.push(format!("{count} came from the server without what was written in {them}. Everything else goes on. Tell your administrator, and ask your colleagues whether something of theirs is missing here."));
    }
    if deferred > 0 {
        let count = counted(deferred, "change", "changes");
        said.push(format!(
            "{count} from a newer Wardbook wait for an update of this one. They are kept and passed on."
        ));
    }
    (!said.is_empty()).then(|| check("set-aside", "Set aside", "look", said.join(" ")))
}
