//! What becomes of a change somebody wants to write: taken, kept for a supervisor, or refused.

use chrono::NaiveDate;

use super::{Directory, introduced};
use crate::change::{Act, Body, Change, Content};
use crate::fold::Fold;
use crate::ids::{AreaId, PersonId, StreamId};
use crate::permissions::{self, Right};
use crate::records::{AudienceRef, DeviceRecord, ENDED, Ended, GrantRecord, Kind, StreamRecord};
use crate::streams::StreamSort;

/// The answer to one change. A group's is that of its worst part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Take,
    /// Well meant and too late: kept unpositioned until a supervisor releases or declines it.
    Hold(Hold),
    /// The program that judges is older than the one that wrote: to be tried again after an update.
    Later,
    Refuse(Refused),
}

/// What had ended when it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hold {
    /// The first day on which the author could no longer write there, where that is known.
    pub ended: Option<NaiveDate>,
}

/// Why it may never be written as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refused {
    /// The signing device is not known.
    UnknownDevice,
    /// It names an author whose device this is not.
    NotTheAuthor,
    /// It names a stream that nothing stands for.
    UnknownStream,
    /// The author never had the right to write this there.
    NotAllowed,
    /// It gives somebody more than its author may give.
    GivesTooMuch,
    /// It speaks of a device as only that device's person may.
    NotYourDevice,
}

/// Which rights count: those of a day, or all there ever were.
#[derive(Debug, Clone, Copy)]
enum When {
    On(NaiveDate),
    Ever,
}

impl Directory {
    /// Judges one change whose hashes and signature hold.
    pub fn judge(&self, change: &Change, day: NaiveDate) -> Verdict {
        let header = change.header();
        let Some(device) = self.devices().get(&header.device) else {
            return match introduced(self, change, day) {
                Some(_) => Verdict::Take,
                None => Verdict::Refuse(Refused::UnknownDevice),
            };
        };
        if device.person != header.author {
            return Verdict::Refuse(Refused::NotTheAuthor);
        }
        let Some(stream) = self.stream(header.stream) else { return Verdict::Refuse(Refused::UnknownStream) };
        let Some(kind) = Kind::parse(&header.kind) else { return Verdict::Later };
        if matches!(header.act, Act::Unknown(_)) || header.schema > kind.schema() {
            return Verdict::Later;
        }
        let own = match stream.sort {
            StreamSort::Control => Some(header.author) == speaks_of(kind, change),
            _ => stream.person == Some(header.author),
        };
        let may = |rights: &[Right]| permissions::may_write(kind, &header.act, stream.sort, rights, own);
        let welcome = self.is_welcome(header.device, day);
        let mut rights = self.rights(header.author, header.stream, day);
        if stream.sort == StreamSort::Control {
            rights.extend(self.rights_over_plan(kind, change, When::On(day)));
            let opens = |area: &AreaId| self.rights_over_area(header.author, *area, day).contains(&Right::ReadSealed);
            rights.extend((kind == Kind::Roster && self.areas().keys().any(opens)).then_some(Right::ReadSealed));
        }
        if welcome && may(&rights) {
            return self.judge_control(kind, change, &rights);
        }
        // What somebody read or opened stands on their trail whenever it comes: it gives nobody anything, and no
        // supervisor decides whether it happened.
        if own && kind == Kind::Trail && header.act == Act::Create && stream.sort == StreamSort::Trail {
            return Verdict::Take;
        }
        if may(&self.rights_ever(header.author, header.stream)) && stream.sort != StreamSort::Control {
            return Verdict::Hold(Hold { ended: self.ended_on(header.author, header.device, header.stream) });
        }
        if stream.sort == StreamSort::Control && kind == Kind::Stream {
            return self.judge_late_plan_stream(change);
        }
        Verdict::Refuse(Refused::NotAllowed)
    }

    /// Whether a roster that a server lost is taken from `by`, who is not its author and gives it back: its author may
    /// make none any more, and whoever may make one now vouches for it. Without it nobody new could follow those that
    /// were made after it. Whether anybody goes by it, each device decides by the roster before it.
    pub fn takes_roster_back(&self, change: &Change, by: PersonId, day: NaiveDate) -> bool {
        let header = change.header();
        let written = self.devices().get(&header.device).is_some_and(|device| device.person == header.author);
        let control = self.stream(header.stream).is_some_and(|stream| stream.sort == StreamSort::Control);
        let roster = header.kind == Kind::Roster.as_str() && header.act == Act::Create;
        let opens = |rights: Vec<Right>| rights.contains(&Right::ReadSealed);
        let (ever, now) = (
            |area: &AreaId| opens(self.rights_over_area_ever(header.author, *area)),
            |area: &AreaId| opens(self.rights_over_area(by, *area, day)),
        );
        written && control && roster && self.areas().keys().any(ever) && self.areas().keys().any(now)
    }

