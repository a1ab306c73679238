//! What the rows of an action log become: columns to fields, words to lists, plans by title. Looking and
//! bringing in share it, so that what was looked at is what is written.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::dates;
use domain::ids::{PersonId, RecordId};
use domain::lists::{List, WorkLists};
use domain::permissions::Right;
use domain::records::plan::{ActionStatus, Confidence, Owner, PlanStatus};
use domain::streams::StreamSort;
use domain::words::{Field, Refusal, WorkRefusal};
use store::Reader;

use super::plan_input;
use super::work_table::{DateOrder, Table, day};
use crate::api::Failure;
use crate::api::actions::{ActionsImportRequest, ImportAgency, ImportFault, ImportField, ImportRow};

/// A field that a column can fill: id, label, and headings it is known by.
const FIELDS: [(&str, &str, &[&str]); 10] = [
    ("title", "Action", &["action", "title", "task", "activity", "what", "action required", "action point"]),
    ("plan", "Plan", &["plan", "plan title", "action plan", "project", "problem"]),
    ("agency", "Agency", &["agency", "lead agency", "organisation", "organization", "partner", "service"]),
    (
        "owner",
        "Owner",
        &["owner", "who", "lead", "lead officer", "action owner", "responsible", "officer", "assigned to"],
    ),
    ("due", "Due", &["due", "due date", "deadline", "by when", "when", "target date", "completion date"]),
    ("status", "Status", &["status", "state"]),
    ("sort", "Type", &["type", "action type", "category"]),
    ("priority", "Priority", &["priority"]),
    ("confidence", "Confidence (RAG)", &["confidence", "rag", "rag status", "rag rating"]),
    ("progress", "Progress", &["progress", "update", "latest update", "comments", "notes", "progress notes"]),
];

/// Words of other action logs for a status.
const STATUSES: [(ActionStatus, &[&str]); 5] = [
    (ActionStatus::NotStarted, &["open", "to do", "todo", "new", "outstanding", "planned"]),
    (ActionStatus::InProgress, &["ongoing", "on-going", "started", "underway", "in hand", "on track"]),
    (ActionStatus::Blocked, &["on hold", "stuck", "waiting"]),
    (ActionStatus::Done, &["complete", "completed", "closed", "finished", "delivered"]),
    (ActionStatus::Cancelled, &["canceled", "abandoned", "dropped", "withdrawn"]),
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Into {
    Held(RecordId),
    /// A plan to be made, by its title.
    New(String),
}

/// One action to be.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub line: u32,
    pub into: Into,
    pub plan: String,
    pub title: String,
    pub agency: Option<String>,
    pub owner: Option<Owner>,
    pub due: Option<NaiveDate>,
    pub status: ActionStatus,
    pub sort: Option<String>,
    pub priority: Option<String>,
    pub confidence: Option<Confidence>,
    pub progress: Option<String>,
}

pub(super) struct Import {
    pub headings: Vec<String>,
    pub fields: Vec<ImportField>,
    pub rows: Vec<Row>,
    /// Titles, each once, in the order of the file.
    pub new_plans: Vec<String>,
    pub faults: Vec<ImportFault>,
    pub agencies: Vec<ImportAgency>,
}

impl Row {
    pub fn shown(&self, lists: &WorkLists) -> ImportRow {
        ImportRow {
            line: self.line,
            plan: self.plan.clone(),
            title: self.title.clone(),
            agency: self.agency.as_deref().map(|id| lists.agency.label(id).to_owned()).unwrap_or_default(),
            owner: self.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default(),
            due: self.due.map(|day| day.to_string()).unwrap_or_default(),
            due_words: self.due.map(dates::short_date).unwrap_or_default(),
            status: self.status.label().to_owned(),
        }
    }
}

