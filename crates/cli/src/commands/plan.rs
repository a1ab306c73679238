//! `plan add`, `update`, `activate`, `invite`, `close`, `list`, `show`.

use app::api::notes::ById as Id;
use app::api::plans::{
    FeedbackInput, PlanAddRequest, PlanCloseRequest, PlanInviteRequest, PlanSetRequest, PlanView, PlansPage,
    PlansRequest,
};
use app::api::triage::Done;
use app::{App, Failure};
use serde::Serialize;

use super::work_text;
use crate::args::{Common, Plan, PlanAdd, PlanClose, PlanInvite, PlanList, PlanUpdate};
use crate::notebook;
use crate::output::{Output, Stop};

/// The most rows a page has.
const PAGE: usize = 200;

/// As scripts know it.
#[derive(Serialize)]
struct PlanObject {
    id: String,
    title: String,
    status: String,
    /// Codes.
    wards: Vec<String>,
    places: Vec<String>,
    lead: Option<String>,
    author: String,
    /// These are null for who was let into the work alone.
    objective: Option<String>,
    objective_type: Option<String>,
    reduce_by: Option<u32>,
    success_test: Option<String>,
    outcome: Option<String>,
    /// Ids.
    actions: Vec<String>,
    notes: Vec<String>,
    /// Names.
    invited: Vec<String>,
    attention: Vec<String>,
    /// What stands in the way of activating it.
    lacks: Vec<String>,
}

pub fn run(common: &Common, plan: &Plan, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    match plan {
        Plan::Add(asked) => add(&app, asked, output),
        Plan::Update(asked) => update(&app, asked, output),
        Plan::Activate(asked) => act(&app, "plan_activate", &Id { id: asked.id.clone() }, output),
        Plan::Invite(asked) => invite(&app, asked, output),
        Plan::Close(asked) => close(&app, asked, output),
        Plan::List(asked) => list(&app, asked, output),
        Plan::Show(asked) => {
            let view = read(&app, &asked.id)?;
            let text = work_text::plan(&view);
            output.answer(&object(view), || text)
        }
    }
}

fn read(app: &App, id: &str) -> Result<PlanView, Failure> {
    notebook::query(app, "plan", &Id { id: id.to_owned() })
}

fn object(view: PlanView) -> PlanObject {
    let analysis = view.analysis;
    let of = |text: fn(&app::api::plans::AnalysisView) -> &Option<String>| {
        analysis.as_ref().and_then(|analysis| text(analysis).clone())
    };
    PlanObject {
        objective: of(|analysis| &analysis.objective),
        objective_type: of(|analysis| &analysis.objective_type),
        reduce_by: analysis.as_ref().and_then(|analysis| analysis.reduce_by),
        success_test: of(|analysis| &analysis.success_test),
        outcome: of(|analysis| &analysis.assessment),
        id: view.id,
        title: view.title,
        status: view.status,
        wards: view.wards.into_iter().map(|ward| ward.code).collect(),
        places: view.places,
        lead: view.lead.map(|lead| lead.name),
        author: view.author.name,
        actions: view.actions.into_iter().map(|action| action.id).collect(),
        notes: view.notes.into_iter().map(|note| note.id).collect(),
        invited: view.invited.into_iter().map(|member| member.person.name).collect(),
        attention: view.attention.into_iter().map(|lack| lack.words).collect(),
        lacks: view.before_activating.into_iter().map(|lack| lack.words).collect(),
    }
}

/// Does it, and answers with the plan as it stands then.
fn act(app: &App, name: &str, request: &impl Serialize, output: &mut Output) -> Result<(), Stop> {
    let done: Done = notebook::mutate(app, name, request)?;
    let object = object(read(app, &done.id)?);
    output.answer(&object, || format!("{}\n  {}", done.words, done.id))
}

fn add(app: &App, asked: &PlanAdd, output: &mut Output) -> Result<(), Stop> {
    let request = PlanAddRequest {
        title: asked.title.clone(),
        wards: asked.wards.clone(),
        places: asked.places.clone(),
        objective: asked.objective.clone(),
        objective_type: asked.objective_type.clone(),
        success_test: asked.success_test.clone(),
        notes: asked.notes.clone(),
        ..PlanAddRequest::default()
    };
    act(app, "plan_add", &request, output)
}

fn update(app: &App, asked: &PlanUpdate, output: &mut Output) -> Result<(), Stop> {
    let request = PlanSetRequest {
        id: asked.id.clone(),
        title: asked.title.clone(),
        lead: asked.lead.clone(),
        add_wards: asked.wards.clone(),
        add_places: asked.places.clone(),
        objective: asked.objective.clone(),
        objective_type: asked.objective_type.clone(),
        reduce_by: asked.reduce_by,
        success_test: asked.success_test.clone(),
        scanning: asked.scanning.clone(),
        offender: asked.offender.clone(),
        victim: asked.victim.clone(),
        location: asked.location.clone(),
        ..PlanSetRequest::default()
    };
    act(app, "plan_set", &request, output)
}

fn invite(app: &App, asked: &PlanInvite, output: &mut Output) -> Result<(), Stop> {
    let request = PlanInviteRequest {
        id: asked.id.clone(),
        person: asked.person.clone(),
        agency: asked.agency.clone(),
        analysis: asked.analysis,
    };
    act(app, "plan_invite", &request, output)
}

fn close(app: &App, asked: &PlanClose, output: &mut Output) -> Result<(), Stop> {
    let sentence = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
    let feedback = asked.feedback.iter();
    let request = PlanCloseRequest {
        id: asked.id.clone(),
        outcome: asked.outcome.clone(),
        feedback: feedback.map(|(note, text)| FeedbackInput { note: note.clone(), sentence: sentence(text) }).collect(),
        ..PlanCloseRequest::default()
    };
    act(app, "plan_close", &request, output)
}

fn list(app: &App, asked: &PlanList, output: &mut Output) -> Result<(), Stop> {
    let mut left = asked.limit.unwrap_or(usize::MAX);
    let mut request =
        PlansRequest { ward: asked.ward.clone(), status: asked.status.clone(), ..PlansRequest::default() };
    let mut rows = Vec::new();
    loop {
        request.limit = u32::try_from(left.clamp(1, PAGE)).unwrap_or(1);
        let page: PlansPage = notebook::query(app, "plans", &request)?;
        let wanted = page.rows.len().min(left);
        rows.extend(page.rows.into_iter().take(wanted));
        left -= wanted;
        match page.next {
            Some(next) if left > 0 => request.after = Some(next),
            _ => break,
        }
    }
    if output.is_json() {
        let mut array = output.array()?;
        for row in &rows {
            array.push(&object(read(app, &row.id)?))?;
        }
        return array.end();
    }
    if rows.is_empty() {
        return output.text("No plans.");
    }
    for row in &rows {
        output.text(&work_text::plan_row(row))?;
    }
    Ok(())
}
