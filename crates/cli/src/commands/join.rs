//! `join`: a partnership's notebook, with an invitation that works once.

use app::api::join::{JoinRequest, JoinedView};

use super::hand_over;
use crate::args::{Common, Join};
use crate::objects::NewObject;
use crate::output::{Output, Stop};
use crate::{notebook, passphrase};

pub fn run(common: &Common, join: &Join, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::at(common)?;
    notebook::must_be_free(&app)?;
    let (first, again) = passphrase::of_new_notebook(common)?;
    let request = JoinRequest {
        invitation: join.invitation.clone(),
        passphrase: first.to_string(),
        passphrase_again: again.to_string(),
    };
    let joined: JoinedView = notebook::mutate(&app, "join", &request)?;
    let object = NewObject {
        person: joined.person.clone(),
        device: &joined.device,
        boundaries: &joined.boundaries,
        recovery_code: &joined.recovery_code,
    };
    hand_over::run(&app, &format!("Joined {} as {}", joined.partnership, joined.person), &object, output)
}
