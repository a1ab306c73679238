//! A server was copied, so that its key is somebody else's too: it gets another one over what it keeps. Laptops refuse
//! it until their owners tell them, lose nothing, and give nothing to anybody who does not know what they were given.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::process::{Command, Stdio};
use std::time::Duration;

use app::Failure;
use protocol::{Invitation, path};
use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Partnership, exchange, refused, wardbookctl};

fn told_with(laptop: &Laptop, text: &str, fingerprint: &str, passphrase: &str) -> Result<Value, Failure> {
    let request = json!({ "invitation": text, "fingerprint": fingerprint, "passphrase": passphrase });
    laptop.app.mutate("", "reintroduce", request)
}

/// Its owner tells the laptop of the new key.
fn told(laptop: &Laptop, (text, fingerprint): &(String, String)) {
    let done = told_with(laptop, text, fingerprint, PASSPHRASE).unwrap();
    assert_eq!(done["exchanged"], json!(true), "{done}");
    assert_eq!(&done["fingerprint"], fingerprint);
}

fn waiting(laptop: &Laptop) -> usize {
    laptop.query("sync", json!({}))["waiting"].as_array().unwrap().len()
}

fn whole(laptops: &[&Laptop]) {
    for laptop in laptops {
        let verified = laptop.act("verify", json!({}));
        assert_eq!(verified["fault"], json!(null), "{}", verified["words"]);
    }
}

fn sound(borough: &Partnership) {
    let verified = borough.server.verify();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

#[test]
fn a_laptop_refuses_the_new_key_until_it_is_told_of_it_and_what_waited_then_arrives_once() {
    let mut borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    amara.record("Addison", "Before it was copied");
    exchange(&[&amara, &sam]);
    amara.record("Addison", "While nobody was told");

    let new = borough.server.new_identity();
    for laptop in [&amara, &sam] {
        assert_eq!(refused(laptop.try_sync()), "wrong-server");
    }
    assert_eq!(waiting(&amara), 1);
    told(&amara, &new);
    assert_eq!(waiting(&amara), 0);
    // The one who was not told goes on refusing, and is told from a terminal.
    assert_eq!(refused(sam.try_sync()), "wrong-server");
    let (text, fingerprint) = &new;
    let output = Command::new(wardbookctl())
        .arg("--profile")
        .arg(sam.folder())
        .args(["reintroduce", text, "--fingerprint", &fingerprint.replace(' ', "-").to_uppercase(), "--json"])
        .env("WARDBOOK_PASSPHRASE", PASSPHRASE)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&said["fingerprint"], &said["exchanged"]), (&json!(fingerprint), &json!(true)));
    let sam = sam.reopen();
    exchange(&[&amara, &sam]);
    for laptop in [&amara, &sam] {
        assert_eq!(laptop.texts(), ["Before it was copied", "While nobody was told"]);
    }
    whole(&[&amara, &sam]);
    sound(&borough);
    // Told again, nothing is different.
    told(&amara, &new);
    whole(&[&amara]);
}

#[test]
fn whoever_joins_after_two_new_keys_reads_everything_and_whoever_missed_the_first_goes_on_with_the_second() {
    let mut borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    amara.record("Addison", "Under the first key");
    exchange(&[&amara, &sam]);
    let first = borough.server.new_identity();
    told(&amara, &first);
    amara.record("Addison", "Under the second key");
    amara.sync();
    // Somebody the server let in under it, which the one who is away has never heard of.
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    let second = borough.server.new_identity();
    for laptop in [&amara, &sam, &nadia] {
        told(laptop, &second);
    }
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    amara.record("Addison", "Under the third key");
    exchange(&[&amara, &sam, &helen]);
    for laptop in [&amara, &sam, &helen] {
        assert_eq!(laptop.texts(), ["Under the first key", "Under the second key", "Under the third key"]);
    }
    whole(&[&amara, &sam, &nadia, &helen]);
    sound(&borough);
    assert_eq!(refused(told_with(&amara, &first.0, &first.1, PASSPHRASE)), "wrong-server", "it is nobody's any more");
}

#[test]
fn what_was_mistyped_changes_nothing() {
    let mut borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    amara.record("Addison", "It waits");
    let (text, fingerprint) = borough.server.new_identity();
    let other = borough.administrator.parse::<Invitation>().unwrap().fingerprint.to_string();
    for (text, typed, passphrase, code) in [
        ("by pigeon", fingerprint.as_str(), PASSPHRASE, "not-an-invitation"),
        (text.as_str(), "", PASSPHRASE, "other-fingerprint"),
        (text.as_str(), other.as_str(), PASSPHRASE, "other-fingerprint"),
        (text.as_str(), fingerprint.as_str(), "copper lantern", "passphrase-wrong"),
    ] {
        assert_eq!(refused(told_with(&amara, text, typed, passphrase)), code);
        assert_eq!(refused(amara.try_sync()), "wrong-server");
    }
    // Under its old text the server does not answer any more: whoever does would have the key before.
    assert_eq!(refused(told_with(&amara, &borough.administrator, &other, PASSPHRASE)), "wrong-server");
    assert_eq!(waiting(&amara), 1);
    told(&amara, &(text, fingerprint));
    assert_eq!(waiting(&amara), 0);
}

#[test]
fn a_strangers_server_that_somebody_is_told_of_is_given_nothing() {
    let (borough, elsewhere) = (Partnership::founded(), Partnership::founded());
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    amara.record("Addison", "For her own partnership alone");
    let before = elsewhere.server.verify().stdout;
    let fingerprint = elsewhere.administrator.parse::<Invitation>().unwrap().fingerprint.to_string();
    let failure = told_with(&amara, &elsewhere.administrator, &fingerprint, PASSPHRASE).unwrap_err();
    assert_eq!(failure.code, "server-not-proven", "{}", failure.message);
    let said = || String::from_utf8_lossy(&elsewhere.server.said()).into_owned();
    for _ in 0..500 {
        if said().contains(path::HISTORY) {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(said().contains(path::HISTORY), "it was asked");
    assert!(!said().contains(path::SESSION) && !said().contains(path::PUSH), "{}", said());
    assert_eq!(elsewhere.server.verify().stdout, before);
    // She goes on as before, still open.
    amara.sync();
    assert_eq!(waiting(&amara), 0);
    whole(&[&amara]);
}
