//! The file `unsent` beside the database: what waits to be sent, sealed to the partnership's server as well. It
//! is what is left of a notebook that nobody can open any more, and nothing but the server reads it.
//!
//! It follows the outbox: what a person wrote is added after the commit, and all of it goes once nothing waits.
//! The outbox is what counts. Where the two differ, after a crash or another program's writing, the file is made
//! to hold what the outbox holds; it is never read back. Writing it never fails what was written down: what went
//! wrong is kept for whoever looks ([`Store::unsent_fault`]). Knows no network.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use domain::entropy::Entropy;
use domain::ids::GroupId;
use domain::sealing::SealingKey;
use domain::signing::PublicKey;
use protocol::unsent::{self, MAGIC, Tag};
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use crate::disk::{self, Hold};
use crate::error::{Result, StoreError};
use crate::keyfile::DatabaseKey;
use crate::profile::Profile;
use crate::store::Store;
use crate::sync::{load_link, wire_group};

#[cfg(test)]
mod tests;

/// What has no receipt. What was refused and written anew is in the outbox anew.
const BELONGS: &str = "state <> 'replaced'";

/// Bytes at the end of the file by which it is known again: of what is sealed, no two are alike.
const END: usize = 32;

/// A notebook's file, and how far it is known to follow.
pub(crate) struct Unsent {
    profile: Profile,
    server: SealingKey,
    /// Makes the tags; follows from the database's key.
    tagging: Zeroizing<[u8; 32]>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// None where the file has to be looked at.
    end: Option<End>,
    tags: BTreeSet<Tag>,
    /// The last row of the outbox that was looked at.
    last: Option<(i64, GroupId)>,
    fault: Option<String>,
}

/// The file's length and last bytes.
#[derive(Clone, PartialEq, Eq)]
struct End {
    length: u64,
    bytes: Vec<u8>,
}

/// A group of the outbox.
struct Row {
    group: GroupId,
    first: i64,
    changes: i64,
    tag: Tag,
}

/// What of the file is left where something in it is through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tidy {
    /// Nothing that does not wait.
    All,
    /// Until it is the larger part: the file of ten thousand that wait is not written anew for each that went.
    Seldom,
}

impl Unsent {
    /// None in a notebook without a server.
    pub fn of(connection: &Connection, profile: &Profile, key: &DatabaseKey) -> Result<Option<Self>> {
        let Some(link) = load_link(connection)? else { return Ok(None) };
        Ok(sealing(&link.key).map(|server| Self {
            profile: profile.clone(),
            server,
            tagging: tagging(key, &server),
            known: Mutex::default(),
        }))
    }

    /// After a commit: adds what is new, and empties the file once nothing waits.
    pub fn follow(&self, connection: &Connection, entropy: &dyn Entropy) {
        self.keep(|known| {
            let last = last_row(connection)?;
            if known.end.is_some() && known.last == last {
                return Ok(());
            }
            let after = known.last.map_or(0, |(rank, _)| rank);
            let only_more = known.end.is_some() && last.is_some_and(|(rank, _)| rank > after);
            let rows = self.rows(connection, if only_more { after } else { 0 })?;
            if only_more && self.append(known, connection, &rows, entropy)? {
                known.last = last;
                return Ok(());
            }
            let rows = if only_more { self.rows(connection, 0)? } else { rows };
            self.bring_up(known, connection, &rows, Tidy::Seldom, entropy)?;
            known.last = last;
            Ok(())
        });
    }

    /// Looks at file and outbox as they stand.
    pub fn reconcile(&self, connection: &Connection, entropy: &dyn Entropy, whole: bool) {
        self.keep(|known| {
            let (last, rows) = (last_row(connection)?, self.rows(connection, 0)?);
            self.bring_up(known, connection, &rows, if whole { Tidy::All } else { Tidy::Seldom }, entropy)?;
            known.last = last;
            Ok(())
        });
    }

