//! The lists that plans and actions choose from: agencies, types of objective and action, priorities,
//! what blocks an action, why it is over, and what it counts.

use serde::{Deserialize, Serialize};

use super::{List, Table, list};

/// The lists of the work that follows from notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkLists {
    pub agency: List,
    pub objective_type: List,
    pub action_type: List,
    pub priority: List,
    pub blocker: List,
    pub closing_reason: List,
    /// What an action counts, a whole number each.
    pub count: List,
    /// How many people an action reached, in bands.
    pub reached: List,
    /// Where a note is sent.
    pub referral: List,
    /// What binds those to whom a graded note may go.
    pub condition: List,
}

impl WorkLists {
    /// What a new partnership starts with.
    pub fn built_in() -> Self {
        Self {
            agency: list(AGENCY),
            objective_type: list(OBJECTIVE_TYPE),
            action_type: list(ACTION_TYPE),
            priority: list(PRIORITY),
            blocker: list(BLOCKER),
            closing_reason: list(CLOSING_REASON),
            count: list(COUNT),
            reached: list(REACHED),
            referral: list(REFERRAL),
            condition: list(CONDITION),
        }
    }
}

impl Default for WorkLists {
    fn default() -> Self {
        Self::built_in()
    }
}

const AGENCY: Table = (
    "agency",
    &[
        ("Community Safety", ""),
        ("Safer Neighbourhood Team", ""),
        ("Integrated Gangs Unit", ""),
        ("Youth Offending Team", ""),
        ("Children's Services", "MASH"),
        ("St Giles Trust", ""),
        ("Street Doctors", ""),
        ("housing provider", ""),
        ("school or college", ""),
        ("NHS", ""),
        ("fire brigade", ""),
        ("probation", ""),
        ("business", ""),
        ("ward councillor", ""),
        ("other", ""),
    ],
);

const OBJECTIVE_TYPE: Table = (
    "type of objective",
    &[
        ("eliminate", "the problem is gone"),
        ("reduce", "by so many per cent"),
        ("reduce harm", "it does less harm"),
        ("handle better", "it is responded to better"),
        ("persuade another body to lead", ""),
    ],
);

const ACTION_TYPE: Table = (
    "type of action",
    &[
        ("patrol", ""),
        ("stop and search", ""),
        ("weapon sweep", ""),
        ("outreach visit", ""),
        ("school session", ""),
        ("first-aid session", ""),
        ("CCTV request", "area, outcome, time to retrieve"),
        ("referral", "parenting, youth offending team, housing, MASH"),
        ("enforcement", ""),
        ("environment", "lighting, design, licensing"),
        ("engagement event", ""),
        ("other", ""),
    ],
);

const PRIORITY: Table = ("priority", &[("high", ""), ("medium", ""), ("low", "")]);

const BLOCKER: Table = (
    "what blocks it",
    &[
        ("waiting for an agency", ""),
        ("legal or sharing agreement", ""),
        ("funding", ""),
        ("access", ""),
        ("staffing", ""),
        ("consent", ""),
        ("information", ""),
        ("dependency", ""),
    ],
);

/// *Not possible, circumstances changed* is nobody's failing, and kept apart from what was not done.
const CLOSING_REASON: Table = (
    "closing reason",
    &[
        ("delivered", ""),
        ("delivered in part", ""),
        ("not possible, circumstances changed", "nobody could have done it"),
        ("agency did not do it", ""),
        ("no longer needed", ""),
    ],
);

const COUNT: Table = (
    "count",
    &[("knives recovered", ""), ("other weapons recovered", ""), ("searches", ""), ("sessions", ""), ("visits", "")],
);

const REACHED: Table =
    ("young people reached", &[("1–4", ""), ("5–19", ""), ("20–49", ""), ("50–99", ""), ("100 or more", "")]);

const REFERRAL: Table = ("where it is sent", &[("police", ""), ("mash", "the safeguarding hub")]);

const CONDITION: Table = (
    "handling condition",
    &[
        ("A1", "covert development"),
        ("A2", "covert use"),
        ("A3", "overt use"),
        ("S1", "delegated authority"),
        ("S2", "consult originator"),
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_complete_and_its_words_are_found_in_any_case() {
        let lists = WorkLists::built_in();
        let all = [
            lists.agency,
            lists.objective_type,
            lists.action_type,
            lists.priority,
            lists.blocker,
            lists.closing_reason,
            lists.count,
            lists.reached,
            lists.referral,
            lists.condition,
        ];
        assert_eq!(all.each_ref().map(|list| list.entries.len()), [15, 5, 12, 3, 8, 5, 5, 5, 2, 5]);
        for list in &all {
            for entry in &list.entries {
                assert_eq!(list.find(&entry.label.to_uppercase()).unwrap(), entry, "{} in {}", entry.id, list.name);
            }
        }
    }

    #[test]
    fn what_could_not_be_done_is_kept_apart_from_what_was_not() {
        let reasons = WorkLists::built_in().closing_reason;
        assert_ne!(
            reasons.find("Not possible, circumstances changed").unwrap(),
            reasons.find("agency did not do it").unwrap()
        );
    }
}
