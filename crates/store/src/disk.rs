//! Writing files so that a crash leaves the old one or the new one, and nobody else can read them.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::{Result, StoreError};

/// How the name of a file begins that is still being written.
pub(crate) const WRITING: &str = ".writing-";

/// Writes beside the file, makes it durable, and puts it in place in one step.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = folder_of(path);
    let mut file = writing_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    put(file, path)?;
    sync_folder(folder)
}

/// Gives what was written its name, in the place of what has it. Not by `persist`, which Windows refuses while anybody
/// reads the file that goes.
fn put(file: NamedTempFile, path: &Path) -> Result<()> {
    let (handle, written) = file.keep().map_err(|fault| fault.error)?;
    drop(handle);
    std::fs::rename(&written, path).map_err(|error| {
        let _ = std::fs::remove_file(&written);
        error.into()
    })
}

/// A file without a name of its own yet, beside where it will stand. It goes when it is dropped.
pub(crate) fn writing_in(folder: &Path) -> Result<NamedTempFile> {
    Ok(tempfile::Builder::new().prefix(WRITING).tempfile_in(folder)?)
}

/// Gives what was written its name, whole and durable. A file that has the name already is never
/// overwritten, whenever it came: then this is [`StoreError::Exists`].
pub(crate) fn put_new(file: NamedTempFile, path: &Path) -> Result<()> {
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => {}
        Err(fault) if fault.error.kind() == std::io::ErrorKind::AlreadyExists => return Err(StoreError::Exists),
        // Some memory sticks know neither a rename that spares nor a second name for a file. There the
        // name is taken first, by a file that is nobody else's, and then replaced.
        Err(fault) => {
            create_new(path)?;
            if let Err(again) = fault.file.persist(path) {
                let _ = std::fs::remove_file(path);
                return Err(again.error.into());
            }
        }
    }
    sync_folder(folder_of(path))
}

/// The folder a file lies in; a bare name lies in the present one.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// One program's hold on something, through an empty file that is never removed: a name that could go
/// and come again would let two programs hold two files of that name. The operating system lets go
/// when the program ends, however it ends.
pub(crate) struct Hold {
    _file: File,
}

impl Hold {
    /// For this program alone; none while another program, or another part of this one, holds it.
    pub(crate) fn alone(path: &Path) -> Result<Option<Self>> {
        Self::held(lock_file(path)?, File::try_lock)
    }

    /// Beside others that share it; none while somebody holds it alone.
    pub(crate) fn shared(path: &Path) -> Result<Option<Self>> {
        Self::held(lock_file(path)?, File::try_lock_shared)
    }

    /// For what others hold only for a moment: waits for it, and says [`StoreError::Busy`] in the end.
    pub(crate) fn soon(take: impl Fn() -> Result<Option<Self>>) -> Result<Self> {
        for _ in 0..HOLD_TRIES {
            if let Some(hold) = take()? {
                return Ok(hold);
            }
            std::thread::sleep(HOLD_PAUSE);
        }
        Err(StoreError::Busy)
    }

    fn held(file: File, lock: impl Fn(&File) -> Result<(), std::fs::TryLockError>) -> Result<Option<Self>> {
        match lock(&file) {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            // A file system that knows no locks: one program at a time is all that can be had there.
            Err(std::fs::TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
                Ok(Some(Self { _file: file }))
            }
            Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

/// As long as SQLite waits for its own locks: ten seconds.
const HOLD_TRIES: u32 = 500;
const HOLD_PAUSE: std::time::Duration = std::time::Duration::from_millis(20);

fn lock_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}

/// Makes the content of a file durable that something else wrote. It is opened to be written: Windows flushes
/// nothing for whoever only reads.
pub(crate) fn sync_file(path: &Path) -> Result<()> {
    OpenOptions::new().write(true).open(path)?.sync_all()?;
    Ok(())
}

/// Makes a file's name durable, not only its content.
pub fn sync_folder(folder: &Path) -> Result<()> {
    // Windows makes names durable with the file and cannot open a folder this way.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A folder that its owner alone may enter.
pub fn create_private_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    Ok(())
}

/// Whether the folder takes a file. Permissions lie on network drives and for administrators: so try.
pub fn check_writable(folder: &Path) -> Result<()> {
    writing_in(folder)?;
    Ok(())
}

/// A file that did not exist before; an existing one is never overwritten.
pub fn create_new(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}

/// Removes a database file and what SQLite keeps beside it. None being there is fine.
pub(crate) fn remove_database(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_came_meanwhile_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept.wardbook");
        let mut file = writing_in(folder.path()).unwrap();
        file.write_all(b"mine").unwrap();
        std::fs::write(&path, "theirs").unwrap();
        assert!(matches!(put_new(file, &path), Err(StoreError::Exists)));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "theirs");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "what was written without a name has gone");
    }

    #[test]
    fn what_is_held_alone_is_nobody_elses_until_it_is_let_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let hold = Hold::alone(&path).unwrap();
        assert!(hold.is_some());
        assert!(Hold::alone(&path).unwrap().is_none() && Hold::shared(&path).unwrap().is_none());
        drop(hold);
        let (one, other) = (Hold::shared(&path).unwrap(), Hold::shared(&path).unwrap());
        assert!(one.is_some() && other.is_some() && Hold::alone(&path).unwrap().is_none());
    }
}
