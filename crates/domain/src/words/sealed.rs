//! What is said of sealed files: why one was not made or not taken in, and what came of one.

use std::path::{Path, PathBuf};

use super::refusal::Field;
use super::{counted, joined};

/// A sealed file that was not made or not taken in, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealedRefusal {
    NotOne {
        file: PathBuf,
    },
    Newer {
        file: PathBuf,
    },
    NotForHere {
        file: PathBuf,
    },
    Altered {
        file: PathBuf,
    },
    OtherPartnership {
        file: PathBuf,
    },
    /// It holds what a device wrote that nobody known here vouches for.
    UnknownDevice {
        file: PathBuf,
    },
    /// What the server signed for its maker and for this device cannot both be true.
    TwoHistories {
        file: PathBuf,
    },
    NothingWaits,
    /// Nobody else may read all of what waits.
    NobodyReads,
    ReadsNothing {
        name: String,
    },
    NoDevice {
        name: String,
    },
    NobodyMeant {
        name: String,
    },
}

impl SealedRefusal {
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::NotOne { .. } => "not-a-sealed-file",
            Self::Newer { .. } => "newer-sealed-file",
            Self::NotForHere { .. } => "not-for-here",
            Self::Altered { .. } => "file-altered",
            Self::OtherPartnership { .. } => "other-partnership",
            Self::UnknownDevice { .. } => "not-checkable",
            Self::TwoHistories { .. } => "two-histories",
            Self::NothingWaits => "nothing-waits",
            Self::NobodyReads => "nobody-reads",
            Self::ReadsNothing { .. } => "reads-nothing",
            Self::NoDevice { .. } => "no-device",
            Self::NobodyMeant { .. } => "nobody-meant",
        }
    }

    pub(super) const fn field(&self) -> Option<Field> {
        match self {
            Self::NothingWaits => None,
            Self::NobodyReads | Self::ReadsNothing { .. } | Self::NoDevice { .. } | Self::NobodyMeant { .. } => {
                Some(Field::To)
            }
            _ => Some(Field::File),
        }
    }

    pub(super) fn message(&self) -> String {
        match self {
            Self::NotOne { file } => format!("{} is not a sealed file of Wardbook. Nothing was taken in. Choose a file whose name ends in .wbx.", name(file)),
            Self::Newer { file } => format!("A newer Wardbook made {}, and this one cannot read it. Nothing was taken in, and the file is as it was. Install the newer version and take it in again.", name(file)),
            Self::NotForHere { file } => format!("{} was not made for you on this device. Nothing was taken in, and nothing of it can be read here. Give it to whom it was made for, or ask for one made for you; whoever makes it must have heard of this device first.", name(file)),
            Self::Altered { file } => format!("{} is cut short or was altered. Nothing was taken in, and your notebook is as it was. Copy it again from where it was made, or ask for another.", name(file)),
            Self::OtherPartnership { file } => format!("{} is of another partnership or another notebook. Nothing was taken in. Choose one that was made in your partnership.", name(file)),
            Self::UnknownDevice { file } => format!("{} brings what a device wrote that nobody known here vouches for, so it cannot be checked. Nothing was taken in. Exchange with the server first, or ask for a file from somebody who has.", name(file)),
            Self::TwoHistories { file } => format!("{} shows that the server told its maker something else than you: it signed two histories of the same thing. Its disk may have been put back without its own restoring, or somebody may be hiding notes or endings from one of you. Nothing was taken in, nothing here was changed, and the file is evidence: keep it. Tell whoever runs your partnership's server, by telephone, and whoever made the file.", name(file)),
            Self::NothingWaits => "Nothing waits to be sent, so no file was made. Everything you recorded is with the server.".to_owned(),
            Self::NobodyReads => "No file was made: there is nobody else who may read all of what waits. Nothing is lost, and it still waits. Choose one person; what they may not read stays here.".to_owned(),
            Self::ReadsNothing { name } => format!("No file was made: {name} may read nothing that would stand in it. Nothing is lost. Choose somebody who may."),
            Self::NoDevice { name } => format!("No file was made: {name} has no device that could open it, as far as is known here. Nothing is lost. Choose somebody else, or exchange with the server first."),
            Self::NobodyMeant { name } => format!("No file was made: nobody is meant by “{name}”. Give the name of one member, as People has it."),
        }
    }
}

fn name(file: &Path) -> String {
    file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Said of a note that came in a file and has no receipt.
pub const CAME_IN_A_FILE: &str = "Came in a file. Not received by the server yet.";

/// Said of what came in files and has no receipt, on the page about sync.
pub fn offered(entries: u64) -> String {
    let entries = counted(entries, "entry that came in a file is", "entries that came in files are");
    format!("{entries} offered to the server with the next exchange.")
}

/// Where a name is not known here.
pub const SOMEBODY: &str = "somebody not known here";

/// What stands in a file: "4 notes and 2 other entries".
fn content(notes: u64, others: u64) -> String {
    let parts = [(notes, "note", "notes"), (others, "other entry", "other entries")];
    let parts: Vec<String> =
        parts.iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| counted(*count, one, many)).collect();
    if parts.is_empty() { "nothing but who belongs".to_owned() } else { joined(&parts, "and") }
}