    /// A plan's stream of somebody who may no longer plan there and once did. Opening it is taken: it
    /// holds nothing yet and lets nobody into anything, and without it neither their work, which is held,
    /// nor anybody else's could be told from that of no plan at all. A further ward lets people in, and
    /// waits for a supervisor.
    fn judge_late_plan_stream(&self, change: &Change) -> Verdict {
        let header = change.header();
        let rights: Vec<Right> = self.rights_over_plan(Kind::Stream, change, When::Ever).into_iter().collect();
        match (self.judge_plan_stream(change, &rights), &header.act) {
            (Verdict::Take, Act::Create) => Verdict::Take,
            (Verdict::Take, _) => {
                Verdict::Hold(Hold { ended: self.ended_on(header.author, header.device, header.record.into()) })
            }
            (other, _) => other,
        }
    }

    /// What `control` may not be made to say, even by those who may write there.
    fn judge_control(&self, kind: Kind, change: &Change, rights: &[Right]) -> Verdict {
        let administers = rights.contains(&Right::Administer);
        match (kind, &change.header().act) {
            // A device comes in by introducing itself or through an invitation, never by another's word.
            (Kind::Device, Act::Create) => Verdict::Refuse(Refused::NotYourDevice),
            (Kind::Grant, Act::Create) => {
                let Some(Ok(grant)) = change.body_bytes().map(Body::read::<GrantRecord>) else {
                    return Verdict::Refuse(Refused::NotAllowed);
                };
                let gives_what_it_has = rights.contains(&Right::Invite)
                    && grant.rights.iter().all(|right| rights.contains(right) && *right != Right::Administer);
                // Into a plan one is let to read it and to work on it, and no further.
                let into_plan = self.plan_of(&grant.audience).is_some()
                    && rights.contains(&Right::Plan)
                    && grant.rights.iter().all(|right| matches!(right, Right::Read | Right::Write));
                if grant.granted_by == change.header().author && (administers || gives_what_it_has || into_plan) {
                    Verdict::Take
                } else {
                    Verdict::Refuse(Refused::GivesTooMuch)
                }
            }
            // Rights and audience of a grant never change; only its end does.
            (Kind::Grant, Act::Set) => {
                let held = self.grants().get(&change.header().record);
                // Whoever takes people in ends what colleagues may do, and shuts no administrator out.
                let of_administrator = held.is_some_and(|grant| grant.rights.contains(&Right::Administer));
                let ends_any = administers || (rights.contains(&Right::Invite) && !of_administrator);
                let of_plan = || held.is_some_and(|grant| self.plan_of(&grant.audience).is_some());
                if ends_any || of_plan() { self.only_ends(change) } else { Verdict::Refuse(Refused::NotAllowed) }
            }
            // What a stream is for never changes once it is open: who reads it follows from that.
            (Kind::Stream, Act::Create) if administers && self.stream(change.header().record.into()).is_none() => {
                Verdict::Take
            }
            (Kind::Stream, _) => self.judge_plan_stream(change, rights),
            // There is one, and what everything hangs on stands as it was founded.
            (Kind::Partnership, Act::Create) if self.partnership().is_some() => Verdict::Refuse(Refused::NotAllowed),
            (Kind::Partnership, Act::Set) => {
                self.only_sets(change, &["name", "addresses", "lease_days", "boundaries", "keeping"])
            }
            (Kind::Device, Act::Set) => self.only_ends(change),
            // Whoever left comes back by being taken in, never by taking the ending back.
            (Kind::Person, Act::Set) if change.content().is_ok_and(|content| revives(content.as_ref())) => {
                Verdict::Refuse(Refused::NotAllowed)
            }
            (Kind::Person, Act::Set) if !administers => self.only_sets(change, &["name", "role", "agency", "phone"]),
            _ => Verdict::Take,
        }
    }

    /// The right to plan, where a change of `control` speaks of a plan's stream: over every area that it
    /// names, or over the stream it lets somebody into.
    fn rights_over_plan(&self, kind: Kind, change: &Change, when: When) -> Option<Right> {
        let author = change.header().author;
        let plans = |stream: StreamId| match when {
            When::On(day) => self.rights(author, stream, day).contains(&Right::Plan),
            When::Ever => self.rights_ever(author, stream).contains(&Right::Plan),
        };
        let holds = match kind {
            Kind::Grant => {
                let audience = match change.header().act {
                    Act::Create => Body::read::<GrantRecord>(change.body_bytes()?).ok()?.audience,
                    _ => self.grants().get(&change.header().record)?.audience.clone(),
                };
                plans(self.plan_of(&audience)?)
            }
            Kind::Stream => {
                let content = change.content().ok().flatten()?;
                // Of every area that it names, whatever it says of it.
                let mut named = content.keys().filter_map(|field| field.strip_prefix("area.")?.parse::<AreaId>().ok());
                let known = StreamId::from(change.header().record);
                let over = |area: AreaId| match when {
                    When::On(day) => self.rights_over_area(author, area, day).contains(&Right::Plan),
                    When::Ever => self.rights_over_area_ever(author, area).contains(&Right::Plan),
                };
                (self.stream(known).is_none() || plans(known)) && named.all(over)
            }
            _ => false,
        };
        holds.then_some(Right::Plan)
    }

