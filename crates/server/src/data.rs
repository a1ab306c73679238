//! The data folder: what lies where, who may read it, and that a crash leaves the old or the new.
//!
//! ```text
//! server.db    the encrypted database          identity     the server's secret key, mode 600; sealed under
//!                                              the database's key where that lies elsewhere
//! key          the database's key, mode 600    revocations  endings, outside every backup
//! config.json  names, addresses, mode 600
//! ```
//!
//! With PostgreSQL there is no `server.db`: `config.json` names the database, which may take a password
//! with it, and `key` is what backups are encrypted under.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::BASE64;
use domain::change::Change;
use domain::entropy::Entropy;
use domain::nesting::is_shallow;
use domain::signing::{SigningKey, hex, unhex};
use protocol::{WireChange, WireGroup};
use serde::{Deserialize, Serialize};

use crate::core::revocations::Revocations;
use crate::error::{Result, ServerError, at};
use crate::storage::postgres::{Address, DatabaseUrl};
use crate::storage::sqlite::DatabaseKey;

/// What stands before an identity that is sealed, and is bound into the seal.
const SEALED: &str = "wardbook-identity-sealed-1 ";
/// A seal: what makes it differ from every other, the secret, and what shows that it is whole.
const SEAL_BYTES: usize = 24 + 32 + 16;

/// Under this name a service manager hands the key over, in `$CREDENTIALS_DIRECTORY`.
const CREDENTIAL: &str = "wardbook-key";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    root: PathBuf,
}

/// Where the database's key came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    Given(PathBuf),
    Credential(PathBuf),
    /// In the data folder, where a thief of the disk finds it too.
    Beside(PathBuf),
}

/// What a person who starts the server gave.
#[derive(Clone, Default)]
pub struct KeyHints {
    /// `--key-file`.
    pub file: Option<PathBuf>,
    /// `$CREDENTIALS_DIRECTORY`.
    pub credentials: Option<PathBuf>,
    /// `$PGPASSWORD`, for an address of PostgreSQL that has no password.
    pub password: Option<String>,
}

impl KeyHints {
    /// A database's address with the password that was given beside it.
    pub fn address(&self, url: &DatabaseUrl) -> Result<Address> {
        url.read(self.password.as_deref()).map_err(ServerError::DatabaseUrl)
    }
}

/// What is no secret, but for a password that the database's address may have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    pub partnership: String,
    pub addresses: Vec<String>,
    /// Where PostgreSQL is; none with the embedded database.
    pub database_url: Option<DatabaseUrl>,
}

impl Folder {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn database(&self) -> PathBuf {
        self.root.join("server.db")
    }

    /// Under this name a database is made; it takes its own once it is whole.
    pub fn unfinished(&self) -> PathBuf {
        self.root.join("unfinished.db")
    }

    pub fn revocations(&self) -> PathBuf {
        self.root.join("revocations")
    }

    fn identity_file(&self) -> PathBuf {
        self.root.join("identity")
    }

    fn key_file(&self) -> PathBuf {
        self.root.join("key")
    }

    fn config_file(&self) -> PathBuf {
        self.root.join("config.json")
    }

    pub fn holds_server(&self) -> bool {
        self.database().exists() || self.database_url().is_some()
    }

    /// The PostgreSQL database that a finished server keeps everything in.
    pub fn database_url(&self) -> Option<DatabaseUrl> {
        self.config().ok().and_then(|config| config.database_url)
    }

    /// To be kept as long as the server answers: whoever changes what it stands on has to wait until it is stopped.
    pub fn serving(&self) -> Result<File> {
        self.lock(File::try_lock_shared)
    }

    /// To be kept while what a server stands on is changed. Refused while it answers.
    pub fn alone(&self) -> Result<File> {
        self.lock(File::try_lock)
    }

    fn lock(&self, hold: impl Fn(&File) -> std::result::Result<(), TryLockError>) -> Result<File> {
        let path = self.root.join("lock");
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(at(&path))?;
        match hold(&file) {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(ServerError::Running(self.root.clone())),
            // A file system that knows no locks: what is written in the operator's steps is all there is.
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => Ok(file),
            Err(TryLockError::Error(error)) => Err(at(&path)(error)),
        }
    }

