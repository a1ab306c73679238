//! From rows of plans and actions to what lists and pages show.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::NaiveDate;
use domain::change::Act as Doing;
use domain::clock::HybridTime;
use domain::dates;
use domain::fold::Fold;
use domain::ids::{ChangeId, PersonId, RecordId};
use domain::permissions::Right;
use domain::plans;
use domain::records::Kind;
use domain::records::plan::{ActionStatus, Owner, PlanStatus};
use domain::streams::StreamSort;
use store::read::{ActionRow as StoredAction, PlanRow as StoredPlan};

use super::work_words;
use crate::api::Failure;
use crate::api::actions::{ActionRow, OwnerView};
use crate::api::lists::WardRef;
use crate::api::notes::HistoryEntry;
use crate::api::plans::{PlanRef, PlanRow};
use crate::notebook::Look;
use crate::views::{self, Rows};

/// What all rows of one page share.
pub(super) struct Work<'a> {
    pub look: &'a Look<'a>,
    pub rows: Rows<'a>,
    pub me: PersonId,
    pub today: NaiveDate,
    plans: RefCell<BTreeMap<RecordId, Rc<OfPlan>>>,
}

/// What an action shows of its plan.
pub(super) struct OfPlan {
    pub plan: PlanRef,
    pub wards: Vec<WardRef>,
    pub rights: Vec<Right>,
}

impl OfPlan {
    pub fn can_work(&self) -> bool {
        self.rights.iter().any(|right| matches!(right, Right::Plan | Right::Write))
    }
}

impl<'a> Work<'a> {
    pub fn of(look: &'a Look<'a>) -> Result<Self, Failure> {
        let today = look.today()?;
        Ok(Self { look, rows: Rows::of(look)?, me: look.me()?, today, plans: RefCell::default() })
    }

    /// An ISO day.
    pub fn today_iso(&self) -> String {
        self.today.to_string()
    }

    /// "Tue 1 Dec"; with its year where that is another.
    pub fn day_words(&self, day: NaiveDate) -> String {
        let weekday: String = dates::short_date(day).chars().take(3).collect();
        format!("{weekday} {}", dates::day_and_month(day, self.today))
    }

    pub fn owner(&self, owner: &Owner) -> OwnerView {
        OwnerView {
            // A member goes by the name they have now.
            name: owner.person.map_or_else(|| owner.name.clone(), |person| self.name(person, &owner.name)),
            person: owner.person.map(|person| person.to_string()),
            me: owner.person == Some(self.me),
        }
    }

    fn name(&self, person: PersonId, else_name: &str) -> String {
        match self.look.reader.person(person) {
            Ok(Some(person)) => person.name,
            _ => else_name.to_owned(),
        }
    }

    fn owner_of(&self, name: &str, person: Option<PersonId>) -> Option<OwnerView> {
        (!name.is_empty()).then(|| self.owner(&Owner { name: name.to_owned(), person }))
    }

    /// Of a plan that a row names, asked for once a page.
    pub fn of_plan(&self, plan: RecordId) -> Result<Rc<OfPlan>, Failure> {
        if let Some(held) = self.plans.borrow().get(&plan) {
            return Ok(Rc::clone(held));
        }
        let reader = self.look.reader;
        let row = reader.plan_row(plan)?;
        let (title, status) = row.map_or_else(
            || ("A plan that is gone".to_owned(), PlanStatus::Draft),
            |row| (row.title, PlanStatus::parse(&row.status).unwrap_or_default()),
        );
        let rights = match reader.stream_of_plan(plan, StreamSort::PlanWork)? {
            Some(stream) => reader.rights_over_stream(self.me, stream, self.today)?,
            None => Vec::new(),
        };
        let of = Rc::new(OfPlan { plan: plan_ref(plan, &title, status), wards: self.wards(plan)?, rights });
        self.plans.borrow_mut().insert(plan, Rc::clone(&of));
        Ok(of)
    }

    fn wards(&self, plan: RecordId) -> Result<Vec<WardRef>, Failure> {
        let mut wards: Vec<WardRef> =
            self.look.reader.wards_of_plan(plan)?.iter().map(|code| views::ward_ref(code)).collect();
        wards.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(wards)
    }

