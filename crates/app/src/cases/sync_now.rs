//! One exchange with the server, now.

use std::sync::{Arc, PoisonError};

use domain::words::Refusal;
use store::OutboxState;
use sync::{Event, Report, Trouble};

use crate::api::sync::{RefusedItem, SyncReport};
use crate::api::{Failure, Nothing};
use crate::app::App;

pub(crate) fn run(app: &App, _: Nothing) -> Result<SyncReport, Failure> {
    let book = app.open_book()?;
    app.write_trail(&book, true);
    let before = book.store.read(|reader| reader.trail_waiting()).map_err(|error| app.failure(error))?;
    drop(book);
    let report = exchange(app)?;
    let book = app.open_book()?;
    let now = app.host().clock().now();
    let mut trail = 0;
    let (rows, counts, conflicts) = book.store.read(|reader| {
        let me = reader.identity()?.person();
        let conflicts = reader.conflicts_to_decide(me, reader.day_of_writing(now)?)?;
        trail = reader.trail_waiting()?;
        Ok((reader.outbox(usize::MAX)?, reader.outbox_counts()?, conflicts))
    })?;
    let refused = rows
        .into_iter()
        .filter(|row| row.state.needs_attention())
        .map(|row| RefusedItem {
            // What scripts know is the record, not the group that carried it.
            id: row.parts.first().map_or_else(|| row.group.to_string(), |part| part.record.to_string()),
            code: if row.state == OutboxState::Declined { "declined".to_owned() } else { row.code },
            message: row.message,
        })
        .collect();
    Ok(SyncReport {
        // What was read goes along and is nobody's work.
        pushed: report.pushed.saturating_sub(before.saturating_sub(trail)),
        pulled: report.pulled,
        conflicts: conflicts.len() as u64,
        refused,
        held: counts.1.into(),
        pending: counts.0.into(),
        server_time: report.server_time.map(domain::clock::Timestamp::rfc3339),
    })
}

/// Carries one exchange to its end, whole or with what stood in the way.
pub(super) fn exchange(app: &App) -> Result<Report, Failure> {
    let book = app.open_book()?;
    let exchanger = book.exchanger.clone().ok_or(Refusal::NoServer)?;
    app.write_trail(&book, true);
    let weak = Arc::downgrade(&book);
    drop(book);
    // An exchange under way is waited for: it may have begun before what is to be sent was written.
    let mut exchanger = exchanger.lock().unwrap_or_else(PoisonError::into_inner);
    let ended = exchanger.run(Event::Asked, &weak, app.host(), &|| app.tell_sync());
    drop(exchanger);
    let ended = ended.ok_or_else(|| Failure::from(Refusal::Locked))?;
    app.exchanged(&ended);
    match ended {
        Ok(report) => Ok(report),
        Err((_, trouble)) => Err(told(trouble)),
    }
}

/// What stands in the way, as a sentence.
pub(crate) fn trouble_words(trouble: Trouble) -> String {
    told(trouble).message
}

/// What stands in the way, in words.
pub(super) fn told(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Unreachable => Refusal::Unreachable.into(),
        Trouble::SomethingElse => Refusal::SomethingElse.into(),
        Trouble::WrongServer => Refusal::WrongServer.into(),
        Trouble::NotUnderstood => Refusal::NotUnderstood.into(),
        Trouble::Untrue(_) => Refusal::NotAsSigned.into(),
        Trouble::Version { server_is_newer } => Refusal::OtherVersion { server_is_newer }.into(),
        Trouble::Refused { code, message } => {
            Failure { code, message, field_errors: Vec::new(), retryable: true, wait_seconds: None }
        }
        Trouble::Store(what) => Failure::unforeseen(&what),
    }
}
