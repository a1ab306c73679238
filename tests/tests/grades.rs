//! How far a note can be relied on, and to whom it may go: given by those trained for it.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange, refused};

#[test]
fn a_note_is_graded_by_those_trained_for_it_and_two_grades_are_shown_until_one_is_decided() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let leah = borough.laptop("PC Leah Boateng", "police", &["Addison"]);
    let omar = borough.laptop("PC Omar Reyes", "police", &["Addison"]);
    let note = amara.record("Addison", "A blade on Larch Street.");
    exchange(&[&amara, &sam, &leah, &omar]);
    let grade = |laptop: &Laptop, graded: Value| {
        let request = json!({ "id": note, "graded": graded });
        laptop.app.mutate("", "triage_grade", request).map_err(|failure| failure.code)
    };
    let plain = |text: &str| json!({ "grade": text, "marking": "official" });
    let beside = |laptop: &Laptop| laptop.query("triage_note", json!({ "id": note }));
    assert_eq!((beside(&leah)["can_grade"].clone(), beside(&sam)["can_grade"].clone()), (json!(true), json!(false)));
    for (laptop, graded, code) in [
        (&sam, plain("2 C P"), "not-allowed"),
        (&leah, plain("5x5"), "bad-grade"),
        (&leah, plain("2 C C"), "condition-missing"),
        (&leah, json!({ "grade": "2 C P", "conditions": ["S2"], "marking": "official" }), "conditions-without-c"),
        (&leah, json!({ "grade": "2 C P", "marking": "secret" }), "marked-above"),
        (&leah, json!({ "grade": "2 C P", "marking": "green" }), "bad-marking"),
    ] {
        assert_eq!(grade(laptop, graded), Err(code.to_owned()));
    }
    grade(
        &leah,
        json!({ "grade": "2cc", "conditions": ["s2"], "words": "Not before Friday", "marking": "OFFICIAL-SENSITIVE" }),
    )
    .unwrap();
    grade(&omar, plain("1 A P")).unwrap();
    exchange(&[&leah, &omar, &leah, &sam, &amara]);
    let conflict = leah.query("conflicts", Value::Null)["conflicts"][0].clone();
    let mut values: Vec<&str> =
        conflict["heads"].as_array().unwrap().iter().map(|head| head["value"].as_str().unwrap()).collect();
    values.sort_unstable();
    assert_eq!(values, ["1 A P, OFFICIAL", "2 C C, OFFICIAL-SENSITIVE"]);
    let decide = |value: &str| leah.app.mutate("", "conflict_decide", json!({ "id": conflict["id"], "value": value }));
    assert_eq!(refused(decide("quite good")), "bad-grade");
    assert_eq!(refused(decide("1 B C")), "condition-missing");
    let mine = conflict["heads"].as_array().unwrap().iter().find(|head| head["mine"] == true).unwrap().clone();
    leah.act("conflict_decide", json!({ "id": conflict["id"], "keep": mine["id"] }));
    exchange(&[&leah, &sam]);
    let shown = beside(&sam)["grade"].clone();
    assert_eq!((&shown["grade"], &shown["marking"]), (&json!("2 C C"), &json!("OFFICIAL-SENSITIVE")));
    assert_eq!(shown["conditions"], json!(["S2 consult originator", "Not before Friday"]));
    assert_eq!(shown["author"]["name"], "PC Leah Boateng");
    let held = amara.everything_held();
    assert!(!held.windows(17).any(|window| window == b"Not before Friday"), "its recorder holds no grade");
    grade(&leah, Value::Null).unwrap();
    assert_eq!(beside(&leah)["grade"], Value::Null);
}
