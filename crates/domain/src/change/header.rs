//! The header's fields and its bytes: a CBOR array of definite length in the order below.
//!
//! A later version may append elements; a reader that does not know them keeps the bytes and reads
//! what it knows. No element is ever removed, reordered or given another meaning; the first one,
//! [`HEADER_FORMAT`], changes only when a reader could no longer act safely without knowing more.

use minicbor::{Decode, Encode};

use super::ChangeFault;
use crate::chain::{ChainHash, Position};
use crate::clock::HybridTime;
use crate::ids::{ChangeId, DeviceId, GroupId, PersonId, RecordId, StreamId};
use crate::nesting::is_shallow;

/// The one header format there is.
pub const HEADER_FORMAT: u8 = 1;

/// What one change says about itself, readable by every holder and by the server.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Header {
    #[n(0)]
    pub format: u8,
    #[n(1)]
    pub id: ChangeId,
    #[n(2)]
    pub stream: StreamId,
    #[n(3)]
    pub group: GroupPart,
    #[n(4)]
    pub device: DeviceId,
    /// This device's running number, from 1 without gaps.
    #[n(5)]
    pub sequence: u64,
    /// The hash of this device's previous change; zeros before its first.
    #[n(6)]
    pub previous: ChangeHash,
    #[n(7)]
    pub author: PersonId,
    #[n(8)]
    pub clock: HybridTime,
    #[n(9)]
    pub record: RecordId,
    /// The record's kind, such as `note`. Text, so that a newer kind passes through.
    #[n(10)]
    pub kind: String,
    /// What is done to the record: rights are given by kind *and* act, and the server never opens a body.
    #[n(11)]
    pub act: Act,
    /// The version of the content's meaning; a reader folds only those it knows.
    #[n(12)]
    pub schema: u16,
    /// The stream position the author had; 0 without a server.
    #[n(13)]
    pub seen: u64,
    /// The heads its author had in front of them, in ascending order.
    #[n(14)]
    pub supersedes: Vec<ChangeId>,
    #[n(15)]
    pub body_hash: BodyHash,
    /// None without a server, in what earlier versions wrote, and where it cannot be read.
    #[cbor(n(16), with = "lenient", has_nil)]
    pub told: Option<Told>,
}

/// What the server had told the author's device when it wrote. The author signs it with the change, so whoever reads
/// the change can tell whether the server told them the same: each chain commits to everything before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Told {
    /// Of the change's own stream; none at its start.
    #[n(0)]
    pub here: Option<Standing>,
    /// Of `control`, which every member holds; none in a change of `control` itself.
    #[n(1)]
    pub control: Option<Standing>,
}

/// How far a stream was held in one life of the server, and its chain there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Standing {
    #[n(0)]
    pub epoch: u64,
    #[n(1)]
    pub position: Position,
    #[n(2)]
    pub chain: ChainHash,
}

/// Programs before this element passed over whatever stood in its place, and such changes have their position: one that
/// is none must not make them unreadable now.
mod lenient {
    use minicbor::encode::Write;
    use minicbor::{Decode, Decoder, Encode, Encoder};

    use super::Told;

    pub fn encode<C, W: Write>(
        told: &Option<Told>,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        told.encode(e, ctx)
    }

    pub fn decode<'b, C>(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Option<Told>, minicbor::decode::Error> {
        let at = d.position();
        if let Ok(told) = Option::<Told>::decode(d, ctx) {
            return Ok(told);
        }
        d.set_position(at);
        d.skip()?;
        Ok(None)
    }

    pub fn is_nil(told: &Option<Told>) -> bool {
        told.is_none()
    }

    pub fn nil() -> Option<Option<Told>> {
        Some(None)
    }
}

impl Header {
    /// Whether both are one person's same act, signed by two of their devices: a device that parted from a copy
    /// signs anew what both of them had, under the ids it has.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let as_theirs =
            Self { device: other.device, sequence: other.sequence, previous: other.previous, ..self.clone() };
        as_theirs == *other
    }
}

