//! What leaves the program: one JSON value or calm text on stdout, refusals on stderr, an exit code.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::process::ExitCode;

use app::Failure;
use serde::Serialize;

/// Why a command ended before its end.
pub enum Stop {
    Refused(Failure),
    /// It was found, and reported on stdout, that something is wrong.
    Found(Failure),
    /// The answer could not be written.
    Unwritten(io::Error),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

impl From<domain::words::Refusal> for Stop {
    fn from(refusal: domain::words::Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Unwritten(error)
    }
}

pub struct Output {
    json: bool,
    stdout: BufWriter<StdoutLock<'static>>,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self { json, stdout: BufWriter::new(io::stdout().lock()) }
    }

    pub fn is_json(&self) -> bool {
        self.json
    }

    /// The whole answer of a command that gives one: as JSON, or as the text made for people.
    pub fn answer(&mut self, object: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), Stop> {
        if self.json { self.object(object) } else { self.text(&text()) }
    }

    fn object(&mut self, object: &impl Serialize) -> Result<(), Stop> {
        serde_json::to_writer(&mut self.stdout, object).map_err(io::Error::from)?;
        self.stdout.write_all(b"\n")?;
        Ok(())
    }

    /// Text for people, ended with a line break.
    pub fn text(&mut self, text: &str) -> Result<(), Stop> {
        self.stdout.write_all(printable(text).trim_end_matches('\n').as_bytes())?;
        self.stdout.write_all(b"\n")?;
        Ok(())
    }

    /// One JSON array, written as its rows come, so that a long list needs no more memory than a page.
    pub fn array(&mut self) -> Result<Array<'_>, Stop> {
        self.stdout.write_all(b"[")?;
        Ok(Array { output: self, empty: true })
    }

    /// What was answered so far is out.
    pub fn flush(&mut self) -> Result<(), Stop> {
        Ok(self.stdout.flush()?)
    }

    pub fn finish(mut self, done: Result<(), Stop>) -> ExitCode {
        let done = match done {
            Ok(()) => self.stdout.flush().map_err(Stop::from),
            Err(Stop::Found(failure)) => self.stdout.flush().map_err(Stop::from).and(Err(Stop::Found(failure))),
            Err(stop) => Err(stop),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            // Whoever reads has seen enough (`| head`). What was asked for is done.
            Err(Stop::Unwritten(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(Stop::Unwritten(error)) => {
                let message = format!(
                    "It was done, but the answer could not be written ({}). Look with “status” or “note list”.",
                    error.kind()
                );
                refuse(self.json, "output", &message);
                ExitCode::FAILURE
            }
            Err(Stop::Refused(failure) | Stop::Found(failure)) => {
                refuse(self.json, &failure.code, &failure.message);
                if failure.code == "misuse" { ExitCode::from(2) } else { ExitCode::FAILURE }
            }
        }
    }
}

pub struct Array<'a> {
    output: &'a mut Output,
    empty: bool,
}

impl Array<'_> {
    pub fn push(&mut self, object: &impl Serialize) -> Result<(), Stop> {
        if !std::mem::take(&mut self.empty) {
            self.output.stdout.write_all(b",\n")?;
        }
        serde_json::to_writer(&mut self.output.stdout, object).map_err(io::Error::from)?;
        Ok(())
    }

    pub fn end(self) -> Result<(), Stop> {
        self.output.stdout.write_all(b"]\n")?;
        Ok(())
    }
}

/// Help and version, asked for, are an answer; anything else the command line can't be read as is misuse.
pub fn not_understood(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    // The options were not read, so whether JSON was asked for has to be seen in the words themselves.
    if std::env::args_os().any(|argument| argument == "--json") {
        refuse(true, "misuse", &in_a_sentence(&error.to_string()));
    } else {
        let _ = error.print();
    }
    ExitCode::from(2)
}

/// What clap says over several lines, without its usage, as one message in our own manner.
fn in_a_sentence(error: &str) -> String {
    let said = error.split("\n\nUsage:").next().unwrap_or(error);
    let said = said.split("\n\nFor more information").next().unwrap_or(said);
    let said = said.strip_prefix("error: ").unwrap_or(said).split_whitespace().collect::<Vec<_>>().join(" ");
    let said = said.trim_end_matches('.');
    format!("The command was not understood: {said}. Nothing was done. See what it takes with --help.")
}

/// Says on stderr why nothing more comes. A closed stderr is no reason to stop differently.
fn refuse(json: bool, code: &str, message: &str) {
    let line =
        if json { serde_json::json!({ "code": code, "message": message }).to_string() } else { printable(message) };
    let _ = writeln!(io::stderr(), "{line}");
}

/// Says on stderr what is good to know and is no part of the answer. A closed stderr stops nothing.
pub fn remark(text: &str) {
    let _ = writeln!(io::stderr(), "{}", printable(text));
}

/// Notes may hold any sign; those that steer a terminal are shown as a box instead of being obeyed.
pub fn printable(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() && !matches!(sign, '\n' | '\t') { '\u{fffd}' } else { sign }).collect()
}

/// Lines that stand under a heading.
pub fn indented(text: &str) -> String {
    text.lines()
        .map(|line| if line.is_empty() { String::new() } else { format!("  {line}") })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A word and what it says, in two columns.
pub fn row(word: &str, value: &str) -> String {
    format!("  {word:<14}{value}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_cannot_steer_the_terminal() {
        assert_eq!(printable("red \u{1b}[31malert\u{7}\nnext\tcolumn"), "red \u{fffd}[31malert\u{fffd}\nnext\tcolumn");
    }

    #[test]
    fn misuse_is_told_in_one_line_without_the_usage() {
        let error = "error: the following required arguments were not provided:\n  --ward <WARD>\n\nUsage: wardbookctl\n\nFor more information, try '--help'.\n";
        assert_eq!(
            in_a_sentence(error),
            "The command was not understood: the following required arguments were not provided: --ward <WARD>. Nothing was done. See what it takes with --help."
        );
    }

    #[test]
    fn indenting_leaves_empty_lines_empty() {
        assert_eq!(indented("one\n\ntwo\n"), "  one\n\n  two");
    }
}
