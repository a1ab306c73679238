//! The roster that this device goes by, and sealed sources as rows. What is sealed is read by `crate::sources`.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::access::Grant;
use domain::change::Change;
use domain::clock::Timestamp;
use domain::ids::{AreaId, DeviceId, PersonId, RecordId};
use domain::permissions::Right;
use domain::records::{SourceContacts, SourceRecord};
use domain::roster::{Lead, LeadDevice, Roster, Stray};
use domain::signing::PublicKey;
use rusqlite::OptionalExtension;

use crate::apply::{CHANGE_COLUMNS, change_from_row};
use crate::error::Result;
use crate::store::Reader;

/// Of the latest sources that are listed, more is hardly said.
const MERGINGS: i64 = 1_000;

/// What is gone by, and what is not.
#[derive(Debug, Clone, Default)]
pub struct Gone {
    pub by: Option<Roster>,
    /// The last of each line that leads began without sight of what is gone by. One of them who stands in both brings
    /// them together with the next roster that they make.
    pub beside: Vec<Roster>,
    /// All of them with those before: what is gone by from the first on, then those of the other lines.
    pub known: Vec<Roster>,
    /// Rosters that came and are not gone by: who signed each, and why not.
    pub strays: Vec<(RecordId, PersonId, Stray)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    pub id: RecordId,
    /// None where the stream is no ward's.
    pub area: Option<AreaId>,
    pub reference: String,
    pub author: PersonId,
    pub at: Timestamp,
}

/// Why somebody who stands in the roster may not open sources any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadOut {
    /// The laptop was shut out.
    Device,
    /// Their membership, or their right, has ended.
    Person,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRow {
    pub by: PersonId,
    pub at: Timestamp,
    pub reason: String,
}

/// The last of each line after those of the first, which has so many.
fn beside(known: &[Roster], line: usize) -> Vec<Roster> {
    let followed: BTreeSet<&String> = known.iter().flat_map(|roster| &roster.record.follows).collect();
    let last = |roster: &&Roster| !followed.contains(&domain::signing::hex(roster.hash.as_bytes()));
    known.iter().skip(line).filter(last).cloned().collect()
}

