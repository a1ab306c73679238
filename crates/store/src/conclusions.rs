//! What safeguarding leads are told of the note of a sealed source: that it was closed, and no longer once it is open
//! again. They hold the source and hardly ever the note; whoever closes the note holds it and not the leads' stream.

use domain::change::{Act, Change, Draft};
use domain::ids::{ChangeId, StreamId};
use domain::records::{ConclusionRecord, Kind, NoteRecord, ReplyRecord, WITHDRAWN, Withdrawal};
use domain::streams::StreamSort;
use domain::words::NoteState;

use crate::error::Result;
use crate::store::Writer;
use crate::streams;

impl Writer<'_> {
    /// Tells the leads what follows from these changes, in the transaction that wrote them. A note is closed as long as
    /// its author was told so and that stands; so each time that it is told there is one record for the leads, and
    /// taking one of two back leaves the other.
    ///
    /// Each is a group of its own, since others hold it than hold what it follows from, and a server that does not know
    /// the kind yet takes the rest.
    pub fn tell_leads(&mut self, written: &[Change]) -> Result<Vec<Vec<Change>>> {
        let mut drafts = Vec::new();
        for change in written.iter().filter(|change| change.header().kind == Kind::Reply.as_str()) {
            drafts.extend(self.for_leads(change)?);
        }
        drafts.into_iter().map(|draft| self.write_group(vec![draft])).collect()
    }

    fn for_leads(&mut self, change: &Change) -> Result<Vec<Draft>> {
        let header = change.header();
        let Some(told) = self.fold(header.record)?.filter(|told| told.stream() == header.stream) else {
            return Ok(Vec::new());
        };
        let Some(reply) = told.read::<ReplyRecord>().ok().filter(|reply| reply.step == NoteState::Closed) else {
            return Ok(Vec::new());
        };
        let note = self.fold(reply.note)?.filter(|note| note.stream() == header.stream);
        let source = note.and_then(|note| note.beginning::<NoteRecord>().ok()).and_then(|note| note.source);
        let Some(source) = source.filter(|source| source.sealed) else { return Ok(Vec::new()) };
        let Some(sealed) = self.sealed_beside(header.stream)? else { return Ok(Vec::new()) };
        Ok(match header.act {
            // Where somebody else took it back too, putting it back does not close the note.
            Act::Create | Act::Reinstate if told.any(WITHDRAWN).is_none() => {
                let record = ConclusionRecord { reference: source.reference };
                let id = ConclusionRecord::id(header.id, sealed);
                vec![Draft::create(sealed, id, Kind::Conclusion.as_str(), &record)]
            }
            Act::Withdraw => {
                let told = told.writes().iter().filter(|(_, write)| matches!(write.act, Act::Create | Act::Reinstate));
                told.map(|(id, _)| taken_back(*id, sealed)).collect()
            }
            _ => Vec::new(),
        })
    }

    /// Where the source of a note lies that stands in this stream: it was put in beside it. None where its ward has no
    /// such stream, as in the sample notebook.
    fn sealed_beside(&mut self, intake: StreamId) -> Result<Option<StreamId>> {
        let Some(area) = streams::get(self.connection, intake)?.and_then(|stream| stream.area) else { return Ok(None) };
        match self.stream_of_area(area, StreamSort::AreaSealed)? {
            Some(_) => self.area_stream(area, StreamSort::AreaSealed).map(Some),
            None => Ok(None),
        }
    }
}

/// Whoever takes it back need not hold it: withdrawn by anybody it is withdrawn, whatever else was written of it and in
/// whatever order the two arrive.
fn taken_back(told: ChangeId, sealed: StreamId) -> Draft {
    let content = serde_json::json!({ WITHDRAWN: Withdrawal { reason: String::new() } });
    let id = ConclusionRecord::id(told, sealed);
    Draft::create(sealed, id, Kind::Conclusion.as_str(), &content).act(Act::Withdraw)
}

#[cfg(test)]
mod tests;
