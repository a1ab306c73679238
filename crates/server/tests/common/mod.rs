//! The program, a place for its folders, and what it prints.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wardbook-server"));
    command.env_remove("CREDENTIALS_DIRECTORY");
    command
}

pub struct Place {
    root: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { root: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// A command on the folder `server`, with JSON out.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_on("server", arguments)
    }

    pub fn run_on(&self, folder: &str, arguments: &[&str]) -> Output {
        let data = self.path(folder);
        let (command, rest) = arguments.split_first().unwrap();
        program().arg(command).arg("--data").arg(data).args(rest).arg("--json").output().unwrap()
    }

    /// A server in the folder `server`, with these options beside the usual.
    pub fn init(&self, more: &[&str]) -> Value {
        let usual = ["init", "--partnership", "Borough", "--admin", "Ada", "--address", "https://127.0.0.1:1"];
        done(&self.run(&[&usual, more].concat()))
    }
}

/// The one JSON value of a command that was done.
pub fn done(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Exit code and JSON code of one that was not.
pub fn refused(output: &Output) -> (i32, String) {
    assert!(output.stdout.is_empty());
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert!(error["message"].as_str().unwrap().len() > 20);
    (output.status.code().unwrap(), error["code"].as_str().unwrap().to_owned())
}

pub fn start(data: &Path) -> (Child, String) {
    start_with(data, &[])
}

pub fn start_with(data: &Path, options: &[&str]) -> (Child, String) {
    let mut serving = program()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .args(options)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (serving, line.trim().to_owned())
}

pub fn stop(mut serving: Child) {
    let stopped = Command::new("kill").args(["-TERM", &serving.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert!(serving.wait().unwrap().success(), "it stopped gracefully");
}
