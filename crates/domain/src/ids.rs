//! Identifiers. Each is sixteen bytes and a type of its own, so that a person's id can't be passed
//! where a stream's is meant.
//!
//! Ids that a device makes are UUIDv7: made offline, unique, and close together in an index when
//! made close together in time. Stream ids are random or derived, see [`crate::streams`].

use crate::clock::Timestamp;
use crate::entropy::Entropy;

/// An id that is not sixteen bytes in the usual notation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an id")]
pub struct BadId(pub String);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// From stored bytes; anything but sixteen of them is refused.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, BadId> {
                bytes.try_into().map(Self).map_err(|_| BadId(format!("{} bytes", bytes.len())))
            }

            /// A new UUIDv7: milliseconds since 1970, then 74 random bits.
            pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
                Self(uuid_v7(now, entropy))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                uuid::Uuid::from_bytes(self.0).hyphenated().fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                uuid::Uuid::parse_str(text.trim())
                    .map(|uuid| Self(uuid.into_bytes()))
                    .map_err(|_| BadId(text.to_owned()))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        crate::wire_bytes::wire_bytes!($name, "an id is sixteen bytes");
    )*};
}

ids! {
    /// One immutable change.
    ChangeId;
    /// What one act of a person wrote.
    GroupId;
    /// A record: the fold of its changes.
    RecordId;
    /// A stream: one set of readers.
    StreamId;
    /// One laptop's copy of one person's notebook.
    DeviceId;
    /// A member. Also the record id of the `person` record.
    PersonId;
    /// A ward as this partnership knows it. Also the record id of the `area` record.
    AreaId;
    /// A partnership. Also the record id of the `partnership` record.
    PartnershipId;
}

macro_rules! is_record {
    ($($name:ident),*) => {$(
        impl From<$name> for RecordId {
            fn from(id: $name) -> Self {
                RecordId(id.0)
            }
        }
        impl From<RecordId> for $name {
            fn from(id: RecordId) -> Self {
                $name(id.0)
            }
        }
    )*};
}
is_record!(DeviceId, PersonId, AreaId, PartnershipId, StreamId);

impl RecordId {
    /// A record whose id follows from others, so that two devices that open it apart mean the same:
    /// the pin of a note, the settings of a person.
    pub fn derived(sort: &str, of: &[u8; 16], within: StreamId) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 derived record id v1");
        hasher.update(within.as_bytes());
        hasher.update(of);
        hasher.update(sort.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(bytes)
    }
}

impl ChangeId {
    /// When its device's wall clock said it was made. Not ordered by anything, and as wrong as that
    /// clock: for showing.
    pub fn made_at(&self) -> Timestamp {
        let mut millis = [0; 8];
        millis[2..].copy_from_slice(&self.0[..6]);
        Timestamp::from_millis(i64::from_be_bytes(millis))
    }
}

impl StreamId {
    /// A stream nobody can guess.
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        Self(bytes)
    }
}

fn uuid_v7(now: Timestamp, entropy: &dyn Entropy) -> [u8; 16] {
    let mut random = [0; 10];
    entropy.fill(&mut random);
    uuid::Builder::from_unix_timestamp_millis(now.unix_millis(), &random).into_uuid().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        let id = RecordId::new(Timestamp::from_millis(1_795_344_000_000), &SeededEntropy::new(7));
        assert_eq!(id.to_string().parse::<RecordId>(), Ok(id));
        assert_eq!(minicbor::decode::<RecordId>(&minicbor::to_vec(id).unwrap()).unwrap(), id);
    }

    #[test]
    fn ids_made_later_sort_later() {
        let entropy = SeededEntropy::new(7);
        let early = ChangeId::new(Timestamp::from_millis(1_000), &entropy);
        let late = ChangeId::new(Timestamp::from_millis(2_000), &entropy);
        assert!(early < late);
    }

    #[test]
    fn two_devices_derive_the_same_record_and_another_stream_does_not() {
        let stream = StreamId::from_bytes([1; 16]);
        let a = RecordId::derived("pin", &[9; 16], stream);
        assert_eq!(a, RecordId::derived("pin", &[9; 16], stream));
        assert_ne!(a, RecordId::derived("pin", &[9; 16], StreamId::from_bytes([2; 16])));
        assert_ne!(a, RecordId::derived("settings", &[9; 16], stream));
    }
}
