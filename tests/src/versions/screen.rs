//! A version's use cases as its screens call them: `wardbook-testhost` on somebody's notebook.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::conversation;
use crate::partnership::PASSPHRASE;

pub struct Screen {
    process: Child,
    address: String,
}

impl Screen {
    /// Unlocked when this returns.
    pub fn open(testhost: &Path, profile: &Path) -> Self {
        let mut process = Command::new(testhost)
            .args([profile, profile])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the test host starts");
        let mut line = String::new();
        let stderr = process.stderr.take().expect("its errors are piped");
        BufReader::new(stderr).read_line(&mut line).expect("it says where it listens");
        let address = line.trim().strip_prefix("http://").expect("an address").to_owned();
        let screen = Self { process, address };
        screen.act("unlock", json!({ "passphrase": PASSPHRASE }));
        screen
    }

    pub fn query(&self, name: &str, args: Value) -> Value {
        self.call("/query", name, args)
    }

    pub fn act(&self, name: &str, args: Value) -> Value {
        self.call("/mutate", name, args)
    }

    /// What was written is folded into the notebook's one file.
    pub fn close(mut self) {
        self.act("lock", json!({}));
        self.end();
    }

    fn call(&self, path: &str, name: &str, args: Value) -> Value {
        let body = json!({ "name": name, "args": args }).to_string();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        let mut line = TcpStream::connect(&self.address).expect("the test host answers");
        line.write_all(head.as_bytes()).and_then(|()| line.write_all(body.as_bytes())).expect("it listens");
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).expect("it answers");
        let said = String::from_utf8_lossy(conversation::body(&answer)).into_owned();
        assert_eq!(conversation::status(&answer), 200, "{name}: {said}");
        serde_json::from_str(&said).expect("one JSON value")
    }

    fn end(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.end();
    }
}
