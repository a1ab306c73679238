//! What leaves on purpose: graded notes go to whom their handling lets them, and each way out is on the trail with its
//! terms and without its content.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange, refused};

fn written(laptop: &Laptop, folder: &std::path::Path, kind: &str) -> (Value, String) {
    let target = folder.join(format!("for {kind}"));
    let request = json!({
        "folder": target, "recipient": "Housing at Larch Street", "purpose": "a visit", "recipient_kind": kind,
    });
    let done = laptop.act("export", request);
    (done, std::fs::read_to_string(target.join("index.html")).unwrap())
}

#[test]
fn a_graded_note_goes_with_its_conditions_or_stays_and_is_counted_with_the_reason() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let leah = borough.laptop("PC Leah Boateng", "police", &["Addison"]);
    let asked = amara.record("Addison", "Zelkword: a blade under the bins.");
    let open = amara.record("Addison", "A lamp is out on Larch Street.");
    exchange(&[&amara, &leah]);
    let grade = |note: &str, conditions: Value| {
        let graded = json!({ "grade": "2 C C", "conditions": conditions, "marking": "official" });
        leah.act("triage_grade", json!({ "id": note, "graded": graded }));
    };
    grade(&asked, json!(["S2"]));
    grade(&open, json!(["A3"]));

    let (partner, page) = written(&leah, borough.folder.path(), "partner");
    assert_eq!(partner["notes"], 2);
    for held in ["Zelkword", "S2 consult originator", "A3 overt use", "2 C C", "OFFICIAL. For Housing"] {
        assert!(page.contains(held), "{held}: {page}");
    }
    let (agency, page) = written(&leah, borough.folder.path(), "agency");
    assert_eq!(agency["notes"], 1);
    let why = "left out, because their handling conditions do not let them go to this recipient.";
    assert!(agency["words"].as_str().unwrap().contains(&format!("1 note {why}")), "{agency}");
    assert!(page.contains(&format!("Fewer than 5 notes {why}")), "how few is not told outside: {page}");
    assert!(page.contains("A lamp is out") && page.contains("A3 overt use") && !page.contains("Zelkword"), "{page}");
    // Its recorder holds no grade, and exports what they hold.
    let (own, _) = written(&amara, borough.folder.path(), "own");
    assert_eq!(own["notes"], 2);
}

#[test]
fn the_trail_says_under_which_terms_a_copy_left_and_neither_to_whom_nor_what_for() {
    let borough = Partnership::founded();
    let mina = Laptop::joined(&borough.folder.path().join("mina"), &borough.administrator);
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let note = amara.record("Addison", "Zelkword: a blade under the bins.");
    amara.act("note_withdraw", json!({ "id": amara.record("Addison", "A slip."), "reason": "it was a slip" }));
    exchange(&[&amara, &sam]);
    sam.note(&note);
    written(&sam, borough.folder.path(), "agency");
    let file = borough.folder.path().join("pack.wbx");
    let request = json!({
        "file": file, "ward": "Addison", "to": "Amara Lewis", "purpose": "no line on Larch Street", "until": "",
    });
    sam.act("pack_save", request);
    exchange(&[&sam, &mina]);
    let rows = mina.query("trail", json!({}))["rows"].as_array().unwrap().clone();
    let terms = |deed: &str| {
        let row = rows.iter().find(|row| row["deed"] == deed).unwrap();
        row["terms"].as_str().unwrap_or_default().to_owned()
    };
    assert!(
        terms("exported").starts_with("For another agency, marked OFFICIAL-SENSITIVE, to be deleted by "),
        "{rows:?}"
    );
    assert!(terms("exported").ends_with("1 note left out."), "{rows:?}");
    assert!(terms("sealed").starts_with("For a partner with access, marked OFFICIAL-SENSITIVE"), "{rows:?}");
    assert_eq!(terms("read-note"), "");
    for held in [mina.everything_held(), mina.everything_on_disk()] {
        for words in ["Zelkword", "Housing at", "a visit", "no line on"] {
            assert!(!held.windows(words.len()).any(|window| window == words.as_bytes()), "{words}");
        }
    }
}

#[test]
fn a_sealed_file_says_for_whom_and_until_when_and_one_that_is_past_is_taken_all_the_same() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    exchange(&[&amara, &sam]);
    amara.record("Addison", "Two mopeds.");
    let file = borough.folder.path().join("waiting.wbx");
    let save = |file: &std::path::Path, more: Value| {
        let mut request = json!({ "file": file, "to": "Sam Whitfield" });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        amara.app.mutate("", "waiting_save", request)
    };
    assert_eq!(refused(save(&file, json!({ "purpose": " " }))), "purpose-missing");
    assert_eq!(refused(save(&file, json!({ "until": "2020-01-01" }))), "bad-until");
    assert!(!file.exists());
    save(&file, json!({ "purpose": "for the office" })).unwrap();
    let taken = sam.act("file_take", json!({ "file": file }));
    let terms = taken["terms"].as_str().unwrap();
    assert!(
        terms.starts_with("OFFICIAL-SENSITIVE. For Sam Whitfield. Purpose: for the office. Delete the file by "),
        "{terms}"
    );
    assert_eq!((&taken["notes"], &taken["past"]), (&json!(1), &Value::Null));

    amara.record("Addison", "A third moped.");
    let late = borough.folder.path().join("late.wbx");
    save(&late, json!({ "purpose": "for the office" })).unwrap();
    sam.days_pass(60);
    let taken = sam.act("file_take", json!({ "file": late }));
    assert_eq!(taken["notes"], 1, "nothing is lost because a day is past");
    assert!(taken["past"].as_str().unwrap().contains("that day is past"), "{taken}");
}

#[test]
fn a_photo_leaves_with_a_cover_beside_it_and_goes_as_its_note_does() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let note = amara.record("Addison", "The minutes of the panel.");
    let minutes = borough.folder.path().join("minutes.pdf");
    std::fs::write(&minutes, b"%PDF-1.4\nminutes of the panel\n%%EOF\n").unwrap();
    let to = json!({ "kind": "note", "id": note });
    let added = amara.act("attachment_add", json!({ "to": to, "file": minutes }));
    let save = |name: &str, kind: &str| {
        let request = json!({
            "id": added["file"]["id"], "file": borough.folder.path().join(name), "recipient": "Housing",
            "purpose": "a visit", "recipient_kind": kind,
        });
        amara.app.mutate("", "attachment_save", request)
    };
    assert_eq!(refused(save("copy.pdf", "committee")), "not-for-recipient");
    assert_eq!(refused(save("copy.pdf", "")), "recipient-kind-missing");
    assert!(!borough.folder.path().join("copy.pdf").exists());
    let saved = save("copy.pdf", "agency").unwrap();
    let cover = std::fs::read_to_string(saved["cover"].as_str().unwrap()).unwrap();
    assert!(saved["cover"].as_str().unwrap().ends_with("copy.pdf.cover.txt"));
    for held in ["OFFICIAL-SENSITIVE. For Housing. Purpose: a visit. Delete by ", "copy.pdf", "Amara Lewis"] {
        assert!(cover.contains(held), "{held}: {cover}");
    }
    assert_eq!(refused(save("copy.pdf", "agency")), "file-exists");
    amara.act("note_withdraw", json!({ "id": note, "reason": "it was a slip" }));
    assert_eq!(refused(save("again.pdf", "agency")), "not-for-recipient");
    save("again.pdf", "partner").unwrap();
}
