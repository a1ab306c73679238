//! What this person read, searched and took out since it was last written down. It waits in memory for half a minute
//! or for sixteen entries, so that reading waits for no disk; then it becomes a record of their trail.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::change::Draft;
use domain::clock::Timestamp;
use domain::ids::{AreaId, RecordId};
use domain::permissions::Right;
use domain::records::{CopyTerms, Deed, ExportRecord, Kind, TrailEntry};
use store::read::NoteRow;
use store::{StoreError, Writer};
use zeroize::Zeroizing;

use crate::api::Failure;
use crate::app::App;
use crate::notebook::{Look, Notebook};

/// Awake seconds that an entry waits at most.
const WAITS_SECONDS: u64 = 30;
/// As many are written at once.
pub(crate) const ENTRIES: usize = 16;
/// The same note looked at again within this time is one reading of it.
const ONE_READING_SECONDS: i64 = 3_600;
/// People go through lists page by page, and come back to what they searched for.
const ONE_SEARCH_SECONDS: i64 = 600;
/// What was read lately, remembered to tell one reading from the next.
const REMEMBERED: usize = 4_096;

#[derive(Default)]
pub(crate) struct Trail(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    entries: Vec<TrailEntry>,
    /// Awake seconds at the first of them.
    since: u64,
    read: BTreeMap<(Deed, String), Timestamp>,
    /// What was searched for last, as far as it was typed, to tell one search from the next. It is written nowhere.
    typed: Option<(Zeroizing<String>, Timestamp)>,
}

impl Waiting {
    fn push(&mut self, entry: TrailEntry, awake: u64) {
        if self.entries.is_empty() {
            self.since = awake;
        }
        self.entries.push(entry);
    }
}

impl Trail {
    fn leave(&self, entry: TrailEntry, now: Timestamp, awake: u64) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let once_in = match entry.deed {
            Deed::ReadNote | Deed::ReadAnalysis => ONE_READING_SECONDS,
            // Of searches, what is held about a person and was asked again for their request.
            Deed::Searched | Deed::ReadNotes => ONE_SEARCH_SECONDS,
            _ => 0,
        };
        if once_in > 0 {
            let key = (entry.deed, entry.about.clone().unwrap_or_default());
            let lately = |before: &Timestamp| now.seconds_since(*before).abs() < once_in;
            if waiting.read.get(&key).is_some_and(lately) {
                if entry.deed != Deed::ReadNotes {
                    return;
                }
                // Other notes than those before: one entry says how many, as long as none was written yet.
                let same = |before: &&mut TrailEntry| before.deed == entry.deed && before.about == entry.about;
                if let Some(before) = waiting.entries.iter_mut().find(same) {
                    let both = before.count.unwrap_or(0).saturating_add(entry.count.unwrap_or(0));
                    before.count = Some(both);
                    return;
                }
            }
            if waiting.read.len() >= REMEMBERED {
                waiting.read.clear();
            }
            waiting.read.insert(key, now);
        }
        waiting.push(entry, awake);
    }

    /// People search as they type: a word that goes on, and the way back over it, are one search. Another word is
    /// another, however soon. The entry says how many were found in the end, as long as it was not written yet.
    fn search(&self, entry: TrailEntry, typed: &str, now: Timestamp, awake: u64) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let typed = Zeroizing::new(typed.trim().to_lowercase());
        let before = waiting.typed.take().filter(|(_, at)| now.seconds_since(*at).abs() < ONE_SEARCH_SECONDS);
        let (longest, same) = match before {
            Some((longest, _)) if longest.starts_with(typed.as_str()) => (longest, true),
            Some((longest, _)) if typed.starts_with(longest.as_str()) => (typed, true),
            _ => (typed, false),
        };
        waiting.typed = Some((longest, now));
        if !same {
            return waiting.push(entry, awake);
        }
        let found = |before: &&mut TrailEntry| before.deed == entry.deed && before.about == entry.about;
        if let Some(before) = waiting.entries.iter_mut().rev().find(found) {
            before.count = entry.count;
        }
    }

    /// What is to be written now: all of it where `at_once`, otherwise once it is enough or has waited.
    fn take(&self, awake: u64, at_once: bool) -> Vec<TrailEntry> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = waiting.entries.len() >= ENTRIES || awake >= waiting.since.saturating_add(WAITS_SECONDS);
        if waiting.entries.is_empty() || !(at_once || due) {
            return Vec::new();
        }
        std::mem::take(&mut waiting.entries)
    }

    fn put_back(&self, entries: Vec<TrailEntry>) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let later = std::mem::replace(&mut waiting.entries, entries);
        waiting.entries.extend(later);
    }
}

