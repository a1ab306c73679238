//! Who is let in and who is shut out from the server's own command line. What the server writes here
//! is signed by its identity and shown as made at the server.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::access::{Directory, Grant};
use domain::change::{Act, Draft, GROUP_CHANGES_MAX};
use domain::ids::{AreaId, DeviceId, PersonId, RecordId};
use domain::permissions::Right;
use domain::records::{AudienceRef, ENDED, Ended, GrantRecord, Kind};
use domain::roles::Role;
use domain::wards::{self, BoundarySet, WardCode, WardRefusal};
use domain::words::Refusal;

use super::founding::person_draft;
use super::known::Known;
use super::{Refused, Service};
use crate::storage::Storage;

/// Why somebody is not let in or shut out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotDone {
    Server(Refused),
    Ward(WardRefusal),
    NameMissing,
    NameTooLong,
    /// The role has rights in wards, and none was named.
    WardMissing(Role),
    /// A member of this name has all of this already.
    Exists(String),
    NobodyNamed(String),
    /// Several members have this name.
    SeveralNamed(String),
    NoSuchDevice(String),
    /// The grant covers every ward and cannot be ended for one.
    HoldsAll(String),
    HoldsNothing {
        name: String,
        ward: String,
    },
}

impl From<Refused> for NotDone {
    fn from(refused: Refused) -> Self {
        Self::Server(refused)
    }
}

impl NotDone {
    pub fn code(&self) -> String {
        match self {
            Self::Server(refused) => refused.code.as_str().to_owned(),
            Self::Ward(refusal) => Refusal::Ward(refusal.clone()).code().to_owned(),
            Self::NameMissing => "name-missing".to_owned(),
            Self::NameTooLong => "name-too-long".to_owned(),
            Self::WardMissing(_) => "ward-missing".to_owned(),
            Self::Exists(_) => "exists".to_owned(),
            Self::NobodyNamed(_) | Self::NoSuchDevice(_) | Self::HoldsNothing { .. } => "not-found".to_owned(),
            Self::SeveralNamed(_) => "ambiguous".to_owned(),
            Self::HoldsAll(_) => "holds-all".to_owned(),
        }
    }

    pub fn message(&self) -> String {
        match self {
            Self::Server(refused) => refused.code.message().to_owned(),
            Self::Ward(refusal) => Refusal::Ward(refusal.clone()).to_string(),
            Self::NameMissing => {
                "The name is missing. Nothing was changed. Give the name colleagues know the person by.".to_owned()
            }
            Self::NameTooLong => {
                format!("That name is too long. Nothing was changed. Use at most {NAME_MAX} characters.")
            }
            Self::WardMissing(role) => format!(
                "{} is a role in wards, and none was named. Nothing was changed. Add --ward with a ward's name or code, --ward all, or --ward none for somebody who is to see only what is shared with them.",
                role.label()
            ),
            Self::Exists(name) => format!(
                "{name} is a member with this role already. Nothing was changed. For another device of theirs, repeat it with --again."
            ),
            Self::NobodyNamed(name) => {
                format!("Nobody here is called “{name}”. Nothing was changed. Check the spelling.")
            }
            Self::SeveralNamed(name) => format!(
                "More than one member is called “{name}”. Nothing was changed. Let an administrator do this in the window, where they can be told apart."
            ),
            Self::NoSuchDevice(device) => {
                format!("This person has no device “{device}”. Nothing was changed. Look it up in the list of devices.")
            }
            Self::HoldsAll(name) => format!(
                "{name} holds every ward by one grant, which cannot be ended for one alone. Nothing was changed. End the membership's grant in the window and give single wards."
            ),
            Self::HoldsNothing { name, ward } => {
                format!("{name} holds nothing in {ward}. Nothing was changed. Check the ward.")
            }
        }
    }
}

const NAME_MAX: usize = 200;

