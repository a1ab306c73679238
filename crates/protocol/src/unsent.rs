//! The file `unsent` of a profile: each group that waits to be sent, sealed to the partnership's server, so that
//! a forgotten passphrase loses none of them. The device writes it and the server opens it.
//!
//! A line that says what it is, then items one after the other: length, check, tag and what is sealed. Whatever
//! does not check is passed over, so that a file that was cut short or altered in one place gives all the rest.
//! Must not know where the file lies, or which groups belong in it.

use domain::entropy::Entropy;
use domain::nesting::is_shallow;
use domain::sealing::{NotOpened, OpeningKey, SealingKey, Use};

use crate::bytes::WireGroup;

/// What such a file begins with.
pub const MAGIC: &[u8] = b"WARDBOOK UNSENT 1\n";
/// What all versions begin with; a digit follows.
const ANY: &[u8] = b"WARDBOOK UNSENT ";

/// What is sealed is as long as so many of these, so that its length says little of what a person wrote.
const STEP: usize = 1_024;

/// Length and check of an item.
const HEAD: usize = 4 + CHECK;
const CHECK: usize = 16;
const TAG: usize = 16;

/// The most an item may be: the largest group, with room for what lays it out.
const ITEM_MAX: usize = domain::change::GROUP_BYTES_MAX + 64 * 1_024;

/// Bytes of items in one request, unless one alone is larger, and how many.
pub const PART_BYTES: usize = 256 * 1_024;
pub const PART_ITEMS: usize = 256;

/// By which the device that wrote an item knows it again. It says nothing to anybody else.
pub type Tag = [u8; TAG];

/// It is no file of this sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotUnsent {
    #[error("it is not a file of what waits to be sent")]
    NotOne,
    #[error("a newer version made it")]
    Newer,
}

/// What a file holds, as far as it checks.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Contents<'a> {
    pub items: Vec<Item<'a>>,
    /// How many could not be read: altered, or cut short, which leaves one at most.
    pub unreadable: usize,
}

/// One group, sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// As it stands in the file, for putting it into another.
    pub framed: &'a [u8],
}

impl Item<'_> {
    pub fn tag(&self) -> Tag {
        let mut tag = [0; TAG];
        tag.copy_from_slice(self.framed.get(HEAD..HEAD + TAG).unwrap_or(&[0; TAG]));
        tag
    }

    /// The group, where it was sealed to this key.
    pub fn open(&self, key: &OpeningKey) -> Result<WireGroup, NotOpened> {
        let sealed = self.framed.get(HEAD + TAG..).ok_or(NotOpened)?;
        let padded = key.open(Use::Unsent, &self.tag(), sealed)?;
        let (length, rest) = padded.split_first_chunk::<4>().ok_or(NotOpened)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| NotOpened)?;
        let group = rest.get(..length).filter(|bytes| is_shallow(bytes)).ok_or(NotOpened)?;
        let mut decoder = minicbor::Decoder::new(group);
        let group = decoder.decode().map_err(|_| NotOpened)?;
        if decoder.position() == length { Ok(group) } else { Err(NotOpened) }
    }
}

/// An item for the file. None where the server's key is no key, or the group larger than any may be.
pub fn seal(group: &WireGroup, tag: Tag, to: &SealingKey, entropy: &dyn Entropy) -> Option<Vec<u8>> {
    let plain = zeroize::Zeroizing::new(minicbor::to_vec(group).ok()?);
    let length = u32::try_from(plain.len()).ok()?;
    let mut padded = zeroize::Zeroizing::new(Vec::with_capacity((4 + plain.len()).next_multiple_of(STEP)));
    padded.extend_from_slice(&length.to_le_bytes());
    padded.extend_from_slice(&plain);
    let whole = padded.len().next_multiple_of(STEP);
    padded.resize(whole, 0);
    let sealed = to.seal(Use::Unsent, &tag, &padded, entropy)?;
    let length = u32::try_from(TAG + sealed.len()).ok().filter(|length| *length as usize <= ITEM_MAX)?;
    let check = check_of(length, &tag, &sealed);
    Some([&length.to_le_bytes()[..], &check, &tag, &sealed].concat())
}

/// Against a disk that gives other bytes than were written; who alters it on purpose can make it again.
fn check_of(length: u32, tag: &[u8], sealed: &[u8]) -> [u8; CHECK] {
    let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 unsent check v1");
    hasher.update(&length.to_le_bytes());
    hasher.update(tag);
    hasher.update(sealed);
    let mut check = [0; CHECK];
    hasher.finalize_xof().fill(&mut check);
    check
}

/// What a file holds. One that ends within its first line holds nothing.
pub fn read(file: &[u8]) -> Result<Contents<'_>, NotUnsent> {
    let Some(mut rest) = file.strip_prefix(MAGIC) else {
        let newer = file.strip_prefix(ANY).and_then(<[u8]>::first).is_some_and(u8::is_ascii_digit);
        return match (MAGIC.starts_with(file), newer) {
            (true, _) => Ok(Contents { items: Vec::new(), unreadable: 1 }),
            (false, true) => Err(NotUnsent::Newer),
            (false, false) => Err(NotUnsent::NotOne),
        };
    };
    let mut contents = Contents::default();
    while !rest.is_empty() {
        let Some((framed, after)) = first(rest) else {
            // Where the next begins is not known any more.
            contents.unreadable += 1;
            break;
        };
        let (head, body) = framed.split_at(HEAD);
        let (length, check) = head.split_at(4);
        let (tag, sealed) = body.split_at(TAG);
        let length = length.try_into().map_or(0, u32::from_le_bytes);
        if check_of(length, tag, sealed) == check {
            contents.items.push(Item { framed });
        } else {
            contents.unreadable += 1;
        }
        rest = after;
    }
    Ok(contents)
}