    /// The plan's stream that a grant lets somebody into.
    fn plan_of(&self, audience: &AudienceRef) -> Option<StreamId> {
        match audience {
            AudienceRef::Stream(stream) => self.stream(*stream).filter(|info| info.sort.is_plan()).map(|_| *stream),
            AudienceRef::Partnership | AudienceRef::Area(_) => None,
        }
    }

    /// A plan's stream comes with at least one area, and afterwards only its areas change.
    fn judge_plan_stream(&self, change: &Change, rights: &[Right]) -> Verdict {
        let Some(fold) = Fold::of(change, None).ok().filter(|_| rights.contains(&Right::Plan)) else {
            return Verdict::Refuse(Refused::NotAllowed);
        };
        // Wards are added and never taken out: that would take the plan off their readers' laptops.
        let adds = |field: &&str| field.starts_with("area.") && fold.value(field) == Some(true.into());
        let areas_only = fold.fields().iter().all(adds);
        let good = match change.header().act {
            Act::Create => {
                self.stream(change.header().record.into()).is_none()
                    && !super::plan_areas(&fold).is_empty()
                    && fold.read::<StreamRecord>().is_ok_and(|read| self.opens_plan(&read))
            }
            _ => areas_only && self.stream(change.header().record.into()).is_some_and(|info| info.sort.is_plan()),
        };
        if good { Verdict::Take } else { Verdict::Refuse(Refused::NotAllowed) }
    }

    /// Whether it is the first stream of its sort that its plan has. Two would each look like the plan's.
    fn opens_plan(&self, read: &StreamRecord) -> bool {
        let Some((sort, plan)) = StreamSort::parse(&read.sort).zip(read.plan) else { return false };
        let taken = self.streams().values().any(|info| info.plan == Some(plan) && info.sort == sort);
        sort.is_plan() && read.area.is_none() && !taken
    }

    /// Ends what it speaks of, and nothing else: an ending is never taken back, and a day never moved on.
    fn only_ends(&self, change: &Change) -> Verdict {
        let Ok(Some(content)) = change.content() else { return Verdict::Refuse(Refused::NotAllowed) };
        let held = self.grants().get(&change.header().record).and_then(|grant| grant.until);
        let ends = content.iter().all(|(field, value)| match field.as_str() {
            "ended" => ending(value).is_some(),
            "until" => {
                let day = value.as_str().and_then(|day| day.parse::<NaiveDate>().ok());
                day.is_some_and(|day| held.is_none_or(|held| day <= held))
            }
            _ => false,
        });
        if ends && !content.is_empty() { Verdict::Take } else { Verdict::Refuse(Refused::NotAllowed) }
    }

    fn only_sets(&self, change: &Change, fields: &[&str]) -> Verdict {
        match change.content() {
            Ok(Some(content)) if content.keys().all(|field| fields.contains(&field.as_str())) => Verdict::Take,
            _ => Verdict::Refuse(Refused::NotAllowed),
        }
    }
}

/// The day on which something ends, where this is an ending.
fn ending(value: &serde_json::Value) -> Option<NaiveDate> {
    serde_json::from_value::<Ended>(value.clone()).ok()?.on.parse().ok()
}

/// Whether it sets `ended` to anything but an ending.
fn revives(content: Option<&Content>) -> bool {
    content.and_then(|content| content.get(ENDED)).is_some_and(|value| ending(value).is_none())
}

/// Whom a record of `control` is about, where that gives its author a say.
fn speaks_of(kind: Kind, change: &Change) -> Option<crate::ids::PersonId> {
    match kind {
        Kind::Device => Body::read::<DeviceRecord>(change.body_bytes()?).ok().map(|record| record.person),
        _ => None,
    }
}

impl Refused {
    /// What scripts and screens branch on.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownDevice => "unknown-device",
            Self::NotTheAuthor => "not-the-author",
            Self::UnknownStream => "unknown-stream",
            Self::NotAllowed => "not-allowed",
            Self::GivesTooMuch => "gives-too-much",
            Self::NotYourDevice => "not-your-device",
        }
    }
}
