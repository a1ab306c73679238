//! `unsent send`: what waits in a notebook that nobody can open any more. Asks for no passphrase.

use app::api::session::{UnsentSendRequest, UnsentSent};

use crate::args::{Common, Unsent};
use crate::notebook;
use crate::output::{Output, Stop};

pub fn run(common: &Common, unsent: &Unsent, output: &mut Output) -> Result<(), Stop> {
    let Unsent::Send(send) = unsent;
    let app = notebook::at(common)?;
    let request = UnsentSendRequest { invitation: send.invitation.clone() };
    let sent: UnsentSent = notebook::mutate(&app, "unsent_send", &request)?;
    output.answer(&sent, || sent.words.join("\n"))
}
