//! `outbox list`, `outbox retry`.

use app::api::Nothing;
use app::api::sync::{OutboxItem, OutboxRequest, SyncPageView};

use crate::args::{Common, Outbox};
use crate::notebook;
use crate::output::{Output, Stop};

pub fn run(common: &Common, outbox: &Outbox, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    match outbox {
        Outbox::List(most) => list(&app, most.or_all(), output),
        Outbox::Retry(asked) => {
            let request = OutboxRequest { id: asked.id.clone() };
            let _: Nothing = notebook::mutate(&app, "outbox_retry", &request)?;
            let object = serde_json::json!({ "id": asked.id, "state": "waiting" });
            output.answer(&object, || "It will be sent again with the next exchange.".to_owned())
        }
    }
}

fn list(app: &app::App, most: usize, output: &mut Output) -> Result<(), Stop> {
    let page: SyncPageView = notebook::query(app, "sync", &serde_json::json!({}))?;
    let items: Vec<&OutboxItem> = page.attention.iter().chain(&page.held).chain(&page.waiting).collect();
    if output.is_json() {
        let mut array = output.array()?;
        for item in items.into_iter().take(most) {
            array.push(item)?;
        }
        return array.end();
    }
    if items.is_empty() {
        return output.text("Nothing waits, nothing is held, and nothing was refused.");
    }
    for item in items.into_iter().take(most) {
        output.text(&format!("{}\n  {}, {}\n  {}\n", item.words, item.what, item.when, item.id))?;
    }
    Ok(())
}
