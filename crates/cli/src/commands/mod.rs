//! One file for each command, or family of commands.

mod backup;
mod doctor;
mod export;
mod new;
mod note;
mod note_text;
mod restore;
mod status;
mod verify;

use crate::args::{Args, Command};
use crate::output::{Output, Stop};

pub fn run(args: &Args, output: &mut Output) -> Result<(), Stop> {
    let common = &args.common;
    match &args.command {
        Command::New(new) => new::run(common, new, output),
        Command::Status => status::run(common, output),
        Command::Note(note) => note::run(common, note, output),
        Command::Export(export) => export::run(common, export, output),
        Command::Backup(backup) => backup::run(common, backup, output),
        Command::Restore(restore) => restore::run(common, restore, output),
        Command::Verify => verify::run(common, output),
        Command::Doctor => doctor::run(common, output),
    }
}
