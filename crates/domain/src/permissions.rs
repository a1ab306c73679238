//! Who may write what where: right × kind × act × sort of stream. Device and server run this same
//! table; it is a snapshot in the repository, so that a change to it is seen by whoever reviews it.
//!
//! The server knows author, device, kind, act and stream, and nothing of a body: no rule here may need more.

use serde::{Deserialize, Serialize};

use crate::change::Act;
use crate::records::Kind;
use crate::streams::StreamSort;

/// What a grant can give. Roles are templates of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// Put down notes, for any ward.
    Record,
    /// Hold what was written for the audience.
    Read,
    Write,
    Deposit,
    Grade,
    Triage,
    Invite,
    Administer,
}

impl Right {
    pub const ALL: [Right; 8] = [
        Self::Record,
        Self::Read,
        Self::Write,
        Self::Deposit,
        Self::Grade,
        Self::Triage,
        Self::Invite,
        Self::Administer,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Read => "read",
            Self::Write => "write",
            Self::Deposit => "deposit",
            Self::Grade => "grade",
            Self::Triage => "triage",
            Self::Invite => "invite",
            Self::Administer => "administer",
        }
    }
}

/// What it takes to write a change of this kind and act into a stream of this sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Any right at all, in a stream that is the author's own.
    OwnStream,
    /// This right, in a stream that is the author's own.
    RightInOwnStream(Right),
    /// This right over the stream's audience.
    Right(Right),
}

/// None where nobody may.
pub fn needs(kind: Kind, act: &Act, sort: StreamSort) -> Option<Needs> {
    use {Act::*, Kind::*, StreamSort as Sort};
    match (kind, act, sort) {
        (Partnership | Person | Grant, Create | Set, Sort::Control) => Some(Needs::Right(Right::Administer)),
        // A member's next device, vouched for by one that is known.
        (Device, Create, Sort::Control) => Some(Needs::OwnStream),
        (Area, Create, Sort::Reference) => Some(Needs::Right(Right::Administer)),
        (Note | Amendment, Create | Withdraw | Reinstate, Sort::Intake) => Some(Needs::RightInOwnStream(Right::Record)),
        (Pin | Settings, Create | Set, Sort::Own) => Some(Needs::OwnStream),
        (Export, Create, Sort::Own) => Some(Needs::OwnStream),
        _ => None,
    }
}

/// Whether somebody holding `rights` may write it. `own` says whether the stream is the author's own.
pub fn may_write(kind: Kind, act: &Act, sort: StreamSort, rights: &[Right], own: bool) -> bool {
    match needs(kind, act, sort) {
        None => false,
        // `control` is nobody's own; there "own" means that the record speaks of its author.
        Some(Needs::OwnStream) => own && !rights.is_empty(),
        Some(Needs::RightInOwnStream(right)) => own && rights.contains(&right),
        Some(Needs::Right(right)) => rights.contains(&right),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn the_table_of_who_may_write_what_where_is_as_reviewed() {
        let mut table = String::new();
        for kind in Kind::ALL {
            for act in [Act::Create, Act::Set, Act::Withdraw, Act::Reinstate] {
                for sort in StreamSort::ALL {
                    let mut who = Vec::new();
                    for right in Right::ALL {
                        match (
                            may_write(kind, &act, sort, &[right], false),
                            may_write(kind, &act, sort, &[right], true),
                        ) {
                            (true, _) => who.push(right.as_str().to_owned()),
                            (false, true) => who.push(format!("{} (own)", right.as_str())),
                            (false, false) => {}
                        }
                    }
                    if !who.is_empty() {
                        writeln!(
                            table,
                            "{:<12}{:<10}{:<16}{}",
                            kind.as_str(),
                            act.as_str(),
                            sort.as_str(),
                            who.join(", ")
                        )
                        .unwrap();
                    }
                }
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn nobody_writes_anything_without_a_right() {
        for kind in Kind::ALL {
            for act in [Act::Create, Act::Set, Act::Withdraw, Act::Reinstate] {
                for sort in StreamSort::ALL {
                    assert!(!may_write(kind, &act, sort, &[], true));
                }
            }
        }
    }

    #[test]
    fn an_act_this_version_does_not_know_is_allowed_to_nobody() {
        for kind in Kind::ALL {
            for sort in StreamSort::ALL {
                assert!(!may_write(kind, &Act::Unknown("rank".into()), sort, &Right::ALL, true));
            }
        }
    }
}
