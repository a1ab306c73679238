//! What is said of keeping and erasing: why something is due, what goes and what stays.

use chrono::NaiveDate;

use super::counted;
use crate::dates;
use crate::keeping::Lasts;
use crate::records::Kind;

/// Why a note is due, by how long it is kept.
pub fn note_due(of_somebody: bool, lasts: Lasts) -> String {
    let lasts = lasts.words();
    if of_somebody {
        format!("It describes somebody or has a sealed source, and was recorded more than {lasts} ago.")
    } else {
        format!("It was recorded more than {lasts} ago and, if it was closed, that long ago too.")
    }
}

/// That somebody kept it before. `until` is a day in words.
pub fn kept_before(until: &str, by: &str, reason: &str) -> String {
    format!("Kept until {until} by {by}: {reason}")
}

/// What a person is told who kept a note.
pub fn kept(until: NaiveDate) -> String {
    format!("Kept until {}.", dates::short_date(until))
}

/// What a draft asks that was not touched for long.
pub fn draft_asks(days: u64) -> String {
    format!("Last written {} ago and never recorded. Is it still needed?", counted(days, "day", "days"))
}

/// Why a sealed source is due, by its age.
pub fn source_due_by_age(lasts: Lasts) -> String {
    format!("It was sealed more than {} ago.", lasts.words())
}

/// Why a plan is due.
pub fn plan_due(lasts: Lasts) -> String {
    format!("It was closed more than {} ago.", lasts.words())
}

/// Why the names in a closed plan are due.
pub fn names_due(people: u64, lasts: Lasts) -> String {
    let names = counted(people, "person", "people");
    format!("It names {names}, in earlier versions too, and was closed more than {} ago.", lasts.words())
}

/// What whoever took the names out is told.
pub const NAMES_GO: &str =
    "Names taken out. They go from the server and from other devices when they next meet the server.";

/// To whoever decides whether they go.
pub const NAMES_WOULD_GO: &str = "Who led or owned it is taken out for good, with every version that named somebody.";

pub const NAMES_GONE_BEFORE: &str = "The plan names nobody any more. Nothing was changed.";

pub const SOURCE_DUE_BY_CLOSING: &str = "Its note is closed.";

/// To a lead who does not hold the note, and is told no more.
pub const SOURCE_DUE_BY_CONCLUSION: &str = "Its note is closed or erased.";

pub const SOURCE_DUE_BY_RETRACTION: &str = "Its note is withdrawn.";

/// How much of each sort goes with a note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Going {
    pub additions: u64,
    pub files: u64,
    pub told: u64,
    pub grade: bool,
    /// Who sees to it, links, remarks, referrals, closings and reasons for keeping.
    pub beside: u64,
}

/// How much goes with a plan or an action.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GoingWork {
    pub actions: u64,
    pub progress: u64,
    pub files: u64,
}

/// What goes with a briefing, a plan or an action, a line each.
pub fn goes_of_work(kind: Kind, going: GoingWork) -> Vec<String> {
    let first = match kind {
        Kind::Plan => "The plan and its analysis, with every earlier version",
        Kind::Action => "The action, with every earlier version",
        _ => "The briefing, with every earlier version",
    };
    let mut lines = vec![first.to_owned()];
    let mut say = |count: u64, one: &str, many: &str| {
        if count > 0 {
            lines.push(counted(count, one, many));
        }
    };
    // An action counts itself.
    say(if kind == Kind::Action { 0 } else { going.actions }, "action", "actions");
    say(going.progress, "entry of progress", "entries of progress");
    say(going.files, "photo or document", "photos and documents");
    lines
}

/// What stays when they go.
pub fn stays_of_work(kind: Kind, notes: u64) -> Vec<String> {
    let from = match kind {
        Kind::Plan => "of which the plan was made",
        Kind::Briefing => "of which the briefing was made",
        _ => return vec!["The plan it belongs to".to_owned()],
    };
    if notes == 0 { Vec::new() } else { vec![format!("{} {from}", counted(notes, "note", "notes"))] }
}

