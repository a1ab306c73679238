//! Two sealed sources that are one person, as a lead says without opening either. It is sealed to the leads like what
//! the sources say: that two notes belong together may tell who spoke.

use serde::{Deserialize, Serialize};

use super::Place;
use crate::entropy::Entropy;
use crate::ids::RecordId;
use crate::sealing::{NotOpened, OpeningKey, SealingKey, Use};
use crate::signing::{hex, unhex_bytes};

/// A record of `area/AREA/sealed`, in the ward of one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergingRecord {
    /// The leads' key that it is sealed to.
    pub key: SealingKey,
    /// Hex: the ids of the two sources, 16 bytes each.
    pub sealed: String,
}

impl MergingRecord {
    /// None where the key is none.
    pub fn seal(sources: [RecordId; 2], to: &SealingKey, place: Place, entropy: &dyn Entropy) -> Option<Self> {
        let [one, other] = sources.map(|source| *source.as_bytes());
        let sealed = to.seal(Use::Merging, &place.bytes(), &[one, other].concat(), entropy)?;
        Some(Self { key: *to, sealed: hex(&sealed) })
    }

    /// By whichever of the leads' keys fits.
    pub fn open(&self, keys: &[OpeningKey], place: Place) -> Result<[RecordId; 2], NotOpened> {
        let key = keys.iter().find(|key| key.public() == self.key).ok_or(NotOpened)?;
        let sealed = unhex_bytes(&self.sealed).ok_or(NotOpened)?;
        let opened = key.open(Use::Merging, &place.bytes(), &sealed)?;
        match opened.as_chunks::<16>() {
            ([one, other], []) => Ok([RecordId::from_bytes(*one), RecordId::from_bytes(*other)]),
            _ => Err(NotOpened),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;
    use crate::ids::{PersonId, StreamId};

    #[test]
    fn leads_read_which_sources_are_one_person_where_it_was_said_and_nobody_else_does() {
        let entropy = SeededEntropy::new(7);
        let (lead, other) = (OpeningKey::generate(&entropy), OpeningKey::generate(&entropy));
        let sources = [RecordId::from_bytes([4; 16]), RecordId::from_bytes([5; 16])];
        let place = Place {
            record: RecordId::from_bytes([1; 16]),
            stream: StreamId::from_bytes([2; 16]),
            author: PersonId::from_bytes([3; 16]),
        };
        let record = MergingRecord::seal(sources, &lead.public(), place, &entropy).unwrap();
        assert_eq!(record.open(&[other.clone(), lead.clone()], place), Ok(sources));
        assert_eq!(record.open(&[other], place), Err(NotOpened));
        let elsewhere = Place { record: RecordId::from_bytes([9; 16]), ..place };
        assert_eq!(record.open(&[lead], elsewhere), Err(NotOpened));
        assert!(!serde_json::to_string(&record).unwrap().contains(&hex(&[4; 16])));
    }
}
