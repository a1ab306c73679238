//! Writing plans and actions: groups, what takes them back, and what screens ask again for.

use domain::change::{Act as Doing, Change, Draft, GROUP_CHANGES_MAX};
use domain::ids::RecordId;

use super::{brake, grants};
use crate::api::triage::Done;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

/// What a group's texts may come to, well below what a group may hold.
const GROUP_TEXT_BYTES: usize = 160 * 1024;

/// Writes drafts in as many groups as they need, and returns what takes them back.
pub(super) fn write(act: &mut Act<'_, '_>, drafts: Vec<Draft>) -> Result<Vec<String>, Failure> {
    brake::check(act, &drafts)?;
    let mut written = Vec::with_capacity(drafts.len());
    for group in groups(drafts) {
        written.extend(act.writer.write_group(group).map_err(grants::not_allowed)?);
    }
    tell_leads(act, &written)?;
    Ok(written.iter().filter_map(token).collect())
}

/// Safeguarding leads hear of it where a note with a sealed source was closed or withdrawn by what was written, or is
/// open or there again. It is taken back with what its author was told, or by its author, and by nothing else.
pub(super) fn tell_leads(act: &mut Act<'_, '_>, written: &[Change]) -> Result<(), Failure> {
    if !act.writer.tell_leads(written).map_err(grants::not_allowed)?.is_empty() {
        act.touched(ChangeTopic::People);
    }
    Ok(())
}

/// The same of a note that is erased next: afterwards nothing says which source it had.
pub(super) fn tell_leads_of_erasing(act: &mut Act<'_, '_>, note: RecordId) -> Result<(), Failure> {
    if !act.writer.tell_leads_of_erasing(note).map_err(grants::not_allowed)?.is_empty() {
        act.touched(ChangeTopic::People);
    }
    Ok(())
}

pub(super) fn groups(drafts: Vec<Draft>) -> Vec<Vec<Draft>> {
    groups_of(drafts.into_iter().map(|draft| vec![draft]).collect())
}

/// The same of drafts that belong together, which stay in one group.
pub(super) fn groups_of(together: Vec<Vec<Draft>>) -> Vec<Vec<Draft>> {
    let mut groups: Vec<Vec<Draft>> = Vec::new();
    let mut bytes = 0;
    for drafts in together {
        let size: usize = drafts.iter().map(|draft| draft.content.to_string().len()).sum();
        match groups.last_mut() {
            Some(group) if group.len() + drafts.len() <= GROUP_CHANGES_MAX && bytes + size <= GROUP_TEXT_BYTES => {
                bytes += size;
                group.extend(drafts);
            }
            _ => {
                bytes = size;
                groups.push(drafts);
            }
        }
    }
    groups
}

/// As `take_back` reads it.
fn token(change: &Change) -> Option<String> {
    let header = change.header();
    Some(match header.act {
        Doing::Create | Doing::Reinstate => format!("record:{}", header.record),
        Doing::Set => format!("change:{}:{}", header.record, header.id),
        Doing::Withdraw => format!("reinstate:{}", header.record),
        Doing::Undo | Doing::Erase | Doing::Forget | Doing::Unknown(_) => return None,
    })
}

/// The answer of an act on a plan or an action, after saying what it touched.
pub(super) fn done(act: &mut Act<'_, '_>, id: RecordId, undo: Vec<String>, words: impl Into<String>) -> Done {
    act.touched(ChangeTopic::Work);
    act.touched(ChangeTopic::Sync);
    Done { id: id.to_string(), undo, words: words.into(), notes: Vec::new() }
}

/// Notes were told something, too.
pub(super) fn told(act: &mut Act<'_, '_>) {
    act.touched(ChangeTopic::Notes);
    act.touched(ChangeTopic::Triage);
}
