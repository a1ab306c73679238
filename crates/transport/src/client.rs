//! Messages over a kept connection: sent, answered or refused, within bounds of size and silence.

use std::sync::Mutex as Blocking;
use std::sync::PoisonError;

use bytes::{Bytes, BytesMut};
use domain::ids::DeviceId;
use domain::signing::SigningKey;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use minicbor::{Decode, Encode};
use protocol::{
    BlobGetAnswer, BlobGetRequest, BlobPutAnswer, BlobPutRequest, DecideRequest, DevicesAnswer, DevicesRequest, Done,
    Fingerprint, HeldAnswer, HeldRequest, HelloAnswer, HelloRequest, HistoryAnswer, HistoryRequest, InvitationsAnswer,
    InvitationsRequest, InviteAnswer, InviteRequest, JoinAnswer, JoinRequest, MEDIA_TYPE, MESSAGE_BYTES_MAX, Meeting,
    PullAnswer, PullRequest, PushAnswer, PushRequest, Refused, SessionAnswer, SessionRequest, UninviteRequest,
    UnsentAnswer, UnsentRequest, VERSION, VERSION_HEADER, WireGroup, path, session_proof,
};
use tokio::sync::Mutex;

use crate::connect::{Ended, Line, connect};
use crate::fault::{Result, TransportFault};
use crate::silence::{LastMoved, SILENCE};

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
    met: Blocking<Met>,
}

/// What the server said of its versions last, and what follows.
#[derive(Debug, Clone, Copy)]
struct Met {
    server_newest: u16,
    server_oldest: u16,
    meeting: Meeting,
}

impl Met {
    fn fault(self) -> TransportFault {
        TransportFault::Version { server_newest: self.server_newest, server_oldest: self.server_oldest }
    }
}

impl Client {
    /// Touches nothing yet. An address of nowhere is found out when it is called.
    pub fn new(target: Target) -> Result<Self> {
        Ok(Self {
            fingerprint: target.fingerprint,
            addresses: Blocking::new(target.addresses),
            line: Mutex::new(None),
            token: Blocking::new(None),
            met: Blocking::new(Met {
                server_newest: VERSION,
                server_oldest: VERSION,
                meeting: Meeting::Speaks(VERSION),
            }),
        })
    }

    pub async fn hello(&self) -> Result<HelloAnswer> {
        let hello = self.greet().await?;
        let met = self.met();
        if matches!(met.meeting, Meeting::Speaks(_)) { Ok(hello) } else { Err(met.fault()) }
    }

