//! The project's own commands: `cargo xtask run | build | test | soak | bench | tidy`.
//!
//! Depends on nothing but the standard library and a JSON reader, so that it is there in seconds on
//! a machine that has never built anything. A file per verb; what they share is in `shell.rs` and
//! `needs.rs`.

#![allow(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod bench;
mod build;
mod deny;
mod example;
mod interface;
mod needs;
mod run;
mod shell;
mod soak;
mod test;
mod tidy;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  run [--release] [--server] [--screenshots DIR [--look LOOK]…] [-- ARGUMENTS]
        Brings what is missing, builds Wardbook and opens it. ARGUMENTS go to the program,
        such as `-- --profile DIR`. With --server, starts a server on this computer with four
        invented people enrolled, opens the coordinator's notebook and says how to open the
        others; it ends with the window. With --screenshots, drives the real window on a display that
        nobody sees and saves pictures of every screen in DIR: for a machine without a display. LOOK
        is light, dark, zoom200 or 720; without one, all of them are taken.

  build [--release]
        Builds the programs, with the interface inside, into the target folder's debug or
        release folder: wardbook, wardbookctl and wardbook-server.

  test
        Brings what the tests need and runs them all: Rust, the interface, the real window and
        tidy. The last line says how many passed and failed.

  soak --minutes N
        Goes on with boroughs under every fault for so long, on seeds that `test` never comes to; then
        every fault that is built in on purpose, every write and sync in each way that it can fail, and
        every way in for bytes from outside, a minute each.

  bench NOTES.jsonl [--only notebook|window|sync] [--json FILE]
        Builds the release programs and measures them on the notes of the file (one JSON object a
        line with ward, topic, author, at and body), against bare SQLCipher and FTS5 in the same run.
        --only measures one part.

  tidy [--write] [--seal-migrations]
        With --write, first brings the interface's generated types up to date.
        Checks what no compiler checks: arrows between crates, who may name Tauri and SQL,
        released migrations, file sizes, paths of this machine. With --seal-migrations, notes the
        migrations as they are now as released: from then on an edit fails.

What is missing is listed and asked about before it is installed; with CI=true nothing is asked.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (verb, rest) = match arguments.split_first() {
        Some((verb, rest)) => (verb.as_str(), rest),
        None => ("--help", &[][..]),
    };
    let outcome = match verb {
        "bench" => bench::run(rest),
        "run" => run::run(rest),
        "build" => build::run(rest),
        "test" => test::run(rest),
        "soak" => soak::run(rest),
        "tidy" => tidy::run(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(true)
        }
        other => {
            eprintln!("There is no command «{other}».\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
