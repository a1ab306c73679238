//! A laptop whose time the test makes, and Amara's notebook on it.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, reason = "shared by tests that each need a part")]

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::{App, Failure, Host};
use domain::clock::{Clock, FixedClock, Timestamp};
use domain::entropy::Entropy;
use serde_json::{Value, json};
use store::keyfile::Cost;

pub const PASSPHRASE: &str = "copper lantern quiet harbour";

/// A laptop whose clock stands where the test puts it.
#[derive(Clone)]
pub struct Laptop {
    clock: Arc<FixedClock>,
    awake: Arc<AtomicU64>,
    gate: Arc<Mutex<Option<Gate>>>,
}

/// Says that somebody came to it, and waits to be told to let them on.
type Gate = (Sender<()>, Receiver<()>);

/// Work that stands still in the middle of what it does.
pub struct Held {
    reached: Receiver<()>,
    release: Sender<()>,
}

impl Held {
    /// Returns once the work has come to where it is held.
    pub fn reached(&self) {
        self.reached.recv_timeout(Duration::from_secs(60)).expect("the work never looked at the clock");
    }

    pub fn release(self) {
        self.release.send(()).unwrap();
    }
}

impl Laptop {
    /// Sunday 22 November 2026, 10:40 in London.
    pub fn new() -> Self {
        let clock = FixedClock::at(Timestamp::from_millis(1_795_344_000_000));
        Self { clock: Arc::new(clock), awake: Arc::default(), gate: Arc::default() }
    }

    /// Whoever looks at the clock next stands still there until released.
    pub fn hold_the_next_look_at_the_clock(&self) -> Held {
        let ((tell, reached), (release, wait)) = (channel(), channel());
        *self.gate.lock().unwrap() = Some((tell, wait));
        Held { reached, release }
    }

    /// Time passes, and the laptop is awake.
    pub fn wait(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
        self.awake.fetch_add(seconds.unsigned_abs(), Ordering::SeqCst);
    }

    pub fn sleep(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
    }
}

impl Host for Laptop {
    fn clock(&self) -> &dyn Clock {
        let gate = self.gate.lock().unwrap().take();
        if let Some((tell, wait)) = gate {
            tell.send(()).unwrap();
            wait.recv().unwrap();
        }
        self.clock.as_ref()
    }

    fn entropy(&self) -> &dyn Entropy {
        &store::OsEntropy
    }

    fn awake_seconds(&self) -> u64 {
        self.awake.load(Ordering::SeqCst)
    }

    fn passphrase_cost(&self) -> Cost {
        Cost::CHEAPEST
    }
}

pub fn amara(folder: &Path) -> (Laptop, App, String) {
    let laptop = Laptop::new();
    let app = App::new(laptop.clone(), folder);
    let created = app
        .mutate(
            "create",
            "notebook_create",
            json!({
                "name": "Amara Lewis", "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE, "boundaries": "2022",
            }),
        )
        .unwrap();
    let code = created["recovery_code"].as_str().unwrap().to_owned();
    (laptop, app, code)
}

pub fn record(app: &App, text: &str) -> String {
    let done = app.mutate("", "note_record", json!({ "note": { "text": text, "ward": "Addison" } })).unwrap();
    done["id"].as_str().unwrap().to_owned()
}

pub fn listed(app: &App, request: Value) -> Vec<String> {
    let page = app.query("notes", request).unwrap();
    let text =
        |row: &Value| row["excerpt"].as_array().unwrap().iter().map(|piece| piece["text"].as_str().unwrap()).collect();
    page["rows"].as_array().unwrap().iter().map(text).collect()
}

pub fn code(result: Result<Value, Failure>) -> String {
    result.unwrap_err().code
}

pub fn stage(app: &App) -> String {
    app.query("session", Value::Null).unwrap()["stage"].as_str().unwrap().to_owned()
}
