//! Two weeks without a line, and the access gone meanwhile: what it gave goes off the laptop at the first contact, which
//! is confirmed; what was written and not sent waits for a supervisor, and none of it is lost.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::{Value, json};
use wardbook_tests::canaries;
use wardbook_tests::partnership::{Laptop, Partnership, exchange, refused};

const DAYS: usize = 15;

/// What others wrote, and what was begun about it: may lie nowhere on the laptop afterwards.
const OF_OTHERS: &[&str] = &["zelkquobridge", "zelkquoremark", "zelkquobriefing", "zelkquobegun", "zelkquoplan"];

fn day(who: &str, nth: usize) -> String {
    let letters = [b'a' + u8::try_from(nth / 26).unwrap(), b'a' + u8::try_from(nth % 26).unwrap()];
    format!("zelkquo{who}{}", String::from_utf8(letters.to_vec()).unwrap())
}

fn on_disk(laptop: &Laptop) -> Vec<String> {
    let mut found = canaries::found(&laptop.everything_on_disk());
    found.extend(canaries::found(&laptop.everything_held()));
    found.into_iter().collect()
}

fn row(rows: &Value, field: &str, wanted: &Value) -> Value {
    rows.as_array().unwrap().iter().find(|row| row[field] == *wanted).unwrap().clone()
}

/// What the administrator is told of a device.
fn told_of(mina: &Laptop, device: &Value) -> Value {
    row(&mina.query("devices_seen", json!({}))["devices"], "id", device)["remarks"].clone()
}

fn good(laptop: &Laptop) {
    let verified = laptop.act("verify", json!({}));
    assert_eq!(verified["fault"], json!(null), "{}", verified["words"]);
}

