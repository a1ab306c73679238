use serde_json::json;
use wardbook_server::error::Result;
use wardbook_server::setup::{self, Outside};

use super::{folder, hints};
use crate::args::Place;
use crate::output::Done;

pub async fn run(place: &Place, outside: &Outside) -> Result<Done> {
    let introduction = setup::new_identity(&folder(place), &hints(place), outside).await?;
    let fingerprint = introduction.fingerprint.to_string();
    Ok(Done {
        text: format!(
            "The server has a new key. Make a backup now, and let nobody restore an earlier one: it would bring the old key back. Then start it with “serve”.\n\nEvery laptop refuses it until it is told. Give everybody this text, which is no secret and lets nobody in:\n\n{introduction}\n\nand, by another way such as the telephone, this fingerprint to type beside it:\n\n{fingerprint}\n\nInvitations not yet used must be made again."
        ),
        json: json!({ "introduction": introduction.to_string(), "fingerprint": fingerprint }),
    })
}
