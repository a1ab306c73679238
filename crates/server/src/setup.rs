//! Making, opening, copying and restoring a server: what the commands do, without their words.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use domain::clock::Clock;
use domain::entropy::Entropy;
use domain::signing::SigningKey;
use protocol::Invitation;

use crate::core::founding::{self, Founding};
use crate::core::{Parts, Service};
use crate::data::{self, Config, EndingsLog, Folder, KeyHints, KeySource};
use crate::error::{Result, ServerError, at};
use crate::identity;
use crate::storage::postgres::{DatabaseUrl, PostgresStorage};
use crate::storage::sqlite::{self, DatabaseKey, Sealed, SqliteStorage};
use crate::storage::verify::Fault;
use crate::storage::{Counts, Database};

/// The first line of a backup.
const MAGIC: &[u8] = b"WARDBOOK SERVER BACKUP 1\n";

/// The computer's clock and randomness, or a test's.
#[derive(Clone)]
pub struct Outside {
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
}

/// A new server in an empty folder, with the embedded database. Returns it, and the text of the
/// administrator's invitation.
pub async fn init(
    folder: &Folder,
    founding: &Founding,
    hints: &KeyHints,
    outside: &Outside,
) -> Result<(Service<Database>, String)> {
    init_in(folder, founding, None, hints, outside).await
}

/// As [`init`], where one is given in a PostgreSQL database that holds no server.
pub async fn init_in(
    folder: &Folder,
    founding: &Founding,
    database: Option<DatabaseUrl>,
    hints: &KeyHints,
    outside: &Outside,
) -> Result<(Service<Database>, String)> {
    if founding.name.trim().is_empty() || founding.admin.trim().is_empty() {
        return Err(ServerError::NameMissing);
    }
    if folder.holds_server() {
        return Err(ServerError::Exists(folder.root().to_owned()));
    }
    let meta = founding::meta(outside.clock.as_ref(), outside.entropy.as_ref());
    // The database first: where it cannot be used, nothing is made here.
    let remote = match &database {
        Some(url) => Some(PostgresStorage::create(&hints.address(url)?, meta).await?),
        None => None,
    };
    folder.prepare()?;
    let (key, source) = folder.key_or_new(hints, outside.entropy.as_ref())?;
    let identity = SigningKey::generate(outside.entropy.as_ref());
    folder.write_identity(&identity, under(&key, source.is_beside(), outside))?;
    let mut config =
        Config { partnership: founding.name.clone(), addresses: founding.addresses.clone(), database_url: None };
    folder.write_config(&config)?;
    let storage = match remote {
        Some(storage) => Database::Postgres(storage),
        None => {
            drop(data::create_private(&folder.unfinished())?);
            Database::Embedded(SqliteStorage::create(&folder.unfinished(), &key, meta)?)
        }
    };
    let service = service(folder, storage, identity, outside).await?;
    service.found(founding).await?;
    config.database_url = database;
    finish(folder, service.into_storage(), &config).await?;
    let (service, _) = open(folder, hints, outside).await?;
    let known = service.directory().await?;
    let admin = known.directory.person_named(&founding.admin).ok_or(ServerError::NameMissing)?;
    let (invitation, _) = service.make_invitation(admin, 0).await?;
    Ok((service, invitation))
}

/// From here on the folder holds a server.
async fn finish(folder: &Folder, storage: Database, config: &Config) -> Result<()> {
    folder.write_config(config)?;
    match storage {
        Database::Embedded(storage) => {
            storage.close_as_one_file()?;
            folder.finish()
        }
        Database::Postgres(storage) => {
            storage.finish().await?;
            storage.close().await;
            Ok(())
        }
    }
}

/// The server in a folder, and where the key of an embedded database came from. What ended since the
/// backup it was restored from is applied before anybody is answered.
pub async fn open(
    folder: &Folder,
    hints: &KeyHints,
    outside: &Outside,
) -> Result<(Service<Database>, Option<KeySource>)> {
    folder.must_hold_server()?;
    let (storage, source) = opened(folder, hints).await?;
    let service = service(folder, storage, folder.identity(hints)?, outside).await?;
    let known = service.directory().await?;
    // An address can name somebody else's database, as a file under the folder's own key cannot.
    let own = known.directory.devices().get(&service.meta().device);
    if own.is_some_and(|own| own.key != service.server_key()) {
        return Err(ServerError::OtherServer);
    }
    Ok((service, source))
}

