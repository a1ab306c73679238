use serde_json::json;
use wardbook_server::error::{Result, ServerError};
use wardbook_server::setup;

use super::{folder, hints};
use crate::args::Place;
use crate::output::Done;

pub async fn run(place: &Place) -> Result<Done> {
    let counts = setup::verify(&folder(place), &hints(place)).await?.map_err(ServerError::Verify)?;
    Ok(Done {
        text: format!(
            "Everything holds: {} changes in {} streams, {} photos and documents; {} groups wait for a supervisor.",
            counts.changes, counts.streams, counts.blobs, counts.held
        ),
        json: json!({
            "changes": counts.changes,
            "streams": counts.streams,
            "held": counts.held,
            "refused": counts.refused,
            "devices": counts.devices,
            "blobs": counts.blobs,
        }),
    })
}
