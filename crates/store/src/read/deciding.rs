//! What waits for a decision that this person may take: the same rights as where the value is written.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::change::Act;
use domain::fold::Fold;
use domain::ids::{PersonId, RecordId};
use domain::permissions::{self, Right};
use domain::streams::StreamSort;

use super::ConflictRow;
use crate::error::Result;
use crate::store::Reader;
use crate::streams;

impl Reader<'_> {
    /// Of what needs a decision, what this person may decide on this day.
    pub fn conflicts_to_decide(&self, person: PersonId, day: NaiveDate) -> Result<Vec<ConflictRow>> {
        let mut rows = Vec::new();
        // Several fields of one record follow each other.
        let mut last: Option<(RecordId, bool)> = None;
        for row in self.conflicts()? {
            let may = match last {
                Some((record, may)) if record == row.record => may,
                _ => match self.fold(row.record)? {
                    Some(fold) => self.may_decide(&fold, person, day)?,
                    None => false,
                },
            };
            last = Some((row.record, may));
            if may {
                rows.push(row);
            }
        }
        Ok(rows)
    }

    /// Whether this person may set a register of the record.
    pub fn may_decide(&self, fold: &Fold, person: PersonId, day: NaiveDate) -> Result<bool> {
        let Some(stream) = streams::get(self.connection, fold.stream())? else { return Ok(false) };
        let own = match stream.sort {
            StreamSort::Control => {
                fold.value("person").and_then(|of| of.as_str().map(|of| of == person.to_string())).unwrap_or(false)
            }
            _ => stream.person == Some(person),
        };
        let mut rights: BTreeSet<Right> = self.rights_over_stream(person, fold.stream(), day)?.into_iter().collect();
        if let Some(area) = stream.area {
            rights.extend(self.rights_over(person, area, day)?);
        }
        if own {
            // What is one's own can be written down whatever has ended since.
            rights.extend(self.grants_of(person)?.iter().flat_map(|grant| grant.rights.clone()));
        }
        let rights: Vec<Right> = rights.into_iter().collect();
        Ok(permissions::may_write(fold.kind(), &Act::Set, stream.sort, &rights, own))
    }
}
