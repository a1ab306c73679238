//! Two histories of one thing: a server that tells one laptop something else than another, or something else than
//! before, and one that keeps something back.

use std::sync::{Arc, Mutex};

use domain::chain::Head;
use domain::words;
use protocol::Page;
use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, exchange};

use super::{NOT_AS_SIGNED, Partnership, doctor, end, notes, sign};

/// What stands above everything else in the window, of what the server told others.
fn notices(laptop: &Laptop) -> Vec<String> {
    let session = laptop.query("session", Value::Null);
    let said = session["notices"].as_array().unwrap().iter();
    said.filter(|notice| ["two-histories", "history-changed", "kept-back"].iter().any(|id| notice["id"] == *id))
        .map(|notice| format!("{} {}", notice["headline"].as_str().unwrap(), notice["detail"].as_str().unwrap()))
        .collect()
}

#[test]
fn two_laptops_that_were_given_two_histories_are_told_so_as_soon_as_both_are_given_the_same() {
    let partnership = Partnership::founded();
    let sam = partnership.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    partnership.told(&["Two mopeds", "A third by the launderette", "All three left"]);
    sam.sync();
    // Another order for Helen, and the server's word for that one too.
    partnership.gives(|answer, key| {
        if let Some(page) = notes(answer) {
            page.entries.swap(0, 1);
            sign(page, key);
        }
    });
    partnership.helen.sync();
    assert_eq!(partnership.helen.texts(), sam.texts(), "the order of two notes alone nobody can tell");
    // What comes next follows on one of the two. Both are given what Sam is given.
    partnership.told(&["They came back"]);
    let given: Arc<Mutex<Option<Page>>> = Arc::default();
    let keeps = Arc::clone(&given);
    partnership.gives(move |answer, _| *keeps.lock().unwrap() = notes(answer).cloned());
    sam.sync();
    let page = given.lock().unwrap().take().expect("Sam is given a page");
    partnership.gives(move |answer, _| {
        answer.unknown.clear();
        answer.pages = vec![page.clone()];
    });
    assert_eq!(partnership.helen_reads(), NOT_AS_SIGNED);
    partnership.all_is_well_once_it_says_the_truth("two histories");
}

#[test]
fn a_laptop_that_was_given_another_history_than_the_author_is_told_so_by_what_the_author_writes_next() {
    let partnership = Partnership::founded();
    let (helen, sam) = (&partnership.helen, partnership.laptop("Sam Whitfield", "community-safety", &["Addison"]));
    partnership.told(&["Two mopeds", "A third by the launderette", "All three left"]);
    sam.sync();
    let told_helen: Arc<Mutex<Option<Head>>> = Arc::default();
    let keeps = Arc::clone(&told_helen);
    partnership.gives(move |answer, key| {
        if let Some(page) = notes(answer) {
            page.entries.swap(0, 1);
            sign(page, key);
            *keeps.lock().unwrap() = Some(end(page));
        }
    });
    helen.sync();
    assert_eq!((notices(helen), doctor(helen, "two-histories")), (Vec::new(), None), "nobody can tell yet");
    // What Amara writes next is the same for both. For Helen the server goes on where it led her.
    partnership.line.passes();
    partnership.told(&["They came back"]);
    let given: Arc<Mutex<Option<Page>>> = Arc::default();
    let keeps = Arc::clone(&given);
    partnership.gives(move |answer, _| *keeps.lock().unwrap() = notes(answer).cloned());
    sam.sync();
    let (page, before) = (given.lock().unwrap().take(), told_helen.lock().unwrap().take());
    let next = Mutex::new(Some(Page { before: before.unwrap(), ..page.expect("Sam is given a page") }));
    partnership.gives(move |answer, key| {
        answer.unknown.clear();
        (answer.more, answer.behind) = (false, 0);
        answer.pages.retain(|page| page.sort != "intake");
        answer.pages.extend(next.lock().unwrap().take().map(|mut page| {
            sign(&mut page, key);
            page
        }));
    });
    helen.sync();
    assert!(helen.texts().iter().any(|text| text == "They came back"), "what came is kept");
    let (two, changed) = (told("two_histories"), told("history_changed"));
    assert_eq!(notices(helen), [two.as_str()]);
    assert_eq!(doctor(helen, "two-histories").as_ref(), Some(&two));
    assert_eq!(notices(&sam), Vec::<String>::new(), "of Sam's history Amara's is the same");
    // The truth afterwards takes nothing back: it shows Helen that she was told something else before.
    partnership.all_is_well_once_it_says_the_truth("two histories, and a colleague's word");
    assert_eq!(notices(helen), [changed.as_str(), two.as_str()]);
    // Whoever has seen to it puts the notice away, and what is found from then on is said again.
    helen.act("notice_dismiss", json!({ "id": "two-histories" }));
    assert_eq!(notices(helen), [changed.as_str()]);
    assert_eq!(doctor(helen, "two-histories"), None);
    let before = "Earlier it was found that the server had told Amara Lewis something else than you, and the notice was put away.";
    assert_eq!(doctor(helen, "histories").as_deref(), Some(before));
    helen.act("notice_dismiss", json!({ "id": "history-changed" }));
    assert_eq!((notices(helen), doctor(helen, "history-changed")), (Vec::new(), None));
}

