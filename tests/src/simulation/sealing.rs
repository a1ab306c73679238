//! Sealed sources, the roster of those who open them, and the trail, as people of a borough meet them: who was named
//! when, what was sealed to whom, and what was opened, kept beside the programs so that the checker can hold them to it.

use std::collections::{BTreeMap, BTreeSet};

use domain::change::{Act, Change, Draft};
use domain::entropy::SeededEntropy;
use domain::ids::{ChangeId, DeviceId, PersonId, RecordId, StreamId};
use domain::permissions::Right;
use domain::records::{
    Deed as Done, Kind, NoteRecord, SealedSource, SourceInside, SourceRecord, TrailEntry, TrailRecord, Why, reference,
};
use domain::roster::{Lead, Roster, RosterRecord};
use domain::sealing::{OpeningKey, SealingKey};
use domain::signing::SigningKey;
use serde_json::Value;
use store::{Store, StoreError, Writer};

use super::people::{Choice, Deed};

type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Among so many of the latest is chosen.
const LATEST: usize = 8;
/// A borough names a handful of them.
const LEADS_AT_MOST: usize = 4;
/// As many entries stand in one record of a trail, at most.
const ENTRIES: usize = 16;

/// What was sealed, as whoever recorded it knows.
pub struct Sealed {
    /// Its words, which stand nowhere in clear.
    pub who: String,
    pub key: SealingKey,
    /// By the roster that was gone by where it was sealed: its number, the key to seal to and the devices that open.
    pub number: u32,
    pub expected: Option<SealingKey>,
    pub leads: BTreeSet<DeviceId>,
}

/// What somebody wrote on their trail, to the letter.
pub struct Trailed {
    pub stream: StreamId,
    pub person: PersonId,
    pub content: Value,
}

/// What is known of sources and trails beside the programs.
#[derive(Default)]
pub struct Secrets {
    pub sealed: BTreeMap<RecordId, Sealed>,
    pub trailed: BTreeMap<ChangeId, Trailed>,
    /// Each opening with the entry of the trail that tells of it; none where nothing does.
    pub opened: BTreeMap<ChangeId, Option<ChangeId>>,
    /// Rosters made by somebody who stands in none.
    pub strays: BTreeSet<RecordId>,
    /// What the recovery codes of rosters were made of.
    pub codes: Vec<u64>,
    /// Rosters that somebody made with the code.
    pub recovered: u64,
}

impl Secrets {
    /// What an act wrote, seen by whoever did it. `roster` is what their laptop went by then.
    pub fn wrote(&mut self, groups: &[Vec<Change>], choice: &Choice, roster: Option<&Roster>) {
        if matches!(choice.deed, Deed::BeginRoster | Deed::RecoverLeads) {
            self.codes.push(choice.number);
            self.recovered += u64::from(choice.deed == Deed::RecoverLeads);
        }
        let of_trail = |change: &&Change| change.header().kind == Kind::Trail.as_str();
        let tells = groups.iter().flatten().find(of_trail).map(|change| change.header().id);
        for change in groups.iter().flatten() {
            let header = change.header();
            let content = change.content().ok().flatten().map(Value::Object).unwrap_or_default();
            match (header.kind.as_str(), &header.act) {
                ("trail", Act::Create) => {
                    let trailed = Trailed { stream: header.stream, person: header.author, content };
                    self.trailed.insert(header.id, trailed);
                }
                ("roster", Act::Create) if choice.deed == Deed::StrayRoster => {
                    self.strays.insert(header.record);
                }
                ("opening", Act::Create) => {
                    self.opened.insert(header.id, tells);
                }
                ("source", Act::Create) => {
                    let Ok(record) = serde_json::from_value::<SourceRecord>(content) else { continue };
                    let record = Sealed {
                        who: who(choice.number),
                        key: record.key,
                        number: roster.map_or(0, |roster| roster.record.number),
                        expected: roster.and_then(|roster| roster.record.key().copied()),
                        leads: roster.map(|roster| devices(&roster.record).collect()).unwrap_or_default(),
                    };
                    self.sealed.insert(header.record, record);
                }
                _ => {}
            }
        }
    }
}

pub fn devices(record: &RosterRecord) -> impl Iterator<Item = DeviceId> + '_ {
    record.devices.iter().map(|lead| lead.device)
}

