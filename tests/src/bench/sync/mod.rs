//! Between devices: the real server as a process of its own, over TLS on this machine's loopback, and
//! devices in processes of their own.
//!
//! The floor of a push and of a pull is the same: the same rows put into bare SQLCipher by one program,
//! with no server, no wire, no rights, no lists. Nobody can be as fast; how far off it is, is the figure.

mod device;
mod part;
mod wire;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use app::SystemHost;
use domain::change::{Change, Draft};
use domain::clock::{Clock, Timestamp};
use domain::dates::{NoteWhen, london};
use domain::ids::{AreaId, GroupId};
use domain::records::{Kind, NoteRecord};
use domain::wards::{BoundarySet, WardCode};
use protocol::{WireChange, WireGroup};
use serde_json::Value;
use store::{Indexing, OsEntropy, StoreError};
use sync::Event;

use super::floor::Floor;
use super::input::{self, Line};
use super::process;
use super::report::{Report, percentile};
use crate::killing;
use crate::partnership::{Server, join};
pub use device::Device;
pub use part::run as part;
use wire::{Carried, Wire};

const SERVER: &str = "wardbook-server";
/// Changes in a transaction of the floor.
const PAGE: usize = 1_000;

pub fn measure(file: &Path, folder: &Path, report: &mut Report) {
    if std::env::var_os("WARDBOOK_SERVER").is_none() {
        return report.left_out("sync", "WARDBOOK_SERVER names no server");
    }
    let lines = input::read(file);
    let first = folder.join("first");
    let (server, _) = Server::init(&folder.join("server"), "Mina Farrow");
    let wire = Wire::to(server.address());
    join(&first, &server.invite("Amara Lewis", "outreach", &["all"]));
    eprintln!("writing on the first device …");
    let start = Instant::now();
    let changes = write(&first, server.address(), &lines);
    let written = start.elapsed().as_secs_f64();
    let floor = |name: &str| {
        let mut floor = Floor::create(&folder.join(name), &killing::key());
        floor.write(&changes, PAGE).as_secs_f64()
    };
    let raw = floor("written.db");
    report.against("first device: a group a note, indexed", written, raw, "s");

    let server_busy = || process::child(SERVER).map_or(f64::NAN, process::busy);

    eprintln!("sending …");
    let raw = floor("pushed.db");
    let before = server_busy();
    let (pushed, sending) = child(&wire, "push", &first, None);
    assert_eq!(pushed["pushed"], changes.len(), "every note is received");
    report.against("first push, until the last receipt", number(&pushed["seconds"]), raw, "s");
    parts(&pushed, server_busy() - before, report);

    eprintln!("receiving …");
    let raw = floor("pulled.db");
    let second = folder.join("second");
    join(&second, &server.invite("Helen Prior", "coordinator", &[]));
    let before = server_busy();
    let (pulled, receiving) = child(&wire, "pull", &second, None);
    assert_eq!(pulled["count"], changes.len(), "every note is listed");
    assert!(is_of_minute(&pulled["first"], lines.last(), &lines), "the list begins with one of the latest minute");
    assert!(is_of_minute(&pulled["last"], lines.first(), &lines), "the list ends with one of the first minute");
    report.against("first pull, until list, count, last row", number(&pulled["seconds"]), raw, "s");
    parts(&pulled, server_busy() - before, report);
    let texts: Vec<String> = lines.iter().map(|line| line.body.clone()).collect();
    let raw = Floor::create(&folder.join("indexed.db"), &killing::key()).index(&texts).as_secs_f64();
    report.against("first pull: search index afterwards", number(&pulled["index"]), raw, "s");

    eprintln!("changing …");
    let (changed, changing) = child(&wire, "changes", &first, Some(&second));
    report.fact(&format!("{} amendments, first to second", changed["changes"]), number(&changed["seconds"]), "s");
    for step in ["written", "sent", "received"] {
        report.fact(&format!("  of it {step}"), number(&changed[step]), "s");
    }
    let (live, _) = child(&wire, "live", &first, Some(&second));
    let mut live = times(&live["took"]);
    for (label, share) in [("p50", 0.5), ("p99", 0.99)] {
        report.fact(&format!("one note live, first to second, {label}"), percentile(&mut live, share), "ms");
    }

    sizes(file, &changes, [sending, receiving, changing], report);
    for (name, peak) in [
        ("pushing device, peak resident (VmHWM)", number(&pushed["peak"])),
        ("pulling device, peak resident (VmHWM)", number(&pulled["peak"])),
        ("  with the index made", number(&pulled["peak_with_index"])),
        ("server, peak resident over all (VmHWM)", process::child(SERVER).map_or(f64::NAN, process::peak)),
    ] {
        report.fact(name, peak, "MiB");
    }
}

