//! The queues of those who triage: other people's notes by what has become of them.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::dates;
use domain::ids::RecordId;
use domain::permissions::Right;
use domain::records::SealedSource;
use domain::triage::{self, Waiting};
use domain::wards;
use domain::words::Refusal;
use domain::working_days::WorkingDays;
use store::read::{Handling, HandlingRow, NoteRow as StoredRow, PageKey, Queue};

use super::notes;
use crate::api::Failure;
use crate::api::lists::WardRef;
use crate::api::triage::{QueueView, TriagePage, TriageQueue, TriageRequest, TriageRow, WaitingView, YoungView};
use crate::notebook::Look;
use crate::views::{self, Rows};

const QUEUES: [(TriageQueue, Queue, &str); 8] = [
    (TriageQueue::Unread, Queue::Unread, "Not read"),
    (TriageQueue::Open, Queue::Open, "Read"),
    (TriageQueue::Mine, Queue::Mine, "Mine"),
    (TriageQueue::Answered, Queue::Answered, "More said"),
    (TriageQueue::Asked, Queue::Asked, "Asked"),
    (TriageQueue::Underway, Queue::Underway, "Under way"),
    (TriageQueue::Closed, Queue::Closed, "Closed"),
    (TriageQueue::Young, Queue::Young, "Under 18"),
];

pub(crate) fn run(look: &Look<'_>, request: TriageRequest) -> Result<TriagePage, Failure> {
    let me = look.me()?;
    let wards = wards_triaged(look)?;
    if wards.is_empty() {
        return Err(Refusal::NotAllowed.into());
    }
    let asked = match request.ward.as_deref().map(str::trim).filter(|ward| !ward.is_empty()) {
        None => narrowed(look, &wards)?,
        Some(text) => vec![wards::find(&[look.boundaries()?], text).map_err(Refusal::Ward)?.code.to_string()],
    };
    let queue = QUEUES.iter().find(|(id, ..)| *id == request.queue).map_or(Queue::Unread, |(_, queue, _)| *queue);
    let after = request.after.as_deref().map(notes::page_key).transpose()?;
    let page = look.reader.queue(queue, me, &asked, after, notes::limit(request.limit))?;
    let rows = Rows::of(look)?;
    let days = WorkingDays::england();
    let mut queues = Vec::new();
    // Counted with the first page: the screen keeps it.
    if request.after.is_none() {
        for (id, queue, label) in QUEUES {
            let late = match queue {
                Queue::Unread => look.reader.unread_since(me, late_since(look, &days), &asked)?,
                _ => 0,
            };
            let count = look.reader.queue_count(queue, me, &asked)?;
            queues.push(QueueView { id, label: label.to_owned(), count, late });
        }
    }
    Ok(TriagePage {
        queues,
        wards,
        rows: page.rows.iter().map(|row| self::row(look, &rows, &days, row)).collect::<Result<_, _>>()?,
        next: page.next.map(|PageKey { happened, no }| format!("{happened}.{no}")),
    })
}

/// The wards to ask for: none, which is all, where this person triages every ward whose notes they hold.
pub(super) fn narrowed(look: &Look<'_>, triaged: &[WardRef]) -> Result<Vec<String>, Failure> {
    let held = wards_with(look, Right::ReadRestricted)?;
    if held.iter().all(|ward| triaged.contains(ward)) {
        return Ok(Vec::new());
    }
    Ok(triaged.iter().map(|ward| ward.code.clone()).collect())
}

/// What the server had by then and nobody has read is late.
pub(super) fn late_since(look: &Look<'_>, days: &WorkingDays) -> Timestamp {
    let limit = TimeDelta::days(triage::PICK_UP_DAYS);
    Timestamp::from_millis(days.latest_start(look.now().utc(), limit).timestamp_millis())
}

/// The wards this person triages; none where they triage nothing.
pub(super) fn wards_triaged(look: &Look<'_>) -> Result<Vec<WardRef>, Failure> {
    wards_with(look, Right::Triage)
}

/// The wards over which this person has a right, by name.
pub(super) fn wards_with(look: &Look<'_>, right: Right) -> Result<Vec<WardRef>, Failure> {
    if !look.reader.linked()? {
        return Ok(Vec::new());
    }
    let (me, today) = (look.me()?, look.today()?);
    let mut wards: Vec<WardRef> = look
        .reader
        .wards_over(me, right, today)?
        .iter()
        .map(|code| views::ward_ref(code))
        .collect();
    wards.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(wards)
}

pub(super) fn row(
    look: &Look<'_>,
    rows: &Rows<'_>,
    days: &WorkingDays,
    row: &StoredRow,
) -> Result<TriageRow, Failure> {
    Ok(TriageRow {
        note: rows.plain_row(row),
        assigned: look.reader.officer_of(row.id)?.map(|officer| rows.author(officer)),
        waiting: waiting(look, days, row),
        young: young(look, row)?,
    })
}

/// What a supervisor asks of a note that somebody under 18 told.
pub(super) fn young(look: &Look<'_>, row: &StoredRow) -> Result<Option<YoungView>, Failure> {
    if !row.young {
        return Ok(None);
    }
    let Some(source) = look.reader.note(row.id)?.and_then(|detail| detail.record.source) else { return Ok(None) };
    let referred = referred(look, row.id, &source)?;
    let mut words = vec!["Under 18".to_owned()];
    words.push(if referred { "referred to the safeguarding hub" } else { "not referred to the safeguarding hub" }.to_owned());
    words.extend((source.contacts > 1).then(|| format!("{} contacts", source.contacts)));
    Ok(Some(YoungView { contacts: source.contacts, referred, words: words.join(", ") }))
}

/// Whether the hub was told of a note's source: by its recorder, or by an officer.
pub(super) fn referred(look: &Look<'_>, note: RecordId, source: &SealedSource) -> Result<bool, Failure> {
    let sent = |row: &HandlingRow| matches!(&row.what, Handling::Referral { to, .. } if to == "mash");
    Ok(source.referred.is_some() || look.reader.handlings(note)?.iter().any(sent))
}

/// How long a note that nobody has read has waited at the server.
pub(super) fn waiting(look: &Look<'_>, days: &WorkingDays, row: &StoredRow) -> Option<WaitingView> {
    let received = row.received_at.filter(|_| row.step < 2 && !row.withdrawn)?.utc();
    let now = look.now().utc();
    let (standing, until) = match triage::waiting(days, received, now) {
        Waiting::Due(until) => ("due", format!("to be read by {}", dates::full(until))),
        Waiting::Late => ("late", String::new()),
        Waiting::NotRead => ("not-read", String::new()),
    };
    Some(WaitingView { standing: standing.to_owned(), words: triage::waited_words(days, received, now), until })
}