/// The printed code of the roster that was begun with this number.
pub fn code(number: u64) -> SigningKey {
    SigningKey::generate(&SeededEntropy::new(number ^ 0x00c0_de00))
}

/// Who told it: words that come nowhere else.
fn who(number: u64) -> String {
    format!("Zelkjordan {number:020}")
}

/// None where it cannot be, for want of a right, a roster or a key. For acts of one group: of several, those before
/// would stand.
fn if_possible<T: Default>(done: Result<T>) -> Result<T> {
    match done {
        Err(StoreError::NotAllowed | StoreError::NotFound | StoreError::Source(_)) => Ok(T::default()),
        other => other,
    }
}

fn as_groups(changes: Vec<Change>) -> Vec<Vec<Change>> {
    if changes.is_empty() { Vec::new() } else { vec![changes] }
}

pub fn begin(writer: &mut Writer<'_>, number: u64) -> Result<Vec<Vec<Change>>> {
    if_possible(writer.begin_roster(&code(number).public())).map(as_groups)
}

/// Somebody who may open sources is added, or one who stands there leaves.
pub fn change(writer: &mut Writer<'_>, number: usize) -> Result<Vec<Vec<Change>>> {
    let Some(roster) = writer.roster()?.by else { return Ok(Vec::new()) };
    if roster.record.device(writer.device()).is_none() {
        return Ok(Vec::new());
    }
    let today = writer.day_of_writing(writer.now())?;
    let mut leads = writer.present_leads(today)?;
    let others = others(writer, &roster)?;
    let full = leads.len() >= LEADS_AT_MOST;
    match others.get(number / 3 % others.len().max(1)) {
        Some(other) if !full && number % 3 > 0 => leads.push(*other),
        _ if leads.len() > 1 => {
            leads.remove(number / 3 % leads.len());
        }
        _ => return Ok(Vec::new()),
    }
    if_possible(writer.change_roster(&leads)).map(as_groups)
}

/// Devices that could be added, as the window lists them.
fn others(writer: &Writer<'_>, roster: &Roster) -> Result<Vec<Lead>> {
    let mut found = Vec::new();
    for device in writer.devices()? {
        let opens = writer.grants_of(device.person)?.iter().any(|grant| grant.rights.contains(&Right::ReadSealed));
        if roster.record.device(device.id).is_none() && device.reason != "server" && opens {
            found.extend(writer.lead(device.id)?);
        }
    }
    Ok(found)
}

/// The printed code of the roster that is gone by makes this laptop the only lead's.
pub fn recover(writer: &mut Writer<'_>, codes: &[u64], number: u64) -> Result<Vec<Vec<Change>>> {
    let Some(roster) = writer.roster()?.by else { return Ok(Vec::new()) };
    let printed = codes.iter().find(|printed| code(**printed).public().to_hex() == roster.record.recovery);
    let Some(printed) = printed.copied() else { return Ok(Vec::new()) };
    if roster.record.device(writer.device()).is_some() {
        return Ok(Vec::new());
    }
    if_possible(writer.recover_roster(&code(printed), &code(number).public())).map(as_groups)
}

/// A roster that follows the present one and loses no key of it, by somebody who does not stand there.
pub fn stray(writer: &mut Writer<'_>, number: u64) -> Result<Vec<Vec<Change>>> {
    let Some(roster) = writer.roster()?.by else { return Ok(Vec::new()) };
    let (entropy, control) = (SeededEntropy::new(number), writer.control()?);
    let (Some(me), None) = (writer.lead(writer.device())?, roster.record.device(writer.device())) else {
        return Ok(Vec::new());
    };
    let own = [OpeningKey::generate(&entropy)];
    let Some(mut record) = RosterRecord::next(&[&roster], &own, &[me], &code(number).public(), &entropy) else {
        return Ok(Vec::new());
    };
    let before = roster.record.keys.len();
    record.keys.splice(..0, roster.record.keys.iter().copied());
    let nothing = || std::iter::repeat_n(String::new(), before);
    record.envelopes.splice(..0, nothing());
    for device in &mut record.devices {
        device.keys.splice(..0, nothing());
    }
    let draft = Draft::create(control, writer.new_record(), Kind::Roster.as_str(), &record);
    if_possible(writer.write_group(vec![draft])).map(as_groups)
}

