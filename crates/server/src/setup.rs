//! Making, opening, copying and restoring a server: what the commands do, without their words.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use domain::clock::Clock;
use domain::entropy::Entropy;
use domain::signing::SigningKey;

use crate::core::founding::{self, Founding};
use crate::core::{Parts, Service};
use crate::data::{self, Config, EndingsLog, Folder, KeyHints, KeySource};
use crate::error::{Result, ServerError, at};
use crate::identity;
use crate::storage::sqlite::{self, DatabaseKey, SqliteStorage};

/// The first line of a backup.
const MAGIC: &[u8] = b"WARDBOOK SERVER BACKUP 1\n";

/// The computer's clock and randomness, or a test's.
#[derive(Clone)]
pub struct Outside {
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
}

/// A new server in an empty folder. Returns it, and the text of the administrator's invitation.
pub async fn init(
    folder: &Folder,
    founding: &Founding,
    hints: &KeyHints,
    outside: &Outside,
) -> Result<(Service<SqliteStorage>, String)> {
    if founding.name.trim().is_empty() || founding.admin.trim().is_empty() {
        return Err(ServerError::NameMissing);
    }
    folder.prepare()?;
    let (key, _) = folder.key_or_new(hints, outside.entropy.as_ref())?;
    let identity = SigningKey::generate(outside.entropy.as_ref());
    folder.write_identity(&identity)?;
    folder.write_config(&Config {
        partnership: founding.name.clone(),
        addresses: founding.addresses.clone(),
        database_url: None,
    })?;
    let meta = founding::meta(outside.clock.as_ref(), outside.entropy.as_ref());
    drop(data::create_private(&folder.unfinished())?);
    let storage = SqliteStorage::create(&folder.unfinished(), &key, meta)?;
    let service = service(folder, storage, identity, outside).await?;
    service.found(founding).await?;
    service.into_storage().close();
    folder.finish()?;
    let (service, _) = open(folder, hints, outside).await?;
    let known = service.directory().await?;
    let admin = known.directory.person_named(&founding.admin).ok_or(ServerError::NameMissing)?;
    let (invitation, _) = service.make_invitation(admin, 0).await?;
    Ok((service, invitation))
}

/// The server in a folder. What ended since the backup it was restored from is applied before anybody
/// is answered.
pub async fn open(folder: &Folder, hints: &KeyHints, outside: &Outside) -> Result<(Service<SqliteStorage>, KeySource)> {
    folder.must_hold_server()?;
    let (key, source) = folder.key(hints)?;
    let storage = SqliteStorage::open(&folder.database(), &key)?;
    let service = service(folder, storage, folder.identity()?, outside).await?;
    Ok((service, source))
}

async fn service(
    folder: &Folder,
    storage: SqliteStorage,
    identity: SigningKey,
    outside: &Outside,
) -> Result<Service<SqliteStorage>> {
    let parts = Parts {
        storage,
        identity,
        clock: outside.clock.clone(),
        entropy: outside.entropy.clone(),
        revocations: Arc::new(EndingsLog::new(folder.revocations())),
    };
    Ok(Service::open(parts).await?)
}

/// Brings a server to the state in which it may answer: its own device known, every ending applied.
pub async fn make_ready(folder: &Folder, service: &Service<SqliteStorage>) -> Result<usize> {
    service.introduce_itself().await?;
    let endings = EndingsLog::read(&folder.revocations())?;
    Ok(service.reapply(endings).await?)
}

/// TLS for a folder's server.
pub fn tls(folder: &Folder, outside: &Outside) -> Result<Arc<rustls::ServerConfig>> {
    identity::tls(&folder.identity()?, &folder.config()?.addresses, outside.entropy.as_ref())
}

/// Writes a backup while the server may be running. `file` must not exist. Says whether a copy of the
/// key was put beside it, because the folder's own key is the only one there is.
pub fn backup(folder: &Folder, file: &Path, hints: &KeyHints) -> Result<bool> {
    folder.must_hold_server()?;
    if file.exists() {
        return Err(ServerError::FileExists(file.to_owned()));
    }
    let (key, source) = folder.key(hints)?;
    let identity = folder.identity()?.to_bytes();
    let copy = beside(file, ".copy");
    data::remove_database(&copy)?;
    drop(data::create_private(&copy)?);
    let written = sqlite::copy_into(&folder.database(), &copy, &key, &identity)
        .map_err(ServerError::from)
        .and_then(|()| pack(&copy, file));
    let cleared = data::remove_database(&copy);
    if written.is_err() {
        // A half-written backup looks like one and is none.
        let _ = std::fs::remove_file(file);
    }
    written.and(cleared)?;
    let lone = matches!(source, KeySource::Beside(_));
    if lone {
        data::write_key(&beside(file, ".key"), &key)?;
    }
    Ok(lone)
}

