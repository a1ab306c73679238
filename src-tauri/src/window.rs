//! The one window: its size, where its webview may go and what it keeps. The title is always the
//! program's name, so that nothing a person wrote shows in a task bar or a window list.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Serialize;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Emitter, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::notebook::Notebook;
use crate::platform;

pub const LABEL: &str = "main";
const TITLE: &str = "Wardbook";

const WIDTH: f64 = 1280.0;
const HEIGHT: f64 = 800.0;

/// How long a closing window may take to answer. A page that is still keeping what was typed says so
/// within it and the window comes back; one that says nothing hangs, and must not make the program immortal.
const CLOSING_GRACE: Duration = Duration::from_millis(1500);

/// Counts what was asked about closing, so that the grace of one asking never ends another.
static CLOSINGS: AtomicU64 = AtomicU64::new(0);

/// # Errors
/// Where the platform cannot open a window or its webview.
pub fn open(app: &AppHandle, profile: &Path) -> tauri::Result<WebviewWindow> {
    // Beside the notebook, so that everything the program keeps lies under one folder. Not
    // incognito: such a webview cannot be driven by the window tests.
    let folder = profile.join("webview");
    platform::keep_libraries_inside(&folder);
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title(TITLE)
        .inner_size(WIDTH, HEIGHT)
        .min_inner_size(720.0, 560.0)
        .maximized(screen_is_small(app))
        .data_directory(folder)
        .zoom_hotkeys_enabled(true)
        .general_autofill_enabled(false)
        .disable_drag_drop_handler()
        .devtools(cfg!(debug_assertions))
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    platform::prepare_webview(&window);
    close_gently(&window);
    Ok(window)
}

/// On a small laptop the window fills the screen; its usual size would hang over the edge.
fn screen_is_small(app: &AppHandle) -> bool {
    let Ok(Some(monitor)) = app.primary_monitor() else {
        return false;
    };
    let room = monitor.work_area().size.to_logical::<f64>(monitor.scale_factor());
    room.width < WIDTH || room.height < HEIGHT
}

/// The webview shows the interface inside the program and nothing else, whatever a link says.
fn is_own_page(url: &Url) -> bool {
    let own_scheme = url.scheme() == "tauri";
    // Windows serves the interface under this name, inside the program.
    let own_host = url.host_str() == Some("tauri.localhost");
    let development = cfg!(not(feature = "custom-protocol")) && url.host_str() == Some("localhost");
    own_scheme || own_host || development
}

/// Told to the page as the event `flush`: write down now what is being typed.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flush {
    /// The window waits for the page to answer with the command `may_close`.
    Closing,
    /// The notebook is about to lock by itself.
    Locking,
}

/// Asks the page to write down what is being typed. False where there is no page to ask.
pub fn ask_to_flush(app: &AppHandle, why: Flush) -> bool {
    app.emit_to(LABEL, "flush", why).is_ok()
}

/// Lets the page keep its draft before the window goes.
fn close_gently(window: &WebviewWindow) {
    let closing = window.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::Focused(true) = event {
            // Whoever comes back to the window wants to see what came meanwhile.
            closing.state::<Arc<Notebook>>().look_for_news();
        }
        let WindowEvent::CloseRequested { api, .. } = event else {
            return;
        };
        api.prevent_close();
        let window = closing.clone();
        let asking = CLOSINGS.fetch_add(1, Ordering::SeqCst) + 1;
        // Gone for the person at once; what is left to do needs no window.
        let _ = window.hide();
        if !ask_to_flush(window.app_handle(), Flush::Closing) {
            let _ = window.destroy();
            return;
        }
        std::thread::spawn(move || {
            std::thread::sleep(CLOSING_GRACE);
            if CLOSINGS.load(Ordering::SeqCst) == asking {
                let _ = window.destroy();
            }
        });
    });
}

/// The page holds words that could not be saved: closing is called off.
pub fn come_back(app: &AppHandle) {
    CLOSINGS.fetch_add(1, Ordering::SeqCst);
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// The page has kept what it had.
pub fn close_now(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.destroy();
    }
}
