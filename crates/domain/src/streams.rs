//! Streams: each has one set of readers. A record lives in one stream, and no fold crosses streams.

use crate::ids::{AreaId, PersonId, StreamId};

/// The sorts of stream there are, and whom each is for (see ARCHITECTURE.md, "Streams").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamSort {
    Control,
    Reference,
    Own,
    /// What this person did that others may ask after.
    Trail,
    Intake,
    AreaShared,
    AreaPartners,
    AreaRestricted,
    AreaSealed,
    PlanCore,
    PlanWork,
}

impl StreamSort {
    pub const ALL: [StreamSort; 11] = [
        Self::Control,
        Self::Reference,
        Self::Own,
        Self::Trail,
        Self::Intake,
        Self::AreaShared,
        Self::AreaPartners,
        Self::AreaRestricted,
        Self::AreaSealed,
        Self::PlanCore,
        Self::PlanWork,
    ];

    /// The name on the wire and on disk. Never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Reference => "reference",
            Self::Own => "own",
            Self::Trail => "trail",
            Self::Intake => "intake",
            Self::AreaShared => "area/shared",
            Self::AreaPartners => "area/partners",
            Self::AreaRestricted => "area/restricted",
            Self::AreaSealed => "area/sealed",
            Self::PlanCore => "plan/core",
            Self::PlanWork => "plan/work",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }

    /// One of a plan's two.
    pub const fn is_plan(self) -> bool {
        matches!(self, Self::PlanCore | Self::PlanWork)
    }
}

/// The key from which the ids of `intake` and `own` streams follow. It stands in `control`, so every
/// member's device can derive them offline, and nobody outside can tell which person or area an id is.
#[derive(Clone, PartialEq, Eq)]
pub struct StreamSecret([u8; 32]);

impl StreamSecret {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub fn generate(entropy: &dyn crate::entropy::Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    pub fn to_hex(&self) -> String {
        crate::signing::hex(&self.0)
    }

    pub fn from_hex(text: &str) -> Option<Self> {
        crate::signing::unhex(text).map(Self)
    }

    /// `intake/AREA/PERSON`: what this person recorded about this area.
    pub fn intake(&self, area: AreaId, person: PersonId) -> StreamId {
        self.derive(StreamSort::Intake, Some(area), person)
    }

    /// `own/PERSON`: settings and marks of this person alone.
    pub fn own(&self, person: PersonId) -> StreamId {
        self.derive(StreamSort::Own, None, person)
    }

    /// `trail/PERSON`: what this person did that others may ask after.
    pub fn trail(&self, person: PersonId) -> StreamId {
        self.derive(StreamSort::Trail, None, person)
    }

    /// How a record is named where its id must not stand.
    pub fn name_of(&self, record: crate::ids::RecordId) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(b"wardbook 2026-11 trail name v1\0");
        hasher.update(record.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        bytes
    }

    /// Keyed blake3 of the sort's name and a zero byte, the area (zeros where there is none) and the
    /// person; the first sixteen bytes.
    fn derive(&self, sort: StreamSort, area: Option<AreaId>, person: PersonId) -> StreamId {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(b"wardbook 2026-11 stream id v1\0");
        hasher.update(sort.as_str().as_bytes());
        hasher.update(&[0]);
        hasher.update(area.map_or([0; 16], |area| *area.as_bytes()).as_slice());
        hasher.update(person.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        StreamId::from_bytes(bytes)
    }
}

impl std::fmt::Debug for StreamSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StreamSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_devices_of_a_person_open_the_same_intake_and_nobody_elses() {
        let secret = StreamSecret::from_bytes([7; 32]);
        let (area, person) = (AreaId::from_bytes([1; 16]), PersonId::from_bytes([2; 16]));
        let intake = secret.intake(area, person);
        assert_eq!(intake, StreamSecret::from_bytes([7; 32]).intake(area, person));
        assert_ne!(intake, secret.intake(AreaId::from_bytes([3; 16]), person));
        assert_ne!(intake, secret.intake(area, PersonId::from_bytes([3; 16])));
        assert_ne!(intake, StreamSecret::from_bytes([8; 32]).intake(area, person));
        assert_ne!(intake, secret.own(person));
    }

    #[test]
    fn the_way_an_intake_id_arises_does_not_change() {
        let secret = StreamSecret::from_bytes([7; 32]);
        let intake = secret.intake(AreaId::from_bytes([1; 16]), PersonId::from_bytes([2; 16]));
        let own = secret.own(PersonId::from_bytes([2; 16]));
        insta::assert_snapshot!(format!("intake {intake}\nown    {own}"));
    }

    #[test]
    fn every_sort_reads_back_from_its_name() {
        for sort in StreamSort::ALL {
            assert_eq!(StreamSort::parse(sort.as_str()), Some(sort));
        }
    }
}
