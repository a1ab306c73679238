use super::*;
use crate::api::lists::WardRef;
use crate::api::notes::{AuthorView, StateView};

fn cover() -> Cover {
    Cover {
        recipient: "Helen Prior".to_owned(),
        purpose: "handover".to_owned(),
        at: "Sun 22 Nov 2026, 14:32".to_owned(),
        at_iso: "2026-11-22T14:32:00.000Z".to_owned(),
        by: "Amara Lewis".to_owned(),
    }
}

fn note(text: &str) -> NoteView {
    NoteView {
        id: "01".to_owned(),
        text: text.to_owned(),
        pieces: Vec::new(),
        ward: WardRef { code: "E05013733".to_owned(), name: "Addison".to_owned(), boundaries: "2022".to_owned() },
        when: "today".to_owned(),
        when_iso: "2026-11-22".to_owned(),
        recorded_at: "2026-11-22T14:00:00.000Z".to_owned(),
        recorded: "Sun 22 Nov 2026, 14:00".to_owned(),
        how_known: None,
        topics: Vec::new(),
        place: None,
        place_type: None,
        weapon: None,
        weapon_origin: None,
        residents: None,
        people: Vec::new(),
        author: AuthorView { id: "02".to_owned(), name: "Amara Lewis".to_owned(), me: true },
        state: StateView { id: "recorded".to_owned(), label: "Recorded".to_owned(), words: String::new() },
        amendments: Vec::new(),
        withdrawal: None,
        history: Vec::new(),
        pinned: false,
        begun: Vec::new(),
        can_amend: true,
        can_withdraw: true,
        can_reinstate: false,
    }
}

#[test]
fn every_file_says_for_whom_and_for_what_it_was_made() {
    for (name, bytes) in files(&cover(), &[note("Two mopeds")]).unwrap() {
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("Helen Prior") && text.contains("handover"), "{name}");
        assert!(text.contains("Two mopeds"), "{name}");
    }
}

#[test]
fn a_spreadsheet_runs_no_cell_and_a_browser_no_text() {
    for text in ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1"] {
        let all = files(&cover(), &[note(text)]).unwrap();
        let csv = String::from_utf8(all[0].1.clone()).unwrap();
        assert!(csv.contains(&format!("'{text}")), "{text}: {csv}");
    }
    let all = files(&cover(), &[note("<script>alert(1)</script>")]).unwrap();
    let page = String::from_utf8(all[2].1.clone()).unwrap();
    assert!(!page.contains("<script>"));
}
