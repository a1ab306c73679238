//! A line that is listened to, and that can be made bad: it lies between devices and the server, keeps every
//! byte in both directions, and cuts, holds or slows what it carries.
//!
//! Plain threads and this machine alone. Nothing of TLS is understood here, since what is to be shown is
//! what somebody sees who understands none.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Kept at most, in all. A line that carries more ends, and so does the test.
const KEPT: usize = 64 * 1024 * 1024;
const PIECE: usize = 16 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the device.
    Up,
    Down,
}

/// What is wrong with the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    None,
    /// The connection that carries the byte after so many more in one direction is hung up.
    Cut {
        way: Way,
        left: usize,
        then: Then,
    },
    /// Everything that is sent waits, on lines that stand and on new ones, as where a cable was pulled.
    Hold,
    /// Each piece waits so long.
    Slow(Duration),
}

/// What follows a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Whoever calls again is hung up on.
    Dead,
    Well,
}

/// What one connection carried.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    pub up: Vec<u8>,
    pub down: Vec<u8>,
}

#[derive(Default)]
struct Kept {
    connections: Vec<Carried>,
    bytes: usize,
}

struct Shared {
    target: Mutex<Option<String>>,
    trouble: Mutex<Trouble>,
    mended: Condvar,
    kept: Mutex<Kept>,
    /// Both ends of every connection that may still be open.
    open: Mutex<Vec<TcpStream>>,
    pumps: Mutex<Vec<JoinHandle<()>>>,
    stopped: AtomicBool,
}

pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Has an address at once, so that a server can be told it; carries once it knows where to.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let shared = Arc::new(Shared {
            target: Mutex::new(None),
            trouble: Mutex::new(Trouble::None),
            mended: Condvar::new(),
            kept: Mutex::new(Kept::default()),
            open: Mutex::new(Vec::new()),
            pumps: Mutex::new(Vec::new()),
            stopped: AtomicBool::new(false),
        });
        let carrying = Arc::clone(&shared);
        let accepting = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if carrying.stopped.load(Ordering::SeqCst) {
                    return;
                }
                if let Ok(stream) = stream {
                    // A server that is not there is for the device to notice.
                    let _ = connect(&carrying, stream);
                }
            }
        });
        Self { address, shared, accepting: Some(accepting) }
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    pub fn lead_to(&self, address: &str) {
        *lock(&self.shared.target) = Some(address.to_owned());
    }

    pub fn trouble(&self, trouble: Trouble) {
        *lock(&self.shared.trouble) = trouble;
        self.shared.mended.notify_all();
    }

    pub fn mend(&self) {
        self.trouble(Trouble::None);
    }

    /// Bytes that came from devices and from the server until now.
    pub fn counts(&self) -> (usize, usize) {
        let kept = lock(&self.shared.kept);
        let sum = |way: fn(&Carried) -> usize| kept.connections.iter().map(way).sum();
        (sum(|carried| carried.up.len()), sum(|carried| carried.down.len()))
    }

    /// How many were ever made.
    pub fn connections(&self) -> usize {
        lock(&self.shared.kept).connections.len()
    }

    /// Ends everything and gives what was carried, connection by connection.
    pub fn finish(mut self) -> Vec<Carried> {
        self.stop();
        std::mem::take(&mut lock(&self.shared.kept).connections)
    }

    fn stop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        self.mend();
        // Whoever waits for a connection is woken by one.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
        for stream in lock(&self.shared.open).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        let pumps = std::mem::take(&mut *lock(&self.shared.pumps));
        for pump in pumps {
            let _ = pump.join();
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    /// Keeps a piece. False where no more may be kept.
    fn keep(&self, connection: usize, way: Way, piece: &[u8]) -> bool {
        let mut kept = lock(&self.kept);
        kept.bytes += piece.len();
        if kept.bytes > KEPT {
            return false;
        }
        let carried = &mut kept.connections[connection];
        match way {
            Way::Up => carried.up.extend_from_slice(piece),
            Way::Down => carried.down.extend_from_slice(piece),
        }
        true
    }

    /// How much of a piece may pass, after whatever it has to wait for, and whether that was the end.
    fn pass(&self, way: Way, length: usize) -> (usize, bool) {
        let mut trouble = lock(&self.trouble);
        while *trouble == Trouble::Hold {
            trouble = self.mended.wait(trouble).unwrap_or_else(PoisonError::into_inner);
        }
        match *trouble {
            Trouble::Cut { way: cut, left, then } if cut == way => {
                if left > length {
                    *trouble = Trouble::Cut { way, left: left - length, then };
                    return (length, false);
                }
                *trouble = if then == Then::Well { Trouble::None } else { Trouble::Cut { way, left: 0, then } };
                (left, true)
            }
            Trouble::Slow(pause) => {
                drop(trouble);
                std::thread::sleep(pause);
                (length, false)
            }
            _ => (length, false),
        }
    }
}

fn connect(shared: &Arc<Shared>, device: TcpStream) -> std::io::Result<()> {
    let target = lock(&shared.target).clone().unwrap_or_default();
    let server = TcpStream::connect(target)?;
    for stream in [&device, &server] {
        stream.set_nodelay(true)?;
        lock(&shared.open).push(stream.try_clone()?);
    }
    let connection = {
        let mut kept = lock(&shared.kept);
        kept.connections.push(Carried::default());
        kept.connections.len() - 1
    };
    for (way, from, to) in [(Way::Up, device.try_clone()?, server.try_clone()?), (Way::Down, server, device)] {
        let shared = Arc::clone(shared);
        let pump = {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || pump(&shared, connection, way, from, to))
        };
        lock(&shared.pumps).push(pump);
    }
    Ok(())
}

/// Carries one direction of one connection to its end.
fn pump(shared: &Shared, connection: usize, way: Way, mut from: TcpStream, mut to: TcpStream) {
    let mut piece = vec![0; PIECE];
    loop {
        let length = match from.read(&mut piece) {
            Ok(length) if length > 0 => length,
            Ok(_) | Err(_) => {
                let _ = to.shutdown(Shutdown::Write);
                return;
            }
        };
        let is_kept = shared.keep(connection, way, &piece[..length]);
        let (passes, is_end) = shared.pass(way, length);
        let carried = to.write_all(&piece[..passes]);
        if !is_kept || is_end || carried.is_err() {
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
            return;
        }
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
