//! Every door of the server and who may go through it. The router is built from this table, and the
//! authorisation tests walk it: a door without a test fails them.

use domain::permissions::Right;
use protocol::path;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    Hello,
    Join,
    Session,
    Push,
    Pull,
    BlobPut,
    BlobGet,
    Events,
    Held,
    Decide,
    Invitations,
    Invite,
    Uninvite,
    Devices,
    Unsent,
    History,
    Health,
    Metrics,
    OpenApi,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Anybody,
    /// Programs on the server's own computer, or whoever reaches an address that was made for it.
    ThisComputer,
    /// A device that has opened a session; also one whose access has ended, which may still send and
    /// is told what to purge.
    Device,
    /// A device whose person belongs.
    Member,
    /// A member with one of these rights over the area in question.
    OverArea(&'static [Right]),
    /// A member with one of these rights over the whole partnership.
    Everywhere(&'static [Right]),
}

#[derive(Debug, Clone, Copy)]
pub struct Door {
    pub endpoint: Endpoint,
    pub path: &'static str,
    pub method: Method,
    pub who: Who,
    /// What it is for, for the OpenAPI document.
    pub summary: &'static str,
}

/// Those who decide about what was held.
pub const SUPERVISORS: &[Right] = &[Right::Triage, Right::Invite];
/// Those who let people in.
pub const INVITERS: &[Right] = &[Right::Invite, Right::Administer];

const fn door(endpoint: Endpoint, method: Method, path: &'static str, who: Who, summary: &'static str) -> Door {
    Door { endpoint, path, method, who, summary }
}

pub const ENDPOINTS: &[Door] = &[
    door(Endpoint::Hello, Method::Post, path::HELLO, Who::Anybody, "Versions, the time and a challenge"),
    door(Endpoint::Join, Method::Post, path::JOIN, Who::Anybody, "One device, let in by an invitation's secret"),
    door(Endpoint::Session, Method::Post, path::SESSION, Who::Anybody, "A device shows that it holds its key"),
    door(Endpoint::Push, Method::Post, path::PUSH, Who::Device, "Groups in the order their device made them"),
    door(Endpoint::Pull, Method::Post, path::PULL, Who::Device, "What is new since these cursors"),
    door(Endpoint::BlobPut, Method::Post, path::BLOB_PUT, Who::Device, "The next part of a photo or document"),
    door(Endpoint::BlobGet, Method::Post, path::BLOB_GET, Who::Member, "A part of a photo or document"),
    door(Endpoint::Events, Method::Get, path::EVENTS, Who::Member, "Hints that something moved, as server-sent events"),
    door(Endpoint::Held, Method::Post, path::HELD, Who::OverArea(SUPERVISORS), "Groups kept for the asking supervisor"),
    door(Endpoint::Decide, Method::Post, path::DECIDE, Who::OverArea(SUPERVISORS), "Releases or declines a held group"),
    door(
        Endpoint::Invitations,
        Method::Post,
        path::INVITATIONS,
        Who::Everywhere(INVITERS),
        "The invitations there are",
    ),
    door(Endpoint::Invite, Method::Post, path::INVITE, Who::Everywhere(INVITERS), "An invitation for a member"),
    door(Endpoint::Uninvite, Method::Post, path::UNINVITE, Who::Everywhere(INVITERS), "Withdraws an invitation"),
    door(Endpoint::Devices, Method::Post, path::DEVICES, Who::Everywhere(INVITERS), "The devices there are"),
    door(Endpoint::Unsent, Method::Post, path::UNSENT, Who::Anybody, "What waited on a device that nobody can open"),
    door(
        Endpoint::History,
        Method::Post,
        path::HISTORY,
        Who::Anybody,
        "Whether the server knows how things went, for a laptop that was told of its key",
    ),
    door(Endpoint::Health, Method::Get, path::HEALTH, Who::Anybody, "Whether the server can answer"),
    door(Endpoint::Metrics, Method::Get, path::METRICS, Who::ThisComputer, "Counts, for Prometheus"),
    door(Endpoint::OpenApi, Method::Get, path::OPENAPI, Who::Anybody, "This document"),
];
