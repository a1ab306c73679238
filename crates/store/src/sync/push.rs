//! Answers to what was sent: receipts checked, groups that are through taken off the outbox, the others
//! marked with what became of them.

use domain::chain::Head;
use domain::change::ChangeHash;
use domain::ids::{ChangeId, RecordId};
use domain::seeded::{self, Seeded};
use protocol::{Fate, GroupAnswer, Receipts};
use rusqlite::{Connection, OptionalExtension};
use sync::Taken;

use super::again;
use super::link::ServerLink;
use super::outbox::{self, OutboxState};
use super::page::{self, Held};
use super::told;
use crate::error::{Result, StoreError};
use crate::store::Writer;
use crate::{apply, streams};

/// The code with which a server says that it holds nothing under a group's id.
const NOT_HELD: &str = "not-held";

/// The code with which a server says that it does not know the device that signed.
const UNKNOWN_DEVICE: &str = "unknown-device";

/// The code with which a server says that another change stands under the device's number.
const NUMBER_TAKEN: &str = "number-taken";

/// Receipts first: a group counts as through when each of its changes has its position.
pub(super) fn take(
    writer: &mut Writer<'_>,
    link: &ServerLink,
    answers: &[GroupAnswer],
    receipts: &[Receipts],
) -> Result<Taken> {
    let (connection, now) = (writer.connection, writer.now);
    for run in receipts {
        take_receipts(connection, link, run)?;
    }
    let mut taken = Taken::default();
    for GroupAnswer { group, fate } in answers {
        match fate {
            Fate::Accepted | Fate::Had => {
                if outbox::every_part_is_placed(connection, *group)? == Some(false) {
                    return Err(StoreError::Untrue(format!("group {group} was accepted without a receipt")));
                }
                outbox::remove(connection, *group)?;
                taken.new += 1;
            }
            Fate::Refused { code, message } => {
                again::not_wanted(writer, *group)?;
                // Of a device that had a copy, which used the number since, or of an earlier name of this one that a
                // restored server lost: the words are as good as ever.
                if [NUMBER_TAKEN, UNKNOWN_DEVICE].contains(&code.as_str()) && writer.sign_anew_as_this_device(*group)? {
                    outbox::set_state(connection, *group, OutboxState::Waiting, ("", "", None), now)?;
                    continue;
                }
                if !seeded::on(Seeded::RefusedBlocksTheQueue) {
                    outbox::set_state(connection, *group, OutboxState::Refused, (code, message, None), now)?;
                    outbox::erases_nothing(connection, *group)?;
                }
                taken.refused += 1;
            }
            Fate::Declined { by, reason } => {
                again::not_wanted(writer, *group)?;
                let message = domain::words::declined(by, reason);
                outbox::set_state(connection, *group, OutboxState::Declined, ("declined", &message, None), now)?;
                outbox::erases_nothing(connection, *group)?;
                taken.refused += 1;
            }
            Fate::Held { since } => {
                again::not_wanted(writer, *group)?;
                outbox::set_state(connection, *group, OutboxState::Held, ("held", "", since.as_deref()), now)?;
                taken.held += 1;
            }
            // A restored server has lost what it held: it is sent once more.
            Fate::Later { code, .. } if code == NOT_HELD => {
                outbox::set_state(connection, *group, OutboxState::Waiting, ("", "", None), now)?;
            }
            Fate::Forked if seeded::on(Seeded::NotTakenCountsAsSent) => {
                outbox::remove(connection, *group)?;
            }
            // To be sent again as they stand; a copied device is parted from its copy before that.
            Fate::Later { .. } | Fate::Forked => {}
        }
    }
    connection
        .prepare_cached(
            "DELETE FROM lost WHERE change IN (SELECT no FROM change WHERE no IN (SELECT change FROM lost) AND position IS NOT NULL)",
        )?
        .execute([])?;
    Ok(taken)
}

fn take_receipts(connection: &Connection, link: &ServerLink, run: &Receipts) -> Result<()> {
    let placed = run
        .check(&link.key)
        .ok_or_else(|| StoreError::Untrue(format!("a receipt for stream {} is not the server's", run.stream)))?;
    let stream = streams::get(connection, run.stream)?
        .ok_or_else(|| StoreError::Untrue(format!("a receipt names stream {}, which is not known here", run.stream)))?;
    // Positions of two lives of a server never stand side by side. One that was restored since may answer a
    // push before it is asked how far this device stands; the stream begins again then, as it would have.
    match page::stored_cursor(connection, stream.no)? {
        Some(held) if held.epoch == run.epoch => {}
        Some(_) => again::begin(connection, &[run.stream], run.epoch)?,
        None => {
            let start = Held { epoch: run.epoch, head: Head::start(run.stream), signature: None };
            page::put_cursor(connection, stream.no, &start)?;
        }
    }
    let mut all_here = true;
    for ((id, head), receipt) in placed.iter().zip(&run.taken) {
        all_here &= place(connection, *id, receipt.hash, stream.no, head)?;
        told::follow(connection, stream.no, run.epoch, head)?;
    }
    // Where nothing of others stands between, the cursor moves on and the page need not come.
    let cursor = page::cursor(connection, stream.no, run.stream)?;
    let follows = cursor.head.position == run.before.position && cursor.head.chain == run.before.chain;
    let skips = seeded::on(Seeded::SkipsWhatOthersPlaced) && cursor.head.position < run.before.position;
    if all_here && (follows || skips) {
        let moved = Held { epoch: run.epoch, head: run.end(), signature: Some(run.signature) };
        page::put_cursor(connection, stream.no, &moved)?;
    }
    Ok(())
}

/// Notes where a change that is held here stands with the server.
pub(super) fn place(connection: &Connection, id: ChangeId, hash: ChangeHash, stream: i64, head: &Head) -> Result<bool> {
    let row: Option<(i64, Vec<u8>, Option<i64>, RecordId)> = connection
        .prepare_cached("SELECT no, header, position, record FROM change WHERE id = ?1 AND stream = ?2")?
        .query_row(rusqlite::params![id.as_bytes(), stream], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, RecordId::from_bytes(row.get(3)?)))
        })
        .optional()?;
    let Some((no, header, position, record)) = row else { return Ok(false) };
    // The server may have it under the signature of a copy. Its bytes come with a page, and show whether it is the
    // same act; until then it counts as not here.
    if ChangeHash::of(&header) != hash {
        return Ok(false);
    }
    if position != Some(head.position.cast_signed()) {
        connection
            .prepare_cached("UPDATE change SET position = ?2, server_time = ?3 WHERE no = ?1")?
            .execute(rusqlite::params![no, head.position.cast_signed(), head.time.millis()])?;
        outbox::through(connection, domain::change::Header::decode(&header)?.group.id)?;
        apply::project_placed(connection, record)?;
    }
    Ok(true)
}
