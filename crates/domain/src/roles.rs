//! Roles: templates of rights. A grant keeps the rights, not the role, so that changing a template
//! takes nothing from anybody and gives nothing to anybody.

use crate::permissions::Right;

/// What people are, as invitations name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Outreach,
    Councillor,
    School,
    CommunitySafety,
    Coordinator,
    Family,
    Police,
    Safeguarding,
    Clerk,
    Administrator,
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a role")]
pub struct NotARole(pub String);

impl Role {
    pub const ALL: [Role; 10] = [
        Self::Outreach,
        Self::Councillor,
        Self::School,
        Self::CommunitySafety,
        Self::Coordinator,
        Self::Family,
        Self::Police,
        Self::Safeguarding,
        Self::Clerk,
        Self::Administrator,
    ];

    /// As scripts and records name it. Never changes.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Outreach => "outreach",
            Self::Councillor => "councillor",
            Self::School => "school",
            Self::CommunitySafety => "community-safety",
            Self::Coordinator => "coordinator",
            Self::Family => "family",
            Self::Police => "police",
            Self::Safeguarding => "safeguarding",
            Self::Clerk => "clerk",
            Self::Administrator => "administrator",
        }
    }

    /// As people name it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Outreach => "Outreach worker",
            Self::Councillor => "Councillor",
            Self::School => "School or college lead",
            Self::CommunitySafety => "Community Safety officer",
            Self::Coordinator => "Coordinator",
            Self::Family => "Parenting or family worker",
            Self::Police => "Police officer",
            Self::Safeguarding => "Safeguarding lead",
            Self::Clerk => "Committee clerk or analyst",
            Self::Administrator => "Administrator",
        }
    }

    /// The team a sender is told, as in "Read by Community Safety".
    pub const fn team(self) -> &'static str {
        match self {
            Self::Outreach => "an outreach worker",
            Self::Councillor => "a councillor",
            Self::School => "a school or college lead",
            Self::CommunitySafety => "Community Safety",
            Self::Coordinator => "the coordinator",
            Self::Family => "a family worker",
            Self::Police => "police",
            Self::Safeguarding => "the safeguarding lead",
            Self::Clerk => "a committee clerk",
            Self::Administrator => "the administrator",
        }
    }

    /// By id or label, in any case.
    pub fn parse(text: &str) -> Result<Self, NotARole> {
        let wanted = text.trim().to_lowercase();
        Self::ALL
            .into_iter()
            .find(|role| role.id() == wanted || role.label().to_lowercase() == wanted)
            .ok_or_else(|| NotARole(text.trim().to_owned()))
    }

    /// Rights over the whole partnership, whatever the wards.
    pub const fn everywhere(self) -> &'static [Right] {
        match self {
            Self::Coordinator => &[
                Right::Record,
                Right::Read,
                Right::ReadPartners,
                Right::ReadRestricted,
                Right::Write,
                Right::Triage,
                Right::Plan,
                Right::Invite,
            ],
            Self::Administrator => &[Right::Record, Right::Invite, Right::Administer],
            _ => &[Right::Record],
        }
    }

    /// Rights over each ward granted.
    pub const fn in_wards(self) -> &'static [Right] {
        match self {
            Self::Outreach | Self::Councillor | Self::School | Self::Family => &[Right::Read],
            Self::CommunitySafety => {
                &[Right::Read, Right::ReadPartners, Right::ReadRestricted, Right::Write, Right::Triage, Right::Plan]
            }
            Self::Police => &[Right::Read, Right::ReadPartners, Right::ReadRestricted, Right::Write, Right::Grade],
            Self::Safeguarding => &[Right::Read, Right::ReadSealed],
            Self::Coordinator | Self::Clerk | Self::Administrator => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn what_each_role_is_given_is_as_reviewed() {
        let mut table = String::new();
        let names = |rights: &[Right]| rights.iter().map(|right| right.as_str()).collect::<Vec<_>>().join(", ");
        for role in Role::ALL {
            writeln!(table, "{:<17}everywhere: {}", role.id(), names(role.everywhere())).unwrap();
            writeln!(table, "{:<17}in wards:   {}", "", names(role.in_wards())).unwrap();
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn nobody_but_a_safeguarding_lead_is_given_sealed_sources_and_an_administrator_reads_no_content() {
        for role in Role::ALL {
            let all = [role.everywhere(), role.in_wards()].concat();
            assert_eq!(all.contains(&Right::ReadSealed), role == Role::Safeguarding);
            if role == Role::Administrator {
                assert!(!all.iter().any(|right| right.as_str().starts_with("read")));
            }
        }
    }

    #[test]
    fn a_role_is_known_by_id_and_by_label_in_any_case() {
        assert_eq!(Role::parse(" Community-Safety "), Ok(Role::CommunitySafety));
        assert_eq!(Role::parse("outreach WORKER"), Ok(Role::Outreach));
        assert!(Role::parse("mayor").is_err());
    }
}
