//! Looks for words that were written on purpose, in whatever form they may lie about: as text, in UTF-16, in
//! hexadecimal, in base64 at any of its three offsets, and inside whatever is compressed with zstd.
//!
//! Each begins with one marker that nothing else begins with, so bytes are gone through once however many there are.
//! It knows nothing of what the words stand for, nor of where they may lie.

use std::collections::BTreeSet;
use std::io::Read;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Long enough that ciphertext does not hold it by chance, in any of its forms.
pub const MARKER: &str = "zelkquo";
/// The first bytes of a zstd frame.
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// More than any frame of Wardbook's holds.
const UNPACKED_MAX: u64 = 32 * 1024 * 1024;
/// No canary is longer.
const LONGEST: usize = 48;

#[derive(Debug, Clone, Copy)]
enum Form {
    Text,
    Utf16 {
        little: bool,
    },
    Hex,
    /// So many bits of the first sign are of what stands before.
    Base64 {
        offset: usize,
    },
}

/// What the marker looks like, and as what the bytes there are read.
fn patterns() -> Vec<(Vec<u8>, Form)> {
    let marker = MARKER.as_bytes();
    let wide = |little: bool| -> Vec<u8> {
        let units = MARKER.encode_utf16();
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    let hex = domain::signing::hex(marker);
    let mut all = vec![
        (marker.to_vec(), Form::Text),
        (MARKER.to_uppercase().into_bytes(), Form::Text),
        (wide(true), Form::Utf16 { little: true }),
        (wide(false), Form::Utf16 { little: false }),
        (hex.clone().into_bytes(), Form::Hex),
        (hex.to_uppercase().into_bytes(), Form::Hex),
    ];
    for offset in 0..3 {
        // Signs that hold bits of a neighbour are left out at either end.
        let padded = [vec![0; offset], marker.to_vec()].concat();
        let text = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&padded);
        let (from, to) = ((offset * 8).div_ceil(6), padded.len() * 8 / 6);
        all.push((text.as_bytes()[from..to].to_vec(), Form::Base64 { offset }));
    }
    all
}

/// Every canary in these bytes, as far as it reaches: a page may end in the middle of one.
pub fn found(bytes: &[u8]) -> BTreeSet<String> {
    let mut found = in_plain(bytes);
    for at in positions(bytes, &[(FRAME.to_vec(), ())]).into_iter().map(|(at, ())| at) {
        found.extend(in_plain(&unpacked(&bytes[at..])));
    }
    found
}

/// Whether bytes lie there, as text, in UTF-16, in hexadecimal or in base64.
pub fn holds(bytes: &[u8], what: &str) -> bool {
    let wide: Vec<u8> = what.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex = domain::signing::hex(what.as_bytes());
    let base64 = base64::engine::general_purpose::STANDARD_NO_PAD.encode(what);
    let base64 = base64.as_bytes()[..what.len() * 8 / 6].to_vec();
    let forms = [what.as_bytes().to_vec(), wide, hex.into_bytes(), base64];
    !positions(bytes, &forms.map(|form| (form, ()))).is_empty()
}

fn in_plain(bytes: &[u8]) -> BTreeSet<String> {
    positions(bytes, &patterns()).into_iter().map(|(at, form)| word(bytes, at, form)).collect()
}

/// Where any of the patterns stands, in one pass.
fn positions<T: Copy>(bytes: &[u8], patterns: &[(Vec<u8>, T)]) -> Vec<(usize, T)> {
    let mut begins = [false; 256];
    for (pattern, _) in patterns {
        begins[usize::from(pattern[0])] = true;
    }
    let mut all = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if begins[usize::from(*byte)] {
            let here = patterns.iter().filter(|(pattern, _)| bytes[at..].starts_with(pattern));
            all.extend(here.map(|(_, what)| (at, *what)));
        }
    }
    all
}

