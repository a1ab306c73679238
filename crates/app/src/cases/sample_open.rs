//! Explore with sample data: a notebook of its own, with invented people, under a key that exists in
//! memory alone. Leaving it, or ending the program, is the end of it.

use chrono::{Duration, NaiveDate};
use domain::change::{Act as Doing, Draft, GROUP_CHANGES_MAX};
use domain::clock::Timestamp;
use domain::dates::{self, NoteWhen};
use domain::entropy::{Entropy, SeededEntropy};
use domain::held_for::HeldFor;
use domain::ids::{PersonId, RecordId, StreamId};
use domain::records::{
    self, AmendmentRecord, AudienceRef, DescribedPerson, GrantRecord, Kind, NoteRecord, PinRecord, ReplyRecord,
    SealedSource, StreamRecord, WITHDRAWN, Withdrawal,
};
use domain::roles::Role;
use domain::streams::StreamSort;
use domain::words::{NoteState, Refusal};
use serde_json::json;
use store::{Founding, Member, Store, StoreError, Writer};

use super::sample_work::{self, Telling};
use crate::api::notes::{NoteInput, WhenInput};
use crate::api::{Failure, Nothing};
use crate::app::App;
use crate::notebook::Notebook;
use crate::sample::{self, SampleNote, work};

/// The same notes every day, moved to the year that ends today.
const SEED: u64 = 2021;

pub(crate) fn run(app: &App, _: Nothing) -> Result<Nothing, Failure> {
    if let Some(book) = app.book() {
        return if book.sample { Ok(Nothing {}) } else { Err(Refusal::Exists { folder: app.profile().folder().to_owned() }.into()) };
    }
    app.tidy_up();
    let book = build(app)?;
    app.show(book);
    Ok(Nothing {})
}

/// Something that somebody else's device wrote.
pub(super) struct Signed {
    pub at: Timestamp,
    /// Which of the members.
    pub by: usize,
    pub draft: Draft,
}

