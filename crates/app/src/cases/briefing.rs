//! One briefing, whole.

use domain::change::Act as ChangeAct;
use domain::fold::Fold;
use domain::ids::RecordId;
use domain::permissions::Right;
use domain::records::{BriefingRecord, Kind, WITHDRAWN, Withdrawal};
use domain::words::Refusal;
use store::read::BriefingRow;

use super::note_input;
use crate::api::Failure;
use crate::api::briefings::BriefingView;
use crate::api::notes::{ById, HistoryEntry, WithdrawalView};
use crate::notebook::{Act, Look};
use crate::views::{self, Rows};

pub(crate) fn run(look: &Look<'_>, request: ById) -> Result<BriefingView, Failure> {
    let missing = || note_input::not_found(&request.id, "briefing");
    let row = look.reader.briefing(note_input::id(&request.id, "briefing")?)?.ok_or_else(missing)?;
    let rows = Rows::of(look)?;
    let mut view = view(look, &rows, &row)?.ok_or_else(missing)?;
    if let Some(fold) = look.reader.fold(row.id)? {
        view.history = history(look, &rows, &fold);
    }
    for link in look.reader.links_to(row.id)? {
        if let Some(note) = look.reader.note_row(link.note)? {
            view.notes.push(rows.plain_row(&note));
        }
    }
    Ok(view)
}

/// None where its text cannot be read (any more).
pub(super) fn view(look: &Look<'_>, rows: &Rows<'_>, row: &BriefingRow) -> Result<Option<BriefingView>, Failure> {
    let Some(fold) = look.reader.fold(row.id)? else { return Ok(None) };
    let Ok(record) = fold.read::<BriefingRecord>() else { return Ok(None) };
    let today = look.today()?;
    let withdrawal = fold.any(WITHDRAWN).and_then(|head| {
        let withdrawal: Withdrawal = serde_json::from_value(head.value).ok()?;
        let at = head.change.made_at();
        Some(WithdrawalView {
            reason: withdrawal.reason,
            at: at.rfc3339(),
            when: views::at_words(at, look.now()),
            author: rows.author(head.author),
        })
    });
    Ok(Some(BriefingView {
        id: row.id.to_string(),
        ward: views::ward_ref(&row.ward),
        text: record.text,
        base: fold.base("text"),
        at: row.at.rfc3339(),
        when: views::at_words(row.at, look.now()),
        author: rows.author(row.author),
        corrected: row.corrected,
        withdrawal,
        history: Vec::new(),
        notes: Vec::new(),
        can_correct: look.reader.rights_over(rows.me(), record.area, today)?.contains(&Right::Triage),
    }))
}

/// Written, corrected (with the text it had), withdrawn, put back: oldest first.
fn history(look: &Look<'_>, rows: &Rows<'_>, fold: &Fold) -> Vec<HistoryEntry> {
    let mut writes: Vec<_> = fold.writes().iter().collect();
    writes.sort_by_key(|(id, write)| (write.clock, **id));
    let mut entries = Vec::new();
    let mut text: Option<String> = None;
    for (id, write) in writes {
        let written = write.fields.get("text").and_then(|text| text.as_str()).map(str::to_owned);
        let (what, detail) = match &write.act {
            ChangeAct::Create => ("Written", None),
            ChangeAct::Set => ("Corrected. Before, it said:", text.clone()),
            ChangeAct::Undo => ("Correction taken back", None),
            ChangeAct::Withdraw => {
                let reason = write.fields.get(WITHDRAWN).and_then(|value| value["reason"].as_str());
                ("Withdrawn", reason.map(str::to_owned))
            }
            ChangeAct::Reinstate => ("Withdrawal taken back", None),
            ChangeAct::Erase | ChangeAct::Forget | ChangeAct::Unknown(_) => continue,
        };
        text = written.or(text);
        let at = id.made_at();
        entries.push(HistoryEntry {
            at: at.rfc3339(),
            when: views::at_words(at, look.now()),
            author: rows.author(write.author),
            what: what.to_owned(),
            detail,
        });
    }
    entries
}

/// The briefing, if this person may change it.
pub(super) fn own(act: &Act<'_, '_>, text: &str) -> Result<(RecordId, Fold), Failure> {
    let id = note_input::id(text, "briefing")?;
    let fold = act.writer.fold(id)?.filter(|fold| fold.kind() == Kind::Briefing);
    let fold = fold.ok_or_else(|| note_input::not_found(text, "briefing"))?;
    // Whether somebody may is said before what is wrong with what they wrote.
    if let Ok(record) = fold.read::<BriefingRecord>()
        && !act.writer.rights_over(act.writer.me(), record.area, act.today()?)?.contains(&Right::Triage)
    {
        return Err(Refusal::NotAllowed.into());
    }
    Ok((id, fold))
}
