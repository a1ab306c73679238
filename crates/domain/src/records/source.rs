//! Who told something, where that is worth protecting: sealed on the laptop that records it, before it
//! touches its disk, and opened by a safeguarding lead alone.
//!
//! The record says to which key it is sealed, by which reference people speak of it, and what its note says in clear of
//! whoever told it; nothing else. What is sealed names the note and the stream that it belongs to, so that
//! it cannot be put beside another.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::SealedSource;
use crate::entropy::Entropy;
use crate::ids::{PersonId, RecordId, StreamId};
use crate::sealing::{NotOpened, OpeningKey, SealingKey, Use};
use crate::signing::{hex, unhex_bytes};

/// A record of `area/AREA/sealed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// What officers say when they mean this source; stands beside the note too. See [`reference`].
    pub reference: String,
    /// The leads' key that it is sealed to.
    pub key: SealingKey,
    /// Hex. Its length says no more than which of a few sizes it has.
    pub sealed: String,
    /// What everybody who reads the note knows of them: a lead holds this record and hardly ever the note. None in what
    /// an earlier version sealed.
    #[serde(default, deserialize_with = "as_far_as_read", skip_serializing_if = "Option::is_none")]
    pub told: Option<SourceContacts>,
}

/// Of another version or an altered program: what cannot be read of it must not keep a lead from the source.
fn as_far_as_read<'de, D: serde::Deserializer<'de>>(said: D) -> Result<Option<SourceContacts>, D::Error> {
    let said = serde_json::Value::deserialize(said)?;
    Ok(serde_json::from_value(said).ok())
}

/// What stands in clear beside what is sealed, as in the note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceContacts {
    pub young: bool,
    pub contacts: u32,
}

impl From<&SealedSource> for SourceContacts {
    fn from(said: &SealedSource) -> Self {
        Self { young: said.young, contacts: said.contacts }
    }
}

/// What is sealed. Wiped when dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceInside {
    pub note: RecordId,
    /// The stream that the note is in.
    pub stream: StreamId,
    /// Who it was, and how they are reached, as typed.
    pub who: String,
    /// An age band of the lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<String>,
    /// The reference of an earlier source that is the same person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
}

impl Drop for SourceInside {
    fn drop(&mut self) {
        self.who.zeroize();
        self.age.zeroize();
        self.same_as.zeroize();
    }
}

impl std::fmt::Debug for SourceInside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SourceInside(…)")
    }
}

/// That a lead opened a source, and why; beside it, for the other leads. On the disk before anything is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningRecord {
    pub source: RecordId,
    pub reason: String,
}

/// The most that may be typed of a source.
pub const WHO_CHARACTERS_MAX: usize = 2_000;

/// The most characters of the reference under which the safeguarding hub was told.
pub const REFERRED_CHARACTERS_MAX: usize = 80;

/// The smallest size of what is sealed; each next one is twice the one before.
const SIZE: usize = 1_024;

/// Where a sealed source stands: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub record: RecordId,
    pub stream: StreamId,
    pub author: PersonId,
}

impl Place {
    pub(super) fn bytes(self) -> [u8; 48] {
        let mut bytes = [0; 48];
        bytes[..16].copy_from_slice(self.record.as_bytes());
        bytes[16..32].copy_from_slice(self.stream.as_bytes());
        bytes[32..].copy_from_slice(self.author.as_bytes());
        bytes
    }
}

impl SourceRecord {
    /// `said` is what stands in the note. None where the key is none.
    pub fn seal(
        inside: &SourceInside,
        said: &SealedSource,
        to: &SealingKey,
        place: Place,
        entropy: &dyn Entropy,
    ) -> Option<Self> {
        let padded = padded(inside)?;
        let sealed = to.seal(Use::Source, &place.bytes(), &padded, entropy)?;
        Some(Self { reference: said.reference.clone(), key: *to, sealed: hex(&sealed), told: Some(said.into()) })
    }

    /// By whichever of the leads' keys fits.
    pub fn open(&self, keys: &[OpeningKey], place: Place) -> Result<SourceInside, NotOpened> {
        let key = keys.iter().find(|key| key.public() == self.key).ok_or(NotOpened)?;
        let sealed = unhex_bytes(&self.sealed).ok_or(NotOpened)?;
        let opened = key.open(Use::Source, &place.bytes(), &sealed)?;
        let (length, rest) = opened.split_first_chunk::<4>().ok_or(NotOpened)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| NotOpened)?;
        serde_json::from_slice(rest.get(..length).ok_or(NotOpened)?).map_err(|_| NotOpened)
    }
}

/// Its length, itself, and zeros up to the next size.
fn padded(inside: &SourceInside) -> Option<Zeroizing<Vec<u8>>> {
    let plain = Zeroizing::new(serde_json::to_vec(inside).ok()?);
    let length = u32::try_from(plain.len()).ok()?;
    let mut size = SIZE;
    while size < plain.len() + 4 {
        size = size.checked_mul(2)?;
    }
    let mut padded = Zeroizing::new(Vec::with_capacity(size));
    padded.extend(length.to_le_bytes());
    padded.extend(plain.iter());
    padded.resize(size, 0);
    Some(padded)
}

/// Whether an age band of the lists is of somebody under 18.
pub fn is_under_18(band: &str) -> bool {
    matches!(band, "under 10" | "10–17")
}

