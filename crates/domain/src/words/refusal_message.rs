//! The sentence for each refusal: what happened, what is safe, what to do.

use std::fmt;
use std::path::Path;

use super::refusal::{MAX_PLACE_CHARS, MAX_RESIDENTS, MAX_TEXT_CHARS, Refusal};
use super::{counted, grouped, joined, waiting_time};
use crate::change::GROUP_BYTES_MAX;
use crate::dates::DateRefusal;
use crate::wards::{Ward, WardRefusal};

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&message(self))
    }
}

fn message(refusal: &Refusal) -> String {
    match refusal {
        Refusal::TextBlank => "Nothing was recorded: the text is empty. Say what you saw or heard.".to_owned(),
        Refusal::TextTooLong { length } => format!(
            "The text is {} too long, so it was not recorded. Nothing you wrote was cut. Shorten it to {} characters, or record it as two notes.",
            counted(length.saturating_sub(MAX_TEXT_CHARS) as u64, "character", "characters"),
            grouped(MAX_TEXT_CHARS as u64),
        ),
        Refusal::Ward(refusal) => ward(refusal),
        Refusal::When(refusal) => when(refusal),
        Refusal::NotInList { refusal, .. } => {
            let meant = refusal.nearest.as_ref().map(|word| format!("Did you mean “{word}”? If not, choose one of"));
            format!(
                "“{}” is not in the list “{}”. Nothing was recorded or changed. {}: {}.",
                shortened(&refusal.text),
                refusal.list,
                meant.as_deref().unwrap_or("Choose one of"),
                refusal.choices.join("; "),
            )
        }
        Refusal::PeriodOutOfRange { most } => {
            format!("This can be a number from 1 to {most}. Nothing was changed.")
        }
        Refusal::ResidentsOutOfRange { given } => format!(
            "{given} is not a number of residents. Nothing was recorded. Give a whole number from 1 to {}, or leave it out.",
            grouped(u64::from(MAX_RESIDENTS)),
        ),
        Refusal::ValueMissing => "No value was given, so nothing was decided, and the versions stand as they were. Keep one of them, or give another value.".to_owned(),
        Refusal::ReasonMissing => "No reason was given, so nothing was changed. Say why in a few words: it is kept with what you do.".to_owned(),
        Refusal::NotANoteState { text } => format!("“{}” is not a state of a note. Use one of: {}.", shortened(text),
            joined(&super::NoteState::ALL.map(super::NoteState::id), "or")),
        Refusal::NotFound { what, id } => format!("There is no {what} with the id “{}” here. Nothing was changed. Look it up in the list and try again.", shortened(id)),
        Refusal::AlreadyWithdrawn => "This note is already withdrawn. Its history is kept. Take the withdrawal back first if you want to add to it.".to_owned(),
        Refusal::NotWithdrawn => "This note is not withdrawn, so there was nothing to take back. It is as it was.".to_owned(),
        Refusal::NotYours => "Only the person who wrote this can change it. It is as it was. You can record a note of your own.".to_owned(),
        Refusal::RequestReused => "This was already done once with other words, so nothing was changed. Your text is kept. Try again.".to_owned(),
        Refusal::PlaceTooLong { length } => format!(
            "The place is {} too long, so nothing was recorded. Nothing you wrote was cut. Name it in at most {MAX_PLACE_CHARS} characters, and put the rest in the text.",
            counted(length.saturating_sub(MAX_PLACE_CHARS) as u64, "character", "characters"),
        ),
        Refusal::OpinionTooLong { length } => format!(
            "What you make of it is {} too long, so nothing was recorded. Nothing you wrote was cut. Shorten it to {} characters.",
            counted(length.saturating_sub(MAX_TEXT_CHARS) as u64, "character", "characters"),
            grouped(MAX_TEXT_CHARS as u64),
        ),
        Refusal::TooLarge { bytes } => format!(
            "This comes to {}, and at most {} can be recorded at once, so nothing was. Nothing you wrote was cut. Shorten it, or record it in two parts.",
            kilobytes(*bytes),
            kilobytes(GROUP_BYTES_MAX),
        ),

        Refusal::NameBlank => "The name is missing. Nothing was created. Give the name that colleagues use.".to_owned(),
        Refusal::NameTooLong { at_most } => format!("That name is too long. Nothing was changed. Use at most {at_most} characters."),
        Refusal::NotABoundarySet { text } => format!("“{}” is not a set of ward boundaries. Nothing was changed. Use 2022 (from May 2022) or 2014 (2014 to 2022).", shortened(text)),
        Refusal::PassphraseNotTheSame => "The two passphrases are not the same. Nothing was changed. Type it again in both fields.".to_owned(),
        Refusal::PassphraseWrong => "That is not the passphrase. Nothing is lost. Try again, or use your recovery code.".to_owned(),
        Refusal::PassphraseMissing => "No passphrase was given. Nothing was changed. Type one: four unrelated words are easy to keep and hard to guess.".to_owned(),
        Refusal::Wait { seconds } => format!("Too many wrong tries. Nothing is lost. Wait {}, then try again.", waiting_time(*seconds)),
        Refusal::RecoveryCodeTypo => "The recovery code has a slip in it. Nothing is lost. Compare it with your printed copy, group by group.".to_owned(),
        Refusal::RecoveryCodeWrong => "This recovery code does not open this notebook. Nothing is lost. It may be of another notebook, or an older code that was replaced.".to_owned(),
        Refusal::Locked => "The notebook is locked. Your draft is kept. Unlock it and try again.".to_owned(),
        Refusal::Exists { folder } => format!("There is already a notebook in {}. It was not touched. Open that one, or choose another folder.", folder.display()),
        Refusal::NoNotebook { folder } => format!("There is no notebook in {}. Nothing was changed. Check the folder, make a new notebook, or restore a backup into it.", folder.display()),
        Refusal::KeysMissing { folder } => format!("The file “keys” is missing from {}, so the notebook cannot be opened. Your notes are still there, encrypted. Put the file back from a copy of the folder, or set this notebook aside and restore a backup.", folder.display()),
        Refusal::KeysDamaged { folder } => format!("The file “keys” in {} is damaged, so the notebook cannot be opened. Your notes are still there, encrypted. Put the file back from a copy of the folder, or set this notebook aside and restore a backup.", folder.display()),
        Refusal::RecoveryCodeShown => "This was done, and its recovery code was shown once: it is kept nowhere to be shown again. Your notes are safe. If you did not write the code down, make a new one in Settings.".to_owned(),

        Refusal::ReadOnly { folder } => format!("{} cannot be written to. What was recorded before is safe. Make the folder writable, or move the notebook to another one, then try again.", folder.display()),
        Refusal::DiskFull => "The disk is full, so this could not be done. What was recorded before is safe. Free some space, then try again; keep open what you are still writing.".to_owned(),
        Refusal::Damaged => "Part of the notebook's file is damaged. What could be read is unchanged. Export what you can now (where it does not open, with “wardbookctl export”), then restore your last backup into another folder.".to_owned(),
        Refusal::NotUpdated { folder } => format!(
            "This notebook could not be brought to the form that this version of Wardbook keeps. Nothing was changed: everything that was recorded is there, as the version before left it. Open it with that version again. To have your notes at once, take them out with “wardbookctl export”. Keep a copy of the folder {}, and tell whoever looks after Wardbook for you.",
            folder.display()
        ),
        Refusal::NewerFile => "This notebook was last used with a newer Wardbook, which this one must not change. Your notes are safe. Install the newer version and open it again.".to_owned(),
        Refusal::Busy => "The notebook is in use by another window or command. Nothing was changed and nothing is lost. Try again in a moment.".to_owned(),
        Refusal::NoAccess { path } => format!("{} may not be opened by you. Nothing was changed. Ask whoever looks after this computer for access, or choose another folder.", path.display()),

        Refusal::NotABackup { file } => format!("{} is not a Wardbook backup. Nothing was restored and nothing was changed. Choose the file that “backup” wrote.", file_name(file)),
        Refusal::BackupDamaged { file } => format!("The backup {} is damaged or incomplete. Nothing was restored, and your notebook is as it was. Try an older backup.", file_name(file)),
        Refusal::FileExists { file } => format!("{} is already there. It was not touched. Choose another name.", file_name(file)),
        Refusal::FileNotFound { file } => format!("{} is not there. Nothing was changed. Check the name and the folder.", file.display()),
        Refusal::FolderNotEmpty { folder } => format!("{} is not empty. Nothing in it was touched. Choose a new folder.", folder.display()),
        Refusal::RecipientMissing => "Nobody was named to receive the export, so nothing was written. Say who it is for: the name stands on every page.".to_owned(),
        Refusal::PurposeMissing => "No purpose was given for the export, so nothing was written. Say what it is for: the purpose stands on every page.".to_owned(),
        Refusal::VerifyFailed { fault } => format!("The check found a fault: {}. Nothing was changed. Export what you can now, then restore your last backup into another folder.", fault.trim_end_matches('.')),
        Refusal::SampleData => "This is sample data, which is gone when you leave it. Nothing was written. Leave it and start your own notebook first.".to_owned(),
        Refusal::Unreachable => "The server could not be reached. What was recorded is safe on this device and will be sent when it can be. Check the connection, or go on working and try later.".to_owned(),
        Refusal::SomethingElse => "Something else answered in your server's place, most likely the sign-in page of this network. Nothing was sent, and what was recorded is safe on this device. Open a browser, sign in to the network, then try again.".to_owned(),
        Refusal::WrongServer => "Something answered that is not your partnership's server: its key is another. Nothing was sent, and what was recorded is safe on this device. On a public network, sign in to it in a browser first; if it happens at the office too, tell your administrator: they may have given the server a new key, and tell you which.".to_owned(),
        Refusal::NotUnderstood => "The server answered in a way this Wardbook does not understand. Nothing was changed, and what was recorded is safe on this device. Try later; if it goes on, tell your administrator.".to_owned(),
        Refusal::NotAsSigned => "What the server sent does not hold together: something in it was left out, moved or changed after it was signed. That part was not taken, and what was recorded is safe on this device. Try later; if it goes on, tell your administrator.".to_owned(),
        Refusal::OtherVersion { server_is_newer: true } => "The server speaks a newer version than this Wardbook. What was recorded is safe here and is still sent. Install the newer version to receive what others wrote.".to_owned(),
        Refusal::OtherVersion { server_is_newer: false } => "The server speaks an older version than this Wardbook. What was recorded is safe on this device and will be sent once the server is updated. Tell your administrator.".to_owned(),
        Refusal::NotJoined => "The server could not be reached, so you have not joined yet. Nothing was changed here. Check the connection, then join again with the same invitation.".to_owned(),
        Refusal::ServerNeeded => "The server could not be reached, and this needs it. Nothing is lost. Check the connection and try again.".to_owned(),
        Refusal::Uninvited { name } => format!("{} belongs now, but the server was lost before their invitation was made. Nothing is lost. Once it is reached again, open them under Members and make the invitation there.", shortened(name)),
        Refusal::NotAnInvitation => "That is not an invitation. Nothing was sent. Paste the whole text you were given: it begins with “wardbook-”.".to_owned(),
        Refusal::InvitationTypo => "The invitation has a slip in it, or its end is missing. Nothing was sent, and it is not used up. Paste the whole text again.".to_owned(),
        Refusal::NoServer => "This notebook is kept on this computer only, so there is no server to speak to. Nothing was changed. Join your partnership with an invitation first.".to_owned(),
        Refusal::LeaseOver => "This notebook has not heard from its server for too long, so it may not be read until it has. Nothing is lost, and you can go on recording. Connect to the network and it opens again.".to_owned(),
        Refusal::NotAllowed => "Your access does not include this. Nothing was changed. Ask your coordinator or administrator.".to_owned(),
        Refusal::NotARole { text } => format!("“{}” is not a role. Nothing was changed. Choose one of: {}.", shortened(text), joined(&crate::roles::Role::ALL.map(crate::roles::Role::id), "or")),
        Refusal::RoleMissing { name } => format!("No role was given, and {} does not belong yet. Nothing was changed. Choose the role to take them in with.", shortened(name)),
        Refusal::WardsMissing => "No ward was chosen for this role. Nothing was changed. Choose the wards, all of them, or none for somebody who is to see only what is shared with them.".to_owned(),
        Refusal::MemberExists { name } => format!("{} belongs already. Nothing was changed. Add a grant to them, or invite another device of theirs.", shortened(name)),
        Refusal::NothingToDecide => "There is nothing left to decide here: somebody has decided, or the versions agree. It is as it stands.".to_owned(),
        Refusal::PhoneTooLong { at_most } => format!("That is too long for a number. Nothing was changed. Use at most {at_most} characters."),
        Refusal::ReferenceMissing => "No reference was given, so nothing was noted. Give the number the police or the hub gave you: without it nobody can ask after it.".to_owned(),
        Refusal::FeedbackMissing => "Nothing was said to the sender, so the note was not closed. Write one sentence they may read: they spoke up, and this is their answer.".to_owned(),
        Refusal::WhyMissing => "Why it is erased is missing. Nothing was erased. Choose a reason.".to_owned(),
        Refusal::CaseReferenceTooLong => format!(
            "The reference of the case has more than {} characters. Nothing was erased. Shorten it; it is never a name.",
            crate::records::Erasure::REFERENCE_MAX
        ),
        Refusal::AlreadyClosed => "This note is closed already. It is as it was. Take the closing back first if there is more to do.".to_owned(),
        Refusal::CannotSee { name } => format!("{} may not read this ward's notes, so it was given to nobody else. Nothing was changed. Choose a colleague who may, or ask your administrator to grant them the ward.", shortened(name)),
        Refusal::NoteWithdrawn => "Its author has withdrawn this note, so nothing of it is passed on. Nothing was changed. You can still close it, or remark on it for colleagues.".to_owned(),
        Refusal::Overtaken => "Somebody changed this while you were writing, so yours was not saved over it. Nothing you wrote is lost. Read what it says now, and save again if it should still say yours.".to_owned(),
        Refusal::NotesMissing => "It takes at least two notes to keep them together. Nothing was changed. Choose another one as well.".to_owned(),
        Refusal::OtherWards => "These notes are of different wards, whose readers are not the same, so they were not joined. Nothing was changed. Link both to one plan that covers both wards.".to_owned(),
        Refusal::NotAvailable { what } => format!("{what} is not part of this version yet. Nothing was changed."),
        Refusal::Work(refusal) => refusal.message(),
        Refusal::Sealed(refusal) => refusal.message(),
        Refusal::Unsent(refusal) => refusal.message(),
        Refusal::ServerKey(refusal) => refusal.message(),
        Refusal::Sharing(refusal) => refusal.to_string(),
        Refusal::Source(refusal) => refusal.message(),
        Refusal::Grading(refusal) => refusal.to_string(),
        Refusal::Subject(refusal) => refusal.to_string(),
        Refusal::File(refusal) => refusal.message(),
    }
}

