//! What can stand between a device and its server. Callers branch on the variant, never on its words.

/// Why a call brought no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportFault {
    /// Nothing answers, or the connection ended before the server had proved its key.
    #[error("the server cannot be reached")]
    Unreachable,
    /// What answers speaks no TLS, as the sign-in page of a network does not.
    #[error("something other than the server answers")]
    SomethingElse,
    /// The server had proved its key, and the line broke while a message was on its way: it may have arrived.
    #[error("the line broke")]
    Broke,
    /// Something with another key answers.
    #[error("another key answers than the one that is known")]
    WrongServer,
    /// The right key answered, and not with a message of ours.
    #[error("what answered is no Wardbook server")]
    NotWardbook,
    #[error("the server speaks versions {server_oldest} to {server_newest}")]
    Version { server_newest: u16, server_oldest: u16 },
    /// The server said no to the whole request.
    #[error("the server refused: {}", .0.code)]
    Refused(protocol::Refused),
    #[error("the answer is larger than an answer may be")]
    TooLarge,
}

pub(crate) type Result<T> = std::result::Result<T, TransportFault>;
