//! Counts as rows, for recipients who get no note.

use domain::sharing::counts::{ByWard, Told};

pub(super) struct Row {
    pub ward: String,
    pub topic: String,
    pub notes: Told,
}

pub(super) const ALL_TOPICS: &str = "All topics";
pub(super) const ALL_WARDS: &str = "All wards";

/// Each ward, then its topics; at the end all together. There is a row where there is no note.
pub(super) fn rows(counts: &ByWard) -> Vec<Row> {
    let mut rows = Vec::new();
    for told in counts.told() {
        rows.push(Row { ward: told.ward.clone(), topic: ALL_TOPICS.to_owned(), notes: told.notes });
        let topics = told.topics.into_iter().map(|(topic, notes)| Row { ward: told.ward.clone(), topic, notes });
        rows.extend(topics);
    }
    rows.push(Row { ward: ALL_WARDS.to_owned(), topic: ALL_TOPICS.to_owned(), notes: counts.all() });
    rows
}
