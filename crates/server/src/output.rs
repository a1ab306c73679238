//! What is printed: one JSON value, or text for people.

use std::io::Write;
use std::process::ExitCode;

use serde_json::{Value, json};

/// What a command has to say.
pub struct Done {
    pub json: Value,
    pub text: String,
}

pub fn done(json: bool, done: Done) -> ExitCode {
    let text = if json { done.json.to_string() } else { done.text };
    if text.is_empty() {
        return ExitCode::SUCCESS;
    }
    // Whoever reads may have hung up; what was done is done.
    let _ = writeln!(std::io::stdout(), "{text}");
    ExitCode::SUCCESS
}

pub fn failed(as_json: bool, code: &str, message: &str, exit: u8) -> ExitCode {
    let text = if as_json { json!({ "code": code, "message": message }).to_string() } else { message.to_owned() };
    let _ = writeln!(std::io::stderr(), "{text}");
    ExitCode::from(exit)
}

/// A line beside the answer, for whoever watches.
pub fn remark(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// The command line was not understood, or asked for help.
pub fn not_understood(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind::{DisplayHelp, DisplayVersion};
    if matches!(error.kind(), DisplayHelp | DisplayVersion) {
        let _ = write!(std::io::stdout(), "{error}");
        return ExitCode::SUCCESS;
    }
    let as_json = std::env::args_os().any(|argument| argument == "--json");
    let text = error.to_string();
    let message = if as_json { text.trim().trim_start_matches("error: ") } else { text.trim() };
    failed(as_json, "misuse", message, 2)
}
