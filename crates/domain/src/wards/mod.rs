//! Wards: codes, the two boundary sets built in, and finding one from what a person typed.
//!
//! Keyed on the code of the Office for National Statistics, never on the name: boundaries changed
//! in May 2022 and six names were used again for other areas. A record keeps the set it was entered
//! on, and a code belongs to exactly one set. Must not know of records, grants or areas.

pub(crate) mod near;
mod set_2014;
mod set_2022;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code of the Office for National Statistics for an English ward: `E05` and six digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct WardCode([u8; 9]);

impl WardCode {
    /// The code `E05` followed by the last six digits of `number`, zeros in front.
    pub(crate) const fn from_number(number: u32) -> Self {
        let mut bytes = *b"E05000000";
        let mut left = number;
        let mut place = 8;
        while place >= 3 {
            bytes[place] = b'0' + (left % 10) as u8;
            left /= 10;
            place -= 1;
        }
        Self(bytes)
    }

    pub fn as_str(&self) -> &str {
        // Every way in writes ASCII only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The ward of this code in the sets built in.
    pub fn ward(self) -> Option<&'static Ward> {
        BoundarySet::ALL.iter().flat_map(|set| set.wards()).find(|ward| ward.code == self)
    }
}

impl fmt::Display for WardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for WardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text has not the shape of a ward code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a ward code, which is E05 and six digits")]
pub struct NotAWardCode(pub String);

impl FromStr for WardCode {
    type Err = NotAWardCode;

    /// Spaces around and small letters are forgiven; anything else is refused.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.trim().to_ascii_uppercase();
        let digits =
            upper.strip_prefix("E05").filter(|rest| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_digit()));
        match (digits, <[u8; 9]>::try_from(upper.as_bytes())) {
            (Some(_), Ok(bytes)) => Ok(Self(bytes)),
            _ => Err(NotAWardCode(text.to_owned())),
        }
    }
}

impl TryFrom<String> for WardCode {
    type Error = NotAWardCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<WardCode> for String {
    fn from(code: WardCode) -> Self {
        code.as_str().to_owned()
    }
}

/// Which drawing of the ward boundaries a record was entered on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BoundarySet {
    #[serde(rename = "2014")]
    Y2014,
    #[serde(rename = "2022")]
    Y2022,
}

impl BoundarySet {
    /// Oldest first.
    pub const ALL: [Self; 2] = [Self::Y2014, Self::Y2022];

    /// How people are told of it: "2014 to 2022", "from May 2022".
    pub fn words(self) -> &'static str {
        match self {
            Self::Y2014 => "2014 to 2022",
            Self::Y2022 => "from May 2022",
        }
    }

    /// Its wards in the order of their codes, which is also that of their names.
    pub fn wards(self) -> &'static [Ward] {
        match self {
            Self::Y2014 => &set_2014::WARDS,
            Self::Y2022 => &set_2022::WARDS,
        }
    }
}

/// New notebooks start on the boundaries in force.
impl Default for BoundarySet {
    fn default() -> Self {
        Self::Y2022
    }
}

impl fmt::Display for BoundarySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Y2014 => "2014",
            Self::Y2022 => "2022",
        })
    }
}

/// The text names no boundary set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a set of ward boundaries: 2022 or 2014")]
pub struct NotABoundarySet(pub String);

impl FromStr for BoundarySet {
    type Err = NotABoundarySet;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "2014" => Ok(Self::Y2014),
            "2022" => Ok(Self::Y2022),
            _ => Err(NotABoundarySet(text.to_owned())),
        }
    }
}

/// How many people live in a ward, and the year the figure is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Residents {
    pub count: u32,
    pub year: u16,
}

/// One ward of one boundary set.
#[derive(Debug, PartialEq, Eq)]
pub struct Ward {
    pub code: WardCode,
    pub name: &'static str,
    pub set: BoundarySet,
    /// Not known for the 2022 set until a population file is imported.
    pub residents: Option<Residents>,
    touches: Option<&'static [u32]>,
}

