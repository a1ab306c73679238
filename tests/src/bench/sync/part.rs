//! What a device of the bench does, in a process of its own, so that its memory is its own: the notes of
//! the workload, the floor and the other device are not in it. Each prints one line of JSON.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use app::SystemHost;
use domain::change::{Change, Draft};
use domain::clock::Clock;
use domain::ids::{AreaId, RecordId};
use domain::records::{AmendmentRecord, Kind};
use serde_json::{Value, json};
use store::read::{NoteFilter, NoteOrder};
use store::{Indexing, OsEntropy, StoreError};
use sync::Event;

use super::super::process;
use super::device::Device;
use super::note;

/// Records that are changed at once.
pub const CHANGES: usize = 1_000;
/// Changes that are made one by one, live.
const LIVE: usize = 30;

/// `push|pull FOLDER ADDRESS` and `changes|live FOLDER ADDRESS OTHER`.
pub fn run(arguments: &[String]) -> Option<Value> {
    let [what, folder, address, rest @ ..] = arguments else { return None };
    let folder = Path::new(folder);
    match (what.as_str(), rest) {
        ("push", []) => Some(push(folder, address)),
        ("pull", []) => Some(pull(folder, address)),
        ("changes", [other]) => Some(changes(folder, Path::new(other), address)),
        ("live", [other]) => Some(live(folder, Path::new(other), address)),
        _ => None,
    }
}

/// Until the last receipt is in and nothing waits.
fn push(folder: &Path, address: &str) -> Value {
    let mut device = Device::open(folder, address, Indexing::Now);
    let start = Instant::now();
    let report = device.exchange(Event::Asked);
    let (seconds, busy) = (start.elapsed().as_secs_f64(), busy());
    assert_eq!((report.refused, report.held), (0, 0), "everything is accepted");
    assert_eq!(device.store.read(|reader| reader.outbox_counts()).unwrap(), (0, 0, 0), "nothing waits");
    json!({ "seconds": seconds, "busy": busy, "pushed": report.pushed, "peak": peak(), "parts": device.parts() })
}

/// Until list, count and last row can be read; the search index afterwards.
fn pull(folder: &Path, address: &str) -> Value {
    let mut device = Device::open(folder, address, Indexing::Later);
    let start = Instant::now();
    device.exchange(Event::Asked);
    let all = NoteFilter::default();
    let (count, first, last) = device
        .store
        .read(|reader| {
            let latest = reader.notes(&all, NoteOrder::Newest, None, 50)?.rows;
            let oldest = reader.notes(&all, NoteOrder::Oldest, None, 1)?.rows;
            let text = |row: Option<&store::read::NoteRow>| row.map(|row| reader.note_text(row.no)).transpose();
            Ok((reader.count_notes(&all, usize::MAX >> 1)?, text(latest.first())?, text(oldest.first())?))
        })
        .unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let (at_list, busy) = (peak(), busy());
    let start = Instant::now();
    device.store.index_pending().unwrap();
    json!({
        "seconds": seconds, "busy": busy, "count": count, "first": first, "last": last, "peak": at_list,
        "index": start.elapsed().as_secs_f64(), "peak_with_index": peak(), "parts": device.parts(),
    })
}

/// An amendment to each of many notes, from the first word until the other device lists the last.
fn changes(first: &Path, second: &Path, address: &str) -> Value {
    let mut first = Device::open(first, address, Indexing::Now);
    let mut second = Device::open(second, address, Indexing::Now);
    // Both have their sessions, as open notebooks do.
    first.exchange(Event::Asked);
    second.exchange(Event::Asked);
    let notes = own_notes(&first, CHANGES);

    let start = Instant::now();
    let written = amend(&first, &notes);
    let at_written = start.elapsed();
    first.exchange(Event::Written);
    let at_sent = start.elapsed();
    let report = second.exchange(Event::Hint);
    let amended = second.store.read(|reader| {
        let rows: Result<Vec<_>, _> = notes.iter().map(|(note, _)| reader.note_row(*note)).collect();
        Ok(rows?.into_iter().flatten().filter(|row| row.amended).count())
    });
    let all = start.elapsed();
    assert_eq!((report.pulled as usize, amended.unwrap()), (notes.len(), notes.len()), "every amendment is there");

    json!({
        "seconds": all.as_secs_f64(), "changes": written,
        "written": at_written.as_secs_f64(), "sent": (at_sent - at_written).as_secs_f64(),
        "received": (all - at_sent).as_secs_f64(), "parts": [first.parts(), second.parts()],
    })
}

