//! Sealed sources that this notebook holds, and the roster of those who open them.

use domain::clock::Timestamp;
use domain::dates;
use domain::ids::{DeviceId, PersonId};
use domain::keeping::{Kept, Lasts};
use domain::permissions::Right;
use domain::roster::{Roster, Stray};
use domain::signing::PublicKey;
use domain::words;
use store::read::{self, LeadOut};

use super::contacts;
use crate::api::sources::{LeadRow, OpeningRow, RosterView, SameSource, SourceRow, SourcesView};
use crate::api::{Failure, Nothing};
use crate::notebook::Look;
use crate::views;

/// A lead works through some, not through all there ever were.
const LISTED: usize = 200;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<SourcesView, Failure> {
    let (reader, me, today) = (look.reader, look.me()?, look.today()?);
    let identity = reader.identity()?;
    let opens = |person| opens(look, person);
    let gone = reader.roster()?;
    let name = |person| -> Result<String, Failure> {
        Ok(reader.person(person)?.map_or_else(|| words::SOMEBODY.to_owned(), |person| person.name))
    };
    let row = |device: DeviceId| -> Result<Option<LeadRow>, Failure> {
        let Some(lead) = reader.lead(device)? else { return Ok(None) };
        Ok(Some(LeadRow {
            device: device.to_string(),
            name: name(lead.person)?,
            fingerprint: words::fingerprint(lead.key.as_bytes()),
            here: device == identity.device(),
            out: None,
        }))
    };
    let roster = match &gone.by {
        None => None,
        Some(roster) => {
            let mut leads = Vec::new();
            // As the roster has them: one that was shut out, or whose owner may not any more, is shown until it is
            // taken out.
            for lead in &roster.record.devices {
                let out = reader.lead_out(lead.device, lead.person, today)?;
                let key = PublicKey::from_hex(&lead.key);
                leads.push(LeadRow {
                    device: lead.device.to_string(),
                    name: name(lead.person)?,
                    fingerprint: key.map_or_else(String::new, |key| words::fingerprint(key.as_bytes())),
                    here: lead.device == identity.device(),
                    out: out.map(lead_out),
                });
            }
            let mut others = Vec::new();
            for device in reader.devices()? {
                let stands = roster.record.device(device.id).is_some();
                if !stands && device.ended.is_none() && device.reason != "server" && opens(device.person)? {
                    others.extend(row(device.id)?);
                }
            }
            let strays: Result<Vec<String>, Failure> =
                gone.strays.iter().map(|(_, person, why)| Ok(stray(&name(*person)?, *why))).collect();
            let code = reader.leads_code(&gone)?;
            let other = |one: &Roster| one.record.recovery != roster.record.recovery;
            let had = reader.roster_sealed_to()?;
            Some(RosterView {
                fingerprint: roster.fingerprint(),
                code_by: code.map_or_else(|| Ok(words::SOMEBODY.to_owned()), |(by, _)| name(by))?,
                code_at_words: code.map_or_else(String::new, |(_, at)| views::at_words(at, look.now())),
                code_mark: roster.code_mark(),
                code_waits: had.is_none_or(|had| other(&had)),
                codes_apart: gone.beside.iter().any(other),
                leads,
                others,
                strays: strays?,
            })
        }
    };
    let can_open = gone.by.as_ref().is_some_and(|roster| roster.record.device(identity.device()).is_some());
    let (mut sources, mergings) = (Vec::new(), reader.mergings()?);
    let (lasts, listed) = (reader.agreed()?.lasts(Kept::Source), listed(look)?);
    for source in &listed {
        let mut same = Vec::new();
        for merging in mergings.iter().filter(|merging| merging.sources.contains(&source.id)) {
            let other = listed.iter().find(|other| other.id != source.id && merging.sources.contains(&other.id));
            let Some(other) = other else { continue };
            same.push(SameSource {
                merging: merging.id.to_string(),
                source: other.id.to_string(),
                reference: other.reference.clone(),
                by: name(merging.by)?,
                at_words: views::at_words(merging.at, look.now()),
            });
        }
        let due = due(look, source, lasts)?;
        let ward = match source.area {
            Some(area) => reader.ward_of(area)?.map(|code| views::ward_ref(&code)),
            None => None,
        };
        let opened = reader.openings(source.id)?.into_iter().map(|opening| {
            Ok(OpeningRow {
                name: name(opening.by)?,
                at_words: views::at_words(opening.at, look.now()),
                reason: opening.reason,
            })
        });
        let opened: Result<Vec<OpeningRow>, Failure> = opened.collect();
        sources.push(SourceRow {
            id: source.id.to_string(),
            reference: source.reference.clone(),
            ward,
            author: name(source.author)?,
            at: source.at.rfc3339(),
            at_words: views::at_words(source.at, look.now()),
            opened: opened?,
            due,
            same,
            contacts: if can_open { contacts::of(reader, source, &mergings)? } else { None },
        });
    }
    Ok(SourcesView { roster, can_begin: gone.by.is_none() && opens(me)?, can_open, sources })
}

