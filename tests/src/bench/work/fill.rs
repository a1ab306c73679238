//! What the work is measured on: the same each time but for ids, and all of it placed by a server.

use std::path::Path;

use app::SystemHost;
use chrono::{Days, NaiveDate};
use domain::change::{Change, Draft};
use domain::clock::Clock;
use domain::dates;
use domain::ids::{AreaId, PersonId, RecordId, StreamId};
use domain::permissions::Right;
use domain::records::plan::{
    AREAS, ActionStatus, Blocker, COUNTS, Confidence, Due, MEASURES, Measure, Owner, PlanStatus, REVIEWS, Review,
    Standing, element,
};
use domain::records::{
    ActionRecord, AmendmentRecord, AnalysisRecord, AssignmentRecord, AudienceRef, BriefingRecord, ClosureRecord,
    GrantRecord, Kind, LinkEnd, LinkRecord, NoteRecord, PlanRecord, ProgressRecord, ReplyRecord, StreamRecord,
};
use domain::streams::StreamSort;
use domain::wards::{BoundarySet, WardCode};
use domain::words::NoteState;
use serde::Serialize;
use serde_json::{Map, Value};
use store::keyfile::{Cost, KeyFile};
use store::{Indexing, OsEntropy, StoreError, Writer};
use sync::Event;

use super::super::input::{self, PASSPHRASE};
use super::super::report::Report;
use super::super::sync::{Device, write as write_notes};
use crate::partnership::{Server, join, join_under};

pub const PLANS: usize = 2_000;
pub const ACTIONS: usize = 20_000;
/// A briefing for one note in so many.
const BRIEFED: usize = 30;
/// Notes whose author answered a question.
const ANSWERED: usize = 400;
/// Acts that share a transaction.
const PAGE: usize = 500;

const AGENCIES: [&str; 8] = [
    "Community Safety",
    "Safer Neighbourhood Team",
    "Youth Offending Team",
    "St Giles Trust",
    "housing provider",
    "school or college",
    "NHS",
    "ward councillor",
];
const SORTS: [&str; 5] = ["patrol", "weapon sweep", "outreach visit", "school session", "environment"];
const PLACES: [&str; 7] = ["footpath", "estate", "parade", "school gates", "park", "station", "towpath"];
const TASKS: [&str; 8] = [
    "Walk the",
    "Mend the lights at the",
    "Hold a session near the",
    "Ask for CCTV at the",
    "Sweep the",
    "Visit families by the",
    "Close the gate at the",
    "Talk to traders on the",
];

/// A note as the workload's author wrote it.
struct Noted {
    id: RecordId,
    stream: StreamId,
    area: AreaId,
    ward: WardCode,
}

/// A partnership on a server of its own: the author of all notes, the coordinator, and a partner.
pub fn fill(file: &Path, folder: &Path, report: &mut Report) {
    let lines = input::read(file);
    let (server, _) = Server::init(&folder.join("server"), "Mina Farrow");
    let address = server.address();
    let author = folder.join("author");
    join(&author, &server.invite("Amara Lewis", "outreach", &["all"]));
    eprintln!("writing notes …");
    let changes = write_notes(&author, address, &lines);
    let mut author = Device::open(&author, address, Indexing::Now);
    eprintln!("sending notes …");
    author.exchange(Event::Asked);

    let open = |name: &str, role: &str, wards: &[&str], at: &str| {
        let (keys, key, _) = KeyFile::create("Bench", PASSPHRASE, Cost::LEAST).unwrap();
        let folder = folder.join(at);
        join_under(&folder, &server.invite(name, role, wards), key.clone(), Some(&keys));
        let mut device = Device::open_under(&folder, address, key, Indexing::Now);
        device.exchange(Event::Asked);
        device
    };
    let mut partner = open("Leah Boateng", "police", &["Addison"], "partner");
    eprintln!("receiving notes …");
    let mut coordinator = open("Helen Prior", "coordinator", &[], "coordinator");

    eprintln!("working …");
    let notes: Vec<Noted> = changes.iter().map(noted).collect();
    let me = coordinator.store.read(|reader| reader.identity()).unwrap().person();
    let them = partner.store.read(|reader| reader.identity()).unwrap().person();
    let (plans, linked) = plans(&coordinator, &notes, [me, them]);
    triage(&coordinator, &notes, &linked, me);
    eprintln!("sending the work …");
    coordinator.exchange(Event::Asked);
    eprintln!("answering, and receiving the work …");
    author.exchange(Event::Asked);
    answer(&author, &notes);
    author.exchange(Event::Asked);
    coordinator.exchange(Event::Asked);
    partner.exchange(Event::Asked);
    report.fact("work: notes", notes.len() as f64, "");
    report.fact("work: plans", plans as f64, "");
    report.fact("work: actions", ACTIONS as f64, "");
}

