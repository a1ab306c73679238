//! Networks that want a person to sign in first: something else answers where the server was.

use std::process::{Command, Stdio};

use serde_json::{Value, json};
use wardbook_tests::partnership::portal::Portal;
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Server, wardbookctl};

use crate::road::{Road, record};

/// What the sync page says, heading first.
fn page(laptop: &Laptop) -> String {
    let page = laptop.query("sync", json!({}));
    format!("{} / {}", page["corner"]["headline"].as_str().unwrap(), page["paragraphs"])
}

fn terminal(laptop: &Laptop, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(wardbookctl())
        .arg("--profile")
        .arg(laptop.folder())
        .args(arguments)
        .env("WARDBOOK_PASSPHRASE", PASSPHRASE)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_sign_in_page_in_the_servers_place_is_called_that_and_after_signing_in_all_goes_on() {
    let road = Road::open();
    let amara = road.amara();
    let network = Portal::open();
    let texts = record(&amara, 1, 3);
    road.line.lead_to(&network.address());
    let amara = amara.reopen();
    // It sends callers elsewhere, or shows its page at once.
    for _ in 0..2 {
        let failure = amara.try_sync().unwrap_err();
        assert_eq!((failure.code.as_str(), failure.retryable), ("unreachable", true));
        for part in ["the sign-in page of this network", "Nothing was sent", "is safe", "Open a browser"] {
            assert!(failure.message.contains(part), "{}", failure.message);
        }
        assert!(page(&amara).starts_with("Something else answered in your server's place"), "{}", page(&amara));
        assert!(page(&amara).contains("sign in to the network"), "{}", page(&amara));
    }
    let (code, said) = terminal(&amara, &["sync"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("Open a browser, sign in to the network"), "{said}");
    let (code, said) = terminal(&amara, &["sync", "--json"]);
    let told: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &told["code"]), (Some(1), &json!("unreachable")));

    // What needs the server itself says the same, and an invitation that was shown there still works.
    let invitation = road.server.invite("Helen Prior", "coordinator", &[]);
    let helen = Laptop::new(&road.at("helen"));
    let failure = helen.join(&invitation).unwrap_err();
    assert_eq!(failure.code, "unreachable");
    assert!(failure.message.contains("sign-in page"), "{}", failure.message);
    assert_eq!(amara.texts(), texts, "the notebook is open meanwhile");

    road.line.lead_to(road.server.address());
    amara.sync();
    helen.join(&invitation).unwrap();
    assert_eq!(helen.texts(), texts);
    assert!(!page(&amara).contains("sign"), "{}", page(&amara));
}

#[test]
fn a_stranger_with_a_certificate_in_the_servers_place_gets_nothing_and_is_called_a_stranger() {
    let road = Road::open();
    let amara = road.amara();
    let texts = record(&amara, 1, 3);
    let (stranger, _) = Server::init(&road.at("stranger"), "Somebody");
    let amara = amara.reopen();
    road.line.lead_to(stranger.address());
    let failure = amara.try_sync().unwrap_err();
    assert_eq!(failure.code, "wrong-server");
    for part in ["its key is another", "Nothing was sent", "is safe", "sign in to it in a browser"] {
        assert!(failure.message.contains(part), "{}", failure.message);
    }
    assert!(page(&amara).contains("its key is another"), "{}", page(&amara));
    let (code, said) = terminal(&amara, &["sync", "--json"]);
    let told: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &told["code"]), (Some(1), &json!("wrong-server")));

    road.line.lead_to(road.server.address());
    let helen = road.helen();
    amara.sync();
    helen.sync();
    assert_eq!(helen.texts(), texts);
}

#[test]
fn where_nothing_answers_at_all_no_sign_in_page_is_spoken_of() {
    let mut road = Road::open();
    let amara = road.amara();
    road.server.kill();
    let amara = amara.reopen();
    let failure = amara.try_sync().unwrap_err();
    assert_eq!(failure.code, "unreachable");
    assert!(failure.message.contains("could not be reached"), "{}", failure.message);
    assert!(!page(&amara).contains("sign"), "{}", page(&amara));
}
