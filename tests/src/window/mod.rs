//! Drives the program as people get it: the built application, in its real webview, on a display
//! of its own.
//!
//! Owns finding things as a screen reader does (by role and accessible name), typing, clicking,
//! killing, taking pictures and running axe. Knows nothing of the use cases or the store: what it
//! proves, it proves through the window.
//!
//! Every window gets its own X display, its own message bus and its own WebKitWebDriver, so tests
//! neither see each other nor the display of whoever runs them.

#![allow(
    clippy::panic,
    clippy::expect_used,
    reason = "a test host stops where it stands and says what it could not do"
)]

mod axe;
mod display;
mod element;
mod files;
mod journey;
mod keyboard;
mod keys;
mod processes;
mod sample;
mod screens;
mod session;
mod tools;

pub use axe::Finding;
pub use display::Display;
pub use element::Element;
pub use files::drop_files;
pub use journey::{
    NOTEBOOK_PASSPHRASE, begin_notebook, create_notebook, open, open_record_page, record_note, unlock, unlock_with,
    wait_until_open,
};
pub use sample::sample_screens;
pub use screens::{first_run_screens, locked_screens, open_all_folds, open_screens, trouble_screens};
pub use session::{Look, PATIENCE, Window};
pub use tools::{application, skipped, wanted_pictures};
