//! What the server refuses, by code and in words: what happened, what is safe, what to do.

use crate::storage::StorageError;

/// Why a request or a group is refused. Programs branch on [`Code::as_str`], which never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    // Of whole requests.
    BadRequest,
    NotAuthenticated,
    ChallengeExpired,
    BadProof,
    UnknownDevice,
    BadIntroduction,
    AccessEnded,
    NotAllowed,
    NotFound,
    TooLarge,
    Version,
    Busy,
    TooMany,
    Unavailable,
    TimedOut,
    InvitationUnknown,
    InvitationUsed,
    InvitationExpired,
    InvitationWithdrawn,
    DeviceTaken,
    NotAMember,
    AlreadyDecided,
    NumberTaken,
    // Of groups.
    NotTheAuthor,
    UnknownStream,
    GivesTooMuch,
    NotYourDevice,
    BadGroup,
    BadChange,
    BadSignature,
    IdClash,
    ServerOlder,
    NotHeld,
    HeldFull,
    Erased,
    // Of photos and documents.
    BlobUnknown,
    BlobAltered,
    NoRoom,
}

impl Code {
    pub const ALL: [Code; 38] = [
        Self::BadRequest,
        Self::NotAuthenticated,
        Self::ChallengeExpired,
        Self::BadProof,
        Self::UnknownDevice,
        Self::BadIntroduction,
        Self::AccessEnded,
        Self::NotAllowed,
        Self::NotFound,
        Self::TooLarge,
        Self::Version,
        Self::Busy,
        Self::TooMany,
        Self::Unavailable,
        Self::TimedOut,
        Self::InvitationUnknown,
        Self::InvitationUsed,
        Self::InvitationExpired,
        Self::InvitationWithdrawn,
        Self::DeviceTaken,
        Self::NotAMember,
        Self::AlreadyDecided,
        Self::NumberTaken,
        Self::NotTheAuthor,
        Self::UnknownStream,
        Self::GivesTooMuch,
        Self::NotYourDevice,
        Self::BadGroup,
        Self::BadChange,
        Self::BadSignature,
        Self::IdClash,
        Self::ServerOlder,
        Self::NotHeld,
        Self::HeldFull,
        Self::Erased,
        Self::BlobUnknown,
        Self::BlobAltered,
        Self::NoRoom,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "bad-request",
            Self::NotAuthenticated => "not-authenticated",
            Self::ChallengeExpired => "challenge-expired",
            Self::BadProof => "bad-proof",
            Self::UnknownDevice => "unknown-device",
            Self::BadIntroduction => "bad-introduction",
            Self::AccessEnded => "access-ended",
            Self::NotAllowed => "not-allowed",
            Self::NotFound => "not-found",
            Self::TooLarge => "too-large",
            Self::Version => "version",
            Self::Busy => "busy",
            Self::TooMany => "too-many",
            Self::Unavailable => "unavailable",
            Self::TimedOut => "timed-out",
            Self::InvitationUnknown => "invitation-unknown",
            Self::InvitationUsed => "invitation-used",
            Self::InvitationExpired => "invitation-expired",
            Self::InvitationWithdrawn => "invitation-withdrawn",
            Self::DeviceTaken => "device-taken",
            Self::NotAMember => "not-a-member",
            Self::AlreadyDecided => "already-decided",
            Self::NumberTaken => "number-taken",
            Self::NotTheAuthor => "not-the-author",
            Self::UnknownStream => "unknown-stream",
            Self::GivesTooMuch => "gives-too-much",
            Self::NotYourDevice => "not-your-device",
            Self::BadGroup => "bad-group",
            Self::BadChange => "bad-change",
            Self::BadSignature => "bad-signature",
            Self::IdClash => "id-clash",
            Self::ServerOlder => "server-older",
            Self::NotHeld => "not-held",
            Self::HeldFull => "held-full",
            Self::Erased => "erased",
            Self::BlobUnknown => "blob-unknown",
            Self::BlobAltered => "blob-altered",
            Self::NoRoom => "no-room",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }

