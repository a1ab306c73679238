//! One note, whole: its text, what was added, and everything that happened to it.

use std::collections::BTreeMap;

use domain::change::Act;
use domain::clock::Timestamp;
use domain::fold::Fold;
use domain::ids::{PersonId, RecordId};
use domain::records::{AmendmentRecord, NoteRecord, WITHDRAWN, Withdrawal};

use super::NoteRow;
use crate::error::{Result, StoreError};
use crate::project::written_at;
use crate::store::Reader;

#[derive(Debug, Clone, PartialEq)]
pub struct NoteDetail {
    pub row: NoteRow,
    pub record: NoteRecord,
    pub withdrawal: Option<(Withdrawal, PersonId, Timestamp)>,
    /// In the order they were written.
    pub amendments: Vec<AmendmentDetail>,
    /// Oldest first.
    pub history: Vec<HistoryStep>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AmendmentDetail {
    pub id: RecordId,
    pub text: String,
    pub author: PersonId,
    pub at: Timestamp,
    pub taken_back: bool,
    /// The reply whose question it answers.
    pub answers: Option<RecordId>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct HistoryStep {
    pub at: Timestamp,
    pub author: PersonId,
    pub step: Step,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    Recorded,
    Withdrawn { reason: String },
    Reinstated,
    Amended,
    AmendmentTakenBack { text: String },
    AmendmentRestored,
}

impl Reader<'_> {
    /// None where no such note is held.
    pub fn note(&self, id: RecordId) -> Result<Option<NoteDetail>> {
        let (Some(row), Some(fold)) = (self.note_row(id)?, self.fold(id)?) else { return Ok(None) };
        let record: NoteRecord = fold.beginning().map_err(|fault| StoreError::Inconsistent(fault.to_string()))?;
        let withdrawal = fold.any(WITHDRAWN).and_then(|head| {
            let withdrawal = serde_json::from_value(head.value).ok()?;
            let at = written_at(head.change, fold.writes().get(&head.change)?);
            Some((withdrawal, head.author, at))
        });
        let amendments = self.amendments_of(id)?;
        let mut steps = BTreeMap::new();
        collect(&fold, None, &mut steps);
        for (detail, fold) in &amendments {
            collect(fold, Some(&detail.text), &mut steps);
        }
        let amendments = amendments.into_iter().map(|(detail, _)| detail).collect();
        Ok(Some(NoteDetail { row, record, withdrawal, amendments, history: steps.into_values().collect() }))
    }

    fn amendments_of(&self, note: RecordId) -> Result<Vec<(AmendmentDetail, Fold)>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, author, at, taken_back FROM amendment WHERE note = ?1 ORDER BY no")?;
        let rows = statement.query_map([note.as_bytes()], |row| {
            Ok(AmendmentDetail {
                id: RecordId::from_bytes(row.get(0)?),
                text: String::new(),
                author: PersonId::from_bytes(row.get(1)?),
                at: Timestamp::from_millis(row.get(2)?),
                taken_back: row.get(3)?,
                answers: None,
            })
        })?;
        let mut amendments = Vec::new();
        for row in rows {
            let mut detail = row?;
            if let Some(fold) = self.fold(detail.id)?
                && let Ok(record) = fold.beginning::<AmendmentRecord>()
            {
                detail.text = record.text;
                detail.answers = record.answers;
                amendments.push((detail, fold));
            }
        }
        // Stable, so that the order of arrival decides between equals.
        amendments.sort_by_key(|(_, fold)| fold.created().map(|(_, write)| write.clock));
        Ok(amendments)
    }

    /// The note an amendment belongs to, and whether it stands.
    pub fn amendment(&self, id: RecordId) -> Result<Option<(AmendmentRecord, PersonId, Fold)>> {
        let Some(fold) = self.fold(id)? else { return Ok(None) };
        let (Ok(record), Some((_, write))) = (fold.beginning::<AmendmentRecord>(), fold.created()) else {
            return Ok(None);
        };
        let author = write.author;
        Ok(Some((record, author, fold)))
    }
}

/// Adds what the writes of a fold mean to the note's history, in the order of their clocks.
fn collect(
    fold: &Fold,
    amendment: Option<&str>,
    steps: &mut BTreeMap<(domain::clock::HybridTime, domain::ids::ChangeId), HistoryStep>,
) {
    for (id, write) in fold.writes() {
        let step = match (&write.act, amendment) {
            (Act::Create, None) => Step::Recorded,
            (Act::Create, Some(_)) => Step::Amended,
            (Act::Withdraw, None) => Step::Withdrawn {
                reason: write
                    .fields
                    .get(WITHDRAWN)
                    .and_then(|value| value["reason"].as_str())
                    .unwrap_or_default()
                    .to_owned(),
            },
            (Act::Withdraw, Some(text)) => Step::AmendmentTakenBack { text: text.to_owned() },
            (Act::Reinstate, None) => Step::Reinstated,
            (Act::Reinstate, Some(_)) => Step::AmendmentRestored,
            (Act::Set | Act::Undo | Act::Erase | Act::Forget | Act::Unknown(_), _) => continue,
        };
        let at = written_at(*id, write);
        steps.insert((write.clock, *id), HistoryStep { at, author: write.author, step });
    }
}
