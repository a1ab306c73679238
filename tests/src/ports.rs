//! Ports that only one test of a run is given.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// Below what Linux, Windows and macOS hand out by themselves for outgoing connections and for
/// listeners that ask for any port, so that a port which is free for now stays so.
const FIRST: u16 = 15_000;
const COUNT: u16 = 16_000;

/// A port of 127.0.0.1 on which nothing listens, given to nobody else in this process. It stays
/// free while a server that is to come back to it is down.
pub fn free_port() -> u16 {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    // Processes that run beside each other begin at different places.
    let begin = u16::try_from(std::process::id() % u32::from(COUNT)).unwrap_or_default();
    for _ in 0..COUNT {
        let port = FIRST + (begin + GIVEN.fetch_add(1, Ordering::Relaxed) % COUNT) % COUNT;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("nothing is free among {COUNT} ports");
}
