//! The stops before saving: whom to call instead of, or before, writing here.
//!
//! They are shown and never block. The safeguarding hub's number and hours are a setting that starts
//! empty; a number is never invented.

use serde::{Deserialize, Serialize};

pub const NOT_AN_EMERGENCY_SERVICE: &str = "Wardbook is not an emergency service";

pub const TEXT_STAYS: &str = "Your text stays here while you call.";

/// What stands for the hub's number while the setting is empty.
pub const ASK_FOR_NUMBER: &str = "Ask your coordinator for the number";

/// Whom to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stop {
    #[serde(rename = "999")]
    Emergency,
    #[serde(rename = "101")]
    Police,
    #[serde(rename = "MASH")]
    Safeguarding,
}

impl Stop {
    pub const ALL: [Self; 3] = [Self::Emergency, Self::Police, Self::Safeguarding];

    /// "999", "101", "MASH".
    pub fn call(self) -> &'static str {
        match self {
            Self::Emergency => "999",
            Self::Police => "101",
            Self::Safeguarding => "MASH",
        }
    }

    /// For what.
    pub fn when(self) -> &'static str {
        match self {
            Self::Emergency => "happening now, or a life at risk",
            Self::Police => "a crime to report",
            Self::Safeguarding => "a child at risk: the safeguarding hub",
        }
    }

    /// What stands beside it: for the hub its number and hours from the settings, or whom to ask;
    /// nothing for the other two, whose number is their name.
    pub fn detail(self, hub_number_and_hours: &str) -> Option<String> {
        match self {
            Self::Emergency | Self::Police => None,
            Self::Safeguarding => Some(match hub_number_and_hours.trim() {
                "" => ASK_FOR_NUMBER.to_owned(),
                known => known.to_owned(),
            }),
        }
    }

    /// What the coach says when a text suggests it.
    pub fn question(self) -> &'static str {
        match self {
            Self::Emergency => {
                "Is it happening now, or is a life at risk? Call 999 first. Your text stays here while you call."
            }
            Self::Police => {
                "Is this a crime to report? Call 101: a note here is not a report to the police. Your text stays here while you call."
            }
            Self::Safeguarding => {
                "Is a child at risk? Call the safeguarding hub (MASH). Your text stays here while you call."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hub_has_no_number_until_one_is_set() {
        assert_eq!(Stop::Safeguarding.detail(" ").as_deref(), Some(ASK_FOR_NUMBER));
        assert_eq!(Stop::Safeguarding.detail("Ext 4411, 9 to 5").as_deref(), Some("Ext 4411, 9 to 5"));
        assert_eq!(Stop::Emergency.detail(""), None);
    }

    #[test]
    fn every_question_keeps_the_promise_about_the_text() {
        for stop in Stop::ALL {
            assert!(stop.question().ends_with(TEXT_STAYS));
            assert!(stop.question().contains(stop.call()));
        }
    }
}
