//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args as Group, Parser, Subcommand};
use domain::roles::Role;
use domain::wards::BoundarySet;
use wardbook_server::Limits;

/// Wardbook's server: one partnership's notes, in order, to those who may hold them.
#[derive(Debug, Parser)]
#[command(name = "wardbook-server", version, about)]
pub struct Args {
    /// Print exactly one JSON value.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Group)]
pub struct Place {
    /// The folder that holds everything the server keeps.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The database's key: 64 hex digits or 32 bytes.
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new server, and an invitation for its first administrator.
    Init {
        #[command(flatten)]
        place: Place,
        /// What the partnership is called.
        #[arg(long, value_name = "NAME")]
        partnership: String,
        /// The first administrator's name.
        #[arg(long, value_name = "NAME")]
        admin: String,
        /// Where devices reach it, such as https://wardbook.example.org:8443. Several are allowed.
        #[arg(long, value_name = "URL")]
        address: Vec<String>,
        /// The ward boundaries in use: 2022 or 2014.
        #[arg(long, default_value = "2022", value_parser = boundaries)]
        boundaries: BoundarySet,
        /// A PostgreSQL database instead of the embedded one.
        #[arg(long, value_name = "URL")]
        database_url: Option<String>,
    },
    /// Answer devices, until stopped.
    Serve {
        #[command(flatten)]
        place: Place,
        /// Where to listen; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8443", value_name = "ADDRESS")]
        listen: SocketAddr,
        /// Tell the counts (/metrics) at this address, without TLS, and nowhere else. Without it they are told to
        /// programs on this computer alone.
        #[arg(long, value_name = "ADDRESS")]
        metrics_listen: Option<SocketAddr>,
        /// Requests a minute of one address that has not shown yet which device it is. 0 leaves addresses alone:
        /// for a server behind something that passes connections on.
        #[arg(long, default_value_t = Limits::default().address_a_minute, value_name = "NUMBER")]
        address_limit: u32,
        /// Requests a minute of one device; 0 is no limit.
        #[arg(long, default_value_t = Limits::default().device_a_minute, value_name = "NUMBER")]
        device_limit: u32,
    },
    /// Take a person in, and make an invitation for their device.
    Invite {
        #[command(flatten)]
        place: Place,
        #[arg(long, value_name = "NAME")]
        name: String,
        #[arg(long, value_parser = role, required_unless_present = "again")]
        role: Option<Role>,
        /// A ward by code or name, or all. Several are allowed.
        #[arg(long, value_name = "WARD")]
        ward: Vec<String>,
        /// Another device of somebody who is a member already.
        #[arg(long)]
        again: bool,
    },
    /// End somebody's membership, a device of theirs, or what they hold in wards.
    Revoke {
        #[command(flatten)]
        place: Place,
        #[arg(long, value_name = "NAME")]
        name: String,
        /// This device alone. Several are allowed.
        #[arg(long, value_name = "ID", conflicts_with = "ward")]
        device: Vec<String>,
        /// These wards alone, or all.
        #[arg(long, value_name = "WARD")]
        ward: Vec<String>,
    },
    /// What waited on a laptop that nobody can open any more.
    #[command(subcommand)]
    Unsent(Unsent),
    /// Say how much on the trail and in the logs of copies is past the time agreed on, or erase it for good. May run
    /// while the server does.
    PastTime {
        #[command(flatten)]
        place: Place,
        /// Erase it here and, when they next ask, on every device.
        #[arg(long)]
        erase: bool,
    },
    /// Check everything that is stored against itself.
    Verify {
        #[command(flatten)]
        place: Place,
    },
    /// Copy everything into one encrypted file. May run while the server does.
    Backup {
        #[command(flatten)]
        place: Place,
        file: PathBuf,
    },
    /// Put a backup into a new folder.
    Restore {
        #[command(flatten)]
        place: Place,
        #[arg(required_unless_present = "in_place")]
        file: Option<PathBuf>,
        /// Into this PostgreSQL database instead of the embedded one.
        #[arg(long, value_name = "URL")]
        database_url: Option<String>,
        /// No backup: the PostgreSQL database was put back by its host's own means.
        #[arg(long, conflicts_with_all = ["file", "database_url"])]
        in_place: bool,
        /// The file “revocations” of the server that was lost, if it is not in DIR.
        #[arg(long, value_name = "FILE")]
        revocations: Option<PathBuf>,
    },
    /// Give the server another key, where it was copied or the key was lost. Stop the server first, and with
    /// PostgreSQL every instance of it. What it keeps stays; every laptop has to be told. Each time makes another key.
    NewIdentity {
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Subcommand)]
pub enum Unsent {
    /// Take in the files “unsent” of such laptops, each as if its laptop had sent it. May run while the server does.
    Take {
        #[command(flatten)]
        place: Place,
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
}

fn boundaries(text: &str) -> Result<BoundarySet, String> {
    text.parse::<BoundarySet>().map_err(|error| error.to_string())
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).map_err(|_| {
        let ids: Vec<&str> = Role::ALL.iter().map(|role| role.id()).collect();
        format!("it is not a role; use one of {}", ids.join(", "))
    })
}
