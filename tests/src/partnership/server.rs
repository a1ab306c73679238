//! The server as a process of its own, run as an operator would.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::ports::free_port;

/// A server's data folder and, while it serves, its process.
pub struct Server {
    program: PathBuf,
    data: PathBuf,
    process: Option<Child>,
    /// `127.0.0.1:PORT`; the same over restarts, since invitations carry it.
    address: String,
    /// What it said, over all its lives.
    said: Arc<Mutex<Vec<u8>>>,
    /// Where each process is told to keep what passes; none is told nothing.
    temporary: Option<PathBuf>,
    /// Further arguments of `serve`.
    also: Vec<String>,
}

/// `wardbook-server`, unless `WARDBOOK_SERVER` names another.
fn program() -> PathBuf {
    std::env::var_os("WARDBOOK_SERVER").map_or_else(|| built("wardbook-server"), PathBuf::from)
}

/// The terminal tool.
pub fn wardbookctl() -> PathBuf {
    built("wardbookctl")
}

/// A program beside the folder this test was built into.
fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a file");
    let folder = test.parent().and_then(Path::parent).expect("tests are built into a folder of the target");
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "there is no {name} at {}: build it first", path.display());
    path
}

impl Server {
    /// Makes a partnership in an empty folder and serves it. Returns the administrator's invitation.
    pub fn init(data: &Path, administrator: &str) -> (Self, String) {
        Self::init_at(data, administrator, &format!("127.0.0.1:{}", free_port()))
    }

    pub fn init_at(data: &Path, administrator: &str, address: &str) -> (Self, String) {
        Self::make(&program(), data, administrator, address, address)
    }

    /// Invitations name `told`, behind which something carries to where the server really listens.
    pub fn init_behind(data: &Path, administrator: &str, told: &str) -> (Self, String) {
        Self::init_by(&program(), data, administrator, Some(told))
    }

    /// With the program of another version; invitations name `told` where there is one.
    pub fn init_by(program: &Path, data: &Path, administrator: &str, told: Option<&str>) -> (Self, String) {
        let address = format!("127.0.0.1:{}", free_port());
        Self::make(program, data, administrator, &address, told.unwrap_or(&address))
    }

    fn make(program: &Path, data: &Path, administrator: &str, address: &str, told: &str) -> (Self, String) {
        let mut server = Self {
            program: program.to_owned(),
            data: data.to_owned(),
            process: None,
            address: address.to_owned(),
            said: Arc::default(),
            temporary: None,
            also: Vec::new(),
        };
        let url = format!("https://{told}");
        let answer = server.command(&[
            "init",
            "--partnership",
            "Hammersmith and Fulham",
            "--admin",
            administrator,
            "--address",
            &url,
            "--json",
        ]);
        let invitation = json(&answer)["invitation"].as_str().expect("init answers with an invitation").to_owned();
        server.start();
        (server, invitation)
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Returns once it accepts.
    pub fn start(&mut self) {
        assert!(self.process.is_none(), "it serves already");
        let mut child = Command::new(&self.program)
            .args(["serve", "--data"])
            .arg(&self.data)
            .args(["--listen", &self.address])
            .args(&self.also)
            .envs(self.temporary.iter().map(|folder| ("TMPDIR", folder)))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().expect("its output is piped"));
        stdout.read_line(&mut line).expect("it says where it listens");
        if line.is_empty() {
            let mut said = String::new();
            child.stderr.take().expect("its errors are piped").read_to_string(&mut said).expect("text");
            panic!("the server did not start: {said}");
        }
        // Its log must not fill a pipe nobody reads.
        let log = child.stderr.take().expect("its errors are piped");
        keep(&self.said, line.as_bytes());
        listen(&self.said, stdout);
        listen(&self.said, log);
        self.process = Some(child);
    }

    /// From its next start on it serves with these arguments too, and what passes lies in that folder.
    pub fn serve_with(&mut self, also: &[&str], temporary: &Path) {
        self.also = also.iter().map(|argument| (*argument).to_owned()).collect();
        self.temporary = Some(temporary.to_owned());
    }

