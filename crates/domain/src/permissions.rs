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
    /// Hold what is shared with everybody who has the area: briefings, published figures.
    Read,
    /// Hold what professionals share among themselves about the area.
    ReadPartners,
    /// Hold what people recorded about the area, with its grades, assignments and working remarks.
    ReadRestricted,
    /// Hold the area's sealed sources.
    ReadSealed,
    /// Work on actions.
    Write,
    Deposit,
    Grade,
    /// Decide what becomes of notes.
    Triage,
    /// Put locality action plans together, and let others into them.
    Plan,
    Invite,
    Administer,
}

impl Right {
    pub const ALL: [Right; 12] = [
        Self::Record,
        Self::Read,
        Self::ReadPartners,
        Self::ReadRestricted,
        Self::ReadSealed,
        Self::Write,
        Self::Deposit,
        Self::Grade,
        Self::Triage,
        Self::Plan,
        Self::Invite,
        Self::Administer,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Read => "read",
            Self::ReadPartners => "read-partners",
            Self::ReadRestricted => "read-restricted",
            Self::ReadSealed => "read-sealed",
            Self::Write => "write",
            Self::Deposit => "deposit",
            Self::Grade => "grade",
            Self::Triage => "triage",
            Self::Plan => "plan",
            Self::Invite => "invite",
            Self::Administer => "administer",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.as_str() == text)
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
    /// One of these over the stream's audience.
    OneOf(&'static [Right]),
}

/// None where nobody may.
pub fn needs(kind: Kind, act: &Act, sort: StreamSort) -> Option<Needs> {
    use {Act::*, Kind::*, StreamSort as Sort};
    match (kind, act, sort) {
        (Partnership, Undo, Sort::Control) => Some(Needs::Right(Right::Administer)),
        (Partnership, Create | Set, Sort::Control) => Some(Needs::Right(Right::Administer)),
        // Whoever puts a plan together opens its two streams and lets people into them; in `access` the
        // right is asked for over what the change speaks of.
        (Stream, Create | Set, Sort::Control) => Some(Needs::OneOf(&[Right::Administer, Right::Plan])),
        // Coordinators take people in and give them wards of their own; the audience is checked in `access`.
        (Grant, Create | Set, Sort::Control) => Some(Needs::OneOf(&[Right::Administer, Right::Invite, Right::Plan])),
        (Person, Create | Set | Undo, Sort::Control) => Some(Needs::OneOf(&[Right::Administer, Right::Invite])),
        // A member's next device, vouched for by one that is known.
        (Device, Create, Sort::Control) => Some(Needs::OwnStream),
        (Device, Set, Sort::Control) => Some(Needs::Right(Right::Administer)),
        // Who opens sealed sources; in `access` the right is asked for over any ward. Whether anybody goes by it is
        // another matter, which each device decides by the roster before it.
        (Roster, Create, Sort::Control) => Some(Needs::Right(Right::ReadSealed)),
        (Area, Create, Sort::Reference) => Some(Needs::Right(Right::Administer)),
        (Note | Amendment, Create | Withdraw | Reinstate, Sort::Intake) => Some(Needs::RightInOwnStream(Right::Record)),
        // A photo or document hangs where its note or action is, and whoever writes those adds it.
        (Attachment, Create | Withdraw | Reinstate, Sort::Intake) => Some(Needs::RightInOwnStream(Right::Record)),
        (Attachment, Create | Withdraw | Reinstate, Sort::PlanWork) => Some(Needs::OneOf(&[Right::Plan, Right::Write])),
        // Anybody seals a source for the leads; nobody but them holds it afterwards.
        (Source, Create, Sort::AreaSealed) => Some(Needs::OneOf(&[Right::Record, Right::Deposit])),
        // What the sender sees come of it, one sentence a step.
        (Reply, Create | Withdraw | Reinstate, Sort::Intake) => Some(Needs::Right(Right::Triage)),
        (Assignment, Create | Set | Undo, Sort::AreaRestricted) => Some(Needs::Right(Right::Triage)),
        (Link | Referral | Closure, Create | Withdraw | Reinstate, Sort::AreaRestricted) => {
            Some(Needs::Right(Right::Triage))
        }
        (Remark, Create | Withdraw | Reinstate, Sort::AreaRestricted) => {
            Some(Needs::OneOf(&[Right::Triage, Right::Write]))
        }
        (Grade, Create | Set | Undo, Sort::AreaRestricted) => Some(Needs::Right(Right::Grade)),
        (Briefing, Create | Set | Undo | Withdraw | Reinstate, Sort::AreaShared) => Some(Needs::Right(Right::Triage)),
        (Plan, Create | Set | Undo | Withdraw | Reinstate, Sort::PlanWork) => Some(Needs::Right(Right::Plan)),
        (Analysis, Create | Set | Undo, Sort::PlanCore) => Some(Needs::Right(Right::Plan)),
        (Action, Create | Set | Undo | Withdraw | Reinstate, Sort::PlanWork) => {
            Some(Needs::OneOf(&[Right::Plan, Right::Write]))
        }
        (Progress, Create | Withdraw | Reinstate, Sort::PlanWork) => Some(Needs::OneOf(&[Right::Plan, Right::Write])),
        (Pin | Settings | SubjectRequest, Create | Set | Undo, Sort::Own) => Some(Needs::OwnStream),
        (Export, Create, Sort::Own) => Some(Needs::OwnStream),
        (Trail, Create, Sort::Trail) => Some(Needs::OwnStream),
        // Why a lead opened a source, for the other leads.
        (Opening, Create, Sort::AreaSealed) => Some(Needs::Right(Right::ReadSealed)),
        // Which of them are one person.
        (Merging, Create | Withdraw, Sort::AreaSealed) => Some(Needs::Right(Right::ReadSealed)),
        // That the note of one was closed or erased, by whoever does so or opens it again. They do not hold it
        // afterwards, so what is said once more is said anew and never put back.
        (Conclusion, Create | Withdraw, Sort::AreaSealed) => Some(Needs::Right(Right::Triage)),
        // That its author withdrew it or put it back. A kind of its own, so that it is taken, held or refused with the
        // withdrawal, and whoever records and may not close notes tells no lead that one is closed.
        (Retraction, Create | Withdraw, Sort::AreaSealed) => Some(Needs::Right(Right::Record)),
        // Why a note is kept past its time.
        (Keep, Create | Withdraw | Reinstate, Sort::AreaRestricted) => Some(Needs::Right(Right::Triage)),
        // What may go for good goes by whoever decides what becomes of it; of a plan, by whoever puts plans together;
        // of a source, by those who can open it.
        (Note | Amendment | Reply | Attachment, Erase, Sort::Intake) => Some(Needs::Right(Right::Triage)),
        (Briefing, Erase, Sort::AreaShared) => Some(Needs::Right(Right::Triage)),
        (Assignment | Link | Referral | Closure | Remark | Grade | Keep, Erase, Sort::AreaRestricted) => {
            Some(Needs::Right(Right::Triage))
        }
        (Plan | Action | Progress | Attachment, Erase, Sort::PlanWork) => Some(Needs::Right(Right::Plan)),
        (Analysis, Erase, Sort::PlanCore) => Some(Needs::Right(Right::Plan)),
        // The names of people go from a plan and its actions before these do, with every version that had them.
        (Plan | Action, Forget, Sort::PlanWork) => Some(Needs::Right(Right::Plan)),
        // What somebody asked for goes by whoever answered them.
        (SubjectRequest, Erase, Sort::Own) => Some(Needs::OwnStream),
        // Who opened it, and why, goes by nobody.
        (Source, Erase, Sort::AreaSealed) => Some(Needs::Right(Right::ReadSealed)),
        _ => None,
    }
}

/// What it takes to hold a stream of this sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Every member's devices hold it.
    Member,
    /// Its owner alone.
    Owner,
    /// Its owner, and whoever has this right over the stream's area.
    OwnerOr(Right),
    /// Whoever has this right over the stream's area.
    Right(Right),
    /// Whoever was let into this very stream, and whoever has this right over one of its areas.
    InvitedOr(Right),
}

