//! `export`: what the person may hold, written into a new folder. Of a notebook that does not open, what can still be
//! read of it.

use app::api::keep::{ExportRequest, ExportView};
use app::{App, Failure, LockReason};
use domain::words::counted;

use crate::args::{Common, Export};
use crate::output::{self, Output, Stop};
use crate::{notebook, passphrase};

/// With these a notebook cannot be opened or read, though its passphrase fits.
const CANNOT_BE_READ: &[&str] = &["not-updated", "damaged"];

pub fn run(common: &Common, export: &Export, output: &mut Output) -> Result<(), Stop> {
    let request = ExportRequest {
        folder: notebook::path(&export.folder)?,
        recipient: export.recipient.clone(),
        purpose: export.purpose.clone(),
        recipient_kind: export.terms.recipient_kind.clone(),
        until: export.terms.until.clone(),
        note: None,
    };
    let app = notebook::at(common)?;
    notebook::ready(&app)?;
    let secret = passphrase::of_notebook(common)?;
    let passphrase = secret.clone();
    let exported = notebook::unlock(common, &app, secret).and_then(|()| notebook::mutate(&app, "export", &request));
    let exported: ExportView = match exported {
        Err(failure) if CANNOT_BE_READ.contains(&failure.code.as_str()) => {
            rescued(&app, &passphrase, &request, failure)?
        }
        exported => exported?,
    };
    output.answer(&exported, || {
        let files: String = exported.files.iter().map(|file| format!("\n  {file}")).collect();
        format!("{}\n\n{}{files}", exported.words, exported.folder)
    })
}

/// The refusal stands where nothing can be read; otherwise it is said beside what was taken out.
fn rescued(app: &App, passphrase: &str, request: &ExportRequest, why: Failure) -> Result<ExportView, Failure> {
    let Ok(unreadable) = app.open_to_take_out(passphrase) else { return Err(why) };
    let exported = notebook::mutate(app, "export", request);
    app.close(LockReason::Asked { at: app.host().clock().now() });
    let _ = app.profile().rescued().discard();
    let exported: ExportView = exported?;
    output::remark(&why.message);
    output::remark(
        "What could be read of it was exported. This is noted in the copy alone: the notebook, which was not written to, does not say so.",
    );
    if unreadable > 0 {
        let places = counted(unreadable, "place", "places");
        output::remark(&format!("{places} of the file could not be read, and what stood there is missing."));
    }
    Ok(exported)
}
