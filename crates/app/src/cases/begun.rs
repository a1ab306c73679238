//! Notes of the notebook that was kept here before joining, each waiting to be asked about.

use domain::wards::{self, WardCode};
use store::read::{NoteDetail, NoteFilter, NoteOrder};
use store::{Profile, Store};

use crate::api::join::{BegunNote, BegunView};
use crate::api::notes::{NoteRow, StateView};
use crate::api::{Failure, Nothing};
use crate::app::App;
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<BegunView, Failure> {
    let Some(store) = open(look)? else { return Ok(BegunView { notes: Vec::new() }) };
    let set = look.boundaries()?;
    let mut notes = Vec::new();
    for detail in standing(&store)? {
        let ward = detail.record.ward;
        let files = store.read(|reader| reader.attachments_on(detail.row.id))?;
        notes.push(BegunNote {
            answer: look.reader.begun_answer(detail.row.id)?.unwrap_or_else(|| "waiting".to_owned()),
            obstacle: obstacle(ward, set),
            text: detail.record.text.clone(),
            row: row(look, &detail, files),
        });
    }
    Ok(BegunView { notes })
}

/// How many still wait for an answer.
pub(super) fn waiting(app: &App) -> Result<u32, Failure> {
    app.look(|look| {
        let view = run(look, Nothing {})?;
        Ok(u32::try_from(view.notes.iter().filter(|note| note.answer == "waiting").count()).unwrap_or(u32::MAX))
    })
}

/// The other notebook, under the key this one keeps; none where there is none any more.
pub(super) fn open(look: &Look<'_>) -> Result<Option<Store>, Failure> {
    let Some(key) = look.reader.begun_key()? else { return Ok(None) };
    let profile: Profile = look.book.store.profile().begun();
    if !profile.exists() {
        return Ok(None);
    }
    Ok(Some(Store::open(profile, key)?))
}

/// Every note that was not withdrawn, the earliest first.
fn standing(store: &Store) -> Result<Vec<NoteDetail>, Failure> {
    Ok(store.read(|reader| {
        let filter = NoteFilter { withdrawn: Some(false), ..NoteFilter::default() };
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = reader.notes(&filter, NoteOrder::Oldest, after, 500)?;
            for row in &page.rows {
                found.extend(reader.note(row.id)?);
            }
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    })?)
}

pub(super) fn obstacle(ward: WardCode, set: wards::BoundarySet) -> Option<String> {
    let of = ward.ward()?;
    (of.set != set).then(|| {
        format!(
            "{} is a ward of the boundaries {}, which your partnership does not use. Record it anew by hand for the ward it lies in now.",
            of.name,
            of.set.words()
        )
    })
}

/// `files` is how many photos and documents come along with it.
fn row(look: &Look<'_>, detail: &NoteDetail, files: u32) -> NoteRow {
    let row = &detail.row;
    let when = views::when_of(row.happened);
    let topics: Vec<String> = serde_json::from_str(&row.topics).unwrap_or_default();
    NoteRow {
        id: row.id.to_string(),
        excerpt: views::plain(&row.excerpt),
        ward: views::ward_ref(&row.ward),
        when: when.words(look.now().utc()),
        when_iso: when.to_string(),
        recorded_at: row.recorded_at.rfc3339(),
        topics: topics.iter().map(|topic| look.book.lists.topic.label(topic).to_owned()).collect(),
        author: crate::api::notes::AuthorView { id: row.author.to_string(), name: "You".to_owned(), me: true },
        state: StateView { id: "recorded".to_owned(), label: "Recorded".to_owned(), words: String::new() },
        amended: row.amended,
        pinned: false,
        files,
    }
}
