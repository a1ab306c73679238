//! What each program does before anything else, so that keys and what people wrote reach no file by accident.
//! Knows nothing of Wardbook, and says what a maintainer needs and no more.

use std::panic::PanicHookInfo;

/// No core file is written when this process falls: it would hold keys and text. Programs that it starts inherit
/// the limit. Where the system refuses, the program is still worth running.
pub fn forbid_core_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(windows)]
    forbid_reports();
}

/// Windows makes no report of a fall, which would hold pieces of memory. Programs that this one starts inherit that.
#[cfg(windows)]
#[allow(unsafe_code)]
fn forbid_reports() {
    use windows_sys::Win32::System::Diagnostics::Debug::{
        GetErrorMode, SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SetErrorMode,
    };
    use windows_sys::Win32::System::ErrorReporting::{WER_FAULT_REPORTING_FLAG_NOHEAP, WerSetFlags};
    // SAFETY: plain numbers in and out.
    unsafe {
        SetErrorMode(GetErrorMode() | SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
        // Where an administrator's policy has reports made all the same: without what programs keep in memory.
        WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP);
    }
}

/// Other programs of the same user neither attach to this process nor read its memory, and a handler that the
/// system was told of, which no limit binds, is given no image of it either (Linux).
///
/// Not for the window: its engine's processes and the desktop's portals ask what it is by way of `/proc`.
pub fn forbid_inspection() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// A panic's message can hold what a person wrote, and standard error may end in a log that anyone reads. The
/// place in the source is all a maintainer needs first.
pub fn say_only_where_a_panic_was(program: &'static str) {
    std::panic::set_hook(Box::new(move |panic| eprintln!("{}", words(program, panic))));
}

fn words(program: &str, panic: &PanicHookInfo<'_>) -> String {
    match panic.location() {
        Some(place) => format!("{program}: internal fault at {}:{}", place.file(), place.line()),
        None => format!("{program}: internal fault"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn a_panic_says_where_it_was_and_nothing_of_what_was_written() {
        let said = Arc::new(Mutex::new(String::new()));
        let before = std::panic::take_hook();
        let hearing = Arc::clone(&said);
        std::panic::set_hook(Box::new(move |panic| *hearing.lock().unwrap() = words("wardbook-server", panic)));
        let broken = std::panic::catch_unwind(|| panic!("“{}” is no note", "two mopeds"));
        std::panic::set_hook(before);
        assert!(broken.is_err());
        let said = said.lock().unwrap().clone();
        assert!(said.starts_with("wardbook-server: internal fault at ") && said.contains("lib.rs:"), "{said}");
        assert!(!said.contains("mopeds"), "{said}");
    }

    #[cfg(windows)]
    #[test]
    #[allow(unsafe_code)]
    fn no_report_is_made_of_a_fall() {
        use windows_sys::Win32::System::Diagnostics::Debug::{GetErrorMode, SEM_NOGPFAULTERRORBOX};
        use windows_sys::Win32::System::ErrorReporting::{WER_FAULT_REPORTING_FLAG_NOHEAP, WerGetFlags};
        use windows_sys::Win32::System::Threading::GetCurrentProcess;
        forbid_core_files();
        let mut flags = 0;
        let (mode, answered) = unsafe { (GetErrorMode(), WerGetFlags(GetCurrentProcess(), &mut flags)) };
        assert_ne!(mode & SEM_NOGPFAULTERRORBOX, 0);
        assert!(answered < 0 || flags & WER_FAULT_REPORTING_FLAG_NOHEAP != 0, "{answered:#x} {flags:#x}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn no_core_file_may_be_written_and_nobody_else_may_look_into_the_process() {
        use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};
        forbid_core_files();
        forbid_inspection();
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
    }
}
