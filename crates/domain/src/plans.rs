//! The rules of meaning of plans and actions. They hold where a person writes; where a merge broke one,
//! the record shows what needs attention, and nothing is refused for it.

use chrono::NaiveDate;

use crate::fold::Fold;
use crate::ids::PersonId;
use crate::records::plan::{ActionRecord, ActionStatus, AnalysisRecord, PlanRecord, PlanStatus, Standing};
use crate::words::grouped;

/// What a plan or action lacks, or says that cannot both be so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    SuccessTest,
    Objective,
    Area,
    NoActions,
    /// How many actions have no owner, no agency, or no due date.
    Owners(usize),
    Agencies(usize),
    DueDates(usize),
    /// A closed plan has this many actions that are not over.
    OpenActions(usize),
    /// A plan was closed without saying what came of it.
    Assessment,
    /// An action is blocked and nothing says by what.
    Blocker,
    /// An action is over and nothing says why.
    ClosingReason,
}

impl Lack {
    /// "The success test is missing", as a line of a list.
    pub fn words(&self) -> String {
        let of = |count: &usize, what: &str| match count {
            1 => format!("1 action has no {what}"),
            count => format!("{count} actions have no {what}"),
        };
        match self {
            Self::SuccessTest => "The success test is missing: how will you know that it worked?".to_owned(),
            Self::Objective => "The objective is missing".to_owned(),
            Self::Area => "No ward is named".to_owned(),
            Self::NoActions => "There is no action yet".to_owned(),
            Self::Owners(count) => of(count, "owner"),
            Self::Agencies(count) => of(count, "agency"),
            Self::DueDates(count) => of(count, "due date"),
            Self::OpenActions(1) => "The plan is closed and 1 action is still open".to_owned(),
            Self::OpenActions(count) => format!("The plan is closed and {count} actions are still open"),
            Self::Assessment => "The plan is closed and nothing says what came of it".to_owned(),
            Self::Blocker => "It is blocked and nothing says by what".to_owned(),
            Self::ClosingReason => "It is over and nothing says why".to_owned(),
        }
    }
}

/// What an action lacks to be part of an active plan.
fn incomplete<'a>(actions: impl Iterator<Item = &'a ActionRecord> + Clone) -> Vec<Lack> {
    let open = || actions.clone().filter(|action| action.status.is != ActionStatus::Cancelled);
    let blank = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
    let owners = open().filter(|action| blank(action.owner.as_ref().map(|owner| owner.name.as_str()))).count();
    let agencies = open().filter(|action| blank(action.agency.as_deref())).count();
    let due =
        open().filter(|action| action.due.as_ref().is_none_or(|due| due.on.parse::<NaiveDate>().is_err())).count();
    let some = |count: usize, lack: Lack| (count > 0).then_some(lack);
    [some(owners, Lack::Owners(owners)), some(agencies, Lack::Agencies(agencies)), some(due, Lack::DueDates(due))]
        .into_iter()
        .flatten()
        .collect()
}

/// What stands in the way of activating a plan. `areas` is how many wards it names.
pub fn before_activating<'a>(
    analysis: Option<&AnalysisRecord>,
    areas: usize,
    actions: impl Iterator<Item = &'a ActionRecord> + Clone,
) -> Vec<Lack> {
    let mut lacks = Vec::new();
    let given = |text: Option<&String>| text.is_some_and(|text| !text.trim().is_empty());
    if !given(analysis.and_then(|analysis| analysis.success_test.as_ref())) {
        lacks.push(Lack::SuccessTest);
    }
    if areas == 0 {
        lacks.push(Lack::Area);
    }
    if actions.clone().all(|action| action.status.is == ActionStatus::Cancelled) {
        lacks.push(Lack::NoActions);
    }
    lacks.extend(incomplete(actions));
    lacks
}

/// What needs attention in a plan as it stands. `analysis` is none where its holder may not see it, and
/// then nothing is said of what stands there.
pub fn attention<'a>(
    plan: &PlanRecord,
    analysis: Option<&AnalysisRecord>,
    areas: usize,
    actions: impl Iterator<Item = &'a ActionRecord> + Clone,
) -> Vec<Lack> {
    match plan.status {
        PlanStatus::Draft => Vec::new(),
        PlanStatus::Active => {
            let mut lacks = before_activating(analysis, areas, actions);
            lacks.retain(|lack| analysis.is_some() || *lack != Lack::SuccessTest);
            lacks
        }
        PlanStatus::Closed => {
            let open = actions.filter(|action| !action.status.is.is_over()).count();
            let mut lacks = Vec::new();
            if open > 0 {
                lacks.push(Lack::OpenActions(open));
            }
            let said =
                |analysis: &AnalysisRecord| analysis.assessment.as_ref().is_some_and(|text| !text.trim().is_empty());
            if analysis.is_some_and(|analysis| !said(analysis)) {
                lacks.push(Lack::Assessment);
            }
            lacks
        }
    }
}

