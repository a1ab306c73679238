//! The directory as this process knows it, brought up to date before anybody is let do anything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use domain::access::{Directory, StreamInfo};
use domain::change::Change;
use domain::ids::{AreaId, PersonId, StreamId};
use domain::permissions::{self, Right};
use domain::records::AudienceRef;

use super::{Result, Service};
use crate::storage::{Bounds, Expect, Storage, StorageError};

/// Who belongs and with which rights, and up to which positions of `control` and `reference` that is known.
#[derive(Debug)]
pub struct Known {
    pub directory: Directory,
    pub expect: Expect,
    readable: Mutex<Readable>,
}

/// What each person may hold on a day.
type Readable = BTreeMap<(PersonId, NaiveDate), Arc<BTreeSet<StreamId>>>;

impl Default for Known {
    fn default() -> Self {
        Self {
            directory: Directory::default(),
            expect: Expect { control: 0, reference: 0 },
            readable: Mutex::new(BTreeMap::new()),
        }
    }
}

impl Known {
    /// Every stream a person may hold on this day. Worked out once as long as nobody's rights change.
    pub fn readable(&self, person: PersonId, day: NaiveDate) -> Arc<BTreeSet<StreamId>> {
        let mut readable = self.readable.lock().unwrap_or_else(PoisonError::into_inner);
        readable.entry((person, day)).or_insert_with(|| Arc::new(readable_of(&self.directory, person, day))).clone()
    }
}

/// What [`Directory::readable`] says, without going through all grants for each stream: a large
/// partnership has ten thousand streams, and everybody asks anew whenever somebody is let in.
fn readable_of(directory: &Directory, person: PersonId, day: NaiveDate) -> BTreeSet<StreamId> {
    if !directory.is_member(person, day) {
        return BTreeSet::new();
    }
    let everywhere = directory.rights_everywhere(person, day);
    let mut of_streams: BTreeMap<StreamId, Vec<Right>> = BTreeMap::new();
    let mut areas: BTreeSet<AreaId> = BTreeSet::new();
    for grant in directory.grants().values().filter(|grant| grant.person == person && grant.holds_on(day)) {
        match grant.audience {
            AudienceRef::Partnership => {}
            AudienceRef::Area(area) => drop(areas.insert(area)),
            AudienceRef::Stream(stream) => of_streams.entry(stream).or_default().extend(&grant.rights),
        }
    }
    let of_areas: BTreeMap<AreaId, Vec<Right>> =
        areas.into_iter().map(|area| (area, directory.rights_over_area(person, area, day))).collect();
    let may_read = |stream: &StreamId, info: &StreamInfo| {
        let own = info.person == Some(person);
        let by_area = directory.areas_of(*stream).iter().filter_map(|area| of_areas.get(area)).flatten();
        // A right to read an area does not reach into its plans, see `Grant::gives`.
        let carries = |right: &Right| !(info.sort.is_plan() && matches!(right, Right::Read | Right::ReadPartners));
        let mut rights: Vec<Right> = everywhere.iter().chain(by_area).copied().filter(carries).collect();
        rights.extend(of_streams.get(stream).into_iter().flatten());
        permissions::may_read(info.sort, &rights, own)
    };
    directory.streams().iter().filter(|(stream, info)| may_read(stream, info)).map(|(stream, _)| *stream).collect()
}

impl<S: Storage> Service<S> {
    /// Asks the storage where `control` and `reference` end, and reads what is new. Another process
    /// (`invite`, `revoke`) may have written since the last request.
    pub(super) async fn known(&self) -> Result<Arc<Known>> {
        let mut known = self.known.lock().await;
        let expect = self.storage.expect().await?;
        if known.expect == expect {
            return Ok(known.clone());
        }
        let mut directory = known.directory.clone();
        self.catch_up(&mut directory, self.meta.control, known.expect.control, expect.control).await?;
        self.catch_up(&mut directory, self.meta.reference, known.expect.reference, expect.reference).await?;
        *known = Arc::new(Known { directory, expect, readable: Mutex::new(BTreeMap::new()) });
        Ok(known.clone())
    }

    async fn catch_up(&self, directory: &mut Directory, stream: StreamId, mut from: u64, to: u64) -> Result<()> {
        const TOGETHER: Bounds = Bounds { changes: 1_000, bytes: 4 * 1024 * 1024 };
        while from < to {
            let run = self.storage.run(stream, from, TOGETHER).await?;
            let before = from;
            for row in run.rows {
                // Exactly up to `to`: what stands behind it belongs to the next look.
                if row.position > to {
                    break;
                }
                from = row.position;
                let change = Change::from_parts(row.header, row.signature, row.body)
                    .map_err(|fault| StorageError::Damaged(fault.to_string()))?;
                directory.take(&change, Some(row.time));
            }
            if from == before {
                return Err(StorageError::Damaged("a position is missing".to_owned()).into());
            }
        }
        Ok(())
    }
}
