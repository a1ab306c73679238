//! What devices and a server said to each other, as the bytes of HTTP that lay inside TLS.

use std::io::Read;
use std::path::Path;

use domain::clock::Timestamp;
use minicbor::{Decode, Encode};

/// One request and the answer to it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Exchange {
    /// Whose device asked.
    #[n(0)]
    pub who: String,
    /// When, by the clock that the server had.
    #[n(1)]
    pub at: Timestamp,
    /// Head and body.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub request: Vec<u8>,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub answer: Vec<u8>,
}

impl Exchange {
    /// Where it was sent.
    pub fn path(&self) -> &str {
        path(&self.request)
    }

    pub fn asked(&self) -> &[u8] {
        body(&self.request)
    }
}

/// Where a request goes.
pub fn path(request: &[u8]) -> &str {
    head(request).split(' ').nth(1).expect("a request names a path")
}

/// The lines before the body.
pub fn head(message: &[u8]) -> &str {
    let end = message.len() - body(message).len();
    std::str::from_utf8(&message[..end]).expect("the head of a message is text")
}

pub fn body(message: &[u8]) -> &[u8] {
    let end = message.windows(4).position(|window| window == b"\r\n\r\n").expect("a message has a head");
    &message[end + 4..]
}

/// The number in the first line of an answer.
pub fn status(answer: &[u8]) -> u16 {
    head(answer).split(' ').nth(1).and_then(|number| number.parse().ok()).expect("an answer has a status")
}

/// What a header says; names are lower case.
pub fn header<'a>(message: &'a [u8], name: &str) -> Option<&'a str> {
    let mut lines = head(message).lines().skip(1).filter_map(|line| line.split_once(':'));
    lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// The next message whole; none where the other end has hung up.
pub fn next(from: &mut impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut message = Vec::new();
    let mut byte = [0];
    while !message.ends_with(b"\r\n\r\n") {
        match from.read(&mut byte) {
            Ok(0) if message.is_empty() => return Ok(None),
            Ok(0) => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => message.push(byte[0]),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof && message.is_empty() => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    let length = header(&message, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let from_here = message.len();
    message.resize(from_here + length, 0);
    from.read_exact(&mut message[from_here..])?;
    Ok(Some(message))
}

pub fn write(file: &Path, exchanges: &[Exchange]) {
    let bytes = minicbor::to_vec(exchanges).expect("plain data is written");
    std::fs::write(file, zstd::bulk::compress(&bytes, 19).expect("it compresses")).expect("a file is written");
}

pub fn read(file: &Path) -> Vec<Exchange> {
    let packed = std::fs::read(file).expect("the conversation is there");
    let bytes = zstd::stream::decode_all(packed.as_slice()).expect("it is compressed as it should be");
    minicbor::decode(&bytes).expect("a conversation")
}