/// What needs attention in one action.
pub fn action_attention(action: &ActionRecord) -> Vec<Lack> {
    let mut lacks = Vec::new();
    if action.status.is == ActionStatus::Blocked && action.blocker.is_none() {
        lacks.push(Lack::Blocker);
    }
    let unsaid = action.status.reason.is_none() && action.status.why.trim().is_empty();
    if action.status.is == ActionStatus::Cancelled && unsaid {
        lacks.push(Lack::ClosingReason);
    }
    lacks
}

/// The registers on which it bears that an action is over, and what is said of them.
const BEARING: [(&str, &str); 4] = [
    ("due", "moved the due date"),
    ("owner", "changed the owner"),
    ("blocker", "said what blocks it"),
    ("title", "changed what is to be done"),
];

/// That somebody ended an action while another, without sight of it, changed what the end bears on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossed {
    pub ended_by: PersonId,
    pub status: ActionStatus,
    pub changed_by: PersonId,
    /// "moved the due date"
    pub what: &'static str,
}

impl Crossed {
    /// "Closed by Priya while Sam moved the due date", by the names of both.
    pub fn words(&self, ended_by: &str, changed_by: &str) -> String {
        let ended = if self.status == ActionStatus::Cancelled { "Cancelled" } else { "Closed" };
        format!("{ended} by {ended_by} while {changed_by} {}", self.what)
    }
}

/// What crossed on an action that is over. Nothing once somebody wrote its status with sight of both.
pub fn crossed(fold: &Fold) -> Vec<Crossed> {
    let register = fold.register("status");
    let Some(head) = register.displayed() else { return Vec::new() };
    let Ok(standing) = serde_json::from_value::<Standing>(head.value.clone()) else { return Vec::new() };
    if !standing.is.is_over() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (field, what) in BEARING {
        let heads = fold.register(field);
        for other in heads.heads().iter().filter(|other| fold.without_sight(head.change, other.change)) {
            found.push(Crossed { ended_by: head.author, status: standing.is, changed_by: other.author, what });
        }
    }
    found
}

/// Whether an action is late: its due day has passed and it is not over.
pub fn is_late(due: Option<NaiveDate>, status: ActionStatus, today: NaiveDate) -> bool {
    !status.is_over() && due.is_some_and(|due| due < today)
}