    pub fn action(&self, row: &StoredAction) -> Result<ActionRow, Failure> {
        let lists = &self.look.book.work;
        let of = self.of_plan(row.plan)?;
        let status = ActionStatus::parse(&row.status).unwrap_or_default();
        let due: Option<NaiveDate> = row.due.as_deref().and_then(|day| day.parse().ok());
        Ok(ActionRow {
            id: row.id.to_string(),
            title: row.title.clone(),
            plan: of.plan.clone(),
            wards: of.wards.clone(),
            sort: row.sort.as_deref().map(|id| lists.action_type.label(id).to_owned()),
            agency: row.agency.as_deref().map(|id| lists.agency.label(id).to_owned()),
            owner: self.owner_of(&row.owner, row.owner_person),
            due_words: due.map(|day| self.day_words(day)).unwrap_or_default(),
            lateness: plans::lateness_words(due, status, self.today).unwrap_or_default(),
            late: plans::is_late(due, status, self.today),
            due_moved: row.due.is_some() && row.original_due.is_some() && row.due != row.original_due,
            due: row.due.clone(),
            status: status.id().to_owned(),
            status_label: status.label().to_owned(),
            confidence: row.confidence.clone(),
            priority: row.priority.as_deref().map(|id| lists.priority.label(id).to_owned()),
            blocker: row
                .blocker
                .as_deref()
                .filter(|_| status == ActionStatus::Blocked)
                .map(|id| lists.blocker.label(id).to_owned()),
            needs_attention: row.attention,
            conflicts: row.conflicts,
            can_change: of.can_work(),
        })
    }

    pub fn plan(&self, row: &StoredPlan) -> Result<PlanRow, Failure> {
        let counts = self.look.reader.actions_counted(row.id, &self.today_iso())?;
        let status = PlanStatus::parse(&row.status).unwrap_or_default();
        let known = row.analysis.as_ref();
        let review: Option<NaiveDate> = known
            .filter(|_| status != PlanStatus::Closed)
            .and_then(|known| known.next_review.as_deref())
            .and_then(|day| day.parse().ok());
        let lacks = match status {
            PlanStatus::Draft => false,
            PlanStatus::Active => {
                known.is_some_and(|known| !known.success_test)
                    || row.areas == 0
                    || counts.live == 0
                    || counts.lacking > 0
            }
            PlanStatus::Closed => counts.all > counts.over || known.is_some_and(|known| !known.assessment),
        };
        Ok(PlanRow {
            id: row.id.to_string(),
            title: row.title.clone(),
            status: status.id().to_owned(),
            status_label: status.label().to_owned(),
            wards: self.wards(row.id)?,
            lead: self.owner_of(&row.lead, row.lead_person),
            actions: counts.all,
            actions_over: counts.over,
            actions_late: counts.late,
            next_review: review.map(|day| self.day_words(day)).unwrap_or_default(),
            review_late: review.is_some_and(|day| day < self.today),
            needs_attention: lacks || counts.attention,
            conflicts: row.conflicts,
        })
    }

    /// Everything that happened to these records, oldest first.
    pub fn history(&self, folds: &[&Fold]) -> Vec<HistoryEntry> {
        let mut steps: BTreeMap<(HybridTime, ChangeId, usize), HistoryEntry> = BTreeMap::new();
        for fold in folds {
            // What is set anew before something is forgotten is what stood before, and no step of its own.
            let forgetting: Vec<_> = fold
                .writes()
                .iter()
                .filter(|(_, write)| write.act == Doing::Forget)
                .map(|(id, write)| (write.device, id.made_at()))
                .collect();
            for (id, write) in fold.writes() {
                let made = id.made_at();
                if write.act == Doing::Set && forgetting.contains(&(write.device, made)) {
                    continue;
                }
                let entry = |what: String, detail: Option<String>| HistoryEntry {
                    at: made.rfc3339(),
                    when: views::at_words(made, self.look.now()),
                    author: self.rows.author(write.author),
                    what,
                    detail,
                };
                let whole = match (&write.act, fold.kind()) {
                    (Doing::Create, Kind::Plan) => Some("Begun"),
                    (Doing::Create, Kind::Action) => Some("Raised"),
                    (Doing::Create, _) | (Doing::Erase | Doing::Unknown(_), _) => continue,
                    (Doing::Withdraw, _) => Some("Deleted"),
                    (Doing::Reinstate, _) => Some("Put back"),
                    (Doing::Undo, _) => Some("A change taken back"),
                    (Doing::Forget, _) => Some("The names taken out"),
                    (Doing::Set, _) => None,
                };
                if let Some(what) = whole {
                    steps.insert((write.clock, *id, 0), entry(what.to_owned(), None));
                    continue;
                }
                for (at, (field, value)) in write.fields.iter().enumerate() {
                    let (reader, lists) = (self.look.reader, &self.look.book.work);
                    if let Some((what, detail)) = work_words::step(reader, lists, fold.kind(), field, value) {
                        steps.insert((write.clock, *id, at), entry(what, detail));
                    }
                }
            }
        }
        steps.into_values().collect()
    }
}

pub(super) fn plan_ref(id: RecordId, title: &str, status: PlanStatus) -> PlanRef {
    PlanRef {
        id: id.to_string(),
        title: title.to_owned(),
        status: status.id().to_owned(),
        status_label: status.label().to_owned(),
    }
}
