//! Briefings of the wards this person was granted, the latest first.

use std::collections::BTreeSet;

use domain::wards;
use domain::words::Refusal;
use store::read::BriefingKey;

use super::{briefing, notes};
use crate::api::Failure;
use crate::api::briefings::{BriefingsPage, BriefingsRequest};
use crate::notebook::Look;
use crate::views::{self, Rows};

pub(crate) fn run(look: &Look<'_>, request: BriefingsRequest) -> Result<BriefingsPage, Failure> {
    let ward = match request.ward.as_deref().map(str::trim).filter(|ward| !ward.is_empty()) {
        None => None,
        Some(text) => Some(wards::find(&[look.boundaries()?], text).map_err(Refusal::Ward)?.code.to_string()),
    };
    let after = request.after.as_deref().map(key).transpose()?;
    let limit = notes::limit(request.limit);
    let (page, next) = look.reader.briefings(ward.as_deref(), request.withdrawn, after, limit)?;
    let rows = Rows::of(look)?;
    let mut shown = Vec::with_capacity(page.len());
    for row in &page {
        shown.extend(briefing::view(look, &rows, row)?);
    }
    let held: BTreeSet<String> = look.reader.briefed_wards()?.into_iter().collect();
    Ok(BriefingsPage {
        rows: shown,
        next: next.map(|key| format!("{}.{}", key.at.millis(), key.id)),
        wards: held.iter().map(|code| views::ward_ref(code)).collect(),
    })
}

fn key(text: &str) -> Result<BriefingKey, Failure> {
    text.split_once('.')
        .and_then(|(at, id)| {
            let at = domain::clock::Timestamp::from_millis(at.parse().ok()?);
            Some(BriefingKey { at, id: id.parse().ok()? })
        })
        .ok_or_else(|| Failure::misuse("the page's key is not one"))
}
