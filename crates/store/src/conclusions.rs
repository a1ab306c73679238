//! What safeguarding leads are told of the note of a sealed source: that it was closed, and no longer once it is open
//! again; that its author withdrew it, until they put it back; and that it was erased. They hold the source and hardly
//! ever the note; whoever does one of these holds the note and not the leads' stream.

use domain::change::{Act, Change, Draft};
use domain::fold::Fold;
use domain::ids::{RecordId, StreamId};
use domain::records::{ConclusionRecord, Kind, NoteRecord, ReplyRecord, RetractionRecord, WITHDRAWN, Withdrawal};
use domain::streams::StreamSort;
use domain::words::NoteState;

use crate::error::{Result, StoreError};
use crate::store::Writer;
use crate::streams;

impl Writer<'_> {
    /// Tells the leads what follows from these changes, in the transaction that wrote them. A note is closed as long as
    /// its author was told so and that stands; so each time that it is told there is one record for the leads, and
    /// taking one of two back leaves the other. So it is with each time that its author withdraws it.
    ///
    /// Each is a group of its own, since others hold it than hold what it follows from, and a server that does not know
    /// the kind yet takes the rest.
    pub fn tell_leads(&mut self, written: &[Change]) -> Result<Vec<Vec<Change>>> {
        let mut drafts = Vec::new();
        for change in written {
            match Kind::parse(&change.header().kind) {
                Some(Kind::Reply) => drafts.extend(self.of_closing(change)?),
                Some(Kind::Note) => drafts.extend(self.of_withdrawing(change)?),
                _ => {}
            }
        }
        drafts.into_iter().map(|draft| self.write_group(vec![draft])).collect()
    }

    /// Tells the leads that a note goes for good, before it is erased: afterwards nothing says which source it had.
    /// Nothing brings it back, so nothing takes this back. Empty where there is nothing to tell.
    pub fn tell_leads_of_erasing(&mut self, note: RecordId) -> Result<Vec<Change>> {
        let Some(note) = self.fold(note)?.filter(|note| note.kind() == Kind::Note) else { return Ok(Vec::new()) };
        let Some((sealed, reference)) = self.sealed_source_of(&note)? else { return Ok(Vec::new()) };
        let id = self.new_record();
        let record = ConclusionRecord { reference };
        self.write_group(vec![Draft::create(sealed, id, Kind::Conclusion.as_str(), &record)])
    }

    fn of_closing(&mut self, change: &Change) -> Result<Vec<Draft>> {
        let header = change.header();
        let Some(told) = self.fold(header.record)?.filter(|told| told.stream() == header.stream) else {
            return Ok(Vec::new());
        };
        let Some(reply) = told.read::<ReplyRecord>().ok().filter(|reply| reply.step == NoteState::Closed) else {
            return Ok(Vec::new());
        };
        let Some(note) = self.fold(reply.note)?.filter(|note| note.stream() == header.stream) else {
            return Ok(Vec::new());
        };
        let Some((sealed, reference)) = self.sealed_source_of(&note)? else { return Ok(Vec::new()) };
        Ok(match header.act {
            // Where somebody else took it back too, putting it back does not close the note.
            Act::Create | Act::Reinstate if told.any(WITHDRAWN).is_none() => {
                let id = ConclusionRecord::id(header.id, sealed);
                vec![Draft::create(sealed, id, Kind::Conclusion.as_str(), &ConclusionRecord { reference })]
            }
            Act::Withdraw => {
                let told = told.writes().iter().filter(|(_, write)| matches!(write.act, Act::Create | Act::Reinstate));
                told.map(|(id, _)| taken_back(sealed, ConclusionRecord::id(*id, sealed), Kind::Conclusion)).collect()
            }
            _ => Vec::new(),
        })
    }

    /// What is one's own can be withdrawn where one may record nothing any more, and a supervisor decides about it. The
    /// leads' stream is nobody's own: there nothing is told then, and the withdrawal is not held up by it.
    fn of_withdrawing(&mut self, change: &Change) -> Result<Vec<Draft>> {
        let header = change.header();
        if !matches!(header.act, Act::Withdraw | Act::Reinstate) {
            return Ok(Vec::new());
        }
        let Some(note) = self.fold(header.record)?.filter(|note| note.stream() == header.stream) else {
            return Ok(Vec::new());
        };
        let Some((sealed, reference)) = self.sealed_source_of(&note)? else { return Ok(Vec::new()) };
        let drafts: Vec<Draft> = if header.act == Act::Withdraw {
            let id = RetractionRecord::id(header.id, sealed);
            vec![Draft::create(sealed, id, Kind::Retraction.as_str(), &RetractionRecord { reference })]
        } else {
            let withdrew = note.writes().iter().filter(|(_, write)| write.act == Act::Withdraw);
            withdrew.map(|(id, _)| taken_back(sealed, RetractionRecord::id(*id, sealed), Kind::Retraction)).collect()
        };
        // They all ask for the same.
        match drafts.first().map(|draft| self.may_write(draft)) {
            Some(Err(StoreError::NotAllowed)) => Ok(Vec::new()),
            Some(Err(error)) => Err(error),
            _ => Ok(drafts),
        }
    }

    /// Where the source of a note lies, and its reference; none where nobody's name was sealed.
    fn sealed_source_of(&mut self, note: &Fold) -> Result<Option<(StreamId, String)>> {
        let source = note.beginning::<NoteRecord>().ok().and_then(|note| note.source);
        let Some(source) = source.filter(|source| source.sealed) else { return Ok(None) };
        Ok(self.sealed_beside(note.stream())?.map(|sealed| (sealed, source.reference)))
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
fn taken_back(sealed: StreamId, id: RecordId, kind: Kind) -> Draft {
    let content = serde_json::json!({ WITHDRAWN: Withdrawal { reason: String::new() } });
    Draft::create(sealed, id, kind.as_str(), &content).act(Act::Withdraw)
}

#[cfg(test)]
mod tests;
