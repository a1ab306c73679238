//! macOS: nothing of its own yet. Sleep is noticed by the use cases' own clock, where a long gap between two ticks
//! locks; a locked session is noticed by idling alone.

use super::SessionEvent;
pub use super::portable::{choose, find_screen, keep_libraries_inside, pasted, prepare_webview, tell};

pub fn watch_session(_lock: impl Fn(SessionEvent) + Clone + 'static) {}