/// Reads the file as it would be brought in by this person today.
pub(super) fn read(
    reader: &Reader<'_>,
    lists: &WorkLists,
    (me, today): (PersonId, NaiveDate),
    request: &ActionsImportRequest,
) -> Result<Import, Failure> {
    let table = Table::read(&request.text)?;
    let columns = columns(&table.headings, request)?;
    if !columns.contains_key("title") {
        return Err(Refusal::Work(WorkRefusal::NoTitleColumn).into());
    }
    let plan = plan_input::given(request.plan.as_deref()).map(|id| plan_input::plan(reader, id)).transpose()?;
    if plan.is_none() && !columns.contains_key("plan") {
        return Err(Refusal::Work(WorkRefusal::NoPlanForRows).into());
    }
    let ward = plan_input::given(request.ward.as_deref()).map(str::to_owned);
    let areas = plan_input::areas(reader, ward.as_slice())?;
    plan_input::may_plan_over(reader, me, today, &areas)?;
    let order = match request.dates.as_deref().and_then(DateOrder::parse) {
        Some(order) => order,
        None => columns.get("due").map_or(DateOrder::DayFirst, |at| DateOrder::of(table.column(*at))),
    };
    let mut reading = Reading {
        reader,
        lists,
        me,
        today,
        columns: &columns,
        agencies: &request.agencies,
        order,
        one_plan: plan.as_ref().map(|plan| plan.id),
        has_ward: !areas.is_empty(),
        plans: BTreeMap::new(),
        owners: BTreeMap::new(),
    };
    let (mut rows, mut faults, mut new_plans) = (Vec::new(), Vec::new(), Vec::<String>::new());
    for (line, cells) in &table.rows {
        match reading.row(*line, cells) {
            Ok(row) => {
                if let Into::New(title) = &row.into
                    && !new_plans.contains(title)
                {
                    new_plans.push(title.clone());
                }
                rows.push(row);
            }
            Err(failure) => faults.push(ImportFault { line: *line, message: failure.message }),
        }
    }
    let fields = FIELDS.iter().map(|(id, label, _)| ImportField {
        id: (*id).to_owned(),
        label: (*label).to_owned(),
        required: *id == "title",
        heading: columns.get(id).and_then(|at| table.headings.get(*at)).cloned(),
    });
    let agencies = columns.get("agency").map(|at| unlisted(&lists.agency, table.column(*at))).unwrap_or_default();
    Ok(Import { fields: fields.collect(), headings: table.headings, rows, new_plans, faults, agencies })
}

/// Agencies that are not in the list, in the order of the file.
fn unlisted<'a>(list: &List, cells: impl Iterator<Item = &'a str>) -> Vec<ImportAgency> {
    let mut found: Vec<ImportAgency> = Vec::new();
    for text in cells.map(str::trim).filter(|text| !text.is_empty() && list.find(text).is_err()) {
        match found.iter_mut().find(|agency| agency.text == text) {
            Some(agency) => agency.rows += 1,
            None => found.push(ImportAgency {
                text: text.to_owned(),
                rows: 1,
                nearest: list.nearest(text).map(|entry| entry.id.clone()),
            }),
        }
    }
    found
}

/// Which column fills which field: as the request says, or as the headings are called.
fn columns(headings: &[String], request: &ActionsImportRequest) -> Result<BTreeMap<&'static str, usize>, Failure> {
    let mut columns = BTreeMap::new();
    if request.columns.values().any(|heading| !heading.trim().is_empty()) {
        for (id, ..) in FIELDS {
            let Some(heading) = request.columns.get(id).filter(|heading| !heading.trim().is_empty()) else { continue };
            let at = headings.iter().position(|held| plain(held) == plain(heading));
            let missing = || Refusal::Work(WorkRefusal::NoSuchColumn { heading: heading.clone() });
            columns.insert(id, at.ok_or_else(missing)?);
        }
        return Ok(columns);
    }
    let mut taken = Vec::new();
    // A heading that is called just so comes before one that only has the word in it.
    for exactly in [true, false] {
        for (id, _, names) in FIELDS {
            if columns.contains_key(id) {
                continue;
            }
            let fits = |heading: &String| {
                let heading = plain(heading);
                names.iter().any(|name| if exactly { heading == *name } else { has_words(&heading, name) })
            };
            let found = headings.iter().enumerate().find(|(at, heading)| !taken.contains(at) && fits(heading));
            if let Some((at, _)) = found {
                taken.push(at);
                columns.insert(id, at);
            }
        }
    }
    Ok(columns)
}

/// Lower case, words with one blank between.
fn plain(heading: &str) -> String {
    let words = heading.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn has_words(heading: &str, name: &str) -> bool {
    format!(" {heading} ").contains(&format!(" {name} "))
}

struct Reading<'a> {
    reader: &'a Reader<'a>,
    lists: &'a WorkLists,
    me: PersonId,
    today: NaiveDate,
    columns: &'a BTreeMap<&'static str, usize>,
    agencies: &'a BTreeMap<String, String>,
    order: DateOrder,
    one_plan: Option<RecordId>,
    has_ward: bool,
    plans: BTreeMap<String, Result<(Into, String), Failure>>,
    owners: BTreeMap<String, Option<Owner>>,
}

