//! Field by recipient: what each kind of recipient is shown of a note. The whole table is a snapshot, so that a
//! reviewer sees every change of it.

use super::RecipientKind;

/// What a note and what stands beside it can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Its id tells to the millisecond when somebody spoke.
    Id,
    Ward,
    When,
    RecordedAt,
    Author,
    State,
    Text,
    Additions,
    Topics,
    HowKnown,
    Place,
    PlaceType,
    Weapon,
    WeaponOrigin,
    Residents,
    People,
    /// What its recorder makes of it.
    Opinion,
    /// Who answers for it in law, and its purpose.
    HeldFor,
    Grade,
    Conditions,
    /// That a source is sealed, and its reference: also where a text names it.
    Source,
    /// That the source is under 18.
    Young,
    /// How often the same person told something.
    Contacts,
    /// Photos and documents, each copied by itself.
    Files,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Treatment {
    Shown,
    LeftOut,
    /// Said less exactly: see [`Field::generalised`].
    Generalised,
}

impl Field {
    pub const ALL: [Self; 24] = [
        Self::Id,
        Self::Ward,
        Self::When,
        Self::RecordedAt,
        Self::Author,
        Self::State,
        Self::Text,
        Self::Additions,
        Self::Topics,
        Self::HowKnown,
        Self::Place,
        Self::PlaceType,
        Self::Weapon,
        Self::WeaponOrigin,
        Self::Residents,
        Self::People,
        Self::Opinion,
        Self::HeldFor,
        Self::Grade,
        Self::Conditions,
        Self::Source,
        Self::Young,
        Self::Contacts,
        Self::Files,
    ];

    /// As in "Left out: who recorded it".
    pub const fn words(self) -> &'static str {
        match self {
            Self::Id => "the note's id",
            Self::Ward => "the ward",
            Self::When => "when it happened",
            Self::RecordedAt => "when it was recorded",
            Self::Author => "who recorded it",
            Self::State => "what became of it",
            Self::Text => "the text",
            Self::Additions => "what was added later",
            Self::Topics => "topics",
            Self::HowKnown => "how it is known",
            Self::Place => "the place",
            Self::PlaceType => "the kind of place",
            Self::Weapon => "the weapon",
            Self::WeaponOrigin => "where the weapon is from",
            Self::Residents => "how many residents said it",
            Self::People => "people described",
            Self::Opinion => "what its recorder makes of it",
            Self::HeldFor => "for whom and for what it is held",
            Self::Grade => "the grade",
            Self::Conditions => "handling conditions",
            Self::Source => "sources and their references",
            Self::Young => "whether a source is under 18",
            Self::Contacts => "how often a source told something",
            Self::Files => "photos and documents",
        }
    }

    /// What stands in its place where it is said less exactly; empty for what never is.
    pub const fn generalised(self) -> &'static str {
        match self {
            Self::Id => "a number within the copy in place of the note's id",
            Self::When => "the day without the hour",
            Self::Additions => "what was added later without who and when",
            Self::Topics => "topics as counts by ward",
            Self::Place => "the ward in place of the place",
            Self::Residents => "fewer than 5 residents as “fewer than 5”",
            _ => "",
        }
    }
}

/// The table itself.
pub const fn treatment(field: Field, kind: RecipientKind) -> Treatment {
    use RecipientKind::{Agency, Committee, Own, Partner};
    use Treatment::{Generalised, LeftOut, Shown};
    match (field, kind) {
        // Who told something leaves in no plain copy, whoever it is for.
        (Field::Source | Field::Young | Field::Contacts, _) => LeftOut,
        (_, Own | Partner) => Shown,
        // An agency acts on what was said and where. It needs neither whoever recorded it, nor what gives them away.
        (Field::Id | Field::When | Field::Additions | Field::Residents, Agency) => Generalised,
        (Field::RecordedAt | Field::Author | Field::State | Field::HowKnown | Field::Opinion, Agency) => LeftOut,
        (_, Agency) => Shown,
        // Anybody reads what a committee reads.
        (Field::Ward, Committee) => Shown,
        (Field::Topics | Field::Place, Committee) => Generalised,
        (_, Committee) => LeftOut,
    }
}

/// Fields that a kind of recipient is not shown, in the order of the table.
pub fn left_out(kind: RecipientKind) -> Vec<Field> {
    Field::ALL.into_iter().filter(|field| treatment(*field, kind) == Treatment::LeftOut).collect()
}

/// Fields that are said less exactly.
pub fn generalised(kind: RecipientKind) -> Vec<Field> {
    Field::ALL.into_iter().filter(|field| treatment(*field, kind) == Treatment::Generalised).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn the_table_of_what_each_recipient_is_shown_is_as_reviewed() {
        let mut table = format!("{:<14}", "");
        for kind in RecipientKind::ALL {
            write!(table, "{:<13}", kind.id()).unwrap();
        }
        for field in Field::ALL {
            write!(table, "\n{:<14}", format!("{field:?}")).unwrap();
            for kind in RecipientKind::ALL {
                let said = match treatment(field, kind) {
                    Treatment::Shown => "Shown",
                    Treatment::LeftOut => "Left out",
                    Treatment::Generalised => "Generalised",
                };
                write!(table, "{said:<13}").unwrap();
            }
        }
        let lines: Vec<&str> = table.lines().map(str::trim_end).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn whatever_is_said_less_exactly_says_how() {
        for kind in RecipientKind::ALL {
            for field in generalised(kind) {
                assert!(!field.generalised().is_empty(), "{field:?} for {}", kind.id());
            }
        }
    }

    #[test]
    fn a_wider_circle_is_never_shown_more() {
        let rank = |treatment| match treatment {
            Treatment::Shown => 0,
            Treatment::Generalised => 1,
            Treatment::LeftOut => 2,
        };
        for field in Field::ALL {
            let shown: Vec<u8> = RecipientKind::ALL.map(|kind| rank(treatment(field, kind))).to_vec();
            assert!(shown.is_sorted(), "{field:?}: {shown:?}");
        }
    }
}
