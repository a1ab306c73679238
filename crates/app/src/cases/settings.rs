//! Settings of this person, and what is good to know of this notebook.

use domain::records::SettingsRecord;
use store::keyfile::KeyFile;

use crate::api::settings::SettingsView;
use crate::api::{Failure, Nothing};
use crate::notebook::{Look, IDLE_MINUTES};
use crate::views;

/// Settings with every gap filled.
pub(super) struct Settings {
    pub theme: String,
    pub idle_minutes: u32,
    pub letter_keys: bool,
    pub hub_number: String,
    pub hub_hours: String,
}

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<SettingsView, Failure> {
    let identity = look.reader.identity()?;
    let name = look.reader.person(identity.person())?.map_or_else(String::new, |person| person.name);
    let (partnership, set) = look.reader.partnership()?;
    let settings = read(look)?;
    let kept = views::kept_words(look)?;
    let profile = look.book.store.profile();
    Ok(SettingsView {
        name,
        partnership,
        device: identity.device().to_string(),
        label: KeyFile::read(&profile.keys()).map_or_else(|_| String::new(), |keys| keys.label),
        boundaries_label: format!("Wards {}", set.words()),
        theme: settings.theme,
        idle_minutes: settings.idle_minutes,
        letter_keys: settings.letter_keys,
        hub_number: settings.hub_number,
        hub_hours: settings.hub_hours,
        folder: profile.folder().display().to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        backup_words: kept.split_once(". ").map_or_else(String::new, |(_, backup)| backup.to_owned()),
        sample: look.book.sample,
        nothing_to_keep: look.book.sample.then(|| {
            "Sample data has no export and no backup: nothing in it is real, and it goes when you leave it.".to_owned()
        }),
    })
}

pub(super) fn read(look: &Look<'_>) -> Result<Settings, Failure> {
    let fields = look.reader.settings()?.into_iter().collect::<serde_json::Map<_, _>>();
    // A setting of a newer version is not read here, and not lost either.
    let record: SettingsRecord = serde_json::from_value(fields.into()).unwrap_or_default();
    Ok(Settings {
        theme: record.theme.unwrap_or_else(|| "system".to_owned()),
        idle_minutes: record.idle_minutes.unwrap_or(IDLE_MINUTES),
        letter_keys: record.letter_keys.unwrap_or(true),
        hub_number: record.hub_number.unwrap_or_default(),
        hub_hours: record.hub_hours.unwrap_or_default(),
    })
}
