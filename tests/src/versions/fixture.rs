//! What lies in `tests/fixtures/versions`: a server's data folder, somebody's notebook, what was said between
//! that server and its devices from there on, and what the notebook showed. `README.md` there says how each
//! was made.

use std::path::{Path, PathBuf};

use domain::clock::Timestamp;
use serde_json::Value;
use store::keyfile::{DatabaseKey, KeyFile, Secret};

use super::conversation::{self, Exchange};
use crate::partnership::PASSPHRASE;

/// Each by the folder it lies in, the oldest first.
pub const ALL: &[&str] = &["1-notes", "2-work"];

pub(super) const SERVER: &str = "server";
/// Sam Whitfield's.
pub(super) const NOTEBOOK: &str = "notebook";
pub(super) const CONVERSATION: &str = "conversation.zst";
pub(super) const SHOWN: &str = "shown.json";
/// Who is heard in the conversation and has the notebook.
pub const SAM: &str = "sam";

/// A copy that a test may write to.
pub struct Fixture {
    folder: tempfile::TempDir,
    from: PathBuf,
}

impl Fixture {
    pub fn copied(name: &str) -> Self {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/versions").join(name);
        let folder = tempfile::tempdir().expect("a folder for the copy");
        for part in [SERVER, NOTEBOOK] {
            copy(&from.join(part), &folder.path().join(part));
        }
        Self { folder, from }
    }

    pub fn server(&self) -> PathBuf {
        self.folder.path().join(SERVER)
    }

    pub fn notebook(&self) -> PathBuf {
        self.folder.path().join(NOTEBOOK)
    }

    /// A folder of this name for whatever else a test needs.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn conversation(&self) -> Vec<Exchange> {
        conversation::read(&self.from.join(CONVERSATION))
    }

    /// What the notebook showed in its own version.
    pub fn shown(&self) -> Value {
        let text = std::fs::read_to_string(self.from.join(SHOWN)).expect("what was shown is there");
        serde_json::from_str(&text).expect("one JSON value")
    }

    /// When the conversation begins: everything here was written shortly before.
    pub fn at(&self) -> Timestamp {
        self.conversation().first().expect("somebody is heard").at
    }

    pub fn key(&self) -> DatabaseKey {
        let keys = self.notebook().join("keys");
        KeyFile::open(&keys, Secret::Passphrase(PASSPHRASE), self.at()).expect("the passphrase opens it")
    }
}

/// The files of a folder, without folders in it.
pub(super) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder reads") {
        let path = entry.expect("an entry reads").path();
        if path.is_file() {
            std::fs::copy(&path, to.join(path.file_name().expect("a file has a name"))).expect("a file is copied");
        }
    }
}