async fn opened(folder: &Folder, hints: &KeyHints) -> Result<(Database, Option<KeySource>)> {
    Ok(match folder.database_url() {
        Some(url) => (Database::Postgres(PostgresStorage::open(&hints.address(&url)?).await?), None),
        None => {
            let (key, source) = folder.key(hints)?;
            (Database::Embedded(SqliteStorage::open(&folder.database(), &key)?), Some(source))
        }
    })
}

/// Reads and checks everything that is stored: counts, or the first fault.
pub async fn verify(folder: &Folder, hints: &KeyHints) -> Result<std::result::Result<Counts, Fault>> {
    folder.must_hold_server()?;
    if let Some(url) = folder.database_url() {
        let storage = PostgresStorage::open(&hints.address(&url)?).await?;
        let found = storage.verify().await;
        storage.close().await;
        return Ok(found?);
    }
    let (key, _) = folder.key(hints)?;
    Ok(sqlite::verify(&folder.database(), &key)?)
}

async fn service(
    folder: &Folder,
    storage: Database,
    identity: SigningKey,
    outside: &Outside,
) -> Result<Service<Database>> {
    let parts = Parts {
        storage,
        identity,
        clock: outside.clock.clone(),
        entropy: outside.entropy.clone(),
        revocations: Arc::new(EndingsLog::new(folder.revocations())),
    };
    Ok(Service::open(parts).await?)
}

/// Brings a server to the state in which it may answer: its own device known and those under other keys ended, every
/// ending applied.
pub async fn make_ready(folder: &Folder, service: &Service<Database>) -> Result<usize> {
    service.introduce_itself().await?;
    let endings = EndingsLog::read(&folder.revocations())?;
    Ok(service.reapply(endings).await?)
}

/// Seals the identity of a server whose key lies elsewhere now, or always did, and which was made before identities
/// were sealed. Whether it did. An earlier program does not read what was sealed.
pub fn seal_identity(folder: &Folder, hints: &KeyHints, outside: &Outside) -> Result<bool> {
    let (key, source) = folder.key(hints)?;
    if source.is_beside() || !folder.identity_lies_open()? {
        return Ok(false);
    }
    folder.write_identity(&folder.identity(hints)?, under(&key, false, outside))?;
    Ok(true)
}

/// What an identity is sealed under: nothing where the key lies in the same folder.
fn under<'a>(key: &'a DatabaseKey, beside: bool, outside: &'a Outside) -> Option<(&'a DatabaseKey, &'a dyn Entropy)> {
    (!beside).then(|| (key, outside.entropy.as_ref()))
}

/// TLS for a folder's server.
pub fn tls(folder: &Folder, hints: &KeyHints, outside: &Outside) -> Result<Arc<rustls::ServerConfig>> {
    identity::tls(&folder.identity(hints)?, &folder.config()?.addresses, outside.entropy.as_ref())
}

/// Writes a backup while the server may be running. `file` must not exist. Says whether a copy of the
/// key was put beside it, because the folder's own key is the only one there is. What it holds is the
/// same whichever database the server has.
pub async fn backup(folder: &Folder, file: &Path, hints: &KeyHints) -> Result<bool> {
    folder.must_hold_server()?;
    if file.exists() {
        return Err(ServerError::FileExists(file.to_owned()));
    }
    let (key, source) = folder.key(hints)?;
    let identity = folder.identity(hints)?.to_bytes();
    let copy = beside(file, ".copy");
    data::remove_database(&copy)?;
    drop(data::create_private(&copy)?);
    let written = copy_into(folder, &copy, &key, hints, &identity).await.and_then(|()| pack(&copy, file));
    let cleared = data::remove_database(&copy);
    if written.is_err() {
        // A half-written backup looks like one and is none.
        let _ = std::fs::remove_file(file);
    }
    written.and(cleared)?;
    let lone = source.is_beside();
    if lone {
        data::write_key(&beside(file, ".key"), &key)?;
    }
    Ok(lone)
}

