//! A partnership in a folder of its own, for stories of a few people.

use super::{Laptop, Server};

pub struct Partnership {
    pub folder: tempfile::TempDir,
    pub server: Server,
    /// The administrator's invitation.
    pub administrator: String,
}

impl Partnership {
    pub fn founded() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the partnership");
        let (server, administrator) = Server::init(&folder.path().join("server"), "Mina Farrow");
        Self { folder, server, administrator }
    }

    /// Somebody who has joined, and has made a first exchange.
    pub fn laptop(&self, name: &str, role: &str, wards: &[&str]) -> Laptop {
        Laptop::joined(&self.folder.path().join(name), &self.server.invite(name, role, wards))
    }

    /// A further device of somebody.
    pub fn again(&self, name: &str, folder: &str) -> Laptop {
        Laptop::joined(&self.folder.path().join(folder), &self.server.invite_again(name))
    }
}

/// Each exchanges once, in this order.
pub fn exchange(laptops: &[&Laptop]) {
    for laptop in laptops {
        laptop.sync();
    }
}