pub fn reads(sort: StreamSort) -> Reads {
    match sort {
        StreamSort::Control | StreamSort::Reference => Reads::Member,
        StreamSort::Own => Reads::Owner,
        StreamSort::Intake => Reads::OwnerOr(Right::ReadRestricted),
        // Everybody sees what stands about them; it names no record and holds no content.
        StreamSort::Trail => Reads::OwnerOr(Right::Administer),
        StreamSort::AreaShared => Reads::Right(Right::Read),
        StreamSort::AreaPartners => Reads::Right(Right::ReadPartners),
        StreamSort::AreaRestricted => Reads::Right(Right::ReadRestricted),
        StreamSort::AreaSealed => Reads::Right(Right::ReadSealed),
        StreamSort::PlanCore | StreamSort::PlanWork => Reads::InvitedOr(Right::ReadRestricted),
    }
}

/// Whether somebody holding `rights` over a stream may hold it.
pub fn may_read(sort: StreamSort, rights: &[Right], own: bool) -> bool {
    match reads(sort) {
        Reads::Member => true,
        Reads::Owner => own,
        Reads::OwnerOr(right) => own || rights.contains(&right),
        Reads::Right(right) => rights.contains(&right),
        // A right to read an area does not reach into its plans, see `access`.
        Reads::InvitedOr(right) => rights.contains(&Right::Read) || rights.contains(&right),
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
        Some(Needs::OneOf(some)) => some.iter().any(|right| rights.contains(right)),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// As many as an enum of this file's text has. A list that one was left out of would leave it out of every table.
    fn variants(text: &str, named: &str) -> Vec<String> {
        let begin = format!("pub enum {named} {{\n");
        let (_, rest) = text.split_once(&begin).expect("the enum is there");
        let (inside, _) = rest.split_once("\n}").expect("it ends");
        let lines = inside.lines().map(str::trim).filter(|line| !line.is_empty());
        let variants = lines.filter(|line| !line.starts_with("//") && !line.starts_with("#["));
        variants.map(|line| line.split(['(', ',', ' ']).next().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn every_right_kind_act_and_sort_that_there_is_stands_in_the_lists_that_the_tables_go_through() {
        let named =
            |all: &[String]| all.iter().map(|name| name.replace(['-', '/'], "").to_lowercase()).collect::<Vec<_>>();
        let list = |names: Vec<&str>| named(&names.into_iter().map(str::to_owned).collect::<Vec<_>>());
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        assert_eq!(
            named(&variants(include_str!("permissions.rs"), "Right")),
            list(Right::ALL.iter().map(|right| right.as_str()).collect())
        );
        assert_eq!(
            sorted(named(&variants(include_str!("records/mod.rs"), "Kind"))),
            sorted(list(Kind::ALL.iter().map(|kind| kind.as_str()).collect()))
        );
        assert_eq!(
            sorted(named(&variants(include_str!("streams.rs"), "StreamSort"))),
            sorted(list(StreamSort::ALL.iter().map(|sort| sort.as_str()).collect()))
        );
        let mut acts = variants(include_str!("change/header.rs"), "Act");
        assert_eq!(acts.pop().as_deref(), Some("Unknown"));
        assert_eq!(named(&acts), list(Act::KNOWN.iter().map(Act::as_str).collect()));
    }

    #[test]
    fn the_table_of_who_may_write_what_where_is_as_reviewed() {
        // What it goes through stands in it, and what nobody may write too: nothing is added without being seen.
        let mut table = String::new();
        let names = |names: Vec<&str>| names.join(", ");
        writeln!(table, "rights: {}", names(Right::ALL.map(Right::as_str).to_vec())).unwrap();
        writeln!(table, "sorts:  {}", names(StreamSort::ALL.map(StreamSort::as_str).to_vec())).unwrap();
        for kind in Kind::ALL {
            for act in Act::KNOWN {
                let mut nowhere = true;
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
                        nowhere = false;
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
                if nowhere {
                    writeln!(table, "{:<12}{:<10}{:<16}nobody", kind.as_str(), act.as_str(), "anywhere").unwrap();
                }
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn several_rights_together_allow_what_one_of_them_allows_and_nothing_more() {
        for kind in Kind::ALL {
            for act in Act::KNOWN {
                for sort in StreamSort::ALL {
                    for own in [false, true] {
                        let alone = |right: &Right| may_write(kind, &act, sort, &[*right], own);
                        let all = may_write(kind, &act, sort, &Right::ALL, own);
                        assert_eq!(all, Right::ALL.iter().any(alone), "{kind:?} {act:?} {sort:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_table_of_who_may_hold_what_is_as_reviewed() {
        let mut table = String::new();
        for sort in StreamSort::ALL {
            let who = |own: bool| {
                let rights = Right::ALL.into_iter().filter(|right| may_read(sort, &[*right], own));
                let names: Vec<&str> = rights.map(Right::as_str).collect();
                match (may_read(sort, &[], own), names.is_empty()) {
                    (true, _) => "anybody".to_owned(),
                    (false, true) => "nobody".to_owned(),
                    (false, false) => names.join(", "),
                }
            };
            writeln!(table, "{:<16}{:<28}owner: {}", sort.as_str(), who(false), who(true)).unwrap();
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn nobody_writes_anything_without_a_right() {
        for kind in Kind::ALL {
            for act in Act::KNOWN {
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
