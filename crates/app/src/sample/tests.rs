use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::coach::{self, Rule};
use domain::entropy::SeededEntropy;
use domain::lists::{List, NoteLists};
use domain::words;

use super::*;

fn year(today: NaiveDate, seed: u64) -> Vec<SampleNote> {
    notes(today, &SeededEntropy::new(seed))
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn some_day() -> NaiveDate {
    day(2026, 11, 22)
}

/// Every twenty-third day of some four years, a leap day and a new year among them.
fn many_days() -> impl Iterator<Item = NaiveDate> {
    let more = [day(2028, 2, 29), day(2027, 1, 1), day(2031, 6, 15)];
    (0..64).map(|step| day(2025, 1, 3) + Days::new(step * 23)).chain(more)
}

fn date(today: NaiveDate, note: &SampleNote) -> NaiveDate {
    today - Days::new(note.days_ago.into())
}

fn find<'n>(notes: &'n [SampleNote], words: &str) -> &'n SampleNote {
    let mut found = notes.iter().filter(|note| note.text.contains(words));
    let note = found.next().unwrap_or_else(|| panic!("{words}"));
    assert!(found.next().is_none(), "{words} stands in two notes");
    note
}

#[test]
fn every_word_chosen_is_an_id_of_the_lists_built_in() {
    let lists = NoteLists::built_in();
    let known = |list: &List, word: &str| assert!(list.get(word).is_some(), "{word:?} in {}", list.name);
    for note in year(some_day(), 1) {
        note.topics.iter().for_each(|word| known(&lists.topic, word));
        note.how_known.iter().for_each(|word| known(&lists.how_known, word));
        note.place_type.iter().for_each(|word| known(&lists.place_type, word));
        note.weapon.iter().for_each(|word| known(&lists.weapon, word));
        note.weapon_origin.iter().for_each(|word| known(&lists.weapon_origin, word));
        for (band, category) in &note.people {
            known(&lists.age_band, band);
            known(&lists.category, category);
        }
    }
    drafts().iter().flat_map(|draft| &draft.topics).for_each(|word| known(&lists.topic, word));
}

#[test]
fn no_note_is_left_out_for_a_ward_that_does_not_exist_and_every_ward_has_some() {
    let written = [
        larkfield::NOTES,
        brook::NOTES,
        outreach::NOTES,
        councillor::NOTES,
        college::NOTES,
        officer::NOTES,
        parenting::NOTES,
    ];
    let notes = year(some_day(), 1);
    assert_eq!(notes.len(), written.iter().map(|table| table.len()).sum::<usize>());
    let mut by_ward: BTreeMap<WardCode, usize> = BTreeMap::new();
    for note in &notes {
        *by_ward.entry(note.ward).or_default() += 1;
    }
    assert!(BOUNDARIES.wards().iter().all(|ward| by_ward.contains_key(&ward.code)));
    assert!(by_ward.values().max() > Some(&40), "a ward with much to see");
    assert!(by_ward.values().min() < Some(&6), "and a quiet one");
    assert!(drafts()[0].ward.is_some());
}

#[test]
fn every_text_can_be_recorded_and_no_two_are_the_same() {
    let notes = year(some_day(), 1);
    for note in &notes {
        assert_eq!(words::check_text(&note.text), Ok(()));
        assert_eq!(note.text.trim(), note.text);
        if let Some((_, text)) = note.amendment {
            assert_eq!(words::check_text(text), Ok(()));
        }
        if let Some(reason) = note.withdrawn {
            assert!(words::check_reason(reason).is_ok());
        }
        if let Some(residents) = note.residents {
            assert!(words::check_residents(residents.into()).is_ok());
        }
    }
    let texts: BTreeSet<&str> = notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(texts.len(), notes.len());
}

#[test]
fn there_are_as_many_as_every_screen_needs() {
    let notes = year(some_day(), 1);
    let count = |wanted: fn(&&SampleNote) -> bool| notes.iter().filter(wanted).count();
    assert!((330..=380).contains(&notes.len()), "{}", notes.len());
    assert!((22..=28).contains(&count(|note| note.amendment.is_some())));
    assert_eq!(count(|note| note.withdrawn.is_some()), 9);
    assert_eq!(count(|note| note.pinned), 4);
    assert_eq!(count(|note| note.pinned && note.withdrawn.is_some()), 0);
    for author in 0..authors().len() {
        assert!(notes.iter().filter(|note| note.author == author).count() > 40, "author {author}");
    }
    for topic in NoteLists::built_in().topic.entries {
        assert!(notes.iter().any(|note| note.topics.contains(&topic.id.as_str())), "{}", topic.id);
    }
    assert!(count(|note| note.days_ago <= 7) >= 8, "the last week is alive");
}

#[test]
fn the_coach_would_have_little_to_say() {
    let notes = year(some_day(), 1);
    let found: Vec<(Rule, &str)> = notes
        .iter()
        .flat_map(|note| {
            coach::look(&note.text, &coach::Context::default())
                .into_iter()
                .map(|found| (found.rule, note.text.as_str()))
        })
        .collect();
    assert!(found.len() * 50 <= notes.len(), "{found:#?}");
}

