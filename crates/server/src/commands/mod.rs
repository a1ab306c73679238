//! One file for each command.

mod backup;
mod init;
mod invite;
mod new_identity;
mod past_time;
mod restore;
mod revoke;
mod serve;
mod unsent;
mod verify;

use wardbook_server::Limits;
use wardbook_server::data::{Folder, KeyHints};
use wardbook_server::error::Result;
use wardbook_server::setup::Outside;

use crate::args::{Args, Command, Place, Unsent};
use crate::output::Done;

pub async fn run(args: Args, outside: &Outside) -> Result<Done> {
    match args.command {
        Command::Init { place, partnership, admin, address, boundaries, database_url } => {
            let asked = init::Asked { partnership, admin, addresses: address, boundaries, database_url };
            init::run(&place, asked, outside).await
        }
        Command::Serve { place, listen, metrics_listen, address_limit, device_limit } => {
            let limits = Limits { address_a_minute: address_limit, device_a_minute: device_limit, ..Limits::default() };
            serve::run(&place, &serve::Asked { listen, metrics_listen, limits }, outside).await
        }
        Command::Invite { place, name, role, ward, again } => {
            // A role that is given beside it says nothing new of a member.
            let role = role.filter(|_| !again);
            invite::run(&place, name, role, ward, outside).await
        }
        Command::Revoke { place, name, device, ward } => revoke::run(&place, &name, device, ward, outside).await,
        Command::Unsent(Unsent::Take { place, files }) => unsent::run(&place, &files, outside).await,
        Command::PastTime { place, erase } => past_time::run(&place, erase, outside).await,
        Command::Verify { place } => verify::run(&place).await,
        Command::Backup { place, file } => backup::run(&place, &file).await,
        Command::Restore { place, file, database_url, in_place: _, revocations } => {
            restore::run(&place, file.as_deref(), database_url, revocations.as_deref(), outside).await
        }
        Command::NewIdentity { place } => new_identity::run(&place, outside).await,
    }
}

fn folder(place: &Place) -> Folder {
    Folder::new(&place.data)
}

fn hints(place: &Place) -> KeyHints {
    KeyHints {
        file: place.key_file.clone(),
        credentials: std::env::var_os("CREDENTIALS_DIRECTORY").map(std::path::PathBuf::from),
        password: std::env::var("PGPASSWORD").ok().filter(|password| !password.is_empty()),
    }
}
