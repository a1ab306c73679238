//! A partnership of invented people: five laptops over real TLS against the real server process.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::json;
use wardbook_tests::partnership::proxy::{Proxy, Then, Trouble, Way};
use wardbook_tests::partnership::{Laptop, Server, refused};

/// Nothing of it may be on a device that was never to hold it, in any page of its file.
fn absent(laptop: &Laptop, words: &str) {
    let bytes = laptop.everything_on_disk();
    let found = bytes.windows(words.len()).any(|window| window == words.as_bytes());
    assert!(!found, "“{words}” lies on a device that may not hold it");
}

fn state(laptop: &Laptop, note: &str) -> String {
    laptop.note(note)["state"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_was_recorded_in_two_days_without_a_signal_reaches_those_who_may_read_it_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, administrator) = Server::init(&at("server"), "Mina Farrow");
    let mina = Laptop::joined(&at("mina"), &administrator);
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let ruth = Laptop::joined(&at("ruth"), &server.invite("Cllr Ruth Ansell", "councillor", &["Addison"]));
    let sam = Laptop::joined(&at("sam"), &server.invite("Sam Whitfield", "community-safety", &["Addison"]));
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));

    // Two days offline: the server is not there, and everything goes on.
    let mut server = server;
    server.kill();
    let here = amara.record("Addison", "Two mopeds by the launderette on Larch Street");
    amara.days_pass(1);
    let there = amara.record("Grove", "A blade in the planters behind Fennel Court");
    let withdrawn = amara.record("Addison", "Somebody shouted");
    amara.act("note_amend", json!({ "id": here, "text": "A third one since Tuesday" }));
    amara.act("note_withdraw", json!({ "id": withdrawn, "reason": "It was a film crew" }));
    assert_eq!(refused(amara.try_sync()), "unreachable");
    assert_eq!(state(&amara, &here), "recorded");
    let amara = amara.reopen();
    amara.days_pass(1);
    server.start();

    let report = amara.sync();
    assert_eq!((report["pushed"].as_u64(), report["pending"].as_u64()), (Some(5), Some(0)));
    assert_eq!(state(&amara, &here), "received");
    for laptop in [&mina, &ruth, &sam, &helen] {
        laptop.sync();
    }
    // Helen holds all wards, Sam the one that was granted; a councillor and an administrator hold no notes
    // of others.
    assert_eq!(helen.texts().len(), 3);
    assert_eq!(sam.texts(), ["Somebody shouted", "Two mopeds by the launderette on Larch Street"]);
    assert_eq!((ruth.texts().len(), mina.texts().len()), (0, 0));
    absent(&sam, "behind Fennel Court");
    for laptop in [&ruth, &mina] {
        absent(laptop, "launderette on Larch");
        absent(laptop, "behind Fennel Court");
        absent(laptop, "since Tuesday");
    }

    // The sender sees the path: received, then read by whoever may triage.
    assert_eq!(sam.act("note_read", json!({ "id": here }))["marked"], json!(true));
    sam.sync();
    amara.sync();
    assert_eq!(state(&amara, &here), "read");
    let words = amara.note(&here)["state"]["words"].as_str().unwrap().to_owned();
    assert!(words.starts_with("Read by Community Safety"), "{words}");
    assert_eq!(state(&amara, &there), "received");

    for laptop in [&mina, &amara, &ruth, &sam, &helen] {
        let verified = laptop.act("verify", json!({}));
        assert_eq!(verified["fault"], json!(null), "{}", verified["words"]);
    }
    let verified = server.verify();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

#[test]
fn a_grant_that_ended_takes_what_it_gave_off_the_laptop_and_keeps_what_was_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let sam = Laptop::joined(&at("sam"), &server.invite("Sam Whitfield", "community-safety", &["Addison"]));
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    amara.record("Addison", "Two mopeds by the launderette on Larch Street");
    amara.sync();
    sam.sync();
    assert_eq!(sam.texts().len(), 1);

    // One grant ends: the ward goes, index and all.
    server.revoke("Sam Whitfield", &["--ward", "Addison"]);
    sam.sync();
    assert_eq!(sam.texts().len(), 0);
    absent(&sam, "launderette on Larch");
    absent(&sam, "launderette");

    // A membership ends while notes wait: they are held, not lost, and a supervisor releases one and
    // declines the other.
    let kept = amara.record("Addison", "What I saw before I left");
    let other = amara.record("Grove", "Nothing that matters");
    server.revoke("Amara Lewis", &[]);
    let report = amara.sync();
    assert_eq!((report["held"].as_u64(), report["pending"].as_u64()), (Some(2), Some(0)));
    assert_eq!(amara.texts(), ["Nothing that matters", "What I saw before I left"]);
    absent(&amara, "launderette on Larch");

    helen.sync();
    let held = helen.query("held", json!({}));
    let items = held["held"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    for item in items {
        let release = item["text"] == "What I saw before I left";
        helen.act("held_decide", json!({ "id": item["id"], "release": release, "reason": "Not for us" }));
    }
    helen.sync();
    assert!(helen.texts().contains(&"What I saw before I left".to_owned()));
    assert!(!helen.texts().contains(&"Nothing that matters".to_owned()));
    let report = amara.sync();
    assert_eq!(report["held"].as_u64(), Some(0));
    assert_eq!(report["refused"][0]["code"], "declined");
    assert_eq!(report["refused"][0]["id"], json!(other));
    let page = amara.query("sync", json!({}));
    assert!(page["attention"][0]["words"].as_str().unwrap().contains("Not for us"));
    assert!(!kept.is_empty());
    assert!(server.verify().status.success());
}

