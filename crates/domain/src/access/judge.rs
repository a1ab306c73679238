//! What becomes of a change somebody wants to write: taken, kept for a supervisor, or refused.

use chrono::NaiveDate;

use super::{Directory, introduced};
use crate::change::{Act, Body, Change};
use crate::permissions::{self, Right};
use crate::records::{DeviceRecord, GrantRecord, Kind};
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
        let rights = self.rights(header.author, header.stream, day);
        if welcome && may(&rights) {
            return self.judge_control(kind, change, &rights);
        }
        if may(&self.rights_ever(header.author, header.stream)) && stream.sort != StreamSort::Control {
            return Verdict::Hold(Hold { ended: self.ended_on(header.author, header.device, header.stream) });
        }
        Verdict::Refuse(Refused::NotAllowed)
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
                let gives_what_it_has =
                    grant.rights.iter().all(|right| rights.contains(right) && *right != Right::Administer);
                if grant.granted_by == change.header().author && (administers || gives_what_it_has) {
                    Verdict::Take
                } else {
                    Verdict::Refuse(Refused::GivesTooMuch)
                }
            }
            // Rights and audience of a grant never change; only its end does.
            (Kind::Grant, Act::Set) => self.only_sets(change, &["ended", "until"]),
            (Kind::Device, Act::Set) => self.only_sets(change, &["ended"]),
            (Kind::Person, Act::Set) if !administers => self.only_sets(change, &["name", "role"]),
            _ => Verdict::Take,
        }
    }

    fn only_sets(&self, change: &Change, fields: &[&str]) -> Verdict {
        match change.content() {
            Ok(Some(content)) if content.keys().all(|field| fields.contains(&field.as_str())) => Verdict::Take,
            _ => Verdict::Refuse(Refused::NotAllowed),
        }
    }
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
