//! Running other programs and knowing where things lie.

use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A failure in words; `Ok(false)` is a failure that has already been told.
pub type Outcome = Result<bool, String>;

/// The checkout: the folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Cargo's folder for what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

pub fn npm() -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(root().join("ui"));
    command
}

/// True where nobody can be asked.
pub fn unattended() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

/// Asks a yes-or-no question. No answer is no.
pub fn ask(question: &str) -> bool {
    if unattended() {
        return true;
    }
    if !std::io::stdin().is_terminal() {
        println!("{question} Nobody is here to answer; set CI=true to go on without asking.");
        return false;
    }
    print!("{question} [y/N] ");
    let _ = std::io::stdout().flush();
    let mut answer = String::new();
    let _ = std::io::stdin().read_line(&mut answer);
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

/// Runs a program with its output on ours; an error where it did not end well.
pub fn must(command: &mut Command) -> Result<(), String> {
    if succeeds(command)? { Ok(()) } else { Err(format!("failed: {}", spelled(command))) }
}

/// Runs a program with its output on ours; whether it ended well.
pub fn succeeds(command: &mut Command) -> Result<bool, String> {
    println!("$ {}", spelled(command));
    let status = command.status().map_err(|error| not_started(command, &error))?;
    Ok(status.success())
}

/// Runs a program, shows its output (both streams, in order) and gives each line to `hear`.
pub fn listen(command: &mut Command, mut hear: impl FnMut(&str)) -> Result<bool, String> {
    println!("$ {}", spelled(command));
    let (reader, writer) = std::io::pipe().map_err(|error| error.to_string())?;
    let second = writer.try_clone().map_err(|error| error.to_string())?;
    let started = command.stdout(writer).stderr(second).spawn();
    let mut child = started.map_err(|error| not_started(command, &error))?;
    // Our own ends of the pipe go, so that reading ends when the program does.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.map_err(|error| error.to_string())?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        hear(&line);
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    Ok(status.success())
}

/// What a program prints, or nothing where it is not there or fails.
pub fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

pub fn spelled(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("failed to start {}: {error}", command.get_program().to_string_lossy())
}
