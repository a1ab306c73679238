use chrono::NaiveDate;
use domain::grading::Marking;

use super::sheet::tests::most_between;
use super::*;
use crate::api::lists::WardRef;
use crate::api::notes::{AmendmentView, AuthorView, StateView};
use crate::api::sources::NoteSourceView;

const LINE: &str = "OFFICIAL-SENSITIVE. For Helen Prior. Purpose: handover. Delete by 22 Nov 2027.";

fn cover_for(kind: RecipientKind) -> Cover {
    Cover {
        terms: Terms {
            recipient: "Helen Prior".to_owned(),
            purpose: "handover".to_owned(),
            kind,
            marking: Marking::OfficialSensitive,
            until: NaiveDate::from_ymd_opt(2027, 11, 22).unwrap(),
        },
        at: "Sun 22 Nov 2026, 14:32".to_owned(),
        at_iso: "2026-11-22T14:32:00.000Z".to_owned(),
        by: "Amara Lewis".to_owned(),
        said: vec!["3 notes left out, because of something.".to_owned()],
    }
}

fn names_of_partner() -> [&'static str; 3] {
    names(RecipientKind::Partner)
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
        opinion: None,
        held_for: None,
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

fn leaf(note: &NoteView) -> Leaf {
    Leaf { note: note.clone(), grade: Some("2 C C".to_owned()), conditions: vec!["A3 overt use".to_owned()] }
}

fn files_for(kind: RecipientKind, notes: &[NoteView]) -> [String; 3] {
    let mut sheets = Sheets::begin(cover_for(kind), [Vec::new(), Vec::new(), Vec::new()]).unwrap();
    for note in notes {
        sheets.note(leaf(note)).unwrap();
    }
    sheets.end().unwrap().map(|bytes| String::from_utf8(bytes).unwrap())
}

fn files(notes: &[NoteView]) -> [String; 3] {
    files_for(RecipientKind::Partner, notes)
}

/// One that says all that can be said.
fn full() -> NoteView {
    let added = AmendmentView {
        id: "0191".to_owned(),
        text: "They came back, says S-7K2M4Q.".to_owned(),
        pieces: Vec::new(),
        at: "2026-11-23T09:00:00.000Z".to_owned(),
        when: "yesterday 09:00".to_owned(),
        author: AuthorView { id: "02".to_owned(), name: "Amara Lewis".to_owned(), me: true },
        taken_back: false,
        answers: false,
    };
    NoteView {
        when: "Sun 22 Nov 2026, 13:10".to_owned(),
        when_iso: "2026-11-22T13:10".to_owned(),
        how_known: Some("Told by a person involved".to_owned()),
        topics: vec!["Robbery".to_owned()],
        place: Some("Behind the bins".to_owned()),
        residents: Some(3),
        opinion: Some("S-7K2M4Q is afraid of them.".to_owned()),
        people: vec![DescribedPerson { age_band: "18 to 24".to_owned(), category: "Suspect".to_owned() }],
        source: Some(NoteSourceView {
            reference: "S-7K2M4Q".to_owned(),
            sealed: true,
            young: true,
            contacts: "The seventh time that this person told something".to_owned(),
            referred: Some("MASH-1".to_owned()),
            repeated: false,
        }),
        amendments: vec![added],
        ..note("Two mopeds. Ask S-7K2M4Q.")
    }
}

#[test]
fn every_file_says_for_whom_and_for_what_it_was_made_and_whom_a_note_describes() {
    let person = DescribedPerson { age_band: "14 to 17".to_owned(), category: "Young person".to_owned() };
    let described = NoteView { people: vec![person], ..note("Two mopeds") };
    for (name, text) in names_of_partner().into_iter().zip(files(&[described])) {
        for held in ["Helen Prior", "handover", "Two mopeds", "Young person", "14 to 17"] {
            assert!(text.contains(held), "{held} in {name}: {text}");
        }
    }
}

#[test]
fn an_export_without_notes_still_says_for_whom_and_for_what_it_was_made() {
    let all = files(&[]);
    for (name, text) in names_of_partner().into_iter().zip(&all) {
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
fn for_whom_a_page_was_made_is_the_head_and_foot_that_some_browsers_repeat() {
    let page = &files(&[note("Two mopeds")])[2];
    let print = page.split("@media print").nth(1).unwrap().split("</style>").next().unwrap();
    for repeated in ["body{display:table", ".sheet{display:table-header-group", ".foot{display:table-footer-group"] {
        assert!(print.contains(repeated), "{repeated}: {print}");
    }
    let head = page.split("<body>").nth(1).unwrap().trim_start();
    assert!(
        head.starts_with(&format!("<p class=\"who sheet\">{LINE} Exported Sun 22 Nov 2026, 14:32 by Amara Lewis.")),
        "{head}"
    );
    assert!(page.contains(&format!("<p class=\"who foot\">{LINE}</p>")), "{page}");
}

/// What a browser repeats is not what every browser repeats: a sheet holds some forty lines.
#[test]
fn for_whom_a_page_was_made_stands_in_the_flow_before_each_sheet_can_be_full() {
    let long = note(&"Two mopeds by the bins again. ".repeat(400));
    let many = vec![note("Two mopeds"); 30];
    let counted = vec![NoteView { topics: (0..60).map(|n| format!("Topic {n}")).collect(), ..note("") }; 6];
    let pages =
        [files(&[long])[2].clone(), files(&many)[2].clone(), files_for(RecipientKind::Committee, &counted)[2].clone()];
    for page in pages {
        let body = page.split("<main>").nth(1).unwrap();
        for between in body.split(LINE) {
            assert!(between.len() < 1_800, "{} letters without the line", between.len());
        }
    }
}

/// Each by itself is too short to fill a sheet.
#[test]
fn many_short_additions_do_not_fill_a_sheet_without_the_line() {
    let added = NoteView { opinion: None, amendments: vec![full().amendments.remove(0); 30], ..full() };
    let thought = NoteView { opinion: Some("line\n".repeat(11)), ..added.clone() };
    for (note, additions) in [(added, 30), (thought, 31)] {
        let page = &files(&[note])[2];
        assert_eq!(page.matches("<p class=\"added\">").count(), additions);
        let most = most_between(page, LINE);
        assert!(most <= 12, "{most} lines without the line");
    }
}

#[test]
fn a_short_note_has_the_line_at_its_head_alone() {
    let short = NoteView {
        opinion: Some("They wait for somebody.".to_owned()),
        amendments: full().amendments,
        ..note("Two mopeds")
    };
    let page = &files(&[short])[2];
    let main = page.split("<main>\n").nth(1).unwrap().split("</main>").next().unwrap();
    assert_eq!(
        main,
        format!(
            "<article>\n<p class=\"run\">{LINE}</p>\n<h2>01. Addison (E05013733)</h2>\n\
             <p class=\"meta\">today. Recorded Sun 22 Nov 2026, 14:00 by Amara Lewis. Graded: 2 C C.</p>\n\
             <p><strong>Handling conditions: A3 overt use</strong></p>\n<p class=\"text\">Two mopeds</p>\n\
             <p class=\"added\"><span class=\"who\">What the recorder makes of it, apart from what was seen or heard:</span>\n\
             They wait for somebody.</p>\n\
             <p class=\"added\"><span class=\"who\">Added yesterday 09:00 by Amara Lewis:</span>\n\
             They came back, says [reference left out].</p>\n</article>\n"
        )
    );
}

#[test]
fn a_spreadsheet_runs_no_cell_and_a_browser_no_text() {
    for text in
        ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1", "'=1+1", "\u{a0}=1", "＝1+1", "＠SUM(A1)"]
    {
        let csv = &files(&[note(text)])[0];
        assert!(csv.contains(&format!("'{text}")), "{text}: {csv}");
    }
    for (text, cell) in [("\"=1+1\"", "\"'\"\"=1+1\"\"\""), ("\" +44", "\"'\"\" +44\"")] {
        let csv = &files(&[note(text)])[0];
        assert!(csv.contains(cell), "{text}: {csv}");
    }
    for text in ["Two mopeds = noise", "a-b", "5 + 5"] {
        assert!(!files(&[note(text)])[0].contains(&format!("'{text}")), "{text} runs nowhere and is left alone");
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
    for (full, name) in names_of_partner().into_iter().enumerate() {
        let disks = [0, 1, 2].map(|disk| Small(if disk == full { 4_000 } else { ROOM }));
        let written = Sheets::begin(cover_for(RecipientKind::Partner), disks).and_then(|mut files| {
            for _ in 0..20 {
                files.note(leaf(&note(&"long ".repeat(1_000))))?;
            }
            files.end().map(|_| ())
        });
        assert_eq!(written.unwrap_err().kind(), std::io::ErrorKind::StorageFull, "{name}");
    }
}

#[test]
fn every_row_and_line_that_travels_alone_says_for_whom_how_marked_and_until_when() {
    for kind in RecipientKind::ALL {
        for notes in [Vec::new(), vec![full(), full()]] {
            let [csv, json, _] = files_for(kind, &notes);
            for line in csv.trim_end().split("\r\n").skip(1).chain(json.lines()) {
                for held in ["Helen Prior", "handover", "OFFICIAL-SENSITIVE", "2027-11-22", kind.id()] {
                    assert!(line.contains(held), "{held} for {}: {line}", kind.id());
                }
            }
        }
    }
}

#[test]
fn no_plain_copy_says_who_told_something_or_by_which_reference() {
    for kind in RecipientKind::ALL {
        for text in files_for(kind, &[full()]) {
            for held in ["7K2M4Q", "seventh", "young", "under 18", "MASH-1"] {
                assert!(!text.contains(held), "{held} for {}: {text}", kind.id());
            }
        }
    }
    assert!(files(&[full()])[0].contains("Ask [reference left out]."));
}

#[test]
fn an_agency_reads_what_was_said_and_where_and_neither_who_recorded_it_nor_how_it_is_known() {
    let [csv, json, html] = files_for(RecipientKind::Agency, &[full()]);
    let page = html.split("<main>").nth(1).unwrap();
    for text in [csv.as_str(), json.as_str(), page] {
        for held in
            ["Two mopeds", "They came back", "Robbery", "Behind the bins", "2 C C", "A3 overt use", "fewer than 5"]
        {
            assert!(text.contains(held), "{held}: {text}");
        }
        for left in ["Amara", "Told by", "13:10", "09:00", "Recorded", "recorded", "0191"] {
            assert!(!text.contains(left), "{left}: {text}");
        }
    }
    let line: serde_json::Value = serde_json::from_str(json.trim()).unwrap();
    assert_eq!((&line["id"], &line["when"]), (&"1".into(), &"2026-11-22".into()));
    for key in ["author", "recorded_at", "state", "withdrawal", "how_known"] {
        assert!(line.get(key).is_none(), "{key}");
    }
}

#[test]
fn a_partner_reads_all_but_the_source() {
    for text in files(&[full()]) {
        for held in ["Amara Lewis", "Two mopeds", "Behind the bins", "2 C C", "A3 overt use", "Suspect"] {
            assert!(text.contains(held), "{held}: {text}");
        }
    }
}

#[test]
fn a_committee_gets_counts_and_no_note() {
    let mut notes = vec![full(); 6];
    notes.push(NoteView { topics: Vec::new(), ..full() });
    let all = files_for(RecipientKind::Committee, &notes);
    for text in &all {
        for left in ["mopeds", "They came back", "Amara", "bins", "Suspect", "18 to 24", "Told by", "2 C C"] {
            assert!(!text.contains(left), "{left}: {text}");
        }
    }
    assert!(all[0].contains("Addison (E05013733),All topics,7,"), "{}", all[0]);
    assert!(all[0].contains("Addison (E05013733),Robbery,not told,"), "six would tell the one: {}", all[0]);
    assert!(all[1].lines().any(|line| line.contains("\"notes\":7")) && all[1].contains("\"notes\":null"), "{}", all[1]);
    assert!(all[2].contains("not told"));
    assert_eq!(names(RecipientKind::Committee)[0], "counts.csv");
}

#[test]
fn a_page_says_what_was_left_out_and_why() {
    for kind in RecipientKind::ALL {
        assert!(files_for(kind, &[])[2].contains("3 notes left out, because of something."));
    }
}
