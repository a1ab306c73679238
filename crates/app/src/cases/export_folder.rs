//! The folder that something readable is written into: new or empty, and taken back where it does not get finished.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use domain::words::Refusal;
use store::StoreError;

use crate::api::Failure;

/// An export that is not all there yet. Dropped before it is, it takes back what it wrote: half an export
/// is notes in the clear that nobody meant to have, and would stand in the way of the next try.
pub(super) struct Unfinished<'a> {
    folder: &'a Path,
    made_folder: bool,
    files: Vec<PathBuf>,
}

impl<'a> Unfinished<'a> {
    /// In a new folder, or an empty one. What lies in another is never touched.
    pub fn in_new(folder: &'a Path) -> Result<Self, Failure> {
        let no_access = || Refusal::NoAccess { path: folder.to_owned() };
        let made_folder = match std::fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
            Ok(true) => false,
            Ok(false) => return Err(Refusal::FolderNotEmpty { folder: folder.to_owned() }.into()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                store::create_private_folder(folder).map_err(|_| no_access())?;
                true
            }
            Err(_) => return Err(no_access().into()),
        };
        Ok(Self { folder, made_folder, files: Vec::new() })
    }

    pub fn file(&mut self, name: &str) -> Result<BufWriter<File>, StoreError> {
        let path = self.folder.join(name);
        let file = store::create_new(&path)?;
        self.files.push(path);
        Ok(BufWriter::new(file))
    }

    pub fn finished(mut self) {
        self.files.clear();
        self.made_folder = false;
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        for file in &self.files {
            let _ = std::fs::remove_file(file);
        }
        if self.made_folder {
            // Stays if somebody else put something into it meanwhile.
            let _ = std::fs::remove_dir(self.folder);
        }
    }
}
