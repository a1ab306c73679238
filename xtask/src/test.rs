//! `cargo xtask test`: brings what the tests need, runs them all, and counts.
//!
//! One section failing never hides the next. The last line is the count alone.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::build::EMBEDDED;
use crate::shell::{Outcome, cargo, listen, npm, succeeds, target};
use crate::{deny, interface, needs, tidy};

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Count {
    fn of(good: bool) -> Self {
        Self { passed: u64::from(good), failed: u64::from(!good), skipped: 0 }
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    fn words(self) -> String {
        match self.skipped {
            0 => format!("{} passed, {} failed", self.passed, self.failed),
            skipped => format!("{} passed, {} failed, {skipped} skipped", self.passed, self.failed),
        }
    }
}

type Section = fn() -> Result<Count, String>;

const SECTIONS: &[(&str, Section)] = &[
    ("what the tests need", bring),
    ("interface: types", types),
    ("interface: lint", lint),
    ("interface: tests", interface_tests),
    ("interface: build", interface_build),
    ("rust: compile", compile),
    ("rust: tests, with the real window", rust_tests),
    ("tidy", tidy_rules),
    ("libraries: licences, sources, known weaknesses", libraries),
];

pub fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err("test takes no arguments; a single test runs with `cargo test NAME`".to_owned());
    }
    let mut total = Count::default();
    let mut report = Vec::new();
    for (name, section) in SECTIONS {
        println!("\n=== {name}");
        let started = Instant::now();
        let count = section().unwrap_or_else(|message| {
            eprintln!("{message}");
            Count::of(false)
        });
        report.push((*name, count, started.elapsed()));
        total.add(count);
    }
    println!();
    for (name, count, took) in report {
        println!("{name:<36} {:>6}  {}", minutes(took), count.words());
    }
    println!("{}", total.words());
    Ok(total.failed == 0)
}

fn bring() -> Result<Count, String> {
    needs::for_testing()?;
    interface::packages()?;
    Ok(Count::default())
}

fn types() -> Result<Count, String> {
    succeeds(npm().args(["run", "check", "--silent"])).map(Count::of)
}

fn lint() -> Result<Count, String> {
    succeeds(npm().args(["run", "lint", "--silent"])).map(Count::of)
}

fn interface_tests() -> Result<Count, String> {
    let report = target().join("interface-tests.json");
    let _ = std::fs::remove_file(&report);
    let mut command = npm();
    command.args(["run", "test", "--silent", "--", "--reporter=default", "--reporter=json"]);
    command.arg(format!("--outputFile.json={}", report.display()));
    let good = succeeds(&mut command)?;
    let written = std::fs::read_to_string(&report).unwrap_or_default();
    let count = read_interface_report(&written).unwrap_or_default();
    // A run that failed without a failed test (a file that does not load) is a failure all the same.
    Ok(if good || count.failed > 0 { count } else { Count { failed: 1, ..count } })
}

fn read_interface_report(written: &str) -> Option<Count> {
    let report: Value = serde_json::from_str(written).ok()?;
    let number = |name: &str| report.get(name).and_then(Value::as_u64);
    Some(Count {
        passed: number("numPassedTests")?,
        failed: number("numFailedTests")?,
        skipped: number("numPendingTests").unwrap_or(0) + number("numTodoTests").unwrap_or(0),
    })
}

fn interface_build() -> Result<Count, String> {
    interface::build()?;
    Ok(Count::default())
}

/// Tests and programs in one go: the window tests drive the program that is built here.
fn compile() -> Result<Count, String> {
    let good = succeeds(cargo().args(["build", "--workspace", "--all-targets", "--features", EMBEDDED]))?;
    Ok(if good { Count::default() } else { Count::of(false) })
}

fn rust_tests() -> Result<Count, String> {
    let (mut count, mut not_run) = (Count::default(), 0);
    let mut command = cargo();
    command.args(["test", "--workspace", "--no-fail-fast", "--features", EMBEDDED]);
    let good = listen(&mut command, |line| {
        if let Some(found) = read_result_line(line) {
            count.add(found);
        }
        not_run += u64::from(says_not_run(line));
    })?;
    // The harness counts a test that came back without having run as passed.
    count.passed = count.passed.saturating_sub(not_run);
    count.skipped += not_run;
    // A test program that was killed, or did not compile, leaves no line to count.
    Ok(if good || count.failed > 0 { count } else { Count { failed: 1, ..count } })
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; …`
fn read_result_line(line: &str) -> Option<Count> {
    let rest = line.trim().strip_prefix("test result: ")?;
    let number = |word: &str| -> Option<u64> {
        let before = &rest[..rest.find(word)?];
        before.split_whitespace().last()?.parse().ok()
    };
    Some(Count { passed: number(" passed")?, failed: number(" failed")?, skipped: number(" ignored")? })
}

/// What a test prints that finds it may not do what it needs, such as mounting a disk.
fn says_not_run(line: &str) -> bool {
    line.trim_start().starts_with("NOT RUN: ")
}

fn tidy_rules() -> Result<Count, String> {
    let (kept, broken) = tidy::check()?;
    Ok(Count { passed: kept, failed: broken, skipped: 0 })
}

fn libraries() -> Result<Count, String> {
    let checked = deny::run()?;
    Ok(Count { passed: checked.held, failed: checked.broken, skipped: checked.not_run })
}

fn minutes(took: Duration) -> String {
    let seconds = took.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_line_of_cargo_is_counted() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(read_result_line(line), Some(Count { passed: 12, failed: 2, skipped: 1 }));
    }

    #[test]
    fn a_test_that_says_it_was_not_run_is_heard() {
        assert!(says_not_run("NOT RUN: a_full_disk_refuses_in_words"));
        assert!(!says_not_run("test a_full_disk_refuses_in_words ... ok"));
    }

    #[test]
    fn other_lines_are_not_counted() {
        assert_eq!(read_result_line("running 12 tests"), None);
        assert_eq!(read_result_line("test a_test ... ok"), None);
    }

    #[test]
    fn the_interface_report_is_counted() {
        let written = r#"{"numPassedTests":7,"numFailedTests":1,"numPendingTests":2,"numTodoTests":0}"#;
        assert_eq!(read_interface_report(written), Some(Count { passed: 7, failed: 1, skipped: 2 }));
    }

    #[test]
    fn the_closing_line_names_skipped_tests_only_where_there_are_any() {
        assert_eq!(Count { passed: 3, failed: 0, skipped: 0 }.words(), "3 passed, 0 failed");
        assert_eq!(Count { passed: 3, failed: 0, skipped: 1 }.words(), "3 passed, 0 failed, 1 skipped");
    }
}
