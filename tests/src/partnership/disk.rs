//! A profile's files as an attacker with the key would read them: every page deciphered, free ones and
//! those in the write-ahead log included, so that what was deleted and not wiped is found.
//!
//! SQLCipher 4: pages of 4,096 bytes, AES-256 in CBC mode, the last 80 bytes of a page hold its
//! initialisation vector and its seal; the first page begins with 16 bytes of salt in clear.

use std::path::Path;

use aes::Aes256;
use cbc::Decryptor;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};

const PAGE: usize = 4_096;
const RESERVED: usize = 80;
const SALT: usize = 16;
const WAL_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

pub fn deciphered(database: &Path, key: &[u8; 32]) -> Vec<u8> {
    let mut plain = Vec::new();
    let file = std::fs::read(database).expect("the database is there");
    for (index, page) in file.chunks_exact(PAGE).enumerate() {
        plain.extend(page_of(page, key, if index == 0 { SALT } else { 0 }));
    }
    let log = database.with_extension("db-wal");
    let log = std::fs::read(log).unwrap_or_default();
    for frame in log.get(WAL_HEADER..).unwrap_or_default().chunks_exact(FRAME_HEADER + PAGE) {
        let first = frame[..4] == 1_u32.to_be_bytes();
        plain.extend(page_of(&frame[FRAME_HEADER..], key, if first { SALT } else { 0 }));
    }
    assert!(plain.windows(12).any(|window| window == b"CREATE TABLE"), "the pages were not deciphered");
    plain
}

fn page_of(page: &[u8], key: &[u8; 32], skip: usize) -> Vec<u8> {
    let content = &page[skip..PAGE - RESERVED];
    let iv = &page[PAGE - RESERVED..PAGE - RESERVED + 16];
    let cipher = Decryptor::<Aes256>::new_from_slices(key, iv).expect("key and vector are of the right length");
    cipher.decrypt_padded_vec::<NoPadding>(content).unwrap_or_default()
}
