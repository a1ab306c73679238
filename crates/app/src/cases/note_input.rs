//! What a person filled in, checked: every field that needs mending is named at once.

use domain::clock::Timestamp;
use domain::dates::{self, NoteWhen};
use domain::ids::RecordId;
use domain::lists::{List, NoteLists};
use domain::records::{self, NoteRecord};
use domain::wards::{self, BoundarySet, Ward};
use domain::words::{self, Field, Refusal};

use crate::api::Failure;
use crate::api::notes::{NoteInput, WhenInput};
use crate::notebook::Act;

/// All refusals together; nothing is changed in a text.
pub(super) fn check(
    input: NoteInput,
    lists: &NoteLists,
    set: BoundarySet,
    now: Timestamp,
    area: impl FnOnce(&'static Ward) -> Result<domain::ids::AreaId, Failure>,
) -> Result<NoteRecord, Failure> {
    let mut refusals = Vec::new();
    let mut note = |refused: Result<(), Refusal>| refusals.extend(refused.err());

    note(words::check_text(&input.text));
    let ward = wards::find(&[set], &input.ward).map_err(Refusal::Ward);
    let when = when(&input.when, now).map_err(Refusal::When);
    note(ward.as_ref().map(|_| ()).map_err(Clone::clone));
    note(when.as_ref().map(|_| ()).map_err(Clone::clone));

    let mut pick =
        |list: &List, field: Field, text: Option<&str>| match text.map(str::trim).filter(|text| !text.is_empty()) {
            None => None,
            Some(text) => match list.find(text) {
                Ok(entry) => Some(entry.id.clone()),
                Err(refusal) => {
                    refusals.push(Refusal::NotInList { field, refusal });
                    None
                }
            },
        };
    let how_known = pick(&lists.how_known, Field::HowKnown, input.how_known.as_deref());
    let mut topics: Vec<String> = Vec::new();
    for topic in &input.topics {
        if let Some(topic) = pick(&lists.topic, Field::Topics, Some(topic))
            && !topics.contains(&topic)
        {
            topics.push(topic);
        }
    }
    let place_type = pick(&lists.place_type, Field::PlaceType, input.place_type.as_deref());
    let weapon = pick(&lists.weapon, Field::Weapon, input.weapon.as_deref());
    let weapon_origin = pick(&lists.weapon_origin, Field::WeaponOrigin, input.weapon_origin.as_deref());
    let people = input
        .people
        .iter()
        .map(|person| records::DescribedPerson {
            age_band: pick(&lists.age_band, Field::AgeBand, Some(&person.age_band))
                .unwrap_or_else(|| "not known".to_owned()),
            category: pick(&lists.category, Field::Category, Some(&person.category))
                .unwrap_or_else(|| "not known".to_owned()),
        })
        .collect();
    if let Some(residents) = input.residents {
        refusals.extend(words::check_residents(residents.into()).err());
    }
    let place = words::check_place(input.place.as_deref().unwrap_or_default()).map(|place| place.map(str::to_owned));
    refusals.extend(place.as_ref().err().cloned());
    let opinion =
        words::check_opinion(input.opinion.as_deref().unwrap_or_default()).map(|given| given.map(str::to_owned));
    refusals.extend(opinion.as_ref().err().cloned());
    let (Ok(ward), Ok(when), Ok(place), Ok(opinion), true) = (ward, when, place, opinion, refusals.is_empty()) else {
        return Err(Failure::fields(refusals));
    };
    Ok(NoteRecord {
        text: input.text,
        area: area(ward)?,
        ward: ward.code,
        boundaries: ward.set,
        when,
        how_known,
        topics,
        place,
        place_type,
        weapon,
        weapon_origin,
        residents: input.residents,
        people,
        opinion,
        controller: None,
        purpose: None,
        source: None,
    })
}

/// On a London clock, and not in the future.
pub(super) fn when(input: &WhenInput, now: Timestamp) -> Result<NoteWhen, dates::DateRefusal> {
    let now = now.utc();
    let today = dates::day_of(now);
    let when = match input {
        WhenInput::Now => return Ok(NoteWhen::now(now)),
        WhenInput::EarlierToday { time } => NoteWhen::on(today, time)?,
        WhenInput::Yesterday { time } => NoteWhen::on(today.pred_opt().unwrap_or(today), time)?,
        WhenInput::Date { day, month, year, time } => NoteWhen::from_fields(day, month, year, time)?,
        WhenInput::Iso { text } => NoteWhen::parse(text)?,
    };
    when.not_after(now)
}

/// An id in a request, as the record it names; refused in the words of what it should have been.
pub(super) fn id(text: &str, what: &'static str) -> Result<RecordId, Failure> {
    text.parse().map_err(|_| not_found(text, what))
}

pub(super) fn not_found(text: &str, what: &'static str) -> Failure {
    Refusal::NotFound { what, id: text.to_owned() }.into()
}

/// The note, if it is there and was recorded by the person using this notebook.
pub(super) fn own_note(act: &Act<'_, '_>, text: &str) -> Result<(RecordId, store::read::NoteDetail), Failure> {
    let id = id(text, "note")?;
    let note = act.writer.note(id)?.ok_or_else(|| not_found(text, "note"))?;
    if note.row.author != act.writer.me() {
        return Err(Refusal::NotYours.into());
    }
    Ok((id, note))
}
