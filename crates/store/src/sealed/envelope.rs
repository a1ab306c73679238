//! What stands before the chunks: a line that says what the file is, and the file's key, sealed to each
//! device that may open it. HPKE (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305, in its base
//! mode: who made the file is signed inside, where nobody but its recipients sees it.

use std::io::{self, Read, Write};

use domain::signing::{PublicKey, SigningKey};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use zeroize::Zeroizing;

use crate::error::{Result, SealedFault, StoreError};

const MAGIC: &[u8] = b"WARDBOOK SEALED 1\n";
/// What all versions begin with; a digit follows.
const ANY: &[u8] = b"WARDBOOK SEALED ";
const INFO: &[u8] = b"wardbook 2026-11 sealed file v1";

const ENCAPSULATED: usize = 32;
const WRAPPED: usize = 32 + 16;
/// A partnership has some hundreds of devices; more is not one of ours.
const DEVICES_MAX: u16 = 4_096;

pub(super) type FileKey = Zeroizing<[u8; 32]>;

type Private = <X25519HkdfSha256 as Kem>::PrivateKey;
type Public = <X25519HkdfSha256 as Kem>::PublicKey;
type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;

/// Writes what stands before the chunks, and gives the key of the chunks.
pub(super) fn write(to: &mut impl Write, devices: &[PublicKey]) -> Result<FileKey> {
    let key = crate::keyfile::new_key()?;
    let sealed: Vec<Vec<u8>> = devices.iter().filter_map(|device| seal(&key, device)).collect();
    let count = u16::try_from(sealed.len()).ok().filter(|count| (1..=DEVICES_MAX).contains(count));
    let count = count.ok_or(SealedFault::NoDevice)?;
    let header = [MAGIC, &count.to_le_bytes(), &sealed.concat()].concat();
    to.write_all(&header)?;
    Ok(chunk_key(&key, &header))
}

/// Reads what stands before the chunks, and gives the key of the chunks to a device it is for.
pub(super) fn open(from: &mut impl Read, device: &SigningKey) -> Result<FileKey> {
    let mut header = vec![0; MAGIC.len()];
    exact(from, &mut header, SealedFault::NotOne)?;
    if header != MAGIC {
        let newer = header.starts_with(ANY) && header[ANY.len()].is_ascii_digit();
        return Err(if newer { SealedFault::Newer } else { SealedFault::NotOne }.into());
    }
    let mut count = [0; 2];
    exact(from, &mut count, SealedFault::Altered)?;
    header.extend(count);
    let count = u16::from_le_bytes(count);
    if count > DEVICES_MAX {
        return Err(SealedFault::Altered.into());
    }
    let opening = device.opening();
    let private = Private::from_bytes(opening.as_slice()).map_err(|_| SealedFault::NotForHere)?;
    let mut found = None;
    for _ in 0..count {
        let mut part = [0; ENCAPSULATED + WRAPPED];
        exact(from, &mut part, SealedFault::Altered)?;
        header.extend(part);
        found = found.or_else(|| unseal(&part, &private));
    }
    Ok(chunk_key(&found.ok_or(SealedFault::NotForHere)?, &header))
}

fn exact(from: &mut impl Read, into: &mut [u8], short: SealedFault) -> Result<()> {
    from.read_exact(into).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => short.into(),
        _ => StoreError::from(error),
    })
}

/// None where the device's key is no key.
fn seal(key: &FileKey, device: &PublicKey) -> Option<Vec<u8>> {
    let public = Public::from_bytes(&device.sealing()?).ok()?;
    let (encapsulated, wrapped) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &public,
        INFO,
        key.as_slice(),
        &[],
    )
    .ok()?;
    Some([encapsulated.to_bytes().as_slice(), &wrapped].concat())
}

fn unseal(part: &[u8; ENCAPSULATED + WRAPPED], private: &Private) -> Option<FileKey> {
    let (encapsulated, wrapped) = part.split_at(ENCAPSULATED);
    let encapsulated = Encapsulated::from_bytes(encapsulated).ok()?;
    let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        private,
        &encapsulated,
        INFO,
        wrapped,
        &[],
    );
    let opened = Zeroizing::new(opened.ok()?);
    let mut key = FileKey::default();
    if opened.len() != key.len() {
        return None;
    }
    key.copy_from_slice(&opened);
    Some(key)
}

/// Bound to everything before the chunks: who alters that can open nothing.
fn chunk_key(key: &FileKey, header: &[u8]) -> FileKey {
    let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 sealed file chunks v1");
    hasher.update(key.as_slice());
    hasher.update(header);
    Zeroizing::new(*hasher.finalize().as_bytes())
}

#[cfg(test)]
mod tests {
    use domain::entropy::SeededEntropy;

    use super::*;

    fn key(seed: u64) -> SigningKey {
        SigningKey::generate(&SeededEntropy::new(seed))
    }

    #[test]
    fn each_device_it_is_sealed_to_opens_it_and_no_other() {
        let (one, other, third) = (key(1), key(2), key(3));
        let mut file = Vec::new();
        let sealed = write(&mut file, &[one.public(), other.public()]).unwrap();
        for device in [&one, &other] {
            assert_eq!(*open(&mut file.as_slice(), device).unwrap(), *sealed);
        }
        let refused = open(&mut file.as_slice(), &third);
        assert!(matches!(refused, Err(StoreError::Sealed(SealedFault::NotForHere))));
    }

    #[test]
    fn two_files_for_one_device_have_nothing_in_common_but_their_first_line() {
        let device = key(1);
        let (mut one, mut other) = (Vec::new(), Vec::new());
        write(&mut one, &[device.public()]).unwrap();
        write(&mut other, &[device.public()]).unwrap();
        let at = MAGIC.len() + 2;
        assert_eq!(one[..at], other[..at]);
        assert_ne!(one[at..at + ENCAPSULATED], other[at..at + ENCAPSULATED]);
        assert_ne!(one[at + ENCAPSULATED..], other[at + ENCAPSULATED..]);
    }

    #[test]
    fn what_is_no_sealed_file_and_what_is_newer_are_told_apart() {
        let device = key(1);
        let told = |bytes: &[u8]| match open(&mut &bytes[..], &device) {
            Err(StoreError::Sealed(fault)) => fault,
            other => panic!("{other:?}"),
        };
        assert_eq!(told(b""), SealedFault::NotOne);
        assert_eq!(told(b"WARDBOOK BACKUP 1\n and more of it"), SealedFault::NotOne);
        assert_eq!(told(b"WARDBOOK SEALED 2\n and more of it"), SealedFault::Newer);
        assert_eq!(told(MAGIC), SealedFault::Altered);
    }
}