    pub fn fault(&self) -> Option<String> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).fault.clone()
    }

    fn keep(&self, done: impl FnOnce(&mut Known) -> Result<()>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.fault = done(&mut known).err().map(|fault| fault.to_string());
        if known.fault.is_some() {
            // Whatever was half done is looked at with the next commit.
            known.end = None;
        }
    }

    fn file(&self) -> PathBuf {
        self.profile.unsent()
    }

    /// Window and terminal may be at it at once.
    fn hold(&self) -> Result<Hold> {
        disk::create_private_folder(&self.profile.tmp())?;
        Hold::soon(|| Hold::alone(&self.profile.tmp().join("unsent-lock")))
    }

    /// Rows of the outbox behind this rank, in their order.
    fn rows(&self, connection: &Connection, after: i64) -> Result<Vec<Row>> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT o.id, o.first, o.changes, c.signature FROM outbox o JOIN change c ON c.no = o.first
             WHERE o.rank > ?1 AND o.{BELONGS} ORDER BY o.rank"
        ))?;
        let rows = statement.query_map([after], |row| {
            let signature: Vec<u8> = row.get(3)?;
            Ok(Row {
                group: GroupId::from_bytes(row.get(0)?),
                first: row.get(1)?,
                changes: row.get(2)?,
                tag: tag_of(&self.tagging, &signature),
            })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// False where the file is not as it was left, and nothing was written.
    fn append(&self, known: &mut Known, connection: &Connection, rows: &[Row], entropy: &dyn Entropy) -> Result<bool> {
        let new: Vec<&Row> = rows.iter().filter(|row| !known.tags.contains(&row.tag)).collect();
        let sealed = self.seal(connection, &new, entropy)?;
        let _hold = self.hold()?;
        let opened = OpenOptions::new().read(true).append(true).open(self.file());
        let mut file = match opened {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        if known.end.as_ref() != Some(&end_of(&mut file)?) {
            return Ok(false);
        }
        file.write_all(&sealed)?;
        file.sync_data()?;
        known.end = Some(end_of(&mut file)?);
        known.tags.extend(new.iter().map(|row| row.tag));
        Ok(true)
    }

    /// Makes the file hold these rows, whatever it holds now.
    fn bring_up(
        &self,
        known: &mut Known,
        connection: &Connection,
        rows: &[Row],
        tidy: Tidy,
        entropy: &dyn Entropy,
    ) -> Result<()> {
        let _hold = self.hold()?;
        let file = match std::fs::read(self.file()) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        // One that cannot be read is made anew: everything that belongs in it is here.
        let contents = file.as_deref().and_then(|file| unsent::read(file).ok());
        let damaged = contents.as_ref().is_none_or(|contents| contents.unreadable > 0);
        let items = contents.map_or_else(Vec::new, |contents| contents.items);
        let belongs: BTreeSet<Tag> = rows.iter().map(|row| row.tag).collect();
        let mut kept = BTreeSet::new();
        let here: Vec<&[u8]> = items
            .iter()
            .filter(|item| belongs.contains(&item.tag()) && kept.insert(item.tag()))
            .map(|item| item.framed)
            .collect();
        let missing: Vec<&Row> = rows.iter().filter(|row| !kept.contains(&row.tag)).collect();
        let through = items.len() - here.len();
        let untidy = match tidy {
            Tidy::All => through > 0,
            Tidy::Seldom => through > rows.len(),
        };
        let sealed = self.seal(connection, &missing, entropy)?;
        if damaged || untidy {
            disk::replace_file(&self.file(), &[MAGIC, &here.concat(), &sealed].concat())?;
            known.tags = belongs;
        } else {
            if !sealed.is_empty() {
                let mut file = OpenOptions::new().append(true).open(self.file())?;
                file.write_all(&sealed)?;
                file.sync_data()?;
            }
            known.tags = belongs.into_iter().chain(items.iter().map(unsent::Item::tag)).collect();
        }
        known.end = Some(end_of(&mut std::fs::File::open(self.file())?)?);
        Ok(())
    }

    /// One that cannot be put together keeps no other out; it is said by the check of the notebook.
    fn seal(&self, connection: &Connection, rows: &[&Row], entropy: &dyn Entropy) -> Result<Vec<u8>> {
        let mut sealed = Vec::new();
        for row in rows {
            let group = match wire_group(connection, row.group, row.first, row.changes) {
                Ok(group) => group,
                Err(StoreError::Inconsistent(_)) => continue,
                Err(other) => return Err(other),
            };
            sealed.extend(unsent::seal(&group, row.tag, &self.server, entropy).unwrap_or_default());
        }
        Ok(sealed)
    }
}

impl Store {
    /// At the end of an exchange: what has been received goes from the file.
    pub(crate) fn tidy_unsent(&self, entropy: &dyn Entropy) {
        if let Some(unsent) = self.unsent() {
            unsent.reconcile(&self.whole_file(), entropy, false);
        }
    }

    /// Why what waits could not be sealed to the server the last time; none where it was.
    pub fn unsent_fault(&self) -> Option<String> {
        self.unsent().and_then(Unsent::fault)
    }
}

impl Profile {
    /// Where what waits is kept for the server.
    pub fn unsent(&self) -> PathBuf {
        self.folder().join("unsent")
    }

    /// Whether something waits there; none where there is no such file, or it is none.
    pub fn holds_unsent(&self) -> Option<bool> {
        // Its head is enough: an item is longer than nothing.
        let mut file = std::fs::File::open(self.unsent()).ok()?;
        let mut head = vec![0; MAGIC.len()];
        file.read_exact(&mut head).ok()?;
        let length = file.metadata().ok()?.len();
        (head == MAGIC).then_some(length > MAGIC.len() as u64)
    }
}

fn sealing(server: &PublicKey) -> Option<SealingKey> {
    server.sealing().map(SealingKey::from_bytes)
}

/// Of another server, everything is sealed anew.
fn tagging(key: &DatabaseKey, server: &SealingKey) -> Zeroizing<[u8; 32]> {
    let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 unsent tags v1");
    hasher.update(key.as_slice());
    hasher.update(server.as_bytes());
    Zeroizing::new(*hasher.finalize().as_bytes())
}

/// A group that is signed anew is another: it is the signature that is known again, under a key that nobody has
/// who has the file alone.
fn tag_of(tagging: &[u8; 32], signature: &[u8]) -> Tag {
    let mut tag = Tag::default();
    blake3::Hasher::new_keyed(tagging).update(signature).finalize_xof().fill(&mut tag);
    tag
}

fn last_row(connection: &Connection) -> Result<Option<(i64, GroupId)>> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT rank, id FROM outbox WHERE {BELONGS} ORDER BY rank DESC LIMIT 1"))?;
    Ok(statement.query_row([], |row| Ok((row.get(0)?, GroupId::from_bytes(row.get(1)?)))).optional()?)
}

fn end_of(file: &mut std::fs::File) -> Result<End> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(END as u64)))?;
    let mut bytes = Vec::with_capacity(END);
    file.take(END as u64).read_to_end(&mut bytes)?;
    Ok(End { length, bytes })
}
