//! Who told it, sealed as part of recording. What was typed is wiped with the request's last hold on it and stands
//! in no draft, no answer and no fingerprint.

use domain::change::Draft;
use domain::coach;
use domain::ids::{AreaId, RecordId, StreamId};
use domain::records::{self, REFERRED_CHARACTERS_MAX, SealedSource, SourceInside, WHO_CHARACTERS_MAX};
use domain::words::{Field, Refusal, SourceRefusal};
use store::Reader;

use super::note_input;
use crate::api::Failure;
use crate::api::sources::{NoteSourceView, SourceInput};
use crate::notebook::Act;

/// What stood beside the refused note that a draft was made of.
pub(super) fn carried(reader: &Reader<'_>, draft: RecordId) -> Result<Option<SealedSource>, Failure> {
    Ok(reader.draft_source(draft)?.and_then(|content| serde_json::from_str(&content).ok()))
}

/// What stands in the note for everybody who reads it, and the sealed source beside it. Somebody under 18 is marked
/// as such whether or not anything of them can be sealed. `carried` is what stood beside the note that this one is
/// written instead of.
pub(super) fn seal(
    act: &mut Act<'_, '_>,
    (area, note, stream): (AreaId, RecordId, StreamId),
    text: &str,
    mut source: SourceInput,
    carried: Option<SealedSource>,
) -> Result<(SealedSource, Option<Draft>), Failure> {
    let age = match source.age.as_deref().map(str::trim).filter(|age| !age.is_empty()) {
        None => None,
        Some(age) => Some(
            act.book
                .lists
                .age_band
                .find(age)
                .map_err(|refusal| Failure::from(Refusal::NotInList { field: Field::AgeBand, refusal }))?
                .id
                .clone(),
        ),
    };
    let before = match source.same_as.as_deref().map(str::trim).filter(|note| !note.is_empty()) {
        None => None,
        Some(note) => {
            let (_, detail) = note_input::own_note(act, note)?;
            Some(detail.record.source.ok_or_else(|| note_input::not_found(note, "note"))?)
        }
    };
    let young = age.as_deref().is_some_and(records::is_under_18)
        || [&before, &carried].into_iter().flatten().any(|before| before.young);
    let named = !source.who.trim().is_empty();
    if !named && !young && before.is_none() {
        return Err(Refusal::from(SourceRefusal::Blank).into());
    }
    if source.who.chars().count() > WHO_CHARACTERS_MAX {
        return Err(Refusal::from(SourceRefusal::TooLong).into());
    }
    let referred = source.referred.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let referred = referred.or_else(|| carried.as_ref().and_then(|carried| carried.referred.clone()));
    if referred.as_ref().is_some_and(|text| text.chars().count() > REFERRED_CHARACTERS_MAX) {
        return Err(Refusal::from(SourceRefusal::ReferenceTooLong).into());
    }
    let mut said = SealedSource {
        sealed: true,
        reference: records::reference(act.host.entropy()),
        young,
        contacts: match (&before, &carried) {
            (Some(before), _) => before.contacts.saturating_add(1),
            (None, Some(carried)) => carried.contacts,
            (None, None) => 1,
        },
        repeated: coach::repeats_source(&source.who, text),
        referred,
    };
    let same_as = before.map(|before| before.reference);
    let inside = SourceInside { note, stream, who: std::mem::take(&mut source.who), age, same_as };
    let draft = match act.writer.seal_source(area, &inside, &said) {
        // Nothing is lost with it: there is no name in it.
        Err(store::StoreError::Source(store::SourceFault::NoRoster)) if !named => None,
        sealed => Some(sealed?),
    };
    said.sealed = draft.is_some();
    Ok((said, draft))
}

/// What everybody who reads the note is shown of it.
pub(super) fn view(source: &SealedSource) -> NoteSourceView {
    NoteSourceView {
        reference: source.reference.clone(),
        sealed: source.sealed,
        young: source.young,
        contacts: contacts(source.contacts),
        referred: source.referred.clone(),
        repeated: source.repeated,
    }
}

/// "The third time that this person told something"; empty for the first.
pub(super) fn contacts(count: u32) -> String {
    let which = match count {
        0 | 1 => return String::new(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        4 => "fourth".to_owned(),
        5 => "fifth".to_owned(),
        more => return format!("This person told something {more} times by now"),
    };
    format!("The {which} time that this person told something")
}
