//! When the server last saw each device, and what is odd about any.

use domain::words::counted;
use protocol::{DeviceState, DevicesRequest};

use super::people::Book;
use crate::api::people::{DeviceView, DevicesSeenView};
use crate::api::{Failure, Nothing};
use crate::app::App;
use crate::exchange::ask;
use crate::views;

pub(crate) fn run(app: &App, _: Nothing) -> Result<DevicesSeenView, Failure> {
    let answer = ask(app, |client| async move { client.devices(&DevicesRequest {}).await })?;
    app.look(|look| {
        let book = Book::of(look)?;
        let known = look.reader.devices()?;
        let mut devices = Vec::new();
        for state in &answer.devices {
            let Some(device) = known.iter().find(|device| device.id == state.device) else { continue };
            let views = book.devices_of(device.person);
            devices.extend(views.into_iter().find(|view| view.id == state.device.to_string()).map(|view| DeviceView {
                last_seen: state.last_seen.map(|at| views::at_words(at, look.now())),
                pending: Some(state.pending),
                remarks: remarks(state),
                ..view
            }));
        }
        Ok(DevicesSeenView { devices })
    })
}

fn remarks(state: &DeviceState) -> Vec<String> {
    let mut remarks = Vec::new();
    if state.forked {
        remarks.push("A copy of it was used as well. It went on under a new id; nothing was lost.".to_owned());
    }
    if state.gaps > 0 {
        remarks.push(format!(
            "{} of what it wrote never arrived, though later ones did.",
            counted(state.gaps.into(), "part", "parts")
        ));
    }
    if state.unpurged > 0 {
        remarks.push(format!(
            "It has not yet confirmed that it removed {}.",
            counted(state.unpurged.into(), "stream it may no longer hold", "streams it may no longer hold")
        ));
    }
    remarks
}
