//! A partnership whose every laptop speaks to the real server over a line that may be bad.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wardbook_tests::partnership::bad_line::{BadLine, Counted};
use wardbook_tests::partnership::{Laptop, Server};

pub struct Road {
    folder: tempfile::TempDir,
    pub server: Server,
    pub line: BadLine,
    /// The administrator's invitation.
    pub administrator: String,
}

impl Road {
    pub fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let line = BadLine::open();
        let (server, administrator) =
            Server::init_behind(&folder.path().join("server"), "Mina Farrow", &line.address());
        line.lead_to(server.address());
        Self { folder, server, line, administrator }
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Records in Addison.
    pub fn amara(&self) -> Laptop {
        Laptop::joined(&self.at("amara"), &self.server.invite("Amara Lewis", "outreach", &["Addison"]))
    }

    /// Reads every ward.
    pub fn helen(&self) -> Laptop {
        Laptop::joined(&self.at("helen"), &self.server.invite("Helen Prior", "coordinator", &[]))
    }

    /// What the connections from this one on have carried together, and how many they were.
    pub fn since(&self, first: usize) -> (Counted, usize) {
        let connections = self.line.connections();
        let mut sum = Counted::default();
        for counted in &connections[first..] {
            sum.up += counted.up;
            sum.down += counted.down;
            sum.questions += counted.questions;
        }
        (sum, connections.len() - first)
    }
}

/// As many notes, each of so many words; the texts in their order.
pub fn record(laptop: &Laptop, count: usize, words: usize) -> Vec<String> {
    let before = laptop.texts().len();
    let texts: Vec<String> =
        (before..before + count).map(|number| format!("Note {number:03}{}", sentence(number, words))).collect();
    for text in &texts {
        laptop.record("Addison", text);
    }
    texts
}

/// No two alike, and none that compresses away.
fn sentence(number: usize, words: usize) -> String {
    let mut state = number as u64 + 1;
    (0..words)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            format!(" {:x}", state >> 44)
        })
        .collect()
}

pub fn verify(laptops: &[&Laptop], server: &Server) {
    for laptop in laptops {
        let verified = laptop.act("verify", json!({}));
        assert_eq!(verified["fault"], Value::Null, "{}", verified["words"]);
    }
    assert!(server.verify().status.success());
}

/// Waits until something is so.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < end, "{what}: it did not come to that");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// What is said about the laptop as a whole: the notices of every page, the sync page, and `doctor`.
pub fn told(laptop: &Laptop) -> [String; 3] {
    [
        laptop.query("session", json!({}))["notices"].to_string(),
        laptop.query("sync", json!({}))["paragraphs"].to_string(),
        laptop.act("doctor", json!({})).to_string(),
    ]
}
