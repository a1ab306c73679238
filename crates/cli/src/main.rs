//! `wardbookctl`: Wardbook's use cases from a terminal, as text for people or JSON for scripts.
//!
//! A thin adapter, as the window is one: it reads the command line, asks `app`, and lays the answer
//! out. Rules of meaning, words of refusals and anything about the disk belong to the rooms below.
//! Exit codes are part of what others script against: 0 only when it was done, 2 for misuse, 1 otherwise.

mod args;
mod commands;
mod notebook;
mod objects;
mod output;
mod passphrase;
mod profile;

use std::process::ExitCode;

use clap::Parser;

use args::Args;
use output::Output;

fn main() -> ExitCode {
    hardening::say_only_where_a_panic_was("wardbookctl");
    hardening::forbid_core_files();
    hardening::forbid_inspection();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return output::not_understood(&error),
    };
    let mut output = Output::new(args.common.json);
    let done = commands::run(&args, &mut output);
    output.finish(done)
}
