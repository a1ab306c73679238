//! What is where: the sync page.

use domain::dates;
use domain::ids::GroupId;
use domain::records::{AmendmentRecord, Kind, NoteRecord, WITHDRAWN, Withdrawal};
use domain::words::{self, Refusal};
use protocol::Fingerprint;
use store::{OutboxPart, OutboxRow, OutboxState, Reader};
use sync::{Phase, Status, Trouble};

use super::written::{self, Part};
use crate::api::sync::{OutboxItem, ReceivedItem, ServerView, SyncPageView};
use crate::api::{Failure, Nothing};
use crate::notebook::Look;
use crate::views;

/// Waiting items shown; the rest is counted.
const SHOWN: usize = 200;
const RECEIVED: usize = 20;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<SyncPageView, Failure> {
    let link = look.reader.server()?;
    let rows = look.reader.outbox(usize::MAX)?;
    let (waiting_count, _, _) = look.reader.outbox_counts()?;
    let items = |wanted: fn(OutboxState) -> bool| -> Result<Vec<OutboxItem>, Failure> {
        rows.iter().filter(|row| wanted(row.state)).take(SHOWN).map(|row| item(look, row)).collect()
    };
    let status = look.book.sync_status();
    Ok(SyncPageView {
        corner: views::sync_view(look)?,
        paragraphs: paragraphs(look, &status),
        trouble: match &status.phase {
            Phase::Waiting { trouble, .. } => Some(super::sync_now::told(trouble.clone()).code),
            _ => None,
        },
        attention: items(OutboxState::needs_attention)?,
        waiting: items(|state| state == OutboxState::Waiting)?,
        waiting_count,
        held: items(|state| state == OutboxState::Held)?,
        received: received(look)?,
        conflicts: u32::try_from(super::conflicts::to_decide(look)?.len()).unwrap_or(u32::MAX),
        busy: !matches!(status.phase, Phase::Idle | Phase::Waiting { .. }),
        next_try_seconds: match status.phase {
            Phase::Waiting { until_ms, .. } => {
                let left = until_ms.saturating_sub(look.host.awake_millis()).div_ceil(1_000);
                Some(u32::try_from(left).unwrap_or(u32::MAX))
            }
            _ => None,
        },
        server: match link {
            None => None,
            Some(link) => Some(ServerView {
                addresses: link.addresses.clone(),
                fingerprint: Fingerprint::of(&link.key).to_string(),
                last_sync: link.synced_at.map(|at| views::at_words(at, look.now())),
                lease_until: link.lease_until().map(|until| dates::day_and_month(dates::day_of(until.utc()), dates::day_of(look.now().utc()))),
                device: look.reader.identity()?.device().to_string(),
            }),
        },
    })
}

fn paragraphs(look: &Look<'_>, status: &Status) -> Vec<String> {
    let mut paragraphs = of_the_line(status);
    let off = look.reader.server().ok().flatten().and_then(|link| link.clock_off(look.now()));
    paragraphs.extend(off.map(words::clock_off));
    paragraphs.extend(look.reader.offered().ok().filter(|count| *count > 0).map(words::offered));
    paragraphs
}

fn of_the_line(status: &Status) -> Vec<String> {
    match &status.phase {
        Phase::Waiting { trouble, .. } => vec![super::sync_now::told(trouble.clone()).message],
        Phase::Connecting if status.offline_since.is_some() => {
            vec![super::sync_now::told(Trouble::Unreachable).message]
        }
        _ => Vec::new(),
    }
}

pub(super) fn group(reader: &Reader<'_>, id: &str) -> Result<GroupId, Failure> {
    let missing = || Failure::from(Refusal::NotFound { what: "item", id: id.to_owned() });
    if let Ok(group) = id.parse::<GroupId>()
        && reader.outbox_group(group)?.is_some()
    {
        return Ok(group);
    }
    // Scripts name what they recorded.
    let found = reader
        .outbox(usize::MAX)?
        .into_iter()
        .find(|row| row.parts.iter().any(|part| part.record.to_string() == id.trim()));
    found.map(|row| row.group).ok_or_else(missing)
}

fn item(look: &Look<'_>, row: &OutboxRow) -> Result<OutboxItem, Failure> {
    let told = describe(look.reader, row)?;
    let when = row.parts.first().map_or(row.at, |part| part.written);
    Ok(OutboxItem {
        id: row.group.to_string(),
        what: told.what,
        excerpt: told.text,
        when: views::at_words(when, look.now()),
        state: row.state.as_str().to_owned(),
        words: state_words(look, row),
        note: told.note,
        // The server keeps to what was declined; recorded anew it is another change.
        can_retry: row.state == OutboxState::Refused,
        can_edit: row.state.needs_attention() && told.is_note,
    })
}

fn state_words(look: &Look<'_>, row: &OutboxRow) -> String {
    match row.state {
        OutboxState::Waiting | OutboxState::Replaced => look.book.not_received_words().to_owned(),
        OutboxState::Held => match row.since.as_deref().and_then(|since| since.parse().ok()) {
            Some(since) => words::held(since, dates::day_of(look.now().utc())),
            None => words::held_without_day().to_owned(),
        },
        OutboxState::Refused | OutboxState::Declined => row.message.clone(),
    }
}

