//! A line whose every connection has a fate of its own: it is slow, breaks after so many bytes, falls silent and
//! stays open, loses an answer or the half of one. Connections are counted from 0, so that a story says which of
//! them gets what, or lets a seed say it.
//!
//! Plain threads and this machine alone. Nothing of TLS is understood here: whatever a device sends in one go is
//! a question where it is longer than the end of a greeting, and what comes back until it is quiet is the answer.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::proxy::Way;

const PIECE: usize = 4 * 1024;
/// The end of a device's greeting is shorter, and everything it asks longer.
const QUESTION: usize = 128;
/// An answer of which nothing came for so long is over.
const QUIET: Duration = Duration::from_millis(80);

/// What befalls one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Well,
    /// Each piece waits so long.
    Slow(Duration),
    /// It ends once so many bytes have passed in one direction.
    Cut {
        way: Way,
        after: usize,
        how: How,
    },
    /// It stays open, and nothing passes in either direction once so many bytes have in one. After none, it is as
    /// where something takes a call and never answers.
    Silent {
        way: Way,
        after: usize,
    },
    /// Of this answer, counted from 1, the first half comes, and the connection ends.
    Half(usize),
    /// The server acts, nothing of this answer comes, and the connection ends.
    Lost(usize),
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    HungUp,
    Reset,
}

/// What one connection carried, and what was sent on it to be carried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    pub up: usize,
    pub down: usize,
    pub questions: usize,
    pub is_open: bool,
}

type Fates = Box<dyn FnMut(usize) -> Fate + Send>;

struct Shared {
    target: Mutex<Option<String>>,
    fates: Mutex<Fates>,
    connections: Mutex<Vec<Arc<Connection>>>,
    pumps: Mutex<Vec<JoinHandle<()>>>,
    stopped: AtomicBool,
}

struct Connection {
    fate: Fate,
    state: Mutex<State>,
    over: Condvar,
}

#[derive(Default)]
struct State {
    counted: Counted,
    /// Bytes that the device has sent in one go, and whether the last that came was the server's.
    asking: usize,
    answered: bool,
    is_silent: bool,
    /// Both ends, while it is open.
    ends: Vec<TcpStream>,
}

pub struct BadLine {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

impl BadLine {
    /// Has an address at once, so that a server can be told it; carries once it knows where to. All is well yet.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let shared = Arc::new(Shared {
            target: Mutex::new(None),
            fates: Mutex::new(Box::new(|_| Fate::Well)),
            connections: Mutex::new(Vec::new()),
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

    /// Connections that stand go on to where they led.
    pub fn lead_to(&self, address: &str) {
        *lock(&self.shared.target) = Some(address.to_owned());
    }

    /// What befalls connections that are made from now on, by their number.
    pub fn fates(&self, fates: impl FnMut(usize) -> Fate + Send + 'static) {
        *lock(&self.shared.fates) = Box::new(fates);
    }

    pub fn be_well(&self) {
        self.fates(|_| Fate::Well);
    }

    /// Connections that stand and of which this is true carry nothing any more, and stay open. How many they were.
    pub fn fall_silent(&self, which: impl Fn(&Counted) -> bool) -> usize {
        let mut fallen = 0;
        for connection in lock(&self.shared.connections).iter() {
            let mut state = lock(&connection.state);
            if state.counted.is_open && which(&state.counted) {
                state.is_silent = true;
                fallen += 1;
            }
        }
        fallen
    }

    /// What each that was ever made has carried until now.
    pub fn connections(&self) -> Vec<Counted> {
        lock(&self.shared.connections).iter().map(|connection| lock(&connection.state).counted).collect()
    }
}

impl Drop for BadLine {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Whoever waits for a connection is woken by one.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
        for connection in lock(&self.shared.connections).iter() {
            connection.end(How::HungUp);
        }
        let pumps = std::mem::take(&mut *lock(&self.shared.pumps));
        for pump in pumps {
            let _ = pump.join();
        }
    }
}

fn connect(shared: &Arc<Shared>, device: TcpStream) -> std::io::Result<()> {
    let target = lock(&shared.target).clone().unwrap_or_default();
    let server = TcpStream::connect(target)?;
    device.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let connection = {
        let mut connections = lock(&shared.connections);
        let state = State {
            counted: Counted { is_open: true, ..Counted::default() },
            ends: vec![device.try_clone()?, server.try_clone()?],
            ..State::default()
        };
        let fate = (*lock(&shared.fates))(connections.len());
        connections.push(Arc::new(Connection { fate, state: Mutex::new(state), over: Condvar::new() }));
        Arc::clone(&connections[connections.len() - 1])
    };
    for (way, from, to) in [(Way::Up, device.try_clone()?, server.try_clone()?), (Way::Down, server, device)] {
        let connection = Arc::clone(&connection);
        lock(&shared.pumps).push(std::thread::spawn(move || pump(&connection, way, from, to)));
    }
    Ok(())
}

