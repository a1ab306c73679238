//! `cargo xtask soak`: what the ordinary run does in minutes, for as long as it is given.

use crate::shell::{Outcome, cargo, succeeds};

/// Seeds the ordinary run never comes to.
const FAR: u64 = 1_000_000;

pub fn run(arguments: &[String]) -> Outcome {
    let minutes = match arguments {
        [flag, minutes] if flag == "--minutes" => minutes.parse::<u64>().ok().filter(|minutes| *minutes > 0),
        _ => None,
    };
    let Some(minutes) = minutes else {
        return Err("soak needs to know for how long: cargo xtask soak --minutes N".to_owned());
    };
    // Other seeds each time it is run, and each failure prints the seed that repeats it.
    #[expect(clippy::disallowed_methods, reason = "seeds that no other run comes to follow from the moment")]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let from = FAR + now;
    let test = |name: &str| {
        let mut command = cargo();
        command.args(["test", "--package", "wardbook-tests", "--test", name, "--", "--nocapture", "--include-ignored"]);
        command
    };
    let mut boroughs = test("simulation");
    boroughs.env("WARDBOOK_SEEDS", format!("{from}..{}", from + 1)).env("WARDBOOK_MINUTES", minutes.to_string());
    let mut good = succeeds(&mut boroughs)?;
    // Every fault that is built in on purpose, and every operation in each way that it can fail.
    good &= succeeds(&mut test("seeded_faults"))?;
    good &= succeeds(test("crash_points").env("WARDBOOK_WAYS", "3"))?;
    // Every way in for bytes from outside, a minute each.
    good &= succeeds(test("decoders").env("WARDBOOK_SECONDS", "60").env("WARDBOOK_SEED", from.to_string()))?;
    good &= succeeds(test("network").env("WARDBOOK_SEEDS", format!("{from}..{}", from + 1)))?;
    Ok(good)
}