    /// Everything it wrote to its output and its log, over all its lives.
    pub fn said(&self) -> Vec<u8> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As a power cut does.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("a running server can be killed");
            process.wait().expect("a killed server ends");
        }
    }

    /// As its operator does: what is under way ends first.
    #[cfg(unix)]
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let told = Command::new("kill").args(["-TERM", &process.id().to_string()]).status();
            assert!(told.expect("a running server can be told to stop").success());
            assert!(process.wait().expect("a server that was told to stop ends").success());
        }
    }

    /// Goes on with the program of another version.
    #[cfg(unix)]
    pub fn replaced_by(&mut self, program: &Path) {
        self.stop();
        program.clone_into(&mut self.program);
        self.start();
    }

    pub fn restart(&mut self) {
        self.kill();
        self.start();
    }

    pub fn invite(&self, name: &str, role: &str, wards: &[&str]) -> String {
        let mut arguments = vec!["invite", "--name", name, "--role", role, "--json"];
        for ward in wards {
            arguments.extend(["--ward", ward]);
        }
        invitation(&self.command(&arguments))
    }

    /// For another device of a member.
    pub fn invite_again(&self, name: &str) -> String {
        let arguments = ["invite", "--name", name, "--again", "--json"];
        // The first servers asked for a role here too, and passed it over.
        let misuse = |output: &Output| output.status.code() == Some(2);
        let answer = Some(self.run(&arguments)).filter(|output| !misuse(output));
        let answer = answer.unwrap_or_else(|| self.command(&[&arguments[..], &["--role", "outreach"]].concat()));
        invitation(&answer)
    }

    pub fn revoke(&self, name: &str, more: &[&str]) {
        let arguments: Vec<&str> = ["revoke", "--name", name].iter().chain(more).copied().collect();
        self.command(&arguments);
    }

    pub fn backup(&self, file: &Path) {
        self.command(&["backup", &file.to_string_lossy()]);
    }

    /// Puts a backup in the place of the data folder; what must outlive it is left where it was.
    pub fn restore(&mut self, file: &Path) {
        self.kill();
        let aside = self.data.with_extension("before");
        std::fs::rename(&self.data, &aside).expect("the old data folder moves aside");
        std::fs::create_dir(&self.data).expect("a new data folder");
        let revocations = aside.join("revocations");
        if revocations.exists() {
            std::fs::copy(revocations, self.data.join("revocations")).expect("revocations are kept outside the backup");
        }
        self.command(&["restore", &file.to_string_lossy()]);
        std::fs::remove_dir_all(aside).expect("the old data folder goes");
        self.start();
    }

    /// Gives it another key over what it keeps, and serves it again. Returns the text that people are given, and the
    /// key's fingerprint.
    pub fn new_identity(&mut self) -> (String, String) {
        self.kill();
        let answer = json(&self.command(&["new-identity", "--json"]));
        self.start();
        let said = |name: &str| answer[name].as_str().expect("what people are given").to_owned();
        (said("introduction"), said("fingerprint"))
    }

    /// Whether everything it holds is as it was written.
    pub fn verify(&self) -> Output {
        self.run(&["verify"])
    }

    /// What waited on laptops that nobody can open, from files that somebody carried here.
    pub fn take_unsent(&self, files: &[&Path]) -> Output {
        Command::new(&self.program)
            .args(["unsent", "take", "--json", "--data"])
            .arg(&self.data)
            .args(files)
            .output()
            .expect("the server runs")
    }

    fn command(&self, arguments: &[&str]) -> Output {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "wardbook-server {arguments:?}: {said}");
        output
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let (verb, rest) = arguments.split_first().expect("a command");
        Command::new(&self.program)
            .arg(verb)
            .arg("--data")
            .arg(&self.data)
            .args(rest)
            .envs(self.temporary.iter().map(|folder| ("TMPDIR", folder)))
            .output()
            .expect("the server runs")
    }
}

fn keep(said: &Mutex<Vec<u8>>, more: &[u8]) {
    said.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(more);
}

/// Until the program has ended.
fn listen(said: &Arc<Mutex<Vec<u8>>>, mut from: impl Read + Send + 'static) {
    let said = Arc::clone(said);
    std::thread::spawn(move || {
        let mut piece = [0; 4_096];
        while let Ok(read @ 1..) = from.read(&mut piece) {
            keep(&said, &piece[..read]);
        }
    });
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("the answer is one JSON value")
}

fn invitation(output: &Output) -> String {
    json(output)["invitation"].as_str().expect("an invitation").to_owned()
}
