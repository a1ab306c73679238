//! Everybody who belongs or belonged, and what each may see.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::access::Grant;
use domain::dates;
use domain::ids::PersonId;
use domain::permissions::Right;
use domain::records::{AudienceRef, PersonRecord, PlanRecord, StreamRecord};
use domain::roles::Role;
use domain::streams::StreamSort;
use domain::words;
use store::read::{DeviceRow, GrantRow, PersonRow as Stored};

use crate::api::lists::Choice;
use crate::api::people::{DeviceView, GrantView, PeopleView, PersonDetail, PersonRow, RoleChoice};
use crate::api::notes::ById;
use crate::api::{Failure, Nothing};
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<PeopleView, Failure> {
    let book = Book::of(look)?;
    let rights = look.reader.rights_everywhere(book.me, book.today)?;
    let can_administer = rights.contains(&Right::Administer);
    let can_invite = can_administer || rights.contains(&Right::Invite);
    let gives = |role: &Role| {
        can_administer || role.everywhere().iter().chain(role.in_wards()).all(|right| rights.contains(right))
    };
    let mut people: Vec<PersonRow> =
        book.people.iter().filter(|person| !book.is_server(person.id)).map(|person| book.row(person)).collect();
    people.sort_by_key(|row| (row.ended.is_some(), row.name.to_lowercase()));
    Ok(PeopleView {
        people,
        roles: if can_invite { Role::ALL.into_iter().filter(gives).map(choice).collect() } else { Vec::new() },
        can_administer,
        can_invite,
    })
}

fn choice(role: Role) -> RoleChoice {
    let all: Vec<Right> = [role.everywhere(), role.in_wards()].concat();
    RoleChoice {
        role: Choice {
            id: role.id().to_owned(),
            label: role.label().to_owned(),
            hint: Some(words::rights(&all)),
        },
        takes_wards: !role.in_wards().is_empty(),
    }
}

/// What rows and details share: everything of `control` that speaks of people.
pub(super) struct Book<'a> {
    look: &'a Look<'a>,
    pub me: PersonId,
    pub today: NaiveDate,
    people: Vec<Stored>,
    grants: Vec<GrantRow>,
    devices: Vec<DeviceRow>,
    conflicts: Vec<domain::ids::RecordId>,
    names: BTreeMap<PersonId, String>,
    wards: BTreeMap<domain::ids::AreaId, String>,
    this_device: domain::ids::DeviceId,
}

impl<'a> Book<'a> {
    pub fn of(look: &'a Look<'a>) -> Result<Self, Failure> {
        let people = look.reader.people()?;
        let grants = look.reader.grants()?;
        let mut wards = BTreeMap::new();
        for grant in &grants {
            if let Ok(AudienceRef::Area(area)) = serde_json::from_str(&grant.audience)
                && let Some(ward) = look.reader.ward_of(area)?
            {
                wards.insert(area, ward);
            }
        }
        Ok(Self {
            look,
            me: look.me()?,
            today: look.today()?,
            names: people.iter().map(|person| (person.id, person.name.clone())).collect(),
            people,
            grants,
            devices: look.reader.devices()?,
            conflicts: look.reader.conflicts()?.into_iter().map(|conflict| conflict.record).collect(),
            wards,
            this_device: look.reader.identity()?.device(),
        })
    }

    /// The server writes in `control` under a name of its own, which is nobody's.
    fn is_server(&self, person: PersonId) -> bool {
        self.devices.iter().any(|device| device.person == person && device.reason == "server")
    }

    fn row(&self, person: &Stored) -> PersonRow {
        let grants: Vec<Grant> = self.look.reader.grants_of(person.id).unwrap_or_default();
        let holding: Vec<&Grant> = grants.iter().filter(|grant| grant.holds_on(self.today)).collect();
        let mut roles: Vec<&str> =
            holding.iter().filter_map(|grant| Role::parse(&grant.role).ok()).map(Role::label).collect();
        roles.sort_unstable();
        roles.dedup();
        let everywhere = holding
            .iter()
            .any(|grant| grant.audience == AudienceRef::Partnership && grant.rights.contains(&Right::Read));
        let mut wards: Vec<String> = holding
            .iter()
            .filter_map(|grant| match &grant.audience {
                AudienceRef::Area(area) => self.wards.get(area).map(|ward| views::ward_ref(ward).name),
                _ => None,
            })
            .collect();
        wards.sort_unstable();
        wards.dedup();
        PersonRow {
            id: person.id.to_string(),
            name: person.name.clone(),
            roles: if roles.is_empty() { person.role.clone() } else { roles.join(", ") },
            wards: if everywhere { "All wards".to_owned() } else { wards.join(", ") },
            me: person.id == self.me,
            ended: person.ended.as_deref().map(|day| format!("Left on {}.", self.day(day))),
            devices: u32::try_from(
                self.devices.iter().filter(|device| device.person == person.id && device.ended.is_none()).count(),
            )
            .unwrap_or(0),
            conflict: self.conflicts.contains(&person.id.into()),
        }
    }