/// What goes, a line each.
pub fn goes(going: Going) -> Vec<String> {
    let mut lines = vec!["The note: its text, and everything that was answered about it".to_owned()];
    let mut say = |count: u64, one: &str, many: &str| {
        if count > 0 {
            lines.push(counted(count, one, many));
        }
    };
    say(going.additions, "addition by its author", "additions by its author");
    say(going.files, "photo or document", "photos and documents");
    say(going.told, "sentence or question to its author", "sentences and questions to its author");
    say(u64::from(going.grade), "grade", "grades");
    say(going.beside, "entry that colleagues made beside it", "entries that colleagues made beside it");
    lines
}

/// What was made from a note and stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staying {
    pub briefings: u64,
    /// Titles.
    pub plans: Vec<String>,
    /// The reference of its sealed source.
    pub source: Option<String>,
}

/// What stays, a line each, with what to do about it.
pub fn stays(staying: &Staying) -> Vec<String> {
    let mut lines = Vec::new();
    if staying.briefings > 0 {
        let briefings = counted(staying.briefings, "briefing", "briefings");
        lines.push(format!("{briefings} made from it. What they say can be corrected or withdrawn."));
    }
    for plan in &staying.plans {
        lines.push(format!(
            "The plan “{plan}”, without its link to the note. Look whether it repeats what the note said."
        ));
    }
    if let Some(reference) = &staying.source {
        lines.push(format!(
            "Who told it, sealed as {reference}. Only a safeguarding lead can erase that, and is told of it."
        ));
    }
    lines.push("Copies that were taken out before, with whoever has them. The trail says who took them.".to_owned());
    lines
}

/// What a person is told who erased a note.
pub fn erased(linked: bool) -> &'static str {
    if linked {
        "Erased here. It goes from the server and from other devices when they next meet the server."
    } else {
        "Erased."
    }
}

/// What something was that is erased. `ward` is a name.
pub fn erased_what(kind: &str, ward: Option<&str>) -> String {
    let what = match kind {
        "note" => "A note",
        "amendment" => "An addition to a note",
        "attachment" => "A photo or document",
        "briefing" => "A briefing",
        "plan" | "analysis" => "A plan",
        "action" => "An action",
        "source" => "Who told a note",
        _ => "An entry",
    };
    ward.map_or_else(|| what.to_owned(), |ward| format!("{what} of {ward}"))
}

/// Of notes from which something was to be made, and that were erased before it was.
pub fn left_out_erased(notes: u64) -> String {
    if notes == 1 {
        return "1 note was erased for good meanwhile, and is left out.".to_owned();
    }
    format!("{} were erased for good meanwhile, and are left out.", counted(notes, "note", "notes"))
}

/// Where something stands that came too late: its plan, by title, as long as that stands, and its wards, by name.
pub fn late_place(plan: Option<&str>, wards: &[String]) -> String {
    let plan = plan.map(|title| format!("plan “{title}”"));
    plan.into_iter().chain(wards.iter().cloned()).collect::<Vec<_>>().join(", ")
}

/// What a check found that found no fault. `withheld` counts what came without its words, unexplained.
pub fn verified(changes: u64, records: u64, withheld: u64) -> String {
    let (changes, records) = (counted(changes, "change", "changes"), counted(records, "record", "records"));
    let held = format!("Everything holds: {changes} in {records}, every one signed, in order and whole.");
    if withheld == 0 {
        return held;
    }
    let withheld = counted(withheld, "of them came", "of them came");
    format!(
        "{held} {withheld} without words, and nothing here says that they were erased. Synchronise and check again; if it stays so, tell your administrator: the server may be holding them back."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_and_what_stays_reads_as_reviewed() {
        let mut text = Vec::new();
        text.extend(goes(Going::default()));
        text.push(String::new());
        text.extend(goes(Going { additions: 2, files: 1, told: 3, grade: true, beside: 4 }));
        text.push(String::new());
        text.extend(stays(&Staying::default()));
        text.push(String::new());
        text.extend(stays(&Staying {
            briefings: 1,
            plans: vec!["Safer walk home".to_owned()],
            source: Some("S-7K2M4Q".to_owned()),
        }));
        text.push(String::new());
        let (year, more) = (Lasts::Months(12), Lasts::Months(24));
        text.extend([note_due(true, year), note_due(false, more), draft_asks(34), source_due_by_age(year)]);
        text.push(plan_due(Lasts::Months(72)));
        insta::assert_snapshot!(text.join("\n"));
    }
}
