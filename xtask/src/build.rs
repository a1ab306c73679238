//! `cargo xtask build`: the programs, with the interface inside.
//!
//! A plain `cargo build` leaves the interface out and would ask a development server for it.

use std::process::Command;

use crate::shell::{Outcome, cargo, must, target};
use crate::{interface, needs};

/// Puts the built interface into the program. Given to every cargo call alike, so that a test run
/// does not build the shell a second time without it.
pub const EMBEDDED: &str = "wardbook/custom-protocol";

pub fn run(arguments: &[String]) -> Outcome {
    let release = match arguments {
        [] => false,
        [only] if only == "--release" => true,
        _ => return Err("build takes only --release".to_owned()),
    };
    needs::for_building()?;
    programs(release)?;
    let folder = target().join(if release { "release" } else { "debug" });
    println!("Built: {}", folder.join("wardbook").display());
    println!("       {}", folder.join("wardbookctl").display());
    println!("       {}", folder.join("wardbook-server").display());
    Ok(true)
}

/// Builds interface and programs.
pub fn programs(release: bool) -> Result<(), String> {
    interface::build()?;
    must(&mut compile(release))
}

fn compile(release: bool) -> Command {
    let mut command = cargo();
    command.args(["build", "--features", EMBEDDED]);
    if release {
        // What the tests start themselves is none of what is released, and takes longer to link than the rest.
        command.args([
            "--release",
            "--package",
            "wardbook",
            "--package",
            "wardbookctl",
            "--package",
            "wardbook-server",
        ]);
    } else {
        command.args(["--workspace", "--bins"]);
    }
    command
}
