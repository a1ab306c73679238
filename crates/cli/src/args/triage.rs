//! Arguments of `triage` and `briefing`.

use clap::{Args as ClapArgs, Subcommand};

use super::{AtMost, ById};

#[derive(Subcommand)]
pub enum Triage {
    /// List other people's notes that are not closed, the longest unread first
    List(AtMost),
    /// Read a note: whoever recorded it is told
    Read(ById),
    /// Give a note to a colleague to see to
    Assign(Assign),
    /// Ask whoever recorded it for more
    Ask(WithText),
    /// Tell whoever recorded it one sentence, and change nothing else
    Tell(Tell),
    /// Write what everybody granted the ward may know of it
    Brief(WithText),
    /// Make it part of a plan
    Link(Link),
    /// Note that it was passed to the police or the safeguarding hub
    Send(Send),
    /// Close it: a reason for colleagues, and a sentence for whoever recorded it
    Close(Close),
}

#[derive(ClapArgs)]
pub struct Assign {
    /// The note's id
    pub id: String,
    /// A member's name
    #[arg(long, value_name = "NAME")]
    pub to: String,
}

#[derive(ClapArgs)]
pub struct Tell {
    /// The note's id
    pub id: String,
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub text: String,
    /// The day by which they hear more: 2026-12-01
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub by: Option<String>,
}

#[derive(ClapArgs)]
pub struct WithText {
    /// The note's id
    pub id: String,
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub text: String,
}

#[derive(ClapArgs)]
pub struct Link {
    /// The note's id
    pub id: String,
    /// The plan's id
    #[arg(long, value_name = "ID")]
    pub plan: String,
}

#[derive(ClapArgs)]
pub struct Send {
    /// The note's id
    pub id: String,
    /// Where it was sent
    #[arg(long, value_name = "police|mash")]
    pub to: String,
    /// The number it has there
    #[arg(long, value_name = "R", allow_hyphen_values = true)]
    pub reference: String,
}

#[derive(ClapArgs)]
pub struct Close {
    /// The note's id
    pub id: String,
    /// Why, for colleagues
    #[arg(long, value_name = "R", allow_hyphen_values = true)]
    pub reason: String,
    /// What whoever recorded it is told
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub feedback: String,
}

#[derive(Subcommand)]
pub enum Briefing {
    /// List what is shared in the wards you were granted, the latest first
    List(BriefingList),
    /// Show one briefing
    Show(ById),
}

#[derive(ClapArgs)]
pub struct BriefingList {
    /// Only of this ward: an ONS code or a name
    #[arg(long, value_name = "W")]
    pub ward: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}
