//! How often one person told something in all, over everybody who recorded it: as far as safeguarding leads can tell
//! while every source stays sealed. Beside each stands how often they had told something to its author by then; which
//! of an author's sources belong together is sealed inside, so their counts are put together as they came.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Timestamp;
use crate::ids::{PersonId, RecordId};
use crate::records::SourceContacts;

/// One source of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    pub author: PersonId,
    pub at: Timestamp,
    /// None where nothing stands in clear.
    pub told: Option<SourceContacts>,
}

/// The contacts of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Together {
    /// How often each recorder was told something.
    pub by: BTreeMap<PersonId, u32>,
    /// Sources of the same person that are not held here, each of them a contact.
    pub elsewhere: u32,
    /// Under 18, by one source at least.
    pub young: bool,
    /// Sources that say in clear neither whether they are under 18 nor how often they told something.
    pub unsaid: u32,
    /// There may have been more than can be counted.
    pub at_least: bool,
}

impl Together {
    /// Each source is a contact of its own, and what its author had counted by then is counted too. Where several of one
    /// author are put together and one of them counts others, these may be among them or not: which of an author's
    /// sources belong together is sealed.
    pub fn of(contacts: impl IntoIterator<Item = Contact>, elsewhere: u32) -> Self {
        let said = |contact: &Contact| contact.told.map_or(1, |told| told.contacts);
        let mut contacts: Vec<Contact> = contacts.into_iter().collect();
        contacts.sort_by_key(|contact| (contact.at, said(contact)));
        let mut together = Self { elsewhere, at_least: elsewhere > 0, ..Self::default() };
        for contact in &contacts {
            let count = together.by.entry(contact.author).or_default();
            let (said, next) = (said(contact), count.saturating_add(1));
            together.at_least |= contact.told.is_none() || (*count > 0 && said > 1);
            *count = next.max(said);
            together.young |= contact.told.is_some_and(|told| told.young);
            together.unsaid += u32::from(contact.told.is_none());
        }
        together
    }

    pub fn total(&self) -> u32 {
        self.by.values().fold(self.elsewhere, |total, count| total.saturating_add(*count))
    }
}

/// A source and all those that are the same person's, by what leads said of two at a time.
pub fn one_person(source: RecordId, said: &[[RecordId; 2]]) -> BTreeSet<RecordId> {
    let mut found = BTreeSet::from([source]);
    loop {
        let before = found.len();
        for pair in said {
            if pair.iter().any(|source| found.contains(source)) {
                found.extend(pair);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AMARA: PersonId = PersonId::from_bytes([1; 16]);
    const SAM: PersonId = PersonId::from_bytes([2; 16]);

    fn source(number: u8) -> RecordId {
        RecordId::from_bytes([number; 16])
    }

    fn contact(author: PersonId, at: i64, contacts: u32) -> Contact {
        let told = Some(SourceContacts { young: author == AMARA, contacts });
        Contact { author, at: Timestamp::from_millis(at), told }
    }

    /// How often in all, and whether there may have been more.
    fn counted(contacts: &[Contact]) -> (u32, bool) {
        let together = Together::of(contacts.iter().copied(), 0);
        (together.total(), together.at_least)
    }

    #[test]
    fn what_one_person_told_is_counted_over_all_who_recorded_it_and_under_18_by_one_is_under_18() {
        let together = Together::of([contact(SAM, 3, 1), contact(AMARA, 2, 3)], 0);
        assert_eq!(together.by, BTreeMap::from([(AMARA, 3), (SAM, 1)]));
        assert_eq!((together.total(), together.young, together.at_least), (4, true, false));
        assert!(!Together::of([contact(SAM, 3, 2)], 0).young);
    }

    #[test]
    fn a_count_that_goes_on_counts_nothing_twice_and_one_that_begins_anew_is_added() {
        let (first, second, third) = (contact(AMARA, 1, 1), contact(AMARA, 2, 2), contact(AMARA, 3, 3));
        assert_eq!(counted(&[third, first, second]), (3, true), "or the third goes on from others");
        assert_eq!(counted(&[second, third]), (3, true));
        // Not said to be the same person where it was recorded, and by a lead afterwards.
        assert_eq!(counted(&[second, contact(AMARA, 4, 1)]), (3, false));
        assert_eq!(counted(&[first, contact(AMARA, 1, 2)]), (2, true));
        assert_eq!(counted(&[third]), (3, false));
    }

    #[test]
    fn where_it_cannot_be_told_which_are_counted_already_there_were_so_many_at_least() {
        assert_eq!(counted(&[contact(AMARA, 1, 1), contact(AMARA, 3, 3)]), (3, true));
        assert_eq!(counted(&[contact(AMARA, 2, 2), contact(AMARA, 4, 2)]), (3, true));
        let elsewhere = Together::of([contact(AMARA, 1, 1)], 2);
        assert_eq!((elsewhere.total(), elsewhere.at_least), (3, true));
        let unsaid = Together::of([Contact { told: None, ..contact(AMARA, 1, 1) }, contact(SAM, 2, 1)], 0);
        assert_eq!((unsaid.total(), unsaid.at_least, unsaid.unsaid, unsaid.young), (2, true, 1, false));
        assert_eq!(counted(&[contact(AMARA, 1, u32::MAX), contact(SAM, 2, u32::MAX)]), (u32::MAX, false));
    }

    #[test]
    fn whoever_is_the_same_person_as_the_same_person_is_the_same_person() {
        let said = [[source(3), source(4)], [source(7), source(8)], [source(1), source(2)], [source(3), source(2)]];
        assert_eq!(one_person(source(1), &said), BTreeSet::from([1, 2, 3, 4].map(source)));
        assert_eq!(one_person(source(8), &said), BTreeSet::from([7, 8].map(source)));
        assert_eq!(one_person(source(9), &said), BTreeSet::from([source(9)]));
    }
}
