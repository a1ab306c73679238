//! What the machine must have, how to tell, and how to bring it.
//!
//! Rust and Node are the two things a person brings themselves. The rest is looked for by what it
//! provides, not by a package list, so that a machine that has it another way is left alone.

use std::path::PathBuf;
use std::process::Command;

use crate::shell::{Outcome, ask, must, output_of};

/// The oldest Node that the interface's tools run on.
const NODE: u32 = 20;

#[derive(Debug, Clone, Copy)]
enum Sign {
    /// A program on the path.
    Program(&'static str),
    /// A library that pkg-config knows.
    Library(&'static str),
    /// A file.
    File(&'static str),
    /// PostgreSQL's own programs, which Debian keeps off the path.
    PostgreSql,
}

#[derive(Debug, Clone, Copy)]
struct Need {
    what: &'static str,
    /// Debian's and Ubuntu's name for it.
    package: &'static str,
    sign: Sign,
}

const TO_BUILD: &[Need] = &[
    Need { what: "a C compiler, for SQLCipher", package: "build-essential", sign: Sign::Program("cc") },
    Need { what: "make, for OpenSSL", package: "build-essential", sign: Sign::Program("make") },
    Need { what: "Perl, for OpenSSL", package: "perl", sign: Sign::Program("perl") },
    Need { what: "pkg-config", package: "pkg-config", sign: Sign::Program("pkg-config") },
    Need { what: "the window's webview", package: "libwebkit2gtk-4.1-dev", sign: Sign::Library("webkit2gtk-4.1") },
    Need {
        what: "spelling, British English",
        package: "hunspell-en-gb",
        sign: Sign::File("/usr/share/hunspell/en_GB.dic"),
    },
];

const TO_TEST: &[Need] = &[
    Need { what: "the webview's driver", package: "webkit2gtk-driver", sign: Sign::Program("WebKitWebDriver") },
    Need { what: "a display nobody sees", package: "xvfb", sign: Sign::Program("Xvfb") },
    Need { what: "a message bus for the window", package: "dbus", sign: Sign::Program("dbus-run-session") },
    Need { what: "a database for the server's tests", package: "postgresql", sign: Sign::PostgreSql },
    Need { what: "pictures of that display", package: "imagemagick", sign: Sign::Program("import") },
];

/// Brings what building needs.
pub fn for_building() -> Outcome {
    bring(TO_BUILD)
}

/// Brings what building and driving the window need.
pub fn for_testing() -> Outcome {
    let all: Vec<Need> = TO_BUILD.iter().chain(TO_TEST).copied().collect();
    bring(&all)
}

fn bring(needs: &[Need]) -> Outcome {
    check_node()?;
    if !cfg!(target_os = "linux") {
        // The webview is part of Windows and macOS; a compiler came with Rust.
        return Ok(true);
    }
    let missing: Vec<&Need> = needs.iter().filter(|need| !is_there(need.sign)).collect();
    if missing.is_empty() {
        return Ok(true);
    }
    println!("Missing on this machine:");
    for need in &missing {
        println!("  {:<24} {}", need.package, need.what);
    }
    let mut packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    packages.dedup();
    if find("apt-get").is_none() {
        return Err("install these with your system's package manager (their names may differ) and \
                    run this again"
            .to_owned());
    }
    if !ask("Install them with apt-get?") {
        return Err("stopped: nothing was installed".to_owned());
    }
    must(apt().arg("update").arg("-q"))?;
    must(apt().args(["install", "--yes", "-q", "--no-install-recommends"]).args(&packages))?;
    match missing.iter().find(|need| !is_there(need.sign)) {
        Some(need) => Err(format!("{} is installed, but {} is still not found", need.package, need.what)),
        None => Ok(true),
    }
}

fn check_node() -> Result<(), String> {
    let advice = format!("install Node {NODE} or newer, with npm, and run this again");
    let Some(version) = output_of("node", &["--version"]) else {
        return Err(format!("Node is not here: {advice}"));
    };
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|text| text.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE => Ok(()),
        _ => Err(format!("Node {} is too old: {advice}", version.trim())),
    }
}

fn apt() -> Command {
    let root = output_of("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    let mut command = Command::new(if root { "apt-get" } else { "sudo" });
    if !root {
        command.arg("apt-get");
    }
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_there(sign: Sign) -> bool {
    match sign {
        Sign::Program(name) => find(name).is_some(),
        Sign::Library(name) => output_of("pkg-config", &["--exists", name]).is_some(),
        Sign::File(path) => PathBuf::from(path).exists(),
        Sign::PostgreSql => {
            let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
            find("initdb").is_some() || versions.into_iter().any(|version| version.path().join("bin/initdb").exists())
        }
    }
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}
