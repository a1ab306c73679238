//! One ward: its months, its neighbours where they are known, its latest notes.

use domain::words::Refusal;
use store::read::{NoteFilter, NoteOrder};

use super::wards;
use crate::api::wards::{WardRequest, WardView};
use crate::api::Failure;
use crate::notebook::Look;
use crate::views::{self, Rows};

const RECENT: usize = 8;

pub(crate) fn run(look: &Look<'_>, request: WardRequest) -> Result<WardView, Failure> {
    let ward = domain::wards::find(&[look.boundaries()?], &request.code).map_err(Refusal::Ward)?;
    let months = wards::months(look);
    let counted = look.reader.notes_by_ward_and_month(months.first().map_or(0, |(number, _)| *number))?;
    let filter = NoteFilter { ward: Some(ward.code.to_string()), withdrawn: Some(false), ..NoteFilter::default() };
    let page = look.reader.notes(&filter, NoteOrder::Newest, None, RECENT)?;
    let rows = Rows::of(look)?;
    Ok(WardView {
        row: wards::row(look, ward, &months, &counted),
        months: months.into_iter().map(|(_, month)| month).collect(),
        residents_words: ward.residents.map(|residents| {
            let count = domain::words::grouped(residents.count.into());
            format!("{count} residents in {} (Greater London Authority ward profiles)", residents.year)
        }),
        neighbours: ward.neighbours().into_iter().flatten().map(|code| views::ward_ref(code.as_str())).collect(),
        recent: page.rows.iter().map(|row| rows.plain_row(row)).collect(),
    })
}
