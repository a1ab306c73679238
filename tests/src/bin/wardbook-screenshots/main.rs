//! Drives the real window through every screen and saves pictures of them: light, dark, at the
//! smallest size and at 200%. `cargo xtask run --screenshots DIR` builds the application first.

#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a tool that stops where it stands and says what it could not do"
)]

#[cfg(target_os = "linux")]
mod pictures;

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    match std::env::args_os().nth(1) {
        Some(folder) => {
            let looks: Vec<String> = std::env::args().skip(2).collect();
            pictures::take(std::path::Path::new(&folder), &looks);
            ExitCode::SUCCESS
        }
        None => {
            eprintln!(
                "usage: wardbook-screenshots DIR [LOOK …], of light, dark, zoom200 and 720; all where none is named"
            );
            ExitCode::from(2)
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("Pictures of the window are taken on Linux only.");
    ExitCode::FAILURE
}
