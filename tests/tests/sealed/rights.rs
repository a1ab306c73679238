//! Files and rights: nobody is packed, keeps or is believed what they may not.

use domain::change::{Act, Draft};
use domain::ids::RecordId;
use domain::records::{Erasure, Kind, Why};
use domain::roles::Role;
use store::keyfile::DatabaseKey;
use store::{LeftOut, SealedFault, What};
use wardbook_tests::partnership::borough::{Post, START};
use wardbook_tests::partnership::disk;

use crate::streets::{ADDISON, AVONMORE, KEY, Streets, area, fault, me, note_ids};

#[test]
fn what_somebody_may_not_read_is_not_packed_for_them() {
    let mut streets = Streets::new(4);
    let mut leah = streets.join("PC Leah Boateng", Role::Police, &[AVONMORE]);
    leah.exchange(&streets.borough).unwrap();
    streets.all_exchange();
    streets.amara.record(ADDISON, "Two mopeds");
    let file = streets.file("never");
    let to_leah = |streets: &Streets, what| fault(streets.seal(&streets.amara, what, &file));
    assert_eq!(to_leah(&streets, What::Waiting { to: Some(me(&leah)) }), SealedFault::ReadsNothing);
    streets.all_exchange();
    let pack = What::Pack { area: area(&streets.helen, ADDISON), to: me(&leah) };
    assert_eq!(fault(streets.seal(&streets.helen, pack, &file)), SealedFault::ReadsNothing);
    assert_eq!(to_leah(&streets, What::Waiting { to: None }), SealedFault::NothingWaits);
    assert!(!file.exists());

    // A note of two wards' work: who reads one of the wards alone gets that part of what waits.
    streets.amara.record(ADDISON, "For Addison");
    streets.amara.record(AVONMORE, "For Avonmore");
    let made = streets.seal(&streets.amara, What::Waiting { to: Some(me(&streets.sam)) }, &file).unwrap();
    assert_eq!((made.notes, made.left), (1, 1));
    streets.take(&streets.sam, &file).unwrap();
    assert!(streets.sam.texts().contains(&"For Addison".to_owned()) && streets.sam.texts().len() == 2);
    // Without a name it is for those who may read all of it.
    let all = streets.file("all");
    let made = streets.seal(&streets.amara, What::Waiting { to: None }, &all).unwrap();
    assert_eq!((made.people, made.notes, made.left), (vec![me(&streets.helen)], 2, 0));
    assert_eq!(fault(streets.take(&leah, &all)), SealedFault::NotForHere);
}

#[test]
fn an_older_pack_brings_nothing_back_that_its_reader_may_no_longer_hold() {
    let mut streets = Streets::new(5);
    streets.amara.record(ADDISON, "zelkpassage at night");
    streets.all_exchange();
    let file = streets.pack(&streets.helen, ADDISON, &streets.sam, "pack");
    streets.borough.revoke_ward("Sam Whitfield", ADDISON);
    streets.borough.clock.advance_seconds(60);
    streets.all_exchange();
    assert_eq!(streets.sam.texts(), Vec::<String>::new());
    let taken = streets.take(&streets.sam, &file).unwrap();
    assert!(taken.left_out.unreadable > 0 && taken.notes.is_empty());
    assert_eq!(streets.sam.texts(), Vec::<String>::new());
    streets.sam.verify();
}

#[test]
fn what_a_file_brought_goes_with_the_access_to_it_and_what_its_owner_wrote_stays() {
    let mut streets = Streets::new(6);
    streets.amara.record(ADDISON, "zelkpassage at night");
    streets.amara.exchange(&streets.borough).unwrap();
    streets.helen.exchange(&streets.borough).unwrap();
    let file = streets.pack(&streets.helen, ADDISON, &streets.sam, "pack");
    streets.take(&streets.sam, &file).unwrap();
    streets.sam.record(ADDISON, "What Sam saw");
    assert_eq!(streets.sam.texts().len(), 2);
    streets.borough.revoke_ward("Sam Whitfield", ADDISON);
    streets.sam.exchange(&streets.borough).unwrap();
    streets.sam.exchange(&streets.borough).unwrap();
    assert_eq!(streets.sam.texts(), ["What Sam saw"]);
    let held = disk::values(&streets.sam.store.profile().database(), &DatabaseKey::new(KEY));
    assert!(disk::words_with("zelk", &held).is_empty());
    streets.sam.verify();
}

#[test]
fn whoever_may_no_longer_write_is_not_believed_by_a_file() {
    let mut streets = Streets::new(9);
    streets.amara.record(ADDISON, "Written too late");
    let what = wardbook_server::core::roster::Revoking::Membership;
    streets.borough.block_on(streets.borough.service.revoke_named("Amara Lewis", &what)).unwrap();
    let file = streets.waiting(&streets.amara, &streets.helen, "late");
    streets.helen.exchange(&streets.borough).unwrap();
    let taken = streets.take(&streets.helen, &file).unwrap();
    assert_eq!(taken.left_out, LeftOut { not_allowed: 1, ..LeftOut::default() });
    assert_eq!(streets.helen.texts(), Vec::<String>::new());
    streets.helen.verify();
}

fn erase(post: &Post, note: RecordId) {
    let done = post.store.write(START.plus_seconds(60), &domain::entropy::SeededEntropy::new(91), |writer| {
        let fold = writer.fold(note)?.ok_or(store::StoreError::NotFound)?;
        let content = Erasure { why: Why::NotTrue, reference: None }.content();
        let draft = Draft::create(fold.stream(), note, Kind::Note.as_str(), &content).act(Act::Erase);
        writer.write_group(vec![draft])
    });
    done.unwrap();
}

#[test]
fn an_erasure_that_a_file_brought_takes_nothing_out_of_sight_before_the_server_has_taken_it() {
    let mut streets = Streets::new(10);
    streets.amara.record(ADDISON, "Two mopeds by the launderette");
    streets.all_exchange();
    let note = note_ids(&streets.sam)[0];
    erase(&streets.helen, note);
    assert!(streets.helen.texts().is_empty(), "her own is out of sight at once");
    let file = streets.waiting(&streets.helen, &streets.sam, "erasing");
    assert_eq!(streets.take(&streets.sam, &file).unwrap().others, 1);
    assert_eq!(streets.sam.texts(), ["Two mopeds by the launderette"]);
    // Her right has ended at the server, who keeps it for a supervisor: he has the note as everybody else has.
    let what = wardbook_server::core::roster::Revoking::Membership;
    streets.borough.block_on(streets.borough.service.revoke_named("Helen Prior", &what)).unwrap();
    streets.sam.exchange(&streets.borough).unwrap();
    assert_eq!(streets.sam.texts(), ["Two mopeds by the launderette"]);
    streets.sam.verify();

    // One that the server takes holds, whoever brings it.
    let mut streets = Streets::new(11);
    streets.amara.record(ADDISON, "Two mopeds by the launderette");
    streets.all_exchange();
    let note = note_ids(&streets.sam)[0];
    erase(&streets.helen, note);
    let file = streets.waiting(&streets.helen, &streets.sam, "erasing");
    streets.take(&streets.sam, &file).unwrap();
    streets.sam.exchange(&streets.borough).unwrap();
    assert!(streets.sam.texts().is_empty());
    streets.sam.verify();
}
