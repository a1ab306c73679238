//! Make the answer to somebody who asked what is held about them, and log that it was made.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use chrono::{Months, NaiveDate};
use domain::dates;
use domain::grading::Marking;
use domain::records::{Deed, ExportRecord};
use domain::subject_access::{Mark, Names, pieces, reason};
use domain::words::{self, Refusal, SubjectRefusal};
use store::StoreError;

use super::export_folder::Unfinished;
use super::subject::{self, Mention, Request};
use crate::api::Failure;
use crate::api::keep::ExportView;
use crate::api::subject::SubjectExportRequest;
use crate::app::App;
use crate::export::answer::{self, AnswerCover, GivenField, GivenText};
use crate::notebook::Look;
use crate::{trail, views};

/// Months for which whoever made an answer keeps the files of it: until a complaint about it would have come.
const KEPT_MONTHS: u32 = 6;
const PAGE: &str = "index.html";

pub(crate) fn run(app: &App, request: SubjectExportRequest) -> Result<ExportView, Failure> {
    let book = app.own_book()?;
    let held = subject::open(app, &book, &request.id)?;
    let recipient = request.recipient.trim().to_owned();
    if recipient.is_empty() {
        return Err(Failure::fields(vec![Refusal::RecipientMissing]));
    }
    let looked = subject::look_through(app, &book, &held.record)?;
    let undecided = looked.mentions.iter().filter(|mention| held.decision(&mention.id).is_none()).count();
    if undecided > 0 {
        let left = words::subject::undecided(undecided as u64);
        return Err(Refusal::from(SubjectRefusal::Undecided { left }).into());
    }
    let folder = PathBuf::from(&request.folder);
    let mut unfinished = Unfinished::in_new(&folder)?;

    let now = app.host().clock().now();
    let today = dates::day_of(now.utc());
    let until = today.checked_add_months(Months::new(KEPT_MONTHS)).unwrap_or(today);
    let (texts, kept_back) = app.look_in(&book, |look| given(look, &held, &looked.mentions))?;
    let purpose = purpose(&held.record.reference);
    let log = log(&recipient, &purpose, until, (texts.len(), &kept_back));
    // Logged before anything readable is on the disk.
    book.store
        .write(now, app.host().entropy(), |writer| {
            trail::taken_out(writer, &log, (Deed::Exported, None), now)
        })
        .map_err(|error| app.failure(error))?;
    let said: Vec<(&str, u64)> = kept_back
        .iter()
        .filter_map(|(id, count)| reason(id).filter(|reason| reason.said).map(|reason| (reason.label, *count)))
        .collect();
    let cover = AnswerCover {
        line: words::subject::answer_line(&recipient, &purpose, Marking::OfficialSensitive.label(), until),
        reference: held.record.reference.clone(),
        at: dates::full(now.utc()),
        lead: words::subject::answer_lead(texts.len() as u64, &said),
    };
    let disk = |error: StoreError| app.failure_at(error, &folder);
    let mut page = unfinished.file(PAGE).map_err(disk)?;
    answer::write(&mut page, &cover, &texts).and_then(|()| page.flush()).map_err(|error| disk(error.into()))?;
    page.get_ref().sync_all().map_err(|error| disk(error.into()))?;
    store::sync_folder(&folder).map_err(disk)?;
    unfinished.finished();
    let kept: u64 = kept_back.values().sum();
    Ok(ExportView {
        folder: request.folder,
        files: vec![PAGE.to_owned()],
        notes: texts.len() as u64,
        words: words::subject::answered(texts.len() as u64, kept, until),
    })
}

fn purpose(reference: &str) -> String {
    match reference {
        "" => "their request for what is held about them".to_owned(),
        reference => format!("their request for what is held about them, {reference}"),
    }
}

/// The maker's own log. Reasons are those of the request; who asked stands nowhere else.
fn log(
    recipient: &str,
    purpose: &str,
    until: NaiveDate,
    (given, kept_back): (usize, &BTreeMap<String, u64>),
) -> ExportRecord {
    ExportRecord {
        recipient: recipient.to_owned(),
        purpose: purpose.to_owned(),
        notes: given as u64,
        recipient_kind: Some("subject".to_owned()),
        marking: Some(Marking::OfficialSensitive.id().to_owned()),
        until: Some(until.to_string()),
        left_out: kept_back.clone(),
    }
}

/// What is given, and how many are kept back for which reason.
fn given(
    look: &Look<'_>,
    held: &Request,
    mentions: &[Mention],
) -> Result<(Vec<GivenText>, BTreeMap<String, u64>), Failure> {
    let (names, phrases) = (Names::of(&held.record.names), subject::phrases(look, &held.record)?);
    let (mut texts, mut kept_back) = (Vec::new(), BTreeMap::new());
    for mention in mentions {
        let Some(decision) = held.decision(&mention.id) else { continue };
        if !decision.give {
            *kept_back.entry(decision.reason.unwrap_or_default()).or_default() += 1;
            continue;
        }
        let day = dates::short_date(dates::day_of(mention.at.utc()));
        let heading = match &mention.ward {
            Some(ward) => format!("{}, {ward}, {day}", mention.what),
            None => format!("{}, {day}", mention.what),
        };
        let fields = mention.fields.iter().map(|(label, text)| GivenField {
            label: label.clone(),
            pieces: pieces(text, &names, &phrases)
                .into_iter()
                .map(|piece| (piece.mark != Mark::BlackedOut).then_some(piece.text))
                .collect(),
        });
        texts.push(GivenText {
            heading,
            held_for: views::held_for(look, mention.controller.as_deref(), mention.purpose.as_deref()),
            standing: mention.standing,
            fields: fields.collect(),
        });
    }
    Ok((texts, kept_back))
}
