//! `briefing list`, `show`.

use app::App;
use app::api::briefings::{BriefingView, BriefingsPage, BriefingsRequest};
use app::api::notes::ById;
use serde::Serialize;

use crate::args::Common;
use crate::args::triage::{Briefing, BriefingList};
use crate::notebook;
use crate::output::{Output, Stop};

/// `briefing`: what others script against.
#[derive(Serialize)]
pub struct BriefingObject {
    pub id: String,
    /// The ward's code.
    pub ward: String,
    pub text: String,
    pub at: String,
    pub author: String,
}

impl From<BriefingView> for BriefingObject {
    fn from(view: BriefingView) -> Self {
        Self { id: view.id, ward: view.ward.code, text: view.text, at: view.at, author: view.author.name }
    }
}

pub fn run(common: &Common, briefing: &Briefing, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    match briefing {
        Briefing::List(asked) => list(&app, asked, output),
        Briefing::Show(asked) => {
            let view = read(&app, &asked.id)?;
            let text = whole(&view);
            output.answer(&BriefingObject::from(view), || text)
        }
    }
}

pub(super) fn read(app: &App, id: &str) -> Result<BriefingView, Stop> {
    Ok(notebook::query(app, "briefing", &ById { id: id.to_owned() })?)
}

fn whole(view: &BriefingView) -> String {
    format!("{}  {}\n  {}\n  {} {}", view.id, view.ward.name, view.text, view.author.name, view.when)
}

fn list(app: &App, asked: &BriefingList, output: &mut Output) -> Result<(), Stop> {
    let mut request = BriefingsRequest { ward: asked.ward.clone(), limit: 200, ..BriefingsRequest::default() };
    let mut left = asked.limit.unwrap_or(usize::MAX);
    let mut rows: Vec<BriefingView> = Vec::new();
    loop {
        let page: BriefingsPage = notebook::query(app, "briefings", &request)?;
        let taken = page.rows.len().min(left);
        left -= taken;
        rows.extend(page.rows.into_iter().take(taken));
        match page.next {
            Some(next) if left > 0 => request.after = Some(next),
            _ => break,
        }
    }
    if output.is_json() {
        let objects: Vec<BriefingObject> = rows.into_iter().map(BriefingObject::from).collect();
        return output.answer(&objects, String::new);
    }
    for view in &rows {
        output.text(&whole(view))?;
        output.text("")?;
    }
    output.text(&match rows.len() {
        0 => "No briefing is shared with you yet.".to_owned(),
        1 => "1 briefing.".to_owned(),
        count => format!("{count} briefings."),
    })
}
