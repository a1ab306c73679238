//! What stands in `control` and `reference`: who belongs, with which devices and rights, and the areas.

use serde::{Deserialize, Serialize};

use crate::ids::{AreaId, DeviceId, PersonId, StreamId};
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
    /// The administrator root's public key, 64 hex digits: what vouches for the first device.
    pub root_key: String,
}

/// A member. Its record id is the person's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRecord {
    pub name: String,
    /// What people call the job, for showing beside the name; rights come from grants alone.
    #[serde(default)]
    pub role: String,
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
    /// Why it exists: `first`, `restored`, `moved`, `enrolled`.
    pub reason: String,
}

/// Rights of one person over one audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantRecord {
    pub person: PersonId,
    pub audience: AudienceRef,
    pub rights: Vec<Right>,
    /// An ISO day, the last on which it holds; none for no end.
    #[serde(default)]
    pub until: Option<String>,
    #[serde(default)]
    pub reason: String,
    pub granted_by: PersonId,
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

/// A ward as this partnership knows it. Its record id is the area's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaRecord {
    pub ward: WardCode,
    pub boundaries: BoundarySet,
}