fn first(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, _) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    if !(TAG..=ITEM_MAX).contains(&length) {
        return None;
    }
    rest.split_at_checked(HEAD + length)
}

/// Files of so many of these as fit into one request each, in the same order.
pub fn parts(items: &[Item<'_>]) -> Vec<Vec<u8>> {
    let mut parts: Vec<(usize, Vec<u8>)> = Vec::new();
    for item in items {
        match parts.last_mut() {
            Some((count, part)) if *count < PART_ITEMS && part.len() + item.framed.len() <= PART_BYTES => {
                *count += 1;
                part.extend_from_slice(item.framed);
            }
            _ => parts.push((1, [MAGIC, item.framed].concat())),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

#[cfg(test)]
mod tests {
    use domain::entropy::SeededEntropy;
    use domain::ids::GroupId;
    use domain::signing::Signature;
    use proptest::prelude::*;

    use super::*;
    use crate::bytes::WireChange;

    fn key() -> OpeningKey {
        OpeningKey::generate(&SeededEntropy::new(1))
    }

    fn group(number: u8, body: usize) -> WireGroup {
        let change = WireChange {
            header: vec![number; 100],
            signature: Signature::from_bytes([number; Signature::LEN]),
            body: Some(vec![number; body]),
        };
        WireGroup { id: GroupId::from_bytes([number; 16]), changes: vec![change], relayed: false }
    }

    fn sealed(number: u8, body: usize) -> Vec<u8> {
        seal(&group(number, body), [number; 16], &key().public(), &SeededEntropy::new(number.into())).unwrap()
    }

    fn file(items: &[Vec<u8>]) -> Vec<u8> {
        [MAGIC, &items.concat()].concat()
    }

    fn opened(file: &[u8]) -> Vec<WireGroup> {
        read(file).unwrap().items.iter().filter_map(|item| item.open(&key()).ok()).collect()
    }

    #[test]
    fn a_file_gives_back_its_groups_to_the_server_alone_and_says_nothing_in_clear() {
        let file = file(&[sealed(1, 300), sealed(2, 70_000)]);
        assert_eq!(opened(&file), [group(1, 300), group(2, 70_000)]);
        let other = OpeningKey::generate(&SeededEntropy::new(2));
        assert!(read(&file).unwrap().items.iter().all(|item| item.open(&other).is_err()));
        assert!(!file.windows(32).any(|window| window == [1; 32] || window == [2; 32]));
    }

    #[test]
    fn groups_of_about_one_length_are_of_one_length_in_the_file() {
        assert_eq!(sealed(1, 10).len(), sealed(2, 700).len());
        assert_eq!(sealed(1, 1_000).len(), sealed(2, 1_700).len());
        assert_ne!(sealed(1, 10).len(), sealed(2, 1_700).len());
    }

    #[test]
    fn a_file_that_was_cut_in_the_middle_gives_all_that_stands_before_the_cut() {
        let (one, other) = (sealed(1, 300), sealed(2, 300));
        let whole = file(&[one.clone(), other]);
        for cut in 0..whole.len() {
            let contents = read(&whole[..cut]).unwrap();
            let before = usize::from(cut >= MAGIC.len() + one.len());
            assert_eq!(contents.items.len(), before, "cut at {cut}");
            let clean = cut == MAGIC.len() || cut == MAGIC.len() + one.len();
            assert_eq!(contents.unreadable, usize::from(!clean), "cut at {cut}");
        }
    }

    #[test]
    fn what_was_altered_in_one_place_gives_all_the_rest() {
        let mut whole = file(&[sealed(1, 300), sealed(2, 300), sealed(3, 300)]);
        let middle = whole.len() / 2;
        whole[middle] ^= 1;
        assert_eq!(opened(&whole), [group(1, 300), group(3, 300)]);
        assert_eq!(read(&whole).unwrap().unreadable, 1);
    }

    #[test]
    fn what_is_another_file_and_what_is_newer_are_told_apart() {
        assert_eq!(read(b"WARDBOOK SEALED 1\n and more").err(), Some(NotUnsent::NotOne));
        assert_eq!(read(b"WARDBOOK UNSENT 2\n and more").err(), Some(NotUnsent::Newer));
        assert_eq!(read(MAGIC), Ok(Contents::default()));
    }

    #[test]
    fn a_large_file_goes_in_parts_that_each_fit_and_together_hold_all_of_it() {
        let items: Vec<Vec<u8>> = (0..120).map(|number| sealed(number, 4_000)).collect();
        let whole = file(&items);
        let contents = read(&whole).unwrap();
        let parts = parts(&contents.items);
        assert!(parts.len() > 1);
        let mut together = 0;
        for part in &parts {
            let held = read(part).unwrap();
            assert!(held.unreadable == 0 && held.items.len() <= PART_ITEMS && part.len() <= PART_BYTES);
            together += held.items.len();
        }
        assert_eq!(together, items.len());
        assert!(sealed(1, domain::change::GROUP_BYTES_MAX).len() <= HEAD + ITEM_MAX, "the largest group has room");
    }

    proptest! {
        #[test]
        fn no_bytes_from_outside_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            for file in [bytes.clone(), [MAGIC, &bytes].concat()] {
                if let Ok(contents) = read(&file) {
                    for item in contents.items {
                        let _ = item.open(&key());
                    }
                }
            }
        }
    }
}
