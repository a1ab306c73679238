//! The command line: what can be asked, and with which options. Knows nothing of what happens then.

pub mod triage;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

mod work;

pub use work::{
    Action, ActionAdd, ActionList, ActionUpdate, Plan, PlanAdd, PlanClose, PlanInvite, PlanList, PlanUpdate,
};

/// Wardbook from a terminal: record, find and keep ward notes.
#[derive(Parser)]
#[command(name = "wardbookctl", version, subcommand_required = true, arg_required_else_help = true)]
#[command(
    after_help = "The passphrase is read from --passphrase-file, else from WARDBOOK_PASSPHRASE, else it is asked for.\nExit: 0 when it was done, 2 when the command was not understood, 1 otherwise."
)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes, before or after its name.
#[derive(ClapArgs)]
pub struct Common {
    /// Folder of the notebook; the one of the desktop app if left out
    #[arg(long, value_name = "DIR", global = true, help_heading = "For every command")]
    pub profile: Option<PathBuf>,
    /// Print one JSON value, for scripts
    #[arg(long, global = true, help_heading = "For every command")]
    pub json: bool,
    /// File whose first line is the passphrase
    #[arg(long, value_name = "FILE", global = true, help_heading = "For every command")]
    pub passphrase_file: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Make a notebook on this computer only
    New(New),
    /// Join a partnership with an invitation
    Join(Join),
    /// Go on with a server that has another key, which you were told of by two ways
    Reintroduce(Reintroduce),
    /// Say whose notebook this is and what it holds
    Status,
    /// Send what waits and fetch what is new, now
    Sync,
    /// What becomes of notes that others recorded
    #[command(subcommand, arg_required_else_help = true)]
    Triage(triage::Triage),
    /// What is shared with everybody granted a ward
    #[command(subcommand, arg_required_else_help = true)]
    Briefing(triage::Briefing),
    /// Locality action plans: begin, change, activate, share, close
    #[command(subcommand, arg_required_else_help = true)]
    Plan(Plan),
    /// Actions of plans, and what is done on them
    #[command(subcommand, arg_required_else_help = true)]
    Action(Action),
    /// What was written differently without sight of each other
    #[command(subcommand, arg_required_else_help = true)]
    Conflict(Conflict),
    /// What is on its way, held, or not accepted
    #[command(subcommand, arg_required_else_help = true)]
    Outbox(Outbox),
    /// Record, amend, withdraw, list and show notes
    #[command(subcommand, arg_required_else_help = true)]
    Note(Note),
    /// Write the notes into a new folder, with recipient and purpose in it
    Export(Export),
    /// Write the whole notebook, encrypted, into a new file
    Backup(Backup),
    /// Put a backup into a folder without a notebook, as a new device
    Restore(Restore),
    /// Photos and documents on notes and actions
    #[command(subcommand, arg_required_else_help = true)]
    File(Files),
    /// Sealed files, from hand to hand where there is no connection
    #[command(subcommand, arg_required_else_help = true)]
    Sealed(Sealed),
    /// What waits in a notebook whose passphrase and recovery code are both lost
    #[command(subcommand, arg_required_else_help = true)]
    Unsent(Unsent),
    /// Check every page, change, signature and list
    Verify,
    /// Look for what may cause trouble, and say what to do about it
    Doctor,
}

#[derive(ClapArgs)]
pub struct New {
    /// Your name, as your colleagues know you
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// Ward boundaries: from May 2022, or those of 2014 to 2022
    #[arg(long, value_name = "SET", value_parser = ["2022", "2014"], default_value = "2022")]
    pub boundaries: String,
}

#[derive(ClapArgs)]
pub struct Join {
    /// The whole text that begins with “wardbook-”
    #[arg(value_name = "INVITATION")]
    pub invitation: String,
}

#[derive(ClapArgs)]
pub struct Reintroduce {
    /// The text that names the server and its new key; it begins with “wardbook-”
    #[arg(value_name = "TEXT")]
    pub text: String,
    /// The new key's fingerprint, as you were told it by another way than the text came
    #[arg(long, value_name = "GROUPS")]
    pub fingerprint: String,
}

