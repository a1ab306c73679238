//! Where the programs are that the driver needs, and what to say where one is missing.

use std::path::{Path, PathBuf};

/// True where the window tests were switched off by hand. Said loudly, since a run without them
/// proves nothing about the window.
pub fn skipped(test: &str) -> bool {
    let skipped = std::env::var_os("WARDBOOK_SKIP_WINDOW").is_some();
    if skipped {
        eprintln!("SKIPPED: {test}: WARDBOOK_SKIP_WINDOW is set, so the real window was NOT tested");
    }
    skipped
}

/// The folder for pictures, where the person who runs the tests wants any.
pub fn wanted_pictures() -> Option<PathBuf> {
    std::env::var_os("WARDBOOK_SCREENSHOTS").map(PathBuf::from)
}

/// The built application: `WARDBOOK_APP`, or `wardbook` beside the folder this test was built into.
pub fn application() -> PathBuf {
    let named = std::env::var_os("WARDBOOK_APP").map(PathBuf::from);
    let app = named.unwrap_or_else(|| build_folder().join("wardbook"));
    assert!(
        app.is_file(),
        "there is no application at {}: run `cargo xtask build` first, or name one in WARDBOOK_APP",
        app.display()
    );
    app
}

fn build_folder() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a file");
    let folder = test.parent().expect("a file lies in a folder");
    match folder.file_name().and_then(|name| name.to_str()) {
        Some("deps") => folder.parent().map(Path::to_path_buf).unwrap_or_default(),
        _ => folder.to_path_buf(),
    }
}

/// axe-core, as the interface's own packages hold it.
pub fn axe_source() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the checkout");
    let file = root.join("ui/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("failed to read axe-core ({error}): run `npm ci` in the folder ui"))
}

/// What to say when a program of the system could not be started.
pub fn missing(program: &str, package: &str, error: &std::io::Error) -> String {
    format!(
        "failed to start {program} ({error}): it comes with the package {package}; `cargo xtask test` \
         installs what is missing. To leave the window out, set WARDBOOK_SKIP_WINDOW=1"
    )
}