    pub fn must_hold_server(&self) -> Result<()> {
        if self.holds_server() { Ok(()) } else { Err(ServerError::NoServer(self.root.clone())) }
    }

    /// Makes the folder, for its owner alone, and clears what an earlier try left half done.
    pub fn prepare(&self) -> Result<()> {
        if self.holds_server() {
            return Err(ServerError::Exists(self.root.clone()));
        }
        // One that cannot be read may name a database: nothing here is written over then.
        if self.config_file().exists() {
            self.config()?;
        }
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.root).map_err(at(&self.root))?;
        #[cfg(unix)]
        {
            let owner_only = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            std::fs::set_permissions(&self.root, owner_only).map_err(at(&self.root))?;
        }
        remove_database(&self.unfinished())
    }

    /// The finished database takes its name.
    pub fn finish(&self) -> Result<()> {
        let (from, to) = (self.unfinished(), self.database());
        std::fs::rename(&from, &to).map_err(at(&to))?;
        sync_folder(&self.root)
    }

    /// The server's secret key. Where it is sealed, the database's key opens it.
    pub fn identity(&self, hints: &KeyHints) -> Result<SigningKey> {
        let file = self.identity_file();
        let text = zeroize::Zeroizing::new(read_small(&file)?);
        let text = std::str::from_utf8(&text).map_err(|_| ServerError::KeyUnreadable(file.clone()))?.trim();
        let secret = match text.strip_prefix(SEALED.trim_end()) {
            Some(sealed) => {
                let sealed = unhex::<SEAL_BYTES>(sealed.trim()).ok_or(ServerError::KeyUnreadable(file.clone()))?;
                let (key, _) = self.key(hints)?;
                Some(unseal(&sealed, &key).ok_or(ServerError::OtherKey(file.clone()))?)
            }
            None => unhex::<32>(text).map(zeroize::Zeroizing::new),
        };
        secret.map(|secret| SigningKey::from_bytes(&secret)).ok_or(ServerError::KeyUnreadable(file))
    }

    /// Sealed under this key where one is given: one that lies in the same folder would hide nothing.
    pub fn write_identity(&self, identity: &SigningKey, under: Option<(&DatabaseKey, &dyn Entropy)>) -> Result<()> {
        let secret = identity.to_bytes();
        let text = zeroize::Zeroizing::new(match under {
            None => hex(secret.as_ref()),
            Some((key, entropy)) => {
                let sealed = seal(&secret, key, entropy);
                let sealed = sealed.ok_or_else(|| ServerError::KeyUnreadable(self.identity_file()))?;
                format!("{SEALED}{}", hex(&sealed))
            }
        });
        write_private(&self.identity_file(), text.as_bytes())
    }

    /// Whether the identity is readable to whoever has the folder.
    pub fn identity_lies_open(&self) -> Result<bool> {
        Ok(!read_small(&self.identity_file())?.starts_with(SEALED.trim_end().as_bytes()))
    }

    pub fn config(&self) -> Result<Config> {
        let file = self.config_file();
        let text = read_small(&file)?;
        serde_json::from_slice(&text).map_err(|error| at(&file)(error.into()))
    }

    pub fn write_config(&self, config: &Config) -> Result<()> {
        let text = serde_json::to_vec_pretty(config).map_err(|error| at(&self.config_file())(error.into()))?;
        write_private(&self.config_file(), &text)
    }

    /// The database's key, from where it was put.
    pub fn key(&self, hints: &KeyHints) -> Result<(DatabaseKey, KeySource)> {
        let source = self.key_source(hints);
        let file = source.path();
        if !file.exists() {
            return Err(ServerError::KeyMissing(file.to_owned()));
        }
        Ok((read_key(file)?, source))
    }

    /// As [`Folder::key`]; where none was given one is made, in the folder.
    pub fn key_or_new(&self, hints: &KeyHints, entropy: &dyn Entropy) -> Result<(DatabaseKey, KeySource)> {
        let source = self.key_source(hints);
        if let KeySource::Beside(file) = &source
            && !file.exists()
        {
            let mut bytes = [0; 32];
            entropy.fill(&mut bytes);
            let key = DatabaseKey::from_bytes(bytes);
            self.write_key(&key)?;
            return Ok((key, source));
        }
        self.key(hints)
    }

    pub fn write_key(&self, key: &DatabaseKey) -> Result<()> {
        write_key(&self.key_file(), key)
    }

    /// Where the database's key is looked for.
    pub fn key_source(&self, hints: &KeyHints) -> KeySource {
        if let Some(file) = &hints.file {
            return KeySource::Given(file.clone());
        }
        let credential = hints.credentials.as_ref().map(|folder| folder.join(CREDENTIAL));
        match credential.filter(|file| file.exists()) {
            Some(file) => KeySource::Credential(file),
            None => KeySource::Beside(self.key_file()),
        }
    }
}