fn ward(refusal: &WardRefusal) -> String {
    match refusal {
        WardRefusal::Missing => {
            "No ward was chosen. Nothing was recorded or changed. Choose the ward it happened in.".to_owned()
        }
        WardRefusal::Unknown { text, nearest, other_set } => {
            let mut message = format!("There is no ward “{}” here. Nothing was recorded or changed.", shortened(text));
            if let Some(set) = other_set {
                message +=
                    &format!(" It is a ward of the boundaries {}, which this notebook does not use.", set.words());
            }
            let names: Vec<&str> = nearest.iter().map(|ward| ward.name).collect();
            message += &match names.as_slice() {
                [] => " Check the code, or give the ward's name.".to_owned(),
                [name] => format!(" The nearest name is {name}."),
                names => format!(" The nearest names are {}.", joined(names, "and")),
            };
            message
        }
        WardRefusal::OtherSet { ward } => format!(
            "{} is {} of the boundaries {} (set {}), which this notebook does not use. Nothing was recorded or changed. Use a ward of the boundaries in use.",
            ward.code,
            ward.name,
            ward.set.words(),
            ward.set,
        ),
        WardRefusal::Ambiguous { name, wards } => {
            let which: Vec<String> =
                wards.iter().map(|ward: &&Ward| format!("{} ({})", ward.code, ward.set.words())).collect();
            format!(
                "“{}” is the name of two wards, with different boundaries. Nothing was recorded or changed. Give the code: {}.",
                shortened(name),
                joined(&which, "or")
            )
        }
    }
}