#[test]
fn no_person_is_named_and_no_age_is_given() {
    let mut words: Vec<&str> = authors().iter().flat_map(|person| person.name.split(' ')).collect();
    words.extend(COORDINATOR.name.split(' '));
    words.extend(["year-old", "years old", "aged"]);
    for note in year(some_day(), 1) {
        let texts = [note.text.as_str(), note.amendment.map_or("", |(_, text)| text), note.withdrawn.unwrap_or("")];
        for text in texts {
            let tokens: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
            assert!(!words.iter().any(|word| tokens.contains(word)), "{text}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_year_and_another_seed_another() {
    assert_eq!(year(some_day(), 7), year(some_day(), 7));
    assert_ne!(year(some_day(), 7), year(some_day(), 8));
}

#[test]
fn whatever_day_it_is_notes_lie_within_the_year_oldest_first_and_nothing_is_to_come() {
    for today in many_days() {
        let notes = year(today, 3);
        assert!(notes.is_sorted_by_key(|note| std::cmp::Reverse(note.days_ago)));
        for note in &notes {
            assert!(note.days_ago <= 364);
            assert!(note.days_ago > 0 || note.time.is_none());
            assert!(note.time.is_none_or(|(hour, minute)| hour < 24 && minute < 60));
            assert!(note.amendment.is_none_or(|(after, _)| after <= note.days_ago), "{today} {}", note.text);
            if note.author == COLLEGE_LEAD {
                let date = date(today, note);
                assert!(calendar::is_term(date) && date.weekday().number_from_monday() < 6, "{today} {}", note.text);
            }
        }
    }
}

#[test]
fn whatever_day_it_is_stories_are_told_in_order() {
    let orders: [&[&str]; 8] = [
        &["Two mopeds by the launderette", "One rider stopped and given", "No mopeds.", "the mopeds have gone"],
        &["Dark blue estate car seen again", "Dark blue estate stopped"],
        &["plain-clothes observation", "Two arrested on the Sorrel steps", "pansies"],
        &["Fight after school", "Word is that Friday's", "hot chocolate", "Joint assembly with Fernhill"],
        &["somebody's living room", "Arches on Yard Lane cleared", "The sofa under the arches has gone"],
        &["Both sides posting", "Extra units on the parade for Friday", "Large blade", "after Saturday's call"],
        &["Shouting match across the court", "Clip going round", "Weapon sweep", "Quieter the night after"],
        &["Visited the second-floor flat", "Nobody knew where to stand", "First late opening", "Second late opening"],
    ];
    for today in many_days() {
        let notes = year(today, 5);
        for order in &orders {
            let days: Vec<u32> = order.iter().map(|words| find(&notes, words).days_ago).collect();
            assert!(days.is_sorted_by(|earlier, later| earlier >= later), "{today} {order:?} {days:?}");
        }
        let weekday = |words: &str| date(today, find(&notes, words)).weekday();
        assert_eq!(weekday("Same two mopeds as last Tuesday"), Weekday::Tue);
        assert_eq!(weekday("Fight after school"), Weekday::Fri);
        assert_eq!(find(&notes, "One rider stopped and given").days_ago, find(&notes, "No mopeds.").days_ago + 1);
        assert_eq!(
            find(&notes, "Two of yesterday's five").days_ago + 1,
            find(&notes, "Five young people not on our roll").days_ago
        );
    }
}

#[test]
fn notes_belong_to_their_season() {
    for today in many_days() {
        let notes = year(today, 9);
        let month = |words: &str| date(today, find(&notes, words)).month();
        assert!((6..=8).contains(&month("Swimming off the slipway")), "{today}");
        assert_eq!(month("Bonfire season"), 11);
        assert_eq!(month("Welcome week"), 9);
        assert_eq!(month("summer scheme"), 8);
    }
}

#[test]
fn the_week_leans_to_friday_and_the_clusters_rise_and_fall() {
    let today = some_day();
    let notes = year(today, 1);
    let on = |weekday: Weekday| notes.iter().filter(|note| date(today, note).weekday() == weekday).count();
    assert!(on(Weekday::Fri) > on(Weekday::Sun) * 2);
    let between = |place: &str, from: u32, to: u32| {
        notes
            .iter()
            .filter(|note| note.place.is_some_and(|name| name.contains(place)))
            .filter(|note| (to..from).contains(&note.days_ago))
            .count()
    };
    for (place, [start, peak, calm, end]) in [("Larkfield", [200, 140, 85, 30]), ("Brook", [150, 80, 35, 0])] {
        let (before, at_peak, after) =
            (between(place, start, peak), between(place, peak, calm), between(place, calm, end));
        assert!(at_peak > before && at_peak > after, "{place}: {before} {at_peak} {after}");
    }
    let evenings = notes.iter().filter(|note| note.time.is_some_and(|(hour, _)| hour >= 16)).count();
    assert!(evenings * 2 > notes.len());
}