/// Writes every line as the first device's own note, each as a group of its own, and leaves them to be sent.
pub fn write(folder: &Path, address: &str, lines: &[Line]) -> Vec<Change> {
    let mut device = Device::open(folder, address, Indexing::Now);
    device.exchange(Event::Asked);
    let mut changes = Vec::with_capacity(lines.len());
    for page in lines.chunks(PAGE) {
        let written = device.store.write(SystemHost::new().now(), &OsEntropy, |writer| {
            let mut written = Vec::with_capacity(page.len());
            for line in page {
                let ward = ward_of(line.ward);
                let area = writer.area_of(ward)?.ok_or(StoreError::NotFound)?;
                let local = london(Timestamp::from_millis(line.at).utc()).naive_local();
                let when = NoteWhen { date: local.date(), time: Some(local.time()) };
                let record = note(area, ward, when, line.body.clone(), vec![line.topic.clone()]);
                let (stream, id) = (writer.my_intake(area)?, writer.new_record());
                written.extend(writer.write_group(vec![Draft::create(stream, id, Kind::Note.as_str(), &record)])?);
            }
            Ok(written)
        });
        changes.extend(written.map_err(|error: StoreError| error).unwrap());
    }
    changes
}

/// The workload names wards of before May 2022; a server begins with those of today.
fn ward_of(old: WardCode) -> WardCode {
    let at = BoundarySet::Y2014.wards().iter().position(|ward| ward.code == old).unwrap_or_default();
    BoundarySet::Y2022.wards()[at].code
}

fn note(area: AreaId, ward: WardCode, when: NoteWhen, text: String, topics: Vec<String>) -> NoteRecord {
    NoteRecord { topics, ..NoteRecord::plain(text, area, ward, BoundarySet::Y2022, when) }
}

/// A part of the bench in a process of its own, and what went over the wire meanwhile.
fn child(wire: &Wire, what: &str, folder: &Path, other: Option<&Path>) -> (Value, Carried) {
    let before = wire.carried();
    let output = Command::new(std::env::current_exe().unwrap())
        .arg("device")
        .arg(what)
        .arg(folder)
        .arg(wire.address())
        .args(other)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "the device’s {what} stopped by itself");
    (serde_json::from_slice(&output.stdout).unwrap(), wire.carried().since(before))
}

/// Lists are by the minute, and within one by arrival, which is each device's own.
fn is_of_minute(text: &Value, of: Option<&Line>, lines: &[Line]) -> bool {
    let minute = |line: &Line| line.at.div_euclid(60_000);
    let there = |line: &&Line| text.as_str() == Some(&line.body);
    lines.iter().find(there).map(minute) == of.map(minute)
}

/// Where the time of an exchange went: in the store, or until the server's answer was read. What neither
/// side spent on a processor it waited, for the disk or for whoever else used this machine.
fn parts(done: &Value, server: f64, report: &mut Report) {
    eprintln!("{}", done["parts"]);
    let sum = |start: &str| -> f64 {
        let of_it = done["parts"].as_object().into_iter().flatten().filter(|(part, _)| part.starts_with(start));
        of_it.filter_map(|(_, seconds)| seconds.as_f64()).sum()
    };
    report.fact("  of it in the device’s store", sum("store:"), "s");
    report.fact("  of it until answers were read", sum("call:"), "s");
    report.fact("  the device’s processor time", number(&done["busy"]), "s");
    report.fact("  the server’s processor time", server, "s");
}

/// Bytes on the wire, TLS and HTTP and all, against the records compressed in one go at the level the wire uses.
fn sizes(file: &Path, changes: &[Change], carried: [Carried; 3], report: &mut Report) {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let text = std::fs::read_to_string(file).unwrap();
    let records = megabytes(protocol::pack(&text.as_str()).len() as u64);
    // Signatures, hashes and salts do not compress, and are what makes a record a change.
    let id = GroupId::from_bytes([0; 16]);
    let signed = WireGroup { id, changes: changes.iter().map(WireChange::of).collect(), relayed: false };
    let signed = megabytes(protocol::pack(&signed).len() as u64);
    let [sending, receiving, changing] = carried;
    report.against("first push, bytes up / zstd -3 of records", megabytes(sending.up), records, "MB");
    report.against("  / zstd -3 of the signed changes", megabytes(sending.up), signed, "MB");
    report.fact("first push, bytes down", megabytes(sending.down), "MB");
    report.against("first pull, bytes down / zstd -3 of records", megabytes(receiving.down), records, "MB");
    report.against("  / zstd -3 of the signed changes", megabytes(receiving.down), signed, "MB");
    report.fact("first pull, bytes up", megabytes(receiving.up), "MB");
    report.fact("1,000 amendments, bytes up, both devices", megabytes(changing.up), "MB");
    report.fact("1,000 amendments, bytes down, both devices", megabytes(changing.down), "MB");
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn times(millis: &Value) -> Vec<Duration> {
    let millis = millis.as_array().into_iter().flatten();
    millis.filter_map(Value::as_f64).map(|millis| Duration::from_secs_f64(millis / 1_000.0)).collect()
}
