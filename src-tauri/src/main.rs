//! The Wardbook desktop shell, and nothing else: it opens the window, hands what the interface
//! asks to the use cases in `app`, and locks when the machine sleeps. It holds no rule of the
//! notebook and reads no request; whatever a second host would also need belongs in `app`.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod args;
mod commands;
mod notebook;
mod platform;
#[cfg(test)]
mod promises;
mod window;

use std::process::ExitCode;
use std::sync::Arc;

use app::LockReason;
use clap::Parser;
use tauri::{Manager, RunEvent};

use args::Args;
use notebook::Notebook;

fn main() -> ExitCode {
    hardening::say_only_where_a_panic_was("Wardbook");
    // The webview's own processes, which hold what is on the screen, inherit it.
    hardening::forbid_core_files();
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Wardbook could not start: {error}. Nothing was changed.");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> tauri::Result<()> {
    let shell = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            commands::query,
            commands::mutate,
            commands::choose_file,
            commands::choose_folder,
            commands::pasted,
            commands::may_close,
            commands::stay_open,
        ])
        .setup(move |shell| {
            let profile = notebook::profile_folder(shell.handle(), args.profile)?;
            let notebook = notebook::open(shell.handle(), &profile, args.new_note);
            shell.manage(Arc::clone(&notebook));
            window::open(shell.handle(), &profile)?;
            notebook::lock_with_the_session(shell.handle(), &notebook);
            notebook::tick_every_second(notebook);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    shell.run(|shell, event| {
        if let RunEvent::Exit = event {
            shell.state::<Arc<Notebook>>().close(LockReason::Started);
        }
    });
    Ok(())
}
