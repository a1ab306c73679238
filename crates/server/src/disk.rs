//! How much room the disk has.

use std::path::Path;

/// Bytes that may still be written into this folder; none where that cannot be told.
#[cfg(unix)]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let found = rustix::fs::statvfs(folder).ok()?;
    // Some file systems count nothing.
    (found.f_blocks > 0).then(|| found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(not(unix))]
pub fn free_bytes(_: &Path) -> Option<u64> {
    None
}
