//! A second look at what is being written. Never stops anybody, and nothing of it is kept.

use domain::coach::{self, Context, RecentNote};
use domain::dates;

use crate::api::notes::{CoachRequest, CoachView, FindingView, SuggestionView};
use crate::api::Failure;
use crate::notebook::Look;
use crate::views;

const RECENT_DAYS: i64 = 3;
const RECENT_NOTES: usize = 200;

pub(crate) fn run(look: &Look<'_>, request: CoachRequest) -> Result<CoachView, Failure> {
    let context = Context { kept: &request.kept, described: request.people.map(|people| people as usize) };
    let mut findings: Vec<FindingView> = coach::look(&request.text, &context)
        .into_iter()
        .map(|finding| FindingView {
            key: finding.key,
            rule: finding.rule.id().to_owned(),
            start: finding.start,
            end: finding.end,
            message: finding.message,
            suggestion: finding
                .suggestion
                .map(|suggestion| SuggestionView { label: suggestion.label, replacement: suggestion.replacement }),
            note: None,
        })
        .collect();
    findings.extend(duplicate(look, &request)?);
    Ok(CoachView { findings })
}

fn duplicate(look: &Look<'_>, request: &CoachRequest) -> Result<Option<FindingView>, Failure> {
    let Ok(ward) = request.ward.parse() else { return Ok(None) };
    let now = look.now();
    let rows = look.reader.recent_excerpts(now.plus_seconds(-RECENT_DAYS * 86_400), RECENT_NOTES)?;
    let recent: Vec<RecentNote<'_, usize>> = rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| {
            Some(RecentNote { id: at, text: &row.excerpt, ward: row.ward.parse().ok()?, day: views::when_of(row.happened).date })
        })
        .collect();
    let likely = coach::likely_duplicates(&request.text, ward, dates::day_of(now.utc()), &recent);
    Ok(likely
        .first()
        .and_then(|likeness| rows.get(likeness.id))
        .map(|row| (row.id.to_string(), views::when_of(row.happened).words(now.utc())))
        .filter(|(id, _)| !request.kept.contains(&format!("duplicate:{id}")))
        .map(|(id, when)| FindingView {
            key: format!("duplicate:{id}"),
            rule: "duplicate".to_owned(),
            start: 0,
            end: 0,
            message: coach::duplicate_message(&when),
            suggestion: None,
            note: Some(id),
        }))
}
