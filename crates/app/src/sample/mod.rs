//! The sample notebook's contents: an invented year of a borough's ward notes that ends today.
//!
//! Data alone. Wards are real, everything else is made up: people, estates, schools, shops, events.
//! Must not know of stores, sessions or how a note is recorded. The notes are written out one by one
//! instead of being made from patterns, so that search, filters and charts meet what people write.

mod brook;
mod calendar;
mod college;
mod councillor;
mod larkfield;
mod officer;
mod outreach;
mod parenting;
mod places;
mod seed;
#[cfg(test)]
mod tests;
pub mod work;

use chrono::NaiveDate;
use domain::entropy::Entropy;
use domain::wards::{BoundarySet, WardCode};

use calendar::{Calendar, Habit};
use seed::Seed;

/// The wards' names are of this set.
pub const BOUNDARIES: BoundarySet = BoundarySet::Y2014;

/// Somebody of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SamplePerson {
    pub name: &'static str,
    pub role: &'static str,
    /// Whom they record for: an id of the list of agencies.
    pub agency: &'static str,
}

/// Whose notebook it is: she reads and pins, and has two drafts of her own.
pub const COORDINATOR: SamplePerson =
    SamplePerson { name: "Helen Prior", role: "Coordinator, Serious Youth Violence", agency: "Community Safety" };

/// Who reads and closes notes beside her.
pub const COLLEAGUE: SamplePerson =
    SamplePerson { name: "Theo Marsh", role: "Community Safety officer", agency: "Community Safety" };

const OUTREACH: usize = 0;
const COUNCILLOR: usize = 1;
const COLLEGE_LEAD: usize = 2;
const OFFICER: usize = 3;
const PARENTING: usize = 4;

const AUTHORS: [SamplePerson; 5] = [
    SamplePerson { name: "Amara Lewis", role: "Outreach worker", agency: "St Giles Trust" },
    SamplePerson { name: "Cllr Ruth Ansell", role: "Councillor", agency: "ward councillor" },
    SamplePerson { name: "Samira Doyle", role: "Safeguarding lead, Merrow College", agency: "school or college" },
    SamplePerson { name: "PC Daniel Osei", role: "Safer Neighbourhood officer", agency: "Safer Neighbourhood Team" },
    SamplePerson { name: "Lorna Pike", role: "Parenting worker", agency: "Community Safety" },
];

/// Who wrote the notes; [`SampleNote::author`] counts in this order.
pub const fn authors() -> [SamplePerson; 5] {
    AUTHORS
}

/// A note on its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleNote {
    /// Which of [`authors`].
    pub author: usize,
    /// When it was seen or heard, 0 to 364 days before today.
    pub days_ago: u32,
    /// Hour and minute on the London clock; `None` where only the day is known, and always so today.
    pub time: Option<(u32, u32)>,
    pub ward: WardCode,
    pub text: String,
    /// This and the following words are ids of the lists built in.
    pub topics: Vec<&'static str>,
    pub how_known: Option<&'static str>,
    pub place: Option<&'static str>,
    pub place_type: Option<&'static str>,
    pub weapon: Option<&'static str>,
    pub weapon_origin: Option<&'static str>,
    pub residents: Option<u32>,
    /// Age band and category of each person described.
    pub people: Vec<(&'static str, &'static str)>,
    /// So many days after the note, never later than today, and the text.
    pub amendment: Option<(u32, &'static str)>,
    /// The reason, if the author took it back.
    pub withdrawn: Option<&'static str>,
    /// Pinned by the coordinator.
    pub pinned: bool,
}

/// Something the coordinator has begun to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleDraft {
    pub text: &'static str,
    /// Not chosen yet in one of them.
    pub ward: Option<WardCode>,
    pub topics: Vec<&'static str>,
    pub place: Option<&'static str>,
}

/// The year's notes, oldest first. The same entropy and day give the same notes.
pub fn notes(today: NaiveDate, entropy: &dyn Entropy) -> Vec<SampleNote> {
    let tables = [
        (OUTREACH, larkfield::NOTES),
        (OUTREACH, brook::NOTES),
        (OUTREACH, outreach::NOTES),
        (COUNCILLOR, councillor::NOTES),
        (COLLEGE_LEAD, college::NOTES),
        (OFFICER, officer::NOTES),
        (PARENTING, parenting::NOTES),
    ];
    let mut calendar = Calendar::new(today, entropy);
    let mut notes = Vec::new();
    for (writer, table) in tables {
        let author = |seed: &Seed| seed.author.unwrap_or(writer);
        let days = calendar.place(table, |seed| habit(author(seed)));
        for (seed, days_ago) in table.iter().zip(days) {
            let Some(ward) = ward(seed.place.ward) else { continue };
            // A time today might not have come yet.
            let time = match days_ago {
                0 => None,
                _ => seed.time.or_else(|| calendar.time(habit(author(seed)))),
            };
            notes.push(sample(seed, author(seed), days_ago, time, ward));
        }
    }
    // A day alone stands where its middle would.
    notes.sort_by_key(|note| (std::cmp::Reverse(note.days_ago), note.time.unwrap_or((12, 0))));
    notes
}

/// What the coordinator has not finished.
pub fn drafts() -> [SampleDraft; 2] {
    [
        SampleDraft {
            text: "Rang round after the last late opening. Two people could help with the keys on Thursdays, one of them only until",
            ward: ward(places::LARKFIELD_HALL.ward),
            topics: vec![seed::POSITIVE],
            place: Some(places::LARKFIELD_HALL.name),
        },
        SampleDraft {
            text: "From the traders' meeting: they would like to know before the next",
            ward: None,
            topics: Vec::new(),
            place: None,
        },
    ]
}

const fn habit(author: usize) -> Habit {
    let any_day = Habit { school_days: false, office_days: false, hours: (16, 21), day_alone: 6 };
    match author {
        COUNCILLOR => Habit { hours: (9, 19), day_alone: 2, ..any_day },
        COLLEGE_LEAD => Habit { school_days: true, hours: (8, 16), ..any_day },
        OFFICER => Habit { hours: (8, 22), day_alone: 8, ..any_day },
        PARENTING => Habit { office_days: true, hours: (9, 17), day_alone: 4, ..any_day },
        _ => any_day,
    }
}

fn ward(name: &str) -> Option<WardCode> {
    BOUNDARIES.wards().iter().find(|ward| ward.name == name).map(|ward| ward.code)
}

fn sample(seed: &Seed, author: usize, days_ago: u32, time: Option<(u32, u32)>, ward: WardCode) -> SampleNote {
    let said = |word: &'static str| Some(word).filter(|word| !word.is_empty());
    SampleNote {
        author,
        days_ago,
        time,
        ward,
        text: seed.text.to_owned(),
        topics: seed.topics.to_vec(),
        how_known: seed.how_known,
        place: said(seed.place.name),
        place_type: said(seed.place.kind),
        weapon: seed.weapon,
        weapon_origin: seed.weapon_origin,
        residents: seed.residents,
        people: seed.people.to_vec(),
        amendment: seed.amendment,
        withdrawn: seed.withdrawn,
        pinned: seed.pinned,
    }
}
