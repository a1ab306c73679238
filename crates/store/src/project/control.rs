//! Who belongs, with which devices and rights, and the wards.

use domain::fold::Fold;
use domain::ids::{AreaId, PersonId};
use domain::records::{
    AreaRecord, DeviceRecord, Ended, GrantRecord, PartnershipRecord, PersonRecord, StreamRecord, plan,
};
use domain::signing::PublicKey;
use rusqlite::Connection;

use crate::error::Result;

/// What can't be read as its kind yet (a part is missing) is left out until the rest arrives.
macro_rules! read_or_wait {
    ($fold:expr, $record:ty) => {
        match $fold.read::<$record>() {
            Ok(record) => record,
            Err(_) => return Ok(()),
        }
    };
}

pub(super) fn partnership(connection: &Connection, fold: &Fold) -> Result<()> {
    let record = read_or_wait!(fold, PartnershipRecord);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO partnership (id, name, boundaries, stream_secret, reference, root_key, addresses)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            record.name,
            record.boundaries.to_string(),
            record.stream_secret,
            record.reference.as_bytes(),
            record.root_key,
            super::notes::json(&record.addresses)
        ])?;
    Ok(())
}

pub(super) fn person(connection: &Connection, fold: &Fold) -> Result<()> {
    let record = read_or_wait!(fold, PersonRecord);
    let id = PersonId::from(fold.record());
    connection
        .prepare_cached(
            "INSERT INTO person (id, name, role, ended) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, ended = excluded.ended",
        )?
        .execute(rusqlite::params![id.as_bytes(), record.name, record.role, ended(fold)])?;
    Ok(())
}

pub(super) fn device(connection: &Connection, fold: &Fold) -> Result<()> {
    let record = read_or_wait!(fold, DeviceRecord);
    let Some(key) = PublicKey::from_hex(&record.signing_key) else { return Ok(()) };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO device (id, person, signing_key, reason, ended) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            record.person.as_bytes(),
            key.as_bytes(),
            record.reason,
            ended(fold)
        ])?;
    Ok(())
}

/// The ISO day on which it ended.
fn ended(fold: &Fold) -> Option<String> {
    Ended::of(fold).map(|ended| ended.on)
}

pub(super) fn grant(connection: &Connection, fold: &Fold) -> Result<()> {
    let record = read_or_wait!(fold, GrantRecord);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO grant_ (id, person, audience, rights, until, role, reason, granted_by, ended)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            record.person.as_bytes(),
            super::notes::json(&record.audience),
            super::notes::json(&record.rights),
            GrantRecord::last_day(fold).map(|day| day.to_string()),
            record.role,
            record.reason,
            record.granted_by.as_bytes(),
            ended(fold)
        ])?;
    Ok(())
}

pub(super) fn area(connection: &Connection, fold: &Fold) -> Result<()> {
    let record = read_or_wait!(fold, AreaRecord);
    let id = AreaId::from(fold.record());
    // Two areas for one ward can only come from two founders; the first stands for lists.
    connection
        .prepare_cached("INSERT INTO area (id, ward, boundaries) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(rusqlite::params![id.as_bytes(), record.ward.as_str(), record.boundaries.to_string()])?;
    Ok(())
}

/// What a stream with a random id is for, and the areas of a plan's.
pub(super) fn stream(connection: &Connection, fold: &Fold) -> Result<()> {
    let record = read_or_wait!(fold, StreamRecord);
    let id = fold.record();
    connection
        .prepare_cached("INSERT OR REPLACE INTO stream_record (id, sort, area, plan) VALUES (?1, ?2, ?3, ?4)")?
        .execute(rusqlite::params![
        id.as_bytes(),
        record.sort,
        record.area.as_ref().map(AreaId::as_bytes),
        record.plan.as_ref().map(|plan| plan.as_bytes()),
    ])?;
    connection.prepare_cached("DELETE FROM stream_area WHERE stream = ?1")?.execute([id.as_bytes()])?;
    for area in plan::elements(fold, plan::AREAS).keys().filter_map(|area| area.parse::<AreaId>().ok()) {
        // One id can be written in several ways.
        connection
            .prepare_cached("INSERT OR IGNORE INTO stream_area (stream, area) VALUES (?1, ?2)")?
            .execute(rusqlite::params![id.as_bytes(), area.as_bytes()])?;
    }
    Ok(())
}