/// "3 days late", "due today", "due in 5 days"; none where it is over or has no date.
pub fn lateness_words(due: Option<NaiveDate>, status: ActionStatus, today: NaiveDate) -> Option<String> {
    let due = due.filter(|_| !status.is_over())?;
    let days = (due - today).num_days();
    Some(match days {
        0 => "due today".to_owned(),
        1 => "due tomorrow".to_owned(),
        2.. => format!("due in {} days", grouped(days.unsigned_abs())),
        -1 => "1 day late".to_owned(),
        _ => format!("{} days late", grouped(days.unsigned_abs())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RecordId;
    use crate::records::plan::{Due, Owner};

    fn analysis(success_test: &str) -> AnalysisRecord {
        serde_json::from_value(serde_json::json!({
            "plan": RecordId::from_bytes([1; 16]), "success_test": success_test
        }))
        .unwrap()
    }

    fn action(owner: Option<&str>, due: Option<&str>, status: ActionStatus) -> ActionRecord {
        ActionRecord {
            plan: RecordId::from_bytes([1; 16]),
            title: "Patrol the walkway".to_owned(),
            sort: None,
            agency: Some("Community Safety".to_owned()),
            owner: owner.map(|name| Owner { name: name.to_owned(), person: None }),
            due: due.map(|on| Due { on: on.to_owned(), why: String::new() }),
            original_due: None,
            priority: None,
            status: Standing { is: status, ..Standing::default() },
            confidence: None,
            blocker: None,
            result: None,
            batch: None,
        }
    }

    #[test]
    fn a_plan_is_not_activated_without_a_success_test_or_with_an_action_nobody_answers_for() {
        let good = [action(Some("Sam"), Some("2026-12-01"), ActionStatus::NotStarted)];
        assert_eq!(before_activating(Some(&analysis("No call in four weeks")), 1, good.iter()), []);
        assert_eq!(before_activating(Some(&analysis(" ")), 1, good.iter()), [Lack::SuccessTest]);
        assert_eq!(before_activating(None, 0, [].iter()), [Lack::SuccessTest, Lack::Area, Lack::NoActions]);
        let loose = [action(None, None, ActionStatus::NotStarted), action(None, Some("soon"), ActionStatus::Cancelled)];
        assert_eq!(
            before_activating(Some(&analysis("x")), 1, loose.iter()),
            [Lack::Owners(1), Lack::DueDates(1)],
            "a cancelled action needs neither"
        );
    }

    #[test]
    fn a_merge_that_broke_a_rule_is_shown_and_only_to_those_who_hold_what_it_is_about() {
        let plan = PlanRecord { title: "x".to_owned(), status: PlanStatus::Active, lead: None };
        let good = [action(Some("Sam"), Some("2026-12-01"), ActionStatus::NotStarted)];
        assert_eq!(attention(&plan, Some(&analysis("")), 1, good.iter()), [Lack::SuccessTest]);
        assert_eq!(attention(&plan, None, 1, good.iter()), []);
        let closed = PlanRecord { status: PlanStatus::Closed, ..plan };
        assert_eq!(attention(&closed, None, 1, good.iter()), [Lack::OpenActions(1)]);
        assert_eq!(attention(&closed, Some(&analysis("x")), 1, [].iter()), [Lack::Assessment]);
    }

    #[test]
    fn an_action_closed_while_another_moved_its_date_says_so_until_somebody_has_seen_both() {
        use crate::change::{Act, Author, Draft};
        use crate::clock::Timestamp;
        use crate::entropy::SeededEntropy;
        use crate::ids::{DeviceId, StreamId};
        use crate::signing::SigningKey;

        let entropy = SeededEntropy::new(5);
        let key = SigningKey::generate(&entropy);
        let now = Timestamp::from_millis(1_795_000_000_000);
        let stream = StreamId::from_bytes([1; 16]);
        let record = RecordId::from_bytes([2; 16]);
        let mut priya = Author::new(PersonId::from_bytes([3; 16]), DeviceId::from_bytes([3; 16]));
        let mut sam = Author::new(PersonId::from_bytes([4; 16]), DeviceId::from_bytes([4; 16]));
        let write = |author: &mut Author, act: Act, seen: u64, heads, content: serde_json::Value| {
            let mut draft = Draft::create(stream, record, "action", &content).act(act).superseding(heads);
            draft.seen = seen;
            author.write(vec![draft], &key, now, &entropy).unwrap().remove(0)
        };
        let first = write(
            &mut priya,
            Act::Create,
            0,
            vec![],
            serde_json::json!({"plan": record, "title": "Patrol", "due": {"on": "2026-12-01"}, "status": {"is": "in-progress"}}),
        );
        let mut fold = Fold::of(&first, None).unwrap();
        fold.place(first.header().id, 1);
        let heads = fold.heads_of(["status", "due"]);
        let closed = write(
            &mut priya,
            Act::Set,
            1,
            heads.clone(),
            serde_json::json!({"status": {"is": "cancelled", "reason": "no longer needed"}}),
        );
        let moved =
            write(&mut sam, Act::Set, 1, heads, serde_json::json!({"due": {"on": "2026-12-08", "why": "access"}}));
        for (change, position) in [(&closed, 2), (&moved, 3)] {
            fold.apply(change, None).unwrap();
            fold.place(change.header().id, position);
        }
        assert!(fold.conflicts().is_empty(), "different registers merge");
        // Put back from a backup the server counts anew: Sam may have held what now stands behind his change.
        let restored = (7 << 32) | 2;
        let mut unknown = fold.clone();
        unknown.in_epoch(restored);
        assert_eq!(crossed(&unknown), [], "positions of two lives of the server say nothing of each other");
        let found = crossed(&fold);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].words("Priya", "Sam"), "Cancelled by Priya while Sam moved the due date");

        let again = fold.heads_of(["status"]);
        let settled = write(
            &mut sam,
            Act::Set,
            3,
            again,
            serde_json::json!({"status": {"is": "cancelled", "reason": "no longer needed"}}),
        );
        fold.apply(&settled, None).unwrap();
        assert_eq!(crossed(&fold), []);

        // What both wrote since the restore is told again, and only that.
        let since = |position| crate::fold::seen(restored, position);
        for (closing, moving, told) in
            [(since(3), since(3), 1), (since(5), since(3), 0), (3, since(3), 0), (since(3), 3, 0)]
        {
            let mut fold = fold.clone();
            let heads = fold.heads_of(["status", "due"]);
            let closed =
                write(&mut priya, Act::Set, closing, heads.clone(), serde_json::json!({"status": {"is": "done"}}));
            let moved = write(
                &mut sam,
                Act::Set,
                moving,
                heads,
                serde_json::json!({"due": {"on": "2026-12-15", "why": "frost"}}),
            );
            for (change, position) in [(&moved, 4), (&closed, 6)] {
                fold.apply(change, None).unwrap();
                fold.place(change.header().id, position);
            }
            fold.in_epoch(restored);
            assert_eq!(crossed(&fold).len(), told, "{closing} {moving}");
        }
    }

    #[test]
    fn lateness_is_counted_in_days_and_ends_when_the_action_does() {
        let today: NaiveDate = "2026-11-24".parse().unwrap();
        let due = |text: &str| Some(text.parse().unwrap());
        assert!(is_late(due("2026-11-23"), ActionStatus::Blocked, today));
        assert!(!is_late(due("2026-11-24"), ActionStatus::NotStarted, today));
        assert!(!is_late(due("2026-11-01"), ActionStatus::Done, today));
        let words = |text| lateness_words(due(text), ActionStatus::InProgress, today).unwrap();
        assert_eq!(
            ["2026-11-20", "2026-11-23", "2026-11-24", "2026-11-25", "2026-12-01"].map(words),
            ["4 days late", "1 day late", "due today", "due tomorrow", "due in 7 days"]
        );
        assert_eq!(lateness_words(None, ActionStatus::InProgress, today), None);
    }
}
