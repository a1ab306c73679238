//! `note add`, `amend`, `withdraw`, `list`, `show`.

use app::api::Nothing;
use app::api::notes::{
    CoachRequest, CoachView, NoteAmendRequest, NoteAmended, NoteInput, NoteRecordRequest, NoteRecorded, NoteRequest,
    NoteView, NoteWithdrawRequest, NotesPage, NotesRequest, NotesWholePage, WhenInput,
};
use app::{App, Failure};
use domain::words;

use super::note_text;
use crate::args::{Common, Note, NoteAdd, NoteAmend, NoteList, NoteShow, NoteWithdraw};
use crate::notebook;
use crate::objects::Words;
use crate::output::{Output, Stop};

/// The most rows a page has.
const PAGE: usize = 200;

pub fn run(common: &Common, note: &Note, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    match note {
        Note::Add(add) => record(&app, add, output),
        Note::Amend(asked) => amend(&app, asked, output),
        Note::Withdraw(asked) => withdraw(&app, asked, output),
        Note::List(asked) => list(&app, asked, output),
        Note::Show(asked) => show(&app, asked, output),
    }
}

fn record(app: &App, add: &NoteAdd, output: &mut Output) -> Result<(), Stop> {
    let residents = add.residents.map(words::check_residents).transpose()?;
    let note = NoteInput {
        text: add.text.clone(),
        ward: add.ward.clone(),
        when: add.when.as_ref().map_or(WhenInput::Now, |text| WhenInput::Iso { text: text.clone() }),
        how_known: add.how_known.clone(),
        topics: add.topics.clone(),
        place: add.place.clone(),
        place_type: add.place_type.clone(),
        residents,
        ..NoteInput::default()
    };
    // Asked before recording: afterwards the note would look like itself.
    let coach = if output.is_json() { None } else { second_look(app, add) };
    let recorded: NoteRecorded =
        notebook::mutate(app, "note_record", &NoteRecordRequest { note, ..NoteRecordRequest::default() })?;
    let view = read(app, &recorded.id)?;
    if output.is_json() {
        let object = Words::of(app)?.note(view);
        return output.answer(&object, String::new);
    }
    output.text(&note_text::recorded(&recorded, &view, coach.as_ref()))
}

/// The coach never stops anybody, so neither does its failing.
fn second_look(app: &App, add: &NoteAdd) -> Option<CoachView> {
    let request = CoachRequest { text: add.text.clone(), ward: add.ward.clone(), ..CoachRequest::default() };
    notebook::query(app, "coach", &request).ok()
}

fn amend(app: &App, asked: &NoteAmend, output: &mut Output) -> Result<(), Stop> {
    let request =
        NoteAmendRequest { id: asked.id.clone(), text: asked.text.clone(), answers: answered(app, &asked.id)? };
    let amended: NoteAmended = notebook::mutate(app, "note_amend", &request)?;
    changed(app, &amended.id, "Added to the note. The first text stays as it was.", output)
}

/// What its author adds while a question waits is the answer to it.
fn answered(app: &App, id: &str) -> Result<Option<String>, Failure> {
    Ok(read(app, id)?.question.map(|question| question.id))
}

fn withdraw(app: &App, asked: &NoteWithdraw, output: &mut Output) -> Result<(), Stop> {
    let request = NoteWithdrawRequest { id: asked.id.clone(), reason: asked.reason.clone() };
    let _: Nothing = notebook::mutate(app, "note_withdraw", &request)?;
    changed(app, &asked.id, "Withdrawn. The text and its history can still be read.", output)
}

fn changed(app: &App, id: &str, headline: &str, output: &mut Output) -> Result<(), Stop> {
    let view = read(app, id)?;
    let object = Words::of(app)?.note(view);
    output.answer(&object, || format!("{headline}\n  {}", object.id))
}

fn show(app: &App, asked: &NoteShow, output: &mut Output) -> Result<(), Stop> {
    let view = read(app, &asked.id)?;
    if output.is_json() {
        let object = Words::of(app)?.note(view);
        return output.answer(&object, String::new);
    }
    output.text(&note_text::whole(&view))
}

