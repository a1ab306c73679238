//! One message in, one out.

use std::time::Instant;

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minicbor::{Decode, Encode};
use protocol::FrameFault;

use super::Edge;
use super::limits::Peer;
use crate::core::endpoints::{Door, Endpoint, Who};
use crate::core::{Caller, Code, Refused};
use crate::storage::Storage;

/// A message's bytes as they travel, compressed.
const BODY_MAX: usize = 4 * 1024 * 1024;
/// From somebody who has not shown yet who they are.
const STRANGER_BODY_MAX: usize = 256 * 1024;
/// A part of what waited on a device: one group may be all of it.
const UNSENT_BODY_MAX: usize = 512 * 1024;
/// A request once it is uncompressed: the largest is a pull that names very many streams.
const REQUEST_MAX: usize = 8 * 1024 * 1024;

type Result<T> = std::result::Result<T, Refused>;

impl<S: Storage> Edge<S> {
    pub(super) async fn answer(&self, door: &'static Door, request: Request) -> Response {
        let began = Instant::now();
        let done = tokio::time::timeout(self.limits.time, self.exchange(door, request)).await;
        let done = done.unwrap_or_else(|_| Err(Code::TimedOut.into()));
        let response = match done {
            Ok(bytes) => ([(header::CONTENT_TYPE, protocol::MEDIA_TYPE)], bytes).into_response(),
            Err(refused) => refusal(refused),
        };
        let status = response.status().as_u16();
        self.metrics.count(door.path, status);
        tracing::info!(path = door.path, status, ms = began.elapsed().as_millis() as u64, "answered");
        response
    }

    async fn exchange(&self, door: &Door, request: Request) -> Result<Vec<u8>> {
        let (parts, body) = request.into_parts();
        let peer = Peer::of(&parts.extensions);
        let open = door.who == Who::Anybody;
        if open {
            self.askers.address(peer, self.service.now())?;
        }
        // Whatever a device speaks, it may ask what the server does.
        if door.endpoint != Endpoint::Hello {
            // Whoever is older may always send, and a session is what sending begins with.
            check_version(
                &parts.headers,
                matches!(door.endpoint, Endpoint::Session | Endpoint::Push | Endpoint::Unsent),
            )?;
        }
        check_media(&parts.headers)?;
        // Photos on a hundred slow lines take neither room nor a turn that a text would need.
        let (room, turns) = match door.endpoint {
            // To open what is sealed takes its time, and whoever knows the server's key can seal: one after the other.
            Endpoint::Unsent => (&self.stranger_room, &self.unsent_turn),
            Endpoint::BlobPut | Endpoint::BlobGet => (&self.blob_room, &self.blob_turns),
            _ if open => (&self.stranger_room, &self.turns),
            _ => (&self.room, &self.turns),
        };
        // Who asks is settled before their bytes are read, and a message is whole before it takes a turn: whoever
        // sends slowly holds up nobody but themselves.
        let (caller, _own, at_most) = if open {
            let unsent = door.endpoint == Endpoint::Unsent;
            (None, self.askers.turn_of_address(peer)?, if unsent { UNSENT_BODY_MAX } else { STRANGER_BODY_MAX })
        } else {
            let caller = self.admitted(&parts.headers, peer, door.who).await?;
            (Some(caller), self.askers.turn_of_device(caller.device)?, BODY_MAX)
        };
        let message = room.collect(body, at_most, self.limits.silence).await?;
        let _turn = turns.acquire().await.map_err(|_| Code::Busy)?;
        self.dispatch(door.endpoint, caller, &message.bytes).await
    }

    pub(super) async fn admitted(&self, headers: &HeaderMap, peer: Peer, who: Who) -> Result<Caller> {
        let caller = match bearer(headers) {
            Ok(token) => self.service.caller(token).await,
            Err(refused) => Err(refused),
        };
        let now = self.service.now();
        match caller {
            Ok(caller) => {
                self.askers.device(caller.device, now)?;
                self.service.admit(&caller, who).await?;
                Ok(caller)
            }
            Err(refused) => {
                // Guessing at tokens is asking without having shown who one is.
                if refused.code == Code::NotAuthenticated {
                    self.askers.address(peer, now)?;
                }
                Err(refused)
            }
        }
    }

