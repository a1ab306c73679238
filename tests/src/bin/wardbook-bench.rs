//! `wardbook-bench NOTES.jsonl [--only PART] [--programs FOLDER] [--json FILE]`: see `cargo xtask bench`.
//! `WARDBOOK_BENCH_WORK` names a folder that the part `work` fills once and measures again as it stands.
//! `wardbook-bench device …` is what it starts itself.
#![allow(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

use std::path::PathBuf;
use std::process::ExitCode;

use wardbook_tests::bench::PARTS;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(("device", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        let Some(figures) = wardbook_tests::bench::device(rest) else { return usage() };
        println!("{figures}");
        return ExitCode::SUCCESS;
    }
    let mut args = arguments.into_iter();
    let (mut notes, mut programs, mut json, mut only) = (None, None, None, None);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--programs" => programs = args.next().map(PathBuf::from),
            "--json" => json = args.next().map(PathBuf::from),
            "--only" => only = args.next(),
            _ => notes = Some(PathBuf::from(arg)),
        }
    }
    let is_part = |only: &str| PARTS.contains(&only);
    let Some(notes) = notes.filter(|_| only.as_deref().is_none_or(is_part)) else { return usage() };
    let report = wardbook_tests::bench::run(&notes, programs.as_deref(), only.as_deref());
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

fn usage() -> ExitCode {
    eprintln!("usage: wardbook-bench NOTES.jsonl [--only {}] [--programs FOLDER] [--json FILE]", PARTS.join("|"));
    ExitCode::from(2)
}
