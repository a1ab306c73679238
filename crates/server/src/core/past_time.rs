//! The trail and the logs of copies end: what stands in them longer than agreed goes, when whoever runs the server says
//! so. Their owners may not, or a trail could be altered; and a device would not do it for somebody who has left.

use chrono::NaiveDate;
use domain::change::{Act, Draft, GROUP_CHANGES_MAX, Header};
use domain::dates;
use domain::ids::{RecordId, StreamId};
use domain::keeping::{Agreed, Kept, Lasts};
use domain::records::{Erasure, Kind, Why};
use domain::streams::StreamSort;

use super::known::Known;
use super::{Refused, Service};
use crate::storage::{Bounds, Storage};

/// Read at once.
const PAGE: Bounds = Bounds { changes: 1_000, bytes: 4 * 1024 * 1024 };
/// Groups placed in one transaction.
const GROUPS: usize = 10;

/// What is past its time, and how long it was to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastTime {
    pub lasts: Lasts,
    /// The last day of which everything goes; none where nothing ever does.
    pub until: Option<NaiveDate>,
    entries: Vec<(StreamId, RecordId, Kind)>,
}

impl PastTime {
    pub fn count(&self, kind: Kind) -> usize {
        self.entries.iter().filter(|(_, _, of)| *of == kind).count()
    }
}

impl<S: Storage> Service<S> {
    /// Everything on a trail or in a log of copies that the server took longer ago than was agreed on. By the server's
    /// own clock, as it stood when each came.
    pub async fn past_time(&self) -> Result<PastTime, Refused> {
        let known = self.known().await?;
        let lasts = agreed(&known).lasts(Kept::Trail);
        let until = lasts.over_since(self.today());
        let mut entries = Vec::new();
        let Some(last) = until else { return Ok(PastTime { lasts, until, entries }) };
        for (stream, head) in self.storage.heads().await? {
            let Some(kind) = known.directory.stream(stream).and_then(|info| log_of(info.sort)) else { continue };
            let mut after = 0;
            while after < head.position {
                let run = self.storage.run(stream, after, PAGE).await?;
                let Some(end) = run.rows.last().map(|row| row.position) else { break };
                for row in run.rows.iter().filter(|row| row.body.is_some() && dates::day_of(row.time.utc()) <= last) {
                    let Ok(header) = Header::decode(&row.header) else { continue };
                    if header.kind == kind.as_str() && header.act == Act::Create {
                        entries.push((stream, header.record, kind));
                    }
                }
                after = end;
            }
        }
        Ok(PastTime { lasts, until, entries })
    }

    /// Takes it out, here and wherever it is held.
    pub async fn erase_past_time(&self, past: &PastTime) -> Result<(), Refused> {
        let erasure = Erasure { why: Why::TimeIsOver, reference: None }.content();
        for some in past.entries.chunks(GROUPS * GROUP_CHANGES_MAX) {
            let draft = |(stream, record, kind): &(StreamId, RecordId, Kind)| {
                Draft::create(*stream, *record, kind.as_str(), &erasure).act(Act::Erase)
            };
            self.write_own::<Refused>(None, |_| {
                Ok(some.chunks(GROUP_CHANGES_MAX).map(|group| group.iter().map(draft).collect()).collect())
            })
            .await?;
        }
        Ok(())
    }
}

fn log_of(sort: StreamSort) -> Option<Kind> {
    match sort {
        StreamSort::Trail => Some(Kind::Trail),
        StreamSort::Own => Some(Kind::Export),
        _ => None,
    }
}

fn agreed(known: &Known) -> Agreed {
    Agreed::of(known.directory.partnership().map(|record| record.keeping.clone()).unwrap_or_default())
}
