//! Explore with sample data: a notebook of its own, with invented people, under a key that exists in
//! memory alone. Leaving it, or ending the program, is the end of it.

use chrono::Duration;
use domain::change::{Act, Change, Draft};
use domain::clock::Timestamp;
use domain::dates::{self, NoteWhen};
use domain::entropy::{Entropy, SeededEntropy};
use domain::ids::RecordId;
use domain::records::{AmendmentRecord, DescribedPerson, Kind, NoteRecord, PinRecord, Withdrawal, WITHDRAWN};
use domain::words::Refusal;
use serde_json::json;
use store::{Founding, Indexing, Member, Store, StoreError};

use crate::api::notes::{NoteInput, WhenInput};
use crate::api::{Failure, Nothing};
use crate::app::App;
use crate::sample::{self, SampleNote};

/// The same notes every day, moved to the year that ends today.
const SEED: u64 = 2021;

pub(crate) fn run(app: &App, _: Nothing) -> Result<Nothing, Failure> {
    if let Some(book) = app.book() {
        return if book.sample { Ok(Nothing {}) } else { Err(Refusal::Exists { folder: app.profile().folder().to_owned() }.into()) };
    }
    app.tidy_up();
    let store = build(app).map_err(|error| app.failure(error))?;
    app.put_open(store, true);
    Ok(Nothing {})
}

fn build(app: &App) -> Result<Store, StoreError> {
    let (now, entropy) = (app.host().clock().now(), app.host().entropy());
    let founding = Founding {
        partnership: "Sample partnership".to_owned(),
        name: sample::COORDINATOR.name.to_owned(),
        role: sample::COORDINATOR.role.to_owned(),
        boundaries: sample::BOUNDARIES,
    };
    let key = store::keyfile::new_key()?;
    let year_ago = now.plus_seconds(-366 * 86_400);
    let store = Store::found(app.profile().sample(), key, None, &founding, year_ago, entropy)?;
    let mut members: Vec<Member> = Vec::new();
    for author in sample::authors() {
        members.push(store.add_member(author.name, author.role, year_ago, entropy)?);
    }
    let today = dates::day_of(now.utc());
    let mut pins = Vec::new();
    let mut page: Vec<Change> = Vec::new();
    for note in sample::notes(today, &SeededEntropy::new(SEED)) {
        let Some(member) = members.get_mut(note.author) else { continue };
        let (changes, id) = write(&store, member, &note, today, now, entropy)?;
        page.extend(changes);
        if note.pinned {
            pins.push(id);
        }
    }
    // Signed and chained like any other page; the year's order is each author's own.
    page.sort_by_key(|change| change.header().clock);
    store.take_page(&page, Indexing::Now)?;
    store.write(now, entropy, |writer| {
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
        Ok::<_, StoreError>(())
    })?;
    Ok(store)
}

/// One note with what happened to it, as its author's device would have written it at the time.
fn write(
    store: &Store,
    member: &mut Member,
    note: &SampleNote,
    today: chrono::NaiveDate,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<(Vec<Change>, RecordId), StoreError> {
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
    };
    let mut changes = Vec::new();
    let mut sign = |draft: Draft, at: Timestamp| -> Result<(), StoreError> {
        let at = Timestamp::from_millis(at.millis().min(now.millis() - 1_000));
        changes.extend(member.author.write(vec![draft], &member.key, at, entropy)?);
        Ok(())
    };
    sign(Draft::create(stream, id, Kind::Note.as_str(), &record), recorded)?;
    if let Some((days, text)) = &note.amendment {
        let record = AmendmentRecord::new(id, (*text).to_owned());
        let at = recorded.plus_seconds(i64::from(*days) * 86_400 + 5_400);
        sign(Draft::create(stream, RecordId::new(at, entropy), Kind::Amendment.as_str(), &record), at)?;
    }
    if let Some(reason) = &note.withdrawn {
        let content = json!({ WITHDRAWN: Withdrawal { reason: (*reason).to_owned() } });
        sign(Draft::create(stream, id, Kind::Note.as_str(), &content).act(Act::Withdraw), recorded.plus_seconds(7_200))?;
    }
    Ok((changes, id))
}
