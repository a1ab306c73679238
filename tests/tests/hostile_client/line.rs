//! A connection that says whatever it likes: real TLS to the server's doors, and HTTP written by hand.

use std::io::Write;
use std::net::TcpStream;

use protocol::{MEDIA_TYPE, Refused, VERSION, VERSION_HEADER};
use rustls::{ClientConnection, StreamOwned};
use wardbook_tests::versions::conversation;
use wardbook_tests::versions::overheard::line_to;

/// A request before it is sent. Each part of it may be what no device would send.
pub struct Asking<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub token: Option<&'a str>,
    pub version: Option<String>,
    pub media: &'a str,
    pub body: Vec<u8>,
    /// How long the body is said to be; its length, where nothing else is said.
    pub said: Option<usize>,
}

impl<'a> Asking<'a> {
    /// As a device asks.
    pub fn of(path: &'a str, token: Option<&'a str>, body: Vec<u8>) -> Self {
        Self { method: "POST", path, token, version: Some(VERSION.to_string()), media: MEDIA_TYPE, body, said: None }
    }

    fn bytes(&self) -> Vec<u8> {
        let length = self.said.unwrap_or(self.body.len());
        let mut head = format!("{} {} HTTP/1.1\r\nhost: localhost\r\n", self.method, self.path);
        head += &format!("content-type: {}\r\ncontent-length: {length}\r\n", self.media);
        if let Some(version) = &self.version {
            head += &format!("{VERSION_HEADER}: {version}\r\n");
        }
        if let Some(token) = self.token {
            head += &format!("authorization: Bearer {token}\r\n");
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }
}

/// Kept open from one request to the next, as devices keep theirs, and opened anew where the server hung up.
pub struct Line {
    address: String,
    open: Option<StreamOwned<ClientConnection, TcpStream>>,
}

impl Line {
    pub fn to(address: &str) -> Self {
        Self { address: address.to_owned(), open: None }
    }

    /// The whole answer, head and body.
    pub fn ask(&mut self, asking: &Asking<'_>) -> Vec<u8> {
        self.send(asking);
        if let Some(answer) = self.answer() {
            return answer;
        }
        // A line that stood may have been hung up on after the request before; one that is new was not.
        self.open = None;
        self.send(asking);
        self.answer().expect("a server that is there answers")
    }

    /// Sends, and waits for nothing.
    pub fn send(&mut self, asking: &Asking<'_>) {
        let stream = self.open.get_or_insert_with(|| line_to(&self.address).expect("the server is there"));
        // Whether it arrived, the answer tells: a server that has heard enough answers and hangs up.
        let _ = stream.write_all(&asking.bytes()).and_then(|()| stream.flush());
    }

    fn answer(&mut self) -> Option<Vec<u8>> {
        conversation::next(self.open.as_mut()?).ok().flatten()
    }
}

/// The code of a refusal, which must have words for a person; `taken` where it is none.
pub fn code_of(answer: &[u8]) -> String {
    let status = conversation::status(answer);
    if status == 200 {
        return "taken".to_owned();
    }
    let refused: Refused = protocol::unpack(conversation::body(answer)).expect("a refusal is a message");
    said_in_words(&refused.code, &refused.message);
    refused.code
}

pub fn said_in_words(code: &str, message: &str) {
    assert!(message.ends_with('.') && message.contains(' '), "{code}: {message}");
    assert!(!message.contains(code) || !code.contains('-'), "{code} is shown to a person: {message}");
}
