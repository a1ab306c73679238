//! Every word that was written in the story stands for the text it lies in. Each device holds exactly those
//! whose texts it may hold: in every table, in every page deciphered, and in search.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use wardbook_tests::partnership::disk;

use crate::borough::Borough;
use crate::triage::Notes;

/// How each of them begins, and nothing else does.
const MARKER: &str = "zelk";

/// Words with the devices that may hold them.
const HELD: &[(&[&str], &[&str])] = &[
    // Notes, what was added to them, and what was said to their authors.
    (
        &["zelkwalk", "zelktall", "zelkstair", "zelkfloor", "zelksecond", "zelktuesday", "zelkpatrolled", "zelkbag"],
        &["amara", "second", "sam", "helen"],
    ),
    (&["zelkfilm", "zelkcrew"], &["amara", "second", "leah", "helen"]),
    (&["zelkshop", "zelkquiet"], &["ruth", "sam", "helen"]),
    (&["zelkgate", "zelkthanks"], &["joan", "leah", "helen"]),
    (&["zelkdraft"], &["ruth"]),
    // What officers wrote for each other.
    (&["zelkaretaker", "zelkcad"], &["sam", "helen"]),
    (&["zelkolder", "zelkreason", "zelkhub"], &["leah", "helen"]),
    // What everybody granted the ward may know.
    (&["zelkbrief", "zelkright"], &["amara", "second", "joan", "sam", "helen"]),
    // Why there is a plan, and what came of it.
    (
        &[
            "zelkaim",
            "zelkscan",
            "zelkoffender",
            "zelkvictim",
            "zelkplace",
            "zelkmeasure",
            "zelktest",
            "zelkoutcome",
            "zelklesson",
            "zelkmoved",
        ],
        &["sam", "helen"],
    ),
    // The work.
    (
        &[
            "zelktitle",
            "zelklights",
            "zelkplanters",
            "zelkclub",
            "zelkyouth",
            "zelkmother",
            "zelkbudget",
            "zelkdrain",
            "zelkholiday",
            "zelkcontractor",
            "zelkcable",
            "zelkpart",
            "zelkclosed",
        ],
        &["amara", "second", "leah", "sam", "helen"],
    ),
];

pub fn lie_where_they_may_and_nowhere_else(borough: &Borough, notes: &Notes) {
    let all: BTreeSet<&str> = HELD.iter().flat_map(|(words, _)| *words).copied().collect();
    for word in &all {
        assert!(!all.iter().any(|other| other != word && other.starts_with(word)), "“{word}” begins another");
    }
    for (name, laptop) in borough.devices() {
        let may: BTreeSet<&str> =
            HELD.iter().filter(|(_, who)| who.contains(&name)).flat_map(|(words, _)| *words).copied().collect();

        // In tables: all of them and no other. In an index a word may run into what stands after it.
        let found = disk::words_with(MARKER, &laptop.everything_held());
        let known = |found: &str| all.iter().copied().find(|word| found.starts_with(word));
        let held: BTreeSet<&str> = found.iter().filter_map(|found| known(found)).collect();
        assert_eq!(held, may, "{name}");
        // In pages: also what was deleted and not wiped, and what a page's end cuts.
        for cut in disk::words_with(MARKER, &laptop.everything_on_disk()) {
            let allowed = may.iter().any(|word| cut.starts_with(word) || word.starts_with(&cut));
            assert!(allowed, "“{cut}” lies on a device that may not hold it: {name}");
        }
        // In search, whose index keeps words in pieces.
        for word in all.difference(&may) {
            let page = laptop.query("notes", json!({ "query": word }));
            assert_eq!(page["rows"], json!([]), "{name} finds “{word}”");
        }
    }
    a_note_is_named_where_it_is_held_and_nowhere_else(borough, notes);
    nothing_lies_in_clear(borough);
}

/// An id tells to the millisecond when somebody spoke.
fn a_note_is_named_where_it_is_held_and_nowhere_else(borough: &Borough, notes: &Notes) {
    let holders = BTreeMap::from([
        (&notes.walkway, ["amara", "second", "sam", "helen"].as_slice()),
        (&notes.stairs, &["amara", "second", "sam", "helen"]),
        (&notes.film, &["amara", "second", "leah", "helen"]),
        (&notes.shop, &["ruth", "sam", "helen"]),
        (&notes.gate, &["joan", "leah", "helen"]),
    ]);
    for (name, laptop) in borough.devices() {
        let pages = laptop.everything_on_disk();
        let names = |bytes: &[u8]| pages.windows(bytes.len()).any(|window| window == bytes);
        for (note, who) in &holders {
            let id: domain::ids::RecordId = note.parse().unwrap();
            let named = names(note.as_bytes()) || names(id.as_bytes());
            assert_eq!(named, who.contains(&name), "{name} and the note {note}");
        }
    }
}

fn nothing_lies_in_clear(borough: &Borough) {
    let backup = borough.folder.path().join("server.backup");
    borough.server.backup(&backup);
    let files = disk::files(borough.folder.path());
    for folder in borough.devices().map(|(_, laptop)| laptop.folder()).iter().chain(&[borough.server.data()]) {
        assert!(files.iter().any(|file| file.starts_with(folder)), "nothing lies in {}", folder.display());
    }
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let found = disk::words_with(MARKER, &bytes);
        assert_eq!(found, BTreeSet::new(), "{} can be read without the key", file.display());
    }
}
