//! One file for each command, or family of commands.

mod action;
mod backup;
mod briefing;
mod conflict;
mod doctor;
mod export;
mod file;
mod hand_over;
mod join;
mod new;
mod note;
mod note_text;
mod outbox;
mod plan;
mod reintroduce;
mod restore;
mod sealed;
mod status;
mod sync;
mod triage;
mod unsent;
mod verify;
mod work_text;

use crate::args::{Args, Command};
use crate::output::{Output, Stop};

pub fn run(args: &Args, output: &mut Output) -> Result<(), Stop> {
    let common = &args.common;
    match &args.command {
        Command::New(new) => new::run(common, new, output),
        Command::Join(join) => join::run(common, join, output),
        Command::Reintroduce(reintroduce) => reintroduce::run(common, reintroduce, output),
        Command::Status => status::run(common, output),
        Command::Sync => sync::run(common, output),
        Command::Triage(triage) => triage::run(common, triage, output),
        Command::Briefing(briefing) => briefing::run(common, briefing, output),
        Command::Plan(plan) => plan::run(common, plan, output),
        Command::Action(action) => action::run(common, action, output),
        Command::Conflict(conflict) => conflict::run(common, conflict, output),
        Command::Outbox(outbox) => outbox::run(common, outbox, output),
        Command::Note(note) => note::run(common, note, output),
        Command::Export(export) => export::run(common, export, output),
        Command::Backup(backup) => backup::run(common, backup, output),
        Command::Restore(restore) => restore::run(common, restore, output),
        Command::File(files) => file::run(common, files, output),
        Command::Sealed(sealed) => sealed::run(common, sealed, output),
        Command::Unsent(unsent) => unsent::run(common, unsent, output),
        Command::Verify => verify::run(common, output),
        Command::Doctor => doctor::run(common, output),
    }
}
