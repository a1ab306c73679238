//! `backup`: the whole notebook, encrypted, in one file.

use app::api::keep::{BackupRequest, BackupView};
use domain::words::Refusal;

use crate::args::{Backup, Common};
use crate::notebook;
use crate::output::{Output, Stop};

pub fn run(common: &Common, backup: &Backup, output: &mut Output) -> Result<(), Stop> {
    let request = BackupRequest { file: notebook::path(&backup.file)? };
    if backup.file.exists() {
        return Err(Refusal::FileExists { file: backup.file.clone() }.into());
    }
    let app = notebook::open(common)?;
    let made: BackupView = notebook::mutate(&app, "backup", &request)?;
    output.answer(&made, || format!("{}\n  {}", made.words, made.file))
}
