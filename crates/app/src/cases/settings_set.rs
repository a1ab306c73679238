//! Change settings: only what is named.

use domain::ids::RecordId;
use domain::records::{Kind, SettingsRecord};

use super::settings;
use crate::api::settings::{SettingsSetRequest, SettingsView};
use crate::api::{ChangeTopic, Failure, FieldError, Nothing};
use crate::notebook::Act;

const LONGEST_LINE: usize = 200;

pub(crate) fn run(act: &mut Act<'_, '_>, request: SettingsSetRequest) -> Result<SettingsView, Failure> {
    check(&request)?;
    let record = SettingsRecord {
        theme: request.theme,
        idle_minutes: request.idle_minutes,
        letter_keys: request.letter_keys,
        hub_number: request.hub_number.map(|line| line.trim().to_owned()),
        hub_hours: request.hub_hours.map(|line| line.trim().to_owned()),
    };
    if record != SettingsRecord::default() {
        let own = act.writer.my_own()?;
        let id = RecordId::derived("settings", act.writer.me().as_bytes(), own);
        let draft = act.writer.setting(own, id, Kind::Settings, &record)?;
        act.writer.write_group(vec![draft])?;
        act.touched(ChangeTopic::Settings);
    }
    act.look(|look| settings::run(look, Nothing {}))
}

fn check(request: &SettingsSetRequest) -> Result<(), Failure> {
    let refuse = |field: &str, message: &str| Failure {
        code: "setting".to_owned(),
        message: message.to_owned(),
        field_errors: vec![FieldError { field: field.to_owned(), message: message.to_owned() }],
        retryable: false,
        wait_seconds: None,
    };
    if request.theme.as_deref().is_some_and(|theme| !["system", "light", "dark"].contains(&theme)) {
        return Err(refuse("theme", "The theme is system, light or dark. Nothing was changed."));
    }
    if request.idle_minutes.is_some_and(|minutes| !(1..=60).contains(&minutes)) {
        return Err(refuse("idle_minutes", "Choose 1 to 60 minutes. Nothing was changed."));
    }
    for (field, line) in [("hub_number", &request.hub_number), ("hub_hours", &request.hub_hours)] {
        if line.as_ref().is_some_and(|line| line.chars().count() > LONGEST_LINE) {
            return Err(refuse(field, "Keep it to one line of at most 200 characters. Nothing was changed."));
        }
    }
    Ok(())
}
