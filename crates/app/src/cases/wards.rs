//! Own notes by ward and month, over the twelve months that end with this one.

use std::collections::BTreeMap;

use chrono::Datelike;
use domain::dates;
use domain::wards::Ward;
use store::read::WardMonths;

use crate::api::wards::{MonthRef, WardRow, WardsView};
use crate::api::{Failure, Nothing};
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<WardsView, Failure> {
    let set = look.boundaries()?;
    let months = months(look);
    let counted = look.reader.notes_by_ward_and_month(months.first().map_or(0, |(number, _)| *number))?;
    let mut rows: Vec<WardRow> = set.wards().iter().map(|ward| row(look, ward, &months, &counted)).collect();
    rows.sort_by(|one, other| one.ward.name.cmp(&other.ward.name));
    let others = counted.iter().filter(|(code, _)| views::ward_ref(code).boundaries != set.to_string());
    Ok(WardsView {
        boundaries: set.to_string(),
        boundaries_label: format!("Wards {}", set.words()),
        months: months.iter().map(|(_, month)| month.clone()).collect(),
        residents_note: rows
            .iter()
            .all(|row| row.residents.is_none())
            .then(|| "No population file has been imported for these wards, so there are no rates.".to_owned()),
        rows,
        other_boundaries: others.map(|(_, months)| months.by_month.values().sum::<u32>()).sum(),
    })
}

/// `YYYYMM` and the month, oldest first.
pub(super) fn months(look: &Look<'_>) -> Vec<(i64, MonthRef)> {
    let today = dates::day_of(look.now().utc());
    let first = today.with_day(1).unwrap_or(today);
    (0..12)
        .rev()
        .filter_map(|back| first.checked_sub_months(chrono::Months::new(back)))
        .map(|month| {
            let number = i64::from(month.year()) * 100 + i64::from(month.month());
            (number, MonthRef { id: format!("{}-{:02}", month.year(), month.month()), label: dates::month_and_year(month) })
        })
        .collect()
}

pub(super) fn row(look: &Look<'_>, ward: &Ward, months: &[(i64, MonthRef)], counted: &BTreeMap<String, WardMonths>) -> WardRow {
    let code = ward.code.to_string();
    let counts = counted.get(&code).cloned().unwrap_or_default();
    let by_month: Vec<u32> = months.iter().map(|(number, _)| counts.by_month.get(number).copied().unwrap_or(0)).collect();
    WardRow {
        ward: views::ward_ref(&code),
        residents: ward.residents.map(|residents| residents.count),
        notes: by_month.iter().sum(),
        by_month,
        last: counts.last.map(|last| dates::day_and_month(views::when_of(last).date, dates::day_of(look.now().utc()))),
    }
}
