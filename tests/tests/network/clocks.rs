//! Clocks that are wrong by a year.

use std::process::{Command, Stdio};

use domain::clock::{Clock, Timestamp};
use domain::dates;
use serde_json::json;
use wardbook_tests::partnership::{Laptop, PASSPHRASE, refused, wardbookctl};

use crate::road::{Road, told, verify};

const YEAR: i64 = 365;

fn now() -> Timestamp {
    app::SystemHost::new().now()
}

/// A laptop whose clock was so many days ahead from its first start on.
fn joined_ahead(road: &Road, name: &str, days: i64, invitation: &str) -> Laptop {
    let laptop = Laptop::new(&road.at(name));
    laptop.days_pass(days);
    laptop.join(invitation).unwrap();
    laptop.act("recovery_code_kept", json!({}));
    laptop
}

/// By how many days from now the notebook may be read without hearing from the server.
fn lease_days(laptop: &Laptop) -> f64 {
    let until = laptop.query("status", json!({}))["lease_until"].as_str().unwrap().to_owned();
    let until = chrono::DateTime::parse_from_rfc3339(&until).unwrap().timestamp_millis();
    (until - now().millis()) as f64 / 86_400_000.0
}

fn may_be_read(laptop: &Laptop) -> bool {
    match laptop.app.query("notes", json!({})) {
        Ok(_) => true,
        Err(failure) => {
            assert_eq!(failure.code, "lease-over");
            false
        }
    }
}

#[test]
fn a_clock_that_is_wrong_by_a_year_refuses_nothing_and_is_told_with_how_much_until_it_is_set_right() {
    let road = Road::open();
    let helen = road.helen();
    for (name, days, words) in [
        ("ahead", YEAR, "This computer's clock is 365 days ahead of the server's."),
        ("behind", -YEAR, "This computer's clock is 365 days behind the server's."),
    ] {
        let invitation = road.server.invite(&format!("Amara {name}"), "outreach", &["Addison"]);
        let amara = joined_ahead(&road, name, days, &invitation);
        let text = format!("Two mopeds, {name}");
        let note = amara.record("Addison", &text);
        let report = amara.sync();
        assert_eq!((&report["pushed"], &report["refused"]), (&json!(1), &json!([])));
        assert_eq!(amara.note(&note)["state"]["id"], "received");
        helen.sync();
        assert!(helen.texts().contains(&text));
        helen.act("triage_ask", json!({ "id": note, "text": "Which floor was it?" }));
        helen.sync();
        amara.sync();
        assert_eq!(amara.note(&note)["state"]["id"], "needs-more");
        for said in told(&amara) {
            assert!(said.contains(words), "{name}: {said}");
        }
        // Read once, it is not said on every page at every exchange; where one looks for it, it is.
        amara.act("notice_dismiss", json!({ "id": "clock" }));
        amara.sync();
        let [notices, page, doctor] = told(&amara);
        assert_eq!(notices, "[]", "{name}");
        assert!(page.contains(words) && doctor.contains(words), "{name}: {page} {doctor}");

        amara.days_pass(-days);
        amara.sync();
        for said in told(&amara) {
            assert!(!said.contains("clock is 365 days"), "{name}: {said}");
        }
        verify(&[&amara, &helen], &road.server);
    }
    for said in told(&helen) {
        assert!(!said.contains("This computer's clock is"), "{said}");
    }
}

#[test]
fn the_terminal_tells_of_a_wrong_clock_too() {
    let road = Road::open();
    let invitation = road.server.invite("Amara Lewis", "outreach", &["Addison"]);
    let amara = joined_ahead(&road, "amara", -YEAR, &invitation);
    let terminal = |command: &str| {
        let mut wardbookctl = Command::new(wardbookctl());
        wardbookctl.arg("--profile").arg(amara.folder()).arg(command).env("WARDBOOK_PASSPHRASE", PASSPHRASE);
        String::from_utf8(wardbookctl.stdin(Stdio::null()).output().unwrap().stdout).unwrap()
    };
    for command in ["status", "doctor"] {
        let said = terminal(command);
        assert!(said.contains("This computer's clock is 365 days behind the server's."), "{command}: {said}");
    }
    // This program's own clock is right, which it finds out when it speaks to the server.
    terminal("sync");
    for command in ["status", "doctor"] {
        let said = terminal(command);
        assert!(!said.contains("behind the server's"), "{command}: {said}");
    }
}

