use serde_json::json;
use wardbook_server::core::roster::Revoking;
use wardbook_server::error::Result;
use wardbook_server::setup::{self, Outside};

use super::{folder, hints};
use crate::args::Place;
use crate::output::Done;

pub async fn run(
    place: &Place,
    name: &str,
    device: Option<String>,
    wards: Vec<String>,
    outside: &Outside,
) -> Result<Done> {
    let what = match device {
        Some(device) => Revoking::Device(device),
        None if !wards.is_empty() => Revoking::Wards(wards),
        None => Revoking::Membership,
    };
    let (service, _) = setup::open(&folder(place), &hints(place), outside).await?;
    let done = service.revoke_named(name, &what).await;
    service.into_storage().close().await;
    let revoked = done?;
    let ended = match &what {
        Revoking::Membership => format!("{} is no longer a member.", revoked.name),
        Revoking::Device(device) => format!("{}'s device {device} is shut out.", revoked.name),
        Revoking::Wards(_) => format!("{} no longer holds these wards.", revoked.name),
    };
    Ok(Done {
        text: format!(
            "{ended} It binds from each device's next request; what they had not sent yet is kept for a coordinator."
        ),
        json: json!({
            "person": revoked.person.to_string(),
            "name": revoked.name,
            "on": revoked.on.to_string(),
            "membership": revoked.membership,
            "devices": revoked.devices.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "wards": revoked.wards.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }),
    })
}
