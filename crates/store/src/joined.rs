//! A notebook of a partnership with a server: made empty, under an identity the server has taken in.
//! Everything else comes with the first exchange.

use domain::change::Author;
use domain::clock::Timestamp;
use domain::ids::{DeviceId, PartnershipId, PersonId, StreamId};
use domain::signing::{PublicKey, SigningKey};
use domain::streams::StreamSort;

use crate::error::Result;
use crate::identity::Identity;
use crate::keyfile::{DatabaseKey, KeyFile};
use crate::profile::Profile;
use crate::store::Store;
use crate::streams;
use crate::sync::{ServerLink, put_link};

/// Days a device may be read after its last exchange, until the server says otherwise.
const LEASE_DAYS: u32 = 14;

/// What the server answered to an invitation, and what this device brought.
#[derive(Debug, Clone)]
pub struct Joined {
    pub partnership: PartnershipId,
    pub control: StreamId,
    pub person: PersonId,
    pub device: DeviceId,
    pub key: SigningKey,
    /// The server's identity key, which the connection proved.
    pub server: PublicKey,
    /// Those it had before.
    pub earlier: Vec<PublicKey>,
    /// `host:port`, the nearest first.
    pub addresses: Vec<String>,
}

impl Store {
    /// Makes the notebook in a folder that holds none, and opens it. As with [`Store::found`], a crash at
    /// any point leaves a notebook that opens or none.
    pub fn join(profile: Profile, key: DatabaseKey, keys: Option<&KeyFile>, joined: &Joined) -> Result<Self> {
        let making = profile.prepare()?;
        let mut connection = Self::create_file(&profile, &key)?;
        let transaction = connection.transaction()?;
        streams::put(&transaction, joined.control, StreamSort::Control, None, None)?;
        let identity = Identity {
            partnership: joined.partnership,
            control: joined.control,
            author: Author::new(joined.person, joined.device),
            key: joined.key.clone(),
            root: None,
        };
        identity.save(&transaction)?;
        put_link(
            &transaction,
            &ServerLink {
                key: joined.server,
                addresses: joined.addresses.clone(),
                epoch: 0,
                checked_in: None,
                offset: 0,
                latest: Timestamp::from_millis(0),
                lease_days: LEASE_DAYS,
                synced_at: None,
            },
        )?;
        crate::facts::add_earlier_servers(&transaction, &joined.earlier)?;
        crate::facts::put_home(&transaction, &profile.home()?)?;
        transaction.commit()?;
        crate::connection::close_as_one_file(connection)?;
        if let Some(keys) = keys {
            keys.write(&profile.keys())?;
        }
        making.finish()?;
        Self::open(profile, key)
    }
}
