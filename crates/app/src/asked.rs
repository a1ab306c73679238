//! What was asked under a request id: a webview may send a call again that it thinks was cut off, and
//! gets the first answer. Another call under the same id is told from an echo by its fingerprint.
//!
//! An act on the open notebook is remembered inside it, in the transaction of what it did
//! ([`Answered`]). An act on the program is remembered in memory, the last one alone ([`LastAct`]), and
//! there nothing that opens a notebook may stay behind.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Failure;
use domain::words::Refusal;

/// What a program act leaves in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeps {
    /// What was asked, as a fingerprint, and the answer.
    Both,
    /// The answer alone: the request holds a passphrase or a code, and a fingerprint of one could be
    /// guessed against, without the cost of a guess.
    Answer,
    /// That it was done: the answer holds a recovery code.
    Neither,
}

/// What a fingerprint leaves out: a name is short enough to be guessed against one.
const NEVER: &str = "source";

/// Command and arguments, as a few letters that cannot be read back.
pub(crate) fn fingerprint(name: &str, args: &Value) -> String {
    if let Some(fields) = args.as_object().filter(|fields| fields.contains_key(NEVER)) {
        let mut without = fields.clone();
        without.remove(NEVER);
        return fingerprint(name, &Value::Object(without));
    }
    let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 request fingerprint v1");
    hasher.update(name.as_bytes());
    hasher.update(&[0]);
    hasher.update(args.to_string().as_bytes());
    hasher.finalize().to_hex()[..32].to_owned()
}

/// An answered act as the notebook keeps it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Answered {
    asked: String,
    answer: Value,
}

impl Answered {
    pub fn new(asked: &str, answer: &Value) -> Self {
        Self { asked: asked.to_owned(), answer: answer.clone() }
    }

    /// The first answer, to whoever asks the same again.
    pub fn again(text: &str, asked: &str) -> Result<Value, Failure> {
        let answered: Self =
            serde_json::from_str(text).map_err(|_| Failure::unforeseen("an earlier answer could not be read"))?;
        if answered.asked == asked { Ok(answered.answer) } else { Err(Refusal::RequestReused.into()) }
    }
}

/// The last act on the program itself.
pub(crate) struct LastAct {
    request_id: String,
    asked: String,
    /// None where the answer held a secret.
    answer: Option<Value>,
}

impl LastAct {
    pub fn new(request_id: &str, name: &str, args: &Value, keeps: Keeps, answer: &Value) -> Self {
        Self {
            request_id: request_id.to_owned(),
            asked: Self::asked(name, args, keeps),
            answer: (keeps != Keeps::Neither).then(|| answer.clone()),
        }
    }

    /// The first answer, where this call is the last act sent again; none where it is a new one.
    pub fn again(&self, request_id: &str, name: &str, args: &Value, keeps: Keeps) -> Option<Result<Value, Failure>> {
        if request_id.is_empty() || self.request_id != request_id {
            return None;
        }
        Some(match &self.answer {
            _ if self.asked != Self::asked(name, args, keeps) => Err(Refusal::RequestReused.into()),
            Some(answer) => Ok(answer.clone()),
            None => Err(Refusal::RecoveryCodeShown.into()),
        })
    }

    fn asked(name: &str, args: &Value, keeps: Keeps) -> String {
        match keeps {
            Keeps::Both => fingerprint(name, args),
            Keeps::Answer | Keeps::Neither => name.to_owned(),
        }
    }
}