fn beside(file: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn pack(copy: &Path, file: &Path) -> Result<()> {
    let mut target = data::create_private(file)?;
    let mut source = std::fs::File::open(copy).map_err(at(copy))?;
    target.write_all(MAGIC).map_err(at(file))?;
    std::io::copy(&mut source, &mut target).map_err(at(file))?;
    target.sync_all().map_err(at(file))?;
    data::sync_folder(file.parent().unwrap_or(Path::new(".")))
}

/// Puts a backup into a folder that holds no server, as another life of it. Endings logged in the
/// folder, or in `endings`, are applied. Returns how many of them the backup did not have.
pub async fn restore(
    folder: &Folder,
    file: &Path,
    hints: &KeyHints,
    endings: Option<&Path>,
    outside: &Outside,
) -> Result<usize> {
    if folder.holds_server() {
        return Err(ServerError::Exists(folder.root().to_owned()));
    }
    let mut source = std::fs::File::open(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ServerError::FileMissing(file.to_owned()),
        _ => at(file)(error),
    })?;
    let mut magic = [0; MAGIC.len()];
    if source.read_exact(&mut magic).is_err() || magic != MAGIC {
        return Err(ServerError::NotABackup(file.to_owned()));
    }
    let (key, beside_folder) = restored_key(folder, file, hints)?;
    folder.prepare()?;
    let unfinished = folder.unfinished();
    let mut target = data::create_private(&unfinished)?;
    std::io::copy(&mut source, &mut target).map_err(at(&unfinished))?;
    target.sync_all().map_err(at(&unfinished))?;
    drop(target);
    let begun = begin_again(folder, &key, outside);
    if begun.is_err() {
        data::remove_database(&unfinished)?;
    }
    let (identity, config) = begun?;
    folder.write_identity(&identity)?;
    if beside_folder {
        folder.write_key(&key)?;
    }
    if let Some(endings) = endings.filter(|endings| **endings != folder.revocations()) {
        std::fs::copy(endings, folder.revocations()).map_err(at(endings))?;
    }
    folder.write_config(&config)?;
    // Only a server with every ending applied takes its name.
    let storage = SqliteStorage::open(&unfinished, &key)?;
    let service = service(folder, storage, identity, outside).await?;
    let applied = make_ready(folder, &service).await?;
    let known = service.directory().await?;
    if let Some(partnership) = known.directory.partnership() {
        folder.write_config(&Config {
            partnership: partnership.name.clone(),
            addresses: partnership.addresses.clone(),
            database_url: None,
        })?;
    }
    service.into_storage().close();
    folder.finish()?;
    Ok(applied)
}

/// The key a backup is under, and whether it is to be put into the folder.
fn restored_key(folder: &Folder, file: &Path, hints: &KeyHints) -> Result<(DatabaseKey, bool)> {
    if hints.file.is_some() {
        return Ok((folder.key(hints)?.0, false));
    }
    let with_backup = beside(file, ".key");
    if with_backup.exists() {
        return Ok((data::read_key(&with_backup)?, true));
    }
    match folder.key(hints) {
        Ok((key, _)) => Ok((key, false)),
        Err(ServerError::KeyMissing(_)) => Err(ServerError::KeyMissing(with_backup)),
        Err(error) => Err(error),
    }
}

fn begin_again(folder: &Folder, key: &DatabaseKey, outside: &Outside) -> Result<(SigningKey, Config)> {
    let unfinished = folder.unfinished();
    let secret = sqlite::unseal(&unfinished, key)?;
    let mut random = [0; 4];
    outside.entropy.fill(&mut random);
    let device = domain::ids::DeviceId::new(outside.clock.now(), outside.entropy.as_ref());
    sqlite::begin_new_life(&unfinished, key, u32::from_be_bytes(random), device)?;
    Ok((SigningKey::from_bytes(&secret), Config::default()))
}
