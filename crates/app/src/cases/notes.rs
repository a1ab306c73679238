//! The list of notes, a page at a time, searched as one types.

use domain::ids::PersonId;
use domain::words::{NoteState, Refusal};
use store::read::{NoteFilter, NoteOrder, PageKey, Words};

use crate::api::Failure;
use crate::api::notes::{NotesOrder, NotesPage, NotesRequest};
use crate::notebook::Look;
use crate::views::{self, Rows};

const PAGE: u32 = 50;
const PAGE_MAX: u32 = 200;
/// Counting stops here; a list of more says "many".
const COUNTED: usize = 5_000;

pub(crate) fn run(look: &Look<'_>, request: NotesRequest) -> Result<NotesPage, Failure> {
    let filter = filter(look, &request)?;
    let after = request.after.as_deref().map(page_key).transpose()?;
    let limit = limit(request.limit);
    let page = look.reader.notes(&filter, order(request.order), after, limit)?;
    let rows = Rows::of(look)?;
    if filter.words.is_some() && request.after.is_none() {
        look.leave_search(&request.query, &page.rows)?;
    }
    let mut shown = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let excerpt = match &filter.words {
            None => views::plain(&row.excerpt),
            Some(words) => views::passage(&look.reader.note_text(row.no)?, words),
        };
        shown.push(rows.row(row, excerpt));
    }
    // Counted once, with the first page: the screen keeps it.
    let total = if request.after.is_none() { look.reader.count_notes(&filter, COUNTED + 1)? } else { COUNTED + 1 };
    Ok(NotesPage {
        rows: shown,
        next: page.next.map(|key| format!("{}.{}", key.happened, key.no)),
        total: u32::try_from(total).ok().filter(|_| total <= COUNTED),
    })
}

pub(super) fn limit(asked: u32) -> usize {
    (if asked == 0 { PAGE } else { asked.min(PAGE_MAX) }) as usize
}

pub(super) fn order(order: NotesOrder) -> NoteOrder {
    match order {
        NotesOrder::Newest => NoteOrder::Newest,
        NotesOrder::Oldest => NoteOrder::Oldest,
        NotesOrder::Recorded => NoteOrder::Arrived,
    }
}

pub(super) fn page_key(text: &str) -> Result<PageKey, Failure> {
    text.split_once('.')
        .and_then(|(happened, no)| Some(PageKey { happened: happened.parse().ok()?, no: no.parse().ok()? }))
        .ok_or_else(|| Failure::misuse("the page's key is not one"))
}

pub(super) fn filter(look: &Look<'_>, request: &NotesRequest) -> Result<NoteFilter, Failure> {
    let given =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let state = match given(&request.state) {
        None => None,
        Some(text) => Some(text.parse::<NoteState>().map_err(|state| Refusal::NotANoteState { text: state.0 })?),
    };
    let ward = match given(&request.ward) {
        None => None,
        Some(text) => Some(domain::wards::find(&[look.boundaries()?], &text).map_err(Refusal::Ward)?.code.to_string()),
    };
    let topic = match given(&request.topic) {
        None => None,
        Some(text) => {
            let entry = look.book.lists.topic.find(&text);
            Some(
                entry
                    .map_err(|refusal| Refusal::NotInList { field: domain::words::Field::Topics, refusal })?
                    .id
                    .clone(),
            )
        }
    };
    let author = match given(&request.author) {
        None => None,
        Some(text) => Some(text.parse::<PersonId>().map_err(|_| super::note_input::not_found(&text, "person"))?),
    };
    Ok(NoteFilter {
        words: Words::parse(&request.query),
        ward,
        topic,
        author,
        none: false,
        withdrawn: None,
        state,
        pinned: request.pinned,
        from: day(&request.from)?,
        to: day(&request.to)?,
    })
}

/// An ISO day as `YYYYMMDD`.
fn day(text: &Option<String>) -> Result<Option<i64>, Failure> {
    let Some(text) = text.as_deref().map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let when = domain::dates::NoteWhen::parse(text).map_err(Refusal::When)?;
    let digits: String = when.date.to_string().chars().filter(char::is_ascii_digit).collect();
    Ok(digits.parse().ok())
}
