//! Where the database is, as a person wrote it. Its password is shown nowhere.
//!
//! Stricter than other programs: over a network the connection is encrypted and the database's
//! certificate checked unless `sslmode=disable` says otherwise, since everything a partnership writes
//! passes here readable.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};

/// How long a connection may take to be made, where the address does not say.
const CONNECT: Duration = Duration::from_secs(5);
/// A connection whose other end says nothing for this long is given up.
const SILENT: Duration = Duration::from_secs(30);

/// For every connection. A hung instance lets go of its locks; what it waits for does not wait for ever.
const OPTIONS: &str = "-c search_path=wardbook -c default_transaction_isolation=read\\ committed \
     -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s";

/// `postgres://USER:PASSWORD@HOST/DATABASE?sslmode=…&sslrootcert=FILE`, as it was given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DatabaseUrl(String);

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}

/// Why an address cannot be meant: a sentence that names no part of it but options.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UrlFault(pub String);

/// What the connection is encrypted under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    /// Within this machine, or because `sslmode=disable` says so.
    Plain,
    /// The certificate comes from an authority in this file, else from one that the system trusts.
    Checked { authorities: Option<PathBuf> },
}

/// An address, read.
#[derive(Clone)]
pub struct Address {
    pub config: Config,
    pub encryption: Encryption,
}

impl DatabaseUrl {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// `password` is used where the address has none.
    pub fn read(&self, password: Option<&str>) -> Result<Address, UrlFault> {
        let fault = |words: &str| UrlFault(words.to_owned());
        if !self.0.starts_with("postgres://") && !self.0.starts_with("postgresql://") {
            return Err(fault("it does not begin with postgres://"));
        }
        let (mode, authorities, rest) = self.take_ssl()?;
        let mut config = Config::from_str(&rest).map_err(|_| fault("it cannot be read"))?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(fault("it names no host; a socket's folder is given as ?host=FOLDER"));
        }
        let checked = Encryption::Checked { authorities };
        let encryption = match mode.as_deref() {
            None if stays_here(&config) => Encryption::Plain,
            None | Some("require" | "verify-ca" | "verify-full") => checked,
            Some("disable") => Encryption::Plain,
            Some(_) => return Err(fault("sslmode is require, verify-full or disable")),
        };
        config.ssl_mode(match encryption {
            Encryption::Plain => SslMode::Disable,
            Encryption::Checked { .. } => SslMode::Require,
        });
        if config.get_password().is_none()
            && let Some(password) = password
        {
            config.password(password);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        // Of several hosts only one takes what is written.
        if config.get_hosts().len() > 1 {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        let options = config.get_options().map_or(OPTIONS.to_owned(), |given| format!("{given} {OPTIONS}"));
        config.options(options).tcp_user_timeout(SILENT).keepalives_idle(SILENT).application_name("wardbook-server");
        Ok(Address { config, encryption })
    }

    /// Takes what says how to encrypt out of the address: the mode and the authorities' file.
    fn take_ssl(&self) -> Result<(Option<String>, Option<PathBuf>, String), UrlFault> {
        let Some((before, query)) = self.0.split_once('?') else { return Ok((None, None, self.0.clone())) };
        let (mut mode, mut authorities, mut rest) = (None, None, Vec::new());
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value.to_owned()),
                Some(("sslrootcert", value)) => authorities = Some(PathBuf::from(decoded(value)?)),
                _ => rest.push(pair),
            }
        }
        let rest = if rest.is_empty() { before.to_owned() } else { format!("{before}?{}", rest.join("&")) };
        Ok((mode, authorities, rest))
    }
}

/// Whether what is said never leaves this machine.
fn stays_here(config: &Config) -> bool {
    let here = |host: &Host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    config.get_hosts().iter().all(here) && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback)
}

/// `%20` and its like, read.
fn decoded(text: &str) -> Result<String, UrlFault> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next().unwrap_or_default(), rest.next().unwrap_or_default()];
        let digit = std::str::from_utf8(&digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(digit.ok_or_else(|| UrlFault("sslrootcert cannot be read".to_owned()))?);
    }
    String::from_utf8(bytes).map_err(|_| UrlFault("sslrootcert cannot be read".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<Encryption, UrlFault> {
        DatabaseUrl::new(url).read(None).map(|address| address.encryption)
    }

    fn checked(file: Option<&str>) -> Result<Encryption, UrlFault> {
        Ok(Encryption::Checked { authorities: file.map(PathBuf::from) })
    }

    #[test]
    fn over_a_network_the_connection_is_encrypted_unless_somebody_says_otherwise() {
        assert_eq!(read("postgres://w:p@db.example.org/wardbook"), checked(None));
        assert_eq!(read("postgres://w:p@db.example.org/wardbook?sslmode=disable"), Ok(Encryption::Plain));
        let with_file = "postgresql://w@10.0.0.1:5433/w?sslmode=require&sslrootcert=/etc/our%20ca.pem";
        assert_eq!(read(with_file), checked(Some("/etc/our ca.pem")));
        assert_eq!(read("postgres://w@localhost,db.example.org/w"), checked(None));
    }

    #[test]
    fn within_one_machine_it_is_plain_unless_somebody_says_otherwise() {
        for here in
            ["postgres://w@127.0.0.1/w", "postgres://w@localhost/w", "postgres:///w?host=/run/postgresql&user=w"]
        {
            assert_eq!(read(here), Ok(Encryption::Plain), "{here}");
        }
        assert_eq!(read("postgres://w@localhost/w?sslmode=verify-full"), checked(None));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_without_repeating_the_password() {
        for wrong in [
            "mysql://w:hunter2@db/w",
            "postgres://w:hunter2@db/w?sslmode=prefer",
            "postgres://w:hunter2@db/w?nonsense=hunter2",
            "postgres://w:hunter2@db:port/w",
            "postgres:///w?user=w&password=hunter2",
        ] {
            let fault = read(wrong).unwrap_err();
            assert!(!fault.0.contains("hunter2"), "{fault}");
        }
        assert!(!format!("{:?}", DatabaseUrl::new("postgres://w:hunter2@db/w")).contains("hunter2"));
    }

    #[test]
    fn a_password_from_outside_is_used_where_the_address_has_none() {
        let password = |url: &str| {
            let address = DatabaseUrl::new(url).read(Some("outside")).unwrap();
            String::from_utf8(address.config.get_password().unwrap().to_vec()).unwrap()
        };
        assert_eq!(password("postgres://w@localhost/w"), "outside");
        assert_eq!(password("postgres://w:inside@localhost/w"), "inside");
    }
}
