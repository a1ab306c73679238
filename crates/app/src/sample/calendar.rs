//! Puts the sample's notes on days: more in term, more towards the weekend, stories in their order.
//!
//! The same seed and day give the same year. Must not know the notes' words.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::entropy::Entropy;
use domain::working_days::WorkingDays;

use super::seed::{Season, Seed};

/// The year that ends today: 0 to this many days ago.
pub(super) const OLDEST: u32 = 364;

/// On which days and at what hours an author writes of things.
#[derive(Clone, Copy)]
pub(super) struct Habit {
    /// Only on working days in term.
    pub school_days: bool,
    /// Only on working days.
    pub office_days: bool,
    /// First and last hour; both included.
    pub hours: (u32, u32),
    /// One note in so many gives the day alone.
    pub day_alone: u32,
}

pub(super) struct Calendar<'e> {
    today: NaiveDate,
    work: WorkingDays,
    entropy: &'e dyn Entropy,
    /// How many notes each day has already, by days ago.
    taken: [u32; OLDEST as usize + 1],
}

impl<'e> Calendar<'e> {
    pub fn new(today: NaiveDate, entropy: &'e dyn Entropy) -> Self {
        Self { today, work: WorkingDays::england(), entropy, taken: [0; OLDEST as usize + 1] }
    }

    /// Days ago for each note of a table, in the table's order.
    pub fn place(&mut self, table: &[Seed], habit_of: impl Fn(&Seed) -> Habit) -> Vec<u32> {
        let mut placed: Vec<u32> = Vec::with_capacity(table.len());
        for (index, seed) in table.iter().enumerate() {
            let habit = habit_of(seed);
            let day = match (seed.ago, seed.later, placed.last()) {
                (Some(ago), _, _) => self.near(ago, seed, habit),
                (None, Some(days), Some(&before)) => {
                    self.after(before, days, seed, habit).unwrap_or(before.saturating_sub(days))
                }
                _ => self.draw(table.get(index..).unwrap_or_default(), &habit_of),
            };
            if let Some(taken) = self.taken.get_mut(day as usize) {
                *taken += 1;
            }
            placed.push(day);
        }
        placed
    }

    /// An hour and a minute as a person would give them, or none.
    pub fn time(&self, habit: Habit) -> Option<(u32, u32)> {
        if self.below(habit.day_alone) == 0 {
            return None;
        }
        let (first, last) = habit.hours;
        let quarters = self.below((last - first) * 4 + 1);
        Some((first + quarters / 4, quarters % 4 * 15))
    }

    /// The nearest day to `ago` that suits, within three.
    fn near(&self, ago: u32, seed: &Seed, habit: Habit) -> u32 {
        let around = [0, -1, 1, -2, 2, -3, 3].into_iter().filter_map(|by| ago.checked_add_signed(by));
        let suiting = around.filter(|&day| day <= OLDEST).find(|&day| self.suits(day, seed, habit));
        suiting.unwrap_or(ago.min(OLDEST))
    }

    /// The first day that suits, `days` after `before` or soon after that.
    fn after(&self, before: u32, days: u32, seed: &Seed, habit: Habit) -> Option<u32> {
        let earliest = before.checked_sub(days)?;
        (earliest.saturating_sub(soon(days))..=earliest).rev().find(|&day| self.suits(day, seed, habit))
    }

    /// Any day before today that suits the first of `seeds` and leaves room for what follows it; the
    /// likelier ones more often, busy ones less.
    fn draw(&self, seeds: &[Seed], habit_of: &impl Fn(&Seed) -> Habit) -> u32 {
        let Some((seed, rest)) = seeds.split_first() else { return 0 };
        let weights: Vec<(u32, u32)> = (1..=OLDEST)
            .filter(|&day| self.suits(day, seed, habit_of(seed)) && self.leaves_room(day, rest, habit_of))
            .map(|day| (day, self.weight(day)))
            .collect();
        let mut left = self.below(weights.iter().map(|(_, weight)| weight).sum());
        for (day, weight) in weights {
            match left.checked_sub(weight) {
                Some(fewer) => left = fewer,
                None => return day,
            }
        }
        OLDEST
    }

    /// Whether the notes that follow one on `day` find days of their own, none of them today.
    fn leaves_room(&self, mut day: u32, rest: &[Seed], habit_of: &impl Fn(&Seed) -> Habit) -> bool {
        for seed in rest {
            let Some(days) = seed.later else { break };
            match self.after(day, days, seed, habit_of(seed)) {
                Some(next) if next > 0 => day = next,
                _ => return false,
            }
        }
        true
    }

    fn suits(&self, ago: u32, seed: &Seed, habit: Habit) -> bool {
        let date = self.date(ago);
        let in_season = match seed.season {
            Season::Any => true,
            Season::Term => is_term(date),
            Season::Holidays => !is_term(date),
            Season::Months(months) => months.contains(&date.month()),
        };
        let at_work = !(habit.school_days || habit.office_days) || self.work.is_working_day(date);
        let at_school = !habit.school_days || is_term(date);
        let time_to_amend = seed.amendment.is_none_or(|(days, _)| days <= ago);
        in_season
            && at_work
            && at_school
            && time_to_amend
            && seed.weekday.is_none_or(|weekday| weekday == date.weekday())
    }

    fn weight(&self, ago: u32) -> u32 {
        let date = self.date(ago);
        let weekday = match date.weekday() {
            Weekday::Fri => 6,
            Weekday::Thu | Weekday::Sat => 4,
            Weekday::Mon | Weekday::Tue | Weekday::Wed => 3,
            Weekday::Sun => 1,
        };
        let season = if is_term(date) { 8 } else { 5 };
        let taken = self.taken.get(ago as usize).copied().unwrap_or(0);
        (weekday * season * 10) / (1 + 2 * taken)
    }

    fn date(&self, ago: u32) -> NaiveDate {
        self.today.checked_sub_days(Days::new(ago.into())).unwrap_or(self.today)
    }

    /// 0 up to, but without, `end`. The bias of the remainder is nothing to a sample.
    fn below(&self, end: u32) -> u32 {
        let mut bytes = [0; 4];
        self.entropy.fill(&mut bytes);
        u32::from_le_bytes(bytes).checked_rem(end).unwrap_or(0)
    }
}

/// How far "the next day that suits" may be: within a week for what follows closely, else over a
/// fortnight's holiday and its weekends. What would run into the summer is put elsewhere.
const fn soon(days: u32) -> u32 {
    if days < 10 { 6 } else { 17 }
}

/// Near enough to a school year for a sample; real term dates differ by school and year.
pub(super) fn is_term(date: NaiveDate) -> bool {
    let day = date.month() * 100 + date.day();
    let holidays = [(101, 104), (214, 221), (401, 414), (525, 531), (722, 902), (1023, 1031), (1220, 1231)];
    !holidays.iter().any(|&(first, last)| (first..=last).contains(&day))
}
