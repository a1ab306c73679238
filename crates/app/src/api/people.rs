//! People, grants, invitations and devices: for administrators and coordinators.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::lists::{Choice, WardRef};

/// Query `people`: everybody who belongs or belonged. Works offline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PeopleView {
    pub people: Vec<PersonRow>,
    /// Roles that this person may give, with a hint of what each sees.
    pub roles: Vec<RoleChoice>,
    /// May end memberships and devices: administrators alone, as the server judges it too.
    pub can_administer: bool,
    pub can_invite: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoleChoice {
    pub role: Choice,
    /// Takes wards; the others are for the whole partnership.
    pub takes_wards: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonRow {
    pub id: String,
    pub name: String,
    /// "Outreach worker", "Coordinator, Administrator".
    pub roles: String,
    /// "Addison, Grove", "All wards", empty where none.
    pub wards: String,
    pub me: bool,
    /// "Left on 3 May 2026."; null for members.
    pub ended: Option<String>,
    /// Devices not shut out.
    pub devices: u32,
    /// Two people changed it without seeing each other.
    pub conflict: bool,
}

/// Query `person`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonDetail {
    pub row: PersonRow,
    /// Whom they work for: an id of the list of agencies.
    pub agency: Option<String>,
    /// How colleagues, and senders of notes that nobody read, reach them.
    pub phone: Option<String>,
    pub grants: Vec<GrantView>,
    pub devices: Vec<DeviceView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GrantView {
    pub id: String,
    /// "Community Safety officer"
    pub role: String,
    /// The ward, null for the whole partnership and for a plan.
    pub ward: Option<WardRef>,
    /// "The work of “Larkfield footpath”", "A plan that is not held here"; null where it is no plan's.
    pub plan: Option<String>,
    /// "Read shared briefings; read notes; triage"
    pub rights: String,
    /// "Helen Prior", "made at the server".
    pub granted_by: String,
    pub reason: String,
    /// "until 3 May 2027", "ended on 3 May 2026", empty while it holds with no end.
    pub ends: String,
    pub holds: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeviceView {
    pub id: String,
    /// "Enrolled", "Restored from a backup", "Moved", "Parted from a copy".
    pub reason: String,
    pub this_one: bool,
    /// "Shut out on 3 May 2026."; null while it may be used.
    pub ended: Option<String>,
    /// From the server, where it was asked: "today, 14:32"; null where it is not known.
    pub last_seen: Option<String>,
    /// Groups the device says are waiting on it.
    pub pending: Option<u32>,
    /// What is odd about it, in words.
    pub remarks: Vec<String>,
}

/// Query `devices_seen`: asks the server when each device was last seen. Needs the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DevicesSeenView {
    pub devices: Vec<DeviceView>,
}

/// Mutate `person_invite`: takes somebody in, gives the role's rights, and asks the server for an
/// invitation. The name of a member makes an invitation for another device of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PersonInviteRequest {
    pub name: String,
    /// A role's id; empty for another device of a member.
    pub role: String,
    /// Ward codes; `all` alone for every ward, `none` alone for somebody who sees only what is shared with them.
    pub wards: Vec<String>,
}

#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
pub struct InvitedView {
    #[zeroize(skip)]
    pub person: String,
    /// Shown once and kept nowhere.
    pub invitation: String,
    #[zeroize(skip)]
    pub fingerprint: String,
    /// "It works once, until Tue 1 Dec 2026, 14:32."
    #[zeroize(skip)]
    pub words: String,
}

/// Mutate `grant_add`: the rights of a role over wards, to a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GrantAddRequest {
    pub person: String,
    pub role: String,
    /// Ward codes; `all` alone for every ward, `none` alone for somebody who sees only what is shared with them.
    pub wards: Vec<String>,
    /// ISO day, the last on which it holds; null for no end.
    pub until: Option<String>,
    pub reason: String,
}

/// Mutate `grant_end`, `person_end`, `device_end`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EndRequest {
    pub id: String,
    pub reason: String,
}

/// Mutate `person_rename`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PersonRenameRequest {
    pub id: String,
    pub name: String,
}

/// Mutate `person_set`: what is null stays as it is; an empty text takes it out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct PersonSetRequest {
    pub id: String,
    /// An id of the list of agencies.
    pub agency: Option<String>,
    pub phone: Option<String>,
}

/// Query `invitations`: asks the server. Needs the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InvitationsView {
    pub invitations: Vec<InvitationRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InvitationRow {
    pub id: String,
    pub person: String,
    /// "Open until Tue 1 Dec 2026, 14:32", "Used today, 14:32", "Expired …", "Withdrawn".
    pub words: String,
    /// `open`, `used`, `expired`, `withdrawn`.
    pub state: String,
    pub made: String,
}

/// Query `held`: asks the server for groups kept for this supervisor. Needs the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeldView {
    pub held: Vec<HeldItem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeldItem {
    pub id: String,
    pub author: String,
    pub ward: Option<WardRef>,
    /// "Note", "Withdrawal of a note".
    pub what: String,
    pub text: String,
    /// It has a text, and this person may not read it.
    pub withheld: bool,
    /// "Access had ended on 3 May."
    pub why: String,
    pub arrived: String,
}

/// Mutate `held_decide`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HeldDecideRequest {
    pub id: String,
    pub release: bool,
    /// Told to its author where it is declined.
    pub reason: String,
}
