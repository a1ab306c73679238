//! Where a passphrase or recovery code comes from: a file, else the environment, else a prompt that
//! shows nothing. Never an argument: other users of a machine can read those.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use app::Failure;
use domain::words::Refusal;
use zeroize::Zeroizing;

use crate::args::Common;

pub type Secret = Zeroizing<String>;

const PASSPHRASE: &str = "WARDBOOK_PASSPHRASE";
const RECOVERY_CODE: &str = "WARDBOOK_RECOVERY_CODE";
/// More than this is some other file, named by mistake.
const FILE_MAX: u64 = 64 * 1024;

/// The passphrase of a notebook that is there.
pub fn of_notebook(common: &Common) -> Result<Secret, Failure> {
    match given(common)? {
        Some(secret) => Ok(secret),
        None => ask("Passphrase: "),
    }
}

/// The same, or nothing where it was not given and nobody is there to be asked, or they only press Enter.
pub fn of_notebook_if_given(common: &Common) -> Result<Option<Secret>, Failure> {
    if let Some(secret) = given(common)? {
        return Ok(Some(secret));
    }
    Ok(ask("Passphrase (Enter to look without opening): ").ok())
}

/// The passphrase of a new notebook, and what was typed the second time.
pub fn of_new_notebook(common: &Common) -> Result<(Secret, Secret), Failure> {
    if let Some(secret) = given(common)? {
        return Ok((secret.clone(), secret));
    }
    let first = ask("Passphrase for the new notebook: ")?;
    let again = ask("The same again: ")?;
    Ok((first, again))
}

/// What opens a backup: its passphrase or its recovery code.
pub fn of_backup(common: &Common, recovery_code_file: Option<&Path>) -> Result<Secret, Failure> {
    if let Some(file) = recovery_code_file {
        return from_file(file);
    }
    if common.passphrase_file.is_none()
        && let Some(code) = from_environment(RECOVERY_CODE)?
    {
        return Ok(code);
    }
    match given(common)? {
        Some(secret) => Ok(secret),
        None => ask("Passphrase or recovery code of the backup: "),
    }
}

fn given(common: &Common) -> Result<Option<Secret>, Failure> {
    match &common.passphrase_file {
        Some(file) => from_file(file).map(Some),
        None => from_environment(PASSPHRASE),
    }
}

fn from_environment(name: &str) -> Result<Option<Secret>, Failure> {
    match std::env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(Zeroizing::new(value))),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(unreadable(&format!("{name} does not hold text in UTF-8"))),
    }
}

fn from_file(path: &Path) -> Result<Secret, Failure> {
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Refusal::FileNotFound { file: path.to_owned() }.into(),
        std::io::ErrorKind::PermissionDenied => Failure::from(Refusal::NoAccess { path: path.to_owned() }),
        kind => unreadable(&format!("{} could not be read ({kind})", path.display())),
    })?;
    let mut text = Zeroizing::new(String::new());
    file.take(FILE_MAX)
        .read_to_string(&mut text)
        .map_err(|error| unreadable(&format!("{} does not hold text in UTF-8 ({})", path.display(), error.kind())))?;
    match first_line(&text) {
        "" => Err(Refusal::PassphraseMissing.into()),
        line => Ok(Zeroizing::new(line.to_owned())),
    }
}

/// Editors end a file with a line break and some begin it with a mark; neither was meant.
fn first_line(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().next().unwrap_or("")
}

fn ask(question: &str) -> Result<Secret, Failure> {
    // Without a terminal there is nobody to ask, and that is the same as nothing given.
    let typed = rpassword::prompt_password(question).map(Zeroizing::new).map_err(|_| Refusal::PassphraseMissing)?;
    if typed.is_empty() { Err(Refusal::PassphraseMissing.into()) } else { Ok(typed) }
}

fn unreadable(what: &str) -> Failure {
    Failure {
        code: Refusal::PassphraseMissing.code().to_owned(),
        message: format!(
            "{what}, so no passphrase was given. Nothing was changed. Put the passphrase into the first line of a plain text file."
        ),
        ..Refusal::PassphraseMissing.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_line_of_a_file_counts_and_its_blanks_are_kept() {
        assert_eq!(first_line(" copper lantern \r\nsecond line"), " copper lantern ");
        assert_eq!(first_line("\u{feff}copper lantern\n"), "copper lantern");
        assert_eq!(first_line(""), "");
    }
}