fn build(app: &App) -> Result<Notebook, Failure> {
    let (now, entropy) = (app.host().clock().now(), app.host().entropy());
    let fail = |error: StoreError| app.failure(error);
    let founding = Founding {
        partnership: "Sample partnership".to_owned(),
        name: sample::COORDINATOR.name.to_owned(),
        role: sample::COORDINATOR.role.to_owned(),
        boundaries: sample::BOUNDARIES,
    };
    let key = store::keyfile::new_key().map_err(fail)?;
    let year_ago = now.plus_seconds(-366 * 86_400);
    let store = Store::found(app.profile().sample(), key, None, &founding, year_ago, entropy).map_err(fail)?;
    let mut members: Vec<Member> = Vec::new();
    for person in sample::authors().into_iter().chain([sample::COLLEAGUE]) {
        members.push(store.add_member(person.name, person.role, year_ago, entropy).map_err(fail)?);
    }
    let officer = members.len() - 1;
    let colleague = members.last().map(|member| member.person);
    store
        .write(year_ago, entropy, |writer| {
            writer.put_sample()?;
            let me = writer.me();
            grant(writer, me, Role::Coordinator, Role::Coordinator.everywhere())?;
            open_streams(writer)?;
            match colleague {
                Some(colleague) => grant(writer, colleague, Role::CommunitySafety, Role::CommunitySafety.in_wards()),
                None => Ok(()),
            }
        })
        .map_err(fail)?;
    let today = dates::day_of(now.utc());
    let (mut pins, mut signed, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for note in sample::notes(today, &SeededEntropy::new(SEED)) {
        let Some(member) = members.get(note.author) else { continue };
        let (stream, recorded, id) = write(&store, member, &note, today, now, entropy, &mut signed).map_err(fail)?;
        if note.pinned {
            pins.push(id);
        }
        notes.push(Telling { id, stream, recorded, note });
    }
    told(&notes, officer, now, entropy, &mut signed);
    let book = Notebook::new(store, true, app.host());
    sample_work::replay(app.host(), &book, &mut members, &notes, signed, today)?;
    book.store
        .write(now, entropy, |writer| {
            for note in pins {
                let own = writer.my_own()?;
                let record = RecordId::derived("pin", note.as_bytes(), own);
                let draft = writer.setting(own, record, Kind::Pin, &PinRecord { note, pinned: true })?;
                writer.write_group(vec![draft])?;
            }
            for draft in sample::drafts() {
                let input = NoteInput {
                    text: draft.text.to_owned(),
                    ward: draft.ward.map_or_else(String::new, |ward| ward.to_string()),
                    when: WhenInput::EarlierToday { time: String::new() },
                    topics: draft.topics.iter().map(|topic| (*topic).to_owned()).collect(),
                    place: draft.place.map(str::to_owned),
                    ..NoteInput::default()
                };
                let id = writer.new_record();
                writer.save_draft(id, &json!(input).to_string())?;
            }
            // Whoever looks around sees what a partnership sees, with nobody to send anything to.
            writer.put_received()
        })
        .map_err(fail)?;
    book.look_again();
    Ok(book)
}

/// What colleagues write about each ward, as a server opens it when a partnership is founded.
fn open_streams(writer: &mut Writer<'_>) -> Result<(), StoreError> {
    let control = writer.control()?;
    let mut drafts = Vec::new();
    for ward in sample::BOUNDARIES.wards() {
        let area = writer.area_of(ward.code)?;
        for sort in [StreamSort::AreaShared, StreamSort::AreaRestricted] {
            let record = StreamRecord { sort: sort.as_str().to_owned(), area, plan: None };
            drafts.push(Draft::create(control, writer.new_stream().into(), Kind::Stream.as_str(), &record));
        }
    }
    for group in drafts.chunks(GROUP_CHANGES_MAX) {
        writer.write_group(group.to_vec())?;
    }
    Ok(())
}

fn grant(writer: &mut Writer<'_>, person: PersonId, role: Role, rights: &[domain::permissions::Right]) -> Result<(), StoreError> {
    let record = GrantRecord {
        person,
        audience: AudienceRef::Partnership,
        rights: rights.to_vec(),
        role: role.id().to_owned(),
        until: None,
        reason: String::new(),
        granted_by: writer.me(),
        ended: None,
    };
    let (control, id) = (writer.control()?, writer.new_record());
    writer.write_group(vec![Draft::create(control, id, Kind::Grant.as_str(), &record)])?;
    Ok(())
}

/// All but the last days' notes were read on the day after, and the old ones closed with a sentence.
fn told(
    notes: &[Telling],
    officer: usize,
    now: Timestamp,
    entropy: &dyn Entropy,
    signed: &mut Vec<Signed>,
) {
    let named: Vec<String> = work::deeds().iter().flat_map(|deed| sample_work::notes_in(&deed.args)).collect();
    for Telling { id, stream, recorded, note } in notes {
        let left = note.text.starts_with(work::LEFT_UNREAD) || note.days_ago <= work::UNREAD_DAYS;
        if left || note.withdrawn.is_some() {
            continue;
        }
        let mut reply = |seconds: i64, step: NoteState, sentence: Option<&str>| {
            let at = Timestamp::from_millis(recorded.plus_seconds(seconds).millis().min(now.millis() - 60_000));
            let record = ReplyRecord {
                note: *id,
                step,
                by: Role::CommunitySafety.team().to_owned(),
                sentence: sentence.map(str::to_owned),
                promised: None,
            };
            let draft = Draft::create(*stream, RecordId::new(at, entropy), Kind::Reply.as_str(), &record);
            signed.push(Signed { at, by: officer, draft });
        };
        // What something was done with was read before that.
        let handled = named.iter().any(|words| note.text.starts_with(words));
        reply(if handled { 1_800 } else { 86_400 }, NoteState::Read, None);
        if note.days_ago >= work::CLOSED_DAYS && !handled {
            let closing = work::CLOSINGS.iter().find(|(topic, _)| topic.is_empty() || note.topics.contains(topic));
            reply(12 * 86_400, NoteState::Closed, closing.map(|(_, sentence)| *sentence));
        }
    }
}

/// One note with what happened to it, as its author's device would have written it at the time.
fn write(
    store: &Store,
    member: &Member,
    note: &SampleNote,
    today: NaiveDate,
    now: Timestamp,
    entropy: &dyn Entropy,
    signed: &mut Vec<Signed>,
) -> Result<(StreamId, Timestamp, RecordId), StoreError> {
    let date = today - Duration::days(note.days_ago.into());
    let time = note.time.and_then(|(hour, minute)| chrono::NaiveTime::from_hms_opt(hour, minute, 0));
    // Written down in the evening, or within the hour of a late sighting; never later than now.
    let seen = date.and_time(time.unwrap_or(chrono::NaiveTime::MIN)).and_utc().timestamp_millis();
    let recorded = Timestamp::from_millis(seen).plus_seconds(if time.is_some() { 2_400 } else { 64_800 });
    let recorded = Timestamp::from_millis(recorded.millis().min(now.millis() - 60_000));
    let (stream, area) = store.open_intake(member.person, note.ward)?;
    let id = RecordId::new(recorded, entropy);
    let owned = |text: Option<&'static str>| text.map(str::to_owned);
    let record = NoteRecord {
        text: note.text.clone(),
        area,
        ward: note.ward,
        boundaries: sample::BOUNDARIES,
        when: NoteWhen { date, time },
        how_known: owned(note.how_known),
        topics: note.topics.iter().map(|topic| (*topic).to_owned()).collect(),
        place: owned(note.place),
        place_type: owned(note.place_type),
        weapon: owned(note.weapon),
        weapon_origin: owned(note.weapon_origin),
        residents: note.residents,
        people: note
            .people
            .iter()
            .map(|(age_band, category)| DescribedPerson { age_band: (*age_band).to_owned(), category: (*category).to_owned() })
            .collect(),
        opinion: None,
        controller: None,
        purpose: None,
        source: note.text.starts_with(work::YOUNG).then(|| SealedSource {
            reference: records::reference(entropy),
            sealed: true,
            young: true,
            contacts: 2,
            repeated: false,
            referred: None,
        }),
    }
    .held(HeldFor::of(Some(sample::authors()[note.author].agency)));
    let mut sign = |draft: Draft, at: Timestamp| {
        let at = Timestamp::from_millis(at.millis().min(now.millis() - 1_000));
        signed.push(Signed { at, by: note.author, draft });
    };
    sign(Draft::create(stream, id, Kind::Note.as_str(), &record), recorded);
    if let Some((days, text)) = &note.amendment {
        let record = AmendmentRecord::new(id, (*text).to_owned());
        let at = recorded.plus_seconds(i64::from(*days) * 86_400 + 5_400);
        sign(Draft::create(stream, RecordId::new(at, entropy), Kind::Amendment.as_str(), &record), at);
    }
    if let Some(reason) = &note.withdrawn {
        let content = json!({ WITHDRAWN: Withdrawal { reason: (*reason).to_owned() } });
        sign(Draft::create(stream, id, Kind::Note.as_str(), &content).act(Doing::Withdraw), recorded.plus_seconds(7_200));
    }
    Ok((stream, recorded, id))
}
