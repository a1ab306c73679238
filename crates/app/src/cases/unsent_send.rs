//! Send what waits in a notebook that nobody can open: it lies beside the database, sealed to the server.

use domain::words::{self, UnsentCounts, UnsentRefusal};
use protocol::unsent::{self, NotUnsent};
use protocol::{UnsentAnswer, UnsentRequest};
use transport::TransportFault;

use super::invitation_look;
use crate::api::Failure;
use crate::api::session::{UnsentSendRequest, UnsentSent};
use crate::app::App;
use crate::exchange::{ServerLine, failure_of, runtime};

pub(crate) fn run(app: &App, request: UnsentSendRequest) -> Result<UnsentSent, Failure> {
    let invitation = invitation_look::read(&request.invitation)?;
    let file = match std::fs::read(app.profile().unsent()) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(refused(UnsentRefusal::NothingWaits)),
        Err(error) => return Err(app.failure(error.into())),
    };
    let contents = unsent::read(&file).map_err(|fault| {
        refused(match fault {
            NotUnsent::NotOne => UnsentRefusal::NotReadable,
            NotUnsent::Newer => UnsentRefusal::Newer,
        })
    })?;
    if contents.items.is_empty() {
        let altered = contents.unreadable > 0;
        return Err(refused(if altered { UnsentRefusal::NotReadable } else { UnsentRefusal::NothingWaits }));
    }
    let client = ServerLine::client(invitation.addresses.clone(), invitation.fingerprint)?;
    let sent = runtime().block_on(async {
        // That it is this server is proved before anything of the file is given to it.
        client.hello().await?;
        let mut sent = UnsentAnswer::default();
        for file in unsent::parts(&contents.items) {
            sent += client.unsent(&UnsentRequest { file }).await?;
        }
        Ok::<_, TransportFault>(sent)
    });
    let sent = sent.map_err(|fault| match &fault {
        // An earlier server has no such door. What went before a line that broke is there, and is not taken twice.
        TransportFault::Refused(told) if told.code == "not-found" => refused(UnsentRefusal::ServerOlder),
        TransportFault::Unreachable | TransportFault::Broke => refused(UnsentRefusal::Unreachable),
        _ => failure_of(&fault),
    })?;
    if usize::try_from(sent.unreadable).is_ok_and(|unreadable| unreadable == contents.items.len()) {
        return Err(refused(UnsentRefusal::OtherServer));
    }
    let counts = UnsentCounts {
        accepted: sent.accepted,
        already: sent.had,
        held: sent.held,
        refused: sent.refused,
        later: sent.later,
        unreadable: sent.unreadable.saturating_add(u32::try_from(contents.unreadable).unwrap_or(u32::MAX)),
    };
    Ok(UnsentSent {
        accepted: counts.accepted,
        already: counts.already,
        held: counts.held,
        refused: counts.refused,
        later: counts.later,
        unreadable: counts.unreadable,
        words: words::unsent_sent(counts),
    })
}

fn refused(refusal: UnsentRefusal) -> Failure {
    domain::words::Refusal::from(refusal).into()
}
