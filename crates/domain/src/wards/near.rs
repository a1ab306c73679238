//! How near a typed name is to a known one: the folding of spellings and the edit distance.
//!
//! Knows nothing of wards, so that lists can use it too. Own code rather than a crate: what counts
//! as the same spelling ("&" and "and", either apostrophe or none) is this subject's own, and the
//! distance is a page.

/// Longer than any name. A page that was pasted where a name belongs is not compared with each, letter by letter.
const FOLDED_MAX: usize = 200;

/// Folds what people spell in several ways: case, "&" and "and", apostrophes of any shape or none,
/// hyphens and dashes, extra spaces.
pub(crate) fn fold(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len().min(FOLDED_MAX) + 4);
    for character in text.chars().take(FOLDED_MAX) {
        match character {
            '\'' | '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{00b4}' | '`' | '.' | ',' => {}
            '&' => spaced.push_str(" and "),
            '-' | '\u{2010}'..='\u{2014}' | '_' | '/' => spaced.push(' '),
            other => spaced.extend(other.to_lowercase()),
        }
    }
    let mut folded = String::with_capacity(spaced.len());
    for word in spaced.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The number of single letters to add, drop, change or swap with a neighbour to get from one to
/// the other.
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let width = right.len() + 1;
    let mut two_back = vec![0; width];
    let mut one_back: Vec<usize> = (0..width).collect();
    let mut row = vec![0; width];
    for (i, a) in left.iter().enumerate() {
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let change = one_back[j] + usize::from(a != b);
            let mut best = change.min(one_back[j + 1] + 1).min(row[j] + 1);
            let swapped = i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b;
            if swapped {
                best = best.min(two_back[j - 1] + 1);
            }
            row[j + 1] = best;
        }
        std::mem::swap(&mut two_back, &mut one_back);
        std::mem::swap(&mut one_back, &mut row);
    }
    one_back[right.len()]
}

/// How far `typed` is from `name` as a person would see it: a word of the name, or its beginning,
/// counts nearly as much as the whole. Both must be folded already.
pub(crate) fn farness(typed: &str, name: &str) -> usize {
    let whole = distance(typed, name);
    if typed.is_empty() {
        return whole;
    }
    if name.contains(typed) {
        return whole.min(1);
    }
    let typed_length = typed.chars().count();
    let word_starts = std::iter::once(0).chain(name.match_indices(' ').map(|(at, _)| at + 1));
    word_starts
        .map(|at| name.get(at..).unwrap_or_default())
        .filter_map(|rest| Some((rest, rest.split(' ').next()?)))
        // "and" and other joining words would be near to anything short.
        .filter(|(_, word)| word.chars().count() > 3)
        .map(|(rest, word)| {
            let start: String = rest.chars().take(typed_length).collect();
            1 + distance(typed, word).min(1 + distance(typed, &start))
        })
        .fold(whole, usize::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_page_that_is_pasted_where_a_name_belongs_is_compared_in_no_time() {
        let page = "Addison and ".repeat(10_000);
        assert!(fold(&page).len() <= 200);
        assert_eq!(fold("St. Peter’s & Brook  Green"), "st peters and brook green");
    }

    #[test]
    fn a_swap_of_neighbouring_letters_counts_once() {
        assert_eq!(distance("askew", "aksew"), 1);
        assert_eq!(distance("", "town"), 4);
        assert_eq!(distance("munster", "munster"), 0);
    }

    #[test]
    fn spellings_that_people_mix_fold_to_one() {
        assert_eq!(fold("  Shepherd\u{2019}s  Bush GREEN "), "shepherds bush green");
        assert_eq!(fold("Palace&Hurlingham"), fold("palace and hurlingham"));
    }

    proptest! {
        #[test]
        fn distance_is_the_same_both_ways_and_nothing_only_for_equals(a in "[a-d]{0,8}", b in "[a-d]{0,8}") {
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
            prop_assert_eq!(distance(&a, &b) == 0, a == b);
        }

        #[test]
        fn folding_twice_changes_nothing(text in ".{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
