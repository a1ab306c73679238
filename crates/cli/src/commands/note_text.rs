//! Notes laid out for people. The words come from the views; only their order on the page is made here.

use app::api::notes::{CoachView, NoteRecorded, NoteRow, NoteView, TextPiece};
use domain::words::{counted, grouped};

use crate::output::{indented, row as line};

/// What stands after recording.
pub fn recorded(recorded: &NoteRecorded, view: &NoteView, coach: Option<&CoachView>) -> String {
    let mut text = format!("{}.\n", recorded.headline.trim_end_matches('.'));
    text += &format!("  {} · {}\n  {}\n", view.ward.name, view.when, view.id);
    if !recorded.detail.is_empty() {
        text += &format!("  {}\n", recorded.detail);
    }
    let findings = coach.map(|coach| coach.findings.as_slice()).unwrap_or_default();
    if !findings.is_empty() {
        text += "\nWorth a second look\n";
        for finding in findings {
            text += &format!("  {}\n", finding.message);
        }
    }
    text
}

/// One note of a list, in three lines.
pub fn row(row: &NoteRow) -> String {
    let mut head = vec![row.when.clone(), row.ward.name.clone(), row.state.label.clone()];
    if row.amended {
        head.push("amended".to_owned());
    }
    if row.pinned {
        head.push("pinned".to_owned());
    }
    if !row.author.me {
        head.push(row.author.name.clone());
    }
    let mut text = format!("{}\n  {}\n", head.join(" · "), one_line(&row.excerpt));
    if !row.topics.is_empty() {
        text += &format!("  {}\n", row.topics.join("; "));
    }
    text += &format!("  {}", row.id);
    text
}

/// What stands under a list.
pub fn count(shown: usize, more: bool, filtered: bool) -> String {
    match (shown, more, filtered) {
        (0, false, true) => "No notes match.".to_owned(),
        (0, true, _) => "There are notes; none was asked for.".to_owned(),
        (0, false, false) => "No notes yet. Record the first with “note add”.".to_owned(),
        (shown, true, _) => format!("The first {}; there are more.", grouped(shown as u64)),
        (shown, false, _) => format!("{}.", counted(shown as u64, "note", "notes")),
    }
}

/// Everything a note says.
pub fn whole(view: &NoteView) -> String {
    let mut text = format!("{} · {} ({})\n", view.when, view.ward.name, view.ward.code);
    text += &match view.state.words.is_empty() || view.state.words.starts_with(&view.state.label) {
        true if view.state.words.is_empty() => format!("{}\n", view.state.label),
        true => format!("{}\n", view.state.words),
        false => format!("{}. {}\n", view.state.label, view.state.words),
    };
    text += &format!("\n{}\n", indented(&view.text));
    for amendment in view.amendments.iter().filter(|amendment| !amendment.taken_back) {
        text += &format!("\nAdded {} by {}\n{}\n", amendment.when, amendment.author.name, indented(&amendment.text));
    }
    if let Some(withdrawal) = &view.withdrawal {
        text += &format!(
            "\nWithdrawn {} by {}\n{}\n",
            withdrawal.when,
            withdrawal.author.name,
            indented(&withdrawal.reason)
        );
    }
    text.push('\n');
    text += &answers(view);
    if view.history.len() > 1 {
        text += "\nHistory\n";
        for entry in &view.history {
            text += &line(&entry.when, &format!("{}, {}", entry.what, entry.author.name));
        }
    }
    text
}

fn answers(view: &NoteView) -> String {
    let place =
        [view.place.as_deref(), view.place_type.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let weapon = [view.weapon.as_deref(), view.weapon_origin.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · from: ");
    let people: Vec<String> =
        view.people.iter().map(|person| format!("{}, {}", person.category, person.age_band)).collect();
    let rows = [
        ("Topics", view.topics.join("; ")),
        ("How known", view.how_known.clone().unwrap_or_default()),
        ("Place", place),
        ("Weapon", weapon),
        ("People", people.join("; ")),
        ("Residents", view.residents.map(|residents| grouped(residents.into())).unwrap_or_default()),
        ("Recorded", format!("{}, {}", view.recorded, view.author.name)),
        ("Id", view.id.clone()),
    ];
    rows.iter().filter(|(_, value)| !value.is_empty()).map(|(word, value)| line(word, value)).collect()
}

fn one_line(pieces: &[TextPiece]) -> String {
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