impl KeySource {
    pub fn path(&self) -> &Path {
        match self {
            Self::Given(path) | Self::Credential(path) | Self::Beside(path) => path,
        }
    }

    /// Whether whoever copies the folder has the key too.
    pub fn is_beside(&self) -> bool {
        matches!(self, Self::Beside(_))
    }
}

/// The key that seals an identity follows from the database's, and is used for nothing else.
fn sealing(key: &DatabaseKey) -> XChaCha20Poly1305 {
    let key = zeroize::Zeroizing::new(blake3::derive_key("wardbook 2026-11 server identity seal v1", key.as_bytes()));
    XChaCha20Poly1305::new((&*key).into())
}

fn seal(secret: &[u8; 32], key: &DatabaseKey, entropy: &dyn Entropy) -> Option<Vec<u8>> {
    let mut sealed = vec![0; 24];
    entropy.fill(&mut sealed);
    let nonce = XNonce::from(<[u8; 24]>::try_from(sealed.as_slice()).ok()?);
    let payload = Payload { msg: secret, aad: SEALED.as_bytes() };
    sealed.extend(sealing(key).encrypt(&nonce, payload).ok()?);
    Some(sealed)
}

fn unseal(sealed: &[u8; SEAL_BYTES], key: &DatabaseKey) -> Option<zeroize::Zeroizing<[u8; 32]>> {
    let (nonce, sealed) = sealed.split_first_chunk::<24>()?;
    let payload = Payload { msg: sealed, aad: SEALED.as_bytes() };
    let secret = zeroize::Zeroizing::new(sealing(key).decrypt(&XNonce::from(*nonce), payload).ok()?);
    <[u8; 32]>::try_from(secret.as_slice()).ok().map(zeroize::Zeroizing::new)
}

pub fn write_key(file: &Path, key: &DatabaseKey) -> Result<()> {
    write_private(file, hex(key.as_bytes()).as_bytes())
}

/// 64 hex digits, or 32 bytes.
pub fn read_key(file: &Path) -> Result<DatabaseKey> {
    let content = zeroize::Zeroizing::new(read_small(file)?);
    let typed = std::str::from_utf8(&content).ok().and_then(|text| unhex::<32>(text.trim()));
    let raw = || <[u8; 32]>::try_from(content.as_slice()).ok();
    typed.or_else(raw).map(DatabaseKey::from_bytes).ok_or_else(|| ServerError::KeyUnreadable(file.to_owned()))
}

fn read_small(file: &Path) -> Result<Vec<u8>> {
    const MOST: u64 = 64 * 1024;
    let mut content = Vec::new();
    File::open(file).map_err(at(file))?.take(MOST).read_to_end(&mut content).map_err(at(file))?;
    Ok(content)
}

/// A file for its owner alone, whole or not at all.
fn write_private(file: &Path, content: &[u8]) -> Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut writing = options.open(&beside).map_err(at(&beside))?;
    writing.write_all(content).and_then(|()| writing.write_all(b"\n")).map_err(at(&beside))?;
    writing.sync_all().map_err(at(&beside))?;
    drop(writing);
    std::fs::rename(&beside, file).map_err(at(file))?;
    sync_folder(file.parent().unwrap_or(Path::new(".")))
}

/// An empty file for its owner alone, where none was.
pub fn create_private(file: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map_err(at(file))
}

/// Makes a file's name durable, not only its content.
pub fn sync_folder(folder: &Path) -> Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    // Windows makes names durable with the file and cannot open a folder this way.
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))?;
    }
    Ok(())
}

/// Removes a database and what lies beside it. None being there is fine.
pub fn remove_database(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(at(path)(error)),
            _ => {}
        }
    }
    Ok(())
}

