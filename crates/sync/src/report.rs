//! What the engine says of itself: for the sync corner, the terminal and tests.

use domain::clock::Timestamp;

/// What one exchange came to, from its first call to its last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Groups accepted.
    pub pushed: u64,
    /// Changes that were new here.
    pub pulled: u64,
    pub conflicts: u64,
    pub refused: u64,
    pub held: u64,
    /// Photos and documents that are whole now, at the server and here.
    pub files_sent: u64,
    pub files_received: u64,
    pub server_time: Option<Timestamp>,
}

/// What stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing answers.
    Unreachable,
    /// Something that is no server of ours answers, such as the sign-in page of a network.
    SomethingElse,
    /// Something with another key answers.
    WrongServer,
    /// What answered is no Wardbook server, or speaks so that it is not understood.
    NotUnderstood,
    /// The server speaks only older or only newer versions.
    Version { server_is_newer: bool },
    /// The server said no to the whole request.
    Refused { code: String, message: String },
    /// What it sent does not hold.
    Untrue(String),
    /// This device's own disk.
    Store(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Nothing under way; the last exchange was whole.
    Idle,
    Connecting,
    /// `item` of `of`, counted from 1.
    Sending {
        item: u64,
        of: u64,
    },
    /// Changes still to come, as far as the server said.
    Receiving {
        behind: u64,
    },
    /// Every text is through; photos and documents follow, of which so many are still to go.
    Files {
        left: u32,
    },
    /// Waiting for the next try, in so many seconds from when this was said.
    Waiting {
        seconds: u64,
        /// The same moment, as the clock that only goes forward will read it, in milliseconds.
        until_ms: u64,
        trouble: Trouble,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub phase: Phase,
    /// The end of the last whole exchange, by this device's clock.
    pub last_sync: Option<Timestamp>,
    /// Since when nothing has been reached; none while the server answers.
    pub offline_since: Option<Timestamp>,
}