pub(super) fn read(app: &App, id: &str) -> Result<NoteView, Failure> {
    notebook::query(app, "note", &NoteRequest { id: id.to_owned(), query: String::new() })
}

fn list(app: &App, asked: &NoteList, output: &mut Output) -> Result<(), Stop> {
    let request = NotesRequest {
        query: asked.query.clone().unwrap_or_default(),
        ward: asked.ward.clone(),
        state: asked.state.clone(),
        ..NotesRequest::default()
    };
    if output.is_json() {
        return list_objects(app, request, asked.limit, output);
    }
    let filtered = asked.query.is_some() || asked.ward.is_some() || asked.state.is_some();
    let mut shown = 0;
    let more = pages(asked.limit, request, |request| {
        let page: NotesPage = notebook::query(app, "notes", request)?;
        let wanted = if asked.limit == Some(0) { 0 } else { page.rows.len() };
        for row in &page.rows[..wanted] {
            output.text(&note_text::row(row))?;
            output.text("")?;
        }
        shown += wanted;
        Ok((page.rows.len(), page.next))
    })?;
    output.text(&note_text::count(shown, more, filtered))
}

fn list_objects(app: &App, request: NotesRequest, limit: Option<usize>, output: &mut Output) -> Result<(), Stop> {
    let words = Words::of(app)?;
    let ask = |request: &NotesRequest| notebook::query::<NotesWholePage>(app, "notes_whole", request);
    // A refusal comes with the first page at the latest, before anything stands on stdout.
    let mut first = Some(ask(&NotesRequest { limit: page_size(limit), ..request.clone() })?);
    let mut array = output.array()?;
    pages(limit, request, |request| {
        let page = match first.take() {
            Some(page) => page,
            None => ask(request)?,
        };
        let rows = page.rows.len();
        // A limit of nothing still asks for a row, to be refused where asking is refused.
        let wanted = if limit == Some(0) { 0 } else { rows };
        for view in page.rows.into_iter().take(wanted) {
            array.push(&words.note(view))?;
        }
        Ok((rows, page.next))
    })?;
    array.end()
}

/// Follows a list from page to page up to the limit. True where more would follow.
fn pages(
    limit: Option<usize>,
    mut request: NotesRequest,
    mut page: impl FnMut(&NotesRequest) -> Result<(usize, Option<String>), Stop>,
) -> Result<bool, Stop> {
    let mut left = limit;
    loop {
        request.limit = page_size(left);
        let (rows, next) = page(&request)?;
        left = left.map(|left| left.saturating_sub(rows));
        match next {
            None => return Ok(false),
            Some(_) if left == Some(0) => return Ok(true),
            next => request.after = next,
        }
    }
}

fn page_size(left: Option<usize>) -> u32 {
    u32::try_from(left.unwrap_or(PAGE).clamp(1, PAGE)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Follows a list of `held` rows; answers with how many were seen, in pages of how many, and whether more remain.
    fn follow(held: usize, limit: Option<usize>) -> (usize, Vec<u32>, bool) {
        let (mut seen, mut asked) = (0, Vec::new());
        let more = pages(limit, NotesRequest::default(), |request| {
            assert_eq!(
                request.after.as_deref().unwrap_or("0"),
                seen.to_string(),
                "each page begins where the last ended"
            );
            asked.push(request.limit);
            let rows = (held - seen).min(request.limit as usize);
            seen += rows;
            Ok((rows, (seen < held).then(|| seen.to_string())))
        });
        (seen, asked, more.ok().unwrap_or_default())
    }

    #[test]
    fn a_list_is_complete_unless_it_is_limited() {
        assert_eq!(follow(450, None), (450, vec![200, 200, 200], false));
        assert_eq!(follow(0, None), (0, vec![200], false));
        assert_eq!(follow(450, Some(250)), (250, vec![200, 50], true));
        assert_eq!(follow(450, Some(450)), (450, vec![200, 200, 50], false));
        assert_eq!(follow(3, Some(3)), (3, vec![3], false));
    }
}
