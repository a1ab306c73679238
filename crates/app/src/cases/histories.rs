//! What is said where the server told others something else than this device, or this one something else than before.

use domain::ids::DeviceId;
use domain::words;
use store::{Reader, ToldOtherwise};

type Said = (String, String);

/// Headline and what to do, of each thing that was found.
pub(super) struct Histories {
    pub two: Option<Said>,
    pub changed: Option<Said>,
    /// About what may still come.
    pub kept_back: Option<Said>,
    /// What was found before, and put away.
    pub settled: Vec<String>,
}

pub(super) fn found(reader: &Reader<'_>) -> store::Result<Histories> {
    let ToldOtherwise { two_histories, changed, kept_back, settled, changed_settled } = reader.told_otherwise()?;
    let mut before = Vec::new();
    if !settled.is_empty() {
        before.push(words::two_histories_before(&whose(reader, &settled)?));
    }
    before.extend(changed_settled.then(|| words::HISTORY_CHANGED_BEFORE.to_owned()));
    let of = |devices: &[DeviceId], say: fn(&str) -> Said| -> store::Result<Option<Said>> {
        if devices.is_empty() { Ok(None) } else { Ok(Some(say(&whose(reader, devices)?))) }
    };
    Ok(Histories {
        two: of(&two_histories, words::two_histories)?,
        changed: changed.then(words::history_changed),
        kept_back: of(&kept_back, words::kept_back)?,
        settled: before,
    })
}

/// The people whose devices these are, each once.
fn whose(reader: &Reader<'_>, devices: &[DeviceId]) -> store::Result<String> {
    let mut names: Vec<String> = Vec::new();
    for device in reader.devices()?.into_iter().filter(|row| devices.contains(&row.id)) {
        let name = reader.person(device.person)?.map_or_else(|| words::SOMEBODY.to_owned(), |person| person.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(if names.is_empty() { words::SOMEBODY.to_owned() } else { words::joined(&names, "and") })
}
