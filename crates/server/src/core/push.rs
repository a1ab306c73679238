//! `POST /v1/push`: an answer for each group; one bad group never holds up the next.

use std::sync::Arc;

use domain::access::Verdict;
use domain::change::Change;
use domain::ids::StreamId;
use domain::seeded::{self, Seeded};
use protocol::{Fate, GroupAnswer, PushAnswer, PushRequest};

use super::caller::Caller;
use super::check::{self, Fault, ReadGroup};
use super::known::Known;
use super::placing::{Label, Labelled, Outcome};
use super::words::message_of;
use super::{Code, Result, Service, revocations};
use crate::storage::{Placed, Placing, Seen, Standing, Storage};

/// Devices send up to [`protocol::PUSH_BYTES`]; one that measures otherwise is not turned away for it.
const BYTES_MAX: usize = 2 * protocol::PUSH_BYTES + domain::change::GROUP_BYTES_MAX;

/// How often groups are judged anew because somebody else wrote to `control` meanwhile.
pub(super) const TRIES: usize = 8;

impl<S: Storage> Service<S> {
    pub async fn push(&self, caller: &Caller, request: PushRequest) -> Result<PushAnswer> {
        let bytes: usize = request.groups.iter().map(protocol::WireGroup::size).sum();
        if request.groups.len() > protocol::PUSH_GROUPS || bytes > BYTES_MAX {
            return Err(Code::TooLarge.into());
        }
        let (ids, groups) = check::aside(move || {
            let ids: Vec<_> = request.groups.iter().map(|group| group.id).collect();
            let groups: Vec<_> = request.groups.into_iter().map(check::read).collect();
            (ids, groups)
        })
        .await?;

        let (fates, standings) = self.take_in_order(caller, groups).await?;
        let seen = Seen {
            device: caller.device,
            at: self.now(),
            pending: request.pending,
            program: String::new(),
            gone: Vec::new(),
            purged: Vec::new(),
        };
        self.note_seen(seen).await?;
        let answers = ids
            .into_iter()
            .zip(fates)
            .map(|(group, fate)| GroupAnswer { group, fate: fate.unwrap_or_else(|| later(Code::Busy)) })
            .collect();
        Ok(PushAnswer { answers, receipts: self.receipts(standings), server_time: self.now() })
    }

    /// What became of each group, in the order of their device.
    pub(super) async fn take_in_order(
        &self,
        caller: &Caller,
        groups: Vec<std::result::Result<ReadGroup, Fault>>,
    ) -> Result<(Vec<Option<Fate>>, Vec<Standing>)> {
        let mut fates: Vec<Option<Fate>> = vec![None; groups.len()];
        let mut standings = Vec::new();
        let mut together = Vec::new();
        for (index, group) in groups.into_iter().enumerate() {
            match group {
                Err(fault) => set(&mut fates, index, fate_of_fault(fault)),
                Ok(group) => {
                    // What changes the rights is taken by itself, so that what follows is judged by it.
                    let alone = self.writes_rights(&group);
                    if alone {
                        self.take(caller, std::mem::take(&mut together), &mut fates, &mut standings).await?;
                    }
                    together.push((index, group));
                    if alone {
                        self.take(caller, std::mem::take(&mut together), &mut fates, &mut standings).await?;
                    }
                }
            }
        }
        self.take(caller, together, &mut fates, &mut standings).await?;
        Ok((fates, standings))
    }

    fn writes_rights(&self, group: &ReadGroup) -> bool {
        let of_rights = |change: &Change| {
            let stream = change.header().stream;
            stream == self.meta.control || stream == self.meta.reference
        };
        group.changes.iter().any(of_rights)
    }