impl Ward {
    /// The wards that share a border with this one, by code; `None` where that is not known, which
    /// is not the same as having no neighbour.
    pub fn neighbours(&self) -> Option<impl Iterator<Item = WardCode> + use<>> {
        self.touches.map(|numbers| numbers.iter().map(|&number| WardCode::from_number(number)))
    }
}

/// Why a text is not a ward in the sets in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WardRefusal {
    /// Nothing was typed.
    Missing,
    /// No ward of the sets in use is called that. `nearest` holds at most three, nearest first;
    /// `other_set` is set where a set not in use has a ward of that name.
    Unknown { text: String, nearest: Vec<&'static Ward>, other_set: Option<BoundarySet> },
    /// A code of a set that is not in use.
    OtherSet { ward: &'static Ward },
    /// A name that more than one set in use has, for different areas.
    Ambiguous { name: String, wards: Vec<&'static Ward> },
}

/// The ward that `text` means, by code or by name, within the boundary sets in use.
///
/// Case, "&" and "and", the shape of the apostrophe and extra spaces do not matter. A name is never
/// guessed: a near miss is refused with the nearest names, since a note in the wrong ward reaches
/// the wrong readers.
pub fn find(sets_in_use: &[BoundarySet], text: &str) -> Result<&'static Ward, WardRefusal> {
    let wards = || BoundarySet::ALL.iter().filter(|set| sets_in_use.contains(set)).flat_map(|set| set.wards());
    let typed = near::fold(text);
    if typed.is_empty() {
        return Err(WardRefusal::Missing);
    }
    if let Ok(code) = text.parse::<WardCode>() {
        return match code.ward() {
            Some(ward) if sets_in_use.contains(&ward.set) => Ok(ward),
            Some(ward) => Err(WardRefusal::OtherSet { ward }),
            None => Err(WardRefusal::Unknown { text: text.trim().to_owned(), nearest: Vec::new(), other_set: None }),
        };
    }
    let named: Vec<&'static Ward> = wards().filter(|ward| near::fold(ward.name) == typed).collect();
    match named.as_slice() {
        [ward] => Ok(ward),
        [] => Err(WardRefusal::Unknown {
            text: text.trim().to_owned(),
            nearest: nearest(wards(), &typed),
            other_set: BoundarySet::ALL
                .into_iter()
                .filter(|set| !sets_in_use.contains(set))
                .find(|set| set.wards().iter().any(|ward| near::fold(ward.name) == typed)),
        }),
        [first, ..] => Err(WardRefusal::Ambiguous { name: first.name.to_owned(), wards: named }),
    }
}

/// Type to find: the wards of a set that `typed` may mean, likeliest first. A beginning of any word
/// comes first, then the letters anywhere in the name or code, then near misses. Nothing typed gives
/// the whole set in its own order.
pub fn search(set: BoundarySet, typed: &str) -> Vec<&'static Ward> {
    let wanted = near::fold(typed);
    let mut ranked: Vec<(usize, &'static Ward)> =
        set.wards().iter().filter_map(|ward| Some((rank(ward, &wanted)?, ward))).collect();
    // A stable sort: equals stay in the order of their codes.
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, ward)| ward).collect()
}

fn rank(ward: &Ward, wanted: &str) -> Option<usize> {
    const NEAR: usize = 10;
    let name = near::fold(ward.name);
    let starts_a_word =
        || name.match_indices(wanted).any(|(at, _)| at > 0 && name.as_bytes().get(at - 1) == Some(&b' '));
    if name.starts_with(wanted) {
        Some(0)
    } else if starts_a_word() {
        Some(1)
    } else if name.contains(wanted) || ward.code.as_str().to_ascii_lowercase().contains(wanted) {
        Some(2)
    } else {
        // One slip in every three letters, so that two letters never match half the borough.
        let slips = wanted.chars().count() / 3;
        let far = near::farness(wanted, &name).saturating_sub(1);
        (slips > 0 && far <= slips).then_some(NEAR + far)
    }
}