async fn copy_into(folder: &Folder, copy: &Path, key: &DatabaseKey, hints: &KeyHints, identity: &Sealed) -> Result<()> {
    match folder.database_url() {
        None => sqlite::copy_into(&folder.database(), copy, key, identity)?,
        Some(url) => {
            let storage = PostgresStorage::open(&hints.address(&url)?).await?;
            let copied = storage.copy_into(copy, key, identity).await;
            storage.close().await;
            copied?;
        }
    }
    Ok(())
}

fn beside(file: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Under a name of its own until it is whole: what has a backup's name is one, whenever the power goes.
fn pack(copy: &Path, file: &Path) -> Result<()> {
    let part = beside(file, ".part");
    let _ = std::fs::remove_file(&part);
    let packed = write_packed(copy, &part).and_then(|()| std::fs::rename(&part, file).map_err(at(file)));
    if packed.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    packed?;
    data::sync_folder(file.parent().unwrap_or(Path::new(".")))
}

fn write_packed(copy: &Path, part: &Path) -> Result<()> {
    let mut target = data::create_private(part)?;
    let mut source = std::fs::File::open(copy).map_err(at(copy))?;
    target.write_all(MAGIC).map_err(at(part))?;
    std::io::copy(&mut source, &mut target).map_err(at(part))?;
    target.sync_all().map_err(at(part))
}

/// Puts a backup into a folder that holds no server, as another life of it, with the embedded database.
/// Endings logged in the folder, or in `endings`, are applied. Returns how many of them the backup did
/// not have.
pub async fn restore(
    folder: &Folder,
    file: &Path,
    hints: &KeyHints,
    endings: Option<&Path>,
    outside: &Outside,
) -> Result<usize> {
    restore_into(folder, file, None, hints, endings, outside).await
}

/// As [`restore`], where one is given into a PostgreSQL database that holds no server.
pub async fn restore_into(
    folder: &Folder,
    file: &Path,
    database: Option<DatabaseUrl>,
    hints: &KeyHints,
    endings: Option<&Path>,
    outside: &Outside,
) -> Result<usize> {
    if folder.holds_server() {
        return Err(ServerError::Exists(folder.root().to_owned()));
    }
    let address = database.as_ref().map(|url| hints.address(url)).transpose()?;
    let mut source = std::fs::File::open(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ServerError::FileMissing(file.to_owned()),
        _ => at(file)(error),
    })?;
    let mut magic = [0; MAGIC.len()];
    if source.read_exact(&mut magic).is_err() || magic != MAGIC {
        return Err(ServerError::NotABackup(file.to_owned()));
    }
    let RestoredKey { key, put_into_folder, beside } = restored_key(folder, file, hints)?;
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
    let storage = match &address {
        None => Database::Embedded(SqliteStorage::open(&unfinished, &key)?),
        Some(address) => {
            let filled = PostgresStorage::create_from(address, &unfinished, &key).await;
            data::remove_database(&unfinished)?;
            Database::Postgres(filled?)
        }
    };
    folder.write_identity(&identity, under(&key, beside, outside))?;
    if put_into_folder {
        folder.write_key(&key)?;
    }
    if let Some(endings) = endings.filter(|endings| **endings != folder.revocations()) {
        std::fs::copy(endings, folder.revocations()).map_err(at(endings))?;
    }
    folder.write_config(&config)?;
    // Only a server with every ending applied takes its name.
    let service = service(folder, storage, identity, outside).await?;
    let applied = make_ready(folder, &service).await?;
    let known = service.directory().await?;
    let (partnership, addresses) = known
        .directory
        .partnership()
        .map(|partnership| (partnership.name.clone(), partnership.addresses.clone()))
        .unwrap_or_default();
    finish(folder, service.into_storage(), &Config { partnership, addresses, database_url: database }).await?;
    Ok(applied)
}

