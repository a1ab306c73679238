//! Record a note: the one act everything else serves.

use domain::change::Draft;
use domain::records::Kind;
use domain::words;

use super::{attachment_files, note_input, sourcing};
use crate::api::notes::{NoteRecordRequest, NoteRecorded};
use crate::api::sources::SourceInput;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: NoteRecordRequest) -> Result<NoteRecorded, Failure> {
    let now = act.now();
    let (_, set) = act.writer.partnership()?;
    let mut record = note_input::check(request.note, &act.book.lists, set, now, |ward| {
        act.writer
            .area_of(ward.code)?
            .ok_or_else(|| Failure::unforeseen("the ward has no area in this notebook"))
    })?;
    let stream = act.writer.my_intake(record.area)?;
    let id = act.writer.new_record();
    // Both or neither: a note that names a source nobody can open, or a source of no note, is of no use to anybody.
    let text = [record.text.as_str(), record.opinion.as_deref().unwrap_or_default()].join("\n");
    let draft = request.draft.and_then(|draft| draft.parse().ok());
    let carried = draft.map(|draft| sourcing::carried(act.writer, draft)).transpose()?.flatten();
    // Somebody under 18 stays marked, whether or not they are typed again.
    let young = carried.as_ref().is_some_and(|carried| carried.young);
    let source = request.source.or_else(|| young.then(SourceInput::default));
    let source = source.map(|source| sourcing::seal(act, (record.area, id, stream), &text, source, carried));
    let (said, sealed) = source.transpose()?.unzip();
    record.source = said;
    let note = Draft::create(stream, id, Kind::Note.as_str(), &record);
    act.writer.write_with_source(note, sealed.flatten())?;
    if let Some(draft) = draft {
        attachment_files::hang_draft(act, draft, id, stream)?;
        act.writer.consume_draft(draft)?;
        act.touched(ChangeTopic::Drafts);
    }
    act.touched(ChangeTopic::Notes);
    // With a server the sentence goes on; the first half is the headline.
    let detail = match act.writer.server()? {
        Some(_) => act.book.not_received_words().split_once(". ").map_or("", |(_, rest)| rest),
        None => "",
    };
    Ok(NoteRecorded { id: id.to_string(), headline: words::recorded().to_owned(), detail: detail.to_owned() })
}