#[test]
fn a_laptop_that_is_led_from_one_history_to_another_and_back_is_told_so() {
    let partnership = Partnership::founded();
    let helen = &partnership.helen;
    partnership.told(&["Two mopeds", "A third by the launderette", "All three left"]);
    partnership.gives(|answer, key| {
        if let Some(page) = notes(answer) {
            page.entries.remove(1);
            sign(page, key);
        }
    });
    helen.sync();
    assert_eq!(notices(helen), Vec::<String>::new(), "nobody can tell yet");
    partnership.all_is_well_once_it_says_the_truth("a note that was hidden");
    assert_eq!(notices(helen), [told("history_changed")]);
}

#[test]
fn a_history_of_her_own_in_a_life_of_the_server_that_only_she_is_told_of_is_not_taken() {
    let partnership = Partnership::founded();
    partnership.told(&["Two mopeds"]);
    partnership.helen.sync();
    partnership.told(&["They came back"]);
    partnership.gives(|answer, key| {
        if let Some(page) = notes(answer) {
            page.epoch += 1;
            sign(page, key);
        }
    });
    assert_eq!(partnership.helen_reads(), NOT_AS_SIGNED);
    partnership.all_is_well_once_it_says_the_truth("a life of her own");
}

/// Whoever asks is given everything but who belongs.
fn hides_control(partnership: &Partnership) {
    partnership.gives(|answer, _| {
        answer.pages.retain(|page| page.sort != "control");
        (answer.more, answer.behind) = (false, 0);
    });
}

/// What Helen reads, of Amara where it is of somebody.
fn told(what: &str) -> String {
    let (headline, detail) = match what {
        "two_histories" => words::two_histories("Amara Lewis"),
        "history_changed" => words::history_changed(),
        _ => words::kept_back("Amara Lewis"),
    };
    format!("{headline} {detail}")
}

#[test]
fn a_laptop_that_reads_what_others_write_is_told_when_who_belongs_is_kept_back_from_it() {
    let partnership = Partnership::founded();
    let helen = &partnership.helen;
    exchange(&[&partnership.amara, helen]);
    // Somebody is let in. Amara hears of it and writes; Helen is given what Amara wrote, and not that.
    partnership.server.invite("Tom Reed", "outreach", &["Addison"]);
    partnership.amara.sync();
    partnership.told(&["Two mopeds"]);
    hides_control(&partnership);
    for _ in 0..2 {
        helen.sync();
        assert_eq!(
            (helen.texts(), notices(helen)),
            (vec!["Two mopeds".to_owned()], Vec::new()),
            "it may be on its way"
        );
    }
    helen.sync();
    let said = told("kept_back");
    assert_eq!(notices(helen), [said.as_str()]);
    assert_eq!(doctor(helen, "kept-back").as_ref(), Some(&said));
    // More of what Amara writes does not put it off.
    partnership.amara.record("Addison", "They came back");
    partnership.line.passes();
    partnership.amara.sync();
    hides_control(&partnership);
    helen.sync();
    assert_eq!(notices(helen), [said.as_str()]);
    partnership.all_is_well_once_it_says_the_truth("an invitation that was kept back");
    assert_eq!((notices(helen), doctor(helen, "kept-back")), (Vec::new(), None), "it came, and is the same");
}

#[test]
fn a_server_that_hid_a_note_from_one_laptop_alone_gives_it_up_once_it_says_the_truth() {
    let partnership = Partnership::founded();
    partnership.told(&["Two mopeds", "A third by the launderette", "All three left"]);
    partnership.gives(|answer, key| {
        if let Some(page) = notes(answer) {
            page.entries.remove(1);
            sign(page, key);
        }
    });
    partnership.helen.sync();
    assert_eq!(partnership.helen.texts(), ["All three left", "Two mopeds"]);
    partnership.all_is_well_once_it_says_the_truth("a note that was hidden");
}
