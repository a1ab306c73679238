//! Handing files from person to person: for whom one can be made, and what its making and taking share.

use std::path::{Path, PathBuf};

use domain::dates;
use domain::grading::Marking;
use domain::ids::{AreaId, PersonId};
use domain::records::{Deed, ExportRecord};
use domain::sharing::{self, RecipientKind, Tally, Terms};
use domain::wards::Ward;
use domain::words::{self, Refusal, SealedRefusal};
use store::{MaySeal, SealedFault, SealedTerms, StoreError};

use crate::api::sealed::{HandingPerson, HandingRequest, HandingView};
use crate::api::{ChangeTopic, Failure};
use crate::app::App;
use crate::notebook::{Look, Notebook};
use crate::trail;

/// Query `handing`.
pub(crate) fn run(app: &App, request: HandingRequest) -> Result<HandingView, Failure> {
    let book = app.own_book()?;
    let ward = app.look_in(&book, |look| request.ward.as_deref().map(|ward| ward_of(look, ward)).transpose())?;
    if ward.is_some() {
        within_lease(app)?;
    }
    let now = app.host().clock().now();
    let able = book.store.may_seal(ward.map(|(_, area)| area), now).map_err(|error| app.failure(error))?;
    app.look_in(&book, |look| {
        let people = look.people()?;
        let mut found: Vec<HandingPerson> = able
            .into_iter()
            .filter_map(|may| people.get(&may.person).map(|person| view(look, may, &person.name, &person.role)))
            .collect();
        found.sort_by_key(|person| (!person.all, person.name.to_lowercase()));
        let sort = if ward.is_some() { "pack" } else { "waiting" };
        Ok(HandingView { people: found, file_name: format!("wardbook-{}-{sort}.wbx", dates::day_of(now.utc())) })
    })
}

fn view(look: &Look<'_>, may: MaySeal, name: &str, role: &str) -> HandingPerson {
    let me = look.me().is_ok_and(|me| me == may.person);
    let all = may.reads == may.of;
    let who = match (me, role) {
        (true, _) => "You, on another device".to_owned(),
        (false, "") => name.to_owned(),
        (false, role) => format!("{name}, {role}"),
    };
    let reads = if all { "may read all of it" } else { "may read some of it" };
    HandingPerson { id: may.person.to_string(), name: name.to_owned(), label: format!("{who}: {reads}"), all }
}

pub(super) fn within_lease(app: &App) -> Result<(), Failure> {
    if app.look(|look| look.lease_over())? { Err(Refusal::LeaseOver.into()) } else { Ok(()) }
}

pub(super) fn ward_of(look: &Look<'_>, text: &str) -> Result<(&'static Ward, AreaId), Failure> {
    let ward = domain::wards::find(&[look.boundaries()?], text).map_err(Refusal::Ward)?;
    let area = look.reader.area_of(ward.code)?.ok_or_else(|| super::note_input::not_found(text, "ward"))?;
    Ok((ward, area))
}

/// By id, or by name where one member has it.
pub(super) fn person(look: &Look<'_>, text: &str) -> Result<(PersonId, String), Failure> {
    let wanted = text.trim().to_lowercase();
    let people = look.people()?;
    let id: Option<PersonId> = text.trim().parse().ok();
    let mut found = people.values().filter(|person| match id {
        Some(id) => person.id == id,
        None => person.ended.is_none() && person.name.trim().to_lowercase() == wanted,
    });
    match (found.next(), found.next()) {
        (Some(person), None) => Ok((person.id, person.name.clone())),
        _ => Err(Refusal::from(SealedRefusal::NobodyMeant { name: text.trim().to_owned() }).into()),
    }
}

/// For whom, for what and until when a sealed file is made. It goes to members by what each may read, so nothing is
/// asked of their kind; and it is marked as the highest that may stand in it, since its maker may not read all of it.
pub(super) struct SealedFor(Terms);

