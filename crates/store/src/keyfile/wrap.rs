//! A key wrapped by a secret: Argon2id stretches the secret, XChaCha20-Poly1305 wraps the key.

use std::time::Instant;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::signing::{hex, unhex};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::DatabaseKey;
use crate::error::{Result, StoreError};

/// Bound to each wrapping, so that one kind can't be put in the other's place.
pub(super) const PASSPHRASE: &[u8] = b"wardbook 2026-11 key by passphrase v1";
pub(super) const RECOVERY_CODE: &[u8] = b"wardbook 2026-11 key by recovery code v1";

/// What one guess costs: Argon2id's memory in KiB, passes and lanes (RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

impl Cost {
    /// For secrets that are random anyway: guessing is hopeless at any price.
    pub const FOR_RANDOM_SECRETS: Self = Self { memory_kib: 8 * 1024, passes: 1, lanes: 1 };
    /// For tests of everything but the cost.
    pub const CHEAPEST: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };
    /// RFC 9106's second recommendation: 64 MiB and three passes. Never less than this for a passphrase.
    pub const LEAST: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// As many passes as make this machine work about half a second on one guess, bounded so that the
    /// notebook still opens after moving to an older laptop.
    pub fn calibrated() -> Self {
        let start = Instant::now();
        let _ = stretch(b"calibration", &[7; 16], Self::LEAST);
        let took = start.elapsed().as_millis().max(1);
        let passes = (500 * u128::from(Self::LEAST.passes) / took).clamp(u128::from(Self::LEAST.passes), 24);
        Self { passes: passes as u32, ..Self::LEAST }
    }
}

/// A database key under one secret. Bytes stand as hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrapped {
    pub salt: String,
    pub cost: Cost,
    pub nonce: String,
    pub key: String,
    /// Over the four above, so that damage is not taken for a wrong secret. None where an earlier version wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
}

impl Wrapped {
    pub(super) fn seal(key: &DatabaseKey, secret: &[u8], cost: Cost, context: &'static [u8]) -> Result<Self> {
        let (mut salt, mut nonce) = ([0; 16], [0; 24]);
        random(&mut salt)?;
        random(&mut nonce)?;
        let wrapping = stretch(secret, &salt, cost)?;
        let sealed = cipher(&wrapping)
            .encrypt(&XNonce::from(nonce), Payload { msg: key.as_ref(), aad: context })
            .map_err(|_| StoreError::KeysDamaged("the key could not be wrapped".to_owned()))?;
        let wrapped = Self { salt: hex(&salt), cost, nonce: hex(&nonce), key: hex(&sealed), check: None };
        Ok(Self { check: Some(wrapped.checked()), ..wrapped })
    }

    fn checked(&self) -> String {
        let Cost { memory_kib, passes, lanes } = self.cost;
        let all = format!("{} {memory_kib} {passes} {lanes} {} {}", self.salt, self.nonce, self.key);
        hex(&blake3::derive_key("wardbook 2026-11 wrapped key check v1", all.as_bytes())[..8])
    }

    /// None where the secret does not fit. Whether it is damaged is asked only then: a secret that fits is right.
    pub(super) fn open(&self, secret: &[u8], context: &'static [u8]) -> Result<Option<DatabaseKey>> {
        match self.try_to_open(secret, context)? {
            None if self.check.as_ref().is_some_and(|check| *check != self.checked()) => {
                Err(StoreError::KeysDamaged("it is not as it was written".to_owned()))
            }
            opened => Ok(opened),
        }
    }

    fn try_to_open(&self, secret: &[u8], context: &'static [u8]) -> Result<Option<DatabaseKey>> {
        let damaged = || StoreError::KeysDamaged("a field is not what it should be".to_owned());
        let salt: [u8; 16] = unhex(&self.salt).ok_or_else(damaged)?;
        let nonce: [u8; 24] = unhex(&self.nonce).ok_or_else(damaged)?;
        let sealed: [u8; 48] = unhex(&self.key).ok_or_else(damaged)?;
        let wrapping = stretch(secret, &salt, self.cost)?;
        let opened = cipher(&wrapping).decrypt(&XNonce::from(nonce), Payload { msg: &sealed, aad: context });
        let Ok(opened) = opened.map(Zeroizing::new) else { return Ok(None) };
        let mut key = DatabaseKey::default();
        if opened.len() != key.len() {
            return Err(damaged());
        }
        key.copy_from_slice(&opened);
        Ok(Some(key))
    }
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

fn stretch(secret: &[u8], salt: &[u8; 16], cost: Cost) -> Result<Zeroizing<[u8; 32]>> {
    let damaged = |fault: argon2::Error| StoreError::KeysDamaged(fault.to_string());
    // A damaged file must not ask for more memory than the machine has.
    if cost.memory_kib > 1024 * 1024 || cost.passes > 64 || cost.lanes > 8 {
        return Err(StoreError::KeysDamaged("its cost is out of range".to_owned()));
    }
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(damaged)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, salt, key.as_mut())
        .map_err(damaged)?;
    Ok(key)
}

/// The operating system's randomness.
pub(super) fn random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|fault| StoreError::Io(std::io::Error::other(fault.to_string())))
}
