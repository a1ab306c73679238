//! Three people of a borough, and the files that go between them.

use std::path::{Path, PathBuf};

use domain::clock::Clock;
use domain::ids::{AreaId, PersonId, RecordId};
use domain::roles::Role;
use domain::wards::WardCode;
use store::read::{NoteFilter, NoteOrder};
use store::{SealedFault, SealedInfo, StoreError, TakenIn, What};
use sync::Bounds;
use wardbook_server::core::roster::Inviting;
use wardbook_tests::partnership::borough::{Borough, Post};

pub const ADDISON: &str = "E05013733";
pub const AVONMORE: &str = "E05013734";
const BOUNDS: Bounds = Bounds { push_groups: 8, push_bytes: usize::MAX, page_changes: 8, page_bytes: 0 };
/// As every post of a borough has it.
pub const KEY: [u8; 32] = [9; 32];

pub struct Streets {
    pub folder: tempfile::TempDir,
    pub borough: Borough,
    /// Outreach; reads what is shared in Addison.
    pub amara: Post,
    /// Community safety; reads what is restricted in Addison.
    pub sam: Post,
    /// Coordinates; reads every ward.
    pub helen: Post,
}

impl Streets {
    pub fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let borough = Borough::found(&folder.path().join("server"), seed);
        let join = |name: &str, role: Role, wards: &[&str]| {
            let invitation = borough.invite(name, role, wards);
            Post::join(&borough, &invitation, &folder.path().join(name), BOUNDS)
        };
        let mut streets = Self {
            amara: join("Amara Lewis", Role::Outreach, &[ADDISON]),
            sam: join("Sam Whitfield", Role::CommunitySafety, &[ADDISON]),
            helen: join("Helen Prior", Role::Coordinator, &[]),
            borough,
            folder,
        };
        streets.all_exchange();
        streets
    }

    pub fn join(&self, name: &str, role: Role, wards: &[&str]) -> Post {
        let invitation = self.borough.invite(name, role, wards);
        Post::join(&self.borough, &invitation, &self.folder.path().join(name), BOUNDS)
    }

    /// Another device of somebody who belongs.
    pub fn second(&self, name: &str) -> Post {
        let again = Inviting { name: name.to_owned(), role: None, wards: Vec::new() };
        let (_, invitation) = self.borough.block_on(self.borough.service.invite_named(&again)).unwrap();
        Post::join(&self.borough, &invitation, &self.folder.path().join(format!("{name} again")), BOUNDS)
    }

    /// Until nobody has anything left to say.
    pub fn all_exchange(&mut self) {
        for _ in 0..2 {
            for post in [&mut self.amara, &mut self.sam, &mut self.helen] {
                post.exchange(&self.borough).unwrap();
            }
        }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.wbx"))
    }

    pub fn seal(&self, post: &Post, what: What, file: &Path) -> store::Result<SealedInfo> {
        post.store.seal(what, file, self.borough.clock.now())
    }

    pub fn take(&self, post: &Post, file: &Path) -> store::Result<TakenIn> {
        post.store.take_sealed(file, self.borough.clock.now(), self.borough.entropy.as_ref())
    }

    pub fn waiting(&self, post: &Post, to: &Post, name: &str) -> PathBuf {
        let file = self.file(name);
        self.seal(post, What::Waiting { to: Some(me(to)) }, &file).unwrap();
        file
    }

    pub fn pack(&self, post: &Post, ward: &str, to: &Post, name: &str) -> PathBuf {
        let file = self.file(name);
        self.seal(post, What::Pack { area: area(post, ward), to: me(to) }, &file).unwrap();
        file
    }
}

pub fn me(post: &Post) -> PersonId {
    post.store.read(|reader| reader.identity()).unwrap().person()
}

pub fn area(post: &Post, ward: &str) -> AreaId {
    let ward: WardCode = ward.parse().unwrap();
    post.store.read(|reader| reader.area_of(ward)).unwrap().unwrap()
}

pub fn note_ids(post: &Post) -> Vec<RecordId> {
    let page =
        post.store.read(|reader| reader.notes(&NoteFilter::default(), NoteOrder::Arrived, None, 10_000)).unwrap();
    page.rows.iter().map(|row| row.id).collect()
}

pub fn fault(refused: store::Result<impl std::fmt::Debug>) -> SealedFault {
    match refused.unwrap_err() {
        StoreError::Sealed(fault) => fault,
        other => panic!("{other:?}"),
    }
}
