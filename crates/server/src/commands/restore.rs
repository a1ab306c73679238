use std::path::Path;

use serde_json::json;
use wardbook_server::error::Result;
use wardbook_server::setup::{self, Outside};
use wardbook_server::storage::postgres::DatabaseUrl;

use super::{folder, hints};
use crate::args::Place;
use crate::output::Done;

/// Without a file the database was put back by other means, and stands.
pub async fn run(
    place: &Place,
    file: Option<&Path>,
    database_url: Option<String>,
    endings: Option<&Path>,
    outside: &Outside,
) -> Result<Done> {
    let (folder, hints) = (folder(place), hints(place));
    let database = database_url.map(DatabaseUrl::new);
    let applied = match file {
        Some(file) => setup::restore_into(&folder, file, database, &hints, endings, outside).await?,
        None => setup::restore_in_place(&folder, &hints, endings, outside).await?,
    };
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
