use std::path::Path;

use serde_json::json;
use wardbook_server::error::Result;
use wardbook_server::setup::{self, Outside};

use super::{folder, hints};
use crate::args::Place;
use crate::output::Done;

pub async fn run(place: &Place, file: &Path, endings: Option<&Path>, outside: &Outside) -> Result<Done> {
    let folder = folder(place);
    let applied = setup::restore(&folder, file, &hints(place), endings, outside).await?;
    let log_found = folder.revocations().exists();
    let endings = if log_found {
        format!("{applied} endings of access made since the backup were applied again.")
    } else {
        "No file “revocations” was found: people and devices shut out since the backup are let in again until you revoke them again.".to_owned()
    };
    Ok(Done {
        text: format!(
            "The server is restored in {}. {endings} Invitations not yet used must be made again. Devices send again by themselves what the backup did not have.",
            folder.root().display()
        ),
        json: json!({ "data": folder.root().display().to_string(), "endings_applied": applied, "revocations_found": log_found }),
    })
}
