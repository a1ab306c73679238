use domain::wards::BoundarySet;
use serde_json::json;
use wardbook_server::core::founding::Founding;
use wardbook_server::data::KeySource;
use wardbook_server::error::Result;
use wardbook_server::identity::address;
use wardbook_server::setup::{self, Outside};
use wardbook_server::storage::postgres::DatabaseUrl;

use super::{folder, hints};
use crate::args::Place;
use crate::output::{Done, remark};

/// Where a server is reached when nobody says otherwise: from this computer alone.
const HERE: &str = "https://127.0.0.1:8443";

pub struct Asked {
    pub partnership: String,
    pub admin: String,
    pub addresses: Vec<String>,
    pub boundaries: BoundarySet,
    pub database_url: Option<String>,
}

pub async fn run(place: &Place, asked: Asked, outside: &Outside) -> Result<Done> {
    let mut addresses = asked.addresses.iter().map(|typed| address(typed)).collect::<Result<Vec<_>>>()?;
    if addresses.is_empty() {
        addresses.push(HERE.to_owned());
    }
    let founding = Founding {
        name: asked.partnership.trim().to_owned(),
        admin: asked.admin.trim().to_owned(),
        addresses,
        boundaries: asked.boundaries,
    };
    let database = asked.database_url.map(DatabaseUrl::new);
    let embedded = database.is_none();
    let (folder, hints) = (folder(place), hints(place));
    let (service, invitation) = setup::init_in(&folder, &founding, database, &hints, outside).await?;
    service.into_storage().close().await;
    if let KeySource::Beside(key) = folder.key_source(&hints) {
        let (what, read) = match embedded {
            true => ("the database", "everything"),
            false => ("backups", "every backup that lies with it, and pose as this server"),
        };
        remark(&format!(
            "Warning: the key to {what} was made in {}, and “identity” beside it is not sealed. Whoever copies the folder can read {read}. To have it elsewhere, remove the folder and begin again with --key-file, or let the service manager hand a key over.",
            key.display()
        ));
    }
    Ok(Done {
        text: format!(
            "The server for {} is made. This invitation lets one device of {} in, once, within 7 days:\n\n{invitation}\n\nNow start it with “serve”.",
            founding.name, founding.admin
        ),
        json: json!({ "invitation": invitation }),
    })
}