/// What becomes of a piece.
enum Passes {
    Whole,
    /// So much of it, and then the connection ends or is silent.
    Then(usize, End),
    /// It begins an answer that does not come whole.
    Spoilt,
}

enum End {
    Over(How),
    Silence,
}

impl Connection {
    /// Counts a piece that came to be carried, and says what becomes of it.
    fn take(&self, way: Way, length: usize) -> Passes {
        let mut state = lock(&self.state);
        if state.is_silent {
            return Passes::Then(0, End::Silence);
        }
        let before = state.count(way, length);
        let ends_within = |cut: Way, after: usize| (cut == way && before + length > after).then(|| after - before);
        match self.fate {
            Fate::Cut { way: cut, after, how } => {
                ends_within(cut, after).map_or(Passes::Whole, |passes| Passes::Then(passes, End::Over(how)))
            }
            Fate::Silent { way: cut, after } => {
                let within = ends_within(cut, after);
                state.is_silent = within.is_some();
                within.map_or(Passes::Whole, |passes| Passes::Then(passes, End::Silence))
            }
            Fate::Half(answer) | Fate::Lost(answer) if way == Way::Down && state.counted.questions == answer => {
                Passes::Spoilt
            }
            _ => Passes::Whole,
        }
    }

    fn end(&self, how: How) {
        let ends = {
            let mut state = lock(&self.state);
            state.counted.is_open = false;
            std::mem::take(&mut state.ends)
        };
        self.over.notify_all();
        for end in ends {
            if how == How::Reset {
                // Whoever reads here is woken, and the last to let go of the socket resets it.
                let _ = end.try_clone().and_then(|end| tokio::net::TcpSocket::from_std_stream(end).set_zero_linger());
                let _ = end.shutdown(Shutdown::Read);
            } else {
                let _ = end.shutdown(Shutdown::Both);
            }
        }
    }

    fn is_open(&self) -> bool {
        lock(&self.state).counted.is_open
    }

