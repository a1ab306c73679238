//! A partnership for stories: the real server process over real TLS, and people with laptops.

pub mod borough;
pub mod disk;
mod laptop;
mod server;

pub use laptop::{Laptop, PASSPHRASE, refused};
pub use server::Server;
