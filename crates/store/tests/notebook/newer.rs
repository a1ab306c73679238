//! What a newer version wrote, as an older one holds, backs up, restores and verifies it.

use domain::change::{Change, ChangeHash};
use domain::signing::Signature;
use proptest::prelude::*;
use serde_json::Value;
use store::{Indexing, Member};

use super::*;

/// A change this version may know in part or not at all.
#[derive(Debug, Clone)]
struct Newer {
    kind: String,
    act: String,
    schema: u16,
    fields: std::collections::BTreeMap<String, Value>,
    /// Elements behind those this version knows, each a small number in CBOR.
    appended: u8,
}

fn newer() -> impl Strategy<Value = Newer> {
    let value = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::collection::vec(".{0,4}", 0..3).prop_map(Value::from),
    ];
    let kind = prop_oneof![Just("note".to_owned()), Just("amendment".to_owned()), "[a-z-]{1,12}"];
    let act = prop_oneof![Just("create".to_owned()), Just("set".to_owned()), "[a-z-]{1,8}"];
    (kind, act, 1..4_u16, prop::collection::btree_map("[a-z_]{1,8}", value, 0..4), 0..4_u8)
        .prop_map(|(kind, act, schema, fields, appended)| Newer { kind, act, schema, fields, appended })
}

/// Signed and chained as the newer version would have done it.
fn written(store: &Store, member: &mut Member, newer: &Newer) -> Change {
    let ward = domain::wards::find(&[BoundarySet::Y2022], "Addison").unwrap();
    let (stream, area) = store.open_intake(member.person, ward.code).unwrap();
    let mut content = json!({
        "text": "two mopeds", "area": area, "ward": ward.code, "boundaries": ward.set, "when": "2026-11-22T14:30",
        "note": RecordId::from_bytes([9; 16]),
    });
    for (field, value) in &newer.fields {
        content[field] = value.clone();
    }
    let draft = Draft {
        act: Act::from(newer.act.as_str()),
        schema: newer.schema,
        kind: Box::leak(newer.kind.clone().into_boxed_str()),
        ..Draft::create(stream, RecordId::new(now(), &store::OsEntropy), "", &content)
    };
    let change = member.author.write(vec![draft], &member.key, now(), &store::OsEntropy).unwrap().remove(0);
    let mut header = change.header_bytes().to_vec();
    header[0] += newer.appended;
    header.extend((0..newer.appended).map(|element| element + 1));
    let hash = ChangeHash::of(&header);
    member.author.previous = hash;
    Change::from_parts(header, member.key.sign(hash.as_bytes()), change.body_bytes().map(<[u8]>::to_vec)).unwrap()
}

/// The bytes of every change, by id.
fn held(folder: &Path, key: &DatabaseKey) -> Vec<Change> {
    let connection = raw(folder, key);
    let mut statement = connection.prepare("SELECT header, signature, body FROM change ORDER BY no").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(|row| {
        let (header, signature, body) = row.unwrap();
        Change::from_parts(header, Signature::from_bytes(signature), body).unwrap()
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn unknown_kinds_acts_fields_and_elements_come_through_an_older_version_to_the_bit(
        all in prop::collection::vec(newer(), 1..6)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (here, there) = (folder.path().join("here"), folder.path().join("there"));
        let (store, key) = amara(&here);
        let mut sam = store.add_member("Sam Reed", "", now(), &SeededEntropy::new(6)).unwrap();
        let page: Vec<Change> = all.iter().map(|newer| written(&store, &mut sam, newer)).collect();
        prop_assert_eq!(store.take_page(&page, Indexing::Now).unwrap(), page.len());
        // This version goes on writing beside what it cannot read.
        record(&store, "Addison", "written here", 60);
        store.verify(&|_| ()).unwrap();
        let kept = held(&here, &key);
        for change in &page {
            prop_assert!(kept.contains(change), "{:?} is not held as it came", change.header());
        }
        let file = folder.path().join("kept.wardbook");
        store.backup(&file, now(), &entropy()).unwrap();
        drop(store);
        let store = Store::open(Profile::at(&here), key.clone()).unwrap();
        store.verify(&|_| ()).unwrap();
        prop_assert_eq!(&held(&here, &key), &kept);
        let (restored, _) =
            Store::restore(&file, Profile::at(&there), Secret::Passphrase(PASSPHRASE), now(), &SeededEntropy::new(3)).unwrap();
        restored.verify(&|_| ()).unwrap();
        prop_assert_eq!(&held(&there, &key)[..kept.len()], &kept[..]);
    }
}
