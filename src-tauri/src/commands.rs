//! The shell's commands: two doors to the use cases, two pickers, what was pasted, and the leave to close.
//!
//! Each runs off the main thread, so that a slow disk never freezes the window. Nothing here looks
//! into a request or an answer.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use app::Failure;
use serde_json::Value;
use tauri::{AppHandle, Manager, State};

use crate::notebook::Notebook;
use crate::platform::{self, Choice, Pasted, Question};
use crate::window;

/// How long the webview takes to read what was pasted.
const SETTLES: Duration = Duration::from_millis(400);

#[tauri::command]
pub async fn query(notebook: State<'_, Arc<Notebook>>, name: String, args: Value) -> Result<Value, Failure> {
    let notebook = Arc::clone(&notebook);
    off_the_main_thread(move || notebook.query(&name, args)).await
}

#[tauri::command]
pub async fn mutate(
    notebook: State<'_, Arc<Notebook>>,
    request_id: String,
    name: String,
    args: Value,
) -> Result<Value, Failure> {
    let notebook = Arc::clone(&notebook);
    off_the_main_thread(move || notebook.mutate(&request_id, &name, args)).await
}

/// Asks for a file to open, or, with `suggested_name`, for one to write. Null when cancelled.
#[tauri::command]
pub async fn choose_file(
    app: AppHandle,
    title: String,
    accept: String,
    cancel: String,
    suggested_name: Option<String>,
    extension: Option<String>,
) -> Result<Option<String>, Failure> {
    let kind = match suggested_name {
        Some(suggested_name) => Choice::Save { suggested_name },
        None => Choice::Open { extension },
    };
    ask(app, Question { title, accept, cancel, kind }).await
}

/// Asks for a folder. Null when cancelled.
#[tauri::command]
pub async fn choose_folder(
    app: AppHandle,
    title: String,
    accept: String,
    cancel: String,
) -> Result<Option<String>, Failure> {
    ask(app, Question { title, accept, cancel, kind: Choice::Folder }).await
}

/// The pictures and files on the clipboard, where the webview does not hand them over; asked for when a person pastes.
/// Words on it stay there.
#[tauri::command]
pub async fn pasted(app: AppHandle) -> Result<Vec<Pasted>, Failure> {
    off_the_main_thread(move || {
        // The webview reads the clipboard for itself when something is pasted, and programs that hold a large picture
        // there hand it to one asker at a time.
        std::thread::sleep(SETTLES);
        let (send, receive) = sync_channel(1);
        app.run_on_main_thread(move || platform::pasted(Box::new(move |files| drop(send.send(files)))))
            .map_err(|_| unfinished())?;
        receive.recv().map_err(|_| unfinished())
    })
    .await
}

/// The page has kept what was being typed; the window may go.
#[tauri::command]
pub fn may_close(app: AppHandle) {
    window::close_now(&app);
}

/// Something typed could not be kept: the window comes back, so that the person decides.
#[tauri::command]
pub fn stay_open(app: AppHandle) {
    window::come_back(&app);
}

async fn ask(app: AppHandle, question: Question) -> Result<Option<String>, Failure> {
    off_the_main_thread(move || {
        let (send, receive) = sync_channel(1);
        let asking = app.clone();
        app.run_on_main_thread(move || {
            // Without a window nobody is asked, and the dropped sender says so below.
            if let Some(window) = asking.get_webview_window(window::LABEL) {
                platform::choose(&window, question, Box::new(move |path| drop(send.send(path))));
            }
        })
        .map_err(|_| unfinished())?;
        let chosen: Option<PathBuf> = receive.recv().map_err(|_| unfinished())?;
        // A name that is not text cannot cross to the page; saying so beats writing elsewhere.
        chosen.map(|path| path.into_os_string().into_string().map_err(|_| unreadable_name())).transpose()
    })
    .await
}

async fn off_the_main_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(result) => result,
        Err(_) => Err(unfinished()),
    }
}

/// Only the kind of fault; never what was asked or answered.
fn unfinished() -> Failure {
    Failure::unforeseen("the work broke off")
}

fn unreadable_name() -> Failure {
    Failure {
        code: "unreadable-name".to_owned(),
        message: "That file or folder has a name that is not text, so Wardbook did not use it. Nothing \
                  was changed. Choose another place, or rename it."
            .to_owned(),
        field_errors: Vec::new(),
        retryable: false,
        wait_seconds: None,
    }
}
