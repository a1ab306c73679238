//! Today: what is unfinished, pinned and recent.

use domain::dates;
use store::read::NoteFilter;

use super::drafts;
use crate::api::drafts::TodayView;
use crate::api::{Failure, Nothing};
use crate::notebook::Look;
use crate::views::{self, Rows};

const RECENT: usize = 8;
const PINNED: usize = 20;
const RECENT_WARDS: usize = 4;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<TodayView, Failure> {
    let rows = Rows::of(look)?;
    let shown = |stored: Vec<store::read::NoteRow>| stored.iter().map(|row| rows.plain_row(row)).collect();
    let set = look.boundaries()?.to_string();
    let full = dates::long_date(dates::day_of(look.now().utc()));
    let (weekday, date) = full.split_once(' ').unwrap_or(("", &full));
    Ok(TodayView {
        weekday: weekday.trim_end_matches(',').to_owned(),
        date: date.to_owned(),
        drafts: drafts::rows(look)?,
        pinned: shown(look.reader.pinned_notes(PINNED)?),
        recent: shown(look.reader.recent_notes(RECENT)?),
        recent_wards: look
            .reader
            .recent_wards(look.me()?, RECENT_WARDS)?
            .iter()
            .map(|code| views::ward_ref(code))
            .filter(|ward| ward.boundaries == set)
            .collect(),
        unread: Vec::new(),
        unread_total: 0,
        unread_late: 0,
        sent: Vec::new(),
        actions: Vec::new(),
        actions_total: 0,
        actions_late: 0,
        notes_total: u32::try_from(look.reader.count_notes(&NoteFilter::default(), usize::MAX >> 1)?).unwrap_or(u32::MAX),
    })
}
