//! What stands in `control` and `reference`: who belongs, with which devices and rights, and the areas.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fold::Fold;
use crate::ids::{AreaId, DeviceId, PersonId, RecordId, StreamId};
use crate::permissions::Right;
use crate::wards::{BoundarySet, WardCode};

/// The partnership itself. Its record id is the partnership's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnershipRecord {
    pub name: String,
    pub boundaries: BoundarySet,
    /// The [`crate::streams::StreamSecret`], 64 hex digits.
    pub stream_secret: String,
    pub reference: StreamId,
    /// What vouches for the first device, 64 hex digits: the administrator root's public key in a
    /// notebook begun on one computer, the server's identity key in a partnership with a server.
    pub root_key: String,
    /// Where its server answers: `https://` addresses, the nearest first. Empty without a server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// Days that a device may be read after it last heard from the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_days: Option<u32>,
    /// How long things are kept where that is not the usual: days or months, by a period's id in
    /// [`crate::keeping::SCHEDULE`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub keeping: BTreeMap<String, u32>,
}

/// The register that ends a membership, a device or a grant: an [`Ended`], or null.
pub const ENDED: &str = "ended";

/// Since when, and why. What was written before stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// An ISO day in Europe/London: the first on which it no longer holds.
    pub on: String,
    #[serde(default)]
    pub reason: String,
}

impl Ended {
    /// The ending of a record, where it has one: an ending is never taken back, and of several the
    /// earliest day holds.
    pub fn of(fold: &Fold) -> Option<Self> {
        let endings = fold.ever(ENDED).filter_map(|value| serde_json::from_value::<Self>(value.clone()).ok());
        endings.min_by(|one, other| (&one.on, &one.reason).cmp(&(&other.on, &other.reason)))
    }
}

/// A member. Its record id is the person's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRecord {
    pub name: String,
    /// What people call the job, for showing beside the name; rights come from grants alone.
    #[serde(default)]
    pub role: String,
    /// Whom they work for: an id of the list of agencies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// How colleagues reach them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The membership ended. Read with [`crate::fold::Fold::any`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

impl PersonRecord {
    /// What a member cannot do without.
    pub fn new(name: String, role: String) -> Self {
        Self { name, role, agency: None, phone: None, ended: None }
    }
}

/// A device of a member. Its record id is the device's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRecord {
    pub person: PersonId,
    /// Ed25519, 64 hex digits.
    pub signing_key: String,
    /// The device that vouches for it; none for the first, which the administrator root vouches for.
    #[serde(default)]
    pub vouched_by: Option<DeviceId>,
    /// The voucher's signature over `signing_key`, 128 hex digits.
    pub vouch: String,
    /// Why it exists: `first`, `restored`, `moved`, `copied`, `enrolled`, `server`.
    pub reason: String,
    /// The device was shut out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

/// Rights of one person over one audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantRecord {
    pub person: PersonId,
    pub audience: AudienceRef,
    /// A right of a newer version is not known here and gives nothing here.
    #[serde(deserialize_with = "known_rights")]
    pub rights: Vec<Right>,
    /// The id of the role these rights were taken from, such as `outreach`; for showing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// An ISO day, the last on which it holds; none for no end.
    #[serde(default)]
    pub until: Option<String>,
    #[serde(default)]
    pub reason: String,
    pub granted_by: PersonId,
    /// Taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

impl GrantRecord {
    /// The last day on which a grant holds: the earliest that anybody gave it. It is never moved on.
    pub fn last_day(fold: &Fold) -> Option<NaiveDate> {
        fold.ever("until").filter_map(|value| value.as_str()?.parse().ok()).min()
    }
}

fn known_rights<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Right>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    Ok(names.iter().filter_map(|name| Right::parse(name)).collect())
}

/// Whom or what a grant reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AudienceRef {
    /// The partnership and every area in it.
    Partnership,
    Area(AreaId),
    Stream(StreamId),
}

impl AudienceRef {
    /// Whether it reaches an area as a whole.
    pub fn covers(&self, area: AreaId) -> bool {
        match self {
            Self::Partnership => true,
            Self::Area(of) => *of == area,
            Self::Stream(_) => false,
        }
    }
}

/// A ward as this partnership knows it. Its record id is the area's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaRecord {
    pub ward: WardCode,
    pub boundaries: BoundarySet,
}

/// A stream with a random id: what it is for. Its record id is the stream's id. `intake` and `own`
/// need none, since their ids follow from what they are for. A plan's streams have a set of areas
/// ([`super::plan::AREAS`]), to which more can be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamRecord {
    /// [`crate::streams::StreamSort`]'s name.
    pub sort: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// The plan it is a stream of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<RecordId>,
}