    /// As [`Client::hello`], also where this program may only send.
    async fn greet(&self) -> Result<HelloAnswer> {
        let hello: HelloAnswer = self.ask(path::HELLO, &HelloRequest {}).await?;
        let met = Met {
            server_newest: hello.version,
            server_oldest: hello.oldest,
            meeting: Meeting::with(hello.version, hello.oldest),
        };
        *self.met.lock().unwrap_or_else(PoisonError::into_inner) = met;
        if met.meeting == Meeting::ServerTooOld {
            return Err(met.fault());
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
            Err(TransportFault::Unreachable | TransportFault::Broke) => self.ask(path::JOIN, &request).await?,
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
        let hello = self.greet().await?;
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

    /// From a server that speaks only later versions nothing is received, whatever was sent to it.
    pub async fn pull(&self, request: &PullRequest) -> Result<PullAnswer> {
        let met = self.met();
        if met.meeting == Meeting::SendsOnly {
            return Err(met.fault());
        }
        self.ask(path::PULL, request).await
    }

    pub async fn blob_put(&self, request: &BlobPutRequest) -> Result<BlobPutAnswer> {
        self.ask(path::BLOB_PUT, request).await
    }

    pub async fn blob_get(&self, request: &BlobGetRequest) -> Result<BlobGetAnswer> {
        self.ask(path::BLOB_GET, request).await
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

    /// What waited on a device that nobody can open any more. Asked without a session.
    pub async fn unsent(&self, request: &UnsentRequest) -> Result<UnsentAnswer> {
        self.ask(path::UNSENT, request).await
    }

    /// Whether the server knows how things went. Asked without a session.
    pub async fn history(&self, request: &HistoryRequest) -> Result<HistoryAnswer> {
        self.ask(path::HISTORY, request).await
    }

    fn keep_token(&self, session: &SessionAnswer) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(session.token.clone());
    }

    fn met(&self) -> Met {
        *self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What requests say this program speaks: as late a version as its server does.
    pub(crate) fn spoken(&self) -> u16 {
        match self.met().meeting {
            Meeting::Speaks(version) => version,
            Meeting::SendsOnly | Meeting::ServerTooOld => VERSION,
        }
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

    /// One call. A kept line that turns out to be gone is made anew once: the server may have closed it
    /// while nobody spoke. One that falls silent is not: whoever waits was promised an end.
    async fn ask<Q: Encode<()>, A: for<'b> Decode<'b, ()>>(&self, path: &str, question: &Q) -> Result<A> {
        let body = Bytes::from(protocol::pack(question));
        let mut kept = self.line.lock().await;
        // Taken out while in use: a call that is given up halfway leaves a line nobody can use.
        if let Some(mut line) = kept.take().filter(Line::is_fresh) {
            let request = self.request(&line, path, body.clone())?;
            match line.send(request).await {
                Ok(answer) => return Self::read_and_keep(answer, line, &mut kept).await,
                Err(Ended::Unsent) => {}
                Err(Ended::Broke) if asks_twice(path) => {}
                Err(ended) => return Err(ended.into()),
            }
        }
        let mut line = self.connect().await?;
        let request = self.request(&line, path, body)?;
        let answer = line.send(request).await?;
        Self::read_and_keep(answer, line, &mut kept).await
    }

    async fn read_and_keep<A: for<'b> Decode<'b, ()>>(
        answer: Response<Incoming>,
        line: Line,
        kept: &mut Option<Line>,
    ) -> Result<A> {
        let (status, headers, body) = whole(answer, line.moved()).await?;
        *kept = Some(line);
        read(status, &headers, &body)
    }

    async fn connect(&self) -> Result<Line> {
        let addresses = self.addresses();
        let (index, line) = connect(&addresses, self.fingerprint).await?;
        if index > 0 {
            self.addresses.lock().unwrap_or_else(PoisonError::into_inner).swap(0, index);
        }
        Ok(line)
    }

    fn request(&self, line: &Line, path: &str, body: Bytes) -> Result<Request<Full<Bytes>>> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(HOST, line.place())
            .header(CONTENT_TYPE, MEDIA_TYPE)
            .header(ACCEPT, MEDIA_TYPE)
            .header(VERSION_HEADER, self.spoken());
        if let Some(bearer) = self.bearer() {
            request = request.header(AUTHORIZATION, bearer);
        }
        request.body(Full::new(body)).map_err(|_| TransportFault::NotWardbook)
    }
}

/// Whether a message that may have arrived can be sent again. A second invitation would let a second
/// device in, and a second decision be refused as late; everything else has the same answer twice.
fn asks_twice(path: &str) -> bool {
    !matches!(path, path::INVITE | path::DECIDE)
}

/// The message in an answer, or the refusal.
pub(crate) fn read<A: for<'b> Decode<'b, ()>>(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<A> {
    if headers.get(CONTENT_TYPE).is_none_or(|kind| kind != MEDIA_TYPE) {
        return Err(TransportFault::NotWardbook);
    }
    if status == StatusCode::OK {
        return message(body);
    }
    Err(TransportFault::Refused(message::<Refused>(body)?))
}

fn message<A: for<'b> Decode<'b, ()>>(body: &[u8]) -> Result<A> {
    protocol::unpack(body).map_err(|fault| match fault {
        protocol::FrameFault::TooLarge(_) => TransportFault::TooLarge,
        protocol::FrameFault::Compression | protocol::FrameFault::Message => TransportFault::NotWardbook,
    })
}

/// The whole answer, as long as pieces keep coming and it stays within what a message may be.
pub(crate) async fn whole(answer: Response<Incoming>, moved: &LastMoved) -> Result<(StatusCode, HeaderMap, Bytes)> {
    let (head, mut body) = answer.into_parts();
    let mut pieces = BytesMut::new();
    loop {
        let frame = moved.unless_silent(SILENCE, body.frame()).await.ok_or(TransportFault::Unreachable)?;
        let Some(frame) = frame else { return Ok((head.status, head.headers, pieces.freeze())) };
        let frame = frame.map_err(|_| TransportFault::Broke)?;
        if let Some(data) = frame.data_ref() {
            if pieces.len() + data.len() > MESSAGE_BYTES_MAX {
                return Err(TransportFault::TooLarge);
            }
            pieces.extend_from_slice(data);
        }
    }
}
