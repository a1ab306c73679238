//! The wards in use, the words a note can carry, and the stops.

use domain::grading::{Handling, InformationGrade, Marking, SourceGrade};
use domain::records::is_under_18;
use domain::records::plan::{ActionStatus, Confidence};
use domain::words::{Stop, MAX_TEXT_CHARS, NOT_AN_EMERGENCY_SERVICE, TEXT_STAYS};

use super::settings;
use crate::api::lists::{Choice, ListsView, StopRow, StopsView, WardRef};
use crate::api::{Failure, Nothing};
use crate::notebook::Look;
use crate::views::choices;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<ListsView, Failure> {
    let set = look.boundaries()?;
    let (lists, work) = (&look.book.lists, &look.book.work);
    let choice = |id: &str, label: &str| Choice { id: id.to_owned(), label: label.to_owned(), hint: None };
    let hub = settings::read(look)?;
    let hub = [hub.hub_number, hub.hub_hours].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let mut wards: Vec<WardRef> = set
        .wards()
        .iter()
        .map(|ward| WardRef { code: ward.code.to_string(), name: ward.name.to_owned(), boundaries: set.to_string() })
        .collect();
    wards.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(ListsView {
        boundaries: set.to_string(),
        wards,
        topics: choices(&lists.topic),
        how_known: choices(&lists.how_known),
        place_types: choices(&lists.place_type),
        weapons: choices(&lists.weapon),
        weapon_origins: choices(&lists.weapon_origin),
        age_bands: choices(&lists.age_band),
        person_categories: choices(&lists.category),
        agencies: choices(&work.agency),
        objective_types: choices(&work.objective_type),
        action_types: choices(&work.action_type),
        priorities: choices(&work.priority),
        blockers: choices(&work.blocker),
        closing_reasons: choices(&work.closing_reason),
        counts: choices(&work.count),
        reached: choices(&work.reached),
        grade_sources: SourceGrade::ALL.map(|one| choice(&one.letter().to_string(), one.label())).to_vec(),
        grade_information: InformationGrade::ALL.map(|one| choice(&one.letter().to_string(), one.label())).to_vec(),
        grade_handling: Handling::ALL.map(|one| choice(&one.letter().to_string(), one.label())).to_vec(),
        conditions: choices(&work.condition),
        markings: Marking::ALL.map(|one| choice(one.id(), one.label())).to_vec(),
        young_bands: lists.age_band.entries.iter().map(|band| band.id.clone()).filter(|id| is_under_18(id)).collect(),
        confidences: Confidence::ALL.map(|one| choice(one.id(), one.words())).to_vec(),
        action_statuses: ActionStatus::ALL.map(|one| choice(one.id(), one.label())).to_vec(),
        stops: StopsView {
            headline: NOT_AN_EMERGENCY_SERVICE.to_owned(),
            rows: Stop::ALL
                .iter()
                .map(|stop| StopRow { call: stop.call().to_owned(), when: stop.when().to_owned(), detail: stop.detail(&hub) })
                .collect(),
            footer: TEXT_STAYS.to_owned(),
        },
        text_limit: u32::try_from(MAX_TEXT_CHARS).unwrap_or(u32::MAX),
    })
}
