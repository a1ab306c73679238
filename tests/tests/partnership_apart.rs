//! What people do without sight of each other, and what they do with copies: decisions, parted devices,
//! a notebook begun alone, somebody taken in from a window.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Server, refused};

fn conflicts(laptop: &Laptop) -> Vec<Value> {
    laptop.query("conflicts", json!({}))["conflicts"].as_array().unwrap().clone()
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn two_names_given_without_sight_of_each_other_are_both_shown_decided_and_undecided_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let omar = Laptop::joined(&at("omar"), &server.invite("Omar Reid", "coordinator", &[]));
    let invited =
        helen.act("person_invite", json!({ "name": "Sam Witfield", "role": "community-safety", "wards": ["Addison"] }));
    let sam = Laptop::joined(&at("sam"), invited["invitation"].as_str().unwrap());
    let person = invited["person"].as_str().unwrap();
    omar.sync();

    helen.act("person_rename", json!({ "id": person, "name": "Sam Whitfield" }));
    omar.act("person_rename", json!({ "id": person, "name": "Samir Whitfield" }));
    helen.sync();
    assert_eq!(omar.sync()["conflicts"], json!(1));
    helen.sync();
    sam.sync();
    // Whoever may not rename a member is not asked to decide between the names.
    assert!(conflicts(&sam).is_empty());
    assert!(!sam.corner().contains("decision"), "{}", sam.corner());
    for laptop in [&helen, &omar] {
        let shown = conflicts(laptop);
        assert_eq!(shown.len(), 1);
        let authors: Vec<&str> =
            shown[0]["heads"].as_array().unwrap().iter().map(|head| head["author"].as_str().unwrap()).collect();
        assert!(authors.contains(&"Helen Prior") && authors.contains(&"Omar Reid"), "{authors:?}");
    }
    assert_eq!(helen.corner(), "Two versions of this member need a decision");

    let conflict = &conflicts(&helen)[0];
    let theirs = conflict["heads"].as_array().unwrap().iter().find(|head| head["mine"] == false).unwrap();
    let decided = helen.act("conflict_decide", json!({ "id": conflict["id"], "keep": theirs["id"], "value": null }));
    helen.sync();
    omar.sync();
    assert!(conflicts(&omar).is_empty());
    let named = |laptop: &Laptop| laptop.query("person", json!({ "id": person }))["row"]["name"].clone();
    assert_eq!(named(&omar), "Samir Whitfield");

    // Somebody who may not write there may not decide either.
    let back = json!({ "id": conflict["id"], "decision": decided["decision"] });
    assert_eq!(refused(sam.app.mutate("", "conflict_undo", back.clone())), "nothing-to-decide");
    helen.act("conflict_undo", back);
    helen.sync();
    omar.sync();
    assert_eq!(conflicts(&omar)[0]["heads"].as_array().unwrap().len(), 2);
    let nothing = json!({ "id": conflict["id"], "keep": null, "value": " " });
    assert_eq!(refused(omar.app.mutate("", "conflict_decide", nothing)), "value-missing");
    omar.act("conflict_decide", json!({ "id": conflict["id"], "keep": null, "value": "Sam Whitfield" }));
    omar.sync();
    helen.sync();
    assert!(conflicts(&helen).is_empty());
    assert_eq!(named(&helen), "Sam Whitfield");
    assert!(server.verify().status.success());
}

