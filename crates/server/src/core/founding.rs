//! The first changes of a partnership: itself, its server, its wards and their streams, and the first
//! administrator.

use domain::change::{Draft, GROUP_CHANGES_MAX};
use domain::clock::Clock;
use domain::entropy::Entropy;
use domain::ids::{AreaId, DeviceId, PersonId, RecordId, StreamId};
use domain::records::{AreaRecord, AudienceRef, PartnershipRecord, PersonRecord, StreamRecord};
use domain::roles::Role;
use domain::streams::{StreamSecret, StreamSort};
use domain::wards::BoundarySet;

use super::{Refused, Result, Service};
use crate::storage::{Meta, Storage};

/// How the server is called where people see who gave a right.
pub const SERVER_NAME: &str = "The server";

const LEASE_DAYS: u32 = 14;

/// What an area's people share, each with readers of its own.
const AREA_STREAMS: [StreamSort; 4] =
    [StreamSort::AreaShared, StreamSort::AreaPartners, StreamSort::AreaRestricted, StreamSort::AreaSealed];

#[derive(Debug, Clone)]
pub struct Founding {
    pub name: String,
    pub admin: String,
    /// `https://host:port`, the nearest first.
    pub addresses: Vec<String>,
    pub boundaries: BoundarySet,
}

/// The ids a new server begins with.
pub fn meta(clock: &dyn Clock, entropy: &dyn Entropy) -> Meta {
    let now = clock.now();
    Meta {
        epoch: 1,
        control: StreamId::random(entropy),
        reference: StreamId::random(entropy),
        person: PersonId::new(now, entropy),
        device: DeviceId::new(now, entropy),
    }
}

impl<S: Storage> Service<S> {
    /// Writes them, and gives the administrator's id.
    pub async fn found(&self, founding: &Founding) -> Result<PersonId> {
        let (now, entropy) = (self.now(), self.entropy.as_ref());
        let (control, reference) = (self.meta.control, self.meta.reference);
        let partnership = PartnershipRecord {
            name: founding.name.clone(),
            boundaries: founding.boundaries,
            stream_secret: StreamSecret::generate(entropy).to_hex(),
            reference,
            root_key: self.server_key.to_hex(),
            addresses: founding.addresses.clone(),
            lease_days: Some(LEASE_DAYS),
            keeping: std::collections::BTreeMap::new(),
        };
        let mut groups = vec![vec![
            Draft::create(control, RecordId::new(now, entropy), "partnership", &partnership),
            person_draft(control, self.meta.person, SERVER_NAME, ""),
            self.own_device(),
        ]];
        let (mut areas, mut streams) = (Vec::new(), Vec::new());
        for ward in founding.boundaries.wards() {
            let area = AreaId::new(now, entropy);
            let record = AreaRecord { ward: ward.code, boundaries: ward.set };
            areas.push(Draft::create(reference, area.into(), "area", &record));
            for sort in AREA_STREAMS {
                let record = StreamRecord { sort: sort.as_str().to_owned(), area: Some(area), plan: None };
                streams.push(Draft::create(control, StreamId::random(entropy).into(), "stream", &record));
            }
        }
        groups.extend([areas, streams].concat().chunks(GROUP_CHANGES_MAX).map(<[Draft]>::to_vec));
        let admin = PersonId::new(now, entropy);
        let role = Role::Administrator;
        groups.push(vec![
            person_draft(control, admin, founding.admin.trim(), role.label()),
            self.grant_draft(admin, AudienceRef::Partnership, role.everywhere(), role),
        ]);
        self.write_own(None, |_| Ok::<_, Refused>(groups.clone())).await?;
        Ok(admin)
    }
}

pub(super) fn person_draft(control: StreamId, person: PersonId, name: &str, role: &str) -> Draft {
    let record = PersonRecord::new(name.to_owned(), role.to_owned());
    Draft::create(control, person.into(), "person", &record)
}