#[derive(Subcommand)]
pub enum Unsent {
    /// Send it to the partnership's server, without opening the notebook
    Send(UnsentSend),
}

#[derive(ClapArgs)]
pub struct UnsentSend {
    /// An invitation of this partnership: it says where the server is, and is not used up
    #[arg(value_name = "INVITATION")]
    pub invitation: String,
}

#[derive(ClapArgs)]
pub struct ById {
    /// Its id
    pub id: String,
}

/// How much of a list is wanted.
#[derive(ClapArgs)]
pub struct AtMost {
    /// At most so many; all if left out
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

impl AtMost {
    pub fn or_all(&self) -> usize {
        self.limit.unwrap_or(usize::MAX)
    }
}

#[derive(Subcommand)]
pub enum Conflict {
    /// List them, each with its versions
    List(AtMost),
    /// Keep one version, or give another value
    Decide(Decide),
    /// Take a decision back
    Undo(ById),
}

#[derive(ClapArgs)]
pub struct Decide {
    /// The conflict's id
    pub id: String,
    /// The version to keep: its id, or mine or theirs where there are two
    #[arg(long, value_name = "HEAD|mine|theirs", conflicts_with = "value", required_unless_present = "value")]
    pub keep: Option<String>,
    /// Another value
    #[arg(long, value_name = "V", allow_hyphen_values = true)]
    pub value: Option<String>,
    /// Why, where the field asks for a reason
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub why: Option<String>,
}

#[derive(Subcommand)]
pub enum Files {
    /// Add a photo or document; a photo is cleaned of where and when it was taken
    Add(FileAdd),
    /// List what hangs on a note or action
    List(OnWhat),
    /// Save a copy outside the notebook; for whom and for what is logged
    Save(FileSave),
}

#[derive(ClapArgs)]
#[group(required = true, multiple = false)]
pub struct OnWhat {
    /// A note's id
    #[arg(long, value_name = "ID")]
    pub note: Option<String>,
    /// An action's id
    #[arg(long, value_name = "ID")]
    pub action: Option<String>,
}

#[derive(ClapArgs)]
pub struct FileAdd {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub on: OnWhat,
    /// What it shows, for whoever cannot see it
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub description: Option<String>,
}

#[derive(ClapArgs)]
pub struct FileSave {
    /// Its id
    pub id: String,
    /// Where the copy goes; nothing may be there yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Who it is for
    #[arg(long, value_name = "R")]
    pub recipient: String,
    /// What it is for
    #[arg(long, value_name = "P")]
    pub purpose: String,
    #[command(flatten)]
    pub terms: Terms,
}

#[derive(Subcommand)]
pub enum Outbox {
    /// List what waits, what is held, and what was not accepted
    List(AtMost),
    /// Send something that was not accepted again
    Retry(ById),
}

#[derive(Subcommand)]
pub enum Note {
    /// Record a note
    Add(NoteAdd),
    /// Add a correction or more detail; the first text stays
    Amend(NoteAmend),
    /// Withdraw a note; its history stays readable
    Withdraw(NoteWithdraw),
    /// List notes, latest first
    List(NoteList),
    /// Show one note
    Show(NoteShow),
}

#[derive(ClapArgs)]
pub struct NoteAdd {
    /// Ward, by code or by name
    #[arg(long, value_name = "WARD")]
    pub ward: String,
    /// What was seen or heard, kept to the letter
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub text: String,
    /// What it is about; may be given several times
    #[arg(long = "topic", value_name = "TOPIC")]
    pub topics: Vec<String>,
    /// How it is known, such as "saw it"
    #[arg(long, value_name = "HOW")]
    pub how_known: Option<String>,
    /// When it happened: 2026-11-22, 2026-11-22T14:30; now if left out
    #[arg(long, value_name = "DATE[TIME]", allow_hyphen_values = true)]
    pub when: Option<String>,
    /// Where, in your own words
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true)]
    pub place: Option<String>,
    /// What sort of place, such as "park"
    #[arg(long, value_name = "TYPE")]
    pub place_type: Option<String>,
    /// How many residents said it
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub residents: Option<i64>,
}

