//! The notebooks on one computer, for people who share it. The first lies in the program's own folder, each further one
//! in a folder of its own below that: `others/2`, `others/3`. Which one is whose stands nowhere.

use std::path::PathBuf;

use crate::profile::Profile;

const OTHERS: &str = "others";
const FIRST: u32 = 1;

/// Where they lie. Making one touches nothing.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The first place, whether or not a notebook is there.
    pub fn first(&self) -> (u32, Profile) {
        (FIRST, self.place(FIRST))
    }

    fn place(&self, number: u32) -> Profile {
        if number == FIRST {
            Profile::at(&self.folder)
        } else {
            Profile::at(self.folder.join(OTHERS).join(number.to_string()))
        }
    }

    /// The notebooks that are there, in the order of their numbers.
    pub fn notebooks(&self) -> Vec<(u32, Profile)> {
        let others = std::fs::read_dir(self.folder.join(OTHERS)).into_iter().flatten().flatten();
        let mut numbers: Vec<u32> = others.filter_map(|entry| number_of(entry.file_name().to_str()?)).collect();
        numbers.push(FIRST);
        numbers.sort_unstable();
        numbers.into_iter().map(|number| (number, self.place(number))).filter(|(_, place)| place.exists()).collect()
    }

    /// The first place in which nobody has a notebook, nor one that was put aside.
    pub fn free(&self) -> (u32, Profile) {
        let number = (FIRST..u32::MAX).find(|number| !self.place(*number).is_somebodys()).unwrap_or(u32::MAX);
        (number, self.place(number))
    }
}

/// A folder that somebody else put there is no notebook's.
fn number_of(name: &str) -> Option<u32> {
    let number: u32 = name.parse().ok()?;
    (number > FIRST && number.to_string() == name).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(shelf: &Shelf) -> Vec<u32> {
        shelf.notebooks().into_iter().map(|(number, _)| number).collect()
    }

    /// As if a notebook had been made there.
    fn put(profile: &Profile) {
        crate::disk::create_private_folder(profile.folder()).unwrap();
        std::fs::write(profile.database(), "a notebook").unwrap();
    }

    #[test]
    fn each_further_notebook_has_a_folder_of_its_own_and_a_place_that_came_free_is_taken_first() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::at(folder.path());
        assert_eq!(numbers(&shelf), Vec::<u32>::new());
        for (expected, lies) in [(1, ""), (2, "others/2"), (3, "others/3")] {
            let (number, place) = shelf.free();
            assert_eq!((number, place.folder()), (expected, folder.path().join(lies).as_path()));
            put(&place);
        }
        assert_eq!(numbers(&shelf), [1, 2, 3]);
        std::fs::remove_file(shelf.place(2).database()).unwrap();
        assert_eq!(numbers(&shelf), [1, 3]);
        assert_eq!(shelf.free().0, 2);
        // Its owner put it aside and will restore a backup, or joined with one that waits to be brought along.
        for left in ["aside-1", "begun"] {
            let left = shelf.place(2).folder().join(left);
            std::fs::create_dir(&left).unwrap();
            assert_eq!(shelf.free().0, 4, "{}", left.display());
            std::fs::remove_dir(&left).unwrap();
        }
    }

    #[test]
    fn a_folder_that_is_no_notebooks_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["1", "02", "copy of 2", "-3", "4294967296"] {
            put(&Profile::at(folder.path().join(OTHERS).join(name)));
        }
        std::fs::create_dir_all(folder.path().join(OTHERS).join("5")).unwrap();
        assert_eq!(numbers(&Shelf::at(folder.path())), Vec::<u32>::new());
    }
}
