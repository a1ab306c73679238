//! What the program may be started with. Nothing here is remembered.

use std::path::PathBuf;

use clap::Parser;

/// The ward notebook that works without a signal.
#[derive(Debug, Default, Parser)]
#[command(name = "wardbook", version)]
pub struct Args {
    /// The folder that holds the notebook. Everything the program keeps lies under it.
    #[arg(long, value_name = "DIR")]
    pub profile: Option<PathBuf>,

    /// Open on a new note, once the notebook is unlocked.
    #[arg(long)]
    pub new_note: bool,
}
