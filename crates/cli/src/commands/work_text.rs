//! Plans and actions laid out for people. The words come from the views.

use app::api::actions::{ActionRow, ActionView};
use app::api::plans::{PlanRow, PlanView};
use domain::words::counted;

use crate::output::{indented, row as line};

fn parts(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// One plan of a list.
pub fn plan_row(row: &PlanRow) -> String {
    let wards: Vec<&str> = row.wards.iter().map(|ward| ward.name.as_str()).collect();
    let late = if row.actions_late > 0 { format!("{} late", row.actions_late) } else { String::new() };
    let flag = if row.conflicts {
        "needs a decision"
    } else if row.needs_attention {
        "needs attention"
    } else {
        ""
    };
    let actions = counted(row.actions.into(), "action", "actions");
    let below = parts([row.status_label.clone(), wards.join(", "), actions, late, flag.to_owned()]);
    format!("{}\n  {below}\n  {}\n", row.title, row.id)
}

/// One action of a list.
pub fn action_row(row: &ActionRow) -> String {
    let owner = row.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default();
    let below = parts([
        row.status_label.clone(),
        row.due_words.clone(),
        row.lateness.clone(),
        owner,
        row.agency.clone().unwrap_or_default(),
        row.plan.title.clone(),
    ]);
    let flag = if row.conflicts { " (needs a decision)" } else { "" };
    format!("{}{flag}\n  {below}\n  {}\n", row.title, row.id)
}

fn lines(rows: &[(&str, Option<String>)]) -> String {
    let given = rows.iter().filter_map(|(word, value)| Some((word, value.as_ref().filter(|text| !text.is_empty())?)));
    given.map(|(word, value)| line(word, value)).collect()
}

/// Everything a plan says.
pub fn plan(view: &PlanView) -> String {
    let wards: Vec<&str> = view.wards.iter().map(|ward| ward.name.as_str()).collect();
    let mut text = format!("{}\n{}\n\n", view.title, parts([view.status_label.clone(), wards.join(", ")]));
    text += &lines(&[
        ("Places", Some(view.places.join("; "))),
        ("Lead", view.lead.as_ref().map(|lead| lead.name.clone())),
        ("Begun", Some(format!("{}, {}", view.begun, view.author.name))),
    ]);
    if let Some(analysis) = &view.analysis {
        text += &lines(&[
            ("Objective", analysis.objective.clone()),
            ("Type", analysis.objective_type_label.clone()),
            ("Success test", analysis.success_test.clone()),
            ("Scanning", analysis.scanning.clone()),
            ("Offender", analysis.offender.clone()),
            ("Victim", analysis.victim.clone()),
            ("Location", analysis.location.clone()),
            ("Outcome", analysis.assessment.clone()),
            ("Lessons", analysis.lessons.clone()),
        ]);
    }
    text += &line("Id", &view.id);
    for lack in view.before_activating.iter().chain(&view.attention) {
        text += &format!("  {}\n", lack.words);
    }
    for (word, rows) in [
        ("Actions", view.actions.iter().map(action_row).collect::<Vec<_>>()),
        ("Notes", view.notes.iter().map(super::note_text::row).collect()),
    ] {
        if !rows.is_empty() {
            text += &format!("\n{word}\n{}\n", indented(&rows.join("\n")));
        }
    }
    text
}

/// Everything an action says.
pub fn action(view: &ActionView) -> String {
    let row = &view.row;
    let mut text = action_row(row);
    text.push('\n');
    text += &lines(&[
        ("First due", Some(view.original_due_words.clone()).filter(|_| row.due_moved)),
        ("Confidence", view.confidence_words.clone()),
        (
            "Blocked by",
            view.blocker.as_ref().map(|blocker| format!("{}, {}: {}", blocker.label, blocker.since, blocker.why)),
        ),
        ("Why", view.status_reason.clone().or_else(|| Some(view.status_why.clone()))),
        ("Result", view.result.clone()),
        ("Raised", Some(format!("{}, {}", view.raised, view.author.name))),
    ]);
    for remark in view.crossed.iter().chain(view.attention.iter().map(|lack| &lack.words)) {
        text += &format!("  {remark}\n");
    }
    for conflict in &view.conflicts {
        text += &format!("\n{} needs a decision\n  {}\n", conflict.what, conflict.id);
        for head in &conflict.heads {
            text += &format!("  {}  {} ({}, {})\n", head.id, head.value, head.author, head.when);
        }
    }
    for entry in &view.progress {
        text += &format!("\n{}, {}\n{}\n", entry.when, entry.author.name, indented(&entry.text));
    }
    text
}