/// Begins another life of the server in a PostgreSQL database that its host put back. Every instance
/// has to be stopped. Endings as for [`restore`], those in `endings` beside the folder's own.
pub async fn restore_in_place(
    folder: &Folder,
    hints: &KeyHints,
    endings: Option<&Path>,
    outside: &Outside,
) -> Result<usize> {
    folder.must_hold_server()?;
    let url = folder.database_url().ok_or_else(|| ServerError::Embedded(folder.root().to_owned()))?;
    if let Some(endings) = endings.filter(|endings| **endings != folder.revocations()) {
        data::append_endings(endings, &folder.revocations())?;
    }
    // Whose database it is shows here, before anything is written.
    let (service, _) = open(folder, hints, outside).await?;
    service.into_storage().close().await;
    let (random, device) = chance(outside);
    PostgresStorage::begin_new_life(&hints.address(&url)?, random, device).await?;
    let (service, _) = open(folder, hints, outside).await?;
    let applied = make_ready(folder, &service).await;
    service.into_storage().close().await;
    applied
}

/// Gives the server another key over what it keeps, as another life of it. Every instance has to be stopped. The key
/// before is not needed, and whoever has it is nobody here from then on. Where an earlier try was cut off, it is done
/// from the start, under a key of its own; what a cut left is refused, or ends the key before when it is served
/// with the new one. Returns what people are given.
pub async fn new_identity(folder: &Folder, hints: &KeyHints, outside: &Outside) -> Result<Invitation> {
    folder.must_hold_server()?;
    let _alone = folder.alone()?;
    let (key, source) = folder.key(hints)?;
    // That the database can be used shows here, before anything is written.
    let (storage, _) = opened(folder, hints).await?;
    storage.close().await;
    let identity = SigningKey::generate(outside.entropy.as_ref());
    folder.write_identity(&identity, under(&key, source.is_beside(), outside))?;
    let (random, device) = chance(outside);
    match folder.database_url() {
        Some(url) => PostgresStorage::begin_new_life(&hints.address(&url)?, random, device).await?,
        None => {
            sqlite::begin_new_life(&folder.database(), &key, random, device)?;
        }
    }
    let (service, _) = open(folder, hints, outside).await?;
    let introduced = introduced(folder, &service).await;
    service.into_storage().close().await;
    introduced
}

async fn introduced(folder: &Folder, service: &Service<Database>) -> Result<Invitation> {
    make_ready(folder, service).await?;
    Ok(service.introduction().await?)
}

/// What two lives of one server are told apart by.
fn chance(outside: &Outside) -> (u32, domain::ids::DeviceId) {
    let mut random = [0; 4];
    outside.entropy.fill(&mut random);
    let device = domain::ids::DeviceId::new(outside.clock.now(), outside.entropy.as_ref());
    (u32::from_be_bytes(random), device)
}

/// The key a backup is under.
struct RestoredKey {
    key: DatabaseKey,
    put_into_folder: bool,
    /// It lies in the folder, or will.
    beside: bool,
}

fn restored_key(folder: &Folder, file: &Path, hints: &KeyHints) -> Result<RestoredKey> {
    if hints.file.is_some() {
        return Ok(RestoredKey { key: folder.key(hints)?.0, put_into_folder: false, beside: false });
    }
    let with_backup = beside(file, ".key");
    if with_backup.exists() {
        return Ok(RestoredKey { key: data::read_key(&with_backup)?, put_into_folder: true, beside: true });
    }
    match folder.key(hints) {
        Ok((key, source)) => Ok(RestoredKey { key, put_into_folder: false, beside: source.is_beside() }),
        Err(ServerError::KeyMissing(_)) => Err(ServerError::KeyMissing(with_backup)),
        Err(error) => Err(error),
    }
}

fn begin_again(folder: &Folder, key: &DatabaseKey, outside: &Outside) -> Result<(SigningKey, Config)> {
    let unfinished = folder.unfinished();
    let secret = sqlite::unseal(&unfinished, key)?;
    // A page that nothing here reads would be missed only when somebody asks for it.
    sqlite::check_pages(&unfinished, key)?;
    let (random, device) = chance(outside);
    sqlite::begin_new_life(&unfinished, key, random, device)?;
    Ok((SigningKey::from_bytes(&secret), Config::default()))
}
