//! For whom, for what, until when and how marked: what everything that leaves carries on each page, row and line.

use chrono::{Months, NaiveDate};

use super::RecipientKind;
use crate::dates;
use crate::grading::Marking;
use crate::words::SharingRefusal;

/// What a copy carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub recipient: String,
    pub purpose: String,
    pub kind: RecipientKind,
    pub marking: Marking,
    /// The last day on which it may be kept.
    pub until: NaiveDate,
}

impl Terms {
    /// "Delete by 24 Nov 2027."
    pub fn delete_by(&self) -> String {
        delete_by(self.until)
    }

    /// "OFFICIAL-SENSITIVE. For Helen Prior. Purpose: handover. Delete by 24 Nov 2027."
    pub fn line(&self) -> String {
        let said = |text: &str| text.trim_end_matches('.').to_owned();
        let (recipient, purpose) = (said(&self.recipient), said(&self.purpose));
        format!("{}. For {recipient}. Purpose: {purpose}. {}", self.marking.label(), self.delete_by())
    }
}

/// "Delete by 24 Nov 2027."
pub fn delete_by(until: NaiveDate) -> String {
    format!("Delete by {}.", dates::day_month_year(until))
}

/// Months that a copy is kept unless somebody gives a day. An agency acts on it or does not; papers of a meeting are
/// kept for the next review of it.
const fn months(kind: RecipientKind) -> u32 {
    match kind {
        RecipientKind::Own | RecipientKind::Partner => 12,
        RecipientKind::Agency => 6,
        RecipientKind::Committee => 24,
    }
}

/// Nothing is asked to be kept for longer than the log of it is.
const MONTHS_MAX: u32 = 72;

/// The day by which a copy that is made today is deleted, unless another is given.
pub fn default_until(kind: RecipientKind, today: NaiveDate) -> NaiveDate {
    today.checked_add_months(Months::new(months(kind))).unwrap_or(today)
}

/// The same of a sealed file, of which nothing is needed once it was taken in.
pub fn sealed_until(today: NaiveDate) -> NaiveDate {
    today.checked_add_months(Months::new(1)).unwrap_or(today)
}

/// The day that was given, as an ISO date; the other where none was.
pub fn until(text: Option<&str>, otherwise: NaiveDate, today: NaiveDate) -> Result<NaiveDate, SharingRefusal> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(otherwise) };
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| SharingRefusal::NotADay { text: text.chars().take(40).collect() })?;
    let last = today.checked_add_months(Months::new(MONTHS_MAX)).unwrap_or(today);
    match day {
        day if day <= today => Err(SharingRefusal::UntilPast),
        day if day > last => Err(SharingRefusal::UntilTooFar { last: dates::day_month_year(last) }),
        day => Ok(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_copy_says_for_whom_for_what_how_marked_and_until_when() {
        let terms = Terms {
            recipient: "Helen Prior".to_owned(),
            purpose: "handover".to_owned(),
            kind: RecipientKind::Partner,
            marking: Marking::OfficialSensitive,
            until: day("2027-11-24"),
        };
        assert_eq!(terms.line(), "OFFICIAL-SENSITIVE. For Helen Prior. Purpose: handover. Delete by 24 Nov 2027.");
    }

    #[test]
    fn each_recipient_has_a_day_unless_another_is_given() {
        let today = day("2026-11-24");
        let days = RecipientKind::ALL.map(|kind| default_until(kind, today).to_string());
        assert_eq!(days, ["2027-11-24", "2027-11-24", "2027-05-24", "2028-11-24"]);
        assert_eq!(sealed_until(day("2026-01-31")), day("2026-02-28"));
        let other = day("2027-11-24");
        assert_eq!(until(Some(" 2026-12-01 "), other, today), Ok(day("2026-12-01")));
        assert_eq!([until(Some(" "), other, today), until(None, other, today)], [Ok(other), Ok(other)]);
    }

    #[test]
    fn a_day_that_is_none_that_has_been_or_that_is_years_away_is_not_taken() {
        let (today, other) = (day("2026-11-24"), day("2027-11-24"));
        for past in ["2026-11-24", "2020-01-01"] {
            assert_eq!(until(Some(past), other, today), Err(SharingRefusal::UntilPast), "{past}");
        }
        assert!(matches!(until(Some("soon"), other, today), Err(SharingRefusal::NotADay { .. })));
        assert!(matches!(until(Some("2026-02-30"), other, today), Err(SharingRefusal::NotADay { .. })));
        assert!(matches!(until(Some("2127-11-24"), other, today), Err(SharingRefusal::UntilTooFar { .. })));
    }
}
