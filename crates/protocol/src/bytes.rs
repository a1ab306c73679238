//! Changes on the wire: the bytes as their author's device made them.

use domain::change::{Change, ChangeFault};
use domain::ids::GroupId;
use domain::signing::Signature;
use minicbor::{Decode, Encode};

/// One change, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WireChange {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub header: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
    /// Salt and content; none once erased.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub body: Option<Vec<u8>>,
}

impl WireChange {
    pub fn of(change: &Change) -> Self {
        Self {
            header: change.header_bytes().to_vec(),
            signature: *change.signature(),
            body: change.body_bytes().map(<[u8]>::to_vec),
        }
    }

    /// The header reads and the body matches it. Whose signature it is stands to be checked.
    pub fn read(self) -> Result<Change, ChangeFault> {
        Change::from_parts(self.header, self.signature, self.body)
    }

    pub fn size(&self) -> usize {
        self.header.len() + Signature::LEN + self.body.as_ref().map_or(0, Vec::len)
    }
}

/// What one act wrote, or the part of it that its holder may hold, in order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WireGroup {
    #[n(0)]
    pub id: GroupId,
    #[n(1)]
    pub changes: Vec<WireChange>,
    /// Not its author's device brings it, but one that held it when a restored server had lost it.
    #[cbor(n(2), default)]
    pub relayed: bool,
}

impl WireGroup {
    pub fn size(&self) -> usize {
        self.changes.iter().map(WireChange::size).sum()
    }
}
