//! Bring an action log in: every good row an action, plans made where the file names new ones. One act.

use std::collections::BTreeMap;

use domain::change::Draft;
use domain::ids::{AreaId, RecordId};
use domain::records::plan::{ActionStatus, Due, Standing};
use domain::records::{ActionRecord, Kind, ProgressRecord};
use domain::streams::StreamSort;

use super::work_import::{Into, Row};
use super::{grants, plan_add, plan_input, work, work_import};
use crate::api::Failure;
use crate::api::actions::{ActionsImportRequest, ActionsImported};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ActionsImportRequest) -> Result<ActionsImported, Failure> {
    plan_input::with_a_server(act)?;
    let who = (act.writer.me(), act.today()?);
    let import = work_import::read(act.writer, &act.book.work, who, &request)?;
    let ward = plan_input::given(request.ward.as_deref()).map(str::to_owned);
    let areas: Vec<AreaId> =
        plan_input::areas(act.writer, ward.as_slice())?.into_iter().map(|(area, _)| area).collect();
    let batch = act.writer.new_record().to_string();
    let mut made: BTreeMap<String, RecordId> = BTreeMap::new();
    for title in &import.new_plans {
        let (id, _) = plan_add::begin(act, title, &areas, &[], Some(&batch), |id| Ok(plan_add::of(id)))?;
        made.insert(title.clone(), id);
    }
    let mut streams = BTreeMap::new();
    let mut drafts = Vec::with_capacity(import.rows.len());
    let actions = import.rows.len();
    for row in import.rows {
        let plan = match &row.into {
            Into::Held(id) => *id,
            Into::New(title) => match made.get(title) {
                Some(id) => *id,
                None => continue,
            },
        };
        let stream = match streams.get(&plan) {
            Some(stream) => *stream,
            None => {
                let stream = act.writer.plan_stream(plan, StreamSort::PlanWork).map_err(grants::not_allowed)?;
                streams.insert(plan, stream);
                stream
            }
        };
        let id = act.writer.new_record();
        let progress = row.progress.clone();
        drafts.push(Draft::create(stream, id, Kind::Action.as_str(), &record(row, plan, &batch)));
        if let Some(text) = progress {
            let record = ProgressRecord { action: id, text };
            drafts.push(Draft::create(stream, act.writer.new_record(), Kind::Progress.as_str(), &record));
        }
    }
    work::write(act, drafts)?;
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    work::done(act, who.0.into(), Vec::new(), "");
    Ok(ActionsImported {
        batch,
        actions: count(actions),
        plans: count(made.len()),
        left_out: count(import.faults.len()),
    })
}

fn record(row: Row, plan: RecordId, batch: &str) -> ActionRecord {
    let (reason, why) = match row.status {
        ActionStatus::Done => (Some("delivered".to_owned()), String::new()),
        ActionStatus::Cancelled => (None, "Cancelled before it was brought in".to_owned()),
        _ => (None, String::new()),
    };
    let due = row.due.map(|day| day.to_string());
    ActionRecord {
        plan,
        title: row.title,
        sort: row.sort,
        agency: row.agency,
        owner: row.owner,
        original_due: due.clone(),
        due: due.map(|on| Due { on, why: String::new() }),
        priority: row.priority,
        status: Standing { is: row.status, reason, why },
        confidence: row.confidence,
        blocker: None,
        result: None,
        batch: Some(batch.to_owned()),
    }
}
