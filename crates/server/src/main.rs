//! `wardbook-server`: reads the command line, does what it says, and lays the answer out.
//!
//! Exit codes are what others script against: 0 only when it was done, 2 for misuse, 1 otherwise.

mod args;
mod commands;
mod output;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use domain::clock::{Clock, Timestamp};
use domain::entropy::Entropy;
use wardbook_server::setup::Outside;

use args::Args;

/// The machine's clock.
struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the server reads the machine's clock")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp::from_millis(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// The machine's randomness.
struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::panic, reason = "without randomness no key may be made, and nothing can be answered safely")]
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            panic!("the machine gives no randomness: {error}");
        }
    }
}

fn main() -> ExitCode {
    hardening::say_only_where_a_panic_was("wardbook-server");
    hardening::forbid_core_files();
    hardening::forbid_inspection();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return output::not_understood(&error),
    };
    let outside = Outside { clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy) };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return output::failed(
                args.json,
                "io",
                &format!("The program could not start: {error}. Nothing was changed."),
                1,
            );
        }
    };
    let json = args.json;
    let done = runtime.block_on(commands::run(args, &outside));
    match done {
        Ok(done) => output::done(json, done),
        Err(error) => output::failed(json, &error.code(), &error.message(), if error.is_misuse() { 2 } else { 1 }),
    }
}
