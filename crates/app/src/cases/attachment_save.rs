//! Save a copy of a photo or document outside the notebook: asked for whom and for what, and logged before it
//! is on the disk. Beside it lies a cover, a text that says for whom it is, how it is marked and until when it may be
//! kept: into the file itself nothing is written, since that would be another file than was taken in.

use std::io::Write;
use std::path::{Path, PathBuf};

use domain::dates;
use domain::records::{Deed, ExportRecord};
use domain::sharing::{Tally, Terms};
use domain::words::Refusal;
use store::StoreError;

use super::attachment_files as files;
use super::sharing::{self, Asked, Grades};
use super::sharing_look;
use crate::api::Failure;
use crate::api::attachments::{AttachmentSaveRequest, AttachmentSaved};
use crate::app::App;
use crate::trail;

pub(crate) fn run(app: &App, request: AttachmentSaveRequest) -> Result<AttachmentSaved, Failure> {
    let asked = Asked {
        recipient: &request.recipient,
        purpose: &request.purpose,
        kind: request.recipient_kind.as_deref(),
        until: request.until.as_deref(),
    };
    let said = asked.said()?;
    let book = app.open_book()?;
    if app.look(|look| look.lease_over())? {
        return Err(Refusal::LeaseOver.into());
    }
    let file = PathBuf::from(&request.file);
    let cover = beside(&file);
    for path in [&file, &cover] {
        if path.exists() {
            return Err(Refusal::FileExists { file: path.clone() }.into());
        }
    }
    let (name, bytes, marking, conditions, by) = app.look_in(&book, |look| {
        let record = files::find(look.reader, &request.id)?;
        if let Some(refusal) = sharing_look::refused_file(look, &record, said.kind)? {
            return Err(Refusal::from(refusal).into());
        }
        // What hangs on no note is marked as what nobody graded.
        let held = match look.reader.note(record.of)? {
            Some(note) => Grades::default().held(look, &note)?,
            None => domain::sharing::Held::default(),
        };
        let (_, conditions) = sharing::graded_words(look, &held.graded);
        let by = look.reader.person(look.me()?)?.map_or_else(String::new, |person| person.name);
        let bytes = files::opened(look.reader, &record)?;
        Ok((record.name, bytes, held.marking(), conditions, by))
    })?;
    let now = app.host().clock().now();
    let terms = said.terms(marking, dates::day_of(now.utc()))?;
    book.store
        .write(now, app.host().entropy(), |writer| {
            let record = ExportRecord::of(&terms, &Tally { marking, ..Tally::default() });
            trail::taken_out(writer, &record, (Deed::Exported, None), now)
        })
        .map_err(|error| app.failure(error))?;
    let made = format!("Copied {} by {by}.", dates::full(now.utc()));
    let text = cover_text(&file, &terms, &conditions, &made);
    // The cover first: no moment has the copy without it.
    written(&cover, text.as_bytes()).map_err(|fault| app.failure_at(fault, &cover))?;
    if let Err(fault) = written(&file, &bytes) {
        let _ = std::fs::remove_file(&cover);
        return Err(app.failure_at(fault, &file));
    }
    book.written();
    app.tell(vec![crate::api::ChangeTopic::Settings], None);
    let words = format!(
        "A copy of {name} is saved, and beside it a cover that says for whom it is. Both are outside the notebook now: nobody locks them, and whoever has the file can read it. {}",
        terms.delete_by()
    );
    Ok(AttachmentSaved { file: request.file, cover: cover.to_string_lossy().into_owned(), words })
}

/// `court.jpg` gets `court.jpg.cover.txt`.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".cover.txt");
    PathBuf::from(name)
}

fn cover_text(file: &Path, terms: &Terms, conditions: &[String], made: &str) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut lines = vec![terms.line(), format!("File: {name}"), made.to_owned()];
    if !conditions.is_empty() {
        lines.push(format!("Handling conditions: {}", conditions.join("; ")));
    }
    lines.push("Not to be passed on to anybody else or used for anything else. Keep this with the file.".to_owned());
    lines.join("\r\n") + "\r\n"
}

fn written(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let mut file = store::create_new(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::grading::Marking;
    use domain::sharing::RecipientKind;

    use super::*;

    #[test]
    fn a_cover_says_for_whom_the_file_beside_it_is_how_it_is_marked_and_until_when() {
        let terms = Terms {
            recipient: "Housing".to_owned(),
            purpose: "a visit".to_owned(),
            kind: RecipientKind::Agency,
            marking: Marking::OfficialSensitive,
            until: chrono::NaiveDate::from_ymd_opt(2027, 5, 24).unwrap(),
        };
        let file = Path::new("out").join("court.jpg");
        assert_eq!(beside(&file), Path::new("out").join("court.jpg.cover.txt"));
        let text = cover_text(&file, &terms, &["A3 overt use".to_owned()], "Copied Sun 22 Nov 2026, 14:32 by Amara Lewis.");
        for said in ["OFFICIAL-SENSITIVE. For Housing. Purpose: a visit. Delete by 24 May 2027.", "court.jpg", "A3 overt use"] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
}