#[test]
fn a_disk_image_put_back_loses_nothing_and_goes_on_as_a_new_device() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    amara.record("Addison", "Before the image");
    amara.sync();
    let device = |laptop: &Laptop| laptop.query("status", json!({}))["device"].as_str().unwrap().to_owned();
    let first = device(&amara);

    // An image is taken, work goes on, the disk breaks, the image is put back in the same place.
    let place = amara.folder().to_owned();
    drop(amara);
    copy_folder(&place, &at("image"));
    let amara = unlocked(&place);
    amara.record("Addison", "After the image");
    amara.sync();
    drop(amara);
    std::fs::remove_dir_all(&place).unwrap();
    copy_folder(&at("image"), &place);
    let amara = unlocked(&place);
    assert_eq!(device(&amara), first, "nothing here tells that it is an image");
    let kept = amara.record("Addison", "On the image");
    let report = amara.sync();
    assert_eq!((report["pending"].as_u64(), report["refused"].as_array().unwrap().len()), (Some(0), 0));
    assert_ne!(device(&amara), first);
    assert_eq!(amara.note(&kept)["state"]["id"], "received");
    let all = ["After the image", "Before the image", "On the image"];
    assert_eq!(amara.texts(), all);
    helen.sync();
    assert_eq!(helen.texts(), all);
    let notices = amara.query("session", json!({}))["notices"].to_string();
    assert!(notices.contains("A copy of this notebook was used as well"), "{notices}");
    let doctor = amara.act("doctor", json!({})).to_string();
    assert!(doctor.contains("A copy of this notebook was used as well"), "{doctor}");
    for laptop in [&amara, &helen] {
        let verified = laptop.act("verify", json!({}));
        assert_eq!(verified["fault"], json!(null), "{}", verified["words"]);
    }
    assert!(server.verify().status.success());
}

fn unlocked(folder: &Path) -> Laptop {
    let laptop = Laptop::new(folder);
    laptop.act("unlock", json!({ "passphrase": PASSPHRASE }));
    laptop
}

#[test]
fn a_notebook_begun_alone_brings_along_what_its_owner_chooses_recorded_anew() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let amara = Laptop::new(&at("amara"));
    let create = json!({ "name": "Amara Lewis", "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE, "boundaries": "2022" });
    amara.act("notebook_create", create);
    let first = amara.record("Addison", "Two mopeds by the launderette");
    amara.act("note_amend", json!({ "id": first, "text": "A third one" }));
    let second = amara.record("Grove", "Mine alone");

    let joined = amara.join(&server.invite("Amara Lewis", "outreach", &["Addison"])).unwrap();
    assert_eq!(joined["begun"], json!(2));
    assert_eq!(amara.texts(), [""; 0], "nothing comes along unasked");
    let begun = amara.query("begun", json!({}));
    assert_eq!(begun["notes"].as_array().unwrap().len(), 2);
    amara.act("begun_answer", json!({ "ids": [first], "bring": true }));
    amara.act("begun_answer", json!({ "ids": [second], "bring": false }));
    // Asked again, it is not brought twice.
    amara.act("begun_answer", json!({ "ids": [first], "bring": true }));
    amara.sync();
    helen.sync();
    assert_eq!(helen.texts(), ["Two mopeds by the launderette"]);
    let amara = amara.reopen();
    let answers: Vec<Value> = amara.query("begun", json!({}))["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["answer"].clone())
        .collect();
    assert_eq!(answers, ["brought", "left"]);
    assert_eq!(amara.query("notes_whole", json!({}))["rows"][0]["amendments"][0]["text"], "A third one");
}

#[test]
fn what_a_role_may_not_do_is_refused_in_the_window_too_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, administrator) = Server::init(&at("server"), "Mina Farrow");
    let mina = Laptop::joined(&at("mina"), &administrator);
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    mina.sync();
    amara.sync();
    let people = mina.query("people", json!({}));
    let id = |name: &str| {
        let row = people["people"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
        row["id"].as_str().unwrap().to_owned()
    };
    let try_act = |laptop: &Laptop, act: &str, args: Value| refused(laptop.app.mutate("", act, args));
    let ended = |name: &str| json!({ "id": id(name), "reason": "a test" });
    assert_eq!(try_act(&amara, "person_end", ended("Helen Prior")), "not-allowed");
    assert_eq!(
        try_act(&amara, "person_invite", json!({ "name": "X", "role": "outreach", "wards": ["Addison"] })),
        "not-allowed"
    );
    // Without a role it is for another device of a member, and nobody is taken in by a slip in a name.
    let no_role = |name: &str| json!({ "name": name, "role": "", "wards": [] });
    assert!(mina.act("person_invite", no_role("Amara Lewis"))["invitation"].is_string());
    assert_eq!(try_act(&mina, "person_invite", no_role("Amara Lewes")), "role-missing");
    // A coordinator gives no more than she has.
    let sealed = json!({ "person": id("Amara Lewis"), "role": "safeguarding", "wards": ["Addison"], "until": null, "reason": "" });
    assert_eq!(try_act(&helen, "grant_add", sealed.clone()), "not-allowed");
    mina.act("grant_add", sealed);
    mina.act("person_end", ended("Helen Prior"));
    mina.sync();
    let report = helen.sync();
    assert_eq!(report["pending"], json!(0));
    helen.record("Addison", "Too late");
    assert_eq!(helen.sync()["held"], json!(1));
}

#[test]
fn nobody_is_taken_in_while_no_server_is_there_to_make_their_invitation() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (mut server, _) = Server::init(&at("server"), "Mina Farrow");
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let sam = json!({ "name": "Sam Whitfield", "role": "councillor", "wards": ["Addison"] });
    server.kill();
    let failure = helen.app.mutate("", "person_invite", sam.clone()).unwrap_err();
    assert_eq!(failure.code, "unreachable");
    assert!(failure.message.contains("this needs it"), "{}", failure.message);
    assert!(!helen.query("people", json!({})).to_string().contains("Sam Whitfield"));
    server.start();
    assert!(helen.act("person_invite", sam)["invitation"].is_string());
}

