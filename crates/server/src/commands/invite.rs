use domain::roles::Role;
use serde_json::json;
use wardbook_server::core::roster::Inviting;
use wardbook_server::error::Result;
use wardbook_server::setup::{self, Outside};

use super::{folder, hints};
use crate::args::Place;
use crate::output::Done;

pub async fn run(
    place: &Place,
    name: String,
    role: Option<Role>,
    wards: Vec<String>,
    outside: &Outside,
) -> Result<Done> {
    let (service, _) = setup::open(&folder(place), &hints(place), outside).await?;
    let inviting = Inviting { name, role, wards };
    let made = service.invite_named(&inviting).await;
    service.into_storage().close().await;
    let (_, invitation) = made?;
    Ok(Done {
        text: format!(
            "This invitation lets one device of {} in, once, within 7 days:\n\n{invitation}",
            inviting.name.trim()
        ),
        json: json!({ "invitation": invitation }),
    })
}
