//! `export`: what the person may hold, written into a new folder.

use app::api::keep::{ExportRequest, ExportView};

use crate::args::{Common, Export};
use crate::notebook;
use crate::output::{Output, Stop};

pub fn run(common: &Common, export: &Export, output: &mut Output) -> Result<(), Stop> {
    let request = ExportRequest {
        folder: notebook::path(&export.folder)?,
        recipient: export.recipient.clone(),
        purpose: export.purpose.clone(),
        recipient_kind: export.terms.recipient_kind.clone(),
        until: export.terms.until.clone(),
        note: None,
    };
    let app = notebook::open(common)?;
    let exported: ExportView = notebook::mutate(&app, "export", &request)?;
    output.answer(&exported, || {
        let files: String = exported.files.iter().map(|file| format!("\n  {file}")).collect();
        format!("{}\n\n{}{files}", exported.words, exported.folder)
    })
}
