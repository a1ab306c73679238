//! What a person types, pastes or opens in a form.

use chrono::NaiveDate;
use domain::clock::Timestamp;
use domain::dates::{self, NoteWhen};
use domain::lists::{NoteLists, WorkLists};
use domain::wards::{self, BoundarySet, WardCode};
use domain::working_days::WorkingDays;
use domain::{coach, plans, triage, words};
use serde_json::json;
use store::keyfile::RecoveryCode;
use store::read::Words;

use super::notebook::ask;
use super::taken;
use super::town::Town;
use crate::partnership::borough::START;

const TOGETHER: u32 = 200;

/// What reads as a code prints as one that reads.
pub fn recovery_codes(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(code) = RecoveryCode::parse(&text) {
        let again = RecoveryCode::parse(code.printed()).expect("a printed code reads");
        assert_eq!(again.printed(), code.printed());
        taken();
    }
}

pub(super) fn codes_made() -> Vec<Vec<u8>> {
    let (_, _, code) = store::keyfile::KeyFile::create("", "", store::keyfile::Cost::CHEAPEST).expect("a code is made");
    vec![code.printed().as_bytes().to_vec(), code.printed().to_lowercase().replace('-', "").into_bytes()]
}

/// A date that reads is shown in words, and stored as what reads the same.
pub fn dates(bytes: &[u8]) {
    let now = START.utc();
    let today = dates::day_of(now);
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.split('\n').collect();
    let line = |at: usize| lines.get(at).copied().unwrap_or_default();
    let read = [
        NoteWhen::parse(&text),
        NoteWhen::parse(line(0)),
        NoteWhen::from_fields(line(0), line(1), line(2), line(3)),
        NoteWhen::on(today, line(0)),
    ];
    for read in read {
        match read {
            Ok(when) => {
                assert_eq!(when.to_string().parse(), Ok(when), "a date does not read back");
                taken();
                let _ = when.not_after(now);
                when.words(now);
            }
            Err(refused) => assert!(refused.to_string().len() < 500, "a refusal that says everything again"),
        }
    }
    // Days as records hold them.
    let day = line(0).parse::<NaiveDate>().ok();
    plans::lateness_words(day, domain::records::plan::ActionStatus::Blocked, today);
    if let Some(day) = day {
        dates::long_date(day);
        dates::relative_day(day, now);
        words::held(day, today);
    }
    // Times as others say them, from before all calendars to after them.
    let mut millis = [0; 8];
    let known = bytes.len().min(8);
    millis[..known].copy_from_slice(&bytes[..known]);
    let said = Timestamp::from_millis(i64::from_le_bytes(millis));
    let days = WorkingDays::england();
    for (one, other) in [(said.utc(), now), (now, said.utc())] {
        dates::relative(one, other);
        triage::waiting(&days, one, other);
        triage::waited_words(&days, one, other);
    }
    said.rfc3339();
    assert!(said.plus_seconds(i64::MAX) >= said && said.plus_seconds(i64::MIN) <= said);
}