/// Somebody to be let in.
#[derive(Debug, Clone)]
pub struct Inviting {
    pub name: String,
    /// What they are to be; none for another device of a member.
    pub role: Option<Role>,
    /// Codes or names; `all` for every ward, `none` for no ward.
    pub wards: Vec<String>,
}

/// What is to end.
#[derive(Debug, Clone)]
pub enum Revoking {
    Membership,
    Devices(Vec<String>),
    Wards(Vec<String>),
}

/// What ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    pub person: PersonId,
    pub name: String,
    /// The first day on which it no longer holds.
    pub on: NaiveDate,
    pub devices: Vec<DeviceId>,
    pub wards: Vec<WardCode>,
    pub membership: bool,
}

enum WardsMeant {
    All,
    Some(BTreeSet<AreaId>),
}

impl<S: Storage> Service<S> {
    /// Takes a person in, or gives a member another role or device. Returns whom, and the invitation.
    pub async fn invite_named(&self, inviting: &Inviting) -> Result<(PersonId, String), NotDone> {
        let name = inviting.name.trim();
        if name.is_empty() {
            return Err(NotDone::NameMissing);
        }
        if name.chars().count() > NAME_MAX {
            return Err(NotDone::NameTooLong);
        }
        let day = self.today();
        let fresh = PersonId::new(self.now(), self.entropy.as_ref());
        let make = |known: &Known| {
            let directory = &known.directory;
            let member = self.member_named(directory, name, day)?;
            let Some(role) = inviting.role else {
                return if member.is_some() { Ok(Vec::new()) } else { Err(NotDone::NobodyNamed(name.to_owned())) };
            };
            let person = member.unwrap_or(fresh);
            let missing: Vec<Draft> = self
                .grants_for(directory, role, &inviting.wards)?
                .into_iter()
                .filter(|(audience, rights)| !holds(directory, person, audience, rights, role, day))
                .map(|(audience, rights)| self.grant_draft(person, audience, rights, role))
                .collect();
            if member.is_some() && missing.is_empty() {
                return Err(NotDone::Exists(name.to_owned()));
            }
            let mut drafts = Vec::new();
            if member.is_none() {
                drafts.push(person_draft(self.meta.control, person, name, role.label()));
            }
            drafts.extend(missing);
            Ok(drafts.chunks(GROUP_CHANGES_MAX).map(<[Draft]>::to_vec).collect())
        };
        // Asked once more below: whom it became.
        self.write_own(None, make).await?;
        let known = self.known().await?;
        let person =
            self.member_named(&known.directory, name, day)?.ok_or_else(|| NotDone::NobodyNamed(name.to_owned()))?;
        let (invitation, _) = self.make_invitation(person, 0).await?;
        Ok((person, invitation))
    }

