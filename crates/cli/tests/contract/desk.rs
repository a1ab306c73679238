//! One person's computer: a temporary folder, and the program run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub const PASSPHRASE: &str = "copper lantern quiet harbour";

pub struct Desk {
    folder: TempDir,
}

impl Desk {
    /// Without a notebook yet.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With a new notebook, and what `new` answered.
    pub fn with_notebook() -> (Self, Value) {
        let desk = Self::empty();
        let created = desk.json(&["new", "--name", "Amara Lewis"]);
        (desk, created)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn text_path(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    pub fn file(&self, name: &str, content: &str) -> String {
        std::fs::write(self.path(name), content).unwrap();
        self.text_path(name)
    }

    pub fn profile(&self) -> PathBuf {
        self.path("notebook")
    }

    /// The program with this desk's notebook and passphrase.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.command_on(&self.profile(), arguments)
    }

    pub fn command_on(&self, profile: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wardbookctl"));
        command
            .arg("--profile")
            .arg(profile)
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("WARDBOOK_RECOVERY_CODE")
            .env("WARDBOOK_PASSPHRASE", PASSPHRASE)
            .stdin(Stdio::null());
        command
    }

    /// Text for people of a command that succeeds.
    pub fn text(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The JSON value of a command that succeeds.
    pub fn json(&self, arguments: &[&str]) -> Value {
        answer(self.command(arguments).arg("--json"))
    }

    /// The code and message of a command that is refused.
    pub fn refused(&self, arguments: &[&str]) -> (String, String) {
        refusal(self.command(arguments).arg("--json"))
    }

    /// Only the code, where the words are not the subject.
    pub fn refused_code(&self, arguments: &[&str]) -> String {
        self.refused(arguments).0
    }

    /// Records a note and answers with its id.
    pub fn note(&self, ward: &str, text: &str) -> String {
        string(&self.json(&["note", "add", "--ward", ward, "--text", text])["id"])
    }
}

/// Exactly one JSON value on stdout, nothing on stderr, exit 0.
pub fn answer(command: &mut Command) -> Value {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}: {}", asked(command), lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Exit 1, nothing on stdout, and one JSON object of a code and a message on stderr.
pub fn refusal(command: &mut Command) -> (String, String) {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}: {}{}", asked(command), lossy(&output.stdout), lossy(&output.stderr));
    assert!(output.stdout.is_empty(), "{}", lossy(&output.stdout));
    code_and_message(&output)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The command line for a failing test, long texts cut.
fn asked(command: &Command) -> String {
    let words = command.get_args().map(|word| word.to_string_lossy().chars().take(60).collect::<String>());
    words.collect::<Vec<_>>().join(" ")
}

pub fn code_and_message(output: &Output) -> (String, String) {
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(keys(&error), ["code", "message"]);
    (string(&error["code"]), string(&error["message"]))
}

pub fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

pub fn string(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
