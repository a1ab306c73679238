//! What people do on their laptops: the acts whose changes meet, overtake and contradict each other.

use domain::change::{Act, Change, Draft};
use domain::dates::NoteWhen;
use domain::ids::{AreaId, RecordId, StreamId};
use domain::records::{AmendmentRecord, AssignmentRecord, Kind, NoteRecord, SettingsRecord, WITHDRAWN};
use domain::streams::StreamSort;
use serde_json::json;
use store::read::{NoteFilter, NoteOrder};
use store::{Result, StoreError, Writer};

use super::dice::Dice;
use super::fault::Fault;

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
}

impl Deed {
    pub const ALL: [Self; 14] = [
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
            _ => None,
        }
    }
}

/// What is to be decided before the transaction, so that the dice fall the same whatever the disk does.
pub struct Choice {
    pub deed: Deed,
    pub ward: &'static str,
    pub number: u64,
}

impl Choice {
    pub fn of(dice: &Dice, wards: &[&'static str]) -> Self {
        let deed = *dice.pick(&Deed::ALL).unwrap_or(&Deed::Record);
        Self { deed, ward: dice.pick(wards).unwrap_or(&"Addison"), number: dice.number() }
    }
}

/// Writes one group, or nothing where there is nothing to do it to or no right to.
pub fn act(writer: &mut Writer<'_>, choice: &Choice) -> Result<Vec<Change>> {
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
    let number = usize::try_from(choice.number % 1_000_003).unwrap_or(0);
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

/// A note of the chosen ward, and where it goes.
fn note(writer: &mut Writer<'_>, choice: &Choice) -> Result<(StreamId, NoteRecord)> {
    let (_, set) = writer.partnership()?;
    let ward = domain::wards::find(&[set], choice.ward).map_err(|_| StoreError::NotFound)?;
    let area = writer.area_of(ward.code)?.ok_or(StoreError::NotFound)?;
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