/// What a change or a group is, in a person's words.
pub(super) struct Told {
    pub what: String,
    pub text: String,
    pub note: Option<String>,
    pub is_note: bool,
}

/// A group, by its first part that has words.
pub(super) fn describe(reader: &Reader<'_>, row: &OutboxRow) -> Result<Told, Failure> {
    let mut first = None;
    for part in &row.parts {
        let told = told(reader, part)?;
        if !told.text.trim().is_empty() {
            return Ok(told);
        }
        first.get_or_insert(told);
    }
    Ok(first.unwrap_or_else(|| plain("Something")))
}

/// Every part of a group.
pub(super) fn parts(reader: &Reader<'_>, row: &OutboxRow) -> Result<Vec<Told>, Failure> {
    row.parts.iter().map(|part| told(reader, part)).collect()
}

fn plain(what: &str) -> Told {
    Told { what: what.to_owned(), text: String::new(), note: None, is_note: false }
}

fn told(reader: &Reader<'_>, part: &OutboxPart) -> Result<Told, Failure> {
    let fold = reader.fold(part.record)?;
    Ok(match (Kind::parse(&part.kind), part.act.as_str()) {
        (Some(Kind::Note), "erase") => plain("Erasure of a note"),
        (Some(Kind::Source), "erase") => plain("Erasure of a sealed source"),
        (Some(_), "erase") => plain("Erasure with its note"),
        (Some(_), "forget") => plain("Names taken out of a plan or an action"),
        (Some(Kind::Note), act) => {
            // Of a note that went with its author's access, no more than the act is known.
            let here = reader.note_row(part.record)?.is_some();
            let record = fold.filter(|_| here).and_then(|fold| fold.beginning::<NoteRecord>().ok());
            let ward = record.as_ref().map(|record| views::ward_ref(record.ward.as_str()).name);
            let what = match (act, ward) {
                ("withdraw", Some(ward)) => format!("Withdrawal of a note for {ward}"),
                ("withdraw", None) => "Withdrawal of a note".to_owned(),
                ("reinstate", Some(ward)) => format!("Withdrawal taken back, {ward}"),
                ("reinstate", None) => "Withdrawal taken back".to_owned(),
                (_, Some(ward)) => format!("Note for {ward}"),
                (_, None) => "Note".to_owned(),
            };
            Told {
                what,
                text: record.map(|record| record.text).or_else(|| reason(part)).unwrap_or_default(),
                note: here.then(|| part.record.to_string()),
                is_note: act == "create",
            }
        }
        (Some(Kind::Amendment), act) => {
            let written = || serde_json::from_value(part.fields.clone().into_iter().collect()).ok();
            let record = fold.and_then(|fold| fold.beginning::<AmendmentRecord>().ok()).or_else(written);
            let note = record.as_ref().map(|record| record.note);
            let here = note.map(|id| reader.note_row(id)).transpose()?.flatten().is_some();
            Told {
                what: if act == "create" { "Addition to a note" } else { "Change to an addition" }.to_owned(),
                note: note.filter(|_| here).map(|id| id.to_string()),
                text: record.map(|record| record.text).unwrap_or_default(),
                is_note: false,
            }
        }
        (Some(Kind::Pin), _) => plain("Pin"),
        (Some(Kind::Settings), _) => plain("Settings"),
        (Some(Kind::Export), _) => plain("Entry in the log of exports"),
        (Some(Kind::Person), "create") => plain("A new member"),
        (Some(Kind::Person), _) => plain("Change to a member"),
        (Some(Kind::Device), "create") => plain("This device introducing itself"),
        (Some(Kind::Device), _) => plain("A device shut out"),
        (Some(kind), act) => {
            let said = written::of(reader, &Part { record: part.record, kind, act, fields: &part.fields })?;
            Told { text: said.text, ..plain(&said.what) }
        }
        (None, _) => plain("Something a newer version wrote"),
    })
}

/// Why a note was to be withdrawn that is not here any more.
fn reason(part: &OutboxPart) -> Option<String> {
    let withdrawal: Withdrawal = serde_json::from_value(part.fields.get(WITHDRAWN)?.clone()).ok()?;
    Some(withdrawal.reason)
}

fn received(look: &Look<'_>) -> Result<Vec<ReceivedItem>, Failure> {
    let me = look.me()?;
    let rows = views::Rows::of(look)?;
    let mut items = Vec::new();
    for note in look.reader.received_notes(me, RECEIVED)? {
        let Some((position, time)) = look.reader.position_of(&note)? else { continue };
        let row = rows.plain_row(&note);
        items.push(ReceivedItem {
            note: row.id,
            what: format!("Note for {}", row.ward.name),
            words: row.state.words,
            receipt: format!("Number {position} on the server, {}", dates::full(time.utc())),
        });
    }
    Ok(items)
}
