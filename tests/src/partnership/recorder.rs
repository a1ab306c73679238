//! A program that records and exchanges until it is killed, and what it said over all its lives.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// What a device said was done, over all its lives.
#[derive(Debug, Default, Clone)]
pub struct Said {
    /// The mark of each recorded note's text by its id.
    pub notes: BTreeMap<String, String>,
    pub received: BTreeSet<String>,
    /// Exchanges begun, ended whole, and broken off.
    pub begun: u64,
    pub whole: u64,
    pub broken: u64,
    /// In an exchange, as far as was said last.
    pub exchanging: bool,
}

impl Said {
    /// A line that was cut by the kill says nothing.
    fn take(&mut self, line: &str) {
        let parts: Vec<&str> = line.split(' ').collect();
        match parts[..] {
            ["note", id, mark] if mark.ends_with(';') => {
                let before = self.notes.insert(id.to_owned(), mark.to_owned());
                assert!(before.is_none(), "the note {id} was recorded twice");
            }
            ["received", id] if id.len() == 36 => {
                self.received.insert(id.to_owned());
            }
            ["sync"] => {
                self.begun += 1;
                self.exchanging = true;
            }
            ["synced"] => {
                self.whole += 1;
                self.exchanging = false;
            }
            ["broken"] => {
                self.broken += 1;
                self.exchanging = false;
            }
            _ => {}
        }
    }
}

/// One device.
pub struct Recorder {
    program: PathBuf,
    profile: PathBuf,
    said: Arc<Mutex<Said>>,
    life: Option<(Child, JoinHandle<()>)>,
    pub lives: usize,
}

impl Recorder {
    pub fn new(program: &Path, profile: &Path) -> Self {
        let said = Arc::new(Mutex::new(Said::default()));
        Self { program: program.to_owned(), profile: profile.to_owned(), said, life: None, lives: 0 }
    }

    /// Begins a life. No two lives of one test may have the same seed: marks are made from it.
    pub fn start(&mut self, seed: u64) {
        let mut child = Command::new(&self.program)
            .arg(&self.profile)
            .arg(seed.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdout = child.stdout.take().expect("its output is piped");
        let said = Arc::clone(&self.said);
        let listening = std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                said.lock().unwrap_or_else(PoisonError::into_inner).take(&line);
            }
        });
        self.life = Some((child, listening));
        self.lives += 1;
    }

    /// What it has said until now.
    pub fn said(&self) -> Said {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn begun(&self) -> u64 {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).begun
    }

    pub fn is_exchanging(&self) -> bool {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).exchanging
    }

    /// Ends its life, as a power cut does, and hears the last it said. Returns whether that was in an exchange.
    pub fn kill(&mut self) -> bool {
        let Some((mut child, listening)) = self.life.take() else { return false };
        child.kill().expect("a running program can be killed");
        child.wait().expect("a killed program ends");
        listening.join().expect("every line reads");
        let mut faults = String::new();
        child.stderr.take().expect("its errors are piped").read_to_string(&mut faults).expect("text");
        assert!(faults.is_empty(), "it stopped by itself: {faults}");
        std::mem::take(&mut self.said.lock().unwrap_or_else(PoisonError::into_inner).exchanging)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        // A test that fails must not leave it running; what it still says is of no interest.
        if let Some((mut child, _)) = self.life.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
