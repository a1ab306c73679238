//! The sign-in page of a public network, standing where the server was: it answers whoever calls with a web page.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

const REDIRECT: &[u8] =
    b"HTTP/1.1 302 Found\r\nLocation: http://login.network.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const PAGE: &[u8] =
    b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html><title>Welcome. Sign in to go online</title>";

pub struct Portal {
    address: SocketAddr,
    closed: Arc<AtomicBool>,
    answering: Option<JoinHandle<()>>,
}

impl Portal {
    /// Sends whoever calls to another address, or shows the page at once, call by call.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let closed = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&closed);
        let answering = std::thread::spawn(move || {
            for (stream, answer) in listener.incoming().zip([REDIRECT, PAGE].into_iter().cycle()) {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(mut stream) = stream else { continue };
                // Whoever hangs up with something unread takes back what was said.
                let _ = stream.read(&mut [0; 4_096]);
                let _ = stream.write_all(answer);
            }
        });
        Self { address, closed, answering: Some(answering) }
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(answering) = self.answering.take() {
            let _ = answering.join();
        }
    }
}
