use domain::dates;
use domain::records::Kind;
use domain::words::counted;
use serde_json::json;
use wardbook_server::error::Result;
use wardbook_server::setup::{self, Outside};

use super::{folder, hints};
use crate::args::Place;
use crate::output::Done;

pub async fn run(place: &Place, erase: bool, outside: &Outside) -> Result<Done> {
    let (service, _) = setup::open(&folder(place), &hints(place), outside).await?;
    let mut past = service.past_time().await;
    if let Ok(found) = &past
        && erase
        && let Err(refused) = service.erase_past_time(found).await
    {
        past = Err(refused);
    }
    service.into_storage().close().await;
    let past = past?;
    let (trail, copies) = (past.count(Kind::Trail), past.count(Kind::Export));
    let what = format!(
        "{} of the trail and {} of the logs of copies",
        counted(trail as u64, "entry", "entries"),
        counted(copies as u64, "entry", "entries")
    );
    let text = match past.until {
        None => "The trail and the logs of copies have no end.".to_owned(),
        Some(_) if trail + copies == 0 => {
            format!("Nothing of the trail and the logs of copies is older than {}.", past.lasts.words())
        }
        Some(until) if erase => format!(
            "Erased for good: {what}, from {} and before. It goes from each device at its next request.",
            dates::short_date(until)
        ),
        Some(until) => format!(
            "Past their time of {}: {what}, from {} and before. Nothing was erased. To erase it, run this again with --erase.",
            past.lasts.words(),
            dates::short_date(until)
        ),
    };
    Ok(Done {
        text,
        json: json!({
            "until": past.until.map(|until| until.to_string()),
            "trail": trail,
            "copies": copies,
            "erased": erase && trail + copies > 0,
        }),
    })
}