    /// Checks, judges and places groups in one transaction.
    async fn take(
        &self,
        caller: &Caller,
        groups: Vec<(usize, ReadGroup)>,
        fates: &mut [Option<Fate>],
        standings: &mut Vec<Standing>,
    ) -> Result<()> {
        if groups.is_empty() {
            return Ok(());
        }
        let mut known = self.known().await?;
        let (places, groups): (Vec<usize>, Vec<ReadGroup>) = groups.into_iter().unzip();
        let keyed: Vec<_> = groups.into_iter().map(|group| (self.key_of(&known, &group), group)).collect();
        let checked = check::aside(move || {
            let keyed: Vec<_> = keyed.into_iter().map(|(key, group)| (group, key)).collect();
            let held = check::signatures(&keyed);
            keyed.into_iter().map(|(group, _)| group).zip(held).collect::<Vec<_>>()
        })
        .await?;
        let mut good = Vec::new();
        for (place, (group, held)) in places.into_iter().zip(checked) {
            match held {
                Ok(()) => good.push((place, group)),
                Err(fault) => set(fates, place, fate_of_fault(fault)),
            }
        }
        for _ in 0..TRIES {
            let labelled: Vec<Labelled> = good
                .iter()
                .map(|(_, group)| Labelled {
                    group: group.id,
                    changes: group.changes.clone(),
                    label: self.label(&known, caller, group),
                    relayed: group.relayed,
                })
                .collect();
            self.log_endings(&labelled)?;
            let placing = Placing { groups: labelled, now: self.now(), expect: Some(known.expect), using: None };
            match self.storage.place(placing).await? {
                Placed::ControlMoved | Placed::InvitationGone => known = self.known().await?,
                Placed::Done { outcomes, standings: placed, moved, clashes } => {
                    for ((place, group), outcome) in good.iter().zip(outcomes) {
                        set(fates, *place, fate_of(outcome, caller, group));
                    }
                    for change in clashes {
                        tracing::warn!(%change, device = %caller.device, "the same id came again with other bytes");
                    }
                    standings.extend(placed);
                    self.tell(&moved, Some(caller.device));
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// What the rights say of a group whose bytes and signatures hold.
    fn label(&self, known: &Arc<Known>, caller: &Caller, group: &ReadGroup) -> Label {
        let directory = &known.directory;
        let Some(first) = group.changes.first().map(Change::header) else {
            return Label::Refuse { code: Code::BadGroup.as_str().to_owned(), remember: false };
        };
        let refuse = |code: &str| Label::Refuse { code: code.to_owned(), remember: first.device == caller.device };
        let day = self.today();
        // Nobody writes as the server but by its word of today, whatever they may: a key that it had before is somebody
        // else's by now.
        let as_server = match directory.devices().get(&first.device) {
            Some(device) => device.person == self.meta.person,
            None => first.author == self.meta.person,
        };
        if as_server && !self.wrote(known, group) {
            return Label::Refuse { code: Code::NotYourDevice.as_str().to_owned(), remember: false };
        }
        let own = match directory.devices().get(&first.device) {
            Some(device) => device.person == caller.person,
            None => first.author == caller.person,
        };
        if !own {
            if !group.relayed {
                return refuse(Code::NotYourDevice.as_str());
            }
            // What a restored server wrote itself and lost comes back on its own word.
            if self.wrote(known, group) {
                return if caller.may_read { Label::Take } else { refuse(Code::NotAllowed.as_str()) };
            }
            let readable = known.readable(caller.person, day);
            if !caller.may_read || !group.changes.iter().all(|change| readable.contains(&change.header().stream)) {
                return refuse(Code::NotAllowed.as_str());
            }
        }
        let ahead = |change: &Change| change.header().clock.millis > self.now().unix_millis() + 86_400_000;
        if seeded::on(Seeded::ClockRefuses) && group.changes.iter().any(ahead) {
            return refuse(Code::BadGroup.as_str());
        }
        let verdict = group.changes.iter().map(|change| directory.judge(change, day)).max();
        let given_back = |change: &Change| directory.takes_roster_back(change, caller.person, day);
        match verdict {
            Some(Verdict::Take) => Label::Take,
            Some(Verdict::Refuse(_)) if !own && group.changes.iter().all(given_back) => Label::Take,
            Some(Verdict::Hold(hold)) => {
                // A plan's supervisors are those of its first ward.
                let area_of = |change: &Change| {
                    let header = change.header();
                    let plan = StreamId::from(header.record);
                    directory.areas_of(header.stream).first().or_else(|| directory.areas_of(plan).first()).copied()
                };
                let found = group.changes.iter().find_map(|change| Some((change.header().stream, area_of(change)?)));
                Label::Hold {
                    since: hold.ended.map(|day| day.to_string()),
                    area: found.map(|(_, area)| area),
                    stream: found.map_or(first.stream, |(stream, _)| stream),
                }
            }
            Some(Verdict::Later) => Label::Later { code: Code::ServerOlder.as_str().to_owned() },
            Some(Verdict::Refuse(refused)) => refuse(refused.code()),
            None => refuse(Code::BadGroup.as_str()),
        }
    }

    /// Endings go into the log before they are confirmed. One that is logged and then not taken after
    /// all was still meant by somebody who had the right to it.
    pub(super) fn log_endings(&self, groups: &[Labelled]) -> Result<()> {
        if seeded::on(Seeded::EndingsForgotten) {
            return Ok(());
        }
        for labelled in groups.iter().filter(|labelled| labelled.label == Label::Take) {
            if labelled.changes.iter().any(revocations::ends) {
                self.revocations.append(&revocations::logged(&labelled.changes)).map_err(|error| {
                    tracing::error!(%error, "the log of endings cannot be written");
                    Code::Unavailable
                })?;
            }
        }
        Ok(())
    }
}

fn set(fates: &mut [Option<Fate>], at: usize, fate: Fate) {
    if let Some(slot) = fates.get_mut(at) {
        *slot = Some(fate);
    }
}

fn refused(code: &str) -> Fate {
    Fate::Refused { code: code.to_owned(), message: message_of(code) }
}

pub(super) fn later(code: Code) -> Fate {
    Fate::Later { code: code.as_str().to_owned(), message: code.message().to_owned() }
}

fn fate_of_fault(fault: Fault) -> Fate {
    match fault {
        Fault::Refused(code) => refused(code.as_str()),
        Fault::Later(code) => later(code),
    }
}

fn fate_of(outcome: Outcome, caller: &Caller, group: &ReadGroup) -> Fate {
    match outcome {
        Outcome::Accepted => Fate::Accepted,
        Outcome::Had => Fate::Had,
        Outcome::Held { since } => Fate::Held { since },
        Outcome::Refused { code } => refused(&code),
        Outcome::Later { code } => Fate::Later { message: message_of(&code), code },
        // Only the device itself can go on under a new id.
        Outcome::Forked if group.changes.first().is_some_and(|change| change.header().device != caller.device) => {
            refused(Code::NumberTaken.as_str())
        }
        Outcome::Forked => Fate::Forked,
        Outcome::Declined { by, reason } => Fate::Declined { by, reason },
    }
}
