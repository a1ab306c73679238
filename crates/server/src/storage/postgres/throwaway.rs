//! A PostgreSQL for the tests of one program: made in a folder of its own, reached through a socket in
//! it, and gone with the program that asked for it, however that ends. It keeps what it confirms, as
//! a real one does: only the making is not waited for.
//!
//! A shell stands between: it waits until its input ends, which it does when the test program is gone,
//! killed or not, and then stops the database and removes the folder. PostgreSQL refuses to run as
//! root, so for root all of it runs as the user `postgres`.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

const SCRIPT: &str = r#"
trap '' INT HUP TERM
umask 077
bin=$1 port=$2 address=$3
dir=$(mktemp -d -t wardbook-XXXXXX) || exit 1
fail() { cat "$dir/log" >&2; rm -rf "$dir"; exit 1; }
"$bin/initdb" -D "$dir/data" -U wardbook -A trust -E UTF8 --locale=C -N >"$dir/log" 2>&1 || fail
printf '%s\n' 'local all stranger scram-sha-256' 'local all all trust' 'hostssl all all 127.0.0.1/32 trust' \
    >"$dir/data/pg_hba.conf"
if [ -n "$WARDBOOK_TEST_CERTIFICATE" ]; then
    printf '%s\n' "$WARDBOOK_TEST_CERTIFICATE" >"$dir/data/server.crt"
    printf '%s\n' "$WARDBOOK_TEST_KEY" >"$dir/data/server.key"
    set -- -c ssl=on
else
    set --
fi
"$bin/postgres" -D "$dir/data" -k "$dir" -p "$port" -c listen_addresses="$address" -c max_connections=300 "$@" \
    >>"$dir/log" 2>&1 &
pid=$!
until "$bin/pg_isready" -q -h "$dir" -p "$port"; do
    kill -0 $pid 2>/dev/null || fail
    sleep 0.05
done
printf '%s\n' "$dir"
cat >/dev/null
kill -QUIT $pid
wait $pid
rm -rf "$dir"
"#;

pub struct Throwaway {
    bin: PathBuf,
    folder: PathBuf,
    port: u16,
    databases: AtomicU32,
    _shell: Child,
    /// As long as this is open the database runs.
    _alive: ChildStdin,
}

/// The one of this test program; none where this machine has no PostgreSQL, which is said loudly.
pub fn shared() -> Option<&'static Throwaway> {
    static SHARED: OnceLock<Option<Throwaway>> = OnceLock::new();
    let shared = SHARED.get_or_init(|| Throwaway::start(5432, "", None)).as_ref();
    if shared.is_none() {
        not_run();
    }
    shared
}

/// Past the harness, which keeps what a test prints unless it fails.
fn not_run() {
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stdout(), "\nNOT RUN: {name}: there is no PostgreSQL on this machine");
}

/// Where `initdb` is: on the path, else where Debian puts it, the newest first.
fn bin() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let linked = std::env::split_paths(&path).map(|folder| folder.join("initdb")).find(|file| file.is_file());
    if let Some(folder) = linked.and_then(|file| Some(file.canonicalize().ok()?.parent()?.to_owned())) {
        return Some(folder);
    }
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, folder)| folder)
}

impl Throwaway {
    /// `address` is where it listens beside its socket, if anywhere; `tls` a certificate and its key, as PEM.
    pub fn start(port: u16, address: &str, tls: Option<(&str, &str)>) -> Option<Self> {
        let bin = bin()?;
        let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
        let mut command = Command::new(if root { "runuser" } else { "sh" });
        if root {
            // A temporary folder of root's own is not one for others.
            command.args(["-u", "postgres", "--", "sh"]).env_remove("TMPDIR");
        }
        command.args(["-c", SCRIPT, "throwaway"]).arg(&bin).arg(port.to_string()).arg(address).current_dir("/");
        if let Some((certificate, key)) = tls {
            command.env("WARDBOOK_TEST_CERTIFICATE", certificate).env("WARDBOOK_TEST_KEY", key);
        }
        // Not of this group: what interrupts the tests leaves it time to clear up.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut shell = command.spawn().expect("a shell starts");
        let alive = shell.stdin.take().expect("it has an input");
        let mut folder = String::new();
        let said = shell.stdout.take().expect("it has an output");
        BufReader::new(said).read_line(&mut folder).expect("it says where it is");
        assert!(!folder.is_empty(), "PostgreSQL did not start; what it said stands above");
        Some(Self {
            bin,
            folder: PathBuf::from(folder.trim()),
            port,
            databases: AtomicU32::new(0),
            _shell: shell,
            _alive: alive,
        })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// An empty database's name.
    pub fn database(&self) -> String {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let made = Command::new(self.bin.join("createdb"))
            .args(["-U", "wardbook", "-p", &self.port.to_string(), "-h"])
            .args([self.folder.as_os_str(), name.as_ref()])
            .status()
            .expect("createdb runs");
        assert!(made.success(), "a database is made");
        name
    }

    /// The address of a database, through the socket.
    pub fn url(&self, name: &str, more: &str) -> String {
        let mut host = String::new();
        for byte in self.folder.to_string_lossy().bytes() {
            // Writing into a string cannot fail.
            let _ = write!(host, "%{byte:02X}");
        }
        let user = if more.contains("user=") { "" } else { "&user=wardbook" };
        format!("postgres:///{name}?host={host}&port={}{user}{more}", self.port)
    }
}
