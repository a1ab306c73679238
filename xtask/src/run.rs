//! `cargo xtask run`: from a fresh checkout to the open window.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{Outcome, cargo, must, succeeds, target};
use crate::{build, example, needs};

#[derive(Debug, Default)]
struct Asked {
    release: bool,
    server: bool,
    screenshots: Option<PathBuf>,
    /// Looks of the pictures; all where none is named.
    looks: Vec<String>,
    /// For the program itself.
    passed_on: Vec<String>,
}

pub fn run(arguments: &[String]) -> Outcome {
    let asked = read(arguments)?;
    match &asked.screenshots {
        Some(folder) => pictures(folder, &asked.looks, asked.release),
        None => open(&asked),
    }
}

fn open(asked: &Asked) -> Outcome {
    needs::for_building()?;
    build::programs(asked.release)?;
    if asked.server {
        return example::serve(asked.release, has_display());
    }
    if !has_display() {
        println!(
            "Wardbook is built, but this machine has no display to open it on.\n\
             `cargo xtask run --screenshots DIR` drives the real window where nobody sees it and \
             saves pictures of every screen."
        );
        return Ok(false);
    }
    succeeds(Command::new(program("wardbook", asked.release)).args(&asked.passed_on))
}

fn pictures(folder: &Path, looks: &[String], release: bool) -> Outcome {
    needs::for_testing()?;
    build::programs(release)?;
    std::fs::create_dir_all(folder).map_err(|error| format!("failed to make {}: {error}", folder.display()))?;
    let folder = std::path::absolute(folder).map_err(|error| error.to_string())?;
    must(cargo().args(["build", "--workspace", "--bin", "wardbook-screenshots", "--features", build::EMBEDDED]))?;
    succeeds(
        Command::new(program("wardbook-screenshots", false))
            .arg(folder)
            .args(looks)
            .env("WARDBOOK_APP", program("wardbook", release))
            .env("WARDBOOK_SERVER", program("wardbook-server", release)),
    )
}

pub fn program(name: &str, release: bool) -> PathBuf {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    target().join(if release { "release" } else { "debug" }).join(file)
}

fn has_display() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

fn read(arguments: &[String]) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut left = arguments.iter();
    while let Some(argument) = left.next() {
        match argument.as_str() {
            "--release" => asked.release = true,
            "--server" => asked.server = true,
            "--screenshots" => {
                let folder = left.next().ok_or("--screenshots needs a folder")?;
                asked.screenshots = Some(PathBuf::from(folder));
            }
            "--look" => asked.looks.push(left.next().ok_or("--look needs one of light, dark, zoom200, 720")?.clone()),
            "--" => asked.passed_on = left.by_ref().cloned().collect(),
            other => return Err(format!("run does not know «{other}»; see `cargo xtask --help`")),
        }
    }
    Ok(asked)
}