#[test]
fn a_lease_goes_by_the_servers_clock_whatever_this_computers_says() {
    let road = Road::open();
    for (name, days) in [("right", 0), ("ahead", YEAR), ("behind", -YEAR)] {
        let invitation = road.server.invite(&format!("Amara {name}"), "outreach", &["Addison"]);
        let amara = joined_ahead(&road, name, days, &invitation);
        assert!((13.9..14.1).contains(&lease_days(&amara)), "{name}: {}", lease_days(&amara));
        amara.days_pass(13);
        assert!(may_be_read(&amara), "{name}: it ended early");
        amara.days_pass(2);
        assert!(!may_be_read(&amara), "{name}: it did not end");
        amara.record("Addison", "Recorded all the same");
        // A clock that is set right ends no lease and makes none longer, once the server was heard.
        amara.days_pass(-15 - days);
        amara.sync();
        assert!((13.9..14.1).contains(&lease_days(&amara)), "{name}: {}", lease_days(&amara));
        assert!(may_be_read(&amara), "{name}");
    }
    // Nor does one that was ahead and is set right while the server is not heard.
    let invitation = road.server.invite("Amara Lewis", "outreach", &["Addison"]);
    let amara = joined_ahead(&road, "amara", YEAR, &invitation);
    amara.days_pass(-YEAR + 13);
    assert!(may_be_read(&amara));
    amara.days_pass(2);
    assert!(!may_be_read(&amara), "a clock that was ahead and is set right made it longer");
}

/// A member's id, as another knows them.
fn person(laptop: &Laptop, name: &str) -> String {
    let people = laptop.query("people", json!({}));
    let row = people["people"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
    row["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_an_administrator_ends_on_a_clock_a_year_ahead_has_ended() {
    let road = Road::open();
    let amara = road.amara();
    amara.record("Addison", "Two mopeds");
    amara.sync();
    let mina = joined_ahead(&road, "mina", YEAR, &road.administrator);
    let sam = Laptop::joined(&road.at("sam"), &road.server.invite("Sam Whitfield", "coordinator", &[]));
    assert_eq!(sam.texts(), ["Two mopeds"]);
    mina.sync();
    mina.act("person_end", json!({ "id": person(&mina, "Sam Whitfield"), "reason": "Moved on" }));
    mina.sync();
    sam.record("Addison", "Too late");
    assert_eq!(sam.sync()["held"], json!(1), "what comes after the end is held");
    assert_eq!(sam.texts(), ["Too late"], "what others wrote is gone");
}

#[test]
fn a_right_that_ends_next_month_is_not_refused_on_a_clock_a_year_ahead() {
    let road = Road::open();
    let amara = road.amara();
    let note = amara.record("Addison", "Two mopeds");
    amara.sync();
    let mina = Laptop::joined(&road.at("mina"), &road.administrator);
    let sam = joined_ahead(&road, "sam", YEAR, &road.server.invite("Sam Whitfield", "councillor", &["Addison"]));
    mina.sync();
    let until = dates::day_of(Timestamp::from_millis(now().millis() + 30 * 86_400_000).utc()).to_string();
    let grant = |until: &str| {
        json!({
            "person": person(&mina, "Sam Whitfield"),
            "role": "community-safety",
            "wards": ["Addison"],
            "until": until,
            "reason": "For this month",
        })
    };
    mina.act("grant_add", grant(&until));
    mina.sync();
    sam.sync();
    let places = sam.query("session", json!({}))["places"].to_string();
    assert!(places.contains("triage"), "{places}");
    assert_eq!(sam.act("note_read", json!({ "id": note }))["marked"], json!(true));
    sam.act("triage_remark", json!({ "id": note, "text": "Known to us" }));
    let report = sam.sync();
    assert_eq!((&report["refused"], &report["held"], &report["pending"]), (&json!([]), &json!(0), &json!(0)));
    amara.sync();
    assert_eq!(amara.note(&note)["state"]["id"], "read");
    // That it would be noticed: by the same clock a right that has ended gives nothing.
    sam.days_pass(60);
    assert_eq!(refused(sam.app.mutate("", "triage_remark", json!({ "id": note, "text": "Later" }))), "not-allowed");
}
