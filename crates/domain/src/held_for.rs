//! For whom and for what something is held: the organisation that answers for it in law (its controller), and its
//! purpose. A charity is no police body, and what it may do with what it is told is another matter.
//!
//! Both are written into a record when it is made, from whom its author works for then. They do not change with the
//! author.

use serde::{Deserialize, Serialize};

use crate::records::Kind;

/// What a record carries; empty where its author's agency is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HeldFor {
    /// An id of the list of agencies.
    pub controller: Option<String>,
    /// An id of [`PURPOSES`].
    pub purpose: Option<String>,
}

impl HeldFor {
    /// What somebody of this agency records.
    pub fn of(agency: Option<&str>) -> Self {
        let purpose = agency.map(|agency| purpose_of(agency).id.to_owned());
        Self { controller: agency.map(str::to_owned), purpose }
    }
}

/// Whether records of this kind say it: those that hold what people said or wrote about others.
pub const fn is_carried_by(kind: Kind) -> bool {
    match kind {
        Kind::Note
        | Kind::Amendment
        | Kind::Reply
        | Kind::Remark
        | Kind::Grade
        | Kind::Briefing
        | Kind::Plan
        | Kind::Analysis
        | Kind::Action
        | Kind::Progress
        | Kind::Attachment => true,
        // Who told something is sealed; the rest says what was done with records, or who belongs.
        Kind::Source
        | Kind::Assignment
        | Kind::Link
        | Kind::Referral
        | Kind::Closure
        | Kind::Keep
        | Kind::Opening
        | Kind::Merging
        | Kind::Conclusion
        | Kind::Retraction
        | Kind::Partnership
        | Kind::Person
        | Kind::Device
        | Kind::Grant
        | Kind::Area
        | Kind::Stream
        | Kind::Roster
        | Kind::Pin
        | Kind::Settings
        | Kind::Export
        | Kind::SubjectRequest
        | Kind::Trail => false,
    }
}

/// What something is held for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose {
    /// Stands in records. Never changes.
    pub id: &'static str,
    /// As in "St Giles Trust, to support people and keep them safe".
    pub label: &'static str,
    /// On what it rests, as a partnership's data protection officer is to confirm.
    pub law: &'static str,
    /// Ids of the agencies that hold what they record for it.
    agencies: &'static [&'static str],
}

/// The first is what whoever is not named holds things for.
pub const PURPOSES: [Purpose; 4] = [
    Purpose {
        id: "community-safety",
        label: "to prevent crime and disorder",
        law: "Crime and Disorder Act 1998, sections 17, 37 and 115; UK GDPR, Article 6(1)(e)",
        agencies: &[],
    },
    Purpose {
        id: "law-enforcement",
        label: "to prevent, detect and investigate crime",
        law: "Data Protection Act 2018, Part 3",
        agencies: &["Safer Neighbourhood Team"],
    },
    Purpose {
        id: "safeguarding",
        label: "to keep children and adults at risk safe",
        law: "Children Act 2004, sections 10 and 11; Data Protection Act 2018, Schedule 1, paragraph 18",
        agencies: &["Children's Services", "school or college", "NHS"],
    },
    Purpose {
        id: "support",
        label: "to support people and keep them safe",
        law: "UK GDPR, Article 6(1)(f); Data Protection Act 2018, Schedule 1, paragraphs 17 and 18",
        agencies: &["St Giles Trust", "Street Doctors"],
    },
];

fn purpose_of(agency: &str) -> &'static Purpose {
    PURPOSES.iter().find(|purpose| purpose.agencies.contains(&agency)).unwrap_or(&PURPOSES[0])
}

/// The purpose of this id.
pub fn purpose(id: &str) -> Option<&'static Purpose> {
    PURPOSES.iter().find(|purpose| purpose.id == id)
}

/// "St Giles Trust, to support people and keep them safe"; none where it was not written down. `controller` is the
/// agency's label.
pub fn words(controller: Option<&str>, purpose_id: Option<&str>) -> Option<String> {
    let controller = controller?;
    Some(match purpose_id.and_then(purpose) {
        Some(purpose) => format!("{controller}, {}", purpose.label),
        None => controller.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::WorkLists;

    #[test]
    fn a_charity_holds_what_it_is_told_for_other_ends_than_the_police() {
        let held = |agency| HeldFor::of(Some(agency)).purpose.unwrap();
        assert_eq!(held("St Giles Trust"), "support");
        assert_eq!(held("Safer Neighbourhood Team"), "law-enforcement");
        assert_eq!(held("school or college"), "safeguarding");
        assert_eq!(held("Community Safety"), "community-safety");
        assert_eq!(HeldFor::of(None), HeldFor::default());
    }

    #[test]
    fn every_agency_that_a_purpose_names_is_one_of_the_list() {
        let lists = WorkLists::built_in();
        for agency in PURPOSES.iter().flat_map(|purpose| purpose.agencies) {
            assert_eq!(lists.agency.get(agency).map(|entry| entry.id.as_str()), Some(*agency));
        }
    }

    #[test]
    fn what_is_said_of_it_is_a_sentence_or_nothing() {
        let said = words(Some("St Giles Trust"), Some("support"));
        assert_eq!(said.as_deref(), Some("St Giles Trust, to support people and keep them safe"));
        assert_eq!(words(Some("A new agency"), Some("of a later version")).as_deref(), Some("A new agency"));
        assert_eq!(words(None, Some("support")), None);
    }
}