#[derive(ClapArgs)]
pub struct NoteAmend {
    /// The note's id
    pub id: String,
    /// The correction or detail, kept to the letter
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub text: String,
}

#[derive(ClapArgs)]
pub struct NoteWithdraw {
    /// The note's id
    pub id: String,
    /// Why; it stays with the note
    #[arg(long, value_name = "REASON", allow_hyphen_values = true)]
    pub reason: String,
}

#[derive(ClapArgs)]
pub struct NoteList {
    /// Only this ward, by code or by name
    #[arg(long, value_name = "WARD")]
    pub ward: Option<String>,
    /// Only notes with these words
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub query: Option<String>,
    /// Only notes in this state, such as "recorded" or "withdrawn"
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// At most so many; all if left out
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

#[derive(ClapArgs)]
pub struct NoteShow {
    /// The note's id
    pub id: String,
}

#[derive(ClapArgs)]
pub struct Export {
    /// The folder to write; it must not exist or be empty
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Who receives it; the name stands in every file
    #[arg(long, value_name = "RECIPIENT")]
    pub recipient: String,
    /// What it is for; this stands in every file
    #[arg(long, value_name = "PURPOSE")]
    pub purpose: String,
    #[command(flatten)]
    pub terms: Terms,
}

/// To what sort of recipient something goes, and until when they may keep it.
#[derive(ClapArgs)]
pub struct Terms {
    /// own, partner, agency or committee: what they are not to have is left out; partner if left out
    #[arg(long, value_name = "KIND")]
    pub recipient_kind: Option<String>,
    /// The day by which it is to be deleted: 2027-11-24; after 12 months (agency 6, committee 24) if left out
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
}

#[derive(ClapArgs)]
pub struct Backup {
    /// The file to write; it must not exist yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(ClapArgs)]
#[command(
    after_help = "The backup opens with the passphrase or the recovery code its notebook had then.\nThe code is read from --recovery-code-file or WARDBOOK_RECOVERY_CODE, and may also be given where the passphrase is."
)]
pub struct Restore {
    /// The file that “backup” wrote
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// File whose first line is the recovery code
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    pub recovery_code_file: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum Sealed {
    /// Save what waits to be sent into a new file; it goes on waiting here
    Waiting(SealedWaiting),
    /// Save everything of a ward that somebody may read into a new file for them
    Pack(SealedPack),
    /// Take in what a file brings, as often as you like
    Take(SealedTake),
}

#[derive(ClapArgs)]
pub struct SealedWaiting {
    /// The file to write; it must not exist yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// For whom; everybody who may read all of it if left out
    #[arg(long, value_name = "NAME")]
    pub to: Option<String>,
    /// What it is for; the file says it by itself if left out
    #[arg(long, value_name = "P")]
    pub purpose: Option<String>,
    /// The day by which the file is to be deleted: 2027-11-24; after a month if left out
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
}

#[derive(ClapArgs)]
pub struct SealedPack {
    /// The file to write; it must not exist yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Ward, by code or by name
    #[arg(long, value_name = "WARD")]
    pub ward: String,
    /// For whom
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// What it is for; the file says it by itself if left out
    #[arg(long, value_name = "P")]
    pub purpose: Option<String>,
    /// The day by which the file is to be deleted: 2027-11-24; after a month if left out
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
}

#[derive(ClapArgs)]
pub struct SealedTake {
    /// The file that “sealed waiting” or “sealed pack” wrote
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_text_may_begin_with_a_dash() {
        let args = Args::try_parse_from(["wardbookctl", "note", "amend", "x", "--text", "- two more"]).unwrap();
        assert!(matches!(args.command, Command::Note(Note::Amend(NoteAmend { text, .. })) if text == "- two more"));
    }

    #[test]
    fn options_of_every_command_stand_before_or_after_its_name() {
        for line in [["wardbookctl", "--json", "status"], ["wardbookctl", "status", "--json"]] {
            assert!(Args::try_parse_from(line).unwrap().common.json);
        }
    }
}