impl SealedFor {
    /// What was asked for. Whoever asks knows of no purpose may leave it to the file.
    pub fn asked(app: &App, purpose: Option<&str>, until: Option<&str>, of_itself: &str) -> Result<Self, Failure> {
        let purpose = purpose.unwrap_or(of_itself).trim().to_owned();
        let today = super::sharing::today(app);
        let otherwise = sharing::sealed_until(today);
        let mut refusals = Vec::new();
        if purpose.is_empty() {
            refusals.push(Refusal::PurposeMissing);
        }
        let until = sharing::until(until, otherwise, today).map_err(|refusal| refusals.push(refusal.into()));
        if !refusals.is_empty() {
            return Err(Failure::fields(refusals));
        }
        Ok(Self(Terms {
            recipient: String::new(),
            purpose,
            kind: RecipientKind::Partner,
            marking: Marking::OfficialSensitive,
            until: until.unwrap_or(otherwise),
        }))
    }

    pub fn name(&mut self, recipient: &str, own: bool) {
        self.0.recipient = recipient.to_owned();
        if own {
            self.0.kind = RecipientKind::Own;
        }
    }

    pub fn inside(&self) -> SealedTerms {
        SealedTerms {
            recipient: self.0.recipient.clone(),
            purpose: self.0.purpose.clone(),
            recipient_kind: self.0.kind.id().to_owned(),
            marking: self.0.marking.id().to_owned(),
            until: self.0.until.to_string(),
        }
    }

    /// What was handed on and nobody wrote down is worse than making it once more.
    pub fn log(
        &self,
        app: &App,
        book: &Notebook,
        deed: (Deed, Option<AreaId>),
        (file, notes): (&Path, u64),
    ) -> Result<(), Failure> {
        let now = app.host().clock().now();
        let record = ExportRecord::of(&self.0, &Tally { goes: notes, ..Tally::default() });
        let logged = book.store.write(now, app.host().entropy(), |writer| {
            trail::taken_out(writer, &record, deed, now)
        });
        if let Err(error) = logged {
            let _ = std::fs::remove_file(file);
            return Err(app.failure(error));
        }
        book.written();
        app.tell(vec![ChangeTopic::Sync], None);
        Ok(())
    }
}

/// What stands in the way of making or taking a file, in words. `to` is whom it was to be for.
pub(super) fn refused(app: &App, error: StoreError, file: &Path, to: &str) -> Failure {
    let file = || PathBuf::from(file);
    let name = || to.to_owned();
    let fault = match error {
        StoreError::Sealed(fault) => fault,
        StoreError::Exists => return Refusal::FileExists { file: file() }.into(),
        StoreError::NotFound => return Refusal::FileNotFound { file: file() }.into(),
        StoreError::Io(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
            let file = file();
            return Refusal::FileNotFound { file: file.parent().unwrap_or(&file).to_owned() }.into();
        }
        StoreError::ReadOnly => return Refusal::NoAccess { path: file() }.into(),
        other => return app.failure(other),
    };
    Refusal::from(match fault {
        SealedFault::NotOne => SealedRefusal::NotOne { file: file() },
        SealedFault::Newer => SealedRefusal::Newer { file: file() },
        SealedFault::NotForHere => SealedRefusal::NotForHere { file: file() },
        SealedFault::Altered => SealedRefusal::Altered { file: file() },
        SealedFault::OtherPartnership => SealedRefusal::OtherPartnership { file: file() },
        SealedFault::UnknownDevice => SealedRefusal::UnknownDevice { file: file() },
        SealedFault::TwoHistories => SealedRefusal::TwoHistories { file: file() },
        SealedFault::NothingWaits => SealedRefusal::NothingWaits,
        SealedFault::NobodyReads => SealedRefusal::NobodyReads,
        SealedFault::ReadsNothing => SealedRefusal::ReadsNothing { name: name() },
        SealedFault::NoDevice => SealedRefusal::NoDevice { name: name() },
    })
    .into()
}

/// "12 kB", "1.2 MB".
pub(super) fn size(bytes: u64) -> String {
    super::backup::size(bytes)
}

/// Names of people, in their order.
pub(super) fn names(look: &Look<'_>, people: &[PersonId]) -> Result<Vec<String>, Failure> {
    let known = look.people()?;
    let mut names: Vec<String> =
        people.iter().filter_map(|id| known.get(id).map(|person| person.name.clone())).collect();
    names.sort_by_key(|name| name.to_lowercase());
    Ok(if names.is_empty() { vec![words::SOMEBODY.to_owned()] } else { names })
}
