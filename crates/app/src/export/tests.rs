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
        path: Vec::new(),
        feedback: None,
        question: None,
        not_read: None,
        beside: false,
        receipt: None,
        opening_tells: false,
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
        source: None,
        people: Vec::new(),
        author: AuthorView { id: "02".to_owned(), name: "Amara Lewis".to_owned(), me: true },
        state: StateView { id: "recorded".to_owned(), label: "Recorded".to_owned(), words: String::new() },
        files: Vec::new(),
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

fn files(notes: &[NoteView]) -> [String; 3] {
    let mut files = Files::begin(cover(), [Vec::new(), Vec::new(), Vec::new()]).unwrap();
    for note in notes {
        files.note(note).unwrap();
    }
    files.end().unwrap().map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn every_file_says_for_whom_and_for_what_it_was_made_and_whom_a_note_describes() {
    let person = DescribedPerson { age_band: "14 to 17".to_owned(), category: "Young person".to_owned() };
    let described = NoteView { people: vec![person], ..note("Two mopeds") };
    for (name, text) in NAMES.into_iter().zip(files(&[described])) {
        for held in ["Helen Prior", "handover", "Two mopeds", "Young person", "14 to 17"] {
            assert!(text.contains(held), "{held} in {name}: {text}");
        }
    }
}

#[test]
fn an_export_without_notes_still_says_for_whom_and_for_what_it_was_made() {
    let all = files(&[]);
    for (name, text) in NAMES.into_iter().zip(&all) {
        assert!(text.contains("Helen Prior") && text.contains("handover"), "{name}: {text}");
        assert!(text.contains("2026-11-22T14:32") || text.contains("22 Nov 2026"), "{name}: {text}");
    }
    let columns = |line: &str| line.split(',').count();
    let lines: Vec<&str> = all[0].lines().collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(columns(lines[0]), columns(lines[1]));
    assert!(all[2].contains("0 notes in all."));
}

#[test]
fn for_whom_a_page_was_made_is_the_repeated_head_of_every_printed_sheet() {
    let page = &files(&[note("Two mopeds")])[2];
    let print = page.split("@media print").nth(1).unwrap().split("</style>").next().unwrap();
    assert!(print.contains("body{display:table") && print.contains(".sheet{display:table-header-group"), "{print}");
    let head = page.split("<body>").nth(1).unwrap().trim_start();
    assert!(head.starts_with("<p class=\"who sheet\">For Helen Prior. Purpose: handover."), "{head}");
}

#[test]
fn a_spreadsheet_runs_no_cell_and_a_browser_no_text() {
    for text in ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1"] {
        let csv = &files(&[note(text)])[0];
        assert!(csv.contains(&format!("'{text}")), "{text}: {csv}");
    }
    let page = &files(&[note("<script>alert(1)</script>")])[2];
    assert!(!page.contains("<script>"));
}

/// A disk with room for so many bytes.
struct Small(usize);

impl Write for Small {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if bytes.len() > self.0 {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_as_one_whichever_file_meets_it() {
    const ROOM: usize = 10_000_000;
    for (full, name) in NAMES.into_iter().enumerate() {
        let disks = [0, 1, 2].map(|disk| Small(if disk == full { 4_000 } else { ROOM }));
        let written = Files::begin(cover(), disks).and_then(|mut files| {
            for _ in 0..20 {
                files.note(&note(&"long ".repeat(1_000)))?;
            }
            files.end().map(|_| ())
        });
        assert_eq!(written.unwrap_err().kind(), std::io::ErrorKind::StorageFull, "{name}");
    }
}
