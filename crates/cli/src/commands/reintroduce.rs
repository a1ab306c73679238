//! `reintroduce`: the server has another key, which people were told of by two ways.

use app::api::join::{ReintroduceRequest, ReintroducedView};

use crate::args::{Common, Reintroduce};
use crate::output::{Output, Stop};
use crate::{notebook, passphrase};

pub fn run(common: &Common, reintroduce: &Reintroduce, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::at(common)?;
    notebook::ready(&app)?;
    let passphrase = passphrase::of_notebook(common)?;
    let request = ReintroduceRequest {
        invitation: reintroduce.text.clone(),
        fingerprint: reintroduce.fingerprint.clone(),
        passphrase: passphrase.to_string(),
    };
    notebook::unlock(common, &app, passphrase)?;
    let done: ReintroducedView = notebook::mutate(&app, "reintroduce", &request).map_err(notebook::with_its_wait)?;
    output.answer(&done, || done.words.clone())
}
