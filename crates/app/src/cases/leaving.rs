//! Which notes leave for a recipient: looked at one by one before any is written, a page at a time, so that a large
//! notebook keeps nobody waiting. The same for the look beforehand and for the copy itself.

use domain::ids::RecordId;
use domain::sharing::{self, RecipientKind, Tally, Verdict};
use store::StoreError;
use store::read::{NoteDetail, NoteFilter, NoteOrder, PageKey};

use super::note_input;
use super::sharing::Grades;
use crate::api::Failure;
use crate::app::App;
use crate::notebook::{Look, Notebook};

/// Whole notes looked at in one go.
pub(super) const WHOLE: usize = 100;

/// What would leave.
#[derive(Default)]
pub(super) struct Leaving {
    /// In the order in which they are written.
    pub notes: Vec<RecordId>,
    pub tally: Tally,
    /// Notes that cannot be read, because the file is damaged.
    pub unreadable: u64,
}

/// Looks at the one note that is asked for, or at all that are held.
pub(super) fn look(app: &App, book: &Notebook, note: Option<&str>, kind: RecipientKind) -> Result<Leaving, Failure> {
    let mut leaving = Leaving::default();
    let mut grades = Grades::default();
    if let Some(text) = note {
        let id = note_input::id(text, "note")?;
        app.look_in(book, |look| {
            if look.reader.note_row(id)?.is_none() {
                return Err(note_input::not_found(text, "note"));
            }
            leaving.judge(look, &mut grades, &[id], kind)
        })?;
        return Ok(leaving);
    }
    let mut after: Option<PageKey> = None;
    loop {
        after = app.look_in(book, |look| {
            let page = look.reader.notes(&NoteFilter::default(), NoteOrder::Newest, after, WHOLE)?;
            let ids: Vec<RecordId> = page.rows.iter().map(|row| row.id).collect();
            leaving.judge(look, &mut grades, &ids, kind)?;
            Ok(page.next)
        })?;
        if after.is_none() {
            return Ok(leaving);
        }
    }
}

impl Leaving {
    fn judge(
        &mut self,
        look: &Look<'_>,
        grades: &mut Grades,
        notes: &[RecordId],
        kind: RecipientKind,
    ) -> Result<(), Failure> {
        for id in notes {
            match read(look, *id)? {
                Read::Note(note) => {
                    let verdict = sharing::judge(&grades.held(look, &note)?, kind);
                    self.tally.add(verdict);
                    if matches!(verdict, Verdict::Goes(_)) {
                        self.notes.push(*id);
                    }
                }
                Read::Gone => {}
                Read::Unreadable => self.unreadable += 1,
            }
        }
        Ok(())
    }
}

pub(super) enum Read {
    Note(Box<NoteDetail>),
    Gone,
    Unreadable,
}

/// A note that is damaged must not keep the others from being carried out.
pub(super) fn read(look: &Look<'_>, id: RecordId) -> Result<Read, Failure> {
    match look.reader.note(id) {
        Ok(Some(note)) => Ok(Read::Note(Box::new(note))),
        Ok(None) => Ok(Read::Gone),
        Err(StoreError::Damaged(_) | StoreError::Inconsistent(_) | StoreError::Change(_)) => Ok(Read::Unreadable),
        Err(other) => Err(other.into()),
    }
}
