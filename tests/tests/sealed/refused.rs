//! Files that are taken in nowhere: altered, made elsewhere, or showing that the server told two histories.

use std::path::Path;

use domain::clock::Clock;
use domain::roles::Role;
use store::{SealedFault, StoreError, What};
use wardbook_tests::partnership::borough::Borough;

use crate::streets::{ADDISON, Streets, fault};

#[test]
fn what_was_cut_short_altered_or_made_elsewhere_is_refused_and_changes_nothing() {
    let streets = Streets::new(7);
    let other = Streets::new(8);
    for number in 0..40 {
        streets.amara.record(ADDISON, &format!("Note {number}"));
    }
    let file = streets.waiting(&streets.amara, &streets.helen, "waiting");
    let whole = std::fs::read(&file).unwrap();
    let broken = streets.file("broken");
    let told = |bytes: &[u8]| {
        std::fs::write(&broken, bytes).unwrap();
        fault(streets.take(&streets.helen, &broken))
    };
    for cut in [20, 60, 200, whole.len() / 2, whole.len() - 17, whole.len() - 1] {
        assert_eq!(told(&whole[..cut]), SealedFault::Altered, "cut at {cut}");
    }
    for at in [101, whole.len() / 2, whole.len() - 1] {
        let mut altered = whole.clone();
        altered[at] ^= 4;
        assert_eq!(told(&altered), SealedFault::Altered, "altered at {at}");
    }
    // Its key altered, nobody can open it.
    let mut altered = whole.clone();
    altered[30] ^= 4;
    assert_eq!(told(&altered), SealedFault::NotForHere);
    assert_eq!(told(&[whole.as_slice(), b"more"].concat()), SealedFault::Altered);
    assert_eq!(told(b"a letter"), SealedFault::NotOne);
    let newer = [b"WARDBOOK SEALED 7\n", &whole[18..]].concat();
    assert_eq!(told(&newer), SealedFault::Newer);
    assert!(matches!(streets.take(&streets.helen, &streets.file("none")), Err(StoreError::NotFound)));
    assert_eq!(fault(other.take(&other.helen, &file)), SealedFault::NotForHere);
    assert_eq!(streets.helen.texts(), Vec::<String>::new());
    assert!(matches!(streets.seal(&streets.amara, What::Waiting { to: None }, &file), Err(StoreError::Exists)));
    assert_eq!(std::fs::read(&file).unwrap(), whole, "a file that is there is not touched");
}

#[test]
fn a_file_of_a_colleague_shows_that_the_server_told_each_of_them_another_history() {
    for (for_helen, for_sam) in [(1, 1), (2, 1), (1, 2)] {
        let mut streets = Streets::new(12);
        // A server that goes on twice from the same moment, with one key and in one life.
        let twin = streets.folder.path().join("twin");
        copy_folder(&streets.folder.path().join("server"), &twin);
        let twin = Borough::opened(&twin, streets.borough.clock.now(), 13);
        let wards = ["E05013735", "E05013736"];
        for ward in &wards[..for_helen] {
            streets.borough.give("Amara Lewis", Role::Outreach, &[ward]);
        }
        for ward in &wards[..for_sam] {
            twin.give("Sam Whitfield", Role::CommunitySafety, &[ward]);
        }
        streets.helen.exchange(&streets.borough).unwrap();
        streets.sam.exchange(&twin).unwrap();
        streets.helen.record(ADDISON, "Written for both");
        let file = streets.waiting(&streets.helen, &streets.sam, "from helen");
        assert_eq!(fault(streets.take(&streets.sam, &file)), SealedFault::TwoHistories, "{for_helen} and {for_sam}");
        assert!(streets.sam.texts().is_empty());
        streets.sam.verify();
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
