//! How a type that wraps bytes of a fixed length stands in CBOR: as one byte string, and nothing else
//! is taken for it.

/// `wire_bytes!(Type, "what to say where the length is wrong")`, for a tuple struct of one array.
macro_rules! wire_bytes {
    ($name:ident, $wrong:literal) => {
        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                let bytes = d.bytes()?;
                bytes.try_into().map(Self).map_err(|_| minicbor::decode::Error::message($wrong))
            }
        }
    };
}

pub(crate) use wire_bytes;
