//! The interface reaches the outside through one file, the desktop shell's door; the test host's lies
//! with the tests. Anything else that could send a note somewhere is found here.

use super::files::{lines_with, shown, under};

/// The door, and what tries it.
const SHELL_DOOR: &[&str] = &["ui/src/lib/api/tauri.ts", "ui/src/lib/api/tauri.test.ts"];

const SHELL: &[&str] = &["@tauri-apps/", "__TAURI__"];
const NETWORK: &[&str] =
    &["fetch(", "XMLHttpRequest", "new WebSocket", "new EventSource", "sendBeacon", "RTCPeerConnection"];
/// Kept by the browser, unencrypted, outside the notebook.
const STORAGE: &[&str] = &["localStorage", "sessionStorage", "indexedDB", "document.cookie"];
/// Text from a person must never become markup.
const MARKUP: &[&str] = &["{@html", ".innerHTML", "insertAdjacentHTML"];

pub fn broken() -> Result<Vec<String>, String> {
    let mut broken = Vec::new();
    for file in under("ui/src", &[".ts", ".svelte", ".js"]) {
        let place = shown(&file);
        if !SHELL_DOOR.contains(&place.as_str()) {
            broken.extend(lines_with(&file, SHELL)?);
        }
        // Tests do not ship, and one of them names these words to say that they are absent.
        if !place.ends_with(".test.ts") {
            broken.extend(lines_with(&file, NETWORK)?);
            broken.extend(lines_with(&file, STORAGE)?);
            broken.extend(lines_with(&file, MARKUP)?);
        }
    }
    Ok(broken)
}
