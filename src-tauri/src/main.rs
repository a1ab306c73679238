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

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use app::LockReason;
use clap::Parser;
use tauri::{AppHandle, Manager, RunEvent};

use args::Args;
use notebook::Notebook;

fn main() -> ExitCode {
    hardening::say_only_where_a_panic_was("Wardbook");
    // The webview's own processes, which hold what is on the screen, inherit it.
    hardening::forbid_core_files();
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            could_not_start(&*error);
            ExitCode::FAILURE
        }
    }
}

/// Said where whoever started it sees it: on Windows there is nothing beneath a program that opens no window.
fn could_not_start(error: &dyn Error) {
    let words = format!("Wardbook could not start: {error}. Nothing was changed.");
    eprintln!("{words}");
    platform::tell(&words);
}

fn run(args: Args) -> Result<(), Box<dyn Error>> {
    platform::find_screen()?;
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
            if let Err(error) = begin(shell.handle(), args) {
                // Handed back, it would become a fault of the program without words.
                could_not_start(&*error);
                std::process::exit(1);
            }
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

fn begin(shell: &AppHandle, args: Args) -> Result<(), Box<dyn Error>> {
    let profile = notebook::profile_folder(shell, args.profile)?;
    let notebook = notebook::open(shell, &profile, args.new_note);
    shell.manage(Arc::clone(&notebook));
    window::open(shell, &profile)?;
    notebook::lock_with_the_session(shell, &notebook);
    notebook::tick_every_second(notebook);
    Ok(())
}
