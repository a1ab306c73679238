//! The threads that keep an open notebook in step with its server, while it is open and no longer.
//!
//! One sends and receives; the other follows the server's hints. Both hold the notebook only while they
//! do something with it, so that locking finds nobody in its way for longer than a transaction.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use sync::Event;
use transport::Client;

use super::runtime;
use crate::app::App;
use crate::notebook::Notebook;

/// Between two connections for hints; correctness never needs one.
const HINTS_AGAIN: Duration = Duration::from_secs(5);
/// The longest a sleeping driver goes without looking whether the notebook is still open.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Dropped with its notebook; the threads end within a second.
pub(crate) struct Driver {
    events: Sender<Event>,
    stopped: Arc<AtomicBool>,
}

impl Driver {
    pub fn start(app: &Arc<App>, book: &Arc<Notebook>, client: Arc<Client>) -> Self {
        let (events, inbox) = channel();
        let stopped = Arc::new(AtomicBool::new(false));
        let (app, book) = (Arc::downgrade(app), Arc::downgrade(book));
        let exchanging = Arc::clone(&stopped);
        let _ = thread::Builder::new()
            .name("exchange".to_owned())
            .spawn(move || exchange(&inbox, &app, &book, &exchanging));
        let (hints, following) = (events.clone(), Arc::clone(&stopped));
        let _ = thread::Builder::new().name("hints".to_owned()).spawn(move || follow(&client, &hints, &following));
        let _ = events.send(Event::Asked);
        Self { events, stopped }
    }

    /// Something happened; the driver comes to it.
    pub fn tell(&self, event: Event) {
        // A driver that has ended has nobody left to tell.
        let _ = self.events.send(event);
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
    }
}

fn exchange(inbox: &Receiver<Event>, app: &Weak<App>, book: &Weak<Notebook>, stopped: &AtomicBool) {
    let mut wait = LOOK_AGAIN;
    loop {
        let event = match inbox.recv_timeout(wait.min(LOOK_AGAIN)) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => Event::Tick,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if stopped.load(Ordering::SeqCst) {
            return;
        }
        let Some(app) = app.upgrade() else { return };
        let Some(exchanger) = book.upgrade().and_then(|book| book.exchanger.clone()) else { return };
        let mut exchanger = exchanger.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = exchanger.run(event, book, app.host(), &|| app.tell_sync());
        wait = Duration::from_millis(exchanger.wake_ms().saturating_sub(app.host().awake_millis()));
        drop(exchanger);
        if let Some(ended) = ended {
            app.exchanged(&ended);
        }
    }
}

/// Where hints cannot be followed, whether the server can be reached at all is looked at now and then: a
/// connection that came back is noticed within seconds, however long the engine meant to wait.
fn follow(client: &Client, hints: &Sender<Event>, stopped: &Arc<AtomicBool>) {
    while !stopped.load(Ordering::SeqCst) {
        let watching = Arc::clone(stopped);
        runtime().block_on(async {
            // The first word of a connection says that the server is there: whatever the engine waits for is
            // tried at once.
            let heard = Cell::new(false);
            let following = client.follow(|| {
                let _ = hints.send(if heard.replace(true) { Event::Hint } else { Event::Asked });
            });
            // Locking must not wait for a quiet server.
            let stop = async {
                while !watching.load(Ordering::SeqCst) {
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            };
            tokio::select! {
                _ = following => {}
                () = stop => return,
            }
            if client.reaches().await {
                let _ = hints.send(Event::Reached);
            }
        });
        for _ in 0..HINTS_AGAIN.as_secs() {
            if stopped.load(Ordering::SeqCst) {
                return;
            }
            thread::sleep(Duration::from_secs(1));
        }
    }
}
