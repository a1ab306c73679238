//! `cargo xtask run --server`: a partnership to try on one computer. A real server on this computer
//! alone, and four invented people, each with a notebook of their own, enrolled as anybody would be.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::run::program;
use crate::shell::{Outcome, target};

/// Of the example alone: it protects invented notes.
const PASSPHRASE: &str = "an example of four words";
const ADDRESS: &str = "127.0.0.1:8443";

struct Person {
    folder: &'static str,
    name: &'static str,
    role: &'static str,
    wards: &'static [&'static str],
    notes: &'static [(&'static str, &'static str)],
}

const PEOPLE: &[Person] = &[
    Person { folder: "helen", name: "Helen Prior", role: "coordinator", wards: &[], notes: &[] },
    Person {
        folder: "amara",
        name: "Amara Lewis",
        role: "outreach",
        wards: &["Addison", "Grove"],
        notes: &[
            (
                "Addison",
                "Two mopeds wait by the launderette most evenings, engines running. They leave when the bus comes.",
            ),
            (
                "Grove",
                "Boys from the estate say the courtyard light has been out since Sunday, and nobody goes there now.",
            ),
        ],
    },
    Person {
        folder: "ruth",
        name: "Cllr Ruth Ansell",
        role: "councillor",
        wards: &["Addison"],
        notes: &[("Addison", "Three residents told me about shouting outside the supermarket after closing time.")],
    },
    Person { folder: "sam", name: "Sam Whitfield", role: "community-safety", wards: &["Addison", "Grove"], notes: &[] },
];

/// Serves until the window is closed, or, where nothing can be opened, until it is stopped.
pub fn serve(release: bool, has_display: bool) -> Outcome {
    let folder = target().join("example-partnership");
    let made = folder.join("server").exists();
    let administrator = if made { None } else { Some(found(&folder, release)?) };
    let mut server = start(&folder, release)?;
    let done = people(&folder, release, administrator.as_deref())
        .and_then(|()| open(&folder, release, has_display, &mut server));
    let _ = server.kill();
    let _ = server.wait();
    done
}

fn found(folder: &Path, release: bool) -> Result<String, String> {
    fs::create_dir_all(folder).map_err(|error| format!("failed to make {}: {error}", folder.display()))?;
    let url = format!("https://{ADDRESS}");
    let mut command = Command::new(program("wardbook-server", release));
    command.args([
        "init",
        "--partnership",
        "Example partnership",
        "--admin",
        "Mina Farrow",
        "--address",
        &url,
        "--json",
    ]);
    invitation(command.arg("--data").arg(folder.join("server")))
}

fn start(folder: &Path, release: bool) -> Result<Child, String> {
    let mut command = Command::new(program("wardbook-server", release));
    command.args(["serve", "--listen", ADDRESS, "--data"]).arg(folder.join("server"));
    let mut server =
        command.stdout(Stdio::piped()).spawn().map_err(|error| format!("failed to start the server: {error}"))?;
    let mut line = String::new();
    if let Some(stdout) = server.stdout.take() {
        BufReader::new(stdout).read_line(&mut line).map_err(|error| error.to_string())?;
    }
    if line.trim().is_empty() {
        let _ = server.wait();
        return Err(format!("the server did not start; is something else listening on {ADDRESS}?"));
    }
    println!("The server answers at {}", line.trim());
    Ok(server)
}

/// Enrols whoever is not enrolled yet.
fn people(folder: &Path, release: bool, administrator: Option<&str>) -> Result<(), String> {
    if let Some(invitation) = administrator {
        ctl(&folder.join("mina"), release, &["join", invitation])?;
    }
    for person in PEOPLE {
        let profile = folder.join(person.folder);
        if profile.join("wardbook.db").exists() {
            continue;
        }
        let mut command = Command::new(program("wardbook-server", release));
        command.arg("invite").arg("--data").arg(folder.join("server"));
        command.args(["--name", person.name, "--role", person.role, "--json"]);
        for ward in person.wards {
            command.args(["--ward", ward]);
        }
        ctl(&profile, release, &["join", &invitation(&mut command)?])?;
        for (ward, text) in person.notes {
            ctl(&profile, release, &["note", "add", "--ward", ward, "--text", text])?;
        }
        ctl(&profile, release, &["sync"])?;
        println!("Enrolled {}, {}", person.name, person.role);
    }
    Ok(())
}

fn open(folder: &Path, release: bool, has_display: bool, server: &mut Child) -> Outcome {
    let window = program("wardbook", release);
    println!("\nThe passphrase of every notebook here is: {PASSPHRASE}\n");
    for person in PEOPLE {
        println!("  {} --profile {}", window.display(), folder.join(person.folder).display());
    }
    println!("  {} --profile {}    (the administrator)\n", window.display(), folder.join("mina").display());
    if !has_display {
        println!("This machine has no display. The server goes on until you stop it with Ctrl+C.");
        let ended = server.wait().map_err(|error| error.to_string())?;
        return Ok(ended.success());
    }
    println!("Opening Helen Prior's notebook. The server ends when its window is closed.");
    let ended =
        Command::new(window).arg("--profile").arg(folder.join("helen")).status().map_err(|error| error.to_string())?;
    Ok(ended.success())
}

fn ctl(profile: &PathBuf, release: bool, arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new(program("wardbookctl", release));
    command.arg("--profile").arg(profile).args(arguments).env("WARDBOOK_PASSPHRASE", PASSPHRASE);
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("wardbookctl {}: {}", arguments[0], String::from_utf8_lossy(&output.stderr).trim()))
}

fn invitation(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let answer: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    answer["invitation"].as_str().map(str::to_owned).ok_or_else(|| "the server gave no invitation".to_owned())
}
