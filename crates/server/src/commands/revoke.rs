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
    devices: Vec<String>,
    wards: Vec<String>,
    outside: &Outside,
) -> Result<Done> {
    let what = match (devices.is_empty(), wards.is_empty()) {
        (false, _) => Revoking::Devices(devices),
        (true, false) => Revoking::Wards(wards),
        (true, true) => Revoking::Membership,
    };
    let (service, _) = setup::open(&folder(place), &hints(place), outside).await?;
    let done = service.revoke_named(name, &what).await;
    service.into_storage().close().await;
    let revoked = done?;
    let ended = match &what {
        Revoking::Membership => format!("{} is no longer a member.", revoked.name),
        Revoking::Devices(devices) => match devices.as_slice() {
            [device] => format!("{}'s device {device} is shut out.", revoked.name),
            several => format!("{}'s devices {} are shut out.", revoked.name, several.join(", ")),
        },
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