    pub const fn message(self) -> &'static str {
        match self {
            Self::BadRequest => {
                "The server could not read what was sent. Nothing was changed, and nothing on this device is lost. Update Wardbook, then try again."
            }
            Self::NotAuthenticated => {
                "The connection was open too long and has to be opened again. Nothing is lost. It is opened again by itself."
            }
            Self::ChallengeExpired => "Opening the connection took too long. Nothing is lost. Try again.",
            Self::BadProof => {
                "This device could not show that it is the one it says it is. Nothing was changed. If it was restored from a backup, open Wardbook once and try again."
            }
            Self::UnknownDevice => {
                "The server does not know this device. Everything written here is safe on it. Ask your coordinator for a new invitation."
            }
            Self::BadIntroduction => {
                "The server could not accept this device in place of the earlier one. Everything written here is safe on it. Ask your coordinator for a new invitation."
            }
            Self::AccessEnded => {
                "Your access has ended. What you had written and not yet sent is kept for your coordinator. Ask them if this is a mistake."
            }
            Self::NotAllowed => {
                "You do not have the right to do this. Nothing was changed, and what you wrote is kept. Ask your coordinator or administrator."
            }
            Self::NotFound => {
                "The server does not have this, or not any more. Nothing was changed. Look at the list again."
            }
            Self::TooLarge => {
                "This is larger than the server takes at once. It is kept on this device. Shorten it, or record it in parts."
            }
            Self::Version => {
                "This Wardbook and the server are of versions that do not understand each other. Everything written here is safe on this device. Install the newest Wardbook, or ask whoever looks after the server."
            }
            Self::TooMany => {
                "The server was asked more often from here than it answers one device or network. Everything written here is safe on this device. It is tried again by itself after a while."
            }
            Self::Busy => "The server has much to do at the moment. Nothing is lost. It is tried again by itself.",
            Self::Unavailable => {
                "The server cannot read or write its data at the moment. Everything written here is safe on this device and is sent later. If it stays so, tell whoever looks after the server."
            }
            Self::TimedOut => {
                "The server waited too long for the rest of what was being sent. Nothing was changed. It is tried again by itself."
            }
            Self::InvitationUnknown => {
                "This server did not make that invitation. Nothing was changed. Check that it is whole, or ask for a new one."
            }
            Self::InvitationUsed => {
                "This invitation was used already: each lets one device in, once. Nothing was changed. Ask for another one."
            }
            Self::InvitationExpired => "This invitation is too old. Nothing was changed. Ask for a new one.",
            Self::InvitationWithdrawn => {
                "This invitation was withdrawn. Nothing was changed. Ask whoever gave it to you."
            }
            Self::DeviceTaken => {
                "There is a device under this id already. Nothing was changed. Start again with a new notebook."
            }
            Self::NotAMember => {
                "This person is not a member, or not any more. Nothing was changed. Take them in first."
            }
            Self::AlreadyDecided => {
                "Somebody has decided about this already. Nothing was changed. Look at the list again."
            }
            Self::NumberTaken => {
                "A copy of the same notebook has written something else in its place. It is kept here, readable. Record it again."
            }
            Self::NotTheAuthor => {
                "This names somebody as its author who did not write it on this device. It is kept here, readable. Record it again in your own name."
            }
            Self::UnknownStream => {
                "The server does not know where this belongs. It is kept here, readable. Ask your administrator whether the ward is still in use."
            }
            Self::GivesTooMuch => {
                "You cannot give somebody more than you have yourself. Nothing was given. Ask your administrator."
            }
            Self::NotYourDevice => {
                "A device can only be entered by its own person. Nothing was changed. Use an invitation on the new device."
            }
            Self::BadGroup => {
                "What belongs together arrived in pieces that do not fit. It is kept here, readable. Update Wardbook, then send it again."
            }
            Self::BadChange => {
                "What arrived is not what was written: it was damaged on this device or on the way. It is kept here. Run the check (verify) on this device, then send it again."
            }
            Self::BadSignature => {
                "What arrived does not bear this device's signature. It is kept here, readable. Run the check (verify) on this device, then record it again."
            }
            Self::IdClash => {
                "The server has something else under the same id. Both are kept. Tell whoever looks after the server, and record this again."
            }
            Self::ServerOlder => {
                "The server is older than this Wardbook and cannot take this yet. It is safe on this device and is sent once the server was updated."
            }
            Self::NotHeld => {
                "The server no longer has this among what waits for a supervisor. It is safe on this device and is sent again."
            }
            Self::HeldFull => {
                "As much from this device waits for a coordinator as the server keeps of one device. The rest is safe on this device and is sent once they have decided. Ask them."
            }
            Self::Erased => {
                "What this belongs to was erased meanwhile, for good. What you wrote is kept here, readable. If it still matters, record it as a note of its own, without what was to be forgotten."
            }
            Self::BlobUnknown => {
                "The server does not have the note or action that this photo or document belongs to, or not yet. Nothing was changed. Wait until the text is there, then try again."
            }
            Self::BlobAltered => {
                "This photo or document did not arrive as it was sealed, so the server keeps nothing of it. What is on this device was not changed. Try again; if it stays so, run the check (verify) on this device."
            }
            Self::NoRoom => {
                "The server has no room for photos and documents at the moment. They are safe on this device and are sent later; text still goes. Tell whoever looks after the server."
            }
        }
    }

    /// Seconds after which the same request may go through; none where it never will.
    pub const fn retry_after(self) -> Option<u32> {
        match self {
            Self::Busy | Self::TimedOut => Some(2),
            Self::TooMany => Some(5),
            Self::Unavailable => Some(10),
            Self::NoRoom => Some(600),
            Self::NotAuthenticated | Self::ChallengeExpired => Some(0),
            _ => None,
        }
    }
}

/// A request that is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    pub code: Code,
    /// Seconds after which the same request may go through; none where it never will.
    pub retry_after: Option<u32>,
}

impl From<Code> for Refused {
    fn from(code: Code) -> Self {
        Self { code, retry_after: code.retry_after() }
    }
}

impl From<StorageError> for Refused {
    fn from(error: StorageError) -> Self {
        tracing::error!(%error, "the storage failed");
        match error {
            StorageError::Busy => Code::Busy.into(),
            _ => Code::Unavailable.into(),
        }
    }
}

impl From<Refused> for protocol::Refused {
    fn from(refused: Refused) -> Self {
        Self {
            code: refused.code.as_str().to_owned(),
            message: refused.code.message().to_owned(),
            retry_after: refused.retry_after,
        }
    }
}

/// The sentence for a code of the domain or of this server.
pub fn message_of(code: &str) -> String {
    Code::parse(code).unwrap_or(Code::NotAllowed).message().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_and_has_words_that_end_in_a_full_stop() {
        for code in Code::ALL {
            assert_eq!(Code::parse(code.as_str()), Some(code));
            assert!(code.message().ends_with('.'), "{}", code.as_str());
        }
    }

    #[test]
    fn every_code_of_the_domain_has_words_here() {
        use domain::access::Refused as Judged;
        for judged in [
            Judged::UnknownDevice,
            Judged::NotTheAuthor,
            Judged::UnknownStream,
            Judged::NotAllowed,
            Judged::GivesTooMuch,
            Judged::NotYourDevice,
        ] {
            assert!(Code::parse(judged.code()).is_some(), "{}", judged.code());
        }
    }
}
