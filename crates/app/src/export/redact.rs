//! A note as this kind of recipient is shown it. Every field is asked of the table, so that one which is added there
//! is not forgotten here.

use chrono::NaiveDate;
use domain::dates;
use domain::sharing::counts::SMALL;
use domain::sharing::{Field, RecipientKind, Treatment, treatment, without_references};

use super::Leaf;
use crate::api::notes::NoteView;

/// What the files are written from.
pub(super) struct Redacted {
    pub note: NoteView,
    pub grade: Option<String>,
    pub conditions: Vec<String>,
    /// Some residents said it, fewer than are counted.
    pub few_residents: bool,
}

/// Whether a field stands in the files for this kind of recipient at all.
pub(super) fn stands(field: Field, kind: RecipientKind) -> bool {
    treatment(field, kind) != Treatment::LeftOut
}

/// `number` is the note's within the copy.
pub(super) fn redacted(leaf: Leaf, kind: RecipientKind, number: u64) -> Redacted {
    let mut made = Redacted { note: leaf.note, grade: leaf.grade, conditions: leaf.conditions, few_residents: false };
    for field in Field::ALL {
        match treatment(field, kind) {
            Treatment::Shown => {}
            Treatment::Generalised => generalise(&mut made, field, number),
            Treatment::LeftOut => leave_out(&mut made, field),
        }
    }
    made
}

fn generalise(made: &mut Redacted, field: Field, number: u64) {
    let note = &mut made.note;
    match field {
        Field::Id => note.id = number.to_string(),
        Field::When => {
            note.when_iso = note.when_iso.chars().take("2026-11-22".len()).collect();
            let day = note.when_iso.parse::<NaiveDate>();
            note.when = day.map_or_else(|_| String::new(), dates::short_date);
        }
        Field::Additions => {
            for added in &mut note.amendments {
                added.id.clear();
                added.at.clear();
                added.when.clear();
                added.author.name.clear();
            }
        }
        Field::Residents => {
            if note.residents.is_some_and(|count| u64::from(count) < SMALL) {
                note.residents = None;
                made.few_residents = true;
            }
        }
        // Said less exactly in no file that has notes in it.
        _ => leave_out(made, field),
    }
}

fn leave_out(made: &mut Redacted, field: Field) {
    let note = &mut made.note;
    match field {
        Field::Id => note.id.clear(),
        Field::Ward => {
            note.ward.code.clear();
            note.ward.name.clear();
            note.ward.boundaries.clear();
        }
        Field::When => {
            note.when.clear();
            note.when_iso.clear();
        }
        Field::RecordedAt => {
            note.recorded.clear();
            note.recorded_at.clear();
        }
        Field::Author => {
            note.author.id.clear();
            note.author.name.clear();
            note.history.clear();
        }
        Field::State => {
            note.state.id.clear();
            note.state.label.clear();
            note.state.words.clear();
            note.withdrawal = None;
            note.path.clear();
            note.feedback = None;
            note.question = None;
            note.history.clear();
        }
        Field::Text => {
            note.text.clear();
            note.pieces.clear();
        }
        Field::Additions => note.amendments.clear(),
        Field::Topics => note.topics.clear(),
        Field::HowKnown => note.how_known = None,
        Field::Place => note.place = None,
        Field::PlaceType => note.place_type = None,
        Field::Weapon => note.weapon = None,
        Field::WeaponOrigin => note.weapon_origin = None,
        Field::Residents => note.residents = None,
        Field::Opinion => note.opinion = None,
        Field::HeldFor => note.held_for = None,
        Field::People => note.people.clear(),
        Field::Grade => made.grade = None,
        Field::Conditions => made.conditions.clear(),
        // The mark and the count stand in the same place; a reference stands wherever somebody wrote it.
        Field::Source | Field::Young | Field::Contacts => {
            note.source = None;
            let clean = |text: &mut String| *text = without_references(text);
            clean(&mut note.text);
            note.pieces.clear();
            note.amendments.iter_mut().for_each(|added| {
                added.text = without_references(&added.text);
                added.pieces.clear();
            });
            note.place.iter_mut().for_each(clean);
            note.opinion.iter_mut().for_each(clean);
            if let Some(withdrawal) = &mut note.withdrawal {
                withdrawal.reason = without_references(&withdrawal.reason);
            }
            made.conditions.iter_mut().for_each(clean);
        }
        Field::Files => note.files.clear(),
    }
}
