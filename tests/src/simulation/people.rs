//! What people do on their laptops: the acts whose changes meet, overtake and contradict each other.

use domain::change::{Act, Change, Draft, GROUP_CHANGES_MAX};
use domain::dates::NoteWhen;
use domain::ids::{AreaId, RecordId, StreamId};
use domain::records::{
    AmendmentRecord, AssignmentRecord, AttachmentRecord, Erasure, Kind, NoteRecord, SettingsRecord, WITHDRAWN, Why,
};
use domain::streams::StreamSort;
use serde_json::json;
use store::read::{NoteFilter, NoteOrder};
use store::{Result, StoreError, Writer};

use super::dice::Dice;
use super::fault::Fault;
use super::{plans, sealing};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Record,
    Amend,
    Withdraw,
    Assign,
    Set,
    /// The same person, renamed: a register that everybody reads.
    Rename,
    /// One that holds nothing that a note holds.
    Poison,
    /// A note with fields that a later version knows.
    Newer,
    /// An own note that belongs to another ward.
    CorrectWard,
    /// A photo on an own note, which follows its text.
    Attach,
    BeginPlan,
    AddAction,
    SetAction,
    AddProgress,
    /// A note of anybody's, by whoever decides about its ward, with what hangs on it.
    Erase,
    /// The first roster of those who open sealed sources.
    BeginRoster,
    /// One more of them, or one less.
    ChangeLeads,
    /// The printed code, where none of them is left.
    RecoverLeads,
    /// A roster by somebody who stands in none.
    StrayRoster,
    /// A note with who told it, sealed.
    Seal,
    OpenSource,
    EraseSource,
    /// What was read, on the trail.
    Trail,
}

impl Deed {
    /// So many of the list come before those of sealing.
    const WITHOUT_SEALING: usize = 23;
    pub const ALL: [Self; 34] = [
        Self::Record,
        Self::Record,
        Self::Record,
        Self::Amend,
        Self::Withdraw,
        Self::Assign,
        Self::Assign,
        Self::Set,
        Self::Set,
        Self::Rename,
        Self::Poison,
        Self::Newer,
        Self::CorrectWard,
        Self::CorrectWard,
        Self::Attach,
        Self::Attach,
        Self::BeginPlan,
        Self::AddAction,
        Self::AddAction,
        Self::SetAction,
        Self::SetAction,
        Self::AddProgress,
        Self::Erase,
        Self::BeginRoster,
        Self::ChangeLeads,
        Self::ChangeLeads,
        Self::RecoverLeads,
        Self::StrayRoster,
        Self::Seal,
        Self::Seal,
        Self::OpenSource,
        Self::OpenSource,
        Self::EraseSource,
        Self::Trail,
    ];
}

impl Deed {
    /// What it is counted as, where it is one of the things that can go wrong.
    pub fn fault(self) -> Option<Fault> {
        match self {
            Self::Withdraw => Some(Fault::Withdrawn),
            Self::Poison => Some(Fault::Poisoned),
            Self::Newer => Some(Fault::Newer),
            Self::CorrectWard => Some(Fault::WardCorrected),
            Self::Erase => Some(Fault::Erased),
            Self::ChangeLeads => Some(Fault::LeadsChanged),
            Self::StrayRoster => Some(Fault::StrayRoster),
            Self::EraseSource => Some(Fault::SourceErased),
            _ => None,
        }
    }
}

/// What is to be decided before the transaction, so that the dice fall the same whatever the disk does.
pub struct Choice {
    pub deed: Deed,
    pub ward: &'static str,
    pub number: u64,
    /// Recovery codes that lie in drawers; none while a lead is left.
    pub codes: Vec<u64>,
}

