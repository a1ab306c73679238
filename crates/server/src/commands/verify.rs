use serde_json::json;
use wardbook_server::error::{Result, ServerError};
use wardbook_server::storage::sqlite;

use super::{folder, hints};
use crate::args::Place;
use crate::output::Done;

pub fn run(place: &Place) -> Result<Done> {
    let folder = folder(place);
    folder.must_hold_server()?;
    let (key, _) = folder.key(&hints(place))?;
    let counts = sqlite::verify(&folder.database(), &key)?.map_err(ServerError::Verify)?;
    Ok(Done {
        text: format!(
            "Everything holds: {} changes in {} streams; {} groups wait for a supervisor.",
            counts.changes, counts.streams, counts.held
        ),
        json: json!({
            "changes": counts.changes,
            "streams": counts.streams,
            "held": counts.held,
            "refused": counts.refused,
            "devices": counts.devices,
        }),
    })
}
