//! The notes of the workload, signed beforehand by the people it names, and an empty notebook that
//! knows those people.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use app::SystemHost;
use domain::change::{Change, Draft};
use domain::clock::{Clock, Timestamp};
use domain::dates::{NoteWhen, london};
use domain::entropy::SeededEntropy;
use domain::ids::RecordId;
use domain::records::{Kind, NoteRecord};
use domain::wards::{BoundarySet, WardCode};
use serde::Deserialize;
use store::keyfile::{Cost, DatabaseKey, KeyFile};
use store::{Founding, Member, Profile, Store};

/// The passphrase of the benchmarked notebook; window and terminal open it as a person would.
pub const PASSPHRASE: &str = "copper lantern quiet harbour";

/// A line of the workload; what it holds besides is not a note's.
#[derive(Deserialize)]
pub struct Line {
    pub ward: WardCode,
    pub topic: String,
    pub author: String,
    pub at: i64,
    pub body: String,
}

pub fn read(file: &Path) -> Vec<Line> {
    let lines = BufReader::new(std::fs::File::open(file).unwrap()).lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

pub struct Prepared {
    pub store: Store,
    pub key: DatabaseKey,
    pub changes: Vec<Change>,
    /// The texts, in the order of the changes.
    pub texts: Vec<String>,
    pub people: usize,
}

impl Prepared {
    pub fn close(self) -> PathBuf {
        self.store.profile().folder().to_owned()
    }
}

pub fn prepare(file: &Path, folder: &Path) -> Prepared {
    let lines = read(file);
    let entropy = SeededEntropy::new(1);
    let now = SystemHost::new().now();
    let (keys, key, _) = KeyFile::create("Notebook 1", PASSPHRASE, Cost::LEAST).unwrap();
    let founding = Founding {
        partnership: "Bench".to_owned(),
        name: "Helen Prior".to_owned(),
        role: String::new(),
        boundaries: BoundarySet::Y2014,
    };
    let store = Store::found(Profile::at(folder), key.clone(), Some(&keys), &founding, now, &store::OsEntropy).unwrap();
    let mut members: BTreeMap<String, Member> = BTreeMap::new();
    for line in &lines {
        if !members.contains_key(&line.author) {
            let name = format!("Person {}", members.len() + 1);
            members.insert(line.author.clone(), store.add_member(&name, "", now, &store::OsEntropy).unwrap());
        }
    }
    let (mut changes, mut texts) = (Vec::with_capacity(lines.len()), Vec::with_capacity(lines.len()));
    for line in lines {
        let member = members.get_mut(&line.author).unwrap();
        let at = Timestamp::from_millis(line.at);
        let (stream, area) = store.open_intake(member.person, line.ward).unwrap();
        let local = london(at.utc()).naive_local();
        let when = NoteWhen { date: local.date(), time: Some(local.time()) };
        let record = NoteRecord {
            topics: vec![line.topic],
            ..NoteRecord::plain(line.body.clone(), area, line.ward, BoundarySet::Y2014, when)
        };
        let draft = Draft::create(stream, RecordId::new(at, &entropy), Kind::Note.as_str(), &record);
        changes.extend(member.author.write(vec![draft], &member.key, at, &entropy).unwrap());
        texts.push(line.body);
    }
    Prepared { store, key, changes, texts, people: members.len() }
}
