//! Names every command the interface may call. What is not in this list has no permission that
//! a capability could grant, so the window cannot reach it.

#![allow(clippy::panic, reason = "a build that cannot go on stops")]

const COMMANDS: &[&str] = &["query", "mutate", "choose_file", "choose_folder", "pasted", "may_close", "stay_open"];

fn main() {
    // The interface is embedded when this crate is compiled, so a new build of it means a new
    // compilation. Without the feature it is not read, and need not be there.
    if std::env::var_os("CARGO_FEATURE_CUSTOM_PROTOCOL").is_some() {
        println!("cargo:rerun-if-changed=../ui/dist");
    }
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("failed to prepare the desktop shell: {error:#}");
    }
}