impl Reading<'_> {
    fn row(&mut self, line: u32, cells: &[String]) -> Result<Row, Failure> {
        let cell = |id: &str| -> Option<&str> {
            let text = cells.get(*self.columns.get(id)?)?.trim();
            (!text.is_empty()).then_some(text)
        };
        let entry =
            |id: &str, list: &List, field: Field| cell(id).map(|text| plan_input::entry(list, field, text)).transpose();
        let title = plan_input::title(cell("title").unwrap_or_default())?;
        let agency = match cell("agency").and_then(|text| self.agencies.get(text)) {
            Some(read_as) => plan_input::entry_or_out(&self.lists.agency, Field::Agency, read_as)?,
            None => entry("agency", &self.lists.agency, Field::Agency)?,
        };
        let sort = entry("sort", &self.lists.action_type, Field::Sort)?;
        let priority = entry("priority", &self.lists.priority, Field::Priority)?;
        let confidence = cell("confidence").map(plan_input::confidence).transpose()?;
        let progress = plan_input::text(cell("progress").unwrap_or_default())?;
        let status = cell("status").map(status).transpose()?.unwrap_or_default();
        let order = self.order;
        let due = match cell("due") {
            None => None,
            Some(text) => {
                let missing = || domain::dates::DateRefusal::NotADate { said: format!("“{text}”") };
                Some(day(text, order).ok_or_else(missing).map_err(Refusal::When)?)
            }
        };
        let (owner, plan) = (cell("owner").unwrap_or_default(), cell("plan").unwrap_or_default());
        let owner = self.owner(owner)?;
        let (into, plan) = self.plan(plan)?;
        Ok(Row { line, into, plan, title, agency, owner, due, status, sort, priority, confidence, progress })
    }

    fn owner(&mut self, text: &str) -> Result<Option<Owner>, Failure> {
        if let Some(owner) = self.owners.get(text) {
            return Ok(owner.clone());
        }
        let owner = plan_input::owner(self.reader, text)?;
        self.owners.insert(text.to_owned(), owner.clone());
        Ok(owner)
    }

    fn plan(&mut self, title: &str) -> Result<(Into, String), Failure> {
        // As plans are looked for by title: signs tell two of them apart.
        let key = title.trim().to_lowercase();
        if let Some(found) = self.plans.get(&key) {
            return found.clone();
        }
        let found = self.look_for_plan(title);
        self.plans.insert(key, found.clone());
        found
    }

    fn look_for_plan(&self, title: &str) -> Result<(Into, String), Failure> {
        let held = match self.one_plan {
            Some(plan) => vec![plan],
            None if title.is_empty() => return Err(Refusal::Work(WorkRefusal::NoPlanForRows).into()),
            None => self.reader.plans_titled(title)?,
        };
        let mut closed = false;
        for id in held {
            let Some(row) = self.reader.plan_row(id)? else { continue };
            if row.status == PlanStatus::Closed.id() {
                closed = true;
                continue;
            }
            let stream = self.reader.stream_of_plan(id, StreamSort::PlanWork)?;
            let rights = match stream {
                Some(stream) => self.reader.rights_over_stream(self.me, stream, self.today)?,
                None => Vec::new(),
            };
            if !rights.iter().any(|right| matches!(right, Right::Plan | Right::Write)) {
                return Err(Refusal::NotAllowed.into());
            }
            return Ok((Into::Held(id), row.title));
        }
        if closed {
            return Err(Refusal::Work(WorkRefusal::PlanClosed).into());
        }
        if !self.has_ward {
            return Err(Refusal::Work(WorkRefusal::WardsMissing).into());
        }
        let title = plan_input::title(title)?;
        Ok((Into::New(title.clone()), title))
    }
}

fn status(text: &str) -> Result<ActionStatus, Failure> {
    let wanted = text.trim().to_lowercase();
    let known = STATUSES.iter().find(|(_, words)| words.contains(&wanted.as_str())).map(|(status, _)| *status);
    known.map_or_else(|| plan_input::action_status(text), Ok)
}