impl Look<'_> {
    /// Says that something restricted was read, searched or taken out. Notebooks without a server have nobody to say
    /// it to.
    pub(crate) fn leave_trail(&self, deed: Deed, record: Option<RecordId>, area: Option<AreaId>, count: Option<u32>) {
        if self.book.exchanger.is_none() {
            return;
        }
        let now = self.now();
        let about = record.and_then(|record| self.reader.trail_name(record).ok());
        let entry = TrailEntry { deed, at: now.millis(), area, about, count, copy: None };
        self.book.trail.leave(entry, now, self.host.awake_seconds());
    }

    /// Says that somebody searched what others recorded, and how many notes were found: never what for. None found is a
    /// search too, for whoever has anything of others to search in.
    pub(crate) fn leave_search(&self, typed: &str, rows: &[NoteRow]) -> Result<(), Failure> {
        if self.book.exchanger.is_none() {
            return Ok(());
        }
        let (me, today) = (self.me()?, self.today()?);
        let of_others = rows.iter().any(|row| row.author != me);
        let none = rows.is_empty() && !self.reader.wards_over(me, Right::ReadRestricted, today)?.is_empty();
        if of_others || none {
            let now = self.now();
            let count = u32::try_from(rows.len()).ok();
            let entry =
                TrailEntry { deed: Deed::Searched, at: now.millis(), area: None, about: None, count, copy: None };
            self.book.trail.search(entry, typed, now, self.host.awake_seconds());
        }
        Ok(())
    }
}

/// Writes down that these grants, people or devices were let in or no longer are, on the trail of whoever decides it: in
/// groups before it, since others hold the trail than hold all of `control`.
pub(crate) fn access_changed(
    writer: &mut Writer<'_>,
    told: &[(Deed, RecordId, Option<AreaId>)],
    now: Timestamp,
) -> Result<(), StoreError> {
    if !writer.linked()? {
        return Ok(());
    }
    for some in told.chunks(ENTRIES) {
        let mut entries = Vec::with_capacity(some.len());
        for (deed, record, area) in some {
            let about = Some(writer.trail_name(*record)?);
            entries.push(TrailEntry { deed: *deed, at: now.millis(), area: *area, about, count: None, copy: None });
        }
        let draft = writer.trail_draft(entries)?;
        writer.write_group(vec![draft])?;
    }
    Ok(())
}

