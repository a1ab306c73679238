//! The programs of one version, as a script works with them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::partnership::{self, PASSPHRASE};

/// A folder with `wardbookctl`, `wardbook-server` and, for making fixtures, `wardbook-testhost`.
#[derive(Debug, Clone)]
pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// Those that were built with this test.
    pub fn today() -> Self {
        let terminal = partnership::wardbookctl();
        Self { folder: terminal.parent().expect("a program lies in a folder").to_owned() }
    }

    /// Those in the folder that `WARDBOOK_OLD_PROGRAMS` names, where it is set.
    pub fn old() -> Option<Self> {
        std::env::var_os("WARDBOOK_OLD_PROGRAMS").map(|folder| Self { folder: PathBuf::from(folder) })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        let path = self.folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        assert!(path.exists(), "there is no {name} at {}", path.display());
        path
    }

    pub fn server(&self) -> PathBuf {
        self.path("wardbook-server")
    }

    /// Somebody's notebook under this version's `wardbookctl`.
    pub fn desk(&self, profile: &Path) -> Desk {
        Desk { program: self.path("wardbookctl"), profile: profile.to_owned() }
    }

    /// As [`Programs::desk`], once an invitation was taken up.
    pub fn joined(&self, profile: &Path, invitation: &str) -> Desk {
        let desk = self.desk(profile);
        desk.json(&["join", invitation]);
        desk
    }
}

pub struct Desk {
    program: PathBuf,
    profile: PathBuf,
}

impl Desk {
    pub fn profile(&self) -> &Path {
        &self.profile
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(&self.program)
            .arg("--profile")
            .arg(&self.profile)
            .args(arguments)
            .arg("--json")
            .env("WARDBOOK_PASSPHRASE", PASSPHRASE)
            .stdin(Stdio::null())
            .output()
            .expect("the terminal runs")
    }

    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} {arguments:?}: {said}", self.profile.display());
        serde_json::from_slice(&output.stdout).expect("one JSON value")
    }

    /// The id of what a command made.
    pub fn id(&self, arguments: &[&str]) -> String {
        self.json(arguments)["id"].as_str().expect("what was made has an id").to_owned()
    }

    /// The code and the words of what was refused.
    pub fn refused(&self, arguments: &[&str]) -> (String, String) {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?} was not refused");
        let failure: Value = serde_json::from_slice(&output.stderr).expect("one JSON value");
        let text = |name: &str| failure[name].as_str().unwrap_or_default().to_owned();
        (text("code"), text("message"))
    }

    /// The texts of all notes, sorted.
    pub fn texts(&self) -> Vec<String> {
        let notes = self.json(&["note", "list"]);
        let notes = notes.as_array().expect("a list").iter();
        let mut texts: Vec<String> = notes.filter_map(|note| note["text"].as_str().map(str::to_owned)).collect();
        texts.sort();
        texts
    }
}
