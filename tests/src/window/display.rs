//! An X display that nobody sees, and pictures of it.
//!
//! Pictures are taken of the display: WebKitWebDriver's own screenshot call never answers there.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::tools::missing;

#[derive(Debug)]
pub struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// Starts a display of this many pixels.
    pub fn start(width: u32, height: u32) -> Self {
        let mut server = Command::new("Xvfb")
            // The server picks a free number itself and writes it to standard output.
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}", missing("Xvfb", "xvfb", &error)));
        let output = server.stdout.take().expect("its output is piped");
        let mut number = String::new();
        let read = BufReader::new(output).read_line(&mut number);
        assert!(read.is_ok() && !number.trim().is_empty(), "Xvfb ended before it named its display");
        Self { server, name: format!(":{}", number.trim()) }
    }

    /// The display's name, such as `:99`.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Saves what a display shows as a PNG.
pub fn picture(display: &str, file: &Path) {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).unwrap_or_else(|error| panic!("failed to make {}: {error}", folder.display()));
    }
    let status = Command::new("import")
        .args(["-display", display, "-window", "root"])
        .arg(file)
        .status()
        .unwrap_or_else(|error| panic!("{}", missing("import", "imagemagick", &error)));
    assert!(status.success(), "failed to take the picture {}", file.display());
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
