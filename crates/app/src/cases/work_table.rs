//! An action log from a spreadsheet, as a table: its separator, headings, rows, and how its dates are written.

use chrono::{Datelike, NaiveDate};
use domain::words::{Refusal, WorkRefusal};

use crate::api::Failure;

/// More rows than this are brought in by parts.
const ROWS_MAX: usize = 5_000;

pub(super) struct Table {
    pub headings: Vec<String>,
    /// The line of the file each begins on, and its cells.
    pub rows: Vec<(u32, Vec<String>)>,
}

impl Table {
    pub fn read(text: &str) -> Result<Self, Failure> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator(text))
            .flexible(true)
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let no_rows = || Failure::from(Refusal::Work(WorkRefusal::NoRows));
        let mut records = reader.records();
        let headings = records.next().and_then(Result::ok).ok_or_else(no_rows)?;
        let mut rows = Vec::new();
        let mut line = Lines { text: text.as_bytes(), at: 0, line: 1 };
        for record in records {
            let record = record.map_err(|_| no_rows())?;
            let line = line.of(record.position().map_or(0, csv::Position::byte));
            if record.iter().all(str::is_empty) {
                continue;
            }
            rows.push((line, record.iter().map(str::to_owned).collect()));
            if rows.len() > ROWS_MAX {
                return Err(Refusal::Work(WorkRefusal::TooManyRows { at_most: ROWS_MAX }).into());
            }
        }
        if rows.is_empty() {
            return Err(no_rows());
        }
        Ok(Self { headings: headings.iter().map(str::to_owned).collect(), rows })
    }

    /// The cells of one column that hold something.
    pub fn column(&self, at: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |(_, cells)| cells.get(at)).map(String::as_str).filter(|cell| !cell.is_empty())
    }
}

/// Which line of the file a record begins on, asked in the order of the file. A record is said to begin
/// right behind the last one, which may be in the middle of a line's end or before empty lines.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, byte: u64) -> u32 {
        let mut begins = usize::try_from(byte).unwrap_or(self.text.len()).min(self.text.len());
        while matches!(self.text.get(begins), Some(b'\r' | b'\n')) {
            begins += 1;
        }
        let passed = self.text.get(self.at..begins).unwrap_or_default();
        self.line += u32::try_from(passed.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(0);
        self.at = begins.max(self.at);
        self.line
    }
}

/// What stands most often in the first line, outside quotes.
fn separator(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: char| {
        let mut quoted = false;
        let outside = line.chars().filter(|sign| {
            quoted ^= *sign == '"';
            *sign == separator && !quoted
        });
        outside.count()
    };
    // Among equals the last is taken, so the comma stands there.
    [b';', b'\t', b','].into_iter().max_by_key(|separator| count(char::from(*separator))).unwrap_or(b',')
}

/// Which of two figures is the day, where a date does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateOrder {
    DayFirst,
    MonthFirst,
}

impl DateOrder {
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "day-first" => Some(Self::DayFirst),
            "month-first" => Some(Self::MonthFirst),
            _ => None,
        }
    }

    /// Day first, unless some date of the column cannot be and none cannot be the other way.
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let (mut no_day_first, mut no_month_first) = (false, false);
        for cell in cells {
            if let Some((one, other)) = two_figures(cell) {
                no_month_first |= one > 12;
                no_day_first |= other > 12;
            }
        }
        if no_day_first && !no_month_first { Self::MonthFirst } else { Self::DayFirst }
    }
}

fn tokens(text: &str) -> Vec<&str> {
    text.split(|sign: char| !sign.is_alphanumeric()).filter(|token| !token.is_empty()).collect()
}

/// The two figures before the year, where it stands last.
fn two_figures(text: &str) -> Option<(u32, u32)> {
    match tokens(text).as_slice() {
        [one, other, year, ..] if one.len() <= 2 && year.chars().all(|sign| sign.is_ascii_digit()) => {
            Some((one.parse().ok()?, other.parse().ok()?))
        }
        _ => None,
    }
}

