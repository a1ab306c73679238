//! Note that a note was passed to the police or the safeguarding hub, and under which reference.

use domain::records::{Kind, ReferralRecord};
use domain::words::{Field, NoteState, Refusal};

use super::{step, unfinished};
use crate::api::Failure;
use crate::api::triage::{Done, TriageSendRequest};
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageSendRequest) -> Result<Done, Failure> {
    let step = step::begin_to_pass_on(act, &request.id)?;
    let to = act.book.work.referral.find(&request.to);
    let to = to.map_err(|refusal| Refusal::NotInList { field: Field::To, refusal })?.id.clone();
    let reference = request.reference.trim();
    if reference.is_empty() {
        return Err(Refusal::ReferenceMissing.into());
    }
    let sentence = step::sentence(request.sentence.as_deref(), NoteState::SentOut, Some(&to))?;
    let record = ReferralRecord { note: step.note, to: to.clone(), reference: reference.to_owned() };
    let referral = step.beside(act, Kind::Referral, &record);
    let id = referral.record;
    let reply = step.reply(act, NoteState::SentOut, sentence)?;
    let undo = step::write(act, vec![referral, reply])?;
    unfinished::done(act, &[step.note], UnfinishedForm::Send, &[])?;
    let whom = if to == "mash" { "the safeguarding hub" } else { "the police" };
    step::moved(act, &[step.note], id, undo, format!("Noted as sent to {whom}, with its reference."))
}
