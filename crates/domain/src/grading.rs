//! 3x5x2: how far a source and what it told can be relied on, and to whom it may go (values of the College of
//! Policing). Given by people trained for it, never by whoever recorded the note.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::words::GradingRefusal;

/// How reliable the source has been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceGrade {
    Reliable,
    Untested,
    NotReliable,
}

/// How what it told is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InformationGrade {
    KnownDirectly,
    KnownIndirectlyCorroborated,
    KnownIndirectly,
    NotKnown,
    SuspectedFalse,
}

/// To whom it may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Handling {
    Permitted,
    WithConditions,
}

impl SourceGrade {
    pub const ALL: [Self; 3] = [Self::Reliable, Self::Untested, Self::NotReliable];

    pub const fn letter(self) -> char {
        match self {
            Self::Reliable => '1',
            Self::Untested => '2',
            Self::NotReliable => '3',
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Reliable => "Reliable",
            Self::Untested => "Untested",
            Self::NotReliable => "Not reliable",
        }
    }
}

impl InformationGrade {
    pub const ALL: [Self; 5] = [
        Self::KnownDirectly,
        Self::KnownIndirectlyCorroborated,
        Self::KnownIndirectly,
        Self::NotKnown,
        Self::SuspectedFalse,
    ];

    pub const fn letter(self) -> char {
        match self {
            Self::KnownDirectly => 'A',
            Self::KnownIndirectlyCorroborated => 'B',
            Self::KnownIndirectly => 'C',
            Self::NotKnown => 'D',
            Self::SuspectedFalse => 'E',
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::KnownDirectly => "Known directly to the source",
            Self::KnownIndirectlyCorroborated => "Known indirectly to the source but corroborated",
            Self::KnownIndirectly => "Known indirectly to the source",
            Self::NotKnown => "Not known",
            Self::SuspectedFalse => "Suspected to be false",
        }
    }
}

impl Handling {
    pub const ALL: [Self; 2] = [Self::Permitted, Self::WithConditions];

    pub const fn letter(self) -> char {
        match self {
            Self::Permitted => 'P',
            Self::WithConditions => 'C',
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Permitted => "Lawful sharing permitted",
            Self::WithConditions => "Lawful sharing permitted with conditions",
        }
    }
}

/// Written `2 C P`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Grade {
    pub source: SourceGrade,
    pub information: InformationGrade,
    pub handling: Handling,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.source.letter(), self.information.letter(), self.handling.letter())
    }
}

/// `2 C P`, `2CP`, `2-c-p`.
impl FromStr for Grade {
    type Err = GradingRefusal;

    fn from_str(text: &str) -> Result<Self, GradingRefusal> {
        let wrong = || GradingRefusal::NotAGrade { text: text.trim().chars().take(20).collect() };
        let mut letters = text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '/' | '.'));
        let mut next = || letters.next().map(|letter| letter.to_ascii_uppercase()).ok_or_else(wrong);
        let (source, information, handling) = (next()?, next()?, next()?);
        let grade = Self {
            source: SourceGrade::ALL.into_iter().find(|grade| grade.letter() == source).ok_or_else(wrong)?,
            information: InformationGrade::ALL
                .into_iter()
                .find(|grade| grade.letter() == information)
                .ok_or_else(wrong)?,
            handling: Handling::ALL.into_iter().find(|grade| grade.letter() == handling).ok_or_else(wrong)?,
        };
        if letters.next().is_some() { Err(wrong()) } else { Ok(grade) }
    }
}

impl TryFrom<String> for Grade {
    type Error = GradingRefusal;

    fn try_from(text: String) -> Result<Self, GradingRefusal> {
        text.parse()
    }
}

impl From<Grade> for String {
    fn from(grade: Grade) -> Self {
        grade.to_string()
    }
}

/// How a graded note is marked. What is marked higher does not belong in here at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marking {
    #[default]
    Official,
    OfficialSensitive,
}

/// Markings above what Wardbook may hold, as they are written: the present two, and one of former years.
const ABOVE: [&str; 3] = ["TOP SECRET", "SECRET", "CONFIDENTIAL"];

impl Marking {
    pub const ALL: [Self; 2] = [Self::Official, Self::OfficialSensitive];

    pub const fn id(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::OfficialSensitive => "official-sensitive",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Official => "OFFICIAL",
            Self::OfficialSensitive => "OFFICIAL-SENSITIVE",
        }
    }

    /// In any case, with hyphen, colon or blank.
    pub fn parse(text: &str) -> Result<Self, GradingRefusal> {
        let plain: String = text.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
        match plain.as_str() {
            "OFFICIAL" => Ok(Self::Official),
            "OFFICIAL SENSITIVE" => Ok(Self::OfficialSensitive),
            above if ABOVE.contains(&above) => Err(GradingRefusal::MarkedAbove),
            _ => Err(GradingRefusal::NotAMarking { text: text.trim().chars().take(40).collect() }),
        }
    }
}

/// Whether a text carries a marking above OFFICIAL-SENSITIVE: as a line of its own, which is how papers are marked.
pub fn is_marked_above(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim().trim_matches(|letter: char| !letter.is_alphanumeric());
        ABOVE.contains(&line) || ABOVE.iter().any(|above| line.strip_prefix("UK ").is_some_and(|rest| rest == *above))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_is_read_as_people_write_it_and_written_one_way() {
        for text in ["2 C P", "2cp", " 2-C-P ", "2/c/p"] {
            assert_eq!(text.parse::<Grade>().unwrap().to_string(), "2 C P", "{text}");
        }
        assert_eq!(serde_json::to_string(&"1ap".parse::<Grade>().unwrap()).unwrap(), "\"1 A P\"");
    }

    #[test]
    fn every_grade_there_is_can_be_given_and_nothing_else() {
        let mut grades = 0;
        for source in SourceGrade::ALL {
            for information in InformationGrade::ALL {
                for handling in Handling::ALL {
                    let grade = Grade { source, information, handling };
                    assert_eq!(grade.to_string().parse(), Ok(grade));
                    grades += 1;
                }
            }
        }
        assert_eq!(grades, 30);
        for text in ["", "2", "2 C", "4 A P", "1 F P", "1 A X", "1 A P P", "A 1 P", "5x5x5"] {
            assert!(text.parse::<Grade>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_marked_above_official_sensitive_is_turned_away() {
        assert_eq!(Marking::parse("official – sensitive"), Ok(Marking::OfficialSensitive));
        assert_eq!(Marking::parse("Official"), Ok(Marking::Official));
        for above in ["SECRET", "top secret", "Confidential"] {
            assert_eq!(Marking::parse(above), Err(GradingRefusal::MarkedAbove), "{above}");
        }
        assert!(matches!(Marking::parse("restricted"), Err(GradingRefusal::NotAMarking { .. })));
    }

    #[test]
    fn a_marking_in_a_text_is_a_line_of_its_own_and_no_word_in_a_sentence() {
        for text in ["SECRET\nTwo men …", "Two men …\n— TOP SECRET —", "UK SECRET\nTwo"] {
            assert!(is_marked_above(text), "{text}");
        }
        for text in ["They keep it SECRET from her", "It is secret", "Secret", "OFFICIAL-SENSITIVE\nTwo men"] {
            assert!(!is_marked_above(text), "{text}");
        }
    }
}