/// Whether they may open sealed sources of any ward.
fn opens(look: &Look<'_>, person: PersonId) -> Result<bool, Failure> {
    let (grants, today) = (look.reader.grants_of(person)?, look.today()?);
    Ok(grants.iter().any(|grant| grant.holds_on(today) && grant.rights.contains(&Right::ReadSealed)))
}

/// The latest, and beside them those that are due, however many came since.
fn listed(look: &Look<'_>) -> Result<Vec<read::SourceRow>, Failure> {
    let reader = look.reader;
    let mut listed = reader.sources(LISTED)?;
    let mut earlier = reader.sources_concluded(LISTED)?;
    let over = reader.agreed()?.lasts(Kept::Source).over_since(look.today()?);
    if let Some(past) = over.and_then(|since| since.succ_opt()) {
        let past = past.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        earlier.extend(reader.sources_before(Timestamp::from_millis(past), LISTED)?);
    }
    for due in earlier {
        if !listed.iter().any(|source| source.id == due.id) {
            listed.push(due);
        }
    }
    Ok(listed)
}

/// Why a source is to be erased; none where it may stay. That its note is closed, withdrawn or erased a lead hears also
/// where they do not read the ward's notes.
fn due(look: &Look<'_>, source: &read::SourceRow, lasts: Lasts) -> Result<Option<String>, Failure> {
    if look.reader.is_closed_by_source(&source.reference)? {
        return Ok(Some(words::SOURCE_DUE_BY_CLOSING.to_owned()));
    }
    if look.reader.is_retracted(source.id)? {
        return Ok(Some(words::SOURCE_DUE_BY_RETRACTION.to_owned()));
    }
    if look.reader.is_concluded(source.id)? {
        return Ok(Some(words::SOURCE_DUE_BY_CONCLUSION.to_owned()));
    }
    let over = lasts.over_since(look.today()?);
    let old = over.is_some_and(|since| dates::day_of(source.at.utc()) <= since);
    Ok(old.then(|| words::source_due_by_age(lasts)))
}

/// How many sealed sources a lead is asked to erase; none for anybody else, who holds none but their own until it is
/// sent.
pub(super) fn due_total(look: &Look<'_>) -> Result<u32, Failure> {
    if !opens(look, look.me()?)? {
        return Ok(0);
    }
    let lasts = look.reader.agreed()?.lasts(Kept::Source);
    let mut total = 0;
    for source in listed(look)? {
        total += u32::from(due(look, &source, lasts)?.is_some());
    }
    Ok(total)
}

fn lead_out(why: LeadOut) -> String {
    match why {
        LeadOut::Device => words::LEAD_DEVICE_OUT,
        LeadOut::Person => words::LEAD_PERSON_OUT,
    }
    .to_owned()
}

fn stray(by: &str, why: Stray) -> String {
    words::stray_roster(by, why)
}
