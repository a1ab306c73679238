//! After a restore: endings that the backup did not have hold again, from the first answer on.

use domain::change::{Act, Change, Draft, Header};
use domain::ids::RecordId;
use domain::records::{ENDED, ERASED, Ended, Kind};
use serde_json::json;

use super::known::Known;
use super::placing::{self, Label, Labelled, Outcome};
use super::{Refused, Service, revocations};
use crate::storage::{Placed, Placing, Storage};

impl<S: Storage> Service<S> {
    /// Returns how many groups were missing. The log lies open in the data folder: what a known device is said to
    /// have written counts only with its signature and only if it ends something, and of anybody else's nothing but
    /// the ending counts.
    pub async fn reapply(&self, groups: Vec<Vec<Change>>) -> Result<usize, Refused> {
        let mut missing = 0;
        for changes in groups {
            let known = self.known().await?;
            let by_known = |change: &Change| known.directory.devices().contains_key(&change.header().device);
            let wrote = if changes.iter().all(by_known) {
                if !changes.iter().any(revocations::ends) || !changes.iter().all(|change| signed(&known, change)) {
                    tracing::error!(
                        "the log of endings holds what nobody wrote who is named in it; it was passed over"
                    );
                    continue;
                }
                self.write_again(changes).await?
            } else {
                self.end_itself(&changes).await?
            };
            missing += usize::from(wrote);
        }
        Ok(missing)
    }

    async fn write_again(&self, changes: Vec<Change>) -> Result<bool, Refused> {
        let Some(first) = changes.first() else { return Ok(false) };
        let labelled = Labelled { group: first.header().group.id, changes, label: Label::Take, relayed: true };
        let placing = Placing { groups: vec![labelled], now: self.now(), expect: None, using: None };
        let Placed::Done { outcomes, moved, .. } = self.storage.place(placing).await? else { return Ok(false) };
        self.tell(&moved, None);
        Ok(outcomes == [Outcome::Accepted])
    }

    async fn are_erased(&self, forgetting: &Header) -> Result<bool, Refused> {
        for named in &forgetting.supersedes {
            if !self.storage.is_erased(placing::forgotten(forgetting.stream, forgetting.record, *named)).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What a device ended that came after the backup, the server ends in its own name: placed before its
    /// device is known again, such a change would stop everybody who reads page by page.
    async fn end_itself(&self, changes: &[Change]) -> Result<bool, Refused> {
        let over = |known: &Known, record: RecordId| {
            known.directory.fold(record).is_some_and(|fold| Ended::of(fold).is_some())
        };
        let known = self.known().await?;
        let mut ends: Vec<&Change> = Vec::new();
        for change in changes.iter().filter(|change| revocations::ends(change)) {
            let header = change.header();
            let holds = match header.act {
                Act::Erase => self.storage.is_erased((header.stream, *header.record.as_bytes())).await?,
                Act::Forget => self.are_erased(header).await?,
                _ => over(&known, header.record),
            };
            if !holds {
                ends.push(change);
            }
        }
        if ends.is_empty() {
            return Ok(false);
        }
        self.write_own::<Refused>(None, |known| {
            let mut drafts = Vec::new();
            for change in ends.iter().filter(|change| !over(known, change.header().record)) {
                let header = change.header();
                let (Ok(Some(content)), Some(kind)) = (change.content(), Kind::parse(&header.kind)) else { continue };
                if header.act == Act::Erase {
                    let erased = json!({ ERASED: content.get(ERASED) });
                    drafts.push(Draft::create(header.stream, header.record, kind.as_str(), &erased).act(Act::Erase));
                    continue;
                }
                if header.act == Act::Forget {
                    let draft = Draft::create(header.stream, header.record, kind.as_str(), &json!({}));
                    drafts.push(draft.act(Act::Forget).superseding(header.supersedes.clone()));
                    continue;
                }
                let heads = known.directory.fold(header.record).map(|fold| fold.heads_of([ENDED])).unwrap_or_default();
                let ended = json!({ ENDED: content.get(ENDED) });
                let draft = Draft::create(header.stream, header.record, kind.as_str(), &ended).act(Act::Set);
                drafts.push(draft.superseding(heads));
            }
            Ok(vec![drafts])
        })
        .await?;
        Ok(true)
    }
}

fn signed(known: &Known, change: &Change) -> bool {
    let device = known.directory.devices().get(&change.header().device);
    device.is_some_and(|device| change.check_signature(&device.key).is_ok())
}