/// Lower-case letters from here on, read in their form.
fn word(bytes: &[u8], at: usize, form: Form) -> String {
    let rest = &bytes[at..];
    let plain: Vec<u8> = match form {
        Form::Text => rest.iter().take(LONGEST).copied().collect(),
        Form::Utf16 { little } => {
            let unit = |pair: &[u8]| if little { pair[0] } else { pair[1] };
            rest.chunks_exact(2).take(LONGEST).map(unit).collect()
        }
        Form::Hex => {
            let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap_or_default(), 16).ok();
            rest.chunks_exact(2).take(LONGEST).map_while(byte).collect()
        }
        Form::Base64 { offset } => {
            // Whole again with what was left out before it.
            let lost = (offset * 8).div_ceil(6);
            let signs = rest.iter().take_while(|sign| sign.is_ascii_alphanumeric() || b"+/-_".contains(sign));
            let signs: Vec<u8> = vec![b'A'; lost].into_iter().chain(signs.take(LONGEST * 2).copied()).collect();
            let whole = signs.len() - usize::from(signs.len() % 4 == 1);
            let config = GeneralPurposeConfig::new()
                .with_decode_padding_mode(DecodePaddingMode::Indifferent)
                .with_decode_allow_trailing_bits(true);
            let read = [STANDARD, URL_SAFE]
                .iter()
                .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(&signs[..whole]).ok())
                .unwrap_or_default();
            // Of the marker's first sign the left-out part may hold bits.
            let from = read.windows(MARKER.len() - 1).position(|window| window == &MARKER.as_bytes()[1..]);
            let rest = from.map_or(&[][..], |from| &read[from..]);
            [&MARKER.as_bytes()[..1], rest].concat()
        }
    };
    plain.iter().map(u8::to_ascii_lowercase).take_while(u8::is_ascii_lowercase).map(char::from).collect()
}

/// What a frame that begins here holds; nothing where none does.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    if let Ok(reader) = zstd::stream::read::Decoder::with_buffer(bytes) {
        // What comes before a frame breaks off is looked at all the same.
        let _ = reader.single_frame().take(UNPACKED_MAX).read_to_end(&mut plain);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(word: &str) -> BTreeSet<String> {
        BTreeSet::from([word.to_owned()])
    }

    #[test]
    fn a_word_is_found_in_every_form_that_it_may_lie_about_in() {
        let word = "zelkquolantern";
        let said = format!("seen by {word}, they say");
        let wide = |little: bool| -> Vec<u8> {
            let units = said.encode_utf16();
            units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
        };
        let hex = domain::signing::hex(said.as_bytes());
        let mut forms = vec![
            ("text", said.clone().into_bytes()),
            ("capitals", said.to_uppercase().into_bytes()),
            ("UTF-16, low byte first", wide(true)),
            ("UTF-16, high byte first", wide(false)),
            ("hexadecimal", hex.clone().into_bytes()),
            ("hexadecimal in capitals", hex.to_uppercase().into_bytes()),
            ("zstd", zstd::bulk::compress(said.as_bytes(), 3).unwrap()),
            ("hexadecimal in zstd", zstd::bulk::compress(hex.as_bytes(), 3).unwrap()),
        ];
        for before in ["", "a", "ab"] {
            let moved = format!("{before}{said}");
            for engine in [base64::engine::general_purpose::STANDARD, base64::engine::general_purpose::URL_SAFE] {
                forms.push(("base64", engine.encode(&moved).into_bytes()));
            }
        }
        for (form, bytes) in forms {
            for before in [&b""[..], b"\x00\xff{", b"odd"] {
                let lies = [before, &bytes, b"\n\x07"].concat();
                assert_eq!(found(&lies), only(word), "{form} after {before:?}");
            }
        }
    }

    #[test]
    fn a_word_that_a_pages_end_cuts_is_found_as_far_as_it_reaches() {
        assert_eq!(found(b"\x00zelkquolan\x00\x01"), only("zelkquolan"));
        assert!(found(b"zelkqu").is_empty());
    }

    #[test]
    fn several_words_in_one_frame_are_all_found_and_half_a_frame_gives_what_it_has() {
        let said = format!("zelkquoone {} zelkquotwo", "and so on ".repeat(40_000));
        let frame = zstd::bulk::compress(said.as_bytes(), 1).unwrap();
        assert_eq!(found(&frame).len(), 2);
        assert!(found(&frame[..frame.len() - 8]).contains("zelkquoone"));
    }

    #[test]
    fn what_begins_with_no_marker_is_found_whole_in_its_forms() {
        let secret = "copper lantern quiet harbour";
        let base64 = base64::engine::general_purpose::STANDARD.encode(format!("{secret} and more"));
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [secret.as_bytes(), base64.as_bytes(), &wide, domain::signing::hex(secret.as_bytes()).as_bytes()] {
            assert!(holds(&[b"..", bytes, b".."].concat(), secret));
        }
        assert!(!holds(b"copper lantern quiet harbou", secret));
    }
}
