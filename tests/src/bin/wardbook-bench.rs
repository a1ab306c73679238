//! `wardbook-bench NOTES.jsonl [--programs FOLDER] [--json FILE]`: see `cargo xtask bench`.
#![allow(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (mut notes, mut programs, mut json) = (None, None, None);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--programs" => programs = args.next().map(PathBuf::from),
            "--json" => json = args.next().map(PathBuf::from),
            _ => notes = Some(PathBuf::from(arg)),
        }
    }
    let Some(notes) = notes else {
        eprintln!("usage: wardbook-bench NOTES.jsonl [--programs FOLDER] [--json FILE]");
        return ExitCode::from(2);
    };
    let report = wardbook_tests::bench::run(&notes, programs.as_deref());
    print!("{}", report.table());
    let text = format!("{:#}\n", report.json());
    match json.map(|file| std::fs::write(file, text)) {
        Some(Err(error)) => {
            eprintln!("the JSON could not be written: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}
