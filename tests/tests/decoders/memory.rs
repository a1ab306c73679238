//! How much memory is asked for at one time, by Rust and by what is written in C alike: a compressor's window and a
//! database's cache are memory too. The allocator of the system does the work and is counted on its way.
#![allow(unsafe_code, reason = "an allocator speaks C's language")]

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod counted {
    use std::ffi::{c_int, c_void};
    use std::sync::atomic::{AtomicUsize, Ordering};

    static HELD: AtomicUsize = AtomicUsize::new(0);
    static PEAK: AtomicUsize = AtomicUsize::new(0);

    unsafe extern "C" {
        fn __libc_malloc(size: usize) -> *mut c_void;
        fn __libc_calloc(count: usize, size: usize) -> *mut c_void;
        fn __libc_realloc(pointer: *mut c_void, size: usize) -> *mut c_void;
        fn __libc_memalign(alignment: usize, size: usize) -> *mut c_void;
        fn __libc_free(pointer: *mut c_void);
        fn malloc_usable_size(pointer: *mut c_void) -> usize;
    }

    fn taken(pointer: *mut c_void) -> *mut c_void {
        // SAFETY: the system's allocator made it just now, or it is null, whose size is 0.
        let held = HELD.fetch_add(unsafe { malloc_usable_size(pointer) }, Ordering::Relaxed);
        let now = held.wrapping_add(unsafe { malloc_usable_size(pointer) });
        PEAK.fetch_max(now, Ordering::Relaxed);
        pointer
    }

    fn given_back(pointer: *mut c_void) {
        // SAFETY: whoever gives it back had it from here.
        HELD.fetch_sub(unsafe { malloc_usable_size(pointer) }, Ordering::Relaxed);
    }

    // SAFETY of all that follow: they pass on what they were given, as the system's own would have had it.

    #[unsafe(no_mangle)]
    unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
        taken(unsafe { __libc_malloc(size) })
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
        taken(unsafe { __libc_calloc(count, size) })
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn realloc(pointer: *mut c_void, size: usize) -> *mut c_void {
        let before = unsafe { malloc_usable_size(pointer) };
        let new = unsafe { __libc_realloc(pointer, size) };
        // Where nothing was given, what was there stays.
        if !new.is_null() || size == 0 {
            HELD.fetch_sub(before, Ordering::Relaxed);
            taken(new);
        }
        new
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn free(pointer: *mut c_void) {
        given_back(pointer);
        unsafe { __libc_free(pointer) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn memalign(alignment: usize, size: usize) -> *mut c_void {
        taken(unsafe { __libc_memalign(alignment, size) })
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn aligned_alloc(alignment: usize, size: usize) -> *mut c_void {
        taken(unsafe { __libc_memalign(alignment, size) })
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn posix_memalign(into: *mut *mut c_void, alignment: usize, size: usize) -> c_int {
        const OUT_OF_MEMORY: c_int = 12;
        let new = taken(unsafe { __libc_memalign(alignment, size) });
        if new.is_null() && size > 0 {
            return OUT_OF_MEMORY;
        }
        unsafe { *into = new };
        0
    }

    pub fn begin() -> usize {
        let held = HELD.load(Ordering::Relaxed);
        PEAK.store(held, Ordering::Relaxed);
        held
    }

    pub fn peak() -> usize {
        PEAK.load(Ordering::Relaxed)
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
mod counted {
    pub fn begin() -> usize {
        0
    }

    pub fn peak() -> usize {
        0
    }
}

/// The most that was held at one time while this ran, beyond what was held before, by the whole program.
pub fn peak_of<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = counted::begin();
    let done = work();
    (done, counted::peak().saturating_sub(before))
}

/// Whether anything is counted here.
pub const COUNTED: bool = cfg!(all(target_os = "linux", target_env = "gnu"));