#[test]
fn a_laptop_that_stayed_away_too_long_records_and_sends_and_is_read_again_once_it_was_heard_from() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    amara.record("Addison", "Two mopeds");
    amara.sync();
    amara.days_pass(13);
    assert_eq!(amara.texts(), ["Two mopeds"]);
    amara.days_pass(2);
    for query in ["notes", "today", "wards"] {
        assert_eq!(refused(amara.app.query(query, json!({}))), "lease-over", "{query}");
    }
    let export = json!({ "folder": at("export").to_string_lossy(), "recipient": "x", "purpose": "y" });
    assert_eq!(refused(amara.app.mutate("", "export", export)), "lease-over");
    assert_eq!(amara.query("session", json!({}))["lease_over"], json!(true));
    amara.record("Addison", "Recorded all the same");
    assert_eq!(amara.sync()["pushed"], json!(1));
    assert_eq!(amara.texts(), ["Recorded all the same", "Two mopeds"]);
}

#[test]
fn a_lost_laptop_that_is_shut_out_holds_nothing_more_once_it_asks_and_its_owner_goes_on_with_another() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, administrator) = Server::init(&at("server"), "Mina Farrow");
    let mina = Laptop::joined(&at("mina"), &administrator);
    let lost = Laptop::joined(&at("lost"), &server.invite("Sam Whitfield", "community-safety", &["Addison"]));
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    amara.record("Addison", "Two mopeds by the launderette");
    amara.sync();
    lost.sync();
    assert_eq!(lost.texts().len(), 1);
    mina.sync();
    let device = lost.query("status", json!({}))["device"].clone();
    mina.act("device_end", json!({ "id": device, "reason": "left on a bus" }));
    mina.sync();
    lost.sync();
    assert_eq!(lost.texts().len(), 0);
    let bytes = lost.everything_on_disk();
    assert!(!bytes.windows(11).any(|window| window == b"launderette"));
    let seen = mina.query("devices_seen", json!({}));
    let row = seen["devices"].as_array().unwrap().iter().find(|row| row["id"] == device).unwrap().clone();
    assert!(row["ended"].as_str().unwrap().starts_with("Shut out on"), "{row}");
    let another = Laptop::joined(&at("another"), &server.invite_again("Sam Whitfield"));
    assert_eq!(another.texts(), ["Two mopeds by the launderette"]);
}