#[test]
fn a_second_laptop_a_restored_backup_and_a_restored_server_lose_nothing_and_double_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (mut server, _) = Server::init(&at("server"), "Mina Farrow");
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    amara.record("Addison", "The first");
    amara.sync();

    // A second laptop of the same person opens the same streams.
    let second = Laptop::joined(&at("second"), &server.invite_again("Amara Lewis"));
    assert_eq!(second.texts(), ["The first"]);
    second.record("Addison", "From the second laptop");
    second.sync();
    amara.sync();
    assert_eq!(amara.texts(), ["From the second laptop", "The first"]);

    // The server is backed up, goes on, and is put back: what it lost comes from the laptops again.
    server.backup(&at("server.backup"));
    amara.record("Addison", "After the server's backup");
    amara.sync();
    helen.sync();
    server.restore(&at("server.backup"));
    amara.sync();
    helen.sync();
    second.sync();
    let all = ["After the server's backup", "From the second laptop", "The first"];
    for laptop in [&amara, &helen, &second] {
        assert_eq!(laptop.texts(), all);
    }

    // A laptop's own backup, restored on another: a new device, and nothing twice.
    amara.act("backup", json!({ "file": at("amara.backup").to_string_lossy() }));
    amara.record("Addison", "After the laptop's backup");
    amara.sync();
    let restored = Laptop::new(&at("restored"));
    let secret =
        json!({ "file": at("amara.backup").to_string_lossy(), "secret": wardbook_tests::partnership::PASSPHRASE });
    restored.act("restore", secret);
    restored.record("Addison", "From the restored one");
    restored.sync();
    amara.sync();
    let all = [
        "After the laptop's backup",
        "After the server's backup",
        "From the restored one",
        "From the second laptop",
        "The first",
    ];
    assert_eq!(restored.texts(), all);
    assert_eq!(amara.texts(), all);
    for laptop in [&amara, &helen, &second, &restored] {
        laptop.sync();
        let verified = laptop.act("verify", json!({}));
        assert_eq!(verified["fault"], json!(null), "{}", verified["words"]);
    }
    let verified = server.verify();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

#[test]
fn an_invitation_works_once_and_another_server_is_not_taken_for_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, administrator) = Server::init(&at("server"), "Mina Farrow");
    Laptop::joined(&at("mina"), &administrator);
    let again = Laptop::new(&at("again"));
    assert_eq!(refused(again.join(&administrator)), "invitation-used");
    assert!(!again.app.profile().exists(), "nothing was made");
    assert_eq!(refused(again.join("wardbook-0000")), "invitation-typo");
    assert_eq!(refused(again.join("hello")), "not-an-invitation");

    // Another server at the same address: its key is another.
    let invitation = server.invite("Amara Lewis", "outreach", &["Addison"]);
    let address = server.address().to_owned();
    drop(server);
    let (other, _) = Server::init_at(&at("other"), "Somebody", &address);
    assert_eq!(refused(again.join(&invitation)), "wrong-server");
    drop(other);
    assert_eq!(refused(again.join(&invitation)), "unreachable");
}

#[test]
fn an_invitation_still_lets_the_same_laptop_in_wherever_the_line_went_while_it_was_used() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let proxy = Proxy::open();
    let (server, administrator) = Server::init_behind(&at("server"), "Mina Farrow", &proxy.address());
    proxy.lead_to(server.address());
    let mina = Laptop::joined(&at("mina"), &administrator);
    let used = || {
        let view = mina.query("invitations", json!({}));
        view["invitations"].as_array().unwrap().iter().filter(|row| row["state"] == "used").count()
    };
    // From before the server's key was seen to after its answer to joining was on its way.
    let mut lost = 0;
    for left in (200..3_200).step_by(300) {
        let invitation = server.invite(&format!("Visitor {left}"), "outreach", &["Addison"]);
        let before = used();
        let laptop = Laptop::new(&at(&format!("visitor {left}")));
        proxy.trouble(Trouble::Cut { way: Way::Down, left, then: Then::Dead });
        let done = laptop.join(&invitation);
        proxy.mend();
        if done.is_ok() {
            break;
        }
        let failure = done.unwrap_err();
        assert_eq!(failure.code, "unreachable");
        assert!(failure.message.contains("you have not joined yet"), "{}", failure.message);
        assert!(!laptop.app.profile().exists(), "nothing was made");
        lost += used() - before;
        laptop.join(&invitation).expect("the same invitation lets the same laptop in");
    }
    assert!(lost > 0, "no answer of a server that had used an invitation was lost");
}
