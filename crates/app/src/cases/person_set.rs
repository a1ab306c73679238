//! Say whom a member works for, and how colleagues reach them.

use domain::records::Kind;
use domain::words::{Field, Refusal};
use serde_json::{Map, Value};

use super::{grants, note_input};
use crate::api::people::PersonSetRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

/// Longer than any number with its extension and hours.
const PHONE_MAX: usize = 80;

pub(crate) fn run(act: &mut Act<'_, '_>, request: PersonSetRequest) -> Result<Nothing, Failure> {
    let id = note_input::id(&request.id, "person")?;
    if act.writer.fold(id)?.is_none_or(|fold| fold.kind() != Kind::Person) {
        return Err(note_input::not_found(&request.id, "person"));
    }
    let mut content = Map::new();
    if let Some(agency) = request.agency.as_deref().map(str::trim) {
        let agency = match agency {
            "" => Value::Null,
            text => {
                let entry = act.book.work.agency.find(text);
                entry.map_err(|refusal| Refusal::NotInList { field: Field::Agency, refusal })?.id.clone().into()
            }
        };
        content.insert("agency".to_owned(), agency);
    }
    if let Some(phone) = request.phone.as_deref().map(str::trim) {
        if phone.chars().count() > PHONE_MAX {
            return Err(Refusal::PhoneTooLong { at_most: PHONE_MAX }.into());
        }
        content.insert("phone".to_owned(), if phone.is_empty() { Value::Null } else { phone.into() });
    }
    if content.is_empty() {
        return Ok(Nothing {});
    }
    let control = act.writer.control()?;
    let draft = act.writer.setting(control, id, Kind::Person, &Value::Object(content))?;
    act.writer.write_group(vec![draft]).map_err(grants::not_allowed)?;
    act.touched(ChangeTopic::People);
    act.touched(ChangeTopic::Sync);
    Ok(Nothing {})
}
