//! What an action log would become, without writing anything.


use super::work_import;
use crate::api::Failure;
use crate::api::actions::{ActionsImportLook, ActionsImportRequest};
use crate::notebook::Look;

/// Rows shown of what would be written.
const SHOWN: usize = 20;

pub(crate) fn run(look: &Look<'_>, request: ActionsImportRequest) -> Result<ActionsImportLook, Failure> {
    let lists = &look.book.work;
    let who = (look.me()?, look.today()?);
    let import = work_import::read(look.reader, lists, who, &request)?;
    Ok(ActionsImportLook {
        headings: import.headings,
        fields: import.fields,
        rows: import.rows.iter().take(SHOWN).map(|row| row.shown(lists)).collect(),
        good: u32::try_from(import.rows.len()).unwrap_or(u32::MAX),
        new_plans: import.new_plans,
        faults: import.faults,
        agencies: import.agencies,
    })
}
