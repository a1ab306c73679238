//! SQLite's file layer with a hand in between. The only unsafe code of the tests: SQLite's own interface.
//!
//! A file of a watched folder is two files in one: ours, that SQLite sees, and the real one behind it in
//! the same memory. Locks, shared memory and everything that writes nothing go on unchanged.
#![allow(unsafe_code, clippy::undocumented_unsafe_blocks, reason = "SQLite's interface is C")]

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::fs::File;
use std::mem::size_of;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Arc, Mutex, Once, PoisonError, Weak};

use rusqlite::ffi;

use super::medium::{Medium, Operation, Verdict};

type Shared = Mutex<Medium>;

static WATCHED: Mutex<Vec<(PathBuf, Weak<Shared>)>> = Mutex::new(Vec::new());
static INSTALL: Once = Once::new();

/// Files of this folder ask the medium from now on, if they are opened from now on.
pub fn watch(folder: PathBuf, medium: &Arc<Shared>) {
    INSTALL.call_once(install);
    let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    watched.retain(|(_, medium)| medium.strong_count() > 0);
    watched.push((folder, Arc::downgrade(medium)));
}

fn medium_of(path: &Path) -> Option<Arc<Shared>> {
    let watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    watched.iter().rev().find(|(folder, _)| path.starts_with(folder)).and_then(|(_, medium)| medium.upgrade())
}

/// What SQLite holds for one of our files; the real file follows it.
#[repr(C, align(8))]
struct Watched {
    base: ffi::sqlite3_file,
    behind: *mut Behind,
}

struct Behind {
    path: PathBuf,
    /// Another view of the same file, to look at what a write is about to overwrite.
    seen: File,
    medium: Arc<Shared>,
    methods: ffi::sqlite3_io_methods,
}

struct Installed(*mut ffi::sqlite3_vfs);
// Written once, before any file is opened, and never freed.
unsafe impl Send for Installed {}
unsafe impl Sync for Installed {}
static REAL: std::sync::OnceLock<Installed> = std::sync::OnceLock::new();

fn real() -> *mut ffi::sqlite3_vfs {
    REAL.get().map_or(ptr::null_mut(), |installed| installed.0)
}

fn install() {
    unsafe {
        // Nobody asks how much memory SQLite has, and counting it is one lock for all threads. Too late, and without
        // effect, where something opened a database before.
        let uncounted: c_int = 0;
        ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, uncounted);
        ffi::sqlite3_initialize();
        let found = ffi::sqlite3_vfs_find(ptr::null());
        assert!(!found.is_null(), "SQLite has a file layer");
        let _ = REAL.set(Installed(found));
        let mut ours = *found;
        ours.zName = c"faulty".as_ptr();
        ours.pNext = ptr::null_mut();
        ours.szOsFile = (*found).szOsFile + c_int::try_from(size_of::<Watched>()).expect("small");
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        let ours: &'static mut ffi::sqlite3_vfs = Box::leak(Box::new(ours));
        assert_eq!(ffi::sqlite3_vfs_register(ours, 1), ffi::SQLITE_OK, "the file layer is taken");
    }
}

unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    Some(PathBuf::from(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes())))
}

/// Calls the real file's method of this name.
macro_rules! on_real {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        let real = inner($file);
        match (*(*real).pMethods).$method {
            Some(method) => method(real $(, $argument)*),
            None => ffi::SQLITE_ERROR,
        }
    }};
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    unsafe {
        let Some(open) = (*real()).xOpen else { return ffi::SQLITE_ERROR };
        let found = path_of(name).and_then(|path| medium_of(&path).map(|medium| (path, medium)));
        let Some((path, medium)) = found else { return open(real(), name, file, flags, out) };
        if medium.lock().unwrap_or_else(PoisonError::into_inner).off {
            (*file).pMethods = ptr::null();
            return ffi::SQLITE_CANTOPEN;
        }
        let watched = file.cast::<Watched>();
        (*watched).base.pMethods = ptr::null();
        let inner = inner(file);
        (*inner).pMethods = ptr::null();
        let code = open(real(), name, inner, flags, out);
        if (*inner).pMethods.is_null() {
            return code;
        }
        let Ok(seen) = File::open(&path) else {
            on_real!(file, xClose);
            return ffi::SQLITE_CANTOPEN;
        };
        let mut methods = *(*inner).pMethods;
        // Without mapped pages every read and write passes here.
        methods.iVersion = methods.iVersion.min(2);
        forward(&mut methods);
        let behind = Box::into_raw(Box::new(Behind { path, seen, medium, methods }));
        (*watched).behind = behind;
        (*watched).base.pMethods = &raw const (*behind).methods;
        code
    }
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    unsafe {
        let Some(delete) = (*real()).xDelete else { return ffi::SQLITE_ERROR };
        if let Some(path) = path_of(name)
            && let Some(medium) = medium_of(&path)
        {
            let mut medium = medium.lock().unwrap_or_else(PoisonError::into_inner);
            if medium.ask(Operation::Delete, &path) != Verdict::Go {
                return ffi::SQLITE_IOERR_DELETE;
            }
            medium.settled(&path);
        }
        delete(real(), name, sync)
    }
}

