//! What Windows and macOS have alike: the system's pickers through `rfd`. Spell check is the webview's own there.

use std::path::Path;

use tauri::WebviewWindow;

use super::{Answer, Choice, PastedAnswer, Question};

/// The webview's own folder is all that is written there. Words added to its spelling list are in it,
/// readable: no switch keeps them out.
pub fn keep_libraries_inside(_folder: &Path) {}

/// There is always one there.
pub fn find_screen() -> Result<(), &'static str> {
    Ok(())
}

pub fn prepare_webview(_window: &WebviewWindow) {}

/// Asks for a file or folder without blocking the window. Must be called on the main thread.
pub fn choose(window: &WebviewWindow, question: Question, answer: Answer) {
    let mut dialog = rfd::AsyncFileDialog::new().set_title(&question.title).set_parent(window);
    match &question.kind {
        Choice::Open { extension: Some(extension) } => {
            dialog = dialog.add_filter(format!("*.{extension}"), &[extension]);
        }
        Choice::Save { suggested_name } => dialog = dialog.set_file_name(suggested_name),
        Choice::Open { extension: None } | Choice::Folder => {}
    }
    let kind = question.kind;
    tauri::async_runtime::spawn(async move {
        let chosen = match kind {
            Choice::Open { .. } => dialog.pick_file().await,
            Choice::Save { .. } => dialog.save_file().await,
            Choice::Folder => dialog.pick_folder().await,
        };
        answer(chosen.map(|handle| handle.path().to_path_buf()));
    });
}

/// The webviews there hand over what is pasted themselves.
pub fn pasted(answer: PastedAnswer) {
    answer(Vec::new());
}

/// Says something where there is no window yet.
pub fn tell(words: &str) {
    let dialog = rfd::MessageDialog::new().set_level(rfd::MessageLevel::Error).set_title("Wardbook");
    dialog.set_description(words).show();
}