/// The log of endings: one line for each group, as base64 of its message.
pub struct EndingsLog {
    path: PathBuf,
}

impl EndingsLog {
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// What was logged. A line that a crash cut off was never confirmed, and is passed over, whatever bytes stand
    /// where it was to be.
    pub fn read(path: &Path) -> Result<Vec<Vec<Change>>> {
        let logged = match std::fs::read(path) {
            Ok(logged) => logged,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(at(path)(error)),
        };
        Ok(logged.split(|byte| *byte == b'\n').filter_map(group_of).collect())
    }
}

/// Adds what another log holds: instances of one server have one each.
pub fn append_endings(from: &Path, to: &Path) -> Result<()> {
    let mut lines = vec![b'\n'];
    File::open(from).map_err(at(from))?.read_to_end(&mut lines).map_err(at(from))?;
    append(to, &lines).map_err(at(to))
}

fn append(path: &Path, lines: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(lines)?;
    file.sync_all()
}

fn group_of(line: &[u8]) -> Option<Vec<Change>> {
    let bytes = BASE64.decode(line.trim_ascii()).ok().filter(|bytes| is_shallow(bytes))?;
    let group: WireGroup = minicbor::decode(&bytes).ok()?;
    group.changes.into_iter().map(|change| change.read().ok()).collect()
}

impl Revocations for EndingsLog {
    fn append(&self, group: &[Change]) -> std::io::Result<()> {
        let Some(first) = group.first() else { return Ok(()) };
        let message = WireGroup {
            id: first.header().group.id,
            changes: group.iter().map(WireChange::of).collect(),
            relayed: true,
        };
        let bytes = minicbor::to_vec(&message).map_err(std::io::Error::other)?;
        // The line break in front ends a line that a crash cut off.
        let line = format!("\n{}\n", BASE64.encode(&bytes));
        append(&self.path, line.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_of_endings_reads_past_a_line_of_which_a_crash_left_bytes_that_are_no_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("revocations");
        let group = WireGroup { id: domain::ids::GroupId::from_bytes([1; 16]), changes: Vec::new(), relayed: true };
        let line = BASE64.encode(&minicbor::to_vec(&group).unwrap()).into_bytes();
        std::fs::write(&path, [&line[..], b"\n", &[0xe2, 0x82, 0, 0xff], b"\r\n\n", &line[..]].concat()).unwrap();
        assert_eq!(EndingsLog::read(&path).unwrap().len(), 2);
    }

    #[test]
    fn an_identity_that_was_sealed_opens_under_its_key_alone_and_says_nothing_of_the_secret() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path());
        let entropy = domain::entropy::SeededEntropy::new(5);
        let identity = SigningKey::generate(&entropy);
        let hints = |name: &str| KeyHints { file: Some(place.path().join(name)), ..KeyHints::default() };
        let [key, other] = [7, 8].map(|byte| DatabaseKey::from_bytes([byte; 32]));
        write_key(&place.path().join("key-of-it"), &key).unwrap();
        write_key(&place.path().join("other"), &other).unwrap();
        folder.write_identity(&identity, None).unwrap();
        assert!(folder.identity_lies_open().unwrap());
        assert_eq!(folder.identity(&KeyHints::default()).unwrap().public(), identity.public());

        let written = || std::fs::read_to_string(place.path().join("identity")).unwrap();
        folder.write_identity(&identity, Some((&key, &entropy))).unwrap();
        let first = written();
        assert!(!folder.identity_lies_open().unwrap() && !first.contains(&hex(identity.to_bytes().as_ref())));
        assert_eq!(folder.identity(&hints("key-of-it")).unwrap().public(), identity.public());
        assert!(matches!(folder.identity(&hints("other")), Err(ServerError::OtherKey(_))));
        assert!(matches!(folder.identity(&KeyHints::default()), Err(ServerError::KeyMissing(_))));
        folder.write_identity(&identity, Some((&key, &entropy))).unwrap();
        assert_ne!(written(), first, "no two seals are alike");
        for damaged in [first.trim_end()[..first.len() - 3].to_owned(), first.replace("sealed-1", "sealed-2")] {
            std::fs::write(place.path().join("identity"), damaged).unwrap();
            assert!(matches!(folder.identity(&hints("key-of-it")), Err(ServerError::KeyUnreadable(_))));
        }
    }
}
