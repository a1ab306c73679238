//! A partnership for stories: the real server process over real TLS, and people with laptops.

pub mod bad_line;
pub mod borough;
pub mod disk;
mod enrol;
mod fixture;
mod laptop;
mod ledger;
pub mod portal;
pub mod proxy;
mod recorder;
mod server;
#[cfg(target_os = "linux")]
pub mod sources;
#[cfg(target_os = "linux")]
pub mod windows;
#[cfg(target_os = "linux")]
pub mod work;

pub use enrol::{enrol, join, join_under, opened};
pub use fixture::{Partnership, exchange};
pub use laptop::{Laptop, PASSPHRASE, refused};
pub use ledger::Ledger;
pub use recorder::{Recorder, Said};
pub use server::{Server, wardbookctl};
