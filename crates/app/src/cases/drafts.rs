//! Standing drafts, latest first.

use domain::ids::RecordId;
use domain::keeping::Kept;
use domain::{dates, words};

use super::{addition_save, unfinished};
use crate::api::drafts::{DraftRow, DraftSaved, DraftsView};
use crate::api::notes::NoteInput;
use crate::api::{Failure, Nothing};
use crate::notebook::{Act, Look};
use crate::views;

/// Characters of a draft's text that a row shows.
const EXCERPT: usize = 120;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<DraftsView, Failure> {
    Ok(DraftsView { rows: rows(look)? })
}

pub(super) fn rows(look: &Look<'_>) -> Result<Vec<DraftRow>, Failure> {
    let (now, today) = (look.now(), look.today()?);
    let still_needed = look.reader.drafts_kept()?;
    let lasts = look.reader.agreed()?.lasts(Kept::Draft);
    let asks = |row: &store::read::DraftRow| {
        let touched = still_needed.get(&row.id).copied().map_or(row.saved_at, |at| at.max(row.saved_at));
        let day = dates::day_of(touched.utc());
        let over = lasts.over_since(today).is_some_and(|since| day <= since);
        over.then(|| words::draft_asks((today - day).num_days().unsigned_abs()))
    };
    Ok(look
        .reader
        .drafts()?
        .into_iter()
        // What is unfinished about a record goes on at that record.
        .filter(|row| unfinished::of(&row.content).is_none())
        .map(|row| {
            let note = content(&row.content);
            DraftRow {
                id: row.id.to_string(),
                excerpt: first_words(&note.text),
                ward: Some(note.ward).filter(|ward| !ward.is_empty()).map(|ward| views::ward_ref(&ward)),
                saved_at: row.saved_at.rfc3339(),
                when: views::at_words(row.saved_at, now),
                about: addition_save::view(look, &row),
                asks: asks(&row),
            }
        })
        .collect())
}

/// In one line.
pub(super) fn first_words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(EXCERPT).collect()
}

/// What every form is told whose words are kept while they are written.
pub(super) fn kept(act: &Act<'_, '_>, id: RecordId) -> DraftSaved {
    let now = act.now();
    DraftSaved {
        id: id.to_string(),
        saved_at: now.rfc3339(),
        words: words::editing().to_owned(),
        time: dates::clock_time(now.utc()),
    }
}

/// A draft as it was saved. One from a newer version gives what can be read of it: above all the text.
pub(super) fn content(json: &str) -> NoteInput {
    serde_json::from_str(json).unwrap_or_else(|_| {
        let value: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        NoteInput { text: value["text"].as_str().unwrap_or_default().to_owned(), ..NoteInput::default() }
    })
}
