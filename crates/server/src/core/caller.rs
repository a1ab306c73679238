//! Who is asking: what a token says, and what the directory says of that now.

use data_encoding::BASE64URL_NOPAD;
use domain::clock::Timestamp;
use domain::ids::{DeviceId, PersonId};
use domain::permissions::Right;

use super::endpoints::Who;
use super::known::Known;
use super::{Code, Result, Service};
use crate::storage::Storage;

/// How long a token is good for.
pub(super) const TOKEN_SECONDS: u32 = 3_600;

const TOKEN_CONTEXT: &[u8] = b"wardbook 2026-11 token v1\0";
const CLAIMS: usize = 32;

/// A device with an open session, as the directory of this request knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    pub device: DeviceId,
    pub person: PersonId,
    /// False once the access of device or person has ended.
    pub may_read: bool,
    /// When its token ends.
    pub until: Timestamp,
}

impl<S: Storage> Service<S> {
    pub(super) fn token(&self, device: DeviceId) -> String {
        let now = self.now();
        let mut token = device.as_bytes().to_vec();
        token.extend_from_slice(&now.millis().to_be_bytes());
        token.extend_from_slice(&now.plus_seconds(i64::from(TOKEN_SECONDS)).millis().to_be_bytes());
        let seal = self.seal(TOKEN_CONTEXT, &token);
        token.extend_from_slice(seal.as_bytes());
        BASE64URL_NOPAD.encode(&token)
    }

    pub(super) fn seal(&self, context: &[u8], message: &[u8]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret);
        hasher.update(context);
        hasher.update(message);
        hasher.finalize()
    }

    /// Reads a token. It only says which device; whether that may do anything is looked up each time.
    pub async fn caller(&self, token: &str) -> Result<Caller> {
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| Code::NotAuthenticated)?;
        let (claims, seal) = bytes.split_at_checked(CLAIMS).ok_or(Code::NotAuthenticated)?;
        let seal: [u8; 32] = seal.try_into().map_err(|_| Code::NotAuthenticated)?;
        // blake3's comparison takes the same time wherever the difference is.
        if self.seal(TOKEN_CONTEXT, claims) != blake3::Hash::from_bytes(seal) {
            return Err(Code::NotAuthenticated.into());
        }
        let device = DeviceId::from_slice(&claims[..16]).map_err(|_| Code::NotAuthenticated)?;
        let until = claims[24..].try_into().map(i64::from_be_bytes).map_err(|_| Code::NotAuthenticated)?;
        let until = Timestamp::from_millis(until);
        if self.now() >= until {
            return Err(Code::NotAuthenticated.into());
        }
        let known = self.known().await?;
        let found = known.directory.devices().get(&device).ok_or(Code::NotAuthenticated)?;
        let may_read = known.directory.is_welcome(device, self.today());
        Ok(Caller { device, person: found.person, may_read, until })
    }

    /// Whether the caller may go through a door at all. Doors over an area look at the area themselves.
    pub async fn admit(&self, caller: &Caller, who: Who) -> Result<()> {
        let known = self.known().await?;
        let directory = &known.directory;
        let day = self.today();
        let allowed = match who {
            Who::Anybody | Who::Device => true,
            // No token says where somebody sits.
            Who::ThisComputer => false,
            Who::Member | Who::OverArea(_) | Who::Everywhere(_) if !caller.may_read => {
                return Err(Code::AccessEnded.into());
            }
            Who::Member => true,
            Who::OverArea(rights) => {
                let over = |area: &_| any(&directory.rights_over_area(caller.person, *area, day), rights);
                directory.areas().keys().any(over)
            }
            Who::Everywhere(rights) => any(&directory.rights_everywhere(caller.person, day), rights),
        };
        if allowed { Ok(()) } else { Err(Code::NotAllowed.into()) }
    }

    /// Whether the caller decides about what was held for this area; without an area, for all.
    pub(super) fn supervises(&self, known: &Known, caller: &Caller, area: Option<domain::ids::AreaId>) -> bool {
        let day = self.today();
        let rights = match area {
            Some(area) => known.directory.rights_over_area(caller.person, area, day),
            None => known.directory.rights_everywhere(caller.person, day),
        };
        caller.may_read && any(&rights, super::endpoints::SUPERVISORS)
    }
}

fn any(held: &[Right], wanted: &[Right]) -> bool {
    wanted.iter().any(|right| held.contains(right))
}