impl Choice {
    /// `seals`: sources are sealed in this borough.
    pub fn of(dice: &Dice, wards: &[&'static str], seals: bool) -> Self {
        let deeds = if seals { &Deed::ALL[..] } else { &Deed::ALL[..Deed::WITHOUT_SEALING] };
        let deed = *dice.pick(deeds).unwrap_or(&Deed::Record);
        Self { deed, ward: dice.pick(wards).unwrap_or(&"Addison"), number: dice.number(), codes: Vec::new() }
    }
}

/// Writes what one act comes to, by its groups, or nothing where there is nothing to do it to or no right to.
pub fn act(writer: &mut Writer<'_>, choice: &Choice) -> Result<Vec<Vec<Change>>> {
    let group = match choice.deed {
        Deed::BeginPlan => {
            let area = area_of(writer, choice)?;
            return plans::begin(writer, area, choice.number);
        }
        Deed::Attach => attach(writer, choice)?,
        // Now and then what is done about an action is that its names go.
        Deed::SetAction if small(choice) % 5 == 3 => return plans::part_names(writer, small(choice)),
        Deed::BeginRoster => return sealing::begin(writer, choice.number),
        Deed::ChangeLeads => return sealing::change(writer, small(choice)),
        Deed::RecoverLeads => return sealing::recover(writer, &choice.codes, choice.number),
        Deed::StrayRoster => return sealing::stray(writer, choice.number),
        Deed::Seal => {
            let note = note(writer, choice)?;
            return sealing::record(writer, note, choice.number);
        }
        Deed::OpenSource => return sealing::open(writer, small(choice)),
        Deed::EraseSource => return sealing::erase(writer, small(choice)),
        Deed::Erase => {
            let drafts = drafts(writer, choice)?;
            return sealing::erase_note(writer, drafts);
        }
        Deed::Trail => {
            let page = writer.notes(&NoteFilter::default(), NoteOrder::Newest, None, 12)?;
            let notes: Vec<RecordId> = page.rows.iter().map(|row| row.id).collect();
            return sealing::trail(writer, &notes, small(choice));
        }
        _ => one_group(writer, choice)?,
    };
    Ok(if group.is_empty() { Vec::new() } else { vec![group] })
}

fn small(choice: &Choice) -> usize {
    usize::try_from(choice.number % 1_000_003).unwrap_or(0)
}

fn one_group(writer: &mut Writer<'_>, choice: &Choice) -> Result<Vec<Change>> {
    let drafts = match drafts(writer, choice) {
        Err(StoreError::NotAllowed | StoreError::NotFound) => Vec::new(),
        other => other?,
    };
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    match writer.write_group(drafts) {
        Err(StoreError::NotAllowed) => Ok(Vec::new()),
        other => other,
    }
}

fn drafts(writer: &mut Writer<'_>, choice: &Choice) -> Result<Vec<Draft>> {
    let number = small(choice);
    match choice.deed {
        Deed::Record => {
            let (stream, record) = note(writer, choice)?;
            let id = writer.new_record();
            let mut drafts = vec![Draft::create(stream, id, Kind::Note.as_str(), &record)];
            if number % 5 == 0 {
                // Two records in one act: both or none, everywhere.
                let more = AmendmentRecord::new(id, "and what came with it".to_owned());
                drafts.push(Draft::create(stream, writer.new_record(), Kind::Amendment.as_str(), &more));
            }
            Ok(drafts)
        }
        Deed::Poison => {
            let (stream, _) = note(writer, choice)?;
            let nonsense = json!({ "text": 5, "wards": ["none"], "number": choice.number });
            Ok(vec![Draft::create(stream, writer.new_record(), Kind::Note.as_str(), &nonsense)])
        }
        Deed::Newer => {
            let (stream, record) = note(writer, choice)?;
            let mut content = serde_json::to_value(record).unwrap_or_default();
            content["heard_again"] = json!({ "times": choice.number, "of": ["a later version"] });
            Ok(vec![Draft::create(stream, writer.new_record(), Kind::Note.as_str(), &content)])
        }
        Deed::CorrectWard => {
            let Some((old, area)) = own_note(writer, number)? else { return Ok(Vec::new()) };
            let from = writer.my_intake(area)?;
            let (stream, record) = note(writer, choice)?;
            let gone = Draft::create(from, old, Kind::Note.as_str(), &json!({ WITHDRAWN: { "reason": "Wrong ward" } }));
            let anew = Draft::create(stream, writer.new_record(), Kind::Note.as_str(), &record);
            Ok(vec![gone.act(Act::Withdraw), anew])
        }
        Deed::Amend | Deed::Withdraw => {
            let Some((note, area)) = own_note(writer, number)? else { return Ok(Vec::new()) };
            let stream = writer.my_intake(area)?;
            if choice.deed == Deed::Amend {
                let record = AmendmentRecord::new(note, format!("more-{}", choice.number));
                return Ok(vec![Draft::create(stream, writer.new_record(), Kind::Amendment.as_str(), &record)]);
            }
            let draft =
                Draft::create(stream, note, Kind::Note.as_str(), &json!({ WITHDRAWN: { "reason": "Said twice" } }));
            Ok(vec![draft.act(Act::Withdraw)])
        }
        Deed::Assign => {
            let page = writer.notes(&NoteFilter::default(), NoteOrder::Newest, None, 12)?;
            let Some(row) = page.rows.get(number % page.rows.len().max(1)) else { return Ok(Vec::new()) };
            let Some(note) = writer.note(row.id)? else { return Ok(Vec::new()) };
            let stream = writer.area_stream(note.record.area, StreamSort::AreaRestricted)?;
            let people = writer.people()?;
            let officer = people.get(number / 7 % people.len().max(1)).map(|person| person.id);
            let id = RecordId::derived("assignment", row.id.as_bytes(), stream);
            let heads = writer.fold(id)?.map(|fold| fold.heads_of(["officer"])).unwrap_or_default();
            let draft =
                Draft::create(stream, id, Kind::Assignment.as_str(), &AssignmentRecord { note: row.id, officer });
            Ok(vec![draft.act(Act::Set).superseding(heads)])
        }
        Deed::AddAction => plans::add_action(writer, number),
        Deed::SetAction => plans::set_action(writer, number),
        Deed::AddProgress => plans::add_progress(writer, number),
        Deed::Erase => {
            let page = writer.notes(&NoteFilter::default(), NoteOrder::Newest, None, 12)?;
            let Some(row) = page.rows.get(number % page.rows.len().max(1)) else { return Ok(Vec::new()) };
            let mut records = vec![row.id];
            records.extend(writer.hangs_on(row.id)?);
            let mut drafts = Vec::new();
            for id in records.into_iter().take(GROUP_CHANGES_MAX) {
                let Some(fold) = writer.fold(id)? else { continue };
                let erasure = Erasure { why: Why::AskedFor, reference: None };
                let draft = Draft::create(fold.stream(), id, fold.kind().as_str(), &erasure.content());
                drafts.push(draft.act(Act::Erase));
            }
            Ok(drafts)
        }
        // These write more than one group, or bytes beside it.
        Deed::BeginPlan
        | Deed::Attach
        | Deed::BeginRoster
        | Deed::ChangeLeads
        | Deed::RecoverLeads
        | Deed::StrayRoster
        | Deed::Seal
        | Deed::OpenSource
        | Deed::EraseSource
        | Deed::Trail => Ok(Vec::new()),
        Deed::Set => {
            let own = writer.my_own()?;
            let id = RecordId::derived("settings", writer.me().as_bytes(), own);
            let theme = ["system", "light", "dark"].get(number % 3).map(|theme| (*theme).to_owned());
            let record = if number % 2 == 0 {
                SettingsRecord { theme, ..SettingsRecord::default() }
            } else {
                SettingsRecord { idle_minutes: u32::try_from(number % 60 + 1).ok(), ..SettingsRecord::default() }
            };
            Ok(vec![writer.setting(own, id, Kind::Settings, &record)?])
        }
        Deed::Rename => {
            let control = writer.control()?;
            let me = writer.me();
            let name = json!({ "name": format!("Renamed {}", number % 4) });
            Ok(vec![writer.setting(control, me.into(), Kind::Person, &name)?])
        }
    }
}

/// The bytes are kept in the transaction of the record that names them.
fn attach(writer: &mut Writer<'_>, choice: &Choice) -> Result<Vec<Change>> {
    let number = small(choice);
    let Some((of, area)) = own_note(writer, number)? else { return Ok(Vec::new()) };
    let stream = writer.my_intake(area)?;
    // Now and then more than one part of a request.
    let size = if number % 8 == 0 { 70_000 + number % 90_000 } else { 1 + number % 3_000 };
    let bytes: Vec<u8> = (0..size).map(|at| (at.wrapping_mul(number | 1) >> 3) as u8).collect();
    let kept = writer.keep_blob(&bytes)?;
    let blob = kept.blob;
    let record = AttachmentRecord {
        of,
        name: format!("mark-{number}.jpg"),
        media: "image/jpeg".to_owned(),
        size: size as u64,
        blob,
        sealed: kept.sealed,
        key: kept.key,
        description: None,
        thumbnail: None,
        width: None,
        height: None,
    };
    let draft = Draft::create(stream, writer.new_record(), Kind::Attachment.as_str(), &record);
    let changes = writer.write_group(vec![draft])?;
    for change in &changes {
        writer.send_blob(blob, change.header().id)?;
    }
    Ok(changes)
}

fn area_of(writer: &Writer<'_>, choice: &Choice) -> Result<AreaId> {
    let (_, set) = writer.partnership()?;
    let ward = domain::wards::find(&[set], choice.ward).map_err(|_| StoreError::NotFound)?;
    writer.area_of(ward.code)?.ok_or(StoreError::NotFound)
}

/// A note of the chosen ward, and where it goes.
fn note(writer: &mut Writer<'_>, choice: &Choice) -> Result<(StreamId, NoteRecord)> {
    let (_, set) = writer.partnership()?;
    let ward = domain::wards::find(&[set], choice.ward).map_err(|_| StoreError::NotFound)?;
    let area = area_of(writer, choice)?;
    let when = NoteWhen::now(writer.now().utc());
    let text = format!("mark-{} of what was seen", choice.number);
    Ok((writer.my_intake(area)?, NoteRecord::plain(text, area, ward.code, set, when)))
}

/// One of the latest notes of one's own.
fn own_note(writer: &mut Writer<'_>, number: usize) -> Result<Option<(RecordId, AreaId)>> {
    let me = writer.me();
    let page = writer.notes(&NoteFilter::default(), NoteOrder::Newest, None, 20)?;
    let mut own = Vec::new();
    for row in page.rows {
        if let Some(note) = writer.note(row.id)?
            && writer.fold(row.id)?.and_then(|fold| fold.created().map(|(_, write)| write.author)) == Some(me)
        {
            own.push((row.id, note.record.area));
        }
    }
    Ok(own.get(number % own.len().max(1)).copied())
}