/// A file of what waits was made for these people. `left` acts stay out of it.
pub fn waiting_saved(people: &[String], (notes, others): (u64, u64), left: u64, size: &str) -> String {
    let whom = joined(people, "and");
    let mut told = format!(
        "Saved for {whom}: {}, {size}. Nobody else can open the file. All of it still waits here until the server has it.",
        content(notes, others)
    );
    if left > 0 {
        let who = if people.len() == 1 { whom } else { "not all of them".to_owned() };
        let may = if people.len() == 1 { "may not read it" } else { "may read it" };
        told += &format!(" Not in the file: {}, since {who} {may}.", counted(left, "entry", "entries"));
    }
    told
}

/// A pack of a ward was made for somebody. `left` where it has not everything of the ward that is held here.
pub fn pack_saved(name: &str, ward: &str, (notes, others): (u64, u64), left: bool, size: &str) -> String {
    let mut told =
        format!("Pack of {ward} saved for {name}: {}, {size}. Nobody else can open the file.", content(notes, others));
    if left {
        told += &format!(" What {name} may not read is not in it.");
    }
    told
}

/// What a file brought: new notes by their authors' names, notes that were here, other new entries.
pub fn taken_in(notes: &[(String, u64)], had: u64, others: u64) -> String {
    let from = |(name, count): &(String, u64)| format!("{} from {name}", super::grouped(*count));
    let sum: u64 = notes.iter().map(|(_, count)| count).sum();
    let new = match notes {
        [] if others == 0 => "Nothing new".to_owned(),
        [] => format!("No new notes, {}", counted(others, "other entry", "other entries")),
        [(name, count)] => format!("{} from {name}", counted(*count, "note", "notes")),
        several => format!(
            "{}: {}",
            counted(sum, "note", "notes"),
            joined(&several.iter().map(from).collect::<Vec<_>>(), "and")
        ),
    };
    let had = if had > 0 { format!("; {} you had already", super::grouped(had)) } else { String::new() };
    let others = match others {
        _ if notes.is_empty() => String::new(),
        0 => String::new(),
        others => format!(" And {}.", counted(others, "other entry", "other entries")),
    };
    format!("{new}{had}.{others}")
}

/// What a file brought and was not taken, a sentence for each reason.
pub fn left_out(unreadable: u64, not_allowed: u64, newer: u64, clashing: u64, own: u64) -> Vec<String> {
    let out = |count: u64, why: &str| {
        let entries = counted(count, "entry was", "entries were");
        (count > 0).then(|| format!("{entries} left out: {why}"))
    };
    [
        out(unreadable, "you may not read them."),
        out(
            not_allowed,
            "whoever wrote them may not write there, or not any more. They still wait where they were written.",
        ),
        out(newer, "a newer Wardbook wrote them. Install it, and take the file in again."),
        out(clashing, "something else is here under the same number. Check this notebook in Settings."),
        out(own, "this device wrote them once and no longer has them. They come back with the next exchange."),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
pub(super) fn everything() -> Vec<SealedRefusal> {
    use SealedRefusal::*;
    let file = || PathBuf::from("/media/stick/wardbook-2026-11-28-waiting.wbx");
    let name = || "Helen Prior".to_owned();
    vec![
        NotOne { file: file() },
        Newer { file: file() },
        NotForHere { file: file() },
        Altered { file: file() },
        OtherPartnership { file: file() },
        UnknownDevice { file: file() },
        TwoHistories { file: file() },
        NothingWaits,
        NobodyReads,
        ReadsNothing { name: name() },
        NoDevice { name: name() },
        NobodyMeant { name: "H. Prior".to_owned() },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_brought_reads_as_people_say_it() {
        let amara = |count| ("Amara Lewis".to_owned(), count);
        let sam = |count| ("Sam Whitfield".to_owned(), count);
        assert_eq!(taken_in(&[amara(14)], 3, 0), "14 notes from Amara Lewis; 3 you had already.");
        assert_eq!(taken_in(&[amara(1)], 0, 2), "1 note from Amara Lewis. And 2 other entries.");
        assert_eq!(taken_in(&[amara(9), sam(5)], 0, 0), "14 notes: 9 from Amara Lewis and 5 from Sam Whitfield.");
        assert_eq!(taken_in(&[], 3, 0), "Nothing new; 3 you had already.");
        assert_eq!(taken_in(&[], 0, 0), "Nothing new.");
        assert_eq!(taken_in(&[], 1, 2), "No new notes, 2 other entries; 1 you had already.");
        assert_eq!(left_out(0, 0, 0, 0, 0), Vec::<String>::new());
        assert_eq!(left_out(1, 0, 0, 0, 0), ["1 entry was left out: you may not read them."]);
    }

    #[test]
    fn what_was_saved_says_for_whom_and_what_stays() {
        let people = ["Helen Prior".to_owned()];
        assert_eq!(
            waiting_saved(&people, (4, 2), 1, "12 kB"),
            "Saved for Helen Prior: 4 notes and 2 other entries, 12 kB. Nobody else can open the file. All of it still waits here until the server has it. Not in the file: 1 entry, since Helen Prior may not read it."
        );
        assert_eq!(
            pack_saved("Helen Prior", "Addison", (0, 0), true, "3 kB"),
            "Pack of Addison saved for Helen Prior: nothing but who belongs, 3 kB. Nobody else can open the file. What Helen Prior may not read is not in it."
        );
    }
}