/// A note with who told it.
pub fn record(
    writer: &mut Writer<'_>,
    (stream, mut note): (StreamId, NoteRecord),
    number: u64,
) -> Result<Vec<Vec<Change>>> {
    let id = writer.new_record();
    let said = SealedSource::plain(reference(&SeededEntropy::new(number)));
    let inside = SourceInside { note: id, stream, who: who(number), age: None, same_as: None };
    let source = match writer.seal_source(note.area, &inside, &said) {
        Err(StoreError::NotAllowed | StoreError::Source(_)) => return Ok(Vec::new()),
        source => source?,
    };
    note.source = Some(said);
    let draft = Draft::create(stream, id, Kind::Note.as_str(), &note);
    writer.write_with_source(draft, Some(source))
}

/// One of the latest that this laptop opens, and that it is opened.
pub fn open(writer: &mut Writer<'_>, number: usize) -> Result<Vec<Vec<Change>>> {
    let Some(source) = one_of(writer, number)? else { return Ok(Vec::new()) };
    if writer.open_source(source).is_err() {
        return Ok(Vec::new());
    }
    writer.write_opening(source, "To see that they are safe")
}

pub fn erase(writer: &mut Writer<'_>, number: usize) -> Result<Vec<Vec<Change>>> {
    let Some(source) = one_of(writer, number)? else { return Ok(Vec::new()) };
    writer.erase_source(source, Why::AskedFor)
}

fn one_of(writer: &Writer<'_>, number: usize) -> Result<Option<RecordId>> {
    let sources = writer.sources(LATEST)?;
    Ok(sources.get(number % sources.len().max(1)).map(|source| source.id))
}

/// What was read since the last time, as the program writes it down after a while.
pub fn trail(writer: &mut Writer<'_>, notes: &[RecordId], number: usize) -> Result<Vec<Vec<Change>>> {
    let mut entries = Vec::new();
    for at in 0..=number % ENTRIES {
        let Some(note) = notes.get((number / ENTRIES + at) % notes.len().max(1)) else { break };
        let (at, about) = (writer.now().millis(), Some(writer.trail_name(*note)?));
        entries.push(TrailEntry { deed: Done::ReadNote, at, area: None, about, count: None, copy: None });
    }
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let draft = writer.trail_draft(entries)?;
    if_possible(writer.write_group(vec![draft])).map(as_groups)
}

/// What is erased goes with an entry on the trail of whoever erases it. The note is the first.
pub fn erase_note(writer: &mut Writer<'_>, drafts: Vec<Draft>) -> Result<Vec<Vec<Change>>> {
    let Some(note) = drafts.first().map(|draft| draft.record) else { return Ok(Vec::new()) };
    let (at, about) = (writer.now().millis(), Some(writer.trail_name(note)?));
    let count = u32::try_from(drafts.len()).ok();
    let entry = TrailEntry { deed: Done::Erased, at, area: None, about, count, copy: None };
    let trail = writer.trail_draft(vec![entry])?;
    writer.write_with_trail(drafts, trail)
}

/// The entries of a trail's record.
pub fn entries(content: &Value) -> Vec<TrailEntry> {
    serde_json::from_value::<TrailRecord>(content.clone()).map(|record| record.entries).unwrap_or_default()
}

/// What a lead is shown at once: what was sealed, and the entry of the trail before it.
pub fn shown(secrets: &Secrets, store: &Store, opening: &Change, groups: &[Vec<Change>]) -> Result<(), String> {
    let content = opening.content().ok().flatten().unwrap_or_default();
    let source: Option<RecordId> = content.get("source").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let source = source.ok_or("an opening of nothing")?;
    // A disk that does not read shows nothing.
    if let (Ok(inside), Some(sealed)) = (store.read(|reader| reader.open_source(source)), secrets.sealed.get(&source))
        && inside.who != sealed.who
    {
        return Err(format!("source {source} opens as what somebody else told"));
    }
    let Ok(name) = store.read(|reader| reader.trail_name(source)) else { return Ok(()) };
    let of_trail = groups.iter().flatten().filter(|change| change.header().kind == Kind::Trail.as_str());
    let told = of_trail
        .filter_map(|change| change.content().ok().flatten())
        .flat_map(|content| entries(&Value::Object(content)))
        .any(|entry| entry.deed == Done::OpenedSource && entry.about.as_deref() == Some(&name));
    if told { Ok(()) } else { Err(format!("source {source} was opened, and nothing on the trail says so")) }
}