fn when(refusal: &DateRefusal) -> String {
    match refusal {
        DateRefusal::Missing => {
            "No date was given. Nothing was recorded or changed. Give day, month and year.".to_owned()
        }
        DateRefusal::NotADate { said } => format!(
            "{said} is not a date. Nothing was recorded or changed. Mend the date and try again; written out it looks like 2026-11-22."
        ),
        DateRefusal::ShortYear { said } => format!(
            "The year {said} is not complete. Nothing was recorded or changed. Give it in four figures, such as 2026."
        ),
        DateRefusal::NotATime { said } => format!(
            "{said} is not a time. Nothing was recorded or changed. Write it like 16:30, or leave the time out."
        ),
        DateRefusal::Future { said } => format!(
            "{said} is in the future. Nothing was recorded or changed. Give the time it happened, or check this computer's clock."
        ),
    }
}

/// Only the file's name: a whole path in a sentence is hard to read, and says more than it need.
fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// "257 KB": a part of one counts as one, so that what is too much is never said to fit.
fn kilobytes(bytes: usize) -> String {
    format!("{} KB", grouped(bytes.div_ceil(1024) as u64))
}

fn shortened(text: &str) -> String {
    const AT_MOST: usize = 60;
    if text.chars().count() <= AT_MOST {
        return text.to_owned();
    }
    text.chars().take(AT_MOST).collect::<String>() + "…"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use super::*;
    use crate::dates::NoteWhen;
    use crate::lists::{NoteLists, WorkLists};
    use crate::wards::{self, BoundarySet};
    use crate::words::{Field, check_place, check_residents, check_text};

    fn everything() -> Vec<Refusal> {
        let work = crate::words::refusal_work::everything().into_iter().map(Refusal::Work);
        let sealed = crate::words::sealed::everything().into_iter().map(Refusal::Sealed);
        let files = crate::words::files::everything().into_iter().map(Refusal::File);
        let sources = crate::words::sources::everything().into_iter().map(Refusal::Source);
        let grading = crate::words::grading::everything().into_iter().map(Refusal::Grading);
        let sharing = crate::words::sharing::everything().into_iter().map(Refusal::Sharing);
        let subject = crate::words::subject::everything().into_iter().map(Refusal::Subject);
        let all = general().into_iter().chain(work).chain(sealed).chain(files).chain(sources).chain(grading);
        let unsent = crate::words::unsent::everything().into_iter().map(Refusal::Unsent);
        let server_key = crate::words::server_key::everything().into_iter().map(Refusal::ServerKey);
        all.chain(sharing).chain(subject).chain(unsent).chain(server_key).collect()
    }

    fn general() -> Vec<Refusal> {
        let folder = || PathBuf::from("Notebooks/One");
        let file = || PathBuf::from("Backups/may.wardbook");
        let ward = |sets: &[BoundarySet], text: &str| Refusal::Ward(wards::find(sets, text).unwrap_err());
        let date = |text: &str| Refusal::When(NoteWhen::parse(text).unwrap_err());
        let new = &[BoundarySet::Y2022];
        vec![
            Refusal::TextBlank,
            check_text(&"é".repeat(32_769)).unwrap_err(),
            check_text(&"é".repeat(34_000)).unwrap_err(),
            crate::words::check_opinion(&"é".repeat(32_769)).unwrap_err(),
            ward(new, ""),
            ward(new, "Adisson"),
            ward(new, "Askew"),
            ward(new, "E05999999"),
            ward(new, "E05000250"),
            ward(&BoundarySet::ALL, "Addison"),
            date(""),
            date("2026-02-31"),
            date("tomorrow"),
            date("2026-02-01T25:00"),
            Refusal::When(DateRefusal::ShortYear { said: "26".into() }),
            Refusal::When(DateRefusal::Future { said: "Mon 23 Nov 2026".into() }),
            Refusal::NotInList {
                field: Field::Weapon,
                refusal: NoteLists::built_in().weapon.find("sword").unwrap_err(),
            },
            Refusal::NotInList { field: Field::Agency, refusal: WorkLists::built_in().agency.find("SNT").unwrap_err() },
            check_residents(0).unwrap_err(),
            Refusal::ReasonMissing,
            Refusal::ValueMissing,
            Refusal::NotANoteState { text: "lost".into() },
            Refusal::NotFound { what: "note", id: "0198".into() },
            Refusal::AlreadyWithdrawn,
            Refusal::NotWithdrawn,
            Refusal::NotYours,
            Refusal::RequestReused,
            check_place(&"é".repeat(201)).unwrap_err(),
            Refusal::TooLarge { bytes: GROUP_BYTES_MAX + 1 },
            Refusal::NameBlank,
            Refusal::NameTooLong { at_most: 120 },
            Refusal::NotABoundarySet { text: "2018".into() },
            Refusal::PassphraseNotTheSame,
            Refusal::PassphraseWrong,
            Refusal::PassphraseMissing,
            Refusal::Wait { seconds: 40 },
            Refusal::RecoveryCodeTypo,
            Refusal::RecoveryCodeWrong,
            Refusal::Locked,
            Refusal::Exists { folder: folder() },
            Refusal::NoNotebook { folder: folder() },
            Refusal::KeysMissing { folder: folder() },
            Refusal::KeysDamaged { folder: folder() },
            Refusal::RecoveryCodeShown,
            Refusal::ReadOnly { folder: folder() },
            Refusal::DiskFull,
            Refusal::Damaged,
            Refusal::NotUpdated { folder: PathBuf::from("/home/amara/wardbook") },
            Refusal::NewerFile,
            Refusal::Busy,
            Refusal::NoAccess { path: folder() },
            Refusal::NotABackup { file: file() },
            Refusal::BackupDamaged { file: file() },
            Refusal::FileExists { file: file() },
            Refusal::FileNotFound { file: file() },
            Refusal::FolderNotEmpty { folder: folder() },
            Refusal::RecipientMissing,
            Refusal::PurposeMissing,
            Refusal::SampleData,
            Refusal::VerifyFailed { fault: "page 12 does not match its checksum".into() },
            Refusal::Unreachable,
            Refusal::SomethingElse,
            Refusal::WrongServer,
            Refusal::NotUnderstood,
            Refusal::NotAsSigned,
            Refusal::OtherVersion { server_is_newer: true },
            Refusal::OtherVersion { server_is_newer: false },
            Refusal::NotJoined,
            Refusal::ServerNeeded,
            Refusal::Uninvited { name: "Amara Lewis".to_owned() },
            Refusal::NotAnInvitation,
            Refusal::InvitationTypo,
            Refusal::NoServer,
            Refusal::LeaseOver,
            Refusal::PeriodOutOfRange { most: 120 },
            Refusal::NotAllowed,
            Refusal::NotARole { text: "mayor".to_owned() },
            Refusal::RoleMissing { name: "Amara Lewis".to_owned() },
            Refusal::WardsMissing,
            Refusal::MemberExists { name: "Amara Lewis".to_owned() },
            Refusal::NothingToDecide,
            Refusal::PhoneTooLong { at_most: 80 },
            Refusal::ReferenceMissing,
            Refusal::FeedbackMissing,
            Refusal::AlreadyClosed,
            Refusal::WhyMissing,
            Refusal::CaseReferenceTooLong,
            Refusal::CannotSee { name: "Ruth Ashdown".to_owned() },
            Refusal::NoteWithdrawn,
            Refusal::Overtaken,
            Refusal::NotesMissing,
            Refusal::OtherWards,
            Refusal::NotAvailable { what: "Joining a partnership" },
        ]
    }

    #[test]
    fn every_refusal_reads_as_reviewed() {
        let lines: Vec<String> = everything()
            .iter()
            .map(|refusal| {
                let field = refusal.field().map_or("-", Field::id);
                format!("{} [{field}]\n    {refusal}", refusal.code())
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn every_message_is_whole_sentences_without_shouting() {
        for refusal in everything() {
            let text = refusal.to_string();
            assert!(text.ends_with('.'), "{text}");
            assert!(!text.contains('!') && !text.to_lowercase().contains("please"), "{text}");
            assert!(!text.contains(".."), "{text}");
            assert!(refusal.code().chars().all(|c| c.is_ascii_lowercase() || c == '-'));
        }
    }

    #[test]
    fn the_codes_that_others_script_against_stay() {
        let codes: BTreeSet<&str> = everything().iter().map(Refusal::code).collect();
        for code in ["exists", "wait"] {
            assert!(codes.contains(code));
        }
    }

    #[test]
    fn only_what_time_may_mend_is_retryable() {
        let codes: Vec<&str> = everything().iter().filter(|r| r.retryable()).map(Refusal::code).collect();
        let nothing_answers = ["unreachable"; 4];
        let coming = ["file-not-here"];
        assert_eq!(codes, [&["wait", "read-only", "disk-full", "busy"][..], &nothing_answers, &coming].concat());
    }
}
