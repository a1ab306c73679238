//! `conflict list`, `decide`, `undo`.

use app::api::Nothing;
use app::api::sync::{
    ConflictDecideRequest, ConflictDecided, ConflictUndoRequest, ConflictView, ConflictsView, HeadView,
};
use app::{App, Failure};
use domain::words::Refusal;
use serde::Serialize;

use crate::args::{Common, Conflict, Decide};
use crate::notebook;
use crate::output::{Output, Stop};

/// As scripts know it.
#[derive(Serialize)]
struct ConflictObject<'a> {
    id: &'a str,
    record: &'a str,
    kind: &'a str,
    field: &'a str,
    heads: Vec<HeadObject<'a>>,
}

#[derive(Serialize)]
pub struct HeadObject<'a> {
    id: &'a str,
    value: &'a str,
    author: &'a str,
    at: &'a str,
}

impl<'a> HeadObject<'a> {
    pub fn of(head: &'a HeadView) -> Self {
        Self { id: &head.id, value: &head.value, author: &head.author, at: &head.at }
    }
}

pub fn run(common: &Common, conflict: &Conflict, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    match conflict {
        Conflict::List(most) => list(&app, most.or_all(), output),
        Conflict::Decide(decide) => decided(&app, decide, output),
        Conflict::Undo(asked) => undo(&app, &asked.id, output),
    }
}

fn object(view: &ConflictView) -> ConflictObject<'_> {
    ConflictObject {
        id: &view.id,
        record: &view.record,
        kind: &view.kind,
        field: &view.field,
        heads: view.heads.iter().map(HeadObject::of).collect(),
    }
}

fn all(app: &App) -> Result<ConflictsView, Failure> {
    notebook::query(app, "conflicts", &serde_json::json!({}))
}

fn list(app: &App, most: usize, output: &mut Output) -> Result<(), Stop> {
    let mut view = all(app)?;
    let none = view.conflicts.is_empty();
    view.conflicts.truncate(most);
    if output.is_json() {
        let mut array = output.array()?;
        for conflict in &view.conflicts {
            array.push(&object(conflict))?;
        }
        return array.end();
    }
    if none {
        return output.text("Nothing needs a decision.");
    }
    for conflict in &view.conflicts {
        output.text(&format!("{}\n  {}", conflict.what, conflict.id))?;
        for head in &conflict.heads {
            output.text(&format!("  {}  {} ({}, {})", head.id, head.value, head.author, head.when))?;
        }
    }
    Ok(())
}

fn decided(app: &App, decide: &Decide, output: &mut Output) -> Result<(), Stop> {
    let view = all(app)?;
    let conflict = view
        .conflicts
        .iter()
        .find(|conflict| conflict.id == decide.id.trim())
        .ok_or_else(|| Failure::from(Refusal::NotFound { what: "conflict", id: decide.id.clone() }))?;
    let keep = decide.keep.as_deref().map(|keep| head(conflict, keep)).transpose()?;
    let request =
        ConflictDecideRequest { id: conflict.id.clone(), keep, value: decide.value.clone(), why: decide.why.clone() };
    let done: ConflictDecided = notebook::mutate(app, "conflict_decide", &request)?;
    // What `undo` takes names the decision, not only the field it was about.
    let id = format!("{}.{}", conflict.id, done.decision);
    let object = serde_json::json!({
        "id": id, "record": conflict.record, "kind": conflict.kind, "field": conflict.field, "heads": [],
    });
    output.answer(&object, || format!("Decided. To take it back: conflict undo {id}"))
}

/// `mine` and `theirs` mean something only where there are two versions and one is one's own.
fn head(conflict: &ConflictView, keep: &str) -> Result<String, Failure> {
    let mine = conflict.heads.iter().find(|head| head.mine);
    let theirs = conflict.heads.iter().find(|head| !head.mine);
    let named = match keep.trim().to_lowercase().as_str() {
        "mine" | "theirs" if conflict.heads.len() != 2 || mine.is_none() || theirs.is_none() => None,
        "mine" => mine,
        "theirs" => theirs,
        id => conflict.heads.iter().find(|head| head.id == id),
    };
    named.map(|head| head.id.clone()).ok_or_else(|| Refusal::NotFound { what: "version", id: keep.to_owned() }.into())
}

fn undo(app: &App, id: &str, output: &mut Output) -> Result<(), Stop> {
    let (conflict, decision) = id
        .trim()
        .rsplit_once('.')
        .ok_or_else(|| Failure::from(Refusal::NotFound { what: "decision", id: id.to_owned() }))?;
    let request = ConflictUndoRequest { id: conflict.to_owned(), decision: decision.to_owned() };
    let _: Nothing = notebook::mutate(app, "conflict_undo", &request)?;
    let view = all(app)?;
    let Some(again) = view.conflicts.iter().find(|view| view.id == conflict) else {
        return Err(Failure::from(Refusal::NothingToDecide).into());
    };
    output.answer(&object(again), || "Taken back. The versions stand beside each other again.".to_owned())
}
