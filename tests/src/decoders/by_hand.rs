//! Sealed files made and opened by what is written down of them (`store/src/sealed`), with nothing of the
//! store's: so that anything at all can stand in one that a member has sealed and signed.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::signing::{PublicKey, SigningKey};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};

const MAGIC: &[u8] = b"WARDBOOK SEALED 1\n";
const INFO: &[u8] = b"wardbook 2026-11 sealed file v1";
const CHUNK: usize = 64 * 1024;
const SEAL: usize = 16;
/// A device's part: what is encapsulated, and the file's key under its own seal.
const PART: usize = 32 + 32 + SEAL;
const FILE_KEY: [u8; 32] = [21; 32];

/// A file for one device, with these bytes in its chunks.
pub(super) fn sealed(device: &PublicKey, inside: &[u8]) -> Vec<u8> {
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&device.sealing().expect("a key")).expect("a key");
    let (encapsulated, wrapped) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &public,
        INFO,
        &FILE_KEY,
        &[],
    )
    .expect("a key can be sealed");
    let header = [MAGIC, &1_u16.to_le_bytes(), encapsulated.to_bytes().as_slice(), &wrapped].concat();
    let cipher = XChaCha20Poly1305::new(&chunk_key(&FILE_KEY, &header).into());
    let mut file = header;
    let count = inside.len().div_ceil(CHUNK).max(1);
    for number in 0..count {
        let chunk = &inside[(number * CHUNK).min(inside.len())..((number + 1) * CHUNK).min(inside.len())];
        file.extend(cipher.encrypt(&nonce(number, number + 1 == count), chunk).expect("a chunk can be sealed"));
    }
    file
}

/// What stands in the chunks of a file that this device can open.
pub(super) fn opened(file: &[u8], device: &SigningKey) -> Vec<u8> {
    let opening = device.opening();
    let private = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(opening.as_slice()).expect("a key");
    let count = usize::from(u16::from_le_bytes([file[MAGIC.len()], file[MAGIC.len() + 1]]));
    let (header, chunks) = file.split_at(MAGIC.len() + 2 + count * PART);
    let key = header[MAGIC.len() + 2..].chunks(PART).find_map(|part| {
        let (encapsulated, wrapped) = part.split_at(32);
        let encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated).ok()?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &private,
            &encapsulated,
            INFO,
            wrapped,
            &[],
        )
        .ok()
    });
    let key: [u8; 32] = key.and_then(|key| key.try_into().ok()).expect("the file is for this device");
    let cipher = XChaCha20Poly1305::new(&chunk_key(&key, header).into());
    let chunks: Vec<&[u8]> = chunks.chunks(CHUNK + SEAL).collect();
    let open = |(number, chunk): (usize, &&[u8])| {
        cipher.decrypt(&nonce(number, number + 1 == chunks.len()), *chunk).expect("a chunk opens")
    };
    chunks.iter().enumerate().flat_map(open).collect()
}

/// Items as a file has them: each with its length, the last its maker's signature over all before it; compressed.
pub(super) fn items(items: &[Vec<u8>], maker: &SigningKey) -> Vec<u8> {
    let mut digest = blake3::Hasher::new();
    let mut plain = Vec::new();
    for item in items {
        digest.update(&(item.len() as u64).to_le_bytes());
        digest.update(item);
        plain.extend((item.len() as u32).to_le_bytes());
        plain.extend(item);
    }
    let signature = maker.seal(digest.finalize().as_bytes());
    // The sixth sort of item, with one field.
    let end = [&[0x82, 5, 0x81, 0x58, 64][..], signature.as_bytes()].concat();
    plain.extend((end.len() as u32).to_le_bytes());
    plain.extend(end);
    zstd::stream::encode_all(plain.as_slice(), 3).expect("it compresses")
}

/// The items of such bytes, without the signature.
pub(super) fn items_of(packed: &[u8]) -> Vec<Vec<u8>> {
    let plain = zstd::stream::decode_all(packed).expect("it was compressed");
    let mut items = Vec::new();
    let mut rest = plain.as_slice();
    while let Some((length, behind)) = rest.split_at_checked(4) {
        let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
        let (item, behind) = behind.split_at(length);
        items.push(item.to_vec());
        rest = behind;
    }
    items.pop();
    items
}

fn nonce(number: usize, last: bool) -> XNonce {
    let mut nonce = [0; 24];
    nonce[15..23].copy_from_slice(&(number as u64).to_be_bytes());
    nonce[23] = u8::from(last);
    XNonce::from(nonce)
}

fn chunk_key(key: &[u8], header: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 sealed file chunks v1");
    hasher.update(key);
    hasher.update(header);
    *hasher.finalize().as_bytes()
}
