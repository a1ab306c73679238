//! A change's body: sixteen random bytes of salt, then the content as a CBOR map from field name to
//! value. Values are what JSON can say (no byte strings; keys travel as lower-case hex), so that a
//! reader can keep and show a field it does not know.

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::entropy::Entropy;
use crate::nesting::is_shallow;

/// A content's fields by name.
pub type Content = serde_json::Map<String, Value>;

const SALT: usize = 16;

/// A body before it is bytes.
pub struct Body;

/// Why a body's content cannot be read. It is kept all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    #[error("the body is shorter than its salt")]
    Short,
    #[error("the content cannot be read: {0}")]
    Content(String),
}

impl Body {
    /// Salt and content as bytes.
    pub fn seal(content: &Value, entropy: &dyn Entropy) -> Result<Vec<u8>, BodyFault> {
        let mut bytes = vec![0; SALT];
        entropy.fill(&mut bytes);
        let content =
            minicbor_serde::to_vec(Written(content)).map_err(|fault| BodyFault::Content(fault.to_string()))?;
        bytes.extend_from_slice(&content);
        Ok(bytes)
    }

    pub(super) fn content_of(bytes: &[u8]) -> Result<Content, BodyFault> {
        minicbor_serde::from_slice(Self::content_bytes(bytes)?).map_err(|fault| BodyFault::Content(fault.to_string()))
    }

    /// The content as one of [`crate::records`]' types, straight from the bytes.
    pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BodyFault> {
        minicbor_serde::from_slice(Self::content_bytes(bytes)?).map_err(|fault| BodyFault::Content(fault.to_string()))
    }

    /// The server opens bodies of `control` and every reader those of notes, whoever wrote them: one that is
    /// nested without end must not take the program with it.
    fn content_bytes(bytes: &[u8]) -> Result<&[u8], BodyFault> {
        let content = bytes.get(SALT..).ok_or(BodyFault::Short)?;
        if is_shallow(content) {
            Ok(content)
        } else {
            Err(BodyFault::Content("it is nested too deeply, or no value".to_owned()))
        }
    }
}

/// A value as CBOR writes it. Only null differs from the value's own way, which would come out as an
/// empty array.
struct Written<'a>(&'a Value);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_none(),
            Value::Array(values) => serializer.collect_seq(values.iter().map(Written)),
            Value::Object(fields) => serializer.collect_map(fields.iter().map(|(name, value)| (name, Written(value)))),
            plain => plain.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::SeededEntropy;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(".{0,6}", inner, 0..5)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn a_body_of_nothing_but_arrays_in_arrays_is_refused_and_the_program_goes_on() {
        let deep = [&[0; SALT][..], &[0xa1, 0x61, b'a'], &[0x81].repeat(crate::change::GROUP_BYTES_MAX), &[0]].concat();
        assert!(matches!(Body::content_of(&deep), Err(BodyFault::Content(_))));
        assert!(matches!(Body::read::<Value>(&deep), Err(BodyFault::Content(_))));
    }

    proptest! {
        #[test]
        fn a_content_reads_back_as_it_was_written(fields in prop::collection::btree_map("[a-z_]{1,8}", value(), 0..6)) {
            let content: Content = fields.into_iter().collect();
            let body = Body::seal(&Value::Object(content.clone()), &SeededEntropy::new(1)).unwrap();
            prop_assert_eq!(Body::content_of(&body), Ok(content));
        }

        #[test]
        fn no_bytes_from_outside_make_the_body_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Body::content_of(&bytes);
        }
    }
}
