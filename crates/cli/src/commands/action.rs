//! `action add`, `list`, `show`, `update`, `progress`.

use std::collections::BTreeMap;

use app::api::actions::{
    ActionAddRequest, ActionProgressRequest, ActionScript, ActionSetRequest, ActionView, ActionsPage, ActionsRequest,
    ActionsWholePage, ProgressScript,
};
use app::api::notes::ById as Id;
use app::api::triage::Done;
use app::{App, Failure};
use domain::words::Refusal;
use serde::Serialize;

use super::conflict::HeadObject;
use super::work_text;
use crate::args::{Action, ActionAdd, ActionList, ActionUpdate, Common};
use crate::notebook;
use crate::output::{Output, Stop};

/// The most rows a page has.
const PAGE: usize = 200;

/// As scripts know it.
#[derive(Serialize)]
struct ActionObject<'a> {
    id: &'a str,
    plan: &'a str,
    title: &'a str,
    status: &'a str,
    due: Option<&'a str>,
    original_due: Option<&'a str>,
    owner: Option<&'a str>,
    agency: Option<&'a str>,
    confidence: Option<&'a str>,
    overdue: bool,
    progress: &'a [ProgressScript],
    conflicts: BTreeMap<&'a str, Vec<HeadObject<'a>>>,
}

fn object(action: &ActionScript) -> ActionObject<'_> {
    ActionObject {
        id: &action.id,
        plan: &action.plan,
        title: &action.title,
        status: &action.status,
        due: action.due.as_deref(),
        original_due: action.original_due.as_deref(),
        owner: action.owner.as_deref(),
        agency: action.agency.as_deref(),
        confidence: action.confidence.as_deref(),
        overdue: action.overdue,
        progress: &action.progress,
        conflicts: action
            .conflicts
            .iter()
            .map(|(field, heads)| (field.as_str(), heads.iter().map(HeadObject::of).collect()))
            .collect(),
    }
}

pub fn run(common: &Common, action: &Action, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    match action {
        Action::Add(asked) => add(&app, asked, output),
        Action::List(asked) => list(&app, asked, output),
        Action::Show(asked) => show(&app, &asked.id, output),
        Action::Update(asked) => update(&app, asked, output),
        Action::Progress(asked) => {
            let request = ActionProgressRequest { id: asked.id.clone(), text: asked.text.clone() };
            act(&app, "action_progress", &request, output)
        }
    }
}

fn read(app: &App, id: &str) -> Result<ActionScript, Failure> {
    let request = ActionsRequest { id: Some(id.to_owned()), ..ActionsRequest::default() };
    let page: ActionsWholePage = notebook::query(app, "actions_whole", &request)?;
    let missing = || Refusal::NotFound { what: "action", id: id.to_owned() }.into();
    page.rows.into_iter().next().ok_or_else(missing)
}

/// Does it, and answers with the action as it stands then.
fn act(app: &App, name: &str, request: &impl Serialize, output: &mut Output) -> Result<(), Stop> {
    let done: Done = notebook::mutate(app, name, request)?;
    let action = read(app, &done.id)?;
    output.answer(&object(&action), || format!("{}\n  {}", done.words, done.id))
}

fn add(app: &App, asked: &ActionAdd, output: &mut Output) -> Result<(), Stop> {
    let request = ActionAddRequest {
        plan: asked.plan.clone(),
        title: asked.title.clone(),
        agency: Some(asked.agency.clone()),
        owner: Some(asked.owner.clone()),
        due: Some(asked.due.clone()),
        ..ActionAddRequest::default()
    };
    act(app, "action_add", &request, output)
}

fn update(app: &App, asked: &ActionUpdate, output: &mut Output) -> Result<(), Stop> {
    let request = ActionSetRequest {
        id: asked.id.clone(),
        title: asked.title.clone(),
        status: asked.status.clone(),
        due: asked.due.clone(),
        owner: asked.owner.clone(),
        agency: asked.agency.clone(),
        confidence: asked.confidence.clone(),
        blocked_by: asked.blocked_by.clone(),
        closing_reason: asked.closing_reason.clone(),
        why: asked.why.clone(),
        ..ActionSetRequest::default()
    };
    act(app, "action_set", &request, output)
}

fn show(app: &App, id: &str, output: &mut Output) -> Result<(), Stop> {
    if output.is_json() {
        let action = read(app, id)?;
        return output.answer(&object(&action), String::new);
    }
    let view: ActionView = notebook::query(app, "action", &Id { id: id.to_owned() })?;
    output.text(&work_text::action(&view))
}

fn list(app: &App, asked: &ActionList, output: &mut Output) -> Result<(), Stop> {
    let request = ActionsRequest {
        mine: asked.mine,
        overdue: asked.overdue,
        plan: asked.plan.clone(),
        ..ActionsRequest::default()
    };
    if !output.is_json() {
        let mut shown = 0;
        pages(asked.limit, request, |request, left| {
            let page: ActionsPage = notebook::query(app, "actions", request)?;
            for row in page.rows.iter().take(left) {
                output.text(&work_text::action_row(row))?;
            }
            shown += page.rows.len().min(left);
            Ok((page.rows.len(), page.next))
        })?;
        return if shown == 0 { output.text("No actions.") } else { Ok(()) };
    }
    let ask = |request: &ActionsRequest| notebook::query::<ActionsWholePage>(app, "actions_whole", request);
    // A refusal comes with the first page, before anything stands on stdout.
    let size = u32::try_from(asked.limit.unwrap_or(PAGE).clamp(1, PAGE)).unwrap_or(1);
    let mut first = Some(ask(&ActionsRequest { limit: size, ..request.clone() })?);
    let mut array = output.array()?;
    pages(asked.limit, request, |request, left| {
        let page = match first.take() {
            Some(page) => page,
            None => ask(request)?,
        };
        for action in page.rows.iter().take(left) {
            array.push(&object(action))?;
        }
        Ok((page.rows.len(), page.next))
    })?;
    array.end()
}

/// Follows a list from page to page up to the limit.
fn pages(
    limit: Option<usize>,
    mut request: ActionsRequest,
    mut page: impl FnMut(&ActionsRequest, usize) -> Result<(usize, Option<String>), Stop>,
) -> Result<(), Stop> {
    let mut left = limit.unwrap_or(usize::MAX);
    loop {
        request.limit = u32::try_from(left.clamp(1, PAGE)).unwrap_or(1);
        let (rows, next) = page(&request, left)?;
        left = left.saturating_sub(rows);
        match next {
            Some(next) if left > 0 => request.after = Some(next),
            _ => return Ok(()),
        }
    }
}
