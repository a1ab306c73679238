//! Ties the use cases to this program: where the notebook lies, who hears of changes, when it
//! locks by itself.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use app::{App, LockReason, SystemHost};
use tauri::{AppHandle, Emitter, Manager};

use crate::platform::{self, SessionEvent};
use crate::window::{self, Flush};

/// The notebook this program has open.
pub type Notebook = App;

const TICK: Duration = Duration::from_secs(1);

/// How long the page may take to write down what is being typed before the notebook locks by
/// itself. A machine that goes to sleep does not wait longer either.
const FLUSH_GRACE: Duration = Duration::from_millis(600);

/// The folder for everything, which holds the first notebook and those of others who share this computer: the one that
/// was asked for, or the person's own.
///
/// # Errors
/// Where the person has no folder for programs' data and none was asked for.
pub fn profile_folder(shell: &AppHandle, asked: Option<PathBuf>) -> Result<PathBuf, Box<dyn Error>> {
    let folder = match asked {
        Some(folder) => folder,
        // Not the roaming one: a notebook must not be copied about by a domain's servers.
        None => shell.path().local_data_dir()?.join("Wardbook"),
    };
    Ok(std::path::absolute(folder)?)
}

/// Makes the notebook ready to be asked, and the window its listener. Opens nothing yet; only what a
/// crash left of sample data goes.
pub fn open(shell: &AppHandle, profile: &Path, new_note: bool) -> Arc<Notebook> {
    let notebook = Arc::new(App::new(SystemHost::new(), profile));
    notebook.tidy_up();
    notebook.ask_which();
    notebook.keep_in_sync();
    if new_note {
        notebook.ask_for_new_note();
    }
    let shell = shell.clone();
    notebook.on_change(move |event| {
        // A window that is closing hears nothing more, and needs to hear nothing more.
        let _ = shell.emit_to(window::LABEL, "changed", event);
    });
    notebook
}

/// Locks on idle and after sleep, and notices what another program wrote. The thread ends with the
/// program.
pub fn tick_every_second(notebook: Arc<Notebook>) {
    thread::spawn(move || {
        loop {
            thread::sleep(TICK);
            notebook.tick();
        }
    });
}

/// Locks when the machine goes to sleep or its session is locked. Must be called on the main thread.
pub fn lock_with_the_session(shell: &AppHandle, notebook: &Arc<Notebook>) {
    let (shell, notebook) = (shell.clone(), Arc::clone(notebook));
    platform::watch_session(move |event| {
        let (shell, notebook) = (shell.clone(), Arc::clone(&notebook));
        thread::spawn(move || lock_by_itself(&shell, &notebook, event));
    });
}

fn lock_by_itself(shell: &AppHandle, notebook: &Notebook, event: SessionEvent) {
    if !notebook.can_lock() {
        return;
    }
    if window::ask_to_flush(shell, Flush::Locking) {
        thread::sleep(FLUSH_GRACE);
    }
    let at = notebook.host().clock().now();
    notebook.close(match event {
        SessionEvent::Sleeping => LockReason::Slept { at },
        SessionEvent::Locked => LockReason::Asked { at },
    });
}