/// Its place in the group that is taken whole or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct GroupPart {
    #[n(0)]
    pub id: GroupId,
    /// From 0.
    #[n(1)]
    pub index: u8,
    /// How many there are.
    #[n(2)]
    pub count: u8,
}

/// What a change does to its record. Text on the wire, so that a newer act passes through.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// The record's first change, with what never changes afterwards.
    Create,
    /// Sets registers.
    Set,
    /// Takes a record back, with a reason. Its text stays readable to those who hold it.
    Withdraw,
    /// Takes a withdrawal back.
    Reinstate,
    /// Takes back the `set` it names in `supersedes`: what stood before stands again, with its authors.
    Undo,
    /// Drops the bodies of all other changes of the record, wherever they are held, for good.
    Erase,
    /// Drops the bodies of the record's changes that it names in `supersedes`, and of no others, wherever they are
    /// held, for good. What is to stand of the record was set anew before.
    Forget,
    Unknown(String),
}

impl Act {
    /// Whether bodies of other changes go by it: what it drops stays dropped, also after a restore.
    pub fn drops_bodies(&self) -> bool {
        matches!(self, Act::Erase | Act::Forget)
    }

    /// Every act that this version knows.
    pub const KNOWN: [Act; 7] =
        [Act::Create, Act::Set, Act::Withdraw, Act::Reinstate, Act::Undo, Act::Erase, Act::Forget];

    pub fn as_str(&self) -> &str {
        match self {
            Act::Create => "create",
            Act::Set => "set",
            Act::Withdraw => "withdraw",
            Act::Reinstate => "reinstate",
            Act::Undo => "undo",
            Act::Erase => "erase",
            Act::Forget => "forget",
            Act::Unknown(text) => text,
        }
    }
}

impl From<&str> for Act {
    fn from(text: &str) -> Self {
        match text {
            "create" => Act::Create,
            "set" => Act::Set,
            "withdraw" => Act::Withdraw,
            "reinstate" => Act::Reinstate,
            "undo" => Act::Undo,
            "erase" => Act::Erase,
            "forget" => Act::Forget,
            other => Act::Unknown(other.to_owned()),
        }
    }
}

impl<C> Encode<C> for Act {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(self.as_str())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Act {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        d.str().map(Act::from)
    }
}

impl Header {
    pub fn encode(&self) -> Vec<u8> {
        // Writing into a vector cannot fail.
        minicbor::to_vec(self).unwrap_or_default()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, ChangeFault> {
        let format = minicbor::Decoder::new(bytes)
            .array()
            .and_then(|_| {
                let mut decoder = minicbor::Decoder::new(bytes);
                decoder.array()?;
                decoder.u8()
            })
            .map_err(|fault| ChangeFault::Header(fault.to_string()))?;
        if format != HEADER_FORMAT {
            return Err(ChangeFault::NewerHeader(format));
        }
        // A newer version may append elements, which are passed over, but not without end.
        if !is_shallow(bytes) {
            return Err(ChangeFault::Header("it is nested too deeply, or breaks off".to_owned()));
        }
        let mut decoder = minicbor::Decoder::new(bytes);
        let header: Header = decoder.decode().map_err(|fault| ChangeFault::Header(fault.to_string()))?;
        // Bytes behind the array would be covered by the hash and read by nobody: a place to hide.
        if decoder.position() != bytes.len() {
            return Err(ChangeFault::Header("bytes follow the header".to_owned()));
        }
        Ok(header)
    }
}

macro_rules! hashes {
    ($($(#[$doc:meta])* $name:ident = $context:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// Before the first.
            pub const ZERO: Self = Self([0; 32]);

            pub fn of(bytes: &[u8]) -> Self {
                Self(blake3::derive_key($context, bytes))
            }

            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), blake3::Hash::from_bytes(self.0).to_hex())
            }
        }

        crate::wire_bytes::wire_bytes!($name, "a hash is 32 bytes");
    )*};
}

hashes! {
    /// blake3 over the header's bytes. Covers the body through its hash; the device signs it.
    ChangeHash = "wardbook 2026-11 change hash v1";
    /// blake3 over salt and content. The salt keeps a short content from being guessed after erasure.
    BodyHash = "wardbook 2026-11 body hash v1";
}