impl Reader<'_> {
    /// Who opened a source, the latest first.
    pub fn openings(&self, source: RecordId) -> Result<Vec<OpeningRow>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT author, at, reason FROM opening WHERE source = ?1 ORDER BY no DESC")?;
        let rows = statement.query_map([source.as_bytes()], |row| {
            Ok(OpeningRow {
                by: PersonId::from_bytes(row.get(0)?),
                at: Timestamp::from_millis(row.get(1)?),
                reason: row.get(2)?,
            })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// The roster, by following all that came from the first on, in the order in which they came here: so nothing
    /// that a server sends later takes the place of what was trusted first. One that was made here and that the server
    /// did not take is nobody else's, and is not gone by here either; nor is one that came by a file and that the
    /// server has refused. Where there is no server, nobody refuses any.
    pub fn roster(&self) -> Result<Gone> {
        self.followed(
            "position IS NOT NULL OR no IN (SELECT change FROM lost) OR EXISTS (
             SELECT 1 FROM outbox o
             WHERE o.state = 'waiting' AND change.no BETWEEN o.first AND o.first + o.changes - 1)
             OR NOT EXISTS (SELECT 1 FROM server)",
        )
    }

    /// The same by those rosters alone that are as `counts` says, in SQL.
    fn followed(&self, counts: &'static str) -> Result<Gone> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {CHANGE_COLUMNS} FROM change WHERE no IN (SELECT no FROM roster) AND ({counts}) ORDER BY no"
        ))?;
        let mut rows = statement.query([])?;
        let mut left: Vec<Change> = Vec::new();
        while let Some(row) = rows.next()? {
            left.push(change_from_row(row)?.0);
        }
        let mut gone = Gone::default();
        let mut line: Vec<Roster> = Vec::new();
        // One that was made later can come earlier, by a file for one: whatever follows now is taken until nothing does.
        while let Some((at, next)) = self.next_of(line.last().map(std::slice::from_ref), &left)? {
            left.remove(at);
            line.push(next);
        }
        gone.known = self.known(&line, &left)?;
        gone.beside = beside(&gone.known, line.len());
        gone.by = line.last().cloned();
        let current = gone.by.as_ref();
        for change in left {
            // What the line follows by another way was brought together with it.
            let hash = domain::signing::hex(change.hash().as_bytes());
            if line.iter().any(|roster| roster.record.follows.contains(&hash)) {
                continue;
            }
            if let Err(why) = Roster::follow(current, &change, self.opens_sources(&change)?) {
                gone.strays.push((change.header().record, change.header().author, why));
            }
        }
        Ok(gone)
    }

    /// The roster that a source is sealed to: the last that is gone by and that the server has had. One that waits
    /// here, or that a file brought, may yet be refused, and what was sealed to its key alone would be opened by nobody
    /// whom the others know. Where there is no server, nobody refuses any.
    pub fn roster_sealed_to(&self) -> Result<Option<Roster>> {
        let had = self.followed(
            "position IS NOT NULL
             OR (no IN (SELECT change FROM lost) AND no NOT IN (SELECT change FROM brought))
             OR NOT EXISTS (SELECT 1 FROM server)",
        )?;
        Ok(had.by)
    }

    /// The first of these changes that follows any of these rosters, or that is a first one where there are none.
    fn next_of(&self, after: Option<&[Roster]>, left: &[Change]) -> Result<Option<(usize, Roster)>> {
        for (at, change) in left.iter().enumerate() {
            let opens = self.opens_sources(change)?;
            let found = match after {
                None => Roster::follow(None, change, opens).ok(),
                Some(rosters) => rosters.iter().find_map(|roster| Roster::follow(Some(roster), change, opens).ok()),
            };
            if let Some(next) = found {
                return Ok(Some((at, next)));
            }
        }
        Ok(None)
    }

    /// The line that is gone by, and each beside it: from a roster of it, or from a first one of its own.
    fn known(&self, line: &[Roster], left: &[Change]) -> Result<Vec<Roster>> {
        let mut left: Vec<Change> = left.to_vec();
        let mut known = line.to_vec();
        loop {
            let found = match self.next_of(Some(&known), &left)? {
                None => self.next_of(None, &left)?,
                found => found,
            };
            let Some((at, next)) = found else { break };
            left.remove(at);
            known.push(next);
        }
        Ok(known)
    }

    /// Who made the printed code of the roster that is gone by, and when.
    pub fn leads_code(&self, gone: &Gone) -> Result<Option<(PersonId, Timestamp)>> {
        let made = gone.by.as_ref().map(|by| by.origin(&gone.known));
        let Some(fold) = made.map(|made| self.fold(made.id)).transpose()?.flatten() else { return Ok(None) };
        Ok(fold.created().map(|(created, write)| (write.author, crate::project::written_at(created, write))))
    }

    /// The devices that open sources now, as the next roster has them where nobody comes and nobody leaves. Where
    /// leads made rosters without sight of each other, those who stand in all of them: whoever was taken out of one is
    /// out, and whoever was added to one alone is added again. Whoever may not open sources any more on this day is not
    /// among them, so that the next roster of anybody's makes a key which theirs does not open.
    pub fn present_leads(&self, today: NaiveDate) -> Result<Vec<Lead>> {
        let gone = self.roster()?;
        let device = self.identity()?.device();
        let beside: Vec<&Roster> = gone.beside.iter().filter(|roster| roster.record.device(device).is_some()).collect();
        let lead = |stands: &LeadDevice| {
            let everywhere = beside.iter().all(|roster| roster.record.device(stands.device).is_some());
            let key = PublicKey::from_hex(&stands.key).filter(|_| everywhere)?;
            Some(Lead { device: stands.device, person: stands.person, key })
        };
        let mut leads = Vec::new();
        for lead in gone.by.iter().flat_map(|roster| &roster.record.devices).filter_map(lead) {
            if self.lead_out(lead.device, lead.person, today)?.is_none() {
                leads.push(lead);
            }
        }
        Ok(leads)
    }

    /// Why a device that stands in the roster is not to open what is sealed from now on; none where nothing speaks
    /// against it.
    pub fn lead_out(&self, device: DeviceId, person: PersonId, today: NaiveDate) -> Result<Option<LeadOut>> {
        let ended: Option<bool> = self
            .connection
            .prepare_cached("SELECT ended IS NOT NULL FROM device WHERE id = ?1")?
            .query_row([device.as_bytes()], |row| row.get(0))
            .optional()?;
        match ended {
            // Its introduction has not come here yet.
            None => return Ok(None),
            Some(true) => return Ok(Some(LeadOut::Device)),
            Some(false) => {}
        }
        let left = self.person(person)?.and_then(|person| person.ended).and_then(|day| day.parse::<NaiveDate>().ok());
        let opens = |grant: &Grant| grant.holds_on(today) && grant.rights.contains(&Right::ReadSealed);
        let may = left.is_none_or(|left| today < left) && self.grants_of(person)?.iter().any(opens);
        Ok((!may).then_some(LeadOut::Person))
    }

    /// Whether its author was ever given the right to open sealed sources.
    fn opens_sources(&self, change: &Change) -> Result<bool> {
        Ok(self.grants_of(change.header().author)?.iter().any(|grant| grant.rights.contains(&Right::ReadSealed)))
    }

    /// Records that say of two sources that they are one person: by whom and when, the latest first.
    pub(crate) fn merging_rows(&self) -> Result<Vec<(RecordId, PersonId, Timestamp)>> {
        let mut statement =
            self.connection.prepare_cached("SELECT id, author, at FROM merging ORDER BY no DESC LIMIT ?1")?;
        let rows = statement.query_map([MERGINGS], |row| {
            let (id, by) = (RecordId::from_bytes(row.get(0)?), PersonId::from_bytes(row.get(1)?));
            Ok((id, by, Timestamp::from_millis(row.get(2)?)))
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// The note that says it has this sealed source, where it is held.
    pub fn note_of_source(&self, reference: &str) -> Result<Option<RecordId>> {
        use rusqlite::OptionalExtension;
        Ok(self
            .connection
            .prepare_cached("SELECT id FROM note WHERE source = ?1")?
            .query_row([reference], |row| row.get(0).map(RecordId::from_bytes))
            .optional()?)
    }

    /// A person's own notes with a sealed source, the latest first.
    pub fn own_sources(&self, author: PersonId, limit: usize) -> Result<Vec<RecordId>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id FROM note INDEXED BY note_by_source WHERE source IS NOT NULL AND author = ?1 AND withdrawn = 0
             ORDER BY happened DESC, no DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(rusqlite::params![author.as_bytes(), limit as i64], |row| {
            row.get(0).map(RecordId::from_bytes)
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// Sealed sources that are held, the latest first.
    pub fn sources(&self, limit: usize) -> Result<Vec<SourceRow>> {
        self.source_rows("ORDER BY s.no DESC LIMIT ?1", [limit as i64])
    }

    /// Those that were sealed before this, the oldest first.
    pub fn sources_before(&self, at: Timestamp, limit: usize) -> Result<Vec<SourceRow>> {
        self.source_rows("WHERE s.at < ?1 ORDER BY s.at, s.no LIMIT ?2", [at.millis(), limit as i64])
    }

    /// Those whose leads were told that their note is closed, erased or withdrawn, the oldest first.
    pub fn sources_concluded(&self, limit: usize) -> Result<Vec<SourceRow>> {
        self.source_rows(
            "WHERE EXISTS (SELECT 1 FROM conclusion c WHERE c.reference = s.reference AND c.stream = s.stream)
             OR EXISTS (SELECT 1 FROM retraction r
                        WHERE r.reference = s.reference AND r.stream = s.stream AND r.author = s.author)
             ORDER BY s.at, s.no LIMIT ?1",
            [limit as i64],
        )
    }

    /// Whether the leads were told that the note of a source is closed, and not that it is open again, or that it is
    /// erased. A reference counts only where its source lies: whoever closes notes of one ward says nothing of another's.
    pub fn is_concluded(&self, source: RecordId) -> Result<bool> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT 1 FROM source s JOIN conclusion c ON c.reference = s.reference AND c.stream = s.stream
                 WHERE s.id = ?1",
            )?
            .exists([source.as_bytes()])?)
    }

    /// Whether the leads were told that the note of a source is withdrawn, and not that it was put back. Anybody who
    /// records may say so; it counts where the source is theirs.
    pub fn is_retracted(&self, source: RecordId) -> Result<bool> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT 1 FROM source s JOIN retraction r
                 ON r.reference = s.reference AND r.stream = s.stream AND r.author = s.author
                 WHERE s.id = ?1",
            )?
            .exists([source.as_bytes()])?)
    }

    pub fn source_row(&self, id: RecordId) -> Result<Option<SourceRow>> {
        Ok(self.source_rows("WHERE s.id = ?1", [id.as_bytes()])?.pop())
    }

    /// The source of a note, by the reference that stands in it and by the note's author; none where it is not held.
    pub fn source_of(&self, reference: &str, author: PersonId) -> Result<Option<SourceRow>> {
        let rows = self
            .source_rows("WHERE s.reference = ?1 AND s.author = ?2", rusqlite::params![reference, author.as_bytes()])?;
        Ok(rows.into_iter().next())
    }

    /// What stands in clear of whoever told a source, beside it and in its note where that is held too: of the two
    /// whichever says more, since an altered program may have written either.
    pub fn told(&self, source: &SourceRow) -> Result<Option<SourceContacts>> {
        let record = self.fold(source.id)?.and_then(|fold| fold.read::<SourceRecord>().ok());
        let beside = record.and_then(|record| record.told);
        let Some(note) = self.note_of_source(&source.reference)? else { return Ok(beside) };
        let note = self.note(note)?.filter(|note| note.row.author == source.author);
        let in_note = note.and_then(|note| note.record.source).map(|said| SourceContacts::from(&said));
        let more = |one: SourceContacts, other: SourceContacts| SourceContacts {
            young: one.young || other.young,
            contacts: one.contacts.max(other.contacts),
        };
        Ok(in_note.into_iter().chain(beside).reduce(more))
    }

    fn source_rows(&self, which: &'static str, values: impl rusqlite::Params) -> Result<Vec<SourceRow>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT s.id, t.area, s.reference, s.author, s.at FROM source s JOIN stream t ON t.no = s.stream {which}"
        ))?;
        let rows = statement.query_map(values, |row| {
            Ok(SourceRow {
                id: RecordId::from_bytes(row.get(0)?),
                area: row.get::<_, Option<[u8; 16]>>(1)?.map(AreaId::from_bytes),
                reference: row.get(2)?,
                author: PersonId::from_bytes(row.get(3)?),
                at: Timestamp::from_millis(row.get(4)?),
            })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }
}
