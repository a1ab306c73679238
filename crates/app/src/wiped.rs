//! What came in with a request: wiped when it is done with, since it may hold a passphrase, a recovery code or who
//! told something. The typed requests of those wipe themselves; this is the form they came in.

use serde_json::Value;
use zeroize::Zeroize;

/// Arguments of a command, whose texts are wiped when this is dropped.
pub(crate) struct Wiped(Value);

impl Wiped {
    pub fn new(args: Value) -> Self {
        Self(args)
    }
}

impl std::ops::Deref for Wiped {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(fields) => fields.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_text_of_a_request_is_left_however_deep_it_stands() {
        let mut args =
            json!({ "passphrase": "copper lantern", "note": { "topics": ["drugs", { "who": "Zelkjordan" }] }, "n": 3 });
        wipe(&mut args);
        assert_eq!(args, json!({ "passphrase": "", "note": { "topics": ["", { "who": "" }] }, "n": 3 }));
    }
}
