use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::clock::Timestamp;
use crate::entropy::SeededEntropy;
use crate::ids::{ChangeId, DeviceId, PersonId, RecordId, StreamId};
use crate::signing::{SigningKey, hex};

fn author() -> Author {
    Author::new(PersonId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]))
}

fn note(text: &str) -> Draft {
    Draft::create(StreamId::from_bytes([3; 16]), RecordId::from_bytes([4; 16]), "note", &json!({ "text": text }))
}

fn write(drafts: Vec<Draft>) -> Vec<Change> {
    let entropy = SeededEntropy::new(1);
    author()
        .write(drafts, &SigningKey::from_bytes(&[9; 32]), Timestamp::from_millis(1_795_344_000_000), &entropy)
        .unwrap()
}

#[test]
fn the_bytes_of_a_header_a_body_and_a_signature_do_not_change() {
    let mut first = write(vec![note("Two mopeds by the launderette")]);
    let change = first.remove(0);
    insta::assert_snapshot!(format!(
        "header    {}\nhash      {}\nsignature {}\nbody      {}",
        hex(change.header_bytes()),
        hex(change.hash().as_bytes()),
        change.signature().to_hex(),
        hex(change.body_bytes().unwrap()),
    ));
    insta::assert_debug_snapshot!(change.header());
}

#[test]
fn what_a_server_had_told_an_author_is_signed_with_the_change_and_says_nothing_without_a_server() {
    assert_eq!(write(vec![note("a")])[0].header().told, None);
    let start = crate::chain::Head::start(StreamId::from_bytes([3; 16]));
    let standing = |position| Standing { epoch: 1, position, chain: start.chain };
    let told = Told { here: Some(standing(3)), control: Some(standing(7)) };
    let change = write(vec![Draft { told: Some(told), ..note("a") }]).remove(0);
    let read = Header::decode(change.header_bytes()).unwrap();
    assert_eq!(read.told, Some(told));
    insta::assert_snapshot!(hex(change.header_bytes()));
}

#[test]
fn what_stands_where_a_later_version_says_what_was_told_makes_no_change_unreadable() {
    let change = write(vec![note("a")]).remove(0);
    for element in [&[0x07][..], &[0x61, 0x61], &[0x81, 0x07], &[0x82, 0x41, 0x00, 0xf6], &[0xf6]] {
        let bytes = [&[0x91], &change.header_bytes()[1..], element].concat();
        let read = Header::decode(&bytes).unwrap();
        assert_eq!(&read, change.header(), "{element:02x?}");
    }
}

#[test]
fn a_device_numbers_and_chains_what_it_writes() {
    let entropy = SeededEntropy::new(1);
    let key = SigningKey::from_bytes(&[9; 32]);
    let mut author = author();
    let now = Timestamp::from_millis(1_000);
    let first = author.write(vec![note("a"), note("b")], &key, now, &entropy).unwrap();
    let second = author.write(vec![note("c")], &key, now, &entropy).unwrap();
    let all: Vec<&Change> = first.iter().chain(&second).collect();
    assert_eq!(all[0].header().previous, ChangeHash::ZERO);
    for pair in all.windows(2) {
        assert_eq!(pair[1].header().sequence, pair[0].header().sequence + 1);
        assert_eq!(pair[1].header().previous, pair[0].hash());
        assert!(pair[1].header().clock > pair[0].header().clock);
    }
    assert_eq!(first[0].header().group.id, first[1].header().group.id);
    assert_ne!(first[0].header().group.id, second[0].header().group.id);
    assert_eq!((first[1].header().group.index, first[1].header().group.count), (1, 2));
}

#[test]
fn a_group_that_is_too_much_writes_nothing_and_uses_no_number() {
    let entropy = SeededEntropy::new(1);
    let key = SigningKey::from_bytes(&[9; 32]);
    let mut author = author();
    let before = author.clone();
    let now = Timestamp::from_millis(1_000);
    assert_eq!(author.write(vec![], &key, now, &entropy), Err(GroupRefusal::Count(0)));
    assert_eq!(author.write(vec![note("a"); 17], &key, now, &entropy), Err(GroupRefusal::Count(17)));
    let huge = "x".repeat(GROUP_BYTES_MAX);
    assert!(matches!(author.write(vec![note(&huge)], &key, now, &entropy), Err(GroupRefusal::Bytes(_))));
    assert_eq!(author, before);
}

#[test]
fn the_longest_note_of_the_widest_characters_fits_in_a_group() {
    assert_eq!(write(vec![note(&"\u{1f4d3}".repeat(32_768))]).len(), 1);
}

#[test]
fn an_element_that_a_newer_version_appended_is_kept_and_the_rest_is_read() {
    let change = write(vec![note("a")]).remove(0);
    let mut bytes = change.header_bytes().to_vec();
    assert_eq!(bytes[0], 0x90, "an array of sixteen");
    bytes[0] = 0x92;
    bytes.extend([0xf6, 0x07]);
    let signature = SigningKey::from_bytes(&[9; 32]).sign(ChangeHash::of(&bytes).as_bytes());
    let newer = Change::from_parts(bytes.clone(), signature, change.body_bytes().map(<[u8]>::to_vec)).unwrap();
    assert_eq!(newer.header(), change.header());
    assert_eq!(newer.header_bytes(), bytes);
    assert_eq!(newer.check_signature(&SigningKey::from_bytes(&[9; 32]).public()), Ok(()));
}

#[test]
fn a_header_of_another_format_is_refused_by_name() {
    let change = write(vec![note("a")]).remove(0);
    let mut bytes = change.header_bytes().to_vec();
    bytes[1] = 2;
    assert_eq!(Change::from_parts(bytes, *change.signature(), None), Err(ChangeFault::NewerHeader(2)));
}

#[test]
fn a_signature_by_another_device_is_refused() {
    let change = write(vec![note("a")]).remove(0);
    assert_eq!(change.check_signature(&SigningKey::from_bytes(&[8; 32]).public()), Err(ChangeFault::Signature));
}

proptest! {
    #[test]
    fn no_bytes_from_outside_make_the_header_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Header::decode(&bytes);
    }

    #[test]
    fn a_change_altered_in_any_byte_is_noticed(at in any::<prop::sample::Index>(), bit in 0..8_u8, in_body in any::<bool>()) {
        let change = write(vec![note("About eight young people by the bin store")]).remove(0);
        let (mut header, mut body) = (change.header_bytes().to_vec(), change.body_bytes().unwrap().to_vec());
        let target = if in_body { &mut body } else { &mut header };
        let index = at.index(target.len());
        target[index] ^= 1 << bit;
        let noticed = match Change::from_parts(header, *change.signature(), Some(body)) {
            Err(_) => true,
            Ok(read) => read.check_signature(&SigningKey::from_bytes(&[9; 32]).public()).is_err(),
        };
        prop_assert!(noticed);
    }

    #[test]
    fn supersedes_is_written_in_order_and_once(ids in prop::collection::vec(any::<[u8; 16]>(), 0..8)) {
        let heads: Vec<ChangeId> = ids.iter().chain(&ids).map(|bytes| ChangeId::from_bytes(*bytes)).collect();
        let change = write(vec![note("a").superseding(heads)]).remove(0);
        let written = &change.header().supersedes;
        prop_assert!(written.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
