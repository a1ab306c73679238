//! The interface reaches the outside through two files: the desktop shell's door and the test
//! host's. Anything else that could send a note somewhere is found here.

use super::files::{lines_with, shown, under};

const SHELL_DOOR: &str = "ui/src/lib/api/tauri.ts";
const TEST_DOOR: &str = "ui/src/lib/api/http.ts";

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
        if place != SHELL_DOOR {
            broken.extend(lines_with(&file, SHELL)?);
        }
        // Tests do not ship, and one of them names these words to say that they are absent.
        if place != TEST_DOOR && !place.ends_with(".test.ts") {
            broken.extend(lines_with(&file, NETWORK)?);
        }
        if !place.ends_with(".test.ts") {
            broken.extend(lines_with(&file, STORAGE)?);
            broken.extend(lines_with(&file, MARKUP)?);
        }
    }
    Ok(broken)
}
