//! What would leave for a recipient, and what would be left out and why: told before anything is written.

use domain::records::AttachmentRecord;
use domain::sharing::{self, RecipientKind, Tally, Verdict};
use domain::words::{Refusal, SharingRefusal};

use super::leaving;
use super::sharing::{Grades, today};
use crate::api::Failure;
use crate::api::sharing::{RecipientKindView, SharingLook, SharingLookRequest, SharingOf};
use crate::app::App;
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(app: &App, request: SharingLookRequest) -> Result<SharingLook, Failure> {
    let today = today(app);
    let view = |until: chrono::NaiveDate| SharingLook {
        kinds: Vec::new(),
        until: until.to_string(),
        goes: String::new(),
        left_out: Vec::new(),
        refused: None,
    };
    if request.of == SharingOf::Sealed {
        let left_out = sharing::words::SEALED.map(str::to_owned).to_vec();
        return Ok(SharingLook { left_out, ..view(sharing::sealed_until(today)) });
    }
    let kinds = RecipientKind::ALL.map(|kind| RecipientKindView {
        id: kind.id().to_owned(),
        label: kind.label().to_owned(),
        hint: sharing::words::hint(kind).to_owned(),
        until: sharing::default_until(kind, today).to_string(),
    });
    let kinds = kinds.to_vec();
    let kind = request.recipient_kind.as_deref().map(str::trim).filter(|kind| !kind.is_empty());
    let Some(kind) = kind.map(RecipientKind::parse).transpose().map_err(Refusal::from)? else {
        return Ok(SharingLook { kinds, ..view(sharing::default_until(super::sharing::UNSAID, today)) });
    };
    let until = sharing::default_until(kind, today);
    let book = app.open_book()?;
    super::handing::within_lease(app)?;
    if let SharingOf::File { id } = &request.of {
        let refused = app.look_in(&book, |look| {
            let record = super::attachment_files::find(look.reader, id)?;
            Ok(refused_file(look, &record, kind)?.map(|refusal| views::in_advance(&refusal.into())))
        })?;
        return Ok(SharingLook { kinds, refused, ..view(until) });
    }
    let note = match &request.of {
        SharingOf::Note { id } => Some(id.as_str()),
        _ => None,
    };
    let leaving = leaving::look(app, &book, note, kind)?;
    let refused = note.and_then(|_| refused_note(&leaving.tally, kind));
    let mut left_out = sharing::words::left_out(&leaving.tally, kind, false);
    left_out.extend(sharing::words::redacted(kind));
    let goes = sharing::words::goes(&leaving.tally, kind);
    match refused {
        Some(refusal) => {
            Ok(SharingLook { kinds, refused: Some(views::in_advance(&refusal.into())), ..view(until) })
        }
        None => Ok(SharingLook { kinds, goes, left_out, ..view(until) }),
    }
}

/// One note is written or refused: an empty copy of it would be taken for all there is.
pub(super) fn refused_note(tally: &Tally, kind: RecipientKind) -> Option<SharingRefusal> {
    if !kind.reads_notes() {
        return Some(SharingRefusal::CountsAlone);
    }
    tally.stays.keys().next().map(|why| SharingRefusal::NoteStays { because: why.because() })
}

/// Why a photo or document does not go to this kind of recipient: it goes as the note does that it hangs on.
pub(super) fn refused_file(
    look: &Look<'_>,
    file: &AttachmentRecord,
    kind: RecipientKind,
) -> Result<Option<SharingRefusal>, Failure> {
    if sharing::treatment(sharing::Field::Files, kind) != sharing::Treatment::Shown {
        return Ok(Some(SharingRefusal::CountsAlone));
    }
    let Some(note) = look.reader.note(file.of)? else { return Ok(None) };
    Ok(match sharing::judge(&Grades::default().held(look, &note)?, kind) {
        Verdict::Goes(_) => None,
        Verdict::Stays(why) => Some(SharingRefusal::FileStays { because: why.because() }),
    })
}
