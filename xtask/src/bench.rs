//! `cargo xtask bench NOTES.jsonl`: the release programs measured against a floor in the same run.

use std::path::PathBuf;

use crate::shell::{Outcome, cargo, must, succeeds, target};
use crate::{build, needs};

pub fn run(arguments: &[String]) -> Outcome {
    let [notes, rest @ ..] = arguments else {
        return Err(
            "bench needs the file of notes: cargo xtask bench NOTES.jsonl [--only PART] [--json FILE]".to_owned()
        );
    };
    needs::for_testing()?;
    build::programs(true)?;
    let programs: PathBuf = target().join("release");
    must(cargo().args(["build", "--release", "--package", "wardbook-tests", "--bin", "wardbook-bench"]))?;
    let mut bench = std::process::Command::new(programs.join("wardbook-bench"));
    bench.arg(notes).arg("--programs").arg(&programs).args(rest);
    bench.env("WARDBOOK_APP", programs.join("wardbook"));
    bench.env("WARDBOOK_SERVER", programs.join(format!("wardbook-server{}", std::env::consts::EXE_SUFFIX)));
    succeeds(&mut bench)
}