fn inner(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    file.cast::<u8>().wrapping_add(size_of::<Watched>()).cast()
}

unsafe fn behind<'a>(file: *mut ffi::sqlite3_file) -> &'a Behind {
    unsafe { &*(*file.cast::<Watched>()).behind }
}

fn forward(methods: &mut ffi::sqlite3_io_methods) {
    methods.xClose = Some(close);
    methods.xRead = Some(read);
    methods.xWrite = Some(write);
    methods.xTruncate = Some(truncate);
    methods.xSync = Some(sync);
    methods.xFileSize = Some(file_size);
    methods.xLock = Some(lock);
    methods.xUnlock = Some(unlock);
    methods.xCheckReservedLock = Some(check_reserved_lock);
    methods.xFileControl = Some(file_control);
    methods.xSectorSize = Some(sector_size);
    methods.xDeviceCharacteristics = Some(device_characteristics);
    methods.xShmMap = methods.xShmMap.map(|_| shm_map as _);
    methods.xShmLock = methods.xShmLock.map(|_| shm_lock as _);
    methods.xShmBarrier = methods.xShmBarrier.map(|_| shm_barrier as _);
    methods.xShmUnmap = methods.xShmUnmap.map(|_| shm_unmap as _);
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe {
        let code = on_real!(file, xClose);
        drop(Box::from_raw((*file.cast::<Watched>()).behind));
        (*file).pMethods = ptr::null();
        code
    }
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, amount: c_int, offset: i64) -> c_int {
    unsafe {
        if behind(file).medium.lock().unwrap_or_else(PoisonError::into_inner).off {
            return ffi::SQLITE_IOERR_READ;
        }
        on_real!(file, xRead, into, amount, offset)
    }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, amount: c_int, offset: i64) -> c_int {
    unsafe {
        let Behind { path, seen, medium, .. } = behind(file);
        let mut medium = medium.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(amount).unwrap_or(0));
        let verdict = medium.ask(Operation::Write, path);
        match verdict {
            Verdict::Refused => return ffi::SQLITE_IOERR_WRITE,
            Verdict::Full => return ffi::SQLITE_FULL,
            Verdict::Go | Verdict::Torn => {
                medium.writing(path, seen, offset.unsigned_abs(), bytes, verdict == Verdict::Torn);
            }
        }
        // Of a torn write as much as the dice of the restart leave, and never all of it.
        let code = on_real!(file, xWrite, from, amount, offset);
        if verdict == Verdict::Torn {
            medium.unplug();
            return ffi::SQLITE_IOERR_WRITE;
        }
        code
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    unsafe {
        let Behind { path, seen, medium, .. } = behind(file);
        let mut medium = medium.lock().unwrap_or_else(PoisonError::into_inner);
        if medium.ask(Operation::Shorten, path) != Verdict::Go {
            return ffi::SQLITE_IOERR_TRUNCATE;
        }
        medium.cutting(path, seen, size.unsigned_abs());
        on_real!(file, xTruncate, size)
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    unsafe {
        let Behind { path, medium, .. } = behind(file);
        let mut medium = medium.lock().unwrap_or_else(PoisonError::into_inner);
        if medium.ask(Operation::Sync, path) != Verdict::Go {
            return ffi::SQLITE_IOERR_FSYNC;
        }
        // The folder lies in memory as a rule: what matters is what is counted as certain.
        let code = on_real!(file, xSync, flags);
        if code == ffi::SQLITE_OK {
            medium.settled(path);
        }
        code
    }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    unsafe { on_real!(file, xFileSize, size) }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    unsafe { on_real!(file, xLock, level) }
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    unsafe { on_real!(file, xUnlock, level) }
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    unsafe { on_real!(file, xCheckReservedLock, out) }
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, what: c_int, about: *mut c_void) -> c_int {
    unsafe { on_real!(file, xFileControl, what, about) }
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe { on_real!(file, xSectorSize) }
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe { on_real!(file, xDeviceCharacteristics) }
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    unsafe { on_real!(file, xShmMap, page, size, extend, out) }
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    unsafe { on_real!(file, xShmLock, offset, count, flags) }
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    unsafe {
        let real = inner(file);
        if let Some(barrier) = (*(*real).pMethods).xShmBarrier {
            barrier(real);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    unsafe { on_real!(file, xShmUnmap, delete) }
}
