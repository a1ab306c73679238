//! How a note of the sample is written down: its words, where and what, and on what sort of day.
//!
//! The tables beside this file are chains of these calls, so that the compiler reads them and no
//! parser has to. Must not know which day it is.

use chrono::Weekday;

use super::places::Place;

pub(super) const DRUGS: &str = "drug supply or use";
pub(super) const WEAPON: &str = "knife or other weapon";
pub(super) const TENSION: &str = "group conflict or tension";
pub(super) const EXPLOITATION: &str = "exploitation";
pub(super) const NUISANCE: &str = "anti-social behaviour";
pub(super) const ROBBERY: &str = "robbery";
pub(super) const VEHICLE: &str = "vehicle";
pub(super) const BURGLARY: &str = "burglary";
pub(super) const LIGHTING: &str = "lighting or environment";
pub(super) const EXCLUSION: &str = "exclusion or attendance";
pub(super) const CONCERN: &str = "community concern";
pub(super) const POSITIVE: &str = "positive or safe space";

pub(super) const BAND_10_17: &str = "10–17";
pub(super) const BAND_18_24: &str = "18–24";
pub(super) const BAND_25_34: &str = "25–34";
pub(super) const BAND_OVER_34: &str = "over 34";
pub(super) const BAND_UNKNOWN: &str = "not known";

/// In which part of the year a note is at home.
#[derive(Clone, Copy)]
pub(super) enum Season {
    Any,
    Term,
    Holidays,
    /// January is 1.
    Months(&'static [u32]),
}

/// One note, not yet on a day.
#[derive(Clone, Copy)]
pub(super) struct Seed {
    pub text: &'static str,
    pub place: &'static Place,
    pub topics: &'static [&'static str],
    /// Where a table holds several people's notes; else the table's author.
    pub author: Option<usize>,
    pub time: Option<(u32, u32)>,
    pub season: Season,
    pub weekday: Option<Weekday>,
    /// About so many days before today: for what builds up over weeks.
    pub ago: Option<u32>,
    /// So many days after the note before it in the table, or the next day that suits.
    pub later: Option<u32>,
    pub how_known: Option<&'static str>,
    pub weapon: Option<&'static str>,
    pub weapon_origin: Option<&'static str>,
    pub residents: Option<u32>,
    pub people: &'static [(&'static str, &'static str)],
    pub amendment: Option<(u32, &'static str)>,
    pub withdrawn: Option<&'static str>,
    pub pinned: bool,
}

pub(super) const fn note(place: &'static Place, topics: &'static [&'static str], text: &'static str) -> Seed {
    Seed {
        text,
        place,
        topics,
        author: None,
        time: None,
        season: Season::Any,
        weekday: None,
        ago: None,
        later: None,
        how_known: None,
        weapon: None,
        weapon_origin: None,
        residents: None,
        people: &[],
        amendment: None,
        withdrawn: None,
        pinned: false,
    }
}

impl Seed {
    pub const fn by(mut self, author: usize) -> Self {
        self.author = Some(author);
        self
    }

    pub const fn at(mut self, hour: u32, minute: u32) -> Self {
        self.time = Some((hour, minute));
        self
    }

    pub const fn term(mut self) -> Self {
        self.season = Season::Term;
        self
    }

    pub const fn holidays(mut self) -> Self {
        self.season = Season::Holidays;
        self
    }

    pub const fn months(mut self, months: &'static [u32]) -> Self {
        self.season = Season::Months(months);
        self
    }

    pub const fn on(mut self, weekday: Weekday) -> Self {
        self.weekday = Some(weekday);
        self
    }

    pub const fn ago(mut self, days: u32) -> Self {
        self.ago = Some(days);
        self
    }

    pub const fn later(mut self, days: u32) -> Self {
        self.later = Some(days);
        self
    }

    pub const fn saw(self) -> Self {
        self.known("saw it")
    }

    pub const fn involved(self) -> Self {
        self.known("told by a person involved")
    }

    pub const fn told(self) -> Self {
        self.known("told by someone else")
    }

    pub const fn overheard(self) -> Self {
        self.known("overheard")
    }

    pub const fn online(self) -> Self {
        self.known("online")
    }

    pub const fn cctv(self) -> Self {
        self.known("CCTV or photo")
    }

    pub const fn records(self) -> Self {
        self.known("from records")
    }

    pub const fn anonymous(self) -> Self {
        self.known("anonymous")
    }

    const fn known(mut self, how: &'static str) -> Self {
        self.how_known = Some(how);
        self
    }

    pub const fn weapon(mut self, weapon: &'static str, origin: &'static str) -> Self {
        self.weapon = Some(weapon);
        self.weapon_origin = Some(origin);
        self
    }

    pub const fn residents(mut self, count: u32) -> Self {
        self.residents = Some(count);
        self
    }

    /// Age band and category of each.
    pub const fn people(mut self, people: &'static [(&'static str, &'static str)]) -> Self {
        self.people = people;
        self
    }

    pub const fn amended(mut self, days_after: u32, text: &'static str) -> Self {
        self.amendment = Some((days_after, text));
        self
    }

    pub const fn withdrawn(mut self, reason: &'static str) -> Self {
        self.withdrawn = Some(reason);
        self
    }

    pub const fn pinned(mut self) -> Self {
        self.pinned = true;
        self
    }
}
