//! Counts that leave those who may read restricted notes: 1 to 4 are not told, and what would tell them by taking
//! one number from another is not told either.

use std::collections::BTreeMap;

/// Below this a count points at somebody.
pub const SMALL: u64 = 5;

/// None for what is not told.
pub type Told = Option<u64>;

/// As it is written.
pub fn words(count: Told) -> String {
    count.map_or_else(|| "not told".to_owned(), crate::words::grouped)
}

/// Counts whose sum is told beside them. Where exactly one would be hidden, the smallest of the others is hidden
/// too, since otherwise it is the difference.
pub fn told(counts: &[u64]) -> Vec<Told> {
    let mut hidden: Vec<bool> = counts.iter().map(|count| (1..SMALL).contains(count)).collect();
    if hidden.iter().filter(|hidden| **hidden).count() == 1 {
        let open =
            counts.iter().enumerate().filter(|(at, count)| **count > 0 && !hidden.get(*at).is_some_and(|it| *it));
        if let Some(smallest) = open.min_by_key(|(_, count)| **count).map(|(at, _)| at)
            && let Some(slot) = hidden.get_mut(smallest)
        {
            *slot = true;
        }
    }
    counts.iter().zip(hidden).map(|(count, hidden)| (!hidden).then_some(*count)).collect()
}

/// Notes by ward, and within each by topic. A note of two topics stands under both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByWard(BTreeMap<String, Ward>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Ward {
    notes: u64,
    topics: BTreeMap<String, u64>,
}

/// A ward's counts as they are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WardTold {
    /// As it was counted under.
    pub ward: String,
    pub notes: Told,
    pub topics: Vec<(String, Told)>,
}

/// What a note of no topic is counted under.
pub const NO_TOPIC: &str = "Topic not said";

impl ByWard {
    pub fn count(&mut self, ward: &str, topics: &[String]) {
        let ward = self.0.entry(ward.to_owned()).or_default();
        ward.notes += 1;
        if topics.is_empty() {
            *ward.topics.entry(NO_TOPIC.to_owned()).or_default() += 1;
        }
        for topic in topics {
            *ward.topics.entry(topic.clone()).or_default() += 1;
        }
    }

    /// In the order of their names. Where a ward's own count is not told, nothing of it is.
    pub fn told(&self) -> Vec<WardTold> {
        let notes: Vec<u64> = self.0.values().map(|ward| ward.notes).collect();
        self.0
            .iter()
            .zip(told(&notes))
            .map(|((name, ward), notes)| {
                let counts: Vec<u64> = ward.topics.values().copied().collect();
                let counts = if notes.is_some() { told(&counts) } else { vec![None; counts.len()] };
                let topics = ward.topics.keys().cloned().zip(counts).collect();
                WardTold { ward: name.clone(), notes, topics }
            })
            .collect()
    }

    /// All notes together; none where there are too few to be told.
    pub fn all(&self) -> Told {
        let all: u64 = self.0.values().map(|ward| ward.notes).sum();
        (all == 0 || all >= SMALL).then_some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_four_are_not_told_and_nothing_is_and_five_are() {
        assert_eq!(told(&[0, 1, 4, 5]), [Some(0), None, None, Some(5)]);
        assert_eq!(told(&[]), []);
    }

    #[test]
    fn what_is_hidden_alone_takes_the_smallest_of_the_others_along() {
        assert_eq!(told(&[3, 9, 6, 0]), [None, Some(9), None, Some(0)]);
        assert_eq!(told(&[3, 0]), [None, Some(0)]);
    }

    #[test]
    fn a_ward_that_is_not_told_tells_nothing_of_its_topics() {
        let mut counts = ByWard::default();
        let knives = ["Knife or other weapon".to_owned()];
        for _ in 0..6 {
            counts.count("Addison", &knives);
        }
        counts.count("Addison", &[]);
        for _ in 0..2 {
            counts.count("Grove", &knives);
        }
        for _ in 0..20 {
            counts.count("Lillie", &[]);
        }
        let told = counts.told();
        let notes: Vec<Told> = told.iter().map(|ward| ward.notes).collect();
        assert_eq!(notes, [None, None, Some(20)], "Grove's two would be the difference");
        assert!(told[0].topics.iter().all(|(_, count)| count.is_none()), "{told:?}");
        assert_eq!(counts.all(), Some(29));
    }

    #[test]
    fn a_few_notes_in_all_are_not_counted() {
        let mut counts = ByWard::default();
        assert_eq!(counts.all(), Some(0));
        counts.count("Addison", &[]);
        assert_eq!(counts.all(), None);
    }
}