/// A day as people write it in spreadsheets: `2026-12-01`, `1/12/2026`, `1.12.26`, `1 Dec 2026`, `Tue 1 December 2026`.
pub(super) fn day(text: &str, order: DateOrder) -> Option<NaiveDate> {
    let tokens = tokens(text);
    let date = match tokens.as_slice() {
        [year, month, day, ..] if year.len() == 4 && year.parse::<i32>().is_ok() => {
            // A time of day behind it says nothing here: "2026-12-01T00:00:00".
            let day: String = day.chars().take_while(char::is_ascii_digit).collect();
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        _ => match two_figures(text) {
            Some((one, other)) => {
                let year = year(tokens.get(2)?)?;
                let day_first = NaiveDate::from_ymd_opt(year, other, one);
                let month_first = NaiveDate::from_ymd_opt(year, one, other);
                match order {
                    DateOrder::DayFirst => day_first.or(month_first),
                    DateOrder::MonthFirst => month_first.or(day_first),
                }
            }
            None => named(&tokens),
        },
    };
    // A slip such as 1/12/0206 is no date of a plan.
    date.filter(|date| (2000..2100).contains(&date.year()))
}

/// With the month as a word.
fn named(tokens: &[&str]) -> Option<NaiveDate> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month_of = |token: &str| {
        let token = token.to_lowercase();
        MONTHS.iter().position(|month| token.starts_with(month) && !token.chars().any(|sign| sign.is_ascii_digit()))
    };
    let month = u32::try_from(tokens.iter().find_map(|token| month_of(token))?).ok()? + 1;
    let figures: Vec<&str> =
        tokens.iter().copied().filter(|token| token.starts_with(|sign: char| sign.is_ascii_digit())).collect();
    let [day, year_text, ..] = figures.as_slice() else { return None };
    let day: String = day.chars().take_while(char::is_ascii_digit).collect();
    NaiveDate::from_ymd_opt(year(year_text)?, month, day.parse().ok()?)
}

fn year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    Some(if text.len() == 2 { 2000 + year } else { year })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it_and_day_first_unless_that_cannot_be() {
        let read = |text: &str| day(text, DateOrder::DayFirst).map(|day| day.to_string());
        for text in [
            "2026-12-01",
            "1/12/2026",
            "01.12.26",
            "1 Dec 2026",
            "Tue 1 December 2026",
            "1st Dec 26",
            "2026-12-01T00:00:00",
        ] {
            assert_eq!(read(text).as_deref(), Some("2026-12-01"), "{text}");
        }
        assert_eq!(read("12/25/2026").as_deref(), Some("2026-12-25"));
        for text in ["soon", "31/02/2026", "1/12", "December", "1/12/0206"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_column_tells_how_its_dates_are_written() {
        assert_eq!(DateOrder::of(["03/04/2026", "12/25/2026"].into_iter()), DateOrder::MonthFirst);
        assert_eq!(DateOrder::of(["03/04/2026", "25/12/2026"].into_iter()), DateOrder::DayFirst);
        assert_eq!(DateOrder::of(["03/04/2026", "2026-05-01", "soon"].into_iter()), DateOrder::DayFirst);
    }

    #[test]
    fn separators_quotes_marks_and_empty_lines_are_those_of_real_files() {
        let table =
            Table::read("\u{feff}Action;Who;Due\r\n\"Patrol; twice\";Sam;1/12/2026\r\n;;\r\n\r\nSweep\r\n").unwrap();
        assert_eq!(table.headings, ["Action", "Who", "Due"]);
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[0], (2, vec!["Patrol; twice".to_owned(), "Sam".to_owned(), "1/12/2026".to_owned()]));
        assert_eq!(table.rows[1].0, 5);
        assert_eq!(Table::read("Action,Who\n").err().unwrap().code, "no-rows");
        assert_eq!(Table::read("").err().unwrap().code, "no-rows");
    }
}
