//! A wire that counts: what devices send through it reaches the server as it is, and the other way.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Bytes in both directions, TLS and HTTP included, since the wire was laid.
#[derive(Debug, Clone, Copy, Default)]
pub struct Carried {
    pub up: u64,
    pub down: u64,
}

impl Carried {
    pub fn since(self, before: Self) -> Self {
        Self { up: self.up - before.up, down: self.down - before.down }
    }
}

pub struct Wire {
    address: String,
    up: Arc<AtomicU64>,
    down: Arc<AtomicU64>,
}

impl Wire {
    /// Lies on this machine until the program ends.
    pub fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let wire = Self { address, up: Arc::default(), down: Arc::default() };
        let (server, up, down) = (server.to_owned(), Arc::clone(&wire.up), Arc::clone(&wire.down));
        thread::spawn(move || {
            for device in listener.incoming().map_while(Result::ok) {
                let Ok(far) = TcpStream::connect(&server) else { continue };
                for end in [&device, &far] {
                    end.set_nodelay(true).unwrap();
                }
                carry(device.try_clone().unwrap(), far.try_clone().unwrap(), Arc::clone(&up));
                carry(far, device, Arc::clone(&down));
            }
        });
        wire
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn carried(&self) -> Carried {
        Carried { up: self.up.load(Ordering::SeqCst), down: self.down.load(Ordering::SeqCst) }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, count: Arc<AtomicU64>) {
    thread::spawn(move || {
        let mut piece = vec![0; 256 * 1024];
        while let Ok(read @ 1..) = from.read(&mut piece) {
            count.fetch_add(read as u64, Ordering::SeqCst);
            if to.write_all(&piece[..read]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}