    fn day(&self, iso: &str) -> String {
        iso.parse().map_or_else(|_| iso.to_owned(), |day| dates::day_and_month(day, self.today))
    }

    pub fn detail(&self, id: PersonId) -> Option<PersonDetail> {
        let person = self.people.iter().find(|person| person.id == id)?;
        let record = self.look.reader.fold(id.into()).ok().flatten().and_then(|fold| fold.read::<PersonRecord>().ok());
        let (agency, phone) = record.map_or((None, None), |record| (record.agency, record.phone));
        Some(PersonDetail {
            row: self.row(person),
            agency,
            phone,
            grants: self.grants.iter().filter(|grant| grant.person == id).map(|grant| self.grant(grant)).collect(),
            devices: self.devices_of(id),
        })
    }

    pub fn devices_of(&self, id: PersonId) -> Vec<DeviceView> {
        self.devices.iter().filter(|device| device.person == id).map(|device| self.device(device)).collect()
    }

    fn grant(&self, grant: &GrantRow) -> GrantView {
        let area = match serde_json::from_str(&grant.audience) {
            Ok(AudienceRef::Area(area)) => self.wards.get(&area),
            _ => None,
        };
        let until = grant.until.as_deref().and_then(|day| day.parse::<NaiveDate>().ok());
        let over = grant.ended.is_some() || until.is_some_and(|until| until < self.today);
        GrantView {
            id: grant.id.to_string(),
            role: Role::parse(&grant.role).map_or_else(|_| grant.role.clone(), |role| role.label().to_owned()),
            ward: area.map(|ward| views::ward_ref(ward)),
            plan: self.plan(&grant.audience),
            rights: words::rights(&grant.rights),
            granted_by: if self.is_server(grant.granted_by) {
                "made at the server".to_owned()
            } else {
                self.names.get(&grant.granted_by).cloned().unwrap_or_else(|| "somebody not known here".to_owned())
            },
            reason: grant.reason.clone(),
            ends: match (&grant.ended, &grant.until) {
                (Some(day), _) => format!("ended on {}", self.day(day)),
                (None, Some(day)) => format!("until {}", self.day(day)),
                (None, None) => String::new(),
            },
            holds: !over,
        }
    }

    /// The plan that a grant lets somebody into, by its title where it is held here.
    fn plan(&self, audience: &str) -> Option<String> {
        let Ok(AudienceRef::Stream(stream)) = serde_json::from_str(audience) else { return None };
        let fold = self.look.reader.fold(stream.into()).ok().flatten()?;
        let record = fold.read::<StreamRecord>().ok()?;
        let part = if record.sort == StreamSort::PlanCore.as_str() { "The analysis" } else { "The work" };
        let title = record.plan.and_then(|plan| self.look.reader.fold(plan).ok().flatten());
        Some(match title.and_then(|fold| fold.read::<PlanRecord>().ok()) {
            Some(plan) => format!("{part} of “{}”", plan.title),
            None => format!("{part} of a plan that is not held here"),
        })
    }

    fn device(&self, device: &DeviceRow) -> DeviceView {
        let reason = match device.reason.as_str() {
            "first" => "The first",
            "enrolled" => "Joined with an invitation",
            "restored" => "Restored from a backup",
            "moved" => "Moved to another folder or computer",
            "copied" => "Parted from a copy of itself",
            "server" => "The server",
            other => other,
        };
        DeviceView {
            id: device.id.to_string(),
            reason: reason.to_owned(),
            this_one: device.id == self.this_device,
            ended: device.ended.as_deref().map(|day| format!("Shut out on {}.", self.day(day))),
            last_seen: None,
            pending: None,
            remarks: Vec::new(),
        }
    }
}

/// Query `person`.
pub(crate) fn one(look: &Look<'_>, request: ById) -> Result<PersonDetail, Failure> {
    let missing = || super::note_input::not_found(&request.id, "person");
    let id: PersonId = request.id.parse().map_err(|_| missing())?;
    Book::of(look)?.detail(id).ok_or_else(missing)
}
