//! The only folder that touches the platform beneath Tauri: file pickers, spell check, and the
//! system's word that it sleeps or locks.
//!
//! Each platform answers the same calls. `linux.rs` is run by the window tests.

#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod imp;
#[cfg(windows)]
#[path = "windows.rs"]
mod imp;
#[cfg(not(any(target_os = "linux", windows)))]
#[path = "macos.rs"]
mod imp;
#[cfg(not(target_os = "linux"))]
mod portable;

use std::path::PathBuf;

pub use imp::{choose, find_screen, keep_libraries_inside, pasted, prepare_webview, tell, watch_session};

/// What the person is asked to choose. The words come from the interface's catalogue.
#[derive(Debug, Clone)]
#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "the pickers there have their own words on the buttons")
)]
pub struct Question {
    pub title: String,
    /// The word on the button that accepts, such as "Choose this folder".
    pub accept: String,
    pub cancel: String,
    pub kind: Choice,
}

#[derive(Debug, Clone)]
pub enum Choice {
    /// A file that is there. With an extension, only such files are offered.
    Open {
        extension: Option<String>,
    },
    /// A file that is to be written.
    Save {
        suggested_name: String,
    },
    Folder,
}

/// Called once with what was chosen, or `None` where the person cancelled.
pub type Answer = Box<dyn FnOnce(Option<PathBuf>) + Send>;

/// A picture or a file that lay on the clipboard.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Pasted {
    /// The file's own name; empty for a picture that was none.
    pub name: String,
    /// Base64.
    pub bytes: String,
}

/// Called once with what lay on the clipboard; empty where no picture and no file did.
pub type PastedAnswer = Box<dyn FnOnce(Vec<Pasted>) + Send>;

/// Why the notebook should lock by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEvent {
    /// The machine is about to sleep.
    Sleeping,
    /// The person's session was locked.
    Locked,
}