/// Every reference of a source that stands in a text, each once.
pub fn references_in(text: &str) -> Vec<String> {
    let upper = text.to_uppercase().replace(['\u{2010}', '\u{2011}', '\u{2013}'], "-");
    let mut found: Vec<String> = Vec::new();
    for (at, _) in upper.match_indices("S-") {
        let before = upper.get(..at).and_then(|text| text.chars().next_back());
        let rest: String =
            upper.get(at + 2..).unwrap_or_default().chars().take_while(char::is_ascii_alphanumeric).collect();
        let reference = format!("S-{rest}");
        if rest.len() == 6 && !before.is_some_and(char::is_alphanumeric) && !found.contains(&reference) {
            found.push(reference);
        }
    }
    found
}

/// Six letters and digits that are not mistaken for each other when they are read out.
pub fn reference(entropy: &dyn Entropy) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut bytes = [0; 6];
    entropy.fill(&mut bytes);
    let text: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    format!("S-{text}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    fn place() -> Place {
        Place {
            record: RecordId::from_bytes([1; 16]),
            stream: StreamId::from_bytes([2; 16]),
            author: PersonId::from_bytes([3; 16]),
        }
    }

    fn inside(who: &str) -> SourceInside {
        SourceInside {
            note: RecordId::from_bytes([4; 16]),
            stream: StreamId::from_bytes([5; 16]),
            who: who.to_owned(),
            age: Some("10–17".to_owned()),
            same_as: None,
        }
    }

    fn sealed(who: &str, key: &OpeningKey) -> SourceRecord {
        let entropy = SeededEntropy::new(3);
        let said = SealedSource { young: true, contacts: 3, ..SealedSource::plain(reference(&entropy)) };
        SourceRecord::seal(&inside(who), &said, &key.public(), place(), &entropy).unwrap()
    }

    #[test]
    fn a_lead_reads_what_was_typed_and_whoever_lacks_the_key_nothing() {
        let (lead, other) =
            (OpeningKey::generate(&SeededEntropy::new(1)), OpeningKey::generate(&SeededEntropy::new(2)));
        let record = sealed("Jo, the one with the dog", &lead);
        assert_eq!(record.open(&[other.clone(), lead], place()), Ok(inside("Jo, the one with the dog")));
        assert_eq!(record.open(&[other], place()).err(), Some(NotOpened));
        assert!(!serde_json::to_string(&record).unwrap().contains("dog"));
    }

    #[test]
    fn beside_what_is_sealed_stands_what_the_note_says_and_nothing_that_points_at_another() {
        let record = sealed("Jo", &OpeningKey::generate(&SeededEntropy::new(1)));
        assert_eq!(record.told, Some(SourceContacts { young: true, contacts: 3 }));
        let written = serde_json::to_value(&record).unwrap();
        let mut fields: Vec<&str> = written.as_object().unwrap().keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["key", "reference", "sealed", "told"]);
        // As an earlier version wrote it.
        let mut before = written;
        before.as_object_mut().unwrap().remove("told");
        let before: SourceRecord = serde_json::from_value(before).unwrap();
        assert_eq!(before, SourceRecord { told: None, ..record.clone() });
        // As none writes it.
        for said in
            [serde_json::json!({ "young": true, "contacts": -1 }), serde_json::json!("often"), serde_json::Value::Null]
        {
            let mut altered = serde_json::to_value(&record).unwrap();
            altered["told"] = said;
            let altered: SourceRecord = serde_json::from_value(altered).unwrap();
            assert_eq!(altered, SourceRecord { told: None, ..record.clone() });
        }
    }

    #[test]
    fn a_source_that_is_put_in_another_place_does_not_open() {
        let lead = OpeningKey::generate(&SeededEntropy::new(1));
        let record = sealed("Jo", &lead);
        let elsewhere = [
            Place { record: RecordId::from_bytes([9; 16]), ..place() },
            Place { stream: StreamId::from_bytes([9; 16]), ..place() },
            Place { author: PersonId::from_bytes([9; 16]), ..place() },
        ];
        for other in elsewhere {
            assert_eq!(record.open(std::slice::from_ref(&lead), other).err(), Some(NotOpened));
        }
    }

    #[test]
    fn the_length_of_a_name_does_not_show() {
        let lead = OpeningKey::generate(&SeededEntropy::new(1));
        let short = sealed("J", &lead).sealed.len();
        assert_eq!(short, sealed(&"J".repeat(600), &lead).sealed.len());
        assert_ne!(short, sealed(&"J".repeat(1_500), &lead).sealed.len());
    }

    #[test]
    fn nothing_of_a_source_shows_when_it_is_printed_in_a_log() {
        assert_eq!(format!("{:?}", inside("Jo")), "SourceInside(…)");
    }

    #[test]
    fn the_bands_under_18_are_those_of_the_list() {
        let lists = crate::lists::NoteLists::built_in();
        let young: Vec<&str> =
            lists.age_band.entries.iter().map(|entry| entry.id.as_str()).filter(|band| is_under_18(band)).collect();
        assert_eq!(young, ["under 10", "10–17"]);
    }

    #[test]
    fn a_reference_in_a_text_is_found_however_it_is_written() {
        assert_eq!(references_in("Ask S-7K2M4Q, or s-7k2m4q; not ABS-7K2M4Q or S-7K2."), ["S-7K2M4Q"]);
        assert_eq!(references_in("Seen at S-7K2M4Q and S–000000"), ["S-7K2M4Q", "S-000000"]);
    }

    #[test]
    fn a_reference_is_read_out_without_being_mistaken() {
        let text = reference(&SeededEntropy::new(3));
        assert_eq!(text.len(), 8);
        assert!(text.starts_with("S-") && !text[2..].contains(['I', 'L', 'O', 'U']));
    }
}