    async fn dispatch(&self, endpoint: Endpoint, caller: Option<Caller>, bytes: &Bytes) -> Result<Vec<u8>> {
        let service = &self.service;
        match (endpoint, caller) {
            (Endpoint::Hello, _) => packed(service.hello(read(bytes)?).await),
            (Endpoint::Join, _) => packed(service.join(read(bytes)?).await),
            (Endpoint::Session, _) => packed(service.session(read(bytes)?).await),
            (Endpoint::Unsent, _) => packed(service.unsent(read(bytes)?).await),
            (Endpoint::History, _) => packed(service.history(read(bytes)?).await),
            (Endpoint::Push, Some(caller)) => packed(service.push(&caller, read(bytes)?).await),
            (Endpoint::Pull, Some(caller)) => packed(service.pull(&caller, read(bytes)?).await),
            (Endpoint::BlobPut, Some(caller)) => packed(service.blob_put(&caller, read(bytes)?).await),
            (Endpoint::BlobGet, Some(caller)) => packed(service.blob_get(&caller, read(bytes)?).await),
            (Endpoint::Held, Some(caller)) => packed(service.held(&caller, read(bytes)?).await),
            (Endpoint::Decide, Some(caller)) => packed(service.decide(&caller, read(bytes)?).await),
            (Endpoint::Invitations, Some(caller)) => packed(service.invitations(&caller, read(bytes)?).await),
            (Endpoint::Invite, Some(caller)) => packed(service.invite(&caller, read(bytes)?).await),
            (Endpoint::Uninvite, Some(caller)) => packed(service.uninvite(&caller, read(bytes)?).await),
            (Endpoint::Devices, Some(caller)) => packed(service.devices(&caller, read(bytes)?).await),
            (Endpoint::Events | Endpoint::Health | Endpoint::Metrics | Endpoint::OpenApi, _) | (_, None) => {
                Err(Code::NotFound.into())
            }
        }
    }
}

fn read<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T> {
    protocol::unpack_within(bytes, REQUEST_MAX).map_err(|fault| match fault {
        FrameFault::TooLarge(_) => Code::TooLarge.into(),
        FrameFault::Compression | FrameFault::Message => Code::BadRequest.into(),
    })
}

fn packed<T: Encode<()>>(done: Result<T>) -> Result<Vec<u8>> {
    done.map(|message| protocol::pack(&message))
}

/// A device without the header, or of a time that this server does not know yet or any more.
pub(super) fn check_version(headers: &HeaderMap, sends: bool) -> Result<()> {
    let named = headers.get(protocol::VERSION_HEADER).and_then(|value| value.to_str().ok());
    let version = named.and_then(|value| value.trim().parse::<u16>().ok());
    match version {
        Some(version) if protocol::is_answered(version, sends) => Ok(()),
        _ => Err(Code::Version.into()),
    }
}

fn check_media(headers: &HeaderMap) -> Result<()> {
    let named = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if named == Some(protocol::MEDIA_TYPE) { Ok(()) } else { Err(Code::BadRequest.into()) }
}

fn bearer(headers: &HeaderMap) -> Result<&str> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    given.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(|| Code::NotAuthenticated.into())
}

pub(super) fn refusal(refused: Refused) -> Response {
    let message = protocol::pack(&protocol::Refused::from(refused));
    let media = [(header::CONTENT_TYPE, protocol::MEDIA_TYPE)];
    let mut response = (status_of(refused.code), media, message).into_response();
    // The same that the message says, for what stands between and knows no message of ours.
    if let Some(seconds) = refused.retry_after.filter(|seconds| *seconds > 0) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn status_of(code: Code) -> StatusCode {
    match code {
        Code::NotAuthenticated | Code::ChallengeExpired | Code::BadProof | Code::UnknownDevice => {
            StatusCode::UNAUTHORIZED
        }
        Code::AccessEnded
        | Code::NotAllowed
        | Code::GivesTooMuch
        | Code::NotAMember
        | Code::BadIntroduction
        | Code::InvitationUnknown
        | Code::InvitationUsed
        | Code::InvitationExpired
        | Code::InvitationWithdrawn => StatusCode::FORBIDDEN,
        Code::NotFound | Code::BlobUnknown => StatusCode::NOT_FOUND,
        Code::BlobAltered => StatusCode::UNPROCESSABLE_ENTITY,
        Code::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
        Code::DeviceTaken | Code::AlreadyDecided | Code::NumberTaken => StatusCode::CONFLICT,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::Version => StatusCode::UPGRADE_REQUIRED,
        Code::TimedOut => StatusCode::REQUEST_TIMEOUT,
        Code::Busy | Code::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}
