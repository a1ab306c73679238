//! Where this notebook stands.

use crate::api::session::StatusView;
use crate::api::{Failure, Nothing};
use crate::notebook::Look;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<StatusView, Failure> {
    let identity = look.reader.identity()?;
    let (partnership, set) = look.reader.partnership()?;
    let (_, records, _) = look.reader.counts()?;
    Ok(StatusView {
        person: look.reader.person(identity.person())?.map_or_else(String::new, |person| person.name),
        device: identity.device().to_string(),
        role: None,
        partnership,
        wards: set.wards().iter().map(|ward| ward.code.to_string()).collect(),
        records,
        // Without a server nothing waits to be sent, and nobody else could have written.
        pending: 0,
        attention: 0,
        conflicts: 0,
        last_sync: None,
        lease_until: None,
    })
}
