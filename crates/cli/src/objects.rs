//! The JSON objects others script against, made from the views the window shows.
//!
//! Their fields are a promise: none is taken away and none changes its meaning. Views carry labels for
//! people; objects carry the agreed words.

use std::collections::BTreeMap;

use app::api::lists::ListsView;
use app::api::notes::{AmendmentView, NoteView};
use app::{App, Failure};
use serde::Serialize;

use crate::notebook;

/// `note`: the same in `show`, in lists, and as the answer of what records or changes one.
#[derive(Serialize)]
pub struct NoteObject {
    pub id: String,
    /// The ward's code.
    pub ward: String,
    /// As first written, to the letter.
    pub text: String,
    pub topics: Vec<String>,
    pub state: String,
    pub recorded_at: String,
    pub when: String,
    pub author: String,
    pub amendments: Vec<AmendmentObject>,
    /// The latest sentence for the sender; none without a server.
    pub feedback: Option<String>,
    /// None until a server has accepted it.
    pub receipt: Option<ReceiptObject>,
}

#[derive(Serialize)]
pub struct AmendmentObject {
    pub id: String,
    pub text: String,
    pub at: String,
    pub author: String,
}

/// The server's word: where the note stands in its stream, and since when.
#[derive(Serialize)]
pub struct ReceiptObject {
    pub position: u64,
    pub at: String,
}

/// The answer of `new`. `person` is a name, as in `status` and wherever a person is named in an option.
#[derive(Serialize)]
pub struct NewObject<'a> {
    pub person: String,
    pub device: &'a str,
    pub boundaries: &'a str,
    pub recovery_code: &'a str,
}

/// From the labels of views to the words that options take.
pub struct Words {
    topics: BTreeMap<String, String>,
}

impl Words {
    pub fn of(app: &App) -> Result<Self, Failure> {
        let lists: ListsView = notebook::query(app, "lists", &serde_json::json!({}))?;
        Ok(Self { topics: lists.topics.into_iter().map(|choice| (choice.label, choice.id)).collect() })
    }

    pub fn note(&self, view: NoteView) -> NoteObject {
        NoteObject {
            id: view.id,
            ward: view.ward.code,
            text: view.text,
            // A word that has left the list is shown as it was stored.
            topics: view.topics.into_iter().map(|label| self.topics.get(&label).cloned().unwrap_or(label)).collect(),
            state: view.state.id,
            recorded_at: view.recorded_at,
            when: view.when_iso,
            author: view.author.name,
            amendments: view.amendments.into_iter().filter(|amendment| !amendment.taken_back).map(amendment).collect(),
            feedback: view.feedback,
            receipt: view.receipt.map(|receipt| ReceiptObject { position: receipt.position, at: receipt.at }),
        }
    }
}

fn amendment(view: AmendmentView) -> AmendmentObject {
    AmendmentObject { id: view.id, text: view.text, at: view.at, author: view.author.name }
}
