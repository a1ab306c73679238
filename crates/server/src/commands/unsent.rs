use std::path::PathBuf;

use protocol::unsent::{self, NotUnsent};
use protocol::{UnsentAnswer, UnsentRequest};
use serde_json::json;
use wardbook_server::error::{Result, ServerError, at};
use wardbook_server::setup::{self, Outside};

use super::{folder, hints};
use crate::args::Place;
use crate::output::Done;

pub async fn run(place: &Place, files: &[PathBuf], outside: &Outside) -> Result<Done> {
    // All of them before any is taken: a slip in a name is mended and nothing was done by halves.
    let mut parts = Vec::new();
    let mut counted = UnsentAnswer::default();
    for path in files {
        let file = match std::fs::read(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(ServerError::FileMissing(path.clone()));
            }
            Err(error) => return Err(at(path)(error)),
        };
        let contents = unsent::read(&file).map_err(|fault| match fault {
            NotUnsent::NotOne => ServerError::NotUnsent(path.clone()),
            NotUnsent::Newer => ServerError::NewerUnsent(path.clone()),
        })?;
        counted.unreadable += u32::try_from(contents.unreadable).unwrap_or(u32::MAX);
        parts.extend(unsent::parts(&contents.items));
    }
    let (service, _) = setup::open(&folder(place), &hints(place), outside).await?;
    let mut taken = Ok(());
    for file in parts {
        match service.unsent(UnsentRequest { file }).await {
            Ok(answer) => counted += answer,
            Err(refused) => {
                taken = Err(refused);
                break;
            }
        }
    }
    service.into_storage().close().await;
    taken?;
    let UnsentAnswer { accepted, had, held, refused, later, unreadable } = counted;
    Ok(Done {
        text: format!(
            "Taken: {accepted}. Here before: {had}. Held for a supervisor: {held}. Not accepted: {refused}. To be tried again later: {later}. Unreadable: {unreadable}."
        ),
        json: json!({
            "accepted": accepted, "already": had, "held": held, "refused": refused, "later": later, "unreadable": unreadable,
        }),
    })
}
