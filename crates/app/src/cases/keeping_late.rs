//! What came too late: it hangs on a note, an action or a plan that was erased before it arrived.

use domain::fold::Fold;
use domain::ids::RecordId;
use domain::permissions::Right;
use domain::records::{Deed, Kind};
use domain::words;
use store::read::LateRow;

use super::keeping::LISTED;
use super::written::{self, Part, Written};
use super::{held, triage};
use crate::api::Failure;
use crate::api::keeping::LateAddition;
use crate::api::lists::WardRef;
use crate::notebook::Look;
use crate::views::{self, Rows};

/// Of what came too late, others decide about some.
const LOOKED_AT: usize = 2_000;

pub(super) fn run(look: &Look<'_>, rows: &Rows<'_>, triaged: &[WardRef]) -> Result<Vec<LateAddition>, Failure> {
    let mut shown = Vec::new();
    for row in look.reader.late_of_erased(LOOKED_AT)? {
        if shown.len() >= LISTED {
            break;
        }
        let Some(fold) = look.reader.fold(row.id)? else { continue };
        let plan = look.reader.plan_of_stream(fold.stream())?;
        let Some(place) = late_place(look, (&row, &fold), plan, triaged)? else { continue };
        let Written { what, text } = late_whole(look, &fold)?;
        if row.author != rows.me() {
            match (plan, fold.kind()) {
                (None, _) => look.leave_trail(Deed::ReadNote, Some(row.of), row.area, None),
                (Some(plan), Kind::Analysis) => look.leave_trail(Deed::ReadAnalysis, Some(plan), None, None),
                // Reading actions leaves no trail anywhere.
                (Some(_), _) => {}
            }
        }
        shown.push(LateAddition {
            id: row.id.to_string(),
            what,
            place,
            author: rows.author(row.author).name,
            when: views::at_words(row.at, look.now()),
            text,
        });
    }
    Ok(shown)
}

/// Where it stands, for whoever may erase it; none for anybody else.
fn late_place(
    look: &Look<'_>,
    (row, fold): (&LateRow, &Fold),
    plan: Option<RecordId>,
    triaged: &[WardRef],
) -> Result<Option<String>, Failure> {
    if let Some(plan) = plan {
        return place_of_work(look, plan, fold);
    }
    let ward = row.area.map(|area| look.reader.ward_of(area)).transpose()?.flatten();
    let ward = ward.and_then(|code| triaged.iter().find(|ward| ward.code == code));
    Ok(ward.map(|ward| ward.name.clone()))
}

fn place_of_work(look: &Look<'_>, plan: RecordId, fold: &Fold) -> Result<Option<String>, Failure> {
    if !look.reader.rights_over_stream(look.me()?, fold.stream(), look.today()?)?.contains(&Right::Plan) {
        return Ok(None);
    }
    let title = look.reader.plan_row(plan)?.map(|plan| plan.title);
    let wards = look.reader.wards_of_stream(fold.stream())?;
    let mut wards: Vec<String> = wards.iter().map(|code| views::ward_ref(code).name).collect();
    wards.sort_unstable();
    Ok(Some(words::late_place(title.as_deref(), &wards)))
}

/// What it says, with what goes along with it: an action is erased with its progress, its photos and documents.
fn late_whole(look: &Look<'_>, fold: &Fold) -> Result<Written, Failure> {
    let first = late_words(look, fold)?;
    if fold.kind() != Kind::Action {
        return Ok(first);
    }
    // Its title stands in what it says, and is not said again of the action and of each entry.
    let mut told = vec![Written { what: "Action".to_owned(), ..first }];
    let mut with_it = look.reader.progress_of(fold.record())?;
    with_it.extend(look.reader.attachments_of(fold.record())?.into_iter().map(|row| row.id));
    for id in with_it {
        if let Some(fold) = look.reader.fold(id)?.filter(|fold| !fold.is_erased()) {
            let written = late_words(look, &fold)?;
            told.push(match fold.kind() {
                Kind::Progress => Written { what: "Progress".to_owned(), ..written },
                _ => written,
            });
        }
    }
    Ok(held::together(told))
}

fn late_words(look: &Look<'_>, fold: &Fold) -> Result<Written, Failure> {
    let said =
        |field: &str| fold.any(field).and_then(|head| head.value.as_str().map(str::to_owned)).unwrap_or_default();
    let written = |what: &str, text: String| Written { what: what.to_owned(), text };
    Ok(match fold.kind() {
        Kind::Amendment => written("Addition", said("text")),
        Kind::Attachment => written("Photo or document", said("name")),
        kind => {
            let fields =
                fold.fields().into_iter().filter_map(|name| Some((name.to_owned(), fold.value(name)?))).collect();
            written::of(look.reader, &Part { record: fold.record(), kind, act: "create", fields: &fields })?
        }
    })
}

/// Whether there is any that this person decides about.
pub(super) fn waits(look: &Look<'_>) -> Result<bool, Failure> {
    let triaged = triage::wards_triaged(look)?;
    for row in look.reader.late_of_erased(LOOKED_AT)? {
        let Some(fold) = look.reader.fold(row.id)? else { continue };
        let plan = look.reader.plan_of_stream(fold.stream())?;
        if late_place(look, (&row, &fold), plan, &triaged)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
