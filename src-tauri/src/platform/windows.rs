//! Windows: the session's lock and the machine's sleep, as the system tells them to a window.
//!
//! The window is one of our own that nobody sees: tied to Tauri's, it would go with it while the program still holds an
//! open notebook. It has no title, and says nothing itself.

// The system is asked in C; no library that wraps these calls safely is kept up.
#![allow(unsafe_code)]

use std::cell::OnceCell;
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::{HWND, LPARAM, LRESULT, WPARAM};
use windows_sys::Win32::System::LibraryLoader::GetModuleHandleW;
use windows_sys::Win32::System::Power::RegisterSuspendResumeNotification;
use windows_sys::Win32::System::RemoteDesktop::{NOTIFY_FOR_THIS_SESSION, WTSRegisterSessionNotification};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    CreateWindowExW, DEVICE_NOTIFY_WINDOW_HANDLE, DefWindowProcW, PBT_APMSUSPEND, RegisterClassW, WM_POWERBROADCAST,
    WM_QUERYENDSESSION, WM_WTSSESSION_CHANGE, WNDCLASSW, WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT,
    WTS_SESSION_LOCK,
};
use windows_sys::core::w;

use super::SessionEvent;
pub use super::portable::{choose, find_screen, keep_libraries_inside, pasted, prepare_webview, tell};

/// Called with what the system tells.
type Heard = Box<dyn Fn(SessionEvent)>;

thread_local! {
    /// The system calls `hear` on the thread that made the window, and on no other.
    static HEARD: OnceCell<Heard> = const { OnceCell::new() };
}

/// Calls `lock` whenever the person's session is locked or left to somebody else, or the machine is about to sleep.
/// Must be called on the main thread, whose loop the window's messages come by; a system that does not tell is no
/// fault, since idling still locks.
pub fn watch_session(lock: impl Fn(SessionEvent) + Clone + 'static) {
    if HEARD.with(|heard| heard.set(Box::new(lock))).is_ok() {
        let _ = listen();
    }
}

/// The window that is told, which lives as long as the program. `None` where the system makes none.
fn listen() -> Option<HWND> {
    let class = w!("Wardbook.Session");
    // SAFETY: the strings are constants that end in a zero, the class is whole, and `hear` has the signature that the
    // system calls. A window handle that is not null is valid as long as this thread lives.
    unsafe {
        let program = GetModuleHandleW(null());
        RegisterClassW(&WNDCLASSW {
            style: 0,
            lpfnWndProc: Some(hear),
            cbClsExtra: 0,
            cbWndExtra: 0,
            hInstance: program,
            hIcon: null_mut(),
            hCursor: null_mut(),
            hbrBackground: null_mut(),
            lpszMenuName: null(),
            lpszClassName: class,
        });
        // A window for messages alone would not be told of sleep.
        let window = CreateWindowExW(0, class, w!(""), 0, 0, 0, 0, 0, null_mut(), null_mut(), program, null());
        if window.is_null() {
            return None;
        }
        WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION);
        // Laptops that doze with the lid shut tell only those who asked.
        RegisterSuspendResumeNotification(window, DEVICE_NOTIFY_WINDOW_HANDLE);
        Some(window)
    }
}

/// # Safety
/// Called by the system alone, with a window of the class above.
unsafe extern "system" fn hear(window: HWND, message: u32, what: WPARAM, more: LPARAM) -> LRESULT {
    if let Some(event) = meaning(message, what) {
        HEARD.with(|heard| heard.get().map(|heard| heard(event)));
    }
    // SAFETY: handed on as it came.
    unsafe { DefWindowProcW(window, message, what, more) }
}

/// What a message says, if it is a reason to lock. Whoever is switched away from, here or on a remote desktop, may leave
/// the session open: the notebook locks there too. It locks before Windows ends the session, so that what was typed last
/// is kept.
fn meaning(message: u32, what: WPARAM) -> Option<SessionEvent> {
    let what = u32::try_from(what).ok()?;
    match (message, what) {
        (WM_QUERYENDSESSION, _) => Some(SessionEvent::Locked),
        (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK | WTS_CONSOLE_DISCONNECT | WTS_REMOTE_DISCONNECT) => {
            Some(SessionEvent::Locked)
        }
        (WM_POWERBROADCAST, PBT_APMSUSPEND) => Some(SessionEvent::Sleeping),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use windows_sys::Win32::UI::WindowsAndMessaging::{
        DispatchMessageW, FindWindowW, MSG, PBT_APMRESUMEAUTOMATIC, PM_REMOVE, PeekMessageW, PostMessageW,
        WTS_SESSION_UNLOCK,
    };

    use super::*;

    #[test]
    fn the_system_tells_of_a_locked_session_and_of_sleep_and_waking_locks_nothing() {
        let told = Rc::new(RefCell::new(Vec::new()));
        let hearing = Rc::clone(&told);
        watch_session(move |event| hearing.borrow_mut().push(event));
        let say = |message, what: u32| unsafe {
            let window = FindWindowW(w!("Wardbook.Session"), null());
            assert!(!window.is_null(), "a window that the system can tell");
            assert_ne!(PostMessageW(window, message, what as WPARAM, 0), 0);
            let mut next: MSG = std::mem::zeroed();
            while PeekMessageW(&mut next, null_mut(), 0, 0, PM_REMOVE) != 0 {
                DispatchMessageW(&next);
            }
            told.borrow_mut().drain(..).collect::<Vec<_>>()
        };
        assert_eq!(say(WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK), [SessionEvent::Locked]);
        assert_eq!(say(WM_WTSSESSION_CHANGE, WTS_SESSION_UNLOCK), []);
        assert_eq!(say(WM_WTSSESSION_CHANGE, WTS_REMOTE_DISCONNECT), [SessionEvent::Locked]);
        assert_eq!(say(WM_POWERBROADCAST, PBT_APMSUSPEND), [SessionEvent::Sleeping]);
        assert_eq!(say(WM_POWERBROADCAST, PBT_APMRESUMEAUTOMATIC), []);
        assert_eq!(say(WM_QUERYENDSESSION, 0), [SessionEvent::Locked]);
    }
}