pub(super) fn dates_written() -> Vec<Vec<u8>> {
    let mut written: Vec<Vec<u8>> = [
        "2026-11-22",
        "2026-11-22T14:30",
        "2026-11-22 14:30:15.5",
        "1900-01-01T00:30+14:00",
        "9999-12-31T23:59:59-12:00",
        "29\nFebruary\n2024\n4.30 pm",
        "1\n2\n2026\n1630",
        "+262142-12-31",
        "-262143-01-01",
        "12am",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    written.extend(
        [i64::MIN, i64::MAX, START.millis(), 0, -62_135_596_800_000].map(|millis| millis.to_le_bytes().to_vec()),
    );
    written
}

/// Names are never guessed: what is found is called so.
pub fn names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for sets in [&BoundarySet::ALL[..], &BoundarySet::ALL[..1], &BoundarySet::ALL[1..]] {
        if let Ok(ward) = wards::find(sets, &text) {
            assert!(sets.contains(&ward.set));
            taken();
        }
    }
    wards::search(BoundarySet::Y2022, &text);
    if let Ok(code) = text.parse::<WardCode>() {
        assert_eq!(code.to_string().parse(), Ok(code));
    }
    let _ = text.parse::<BoundarySet>();
    let (notes, work) = (NoteLists::built_in(), WorkLists::built_in());
    for list in [&notes.topic, &notes.weapon, &work.agency, &work.blocker] {
        if let Ok(found) = list.find(&text) {
            assert!(list.get(&found.id).is_some());
        }
        list.nearest(&text);
    }
    let length = text.encode_utf16().count();
    for finding in coach::look(&text, &coach::Context::default()) {
        assert!(finding.start <= finding.end && finding.end as usize <= length, "a finding lies outside the text");
    }
    let _ =
        (words::check_text(&text), words::check_reason(&text), words::check_place(&text), words::check_title(&text));
}

pub(super) fn names_written() -> Vec<Vec<u8>> {
    [
        "Addison",
        "hammersmith and fulham broadway",
        "St. Peter’s & E05013733",
        "kitchen knife",
        "Safer Neighbourhood Team",
        "Mrs J.T. of 14 Acacia Road told me at 16:42 that Darren and his brother carry a blade.",
        "My neighbour's son, who works at the shop, said he saw them at exactly 3.15pm 😀.",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

/// Whatever is typed is looked for as words, and hits lie where words are.
pub fn searches(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (typed, note) = text.split_once('\n').unwrap_or((&text, "Two mopeds by the launderette, İstanbul Café"));
    if let Some(words) = Words::parse(typed) {
        let mut end = 0;
        for hit in words.hits(note) {
            assert!(hit.start >= end && !note[hit.clone()].is_empty(), "hits overlap");
            taken();
            end = hit.end;
        }
    }
    Town::with(|town| {
        let desk = town.desk(TOGETHER);
        ask(&desk, "notes", json!({ "query": typed }));
        ask(&desk, "plans", json!({ "query": typed }));
        ask(&desk, "actions", json!({ "query": typed }));
        ask(&desk, "notes", json!({ "query": note, "after": typed, "from": typed, "ward": typed }));
        ask(&desk, "coach", json!({ "text": note }));
        town.put_back(desk);
    });
}

pub(super) fn searches_written() -> Vec<Vec<u8>> {
    [
        "foot",
        "two mop",
        "\"foot*\" NEAR( path",
        "footpath college\nTwo older lads on the footpath after college",
        "ŐİßCafe\u{301}\nCafé İ Straße",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

/// A file that is looked at is brought in or refused with words for each row.
pub fn action_logs(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    Town::with(|town| {
        let plan = town.log.iter().find(|change| change.header().kind == "plan").expect("there is a plan");
        let plan = plan.header().record.to_string();
        let desk = town.desk(TOGETHER);
        if ask(&desk, "actions_import_look", json!({ "text": text, "plan": plan })) {
            taken();
        }
        ask(&desk, "actions_import_look", json!({ "text": text, "ward": "Addison", "dates": "month-first" }));
        town.put_back(desk);
    });
}

pub(super) fn logs_written() -> Vec<Vec<u8>> {
    [
        "Action,Who,Due\r\nPatrol,Sam,1/12/2026\r\nSweep,Kim Ode,2026-12-04\r\n",
        "\u{feff}Action;Plan;Lead agency;By when;Status;RAG;Update\r\n\"Patrol; twice\";The footpath;NHS;Tue 1 December 2026;Ongoing;Amber;\"Two\nmade\"\r\n;;\r\n",
        "Task\tProject\tDeadline\nMend the lights\tUnderpass\t12/25/26\nNothing\t\t31/02/2026\n",
        "Action\n,,,,,,,,,,\n\"",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}
