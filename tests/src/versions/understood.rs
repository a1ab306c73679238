//! What a device of version 1 understands of an answer, without what no two servers say alike: times, chances,
//! and the signatures over them, each of which is looked at before it is left out.

use domain::signing::PublicKey;
use minicbor::bytes::ByteArray;

use super::conversation::{body, header, status};
use super::one::{self, Fate, Page, Receipts};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Understood {
    Refused { code: String },
    Hello { server: one::Hash },
    Join(one::JoinAnswer),
    Session(one::SessionAnswer),
    Push(one::PushAnswer),
    Pull(one::PullAnswer),
    Held(one::HeldAnswer),
    Invitations(one::InvitationsAnswer),
    Invited,
    Devices(one::DevicesAnswer),
    Done,
}

/// The answer to a request that was sent to `path`. An error is what that device would have called no answer.
pub fn understood(path: &str, answer: &[u8], server: &PublicKey) -> Result<Understood, String> {
    if header(answer, "content-type") != Some(one::MEDIA_TYPE) {
        return Err("it is of another media type".to_owned());
    }
    let bytes = body(answer);
    if status(answer) != 200 {
        return one::read::<one::Refused>(bytes).map(|refused| Understood::Refused { code: refused.code });
    }
    Ok(match path {
        "/v1/hello" => {
            let hello: one::HelloAnswer = one::read(bytes)?;
            if hello.oldest > 1 || hello.version < 1 || hello.challenge.is_empty() {
                return Err("it speaks no version that is understood".to_owned());
            }
            Understood::Hello { server: hello.server_key }
        }
        "/v1/join" => {
            let mut join: one::JoinAnswer = one::read(bytes)?;
            join.session = plain_session(join.session)?;
            Understood::Join(join)
        }
        "/v1/session" => Understood::Session(plain_session(one::read(bytes)?)?),
        "/v1/push" => Understood::Push(plain_push(one::read(bytes)?, server)?),
        "/v1/pull" => Understood::Pull(plain_pull(one::read(bytes)?, server)?),
        "/v1/held" => {
            let mut held: one::HeldAnswer = one::read(bytes)?;
            held.held.iter_mut().for_each(|group| group.arrived = 0);
            Understood::Held(held)
        }
        "/v1/held/decide" | "/v1/invitations/withdraw" => {
            let _: one::Done = one::read(bytes)?;
            Understood::Done
        }
        "/v1/invitations" => {
            let mut answer: one::InvitationsAnswer = one::read(bytes)?;
            for invitation in &mut answer.invitations {
                // Whoever was invited since has another secret, and so another id.
                (invitation.id, invitation.made, invitation.expires) = (Vec::new().into(), 0, 0);
                invitation.used = invitation.used.map(|_| 0);
            }
            answer.invitations.sort_by_key(|invitation| (invitation.person, invitation.used, invitation.withdrawn));
            Understood::Invitations(answer)
        }
        "/v1/invitations/make" => {
            let invited: one::InviteAnswer = one::read(bytes)?;
            if !invited.invitation.starts_with("wardbook-") {
                return Err("it is no invitation".to_owned());
            }
            Understood::Invited
        }
        "/v1/devices" => {
            let mut answer: one::DevicesAnswer = one::read(bytes)?;
            answer.devices.iter_mut().for_each(|device| device.last_seen = device.last_seen.map(|_| 0));
            answer.devices.sort_by_key(|device| device.device);
            Understood::Devices(answer)
        }
        other => return Err(format!("nothing was asked of {other}")),
    })
}

fn plain_session(mut session: one::SessionAnswer) -> Result<one::SessionAnswer, String> {
    if session.token.is_empty() {
        return Err("there is no token in it".to_owned());
    }
    session.token.clear();
    Ok(session)
}

fn plain_push(mut answer: one::PushAnswer, server: &PublicKey) -> Result<one::PushAnswer, String> {
    answer.server_time = 0;
    answer.answers.iter_mut().for_each(plain_fate);
    plain_receipts(&mut answer.receipts, server)?;
    Ok(answer)
}

fn plain_pull(mut answer: one::PullAnswer, server: &PublicKey) -> Result<one::PullAnswer, String> {
    answer.server_time = 0;
    for page in &mut answer.pages {
        if !page.holds(server) {
            return Err(format!("a page of {} does not hold", page.sort));
        }
        plain_page(page);
    }
    answer.decided.iter_mut().for_each(plain_fate);
    plain_receipts(&mut answer.receipts, server)?;
    // Which stream comes first is the server's choice.
    answer.pages.sort_by_key(|page| page.stream);
    for streams in [&mut answer.gone, &mut answer.unknown] {
        streams.sort();
    }
    Ok(answer)
}

fn plain_page(page: &mut Page) {
    (page.before.chain, page.before.time, page.signature) = (zeros(), 0, zeros());
    for entry in &mut page.entries {
        match entry {
            one::Entry::Change { time, .. } | one::Entry::Yours { time, .. } => *time = 0,
        }
    }
}

fn plain_receipts(receipts: &mut [Receipts], server: &PublicKey) -> Result<(), String> {
    for run in receipts.iter_mut() {
        if !run.hold(server) {
            return Err("a receipt does not hold".to_owned());
        }
        (run.before.chain, run.before.time, run.signature) = (zeros(), 0, zeros());
        run.taken.iter_mut().for_each(|receipt| receipt.time = 0);
    }
    receipts.sort_by_key(|run| (run.stream, run.before.position));
    Ok(())
}

/// The words are the server's own; programs branch on the code.
fn plain_fate(answer: &mut one::GroupAnswer) {
    if let Fate::Refused { message, .. } | Fate::Later { message, .. } = &mut answer.fate {
        message.clear();
    }
}

fn zeros<const N: usize>() -> ByteArray<N> {
    [0; N].into()
}
