//! Messages over a kept connection: sent, answered or refused, within bounds of size and silence.

use std::sync::Mutex as Blocking;
use std::sync::PoisonError;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use domain::ids::DeviceId;
use domain::signing::SigningKey;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Response, StatusCode};
use minicbor::{Decode, Encode};
use protocol::{
    DecideRequest, DevicesAnswer, DevicesRequest, Done, Fingerprint, HeldAnswer, HeldRequest, HelloAnswer,
    HelloRequest, InvitationsAnswer, InvitationsRequest, InviteAnswer, InviteRequest, JoinAnswer, JoinRequest,
    MEDIA_TYPE, MESSAGE_BYTES_MAX, PullAnswer, PullRequest, PushAnswer, PushRequest, Refused, SessionAnswer,
    SessionRequest, UninviteRequest, VERSION, VERSION_HEADER, WireGroup, path, session_proof,
};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::connect::{Line, connect, place_of};
use crate::fault::{Result, TransportFault};

/// Silence that is taken for an end: between the request and the first byte of the answer, and between
/// one piece of it and the next. A slow transfer that lives may take longer in all.
const SILENCE: Duration = Duration::from_secs(9);

/// Where the server is, and whose key it must show.
#[derive(Debug, Clone)]
pub struct Target {
    /// `host:port` or `https://host:port`, the nearest first.
    pub addresses: Vec<String>,
    pub fingerprint: Fingerprint,
}

/// One server, as one device speaks to it.
pub struct Client {
    fingerprint: Fingerprint,
    /// The one that answered last comes first.
    addresses: Blocking<Vec<String>>,
    line: Mutex<Option<Line>>,
    token: Blocking<Option<String>>,
}

impl Client {
    /// Touches nothing yet. An address of nowhere is found out when it is called.
    pub fn new(target: Target) -> Result<Self> {
        Ok(Self {
            fingerprint: target.fingerprint,
            addresses: Blocking::new(target.addresses),
            line: Mutex::new(None),
            token: Blocking::new(None),
        })
    }

    pub async fn hello(&self) -> Result<HelloAnswer> {
        let hello: HelloAnswer = self.ask(path::HELLO, &HelloRequest {}).await?;
        if hello.oldest > VERSION || hello.version < protocol::OLDEST {
            return Err(TransportFault::Version { server_newest: hello.version, server_oldest: hello.oldest });
        }
        // What the connection proved and what the answer says are the same key, or something lies between.
        if Fingerprint::of(&hello.server_key) != self.fingerprint {
            return Err(TransportFault::WrongServer);
        }
        Ok(hello)
    }

    /// Lets this device in by an invitation's secret. Asked again with the same key, it gets the same answer.
    pub async fn join(
        &self,
        secret: &[u8; 16],
        device: DeviceId,
        key: &SigningKey,
        hello: &HelloAnswer,
    ) -> Result<JoinAnswer> {
        let proof = session_proof(&hello.challenge, &hello.server_key, device);
        let request = JoinRequest {
            secret: *secret,
            device,
            signing_key: key.public(),
            challenge: hello.challenge.clone(),
            proof: key.open_session(&proof),
        };
        let answer: JoinAnswer = match self.ask(path::JOIN, &request).await {
            // The answer may have been lost on the way.
            Err(TransportFault::Unreachable) => self.ask(path::JOIN, &request).await?,
            other => other?,
        };
        self.keep_token(&answer.session);
        Ok(answer)
    }

    /// Shows the server that this device holds its key. Later calls carry what it answered.
    pub async fn open_session(
        &self,
        device: DeviceId,
        key: &SigningKey,
        introductions: Vec<WireGroup>,
    ) -> Result<SessionAnswer> {
        let hello = self.hello().await?;
        let proof = session_proof(&hello.challenge, &hello.server_key, device);
        let request =
            SessionRequest { device, challenge: hello.challenge, proof: key.open_session(&proof), introductions };
        let answer: SessionAnswer = self.ask(path::SESSION, &request).await?;
        self.keep_token(&answer);
        Ok(answer)
    }

    pub async fn push(&self, request: &PushRequest) -> Result<PushAnswer> {
        self.ask(path::PUSH, request).await
    }

    pub async fn pull(&self, request: &PullRequest) -> Result<PullAnswer> {
        self.ask(path::PULL, request).await
    }

    pub async fn held(&self, request: &HeldRequest) -> Result<HeldAnswer> {
        self.ask(path::HELD, request).await
    }

