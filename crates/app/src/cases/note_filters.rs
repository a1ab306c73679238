//! What the filter panel offers: only what there is, with counts.

use domain::ids::PersonId;
use domain::words::NoteState;
use store::read::CountBy;

use crate::api::notes::{FilterChoice, NoteFiltersView};
use crate::api::{Failure, Nothing};
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<NoteFiltersView, Failure> {
    let people = look.people()?;
    let set = look.boundaries()?.to_string();
    let choices = |by: CountBy, label: &dyn Fn(&str) -> String| -> Result<Vec<FilterChoice>, Failure> {
        let counted = look.reader.counts_by(by)?;
        let mut choices: Vec<FilterChoice> =
            counted.into_iter().filter(|(_, count)| *count > 0).map(|(id, count)| FilterChoice { label: label(&id), id, count }).collect();
        choices.sort_by(|one, other| one.label.cmp(&other.label));
        Ok(choices)
    };
    let mut wards = choices(CountBy::Ward, &|code| views::ward_ref(code).name)?;
    wards.retain(|ward| views::ward_ref(&ward.id).boundaries == set);
    Ok(NoteFiltersView {
        wards,
        topics: choices(CountBy::Topic, &|id| look.book.lists.topic.label(id).to_owned())?,
        states: choices(CountBy::State, &|id| {
            id.parse::<NoteState>().map_or_else(|_| id.to_owned(), |state| state.label().to_owned())
        })?,
        authors: choices(CountBy::Author, &|id| {
            let person = id.parse::<PersonId>().ok().and_then(|id| people.get(&id));
            person.map_or_else(|| "Somebody not known here".to_owned(), |person| person.name.clone())
        })?,
    })
}