fn noted(change: &Change) -> Noted {
    let header = change.header();
    let record: NoteRecord = domain::fold::Fold::of(change, None).unwrap().read().unwrap();
    Noted { id: header.record, stream: header.stream, area: record.area, ward: record.ward }
}

fn today() -> NaiveDate {
    dates::day_of(SystemHost::new().now().utc())
}

/// A day so many days from today; before it where they are less than none.
fn day(from_today: i64) -> String {
    let days = Days::new(from_today.unsigned_abs());
    let day = if from_today < 0 { today() - days } else { today() + days };
    day.to_string()
}

/// Acts of one person, a group each, hundreds in a transaction.
fn acts<T>(device: &Device, all: &[T], mut act: impl FnMut(&mut Writer<'_>, usize, &T) -> Result<(), StoreError>) {
    let mut at = 0;
    for page in all.chunks(PAGE) {
        let written = device.store.write(SystemHost::new().now(), &OsEntropy, |writer| {
            for one in page {
                act(writer, at, one)?;
                at += 1;
            }
            Ok(())
        });
        written.map_err(|error: StoreError| error).unwrap();
    }
}

fn fields<T: Serialize>(record: &T, elements: impl IntoIterator<Item = (String, Value)>) -> Map<String, Value> {
    let Value::Object(mut fields) = serde_json::to_value(record).unwrap() else { unreachable!("records are maps") };
    fields.extend(elements);
    fields
}

/// The plans with their actions; one note in twenty becomes part of one. Returns how many plans, and which
/// notes by their place.
fn plans(device: &Device, notes: &[Noted], people: [PersonId; 2]) -> (usize, Vec<(usize, RecordId)>) {
    let every = (notes.len() / PLANS).max(1);
    let numbers: Vec<usize> = (0..PLANS).collect();
    let mut linked = Vec::new();
    acts(device, &numbers, |writer, n, _| {
        let note = &notes[(n * every) % notes.len()];
        let plan = begin_plan(writer, n, note)?;
        for (action, progress) in actions(writer, n, plan, people)? {
            if progress {
                let work = writer.plan_stream(plan, StreamSort::PlanWork)?;
                let record = ProgressRecord { action, text: "Two visits made; nobody there after six.".to_owned() };
                let id = writer.new_record();
                writer.write_group(vec![Draft::create(work, id, Kind::Progress.as_str(), &record)])?;
            }
        }
        // The partner works on one plan in ten.
        if n.is_multiple_of(10) {
            let stream = writer.plan_stream(plan, StreamSort::PlanWork)?;
            let record = GrantRecord {
                person: people[1],
                audience: AudienceRef::Stream(stream),
                rights: vec![Right::Read, Right::Write],
                until: None,
                reason: "Invited to a plan".to_owned(),
                granted_by: people[0],
                role: String::new(),
                ended: None,
            };
            let (control, id) = (writer.control()?, writer.new_record());
            writer.write_group(vec![Draft::create(control, id, Kind::Grant.as_str(), &record)])?;
        }
        linked.push(((n * every) % notes.len(), plan));
        Ok(())
    });
    (PLANS, linked)
}

fn begin_plan(writer: &mut Writer<'_>, n: usize, note: &Noted) -> Result<RecordId, StoreError> {
    let id = writer.new_record();
    let control = writer.control()?;
    let areas = || [(element(AREAS, &note.area.to_string()), Value::Bool(true))];
    let streams = [StreamSort::PlanWork, StreamSort::PlanCore].map(|sort| {
        let record = StreamRecord { sort: sort.as_str().to_owned(), area: None, plan: Some(id) };
        let stream = RecordId::from(writer.new_stream());
        Draft::create(control, stream, Kind::Stream.as_str(), &fields(&record, areas()))
    });
    writer.write_group(streams.to_vec())?;
    let (work, core) = (writer.plan_stream(id, StreamSort::PlanWork)?, writer.plan_stream(id, StreamSort::PlanCore)?);
    let plan = PlanRecord {
        title: format!("{} {}, {}", PLACES[n % PLACES.len()], n + 1, AGENCIES[n % AGENCIES.len()]),
        status: [PlanStatus::Active, PlanStatus::Closed, PlanStatus::Active, PlanStatus::Closed, PlanStatus::Draft]
            [n % 5],
        lead: Some(Owner { name: format!("Officer {}", n % 40), person: None }),
    };
    let said = |text: &str| Some(text.to_owned());
    let analysis = AnalysisRecord {
        plan: id,
        objective: said("Nobody is asked for a knife or shown one on the way home."),
        objective_type: said("reduce"),
        reduce_by: Some(50),
        scanning: said("Five notes in six weeks, all between three and five in the afternoon."),
        offender: said("Two older lads who are not students, by moped."),
        victim: said("First-year students who walk home alone."),
        location: said("An unlit path with one way out, out of sight of the road."),
        success_test: said("Half as many reports in the eight weeks after half-term as in the eight before."),
        assessment: (n % 5 == 1 || n % 5 == 3).then(|| "The path is lit and walked.".to_owned()),
        lessons: None,
        displacement: None,
    };
    let measure = |m: u32| {
        let measure = Measure {
            name: format!("Reports, part {m}"),
            baseline: said("6"),
            target: said("3"),
            actual: (m == 0).then(|| "4".to_owned()),
        };
        (element(MEASURES, &writer.new_record().to_string()), serde_json::to_value(measure).unwrap())
    };
    let review = |days: i64, found: &str| {
        (element(REVIEWS, &day(days)), serde_json::to_value(Review { found: found.to_owned() }).unwrap())
    };
    let elements =
        [measure(0), measure(1), measure(2), review(-60, "Quieter than in spring."), review((n % 90) as i64 - 20, "")];
    writer.write_group(vec![
        Draft::create(work, id, Kind::Plan.as_str(), &fields(&plan, areas())),
        Draft::create(core, AnalysisRecord::id(id, core), Kind::Analysis.as_str(), &fields(&analysis, elements)),
    ])?;
    Ok(id)
}

/// A plan's actions, and whether something was done on each.
fn actions(
    writer: &mut Writer<'_>,
    n: usize,
    plan: RecordId,
    people: [PersonId; 2],
) -> Result<Vec<(RecordId, bool)>, StoreError> {
    let work = writer.plan_stream(plan, StreamSort::PlanWork)?;
    let (mut drafts, mut ids) = (Vec::new(), Vec::new());
    for at in 0..ACTIONS / PLANS {
        let which = n * (ACTIONS / PLANS) + at;
        let closed = n % 5 == 1 || n % 5 == 3;
        let is = match which % 7 {
            _ if closed && at < 9 => ActionStatus::Done,
            _ if closed => ActionStatus::Cancelled,
            0 => ActionStatus::Blocked,
            1 | 2 => ActionStatus::InProgress,
            3 => ActionStatus::Done,
            _ => ActionStatus::NotStarted,
        };
        let owner = match which % 20 {
            0 => Owner { name: "Helen Prior".to_owned(), person: Some(people[0]) },
            10 if n.is_multiple_of(10) => Owner { name: "Leah Boateng".to_owned(), person: Some(people[1]) },
            _ => Owner { name: format!("Officer {}", which % 60), person: None },
        };
        let due = (which * 37 % 400) as i64 - 200;
        let record = ActionRecord {
            plan,
            title: format!("{} {}", TASKS[which % TASKS.len()], PLACES[which % PLACES.len()]),
            sort: Some(SORTS[which % SORTS.len()].to_owned()),
            agency: Some(AGENCIES[which % AGENCIES.len()].to_owned()),
            owner: Some(owner),
            due: Some(Due { on: day(due), why: String::new() }),
            original_due: Some(day(due - (which % 3) as i64 * 10)),
            priority: Some(["high", "medium", "low"][which % 3].to_owned()),
            status: Standing {
                is,
                reason: is
                    .is_over()
                    .then(|| if is == ActionStatus::Done { "delivered" } else { "no longer needed" }.to_owned()),
                why: String::new(),
            },
            confidence: [Some(Confidence::Green), Some(Confidence::Amber), Some(Confidence::Red), None][which % 4],
            blocker: (is == ActionStatus::Blocked).then(|| Blocker {
                kind: "funding".to_owned(),
                why: "Nobody has a budget line for it".to_owned(),
                agency: Some("housing provider".to_owned()),
                since: day(-30),
            }),
            result: None,
            batch: None,
        };
        let counts = (is == ActionStatus::Done).then(|| (element(COUNTS, "visits"), Value::from(which % 9 + 1)));
        let id = writer.new_record();
        drafts.push(Draft::create(work, id, Kind::Action.as_str(), &fields(&record, counts)));
        ids.push((id, which.is_multiple_of(2)));
    }
    writer.write_group(drafts)?;
    Ok(ids)
}

/// What became of each note: three in ten are not read yet, two are closed, the rest between.
fn triage(device: &Device, notes: &[Noted], linked: &[(usize, RecordId)], me: PersonId) {
    let plan_of: std::collections::BTreeMap<usize, RecordId> = linked.iter().copied().collect();
    acts(device, notes, |writer, at, note| {
        let restricted = writer.area_stream(note.area, StreamSort::AreaRestricted)?;
        let reply = |writer: &Writer<'_>, step: NoteState, sentence: Option<&str>| {
            let record = ReplyRecord {
                note: note.id,
                step,
                by: "Community Safety".to_owned(),
                sentence: sentence.map(str::to_owned),
                promised: None,
            };
            Draft::create(note.stream, writer.new_record(), Kind::Reply.as_str(), &record)
        };
        if let Some(plan) = plan_of.get(&at) {
            let record = LinkRecord { note: note.id, to: LinkEnd::Plan(*plan) };
            let link = Draft::create(restricted, writer.new_record(), Kind::Link.as_str(), &record);
            let told = reply(writer, NoteState::InPlan, Some("It is part of a plan now."));
            return writer.write_group(vec![link, told]).map(drop);
        }
        let mut drafts = Vec::new();
        match at % 10 {
            0..=2 => return Ok(()),
            3 => drafts.push(reply(writer, NoteState::Read, None)),
            4 => {
                let id = RecordId::derived("assignment", note.id.as_bytes(), restricted);
                let record = AssignmentRecord { note: note.id, officer: Some(me) };
                let content = serde_json::to_value(&record).unwrap();
                drafts.push(writer.setting(restricted, id, Kind::Assignment, &content)?);
                drafts.push(reply(writer, NoteState::Read, None));
            }
            5 => drafts.push(reply(writer, NoteState::NeedsMore, Some("Which days is it worst?"))),
            6 | 7 if at.is_multiple_of(BRIEFED / 10) => {
                let shared = writer.area_stream(note.area, StreamSort::AreaShared)?;
                let briefing = writer.new_record();
                let record = BriefingRecord {
                    area: note.area,
                    ward: note.ward,
                    boundaries: BoundarySet::Y2022,
                    text: format!("Knives have been shown near the {} after school.", PLACES[at % PLACES.len()]),
                };
                drafts.push(Draft::create(shared, briefing, Kind::Briefing.as_str(), &record));
                let link = LinkRecord { note: note.id, to: LinkEnd::Briefing(briefing) };
                drafts.push(Draft::create(restricted, writer.new_record(), Kind::Link.as_str(), &link));
                drafts.push(reply(writer, NoteState::Shared, Some("What you told us is shared in your ward.")));
            }
            6 | 7 => drafts.push(reply(writer, NoteState::Read, None)),
            _ => {
                let record = ClosureRecord { note: note.id, reason: "Known already, and seen to.".to_owned() };
                drafts.push(Draft::create(restricted, writer.new_record(), Kind::Closure.as_str(), &record));
                drafts.push(reply(writer, NoteState::Closed, Some("Thank you. The lights are mended.")));
            }
        }
        writer.write_group(drafts).map(drop)
    });
}

/// The author answers some of the questions.
fn answer(device: &Device, notes: &[Noted]) {
    let asked: Vec<&Noted> = notes.iter().enumerate().filter(|(at, _)| at % 10 == 5).map(|(_, note)| note).collect();
    let asked: Vec<&Noted> = asked.into_iter().take(ANSWERED).collect();
    acts(device, &asked, |writer, _, note| {
        let asking =
            writer.replies(note.id)?.into_iter().find(|reply| i64::from(reply.step) == NoteState::NeedsMore.strength());
        let Some(asking) = asking else { return Ok(()) };
        let record = AmendmentRecord {
            answers: Some(asking.id),
            ..AmendmentRecord::new(note.id, "Mondays and Thursdays.".to_owned())
        };
        let id = writer.new_record();
        writer.write_group(vec![Draft::create(note.stream, id, Kind::Amendment.as_str(), &record)]).map(drop)
    });
}