    pub async fn decide(&self, request: &DecideRequest) -> Result<Done> {
        self.ask(path::DECIDE, request).await
    }

    pub async fn invitations(&self, request: &InvitationsRequest) -> Result<InvitationsAnswer> {
        self.ask(path::INVITATIONS, request).await
    }

    pub async fn invite(&self, request: &InviteRequest) -> Result<InviteAnswer> {
        self.ask(path::INVITE, request).await
    }

    pub async fn uninvite(&self, request: &UninviteRequest) -> Result<Done> {
        self.ask(path::UNINVITE, request).await
    }

    pub async fn devices(&self, request: &DevicesRequest) -> Result<DevicesAnswer> {
        self.ask(path::DEVICES, request).await
    }

    fn keep_token(&self, session: &SessionAnswer) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(session.token.clone());
    }

    pub(crate) fn bearer(&self) -> Option<String> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|token| format!("Bearer {token}"))
    }

    pub(crate) fn addresses(&self) -> Vec<String> {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// One call. A kept connection that turns out to be gone is made anew once: the server may have closed
    /// it while nobody spoke.
    async fn ask<Q: Encode<()>, A: for<'b> Decode<'b, ()>>(&self, path: &str, question: &Q) -> Result<A> {
        let body = Bytes::from(protocol::pack(question));
        let mut kept = self.line.lock().await;
        if let Some(line) = kept.as_mut().filter(|line| !line.is_closed())
            && let Ok(answer) = self.over(line, path, body.clone()).await
        {
            return read(answer).await;
        }
        *kept = None;
        let mut line = self.connect().await?;
        let answer = self.over(&mut line, path, body).await?;
        // Read before the line is kept: an answer that breaks off leaves a line nobody can use.
        let read = read(answer).await?;
        *kept = Some(line);
        Ok(read)
    }

    async fn connect(&self) -> Result<Line> {
        let addresses = self.addresses();
        let (index, line) = connect(&addresses, self.fingerprint).await?;
        if index > 0 {
            self.addresses.lock().unwrap_or_else(PoisonError::into_inner).swap(0, index);
        }
        Ok(line)
    }

    async fn over(&self, line: &mut Line, path: &str, body: Bytes) -> Result<Response<Incoming>> {
        let host = self.addresses().first().map(|address| place_of(address).to_owned()).unwrap_or_default();
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(HOST, host)
            .header(CONTENT_TYPE, MEDIA_TYPE)
            .header(ACCEPT, MEDIA_TYPE)
            .header(VERSION_HEADER, VERSION);
        if let Some(bearer) = self.bearer() {
            request = request.header(AUTHORIZATION, bearer);
        }
        let request = request.body(Full::new(body)).map_err(|_| TransportFault::NotWardbook)?;
        line.ready().await.map_err(|_| TransportFault::Unreachable)?;
        let answered = timeout(SILENCE, line.send_request(request)).await;
        answered.map_err(|_| TransportFault::Unreachable)?.map_err(|_| TransportFault::Unreachable)
    }
}

/// The message in an answer, or the refusal.
async fn read<A: for<'b> Decode<'b, ()>>(answer: Response<Incoming>) -> Result<A> {
    let status = answer.status();
    let is_ours = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == MEDIA_TYPE);
    let body = collect(answer.into_body()).await?;
    if !is_ours {
        return Err(TransportFault::NotWardbook);
    }
    if status == StatusCode::OK {
        return protocol::unpack(&body).map_err(|fault| match fault {
            protocol::FrameFault::TooLarge(_) => TransportFault::TooLarge,
            _ => TransportFault::NotWardbook,
        });
    }
    let refused: Refused = protocol::unpack(&body).map_err(|_| TransportFault::NotWardbook)?;
    Err(TransportFault::Refused(refused))
}

/// The whole body, as long as pieces keep coming and it stays within what a message may be.
async fn collect(mut body: Incoming) -> Result<Bytes> {
    let mut whole = BytesMut::new();
    loop {
        let frame = timeout(SILENCE, body.frame()).await.map_err(|_| TransportFault::Unreachable)?;
        let Some(frame) = frame else { return Ok(whole.freeze()) };
        let frame = frame.map_err(|_| TransportFault::Unreachable)?;
        if let Some(data) = frame.data_ref() {
            if whole.len() + data.len() > MESSAGE_BYTES_MAX {
                return Err(TransportFault::TooLarge);
            }
            whole.extend_from_slice(data);
        }
    }
}