/// Two who hold the ward's restricted notes are away for two weeks, each day with a note. The grant of one ends
/// meanwhile, and the membership of the other.
#[test]
fn after_two_weeks_without_a_line_what_ended_is_purged_and_confirmed_and_all_that_waited_is_released_by_a_supervisor() {
    let borough = Partnership::founded();
    let mina = Laptop::joined(&borough.folder.path().join("mina"), &borough.administrator);
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let lou = borough.laptop("Lou Hart", "community-safety", &["Addison"]);
    let note = amara.record("Addison", "Two mopeds by the zelkquobridge");
    exchange(&[&amara, &helen]);
    helen.act("triage_remark", json!({ "id": note, "text": "zelkquoremark: ring them" }));
    helen.act("triage_brief", json!({ "id": note, "text": "zelkquobriefing for the ward" }));
    helen.act("plan_add", json!({ "title": "zelkquoplan", "wards": ["Addison"], "notes": [note] }));
    lou.record("Addison", "Seen before they left, zelkquoearlier");
    exchange(&[&helen, &sam, &lou, &mina]);
    let device = |laptop: &Laptop| laptop.query("status", json!({}))["device"].clone();
    let (of_sam, of_lou) = (device(&sam), device(&lou));

    // Two weeks; their clocks are moved on, the server's is not.
    for (laptop, who) in [(&sam, "sam"), (&lou, "lou")] {
        let begun = json!({ "about": [note], "form": "remark", "field": "text", "text": "zelkquobegun", "base": "" });
        laptop.act("unfinished_save", begun);
        laptop.act("triage_remark", json!({ "id": note, "text": format!("zelkquoword{who}, not sent") }));
        for nth in 0..DAYS {
            laptop.days_pass(1);
            laptop.record("Addison", &format!("Day {nth}: {}", day(who, nth)));
        }
        for word in OF_OTHERS {
            assert!(on_disk(laptop).iter().any(|found| found.starts_with(word)), "{word} is there before");
        }
        assert_eq!(refused(laptop.app.query("notes", json!({}))), "lease-over", "it may not be read past its lease");
        laptop.copied_as_by_an_update();
    }
    // Meanwhile.
    let people = mina.query("people", json!({}))["people"].clone();
    let person = |name: &str| row(&people, "name", &json!(name))["id"].clone();
    let grants = mina.query("person", json!({ "id": person("Sam Whitfield") }))["grants"].clone();
    let of_ward = grants.as_array().unwrap().iter().filter(|grant| !grant["ward"].is_null());
    let of_ward: Vec<&Value> = of_ward.collect();
    assert_eq!(of_ward.len(), 1, "{grants}");
    mina.act("grant_end", json!({ "id": of_ward[0]["id"], "reason": "Moved to another ward" }));
    mina.act("person_end", json!({ "id": person("Lou Hart"), "reason": "Left" }));
    mina.sync();

    // First contact. The one still belongs, and so do their own notes; the other does not.
    let (sam_report, lou_report) = (sam.sync(), lou.sync());
    assert_eq!((&sam_report["held"], &sam_report["pending"]), (&json!(1), &json!(0)), "{sam_report}");
    assert_eq!((&lou_report["held"], &lou_report["pending"]), (&json!(DAYS + 1), &json!(0)), "{lou_report}");
    for (laptop, who) in [(&sam, "sam"), (&lou, "lou")] {
        let found = on_disk(laptop);
        for word in OF_OTHERS.iter().chain(&["zelkquoearlier"]) {
            // Also where a page's end cuts it, as far as that tells it from others.
            assert!(!found.iter().any(|found| found.starts_with(word)), "{who} holds {word}: {found:?}");
        }
        assert_eq!(laptop.texts().len(), DAYS, "{who} reads their own of these days: {:?}", laptop.texts());
        // Who has no ward left triages nothing; who left is not asked for one.
        match laptop.app.query("triage", json!({})) {
            Ok(page) => assert_eq!(page["rows"], json!([]), "{who}"),
            Err(failure) => assert_eq!(failure.code, "not-allowed", "{who}"),
        }
        good(laptop);
    }
    // What was removed is confirmed with the exchange after it.
    exchange(&[&sam, &lou]);
    for device in [&of_sam, &of_lou] {
        assert_eq!(
            told_of(&mina, device),
            json!([]),
            "nothing is listed that it was told to remove and did not confirm"
        );
    }

    // Whoever supervises reads each whole, and releases it.
    helen.sync();
    let held = helen.query("held", json!({}))["held"].as_array().unwrap().clone();
    assert_eq!(held.len(), DAYS + 2);
    for (who, nth) in (0..DAYS).map(|nth| ("lou", nth)) {
        let of_day = held.iter().filter(|item| item["text"].as_str().unwrap().contains(&day(who, nth))).count();
        assert_eq!(of_day, 1, "{who}, day {nth}");
    }
    for item in &held {
        helen.act("held_decide", json!({ "id": item["id"], "release": true, "reason": "" }));
    }
    assert_eq!(helen.query("held", json!({}))["held"], json!([]));
    exchange(&[&helen, &amara]);
    let texts = helen.texts();
    for (who, nth) in ["sam", "lou"].into_iter().flat_map(|who| (0..DAYS).map(move |nth| (who, nth))) {
        let there = texts.iter().filter(|text| text.contains(&day(who, nth))).count();
        assert_eq!(there, 1, "{who}, day {nth}");
    }
    let remarks = helen.query("triage_note", json!({ "id": note }))["remarks"].to_string();
    for who in ["sam", "lou"] {
        assert!(remarks.contains(&format!("zelkquoword{who}")), "{remarks}");
    }

    // What was released is at home with others now. Who left holds it no more; who stayed holds their own notes.
    for laptop in [&sam, &lou] {
        let report = laptop.sync();
        assert_eq!((&report["held"], &report["refused"]), (&json!(0), &json!([])), "{report}");
        laptop.sync();
        good(laptop);
    }
    // The last of it is confirmed with the exchange after.
    exchange(&[&sam, &lou]);
    assert_eq!(sam.texts().len(), DAYS);
    let of_sam_now: Vec<String> = on_disk(&sam);
    assert!(!of_sam_now.iter().any(|found| found.starts_with("zelkquoword")), "{of_sam_now:?}");
    assert_eq!(lou.texts(), [""; 0], "nothing of it is readable where nobody belongs any more");
    assert_eq!(on_disk(&lou), [""; 0]);
    assert_eq!(told_of(&mina, &of_sam), json!([]));
    assert_eq!(told_of(&mina, &of_lou), json!([]));
    good(&helen);
    assert!(borough.server.verify().status.success());
}
