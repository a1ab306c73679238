//! Finds and kills a program and all it started. Killing is the point of half the window tests, so
//! it is as rough as a power cut: SIGKILL, no notice.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};

/// The process and everything it started, itself last.
pub fn family(root: u32) -> Vec<u32> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = process.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        if let Some(parent) = parent_of(&process.path()) {
            children.entry(parent).or_default().push(id);
        }
    }
    let mut found = Vec::new();
    collect(root, &children, &mut found);
    found
}

fn collect(root: u32, children: &BTreeMap<u32, Vec<u32>>, found: &mut Vec<u32>) {
    for child in children.get(&root).into_iter().flatten() {
        collect(*child, children, found);
    }
    found.push(root);
}

/// The fourth field of `stat`; the second is a name in brackets that may hold spaces.
fn parent_of(process: &Path) -> Option<u32> {
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    let after_name = &stat[stat.rfind(')')? + 1..];
    after_name.split_whitespace().nth(1)?.parse().ok()
}

/// True where the process runs this program.
pub fn runs(id: u32, program: &Path) -> bool {
    fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == program)
}

/// A variable of the process's environment as it was started.
pub fn environment(id: u32, name: &str) -> Option<String> {
    let all = fs::read(format!("/proc/{id}/environ")).ok()?;
    let start = format!("{name}=");
    all.split(|byte| *byte == 0)
        .filter_map(|entry| std::str::from_utf8(entry).ok())
        .find_map(|entry| entry.strip_prefix(&start))
        .map(str::to_owned)
}

pub fn kill(id: u32) {
    if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // One that is already gone is what was wanted.
        let _ = kill_process(pid, Signal::KILL);
    }
}

/// Kibibytes of memory in use, shared pages counted once per sharer (`Pss`).
pub fn memory_kib(id: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
