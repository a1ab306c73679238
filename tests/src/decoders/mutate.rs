//! Altering examples by chance, in the ways in which bytes go wrong on purpose: bits, lengths, ends, pieces of
//! others, levels upon levels, numbers as large as there are.

use crate::simulation::Dice;

/// Inputs do not grow beyond this, unless an example is larger.
const LARGE: usize = 64 * 1024;

/// First bytes of CBOR that change what follows: long numbers, lengths, open ends, breaks, tags, null.
const HEADS: &[u8] = &[
    0x00, 0x17, 0x18, 0x1b, 0x3b, 0x40, 0x5b, 0x5f, 0x60, 0x7b, 0x7f, 0x80, 0x81, 0x9a, 0x9b, 0x9f, 0xa0, 0xa1, 0xbb,
    0xbf, 0xc1, 0xd8, 0xf4, 0xf6, 0xf7, 0xf9, 0xfb, 0xff,
];

pub struct Mutator<'a> {
    dice: Dice,
    examples: &'a [Vec<u8>],
    words: &'a [&'a str],
}

impl<'a> Mutator<'a> {
    pub fn new(seed: u64, examples: &'a [Vec<u8>], words: &'a [&'a str]) -> Self {
        Self { dice: Dice::new(seed), examples, words }
    }

    /// The next input. Now and then an example as it is, and now and then nothing but chance.
    pub fn next(&self) -> Vec<u8> {
        let mut bytes = self.dice.pick(self.examples).cloned().unwrap_or_default();
        if self.dice.one_in(40) {
            bytes = self.noise(300);
        }
        let times = if self.dice.one_in(20) { 0 } else { 1 + self.dice.below(1 + self.dice.below(8)) };
        for _ in 0..times {
            self.alter(&mut bytes);
        }
        let most = LARGE.max(self.examples.iter().map(Vec::len).max().unwrap_or(0));
        bytes.truncate(most);
        bytes
    }

    fn noise(&self, most: usize) -> Vec<u8> {
        let mut noise = vec![0; self.dice.below(most)];
        self.dice.entropy().fill(&mut noise);
        noise
    }

    fn alter(&self, bytes: &mut Vec<u8>) {
        let at = self.dice.below(bytes.len() + 1);
        match self.dice.below(13) {
            0 => self.with_byte(bytes, |byte| byte ^ (1 << self.dice.below(8))),
            1 => self.with_byte(bytes, |_| self.dice.pick(HEADS).copied().unwrap_or(0)),
            2 => self.with_byte(bytes, |byte| byte.wrapping_add(if self.dice.one_in(2) { 1 } else { 0xff })),
            3 => bytes.truncate(at),
            4 => {
                let end = (at + self.dice.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            5 => self.repeat(bytes, at),
            6 => self.huge(bytes, at),
            7 => self.inflate(bytes, at),
            8 => self.splice(bytes, at),
            9 => self.nest(bytes, at),
            10 => drop(bytes.splice(at..at, self.noise(12))),
            11 => self.swap(bytes, at),
            _ => {
                let word = self.dice.pick(self.words).copied().unwrap_or("\0");
                let over = if self.dice.one_in(2) { word.len() } else { 0 };
                let end = (at + over).min(bytes.len());
                bytes.splice(at..end, word.bytes());
            }
        }
    }

    fn with_byte(&self, bytes: &mut [u8], change: impl Fn(u8) -> u8) {
        let at = self.dice.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte = change(*byte);
        }
    }

    /// A piece again, and again.
    fn repeat(&self, bytes: &mut Vec<u8>, at: usize) {
        let end = (at + 1 + self.dice.below(64)).min(bytes.len());
        let times = 1 + self.dice.below(if self.dice.one_in(8) { 2_000 } else { 8 });
        let piece = bytes[at.min(end)..end].repeat(times);
        bytes.splice(at..at, piece);
    }

    /// A number as large, or as negative, as there are.
    fn huge(&self, bytes: &mut Vec<u8>, at: usize) {
        let width = [1, 2, 4, 8][self.dice.below(4)];
        let number: u64 =
            [u64::MAX, i64::MAX as u64, i64::MIN as u64, u64::from(u32::MAX), 0, 1 << 40][self.dice.below(6)];
        let number = if self.dice.one_in(2) {
            number.to_le_bytes()[..width].to_vec()
        } else {
            number.to_be_bytes()[8 - width..].to_vec()
        };
        let end = (at + width).min(bytes.len());
        bytes.splice(at..end, number);
    }

    /// A short length becomes a long one.
    fn inflate(&self, bytes: &mut Vec<u8>, at: usize) {
        let found = (at..bytes.len()).find(|at| (0x40..0xc0).contains(&bytes[*at]));
        if let Some(at) = found {
            let length = [u64::MAX, i64::MAX as u64, u64::from(u32::MAX), 1 << 30, 1 << 16][self.dice.below(5)];
            let head = std::iter::once(bytes[at] & 0xe0 | 0x1b).chain(length.to_be_bytes());
            bytes.splice(at..=at, head);
        }
    }

    /// The end of another example, or a piece of it.
    fn splice(&self, bytes: &mut Vec<u8>, at: usize) {
        let Some(other) = self.dice.pick(self.examples) else { return };
        let from = self.dice.below(other.len() + 1);
        if self.dice.one_in(2) {
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        } else {
            let end = (from + self.dice.below(200)).min(other.len());
            bytes.splice(at..at, other[from..end].iter().copied());
        }
    }

    /// Levels around what stands there, a few or very many.
    fn nest(&self, bytes: &mut Vec<u8>, at: usize) {
        let levels = if self.dice.one_in(4) { 1 + self.dice.below(40_000) } else { 1 + self.dice.below(40) };
        let (opening, end): (&[u8], &[u8]) = [
            (&[0x81][..], &[][..]),
            (&[0x9f], &[0xff]),
            (&[0xa1, 0x61, b'a'], &[]),
            (&[0x82, 0x9f], &[]),
            (b"[", b"]"),
            (b"{\"a\":", b"}"),
        ][self.dice.below(6)];
        bytes.splice(at..at, opening.repeat(levels));
        if self.dice.one_in(2) {
            bytes.extend(end.repeat(levels));
        }
    }

    /// Two pieces in each other's place.
    fn swap(&self, bytes: &mut Vec<u8>, at: usize) {
        let length = 1 + self.dice.below(32);
        let other = self.dice.below(bytes.len() + 1);
        for step in 0..length {
            if at + step < bytes.len() && other + step < bytes.len() {
                bytes.swap(at + step, other + step);
            }
        }
    }
}
