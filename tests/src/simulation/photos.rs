//! Photos at rest: whoever may read what one hangs on has all of it, and what anybody has whole is with the
//! server. Looked at in the raw rows.

use std::collections::{BTreeMap, BTreeSet};

use domain::blob::BlobId;
use domain::change::Act;
use rusqlite::Connection;

use super::checker::{Checked, Row};
use super::world::World;

/// A photo's bytes on a laptop.
pub struct Photo {
    size: u64,
    have: u64,
    refused: Option<String>,
    /// How far it was sent, and whether the server said that it has it.
    sent: (u64, bool),
    /// What the bytes that are here are called.
    name: BlobId,
}

pub fn read(connection: &Connection) -> rusqlite::Result<BTreeMap<BlobId, Photo>> {
    let mut photos = BTreeMap::new();
    let mut statement = connection.prepare("SELECT id, size, have, refused, no, sent, there FROM blob")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut parts = connection.prepare_cached("SELECT bytes FROM blob_part WHERE blob = ?1 ORDER BY at")?;
        let bytes: Vec<Vec<u8>> =
            parts.query_map([row.get::<_, i64>(4)?], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let photo = Photo {
            size: row.get::<_, i64>(1)?.unsigned_abs(),
            have: row.get::<_, i64>(2)?.unsigned_abs(),
            refused: row.get(3)?,
            sent: (row.get::<_, i64>(5)?.unsigned_abs(), row.get(6)?),
            name: BlobId::of(&bytes.concat()),
        };
        photos.insert(BlobId::from_bytes(row.get(0)?), photo);
    }
    Ok(photos)
}

/// `rows` and `photos` are of one laptop.
pub fn complete<'a>(world: &World, rows: impl Iterator<Item = &'a Row>, photos: &BTreeMap<BlobId, Photo>) -> Checked {
    let (mut hung, mut taken_back) = (BTreeMap::new(), BTreeSet::new());
    for row in rows.filter(|row| row.change.header().kind == "attachment" && row.position.is_some()) {
        let header = row.change.header();
        if header.act != Act::Create {
            taken_back.insert(header.record);
            continue;
        }
        let content = row.change.content().ok().flatten().unwrap_or_default();
        let name = content.get("blob").and_then(serde_json::Value::as_str).and_then(|name| name.parse().ok());
        hung.extend(name.map(|name: BlobId| (header.record, name)));
    }
    let there = world.borough.blobs_whole(hung.values().copied().collect());
    for (_, blob) in hung.iter().filter(|(record, _)| !taken_back.contains(record)) {
        let Some(photo) = photos.get(blob) else { return Err(format!("knows nothing of photo {blob}")) };
        if let Some(code) = &photo.refused {
            return Err(format!("photo {blob} was refused, as “{code}”"));
        }
        let whole = photo.have == photo.size;
        if whole && photo.name != *blob {
            return Err(format!("photo {blob} is not what it was"));
        }
        if whole && !there.contains(blob) {
            let (sent, there) = photo.sent;
            return Err(format!(
                "has photo {blob}, and the server has not; sent {sent} of {}, there {there}",
                photo.size
            ));
        }
        if !whole && there.contains(blob) {
            return Err(format!("has {} of {} bytes of photo {blob}, which the server has", photo.have, photo.size));
        }
    }
    Ok(())
}
