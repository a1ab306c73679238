//! The terminal tool killed in the middle of recording, with the passphrase and its full cost.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const PASSPHRASE: &str = "copper lantern quiet harbour";
const KILLS: u32 = 20;

fn tool(profile: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wardbookctl"));
    command.arg("--profile").arg(profile).arg("--json").env("WARDBOOK_PASSPHRASE", PASSPHRASE);
    command
}

#[test]
fn twenty_kills_of_the_terminal_lose_no_confirmed_note_double_none_and_lock_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    assert!(tool(&profile).args(["new", "--name", "Amara Lewis"]).output().unwrap().status.success());
    // How long one act takes here, so that kills fall all over it.
    let start = Instant::now();
    let first = tool(&profile).args(["note", "add", "--ward", "Addison", "--text", "not killed"]).output().unwrap();
    assert!(first.status.success());
    let whole = start.elapsed();

    let mut confirmed = vec!["not killed".to_owned()];
    for kill in 0..KILLS {
        let text = format!("killed {kill}");
        let mut child = tool(&profile)
            .args(["note", "add", "--ward", "Addison", "--text", &text])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // From shortly after the start to shortly after the end, most of them near the end, where it writes.
        let share = 0.6 + 0.5 * f64::from(kill) / f64::from(KILLS);
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        if serde_json::from_slice::<Value>(&output.stdout).is_ok() {
            confirmed.push(text);
        }
    }
    let list = tool(&profile).args(["note", "list"]).output().unwrap();
    assert!(list.status.success(), "{}", String::from_utf8_lossy(&list.stderr));
    let notes: Vec<Value> = serde_json::from_slice(&list.stdout).unwrap();
    let mut times: BTreeMap<&str, u32> = BTreeMap::new();
    for note in &notes {
        *times.entry(note["text"].as_str().unwrap()).or_default() += 1;
    }
    for text in &confirmed {
        assert_eq!(times.get(text.as_str()), Some(&1), "{text}");
    }
    assert!(times.values().all(|times| *times == 1), "{times:?}");
    let verified = tool(&profile).arg("verify").output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    println!("{KILLS} kills; {} notes confirmed, {} kept", confirmed.len(), notes.len());
}
