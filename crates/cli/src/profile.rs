//! Where the notebook lies when nobody says: the same folder as the desktop app's.
//!
//! Linux `$XDG_DATA_HOME/Wardbook` or `~/.local/share/Wardbook`, Windows `%LOCALAPPDATA%\Wardbook` (not
//! the roaming folder: a notebook must not be copied about by a domain's servers), macOS
//! `~/Library/Application Support/Wardbook`. The environment comes in as a function, so that the rule
//! can be tested for every system on any of them.

use std::ffi::OsString;
use std::path::PathBuf;

const NAME: &str = "Wardbook";

/// The folder of this user on this machine; none where the system does not say who that is.
pub fn default_profile() -> Option<PathBuf> {
    folder_on(std::env::consts::OS, |name| std::env::var_os(name))
}

fn folder_on(system: &str, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = match system {
        "windows" => path("LOCALAPPDATA")?,
        "macos" => path("HOME")?.join("Library").join("Application Support"),
        // The XDG base directory specification: a path that is not absolute is to be ignored.
        _ => path("XDG_DATA_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| Some(path("HOME")?.join(".local").join("share")))?,
    };
    Some(base.join(NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(system: &str, variables: &[(&str, &str)]) -> Option<PathBuf> {
        folder_on(system, |name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn each_system_keeps_it_where_its_programs_keep_data() {
        let home = ("HOME", "/home/amara");
        assert_eq!(on("linux", &[home]), Some("/home/amara/.local/share/Wardbook".into()));
        // Windows takes this for a path that is not absolute.
        #[cfg(unix)]
        assert_eq!(on("linux", &[home, ("XDG_DATA_HOME", "/data")]), Some("/data/Wardbook".into()));
        assert_eq!(on("macos", &[home]), Some("/home/amara/Library/Application Support/Wardbook".into()));
        assert_eq!(
            on("windows", &[("LOCALAPPDATA", "C:/Users/Amara/AppData/Local")]),
            Some(PathBuf::from("C:/Users/Amara/AppData/Local").join("Wardbook"))
        );
    }

    #[test]
    fn a_setting_that_says_nothing_is_passed_over() {
        assert_eq!(
            on("linux", &[("HOME", "/home/amara"), ("XDG_DATA_HOME", "")]),
            Some("/home/amara/.local/share/Wardbook".into())
        );
        assert_eq!(
            on("linux", &[("HOME", "/home/amara"), ("XDG_DATA_HOME", "data")]),
            Some("/home/amara/.local/share/Wardbook".into())
        );
        assert_eq!(on("linux", &[]), None);
        assert_eq!(on("windows", &[("HOME", "/home/amara")]), None);
    }
}