    /// Ends a membership, a device, or what somebody holds in wards, from today.
    pub async fn revoke_named(&self, name: &str, what: &Revoking) -> Result<Revoked, NotDone> {
        let name = name.trim();
        let day = self.today();
        let person = self
            .member_named(&self.known().await?.directory, name, day)?
            .ok_or_else(|| NotDone::NobodyNamed(name.to_owned()))?;
        let mut revoked = Revoked {
            person,
            name: name.to_owned(),
            on: day,
            devices: Vec::new(),
            wards: Vec::new(),
            membership: false,
        };
        match what {
            Revoking::Membership => {
                let end = |known: &Known| {
                    Ok::<_, NotDone>(vec![vec![self.end_draft(&known.directory, person.into(), Kind::Person, day)]])
                };
                self.write_own(None, end).await?;
                revoked.membership = true;
            }
            Revoking::Devices(ids) => {
                let none = |id: &String| NotDone::NoSuchDevice(id.clone());
                let named = ids.iter().map(|id| Ok((id, id.parse::<DeviceId>().map_err(|_| none(id))?)));
                let named: Vec<(&String, DeviceId)> = named.collect::<Result<_, NotDone>>()?;
                let end = |known: &Known| {
                    let theirs = |device: &DeviceId| {
                        known.directory.devices().get(device).is_some_and(|device| device.person == person)
                    };
                    // One that is not theirs ends none: whoever asked looks again.
                    if let Some((id, _)) = named.iter().find(|(_, device)| !theirs(device)) {
                        return Err(none(id));
                    }
                    let ended = named
                        .iter()
                        .map(|(_, device)| vec![self.end_draft(&known.directory, (*device).into(), Kind::Device, day)]);
                    Ok(ended.collect())
                };
                self.write_own(None, end).await?;
                revoked.devices.extend(named.iter().map(|(_, device)| *device));
            }
            Revoking::Wards(wards) => {
                let end = |known: &Known| {
                    let ended = ending_grants(&known.directory, person, name, wards, day)?;
                    let drafts: Vec<Draft> =
                        ended.iter().map(|grant| self.end_draft(&known.directory, *grant, Kind::Grant, day)).collect();
                    Ok::<_, NotDone>(drafts.chunks(GROUP_CHANGES_MAX).map(<[Draft]>::to_vec).collect())
                };
                self.write_own(None, end).await?;
                let known = self.known().await?;
                if let WardsMeant::Some(areas) = wards_meant(&known.directory, wards)? {
                    revoked.wards =
                        areas.iter().filter_map(|area| known.directory.areas().get(area).copied()).collect();
                }
            }
        }
        Ok(revoked)
    }

    fn member_named(&self, directory: &Directory, name: &str, day: NaiveDate) -> Result<Option<PersonId>, NotDone> {
        let wanted = name.to_lowercase();
        let mut named = directory.people().iter().filter(|(id, person)| {
            **id != self.meta.person && directory.is_member(**id, day) && person.name.trim().to_lowercase() == wanted
        });
        match (named.next(), named.next()) {
            (Some(_), Some(_)) => Err(NotDone::SeveralNamed(name.to_owned())),
            (found, _) => Ok(found.map(|(id, _)| *id)),
        }
    }

    fn grants_for(
        &self,
        directory: &Directory,
        role: Role,
        wards: &[String],
    ) -> Result<Vec<(AudienceRef, &'static [Right])>, NotDone> {
        let mut grants = Vec::new();
        if !role.everywhere().is_empty() {
            grants.push((AudienceRef::Partnership, role.everywhere()));
        }
        if role.in_wards().is_empty() {
            return Ok(grants);
        }
        if wards.is_empty() {
            return Err(NotDone::WardMissing(role));
        }
        // For somebody who is to see only what is shared with them.
        if let [only] = wards
            && only.trim().eq_ignore_ascii_case("none")
        {
            return Ok(grants);
        }
        match wards_meant(directory, wards)? {
            WardsMeant::All => grants.push((AudienceRef::Partnership, role.in_wards())),
            WardsMeant::Some(areas) => {
                grants.extend(areas.into_iter().map(|area| (AudienceRef::Area(area), role.in_wards())));
            }
        }
        Ok(grants)
    }

    pub(super) fn grant_draft(&self, person: PersonId, audience: AudienceRef, rights: &[Right], role: Role) -> Draft {
        let record = GrantRecord {
            person,
            audience,
            rights: rights.to_vec(),
            role: role.id().to_owned(),
            until: None,
            reason: String::new(),
            granted_by: self.meta.person,
            ended: None,
        };
        Draft::create(self.meta.control, RecordId::new(self.now(), self.entropy.as_ref()), "grant", &record)
    }

    pub(super) fn end_draft(&self, directory: &Directory, record: RecordId, kind: Kind, day: NaiveDate) -> Draft {
        let ended = Ended { on: day.to_string(), reason: "made at the server".to_owned() };
        let heads = directory.fold(record).map(|fold| fold.heads_of([ENDED])).unwrap_or_default();
        Draft::create(self.meta.control, record, kind.as_str(), &serde_json::json!({ENDED: ended}))
            .act(Act::Set)
            .superseding(heads)
    }
}

