//! What arrived after its author's access had ended, for a supervisor to decide.

use domain::change::Change;
use domain::dates;
use domain::records::{AmendmentRecord, Deed, Kind, NoteRecord};
use protocol::{HeldGroup, HeldRequest};

use super::written::{self, Part, Written};
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
    let told = changes.iter().map(|change| told(look, change)).collect::<Result<Vec<Written>, _>>()?;
    let Written { what, text } = together(told);
    let without =
        |change: &Change| matches!(change.header().act.as_str(), "create" | "set") && change.body_bytes().is_none();
    // Somebody else's words, read by whoever decides about them.
    if let Some(first) = changes.first().filter(|_| !text.is_empty()) {
        look.leave_trail(Deed::ReadNote, Some(first.header().record), held.area, None);
    }
    let withheld = text.is_empty() && changes.iter().any(without);
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

/// What several changes of one act say: each with words of its own is told, under what it is.
pub(super) fn together(told: Vec<Written>) -> Written {
    let first = told.first().map(|told| told.what.clone()).unwrap_or_default();
    let mut said = told.into_iter().filter(|told| !told.text.trim().is_empty());
    let Some(mut whole) = said.next() else { return Written { what: first, text: String::new() } };
    for more in said {
        whole.text = format!("{}\n\n{}\n{}", whole.text, more.what, more.text);
    }
    whole
}

fn told(look: &Look<'_>, change: &Change) -> Result<Written, Failure> {
    let header = change.header();
    let body = change.body_bytes();
    let written = |what: &str, text: String| Written { what: what.to_owned(), text };
    Ok(match (Kind::parse(&header.kind), header.act.as_str()) {
        (Some(Kind::Note), "create") => {
            let record = body.and_then(|body| domain::change::Body::read::<NoteRecord>(body).ok());
            written("Note", record.map(|record| record.text).unwrap_or_default())
        }
        (Some(Kind::Note), "withdraw") => written("Withdrawal of a note", String::new()),
        (Some(Kind::Amendment), "create") => {
            let record = body.and_then(|body| domain::change::Body::read::<AmendmentRecord>(body).ok());
            written("Addition to a note", record.map(|record| record.text).unwrap_or_default())
        }
        (Some(kind), act) => {
            let fields = change.content().ok().flatten().unwrap_or_default().into_iter().collect();
            written::of(look.reader, &Part { record: header.record, kind, act, fields: &fields })?
        }
        (None, _) => written("Change", String::new()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_decides_about_a_plan_reads_its_analysis_too() {
        let said = |what: &str, text: &str| Written { what: what.to_owned(), text: text.to_owned() };
        let plan = vec![said("Plan “The walkway”", "The walkway"), said("Analysis of a plan", "The lights are out")];
        let told = together(plan);
        assert_eq!(told.what, "Plan “The walkway”");
        assert_eq!(told.text, "The walkway\n\nAnalysis of a plan\nThe lights are out");
        let wordless = together(vec![said("Withdrawal of a note", ""), said("Change", " ")]);
        assert_eq!((wordless.what.as_str(), wordless.text.as_str()), ("Withdrawal of a note", ""));
    }
}