    fn wait_until_over(&self) {
        let mut state = lock(&self.state);
        while state.counted.is_open {
            state = self.over.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl State {
    /// Returns how much had passed in this direction before.
    fn count(&mut self, way: Way, length: usize) -> usize {
        let counted = &mut self.counted;
        if way == Way::Down {
            self.answered = true;
            counted.down += length;
            return counted.down - length;
        }
        // What a device sends first is its greeting.
        let greets = counted.down == 0;
        if std::mem::take(&mut self.answered) {
            self.asking = 0;
        }
        let before = self.asking;
        self.asking += length;
        if !greets && before < QUESTION && self.asking >= QUESTION {
            counted.questions += 1;
        }
        counted.up += length;
        counted.up - length
    }
}

/// Carries one direction of one connection to its end.
fn pump(connection: &Connection, way: Way, mut from: TcpStream, mut to: TcpStream) {
    let mut piece = vec![0; PIECE];
    loop {
        let length = match from.read(&mut piece) {
            Ok(length) if length > 0 => length,
            Ok(_) | Err(_) => {
                if connection.is_open() {
                    let _ = to.shutdown(Shutdown::Write);
                }
                return;
            }
        };
        let (passes, end) = match connection.take(way, length) {
            Passes::Whole => (length, None),
            Passes::Then(passes, end) => (passes, Some(end)),
            Passes::Spoilt => return spoil(connection, piece[..length].to_vec(), from, to),
        };
        if let Fate::Slow(pause) = connection.fate {
            std::thread::sleep(pause);
        }
        let carried = to.write_all(&piece[..passes]);
        match end {
            None if carried.is_ok() => {}
            None => return connection.end(How::HungUp),
            Some(End::Over(how)) => return connection.end(how),
            Some(End::Silence) => return connection.wait_until_over(),
        }
    }
}

/// Hears an answer to its end, so that the server has done what it was asked, and carries what is to come of it.
fn spoil(connection: &Connection, mut answer: Vec<u8>, mut from: TcpStream, mut to: TcpStream) {
    let mut piece = vec![0; PIECE];
    let _ = from.set_read_timeout(Some(QUIET));
    while let Ok(length @ 1..) = from.read(&mut piece) {
        lock(&connection.state).count(Way::Down, length);
        answer.extend_from_slice(&piece[..length]);
    }
    if matches!(connection.fate, Fate::Half(_)) {
        let _ = to.write_all(&answer[..answer.len() / 2]);
    }
    connection.end(How::HungUp);
}

fn lock<T: ?Sized>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    /// Answers a greeting with 100 bytes and each question with 1,000, as many times as it is called.
    fn server() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                std::thread::spawn(move || {
                    let mut answer = vec![1; 100];
                    while stream.read_exact(&mut [0; 200]).is_ok() && stream.write_all(&answer).is_ok() {
                        answer = vec![2; 1_000];
                    }
                });
            }
        });
        address
    }

    /// A read that took too long has two names.
    fn kind(error: &std::io::Error) -> ErrorKind {
        if error.kind() == ErrorKind::TimedOut { ErrorKind::WouldBlock } else { error.kind() }
    }

    /// Greets and asks twice; how many bytes came back, and how it ended.
    fn asked(line: &BadLine) -> (usize, Result<(), ErrorKind>) {
        let mut stream = TcpStream::connect(line.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(400))).unwrap();
        let mut came = 0;
        for expected in [100, 1_000, 1_000] {
            let until = came + expected;
            if let Err(error) = stream.write_all(&[0; 200]) {
                return (came, Err(kind(&error)));
            }
            while came < until {
                match stream.read(&mut [0; 4_096]) {
                    Ok(0) => return (came, Err(ErrorKind::UnexpectedEof)),
                    Ok(length) => came += length,
                    Err(error) => return (came, Err(kind(&error))),
                }
            }
        }
        (came, Ok(()))
    }

    #[test]
    fn each_connection_meets_the_fate_that_its_number_has() {
        let line = BadLine::open();
        line.lead_to(&server());
        let cut = |after, how| Fate::Cut { way: Way::Down, after, how };
        let (over, silence) = (Err(ErrorKind::UnexpectedEof), Err(ErrorKind::WouldBlock));
        let met = [
            (Fate::Well, (2_100, Ok(()))),
            (Fate::Slow(Duration::from_millis(2)), (2_100, Ok(()))),
            (cut(0, How::HungUp), (0, over)),
            (cut(1_300, How::HungUp), (1_300, over)),
            (Fate::Cut { way: Way::Up, after: 300, how: How::HungUp }, (100, over)),
            (Fate::Silent { way: Way::Up, after: 0 }, (0, silence)),
            (Fate::Silent { way: Way::Down, after: 1_100 }, (1_100, silence)),
            (Fate::Half(1), (600, over)),
            (Fate::Half(2), (1_600, over)),
            (Fate::Lost(2), (1_100, over)),
            (Fate::Cut { way: Way::Up, after: 0, how: How::Reset }, (0, Err(ErrorKind::ConnectionReset))),
        ];
        line.fates(move |number| met[number].0);
        for (fate, expected) in met {
            assert_eq!(asked(&line), expected, "{fate:?}");
        }
        let counted = line.connections();
        assert_eq!(counted.len(), met.len());
        assert_eq!((counted[0].up, counted[0].down, counted[0].questions), (600, 2_100, 2));
        assert_eq!((counted[8].down, counted[9].down), (2_100, 2_100), "what is spoilt was sent");
    }

    #[test]
    fn a_connection_that_stands_falls_silent_when_it_is_told_to_and_another_does_not() {
        let line = BadLine::open();
        line.lead_to(&server());
        let mut streams = [(); 2].map(|()| TcpStream::connect(line.address()).unwrap());
        let ask = |stream: &mut TcpStream, answer: usize| {
            stream.set_read_timeout(Some(Duration::from_millis(400))).unwrap();
            stream.write_all(&[0; 200])?;
            stream.read_exact(&mut vec![0; answer])
        };
        ask(&mut streams[0], 100).unwrap();
        ask(&mut streams[1], 100).unwrap();
        ask(&mut streams[1], 1_000).unwrap();
        assert_eq!(line.fall_silent(|counted| counted.questions == 0), 1);
        assert_eq!(kind(&ask(&mut streams[0], 1_000).unwrap_err()), ErrorKind::WouldBlock);
        ask(&mut streams[1], 1_000).unwrap();
    }
}
