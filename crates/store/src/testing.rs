//! For tests of this crate: a notebook that was just founded.

use domain::clock::Timestamp;
use domain::entropy::SeededEntropy;
use domain::wards::BoundarySet;

use crate::found::Founding;
use crate::keyfile::DatabaseKey;
use crate::profile::Profile;
use crate::store::Store;

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_344_000_000);

/// Under this key lies what [`founded`] makes.
pub(crate) fn key() -> DatabaseKey {
    DatabaseKey::new([9; 32])
}

/// Amara's notebook, without a server, in a folder of its own.
pub(crate) fn founded() -> (tempfile::TempDir, Store, SeededEntropy) {
    let (folder, entropy) = (tempfile::tempdir().unwrap(), SeededEntropy::new(4));
    let founding = Founding {
        partnership: "Borough".to_owned(),
        name: "Amara Lewis".to_owned(),
        role: String::new(),
        boundaries: BoundarySet::Y2022,
    };
    let store = Store::found(Profile::at(folder.path()), key(), None, &founding, NOW, &entropy).unwrap();
    (folder, store, entropy)
}
