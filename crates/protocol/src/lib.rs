//! What crosses the wire between a device and its server.
//!
//! Messages are CBOR maps with numbered keys, compressed with zstd, over HTTPS `POST`. A reader passes
//! over keys it does not know, and a message never loses or renumbers one, so that devices that were
//! away for weeks and servers that were updated meanwhile understand each other. This crate owns the
//! messages, their bounds and the invitation's text; it knows no socket, no disk and no rule of who may
//! do what.

mod blobs;
mod bytes;
mod frame;
mod invitation;
mod messages;
pub mod unsent;
mod versions;

pub use blobs::{BlobGetAnswer, BlobGetRequest, BlobPutAnswer, BlobPutRequest};
pub use bytes::{WireChange, WireGroup};
pub use frame::{FrameFault, MESSAGE_BYTES_MAX, pack, unpack, unpack_within};
pub use invitation::{BadInvitation, Fingerprint, Invitation};
pub use messages::*;
pub use versions::{Meeting, is_answered};

/// The version this program speaks, and the oldest it still understands.
pub const VERSION: u16 = 1;
pub const OLDEST: u16 = 1;

/// The request header that names the version.
pub const VERSION_HEADER: &str = "wardbook-version";

/// The media type of every message.
pub const MEDIA_TYPE: &str = "application/vnd.wardbook+cbor";

/// Bytes of changes in one push, before compression. A group never is larger than this.
pub const PUSH_BYTES: usize = 1024 * 1024;
/// Groups in one push.
pub const PUSH_GROUPS: usize = 2_000;
/// Bytes of changes in one page, before compression, unless one group alone is larger.
pub const PAGE_BYTES: usize = 1024 * 1024;

/// Bytes of a blob in one request or answer. Text waits for one of these at most, so a device begins small.
pub const BLOB_PART_BYTES: usize = 1024 * 1024;
/// Blobs a device asks after in one pull.
pub const BLOBS_WANTED: usize = 500;

/// Keys that a server says it had before.
pub const EARLIER_KEYS_MAX: usize = 64;

/// Where each message goes.
pub mod path {
    pub const HELLO: &str = "/v1/hello";
    pub const HISTORY: &str = "/v1/history";
    pub const JOIN: &str = "/v1/join";
    pub const SESSION: &str = "/v1/session";
    pub const PUSH: &str = "/v1/push";
    pub const PULL: &str = "/v1/pull";
    pub const BLOB_PUT: &str = "/v1/blobs/put";
    pub const BLOB_GET: &str = "/v1/blobs/get";
    pub const EVENTS: &str = "/v1/events";
    pub const HELD: &str = "/v1/held";
    pub const DECIDE: &str = "/v1/held/decide";
    pub const INVITATIONS: &str = "/v1/invitations";
    pub const INVITE: &str = "/v1/invitations/make";
    pub const UNINVITE: &str = "/v1/invitations/withdraw";
    pub const DEVICES: &str = "/v1/devices";
    pub const UNSENT: &str = "/v1/unsent";
    pub const HEALTH: &str = "/healthz";
    pub const METRICS: &str = "/metrics";
    pub const OPENAPI: &str = "/openapi.json";
}