fn nearest(wards: impl Iterator<Item = &'static Ward>, typed: &str) -> Vec<&'static Ward> {
    const AT_MOST: usize = 3;
    /// A name this much farther than the best one would only be noise beside it.
    const SLACK: usize = 3;
    let mut ranked: Vec<(usize, &'static Ward)> =
        wards.map(|ward| (near::farness(typed, &near::fold(ward.name)), ward)).collect();
    ranked.sort_by_key(|(far, _)| *far);
    let limit = ranked.first().map_or(0, |(far, _)| far + SLACK);
    ranked.into_iter().take_while(|(far, _)| *far <= limit).take(AT_MOST).map(|(_, ward)| ward).collect()
}

#[cfg(test)]
mod tests {
    use super::BoundarySet::{Y2014, Y2022};
    use super::*;
    use proptest::prelude::*;

    fn names(wards: &[&'static Ward]) -> Vec<&'static str> {
        wards.iter().map(|ward| ward.name).collect()
    }

    #[test]
    fn both_sets_are_complete_and_in_order() {
        for (set, count, first, last) in [(Y2014, 16, "E05000250", "E05000265"), (Y2022, 21, "E05013733", "E05013753")]
        {
            let wards = set.wards();
            assert_eq!(wards.len(), count);
            assert_eq!(wards[0].code.as_str(), first);
            assert_eq!(wards[count - 1].code.as_str(), last);
            assert!(wards.windows(2).all(|pair| pair[0].code < pair[1].code));
            assert!(wards.windows(2).all(|pair| pair[0].name < pair[1].name));
            assert!(wards.iter().all(|ward| ward.set == set));
        }
    }

    #[test]
    fn touching_is_mutual_and_stays_within_the_set() {
        for ward in Y2014.wards() {
            let neighbours: Vec<WardCode> = ward.neighbours().unwrap().collect();
            assert!(!neighbours.is_empty() && !neighbours.contains(&ward.code));
            for code in neighbours {
                let other = code.ward().unwrap();
                assert_eq!(other.set, Y2014);
                assert!(
                    other.neighbours().unwrap().any(|back| back == ward.code),
                    "{} touches {} but not the other way round",
                    ward.name,
                    other.name
                );
            }
        }
    }

    #[test]
    fn residents_and_neighbours_are_not_invented_for_the_new_set() {
        assert!(Y2022.wards().iter().all(|ward| ward.residents.is_none()));
        assert!(Y2022.wards().iter().all(|ward| ward.neighbours().is_none()));
        let total: u32 = Y2014.wards().iter().filter_map(|w| w.residents).map(|r| r.count).sum();
        assert_eq!(total, 189_800);
        assert!(Y2014.wards().iter().all(|w| w.residents.is_some_and(|r| r.year == 2015)));
    }

    #[test]
    fn a_code_or_a_name_in_any_spelling_finds_the_ward() {
        for text in [
            "E05000263",
            " e05000263 ",
            "Shepherd's Bush Green",
            "shepherd\u{2019}s  bush green",
            "SHEPHERDS BUSH GREEN",
        ] {
            assert_eq!(find(&[Y2014], text).unwrap().code.as_str(), "E05000263", "{text}");
        }
        assert_eq!(find(&[Y2022], "college park and old oak").unwrap().code.as_str(), "E05013736");
        assert_eq!(find(&[Y2014], "Wormholt & White City").unwrap().code.as_str(), "E05000265");
    }

    #[test]
    fn an_unknown_name_is_refused_with_at_most_three_nearest() {
        let Err(WardRefusal::Unknown { nearest, other_set, .. }) = find(&[Y2022], "Adisson") else {
            panic!("a misspelt name was taken");
        };
        assert_eq!(names(&nearest)[0], "Addison");
        assert!(nearest.len() <= 3);
        assert_eq!(other_set, None);

        let Err(WardRefusal::Unknown { nearest, .. }) = find(&[Y2014], "fulham") else {
            panic!("half a name was taken");
        };
        assert_eq!(names(&nearest)[..2], ["Fulham Broadway", "Fulham Reach"]);
    }

    #[test]
    fn a_name_only_the_other_set_has_is_unknown_here_and_says_where_it_is() {
        let refusal = find(&[Y2022], "Askew").unwrap_err();
        assert!(matches!(refusal, WardRefusal::Unknown { other_set: Some(Y2014), .. }));
    }

    #[test]
    fn a_code_of_a_set_not_in_use_names_that_set() {
        let Err(WardRefusal::OtherSet { ward }) = find(&[Y2022], "E05000250") else {
            panic!("a code of another set was taken");
        };
        assert_eq!((ward.set, ward.name), (Y2014, "Addison"));
        assert!(matches!(
            find(&[Y2022], "E05999999"),
            Err(WardRefusal::Unknown { nearest, .. }) if nearest.is_empty()
        ));
    }

    #[test]
    fn a_name_in_both_used_sets_is_refused_with_both_codes() {
        for (name, codes) in
            [("addison", ["E05000250", "E05013733"]), ("College Park & Old Oak", ["E05000253", "E05013736"])]
        {
            let Err(WardRefusal::Ambiguous { wards, .. }) = find(&[Y2022, Y2014], name) else {
                panic!("{name} was taken though two wards are called that");
            };
            let found: Vec<&str> = wards.iter().map(|ward| ward.code.as_str()).collect();
            assert_eq!(found, codes);
        }
        assert_eq!(find(&[Y2022, Y2014], "Askew").unwrap().set, Y2014);
    }

    #[test]
    fn nothing_typed_is_missing_not_unknown() {
        assert_eq!(find(&[Y2022], "  \u{2019} "), Err(WardRefusal::Missing));
    }

    #[test]
    fn search_puts_beginnings_first_then_letters_inside_then_near_misses() {
        assert_eq!(names(&search(Y2022, "w"))[..4], ["Walham Green", "Wendell Park", "West Kensington", "White City"]);
        assert_eq!(names(&search(Y2022, "green"))[0], "Brook Green");
        assert_eq!(names(&search(Y2022, "ington")), ["West Kensington"]);
        assert_eq!(names(&search(Y2022, "shepards bush"))[0], "Shepherd's Bush Green");
        assert_eq!(search(Y2022, "zz"), Vec::<&Ward>::new());
        assert_eq!(search(Y2014, "").len(), 16);
        assert_eq!(names(&search(Y2014, "265")), ["Wormholt and White City"]);
    }

    #[test]
    fn sets_and_codes_are_written_as_others_script_them() {
        assert_eq!(serde_json::to_string(&Y2014).unwrap(), "\"2014\"");
        assert_eq!("2022".parse::<BoundarySet>().unwrap(), Y2022);
        assert_eq!(Y2022.to_string(), "2022");
        assert_eq!(Y2014.words(), "2014 to 2022");
        assert!("2018".parse::<BoundarySet>().is_err());
        let code: WardCode = serde_json::from_str("\"E05000250\"").unwrap();
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"E05000250\"");
        for wrong in ["E0500025", "E050002500", "W05000250", "E05OOO250", "", "E05\u{0661}00025"] {
            assert!(wrong.parse::<WardCode>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_ward_is_found_by_its_code_and_its_name(index in 0usize..37, upper: bool) {
            let ward = BoundarySet::ALL.iter().flat_map(|set| set.wards()).nth(index).unwrap();
            let name = if upper { ward.name.to_uppercase() } else { ward.name.replace('\'', "\u{2019}") };
            prop_assert_eq!(find(&[ward.set], &name), Ok(ward));
            prop_assert_eq!(find(&[ward.set], ward.code.as_str()), Ok(ward));
            prop_assert_eq!(search(ward.set, ward.name)[0], ward);
        }

        #[test]
        fn any_text_at_all_is_answered(text in ".{0,60}") {
            let _ = find(&BoundarySet::ALL, &text);
            let _ = search(BoundarySet::Y2022, &text);
        }
    }
}
