//! Start on this computer: a partnership of one, with no server.

use domain::wards::BoundarySet;
use domain::words::Refusal;
use store::keyfile::KeyFile;
use store::{Founding, Store};

use super::recovery_code_kept;
use crate::api::session::{NotebookCreateRequest, NotebookCreated};
use crate::api::Failure;
use crate::app::App;
use crate::passphrase;

const LONGEST_NAME: usize = 120;

pub(crate) fn run(app: &App, request: NotebookCreateRequest) -> Result<NotebookCreated, Failure> {
    let name = request.name.trim().to_owned();
    let mut refusals = Vec::new();
    if name.is_empty() {
        refusals.push(Refusal::NameBlank);
    } else if name.chars().count() > LONGEST_NAME {
        refusals.push(Refusal::NameTooLong { at_most: LONGEST_NAME });
    }
    let boundaries = match request.boundaries.as_str() {
        "" => Ok(BoundarySet::default()),
        text => text.parse::<BoundarySet>(),
    };
    if boundaries.is_err() {
        refusals.push(Refusal::NotABoundarySet { text: request.boundaries.clone() });
    }
    refusals.extend(passphrase::check(&request.passphrase, &request.passphrase_again));
    let (Ok(boundaries), true) = (boundaries, refusals.is_empty()) else { return Err(Failure::fields(refusals)) };

    let profile = app.profile();
    let founding = Founding { partnership: format!("{name}’s notebook"), name, role: String::new(), boundaries };
    let (now, entropy) = (app.host().clock().now(), app.host().entropy());
    if profile.exists() {
        return Err(app.failure(store::StoreError::Exists));
    }
    let made = KeyFile::create(&app.usual_label(), &request.passphrase, app.host().passphrase_cost()).and_then(|(keys, key, code)| {
        Store::found(profile, key, Some(&keys), &founding, now, entropy).map(|store| (store, code))
    });
    let (store, code) = made.map_err(|error| app.failure(error))?;
    // Before the code is shown. If even this cannot be written, showing the code matters more.
    let _ = store.write(now, entropy, recovery_code_kept::owe);
    let identity = store.read(|reader| reader.identity()).map_err(|error| app.failure(error))?;
    app.put_open(store);
    Ok(NotebookCreated {
        person: identity.person().to_string(),
        device: identity.device().to_string(),
        boundaries: boundaries.to_string(),
        recovery_code: code.printed().to_owned(),
    })
}
