//! What arrived after its author's access had ended, for a supervisor to decide.

use domain::change::Change;
use domain::dates;
use domain::records::{AmendmentRecord, Kind, NoteRecord};
use protocol::{HeldGroup, HeldRequest};

use crate::api::people::{HeldItem, HeldView};
use crate::api::{Failure, Nothing};
use crate::app::App;
use crate::exchange::ask;
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(app: &App, _: Nothing) -> Result<HeldView, Failure> {
    let answer = ask(app, |client| async move { client.held(&HeldRequest {}).await })?;
    app.look(|look| {
        let held: Result<Vec<HeldItem>, Failure> = answer.held.iter().map(|group| item(look, group)).collect();
        Ok(HeldView { held: held? })
    })
}

fn item(look: &Look<'_>, held: &HeldGroup) -> Result<HeldItem, Failure> {
    let changes: Vec<Change> = held.group.changes.iter().filter_map(|change| change.clone().read().ok()).collect();
    let (what, text) = changes.first().map(told).unwrap_or_default();
    let withheld = changes.first().is_some_and(|change| change.header().act.as_str() == "create" && change.body_bytes().is_none());
    let ward = match held.area {
        Some(area) => look.reader.ward_of(area)?.map(|ward| views::ward_ref(&ward)),
        None => None,
    };
    let day = held.since.as_deref().and_then(|day| day.parse().ok());
    let today = dates::day_of(look.now().utc());
    Ok(HeldItem {
        id: held.group.id.to_string(),
        author: look
            .reader
            .person(held.author)?
            .map_or_else(|| "Somebody not known here".to_owned(), |person| person.name),
        ward,
        what,
        text,
        withheld,
        why: match day {
            Some(day) => format!("Access had ended on {}.", dates::day_and_month(day, today)),
            None => "Access had ended.".to_owned(),
        },
        arrived: views::at_words(held.arrived, look.now()),
    })
}

fn told(change: &Change) -> (String, String) {
    let header = change.header();
    let body = change.body_bytes();
    match (Kind::parse(&header.kind), header.act.as_str()) {
        (Some(Kind::Note), "create") => {
            let record = body.and_then(|body| domain::change::Body::read::<NoteRecord>(body).ok());
            ("Note".to_owned(), record.map(|record| record.text).unwrap_or_default())
        }
        (Some(Kind::Note), "withdraw") => ("Withdrawal of a note".to_owned(), String::new()),
        (Some(Kind::Amendment), "create") => {
            let record = body.and_then(|body| domain::change::Body::read::<AmendmentRecord>(body).ok());
            ("Addition to a note".to_owned(), record.map(|record| record.text).unwrap_or_default())
        }
        _ => ("Change".to_owned(), String::new()),
    }
}
