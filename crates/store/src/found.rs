//! Founding a notebook: a partnership of one, begun on this computer with no server.
//!
//! Writes what a server would later only number: `partnership`, `person`, `device` and `grant` into
//! `control`, and the wards of the chosen set as areas into `reference`.

use domain::change::{Author, Draft};
use domain::clock::Timestamp;
use domain::entropy::Entropy;
use domain::ids::{AreaId, DeviceId, PartnershipId, PersonId, RecordId, StreamId};
use domain::permissions::Right;
use domain::records::{AreaRecord, AudienceRef, DeviceRecord, GrantRecord, Kind, PartnershipRecord, PersonRecord};
use domain::signing::SigningKey;
use domain::streams::{StreamSecret, StreamSort};
use domain::wards::BoundarySet;
use rusqlite::Connection;

use crate::apply::{self, Indexing};
use crate::error::Result;
use crate::identity::Identity;
use crate::keyfile::{DatabaseKey, KeyFile};
use crate::profile::Profile;
use crate::store::Store;
use crate::streams;

/// The rights of somebody who keeps a notebook alone. Not triage: there is nobody to triage for.
pub const OWN_NOTEBOOK_RIGHTS: [Right; 3] = [Right::Record, Right::Read, Right::Administer];

/// What a new notebook starts from.
#[derive(Debug, Clone)]
pub struct Founding {
    pub partnership: String,
    pub name: String,
    pub role: String,
    pub boundaries: BoundarySet,
}

/// Another member written down while founding, as the sample notebook needs.
#[derive(Debug, Clone)]
pub struct Member {
    pub person: PersonId,
    pub name: String,
    pub role: String,
    /// Their device, which signs what they wrote.
    pub author: Author,
    pub key: SigningKey,
}

impl Store {
    /// Makes a notebook in a folder that holds none, and opens it. The key file is written before the
    /// database takes its name, so a crash at any point leaves either a notebook that opens or none.
    /// Without a key file the caller alone holds the key.
    pub fn found(
        profile: Profile,
        key: DatabaseKey,
        keys: Option<&KeyFile>,
        founding: &Founding,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Self> {
        let making = profile.prepare()?;
        let mut connection = Self::create_file(&profile, &key)?;
        let transaction = connection.transaction()?;
        write_founding(&transaction, founding, now, entropy)?;
        crate::facts::put_home(&transaction, &profile.home()?)?;
        transaction.commit()?;
        crate::connection::close_as_one_file(connection)?;
        if let Some(keys) = keys {
            keys.write(&profile.keys())?;
        }
        making.finish()?;
        Self::open(profile, key)
    }

    /// Takes another member in, with a device vouched for by this one and the right to record.
    pub fn add_member(&self, name: &str, role: &str, now: Timestamp, entropy: &dyn Entropy) -> Result<Member> {
        self.write(now, entropy, |writer| {
            let key = SigningKey::generate(writer.entropy);
            let person = PersonId::new(now, writer.entropy);
            let device = DeviceId::new(now, writer.entropy);
            let control = writer.identity.control;
            let me = writer.identity.person();
            let vouch = writer.identity.key.vouch(&key.public());
            let drafts = vec![
                Draft::create(
                    control,
                    person.into(),
                    Kind::Person.as_str(),
                    &PersonRecord::new(name.to_owned(), role.to_owned()),
                ),
                Draft::create(
                    control,
                    device.into(),
                    Kind::Device.as_str(),
                    &DeviceRecord {
                        person,
                        signing_key: key.public().to_hex(),
                        vouched_by: Some(writer.identity.device()),
                        vouch: vouch.to_hex(),
                        reason: "enrolled".to_owned(),
                        ended: None,
                    },
                ),
                Draft::create(
                    control,
                    RecordId::new(now, writer.entropy),
                    Kind::Grant.as_str(),
                    &GrantRecord {
                        person,
                        audience: AudienceRef::Partnership,
                        rights: vec![Right::Record],
                        until: None,
                        reason: String::new(),
                        granted_by: me,
                        role: String::new(),
                        ended: None,
                    },
                ),
            ];
            // A member's first device is written by whoever enrols them, which the ordinary table does not give.
            writer.write_unchecked(drafts)?;
            Ok(Member {
                person,
                name: name.to_owned(),
                role: role.to_owned(),
                author: Author::new(person, device),
                key,
            })
        })
    }
}

fn write_founding(connection: &Connection, founding: &Founding, now: Timestamp, entropy: &dyn Entropy) -> Result<()> {
    let partnership = PartnershipId::new(now, entropy);
    let person = PersonId::new(now, entropy);
    let device = DeviceId::new(now, entropy);
    let key = SigningKey::generate(entropy);
    let root = SigningKey::generate(entropy);
    let secret = StreamSecret::generate(entropy);
    let control = StreamId::random(entropy);
    let reference = StreamId::random(entropy);
    let mut identity = Identity {
        partnership,
        control,
        author: Author::new(person, device),
        key: key.clone(),
        root: Some(root.clone()),
    };

    streams::put(connection, control, StreamSort::Control, None, None)?;
    streams::put(connection, reference, StreamSort::Reference, None, None)?;
    streams::put(connection, secret.own(person), StreamSort::Own, None, Some(person))?;

    let mut groups = vec![vec![
        Draft::create(
            control,
            partnership.into(),
            Kind::Partnership.as_str(),
            &PartnershipRecord {
                name: founding.partnership.clone(),
                boundaries: founding.boundaries,
                stream_secret: secret.to_hex(),
                reference,
                root_key: root.public().to_hex(),
                addresses: Vec::new(),
                lease_days: None,
                keeping: std::collections::BTreeMap::new(),
            },
        ),
        Draft::create(
            control,
            person.into(),
            Kind::Person.as_str(),
            &PersonRecord::new(founding.name.clone(), founding.role.clone()),
        ),
        Draft::create(
            control,
            device.into(),
            Kind::Device.as_str(),
            &DeviceRecord {
                person,
                signing_key: key.public().to_hex(),
                vouched_by: None,
                vouch: root.vouch(&key.public()).to_hex(),
                reason: "first".to_owned(),
                ended: None,
            },
        ),
        Draft::create(
            control,
            RecordId::new(now, entropy),
            Kind::Grant.as_str(),
            &GrantRecord {
                person,
                audience: AudienceRef::Partnership,
                rights: OWN_NOTEBOOK_RIGHTS.to_vec(),
                until: None,
                reason: String::new(),
                granted_by: person,
                role: String::new(),
                ended: None,
            },
        ),
    ]];
    let areas: Vec<Draft> = founding
        .boundaries
        .wards()
        .iter()
        .map(|ward| {
            let record = AreaRecord { ward: ward.code, boundaries: founding.boundaries };
            Draft::create(reference, AreaId::new(now, entropy).into(), Kind::Area.as_str(), &record)
        })
        .collect();
    groups.extend(areas.chunks(domain::change::GROUP_CHANGES_MAX).map(<[Draft]>::to_vec));

    for group in groups {
        let changes = identity.author.write(group, &key, now, entropy)?;
        apply::apply(connection, &changes, Indexing::Now)?;
    }
    identity.save(connection)
}