/// One note after the other, from its recording until the other device, which follows the server's
/// hints, lists it first.
fn live(first: &Path, second: &Path, address: &str) -> Value {
    let mut first = Device::open(first, address, Indexing::Now);
    first.exchange(Event::Asked);
    let (_, area) = own_notes(&first, 1)[0];
    let (hints, inbox) = channel();
    let (seen, visible) = channel();
    let following = Following { folder: second.to_owned(), address: address.to_owned() };
    thread::spawn(move || following.run(hints, &inbox, &seen));
    // It says so once it follows.
    visible.recv_timeout(PATIENCE).unwrap();

    let mut took = Vec::new();
    for round in 0..LIVE {
        let start = Instant::now();
        let now = SystemHost::new().now();
        let written = first.store.write(now, &OsEntropy, |writer| {
            let ward = domain::wards::BoundarySet::Y2022.wards()[0].code;
            let stream = writer.my_intake(area)?;
            let record = note(area, ward, domain::dates::NoteWhen::now(now.utc()), format!("Live {round}"), Vec::new());
            let id = writer.new_record();
            let drafts = vec![Draft::create(stream, id, Kind::Note.as_str(), &record)];
            writer.write_group(drafts)
        });
        let written: Vec<Change> = written.map_err(|error: StoreError| error).unwrap();
        first.exchange(Event::Written);
        loop {
            let (record, at): (RecordId, Instant) = visible.recv_timeout(PATIENCE).unwrap();
            if record == written[0].header().record {
                took.push(at.duration_since(start).as_secs_f64() * 1_000.0);
                break;
            }
        }
        // Nobody records faster; closer together, the server makes one hint of several on purpose.
        thread::sleep(Duration::from_millis(260 + 37 * (round as u64 % 7)));
    }
    json!({ "took": took, "parts": first.parts() })
}

/// Longer than anything here takes on a machine that works.
const PATIENCE: Duration = Duration::from_secs(60);

struct Following {
    folder: PathBuf,
    address: String,
}

impl Following {
    /// Exchanges at each hint, and tells which note its list then begins with and since when.
    fn run(self, hints: Sender<()>, inbox: &Receiver<()>, seen: &Sender<(RecordId, Instant)>) {
        let mut device = Device::open(&self.folder, &self.address, Indexing::Now);
        device.exchange(Event::Asked);
        let (client, network) = (device.client.clone(), device.network.clone());
        thread::spawn(move || {
            let _ = network.block_on(client.follow(|| {
                let _ = hints.send(());
            }));
        });
        while inbox.recv().is_ok() {
            device.exchange(Event::Hint);
            let rows = device.store.read(|reader| reader.recent_notes(50)).unwrap();
            if rows.first().is_none_or(|row| seen.send((row.id, Instant::now())).is_err()) {
                return;
            }
        }
    }
}

/// Notes this device wrote, and the area of each.
fn own_notes(device: &Device, many: usize) -> Vec<(RecordId, AreaId)> {
    let found = device.store.read(|reader| {
        let rows = reader.notes(&NoteFilter::default(), NoteOrder::Newest, None, many)?.rows;
        rows.into_iter()
            .map(|row| {
                let detail = reader.note(row.id)?.ok_or(StoreError::NotFound)?;
                Ok((row.id, detail.record.area))
            })
            .collect()
    });
    found.unwrap()
}

/// A group each, in one act. Returns how many changes that made.
fn amend(device: &Device, notes: &[(RecordId, AreaId)]) -> usize {
    let written = device.store.write(SystemHost::new().now(), &OsEntropy, |writer| {
        let mut written = 0;
        for (note, area) in notes {
            let stream = writer.my_intake(*area)?;
            let id = writer.new_record();
            let record = AmendmentRecord::new(*note, "Seen there again on Thursday.".to_owned());
            let drafts = vec![Draft::create(stream, id, Kind::Amendment.as_str(), &record)];
            written += writer.write_group(drafts)?.len();
        }
        Ok(written)
    });
    written.map_err(|error: StoreError| error).unwrap()
}

fn peak() -> f64 {
    process::peak(std::process::id())
}

fn busy() -> f64 {
    process::busy(std::process::id())
}