/// Writes down that a copy was taken out, as its maker's own log has it and as others may ask after it: in one act and
/// two groups, since others hold the one than hold the other.
pub(crate) fn taken_out(
    writer: &mut Writer<'_>,
    record: &ExportRecord,
    (deed, area): (Deed, Option<AreaId>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let own = writer.my_own()?;
    let export = vec![Draft::create(own, writer.new_record(), Kind::Export.as_str(), record)];
    if !writer.linked()? {
        writer.write_group(export)?;
        return Ok(());
    }
    let (count, copy) = (u32::try_from(record.notes).ok(), CopyTerms::of(record));
    let trail = writer.trail_draft(vec![TrailEntry { deed, at: now.millis(), area, about: None, count, copy }])?;
    writer.write_with_trail(export, trail)?;
    Ok(())
}

impl App {
    /// Writes down what waits of the trail. What cannot be written now waits on.
    pub(crate) fn write_trail(&self, book: &Notebook, at_once: bool) {
        let mut entries = book.trail.take(self.host().awake_seconds(), at_once);
        let mut written = false;
        while !entries.is_empty() {
            let rest = entries.split_off(entries.len().min(ENTRIES));
            let some = entries.clone();
            let done = book.store.write(self.host().clock().now(), self.host().entropy(), |writer| {
                let draft = writer.trail_draft(some)?;
                writer.write_group(vec![draft])?;
                Ok::<_, StoreError>(())
            });
            if done.is_err() {
                entries.extend(rest);
                book.trail.put_back(entries);
                return;
            }
            written = true;
            entries = rest;
        }
        if written {
            book.written();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(about: &str) -> TrailEntry {
        TrailEntry { deed: Deed::ReadNote, at: 0, area: None, about: Some(about.to_owned()), count: None, copy: None }
    }

    #[test]
    fn a_note_that_is_looked_at_again_within_the_hour_is_read_once() {
        let (trail, now) = (Trail::default(), Timestamp::from_millis(1_800_000_000_000));
        for (minutes, about) in [(0, "a"), (10, "a"), (20, "b"), (59, "a"), (90, "a")] {
            trail.leave(entry(about), now.plus_seconds(minutes * 60), 5);
        }
        let taken: Vec<_> = trail.take(5, true).into_iter().filter_map(|entry| entry.about).collect();
        assert_eq!(taken, ["a", "b", "a"]);
        assert!(trail.take(5, true).is_empty(), "nothing is written twice");
    }

    #[test]
    fn a_word_that_is_typed_and_taken_back_is_one_search_and_each_other_word_is_another() {
        let (trail, now) = (Trail::default(), Timestamp::from_millis(1_800_000_000_000));
        let typed =
            [("s", 90), ("sam", 40), ("samir", 2), ("sam", 40), ("sama", 1), ("samantha", 0), ("jo", 7), ("JO ", 7)];
        for (seconds, (typed, found)) in typed.into_iter().enumerate() {
            let entry = TrailEntry { deed: Deed::Searched, about: None, count: Some(found), ..entry("") };
            trail.search(entry, typed, now.plus_seconds(i64::try_from(seconds).unwrap()), 5);
        }
        let found: Vec<_> = trail.take(5, true).into_iter().map(|entry| entry.count).collect();
        assert_eq!(found, [Some(40), Some(0), Some(7)], "samir and back, samantha, jo");
        let again = || TrailEntry { deed: Deed::Searched, about: None, ..entry("") };
        trail.search(again(), "jo", now.plus_seconds(300), 5);
        assert!(trail.take(5, true).is_empty(), "come back to");
        trail.search(again(), "jo", now.plus_seconds(300 + ONE_SEARCH_SECONDS), 5);
        assert_eq!(trail.take(5, true).len(), 1, "searched for once more");
    }

    #[test]
    fn a_list_that_is_read_whole_page_by_page_counts_every_page() {
        let (trail, now) = (Trail::default(), Timestamp::from_millis(1_800_000_000_000));
        let page = |count| TrailEntry { deed: Deed::ReadNotes, about: None, count: Some(count), ..entry("") };
        trail.leave(page(200), now, 5);
        trail.leave(page(200), now.plus_seconds(1), 6);
        let first: Vec<_> = trail.take(40, false).into_iter().map(|entry| entry.count).collect();
        assert_eq!(first, [Some(400)]);
        trail.leave(page(130), now.plus_seconds(60), 65);
        let second: Vec<_> = trail.take(100, true).into_iter().map(|entry| entry.count).collect();
        assert_eq!(second, [Some(130)], "what comes after the first was written is written too");
    }

    #[test]
    fn entries_wait_half_a_minute_or_until_there_are_enough_and_none_is_dropped() {
        let (trail, now) = (Trail::default(), Timestamp::from_millis(1_800_000_000_000));
        trail.leave(entry("first"), now, 100);
        assert!(trail.take(129, false).is_empty());
        let taken = trail.take(130, false);
        assert_eq!(taken.len(), 1);
        trail.leave(entry("second"), now, 130);
        trail.put_back(taken);
        assert_eq!(trail.take(131, true).len(), 2, "what could not be written waits with what came after");
        for number in 0..ENTRIES {
            trail.leave(entry(&format!("note {number}")), now, 131);
        }
        assert_eq!(trail.take(131, false).len(), ENTRIES);
    }
}
