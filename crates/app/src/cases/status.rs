//! Where this notebook stands.

use domain::access::Grant;
use domain::permissions::Right;
use domain::records::AudienceRef;
use domain::wards::BoundarySet;

use crate::api::session::StatusView;
use crate::api::{Failure, Nothing};
use crate::notebook::Look;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<StatusView, Failure> {
    let identity = look.reader.identity()?;
    let (partnership, set) = look.reader.partnership()?;
    let (_, records, _) = look.reader.counts()?;
    let link = look.reader.server()?;
    let (waiting, _, attention) = look.reader.outbox_counts()?;
    let today = look.today()?;
    let grants = look.reader.grants_of(identity.person())?;
    let holding: Vec<&Grant> = grants.iter().filter(|grant| grant.holds_on(today)).collect();
    let role = holding.iter().map(|grant| grant.role.clone()).find(|role| !role.is_empty());
    let wards = wards(look, set, link.is_some(), &holding)?;
    Ok(StatusView {
        person: look.reader.person(identity.person())?.map_or_else(String::new, |person| person.name),
        device: identity.device().to_string(),
        role: link.as_ref().and(role),
        partnership,
        wards,
        records,
        // Without a server nothing waits to be sent, and nobody else could have written.
        pending: waiting.into(),
        attention: attention.into(),
        conflicts: super::conflicts::to_decide(look)?.len() as u64,
        last_sync: link.as_ref().and_then(|link| link.synced_at).map(|at| at.rfc3339()),
        lease_until: link.as_ref().and_then(|link| link.lease_until()).map(|until| until.rfc3339()),
    })
}

/// The wards this person may read about: all of the set without a server, those granted with one.
fn wards(look: &Look<'_>, set: BoundarySet, joined: bool, holding: &[&Grant]) -> Result<Vec<String>, Failure> {
    let reads = |grant: &&&Grant| grant.rights.contains(&Right::Read);
    let everywhere = holding.iter().filter(reads).any(|grant| grant.audience == AudienceRef::Partnership);
    if !joined || everywhere {
        return Ok(set.wards().iter().map(|ward| ward.code.to_string()).collect());
    }
    let mut wards = Vec::new();
    for grant in holding.iter().filter(reads) {
        if let AudienceRef::Area(area) = &grant.audience {
            wards.extend(look.reader.ward_of(*area)?);
        }
    }
    wards.sort_unstable();
    wards.dedup();
    Ok(wards)
}
