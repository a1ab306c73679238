//! Stories, kills, and the real window.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "everything here is a test's")]

pub mod bench;
pub mod canaries;
#[cfg(target_os = "linux")]
pub mod crash_points;
#[cfg(target_os = "linux")]
pub mod decoders;
#[cfg(target_os = "linux")]
pub mod faulty_disk;
pub mod killing;
pub mod partnership;
mod ports;
pub mod said;
#[cfg(target_os = "linux")]
pub mod simulation;
pub mod versions;
// WebKitGTK's driver is Linux's; Windows has a driver of its own, which nobody has tried here.
#[cfg(target_os = "linux")]
pub mod window;
