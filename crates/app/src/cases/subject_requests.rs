//! Requests of people for what is held about them.

use domain::subject_access::REASONS;
use domain::words;

use super::subject::{self, Request};
use crate::api::subject::{KeptBackReason, SubjectRequestRow, SubjectRequestsView};
use crate::api::{Failure, Nothing};
use crate::notebook::Look;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<SubjectRequestsView, Failure> {
    let today = look.today()?;
    let mut requests = Vec::new();
    for id in look.reader.subject_requests()? {
        let request = Request::read(look.reader, &id.to_string())?;
        let (due, late) = request.due_words(today);
        let (given, kept) = request.decided();
        requests.push((
            request.record.closed.is_some(),
            request.due(),
            SubjectRequestRow {
                id: id.to_string(),
                names: request.record.names.join(", "),
                received: words::subject::received(request.received()),
                due,
                late,
                closed: request.record.closed.is_some(),
                decided: words::subject::decided(given, kept),
                reference: request.record.reference,
            },
        ));
    }
    requests.sort_by_key(|(closed, due, _)| (*closed, *due));
    let reasons = REASONS.iter().map(|reason| KeptBackReason {
        id: reason.id.to_owned(),
        label: reason.label.to_owned(),
        law: reason.law.to_owned(),
        said: reason.said,
    });
    Ok(SubjectRequestsView {
        may_answer: subject::may_answer(look)?,
        requests: requests.into_iter().map(|(_, _, row)| row).collect(),
        reasons: reasons.collect(),
        today: today.to_string(),
    })
}
