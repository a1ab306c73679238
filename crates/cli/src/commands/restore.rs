//! `restore`: a backup into a folder without a notebook, going on as a new device.

use app::api::keep::{RestoreRequest, RestoreView};
use domain::words::Refusal;

use crate::args::{Common, Restore};
use crate::output::{Output, Stop, row};
use crate::{notebook, passphrase};

pub fn run(common: &Common, restore: &Restore, output: &mut Output) -> Result<(), Stop> {
    let file = notebook::path(&restore.file)?;
    let app = notebook::at(common)?;
    notebook::must_be_free(&app)?;
    if !restore.file.exists() {
        return Err(Refusal::FileNotFound { file: restore.file.clone() }.into());
    }
    let secret = passphrase::of_backup(common, restore.recovery_code_file.as_deref())?;
    let request = RestoreRequest { file, secret: secret.to_string() };
    let restored: RestoreView = notebook::mutate(&app, "restore", &request).map_err(notebook::with_its_wait)?;
    output.answer(&restored, || {
        let mut text = format!("{}\n\n", restored.words);
        text += &row("Name", &restored.person);
        text += &row("New device", &restored.device);
        text += &row("Folder", &app.profile().folder().display().to_string());
        text
    })
}