fn holds(
    directory: &Directory,
    person: PersonId,
    audience: &AudienceRef,
    rights: &[Right],
    role: Role,
    day: NaiveDate,
) -> bool {
    directory.grants().values().any(|grant| {
        grant.person == person
            && grant.holds_on(day)
            && grant.role == role.id()
            && grant.audience == *audience
            && rights.iter().all(|right| grant.rights.contains(right))
    })
}

/// The boundary sets in use: those of the areas there are.
fn sets_in_use(directory: &Directory) -> Vec<BoundarySet> {
    let used: BTreeSet<BoundarySet> =
        directory.areas().values().filter_map(|code| code.ward()).map(|ward| ward.set).collect();
    used.into_iter().collect()
}

fn wards_meant(directory: &Directory, texts: &[String]) -> Result<WardsMeant, NotDone> {
    if texts.iter().any(|text| text.trim().eq_ignore_ascii_case("all")) {
        return Ok(WardsMeant::All);
    }
    let sets = sets_in_use(directory);
    let mut areas = BTreeSet::new();
    for text in texts {
        let ward = wards::find(&sets, text).map_err(NotDone::Ward)?;
        let found = directory.areas().iter().find(|(_, code)| **code == ward.code);
        let unknown = || WardRefusal::Unknown { text: text.trim().to_owned(), nearest: Vec::new(), other_set: None };
        areas.insert(*found.ok_or_else(|| NotDone::Ward(unknown()))?.0);
    }
    Ok(WardsMeant::Some(areas))
}

/// The grants that end when somebody is to hold nothing in these wards any more.
fn ending_grants(
    directory: &Directory,
    person: PersonId,
    name: &str,
    wards: &[String],
    day: NaiveDate,
) -> Result<Vec<RecordId>, NotDone> {
    let of_person = |grant: &&Grant| grant.person == person && grant.holds_on(day);
    let reads_all = |grant: &Grant| {
        grant.audience == AudienceRef::Partnership
            && grant.rights.iter().any(|right| right.as_str().starts_with("read"))
    };
    // What a role gives everywhere, such as a coordinator's, also lets its holder record and belong.
    let more_than_wards = |grant: &Grant| grant.rights.contains(&Right::Record);
    let mut ending = Vec::new();
    match wards_meant(directory, wards)? {
        WardsMeant::All => {
            // Everything in wards; the right to record and belong stays.
            let in_wards = |grant: &Grant| matches!(grant.audience, AudienceRef::Area(_)) || reads_all(grant);
            let held = directory.grants().iter().filter(|(_, grant)| of_person(grant) && in_wards(grant));
            for (id, grant) in held {
                if more_than_wards(grant) {
                    return Err(NotDone::HoldsAll(name.to_owned()));
                }
                ending.push(*id);
            }
            if ending.is_empty() {
                return Err(NotDone::HoldsNothing { name: name.to_owned(), ward: "any ward".to_owned() });
            }
        }
        WardsMeant::Some(areas) => {
            for area in areas {
                let here: Vec<RecordId> = directory
                    .grants()
                    .iter()
                    .filter(|(_, grant)| of_person(grant) && grant.audience == AudienceRef::Area(area))
                    .map(|(id, _)| *id)
                    .collect();
                if here.is_empty() {
                    if directory.grants().values().any(|grant| of_person(&grant) && reads_all(grant)) {
                        return Err(NotDone::HoldsAll(name.to_owned()));
                    }
                    let ward = directory.areas().get(&area).and_then(|code| code.ward()).map_or("", |ward| ward.name);
                    return Err(NotDone::HoldsNothing { name: name.to_owned(), ward: ward.to_owned() });
                }
                ending.extend(here);
            }
        }
    }
    Ok(ending)
}
