//! Sealed bytes in chunks that can be read one by one, in their order alone, and of which the last says that it
//! is the last. So what was cut short, or put together anew, is seen as such. Sealed files and blobs are made so.

use std::io::{self, BufRead, Read, Write};

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

/// Bytes of a chunk before it is sealed.
const CHUNK: usize = 64 * 1024;
const SEAL: usize = 16;

struct Sealer {
    cipher: XChaCha20Poly1305,
    next: u64,
}

impl Sealer {
    fn new(key: &[u8; 32]) -> Self {
        Self { cipher: XChaCha20Poly1305::new(key.into()), next: 0 }
    }

    /// A key is used once, so a chunk's number is nonce enough.
    fn nonce(&mut self, last: bool) -> XNonce {
        let mut nonce = [0; 24];
        nonce[15..23].copy_from_slice(&self.next.to_be_bytes());
        nonce[23] = u8::from(last);
        self.next += 1;
        XNonce::from(nonce)
    }
}

pub(crate) struct ChunkWriter<W: Write> {
    inner: W,
    sealer: Sealer,
    plain: Vec<u8>,
}

impl<W: Write> ChunkWriter<W> {
    pub fn new(inner: W, key: &[u8; 32]) -> Self {
        Self { inner, sealer: Sealer::new(key), plain: Vec::with_capacity(CHUNK) }
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let nonce = self.sealer.nonce(last);
        let sealed = self
            .sealer
            .cipher
            .encrypt(&nonce, self.plain.as_slice())
            .map_err(|_| io::Error::other("a chunk could not be sealed"))?;
        self.plain.clear();
        self.inner.write_all(&sealed)
    }

    /// The last chunk; without it the whole counts as cut short.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for ChunkWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.plain.len() == CHUNK {
            self.seal(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.plain.len());
        self.plain.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        // A chunk that is not full waits for more: only the last may be short.
        Ok(())
    }
}

pub(crate) struct ChunkReader<R: BufRead> {
    inner: R,
    sealer: Sealer,
    plain: Vec<u8>,
    read: usize,
    over: bool,
}

impl<R: BufRead> ChunkReader<R> {
    pub fn new(inner: R, key: &[u8; 32]) -> Self {
        Self { inner, sealer: Sealer::new(key), plain: Vec::new(), read: 0, over: false }
    }

    fn open(&mut self) -> io::Result<()> {
        let mut sealed = Vec::with_capacity(CHUNK + SEAL);
        self.inner.by_ref().take((CHUNK + SEAL) as u64).read_to_end(&mut sealed)?;
        self.over = self.inner.fill_buf()?.is_empty();
        let nonce = self.sealer.nonce(self.over);
        let altered = || io::Error::new(io::ErrorKind::InvalidData, "a chunk does not open");
        self.plain = self.sealer.cipher.decrypt(&nonce, sealed.as_slice()).map_err(|_| altered())?;
        self.read = 0;
        Ok(())
    }
}

impl<R: BufRead> Read for ChunkReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.read == self.plain.len() {
            if self.over {
                return Ok(0);
            }
            self.open()?;
        }
        let taken = into.len().min(self.plain.len() - self.read);
        into[..taken].copy_from_slice(&self.plain[self.read..self.read + taken]);
        self.read += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn sealed(bytes: &[u8]) -> Vec<u8> {
        let mut writer = ChunkWriter::new(Vec::new(), &KEY);
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn opened(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut plain = Vec::new();
        ChunkReader::new(bytes, &KEY).read_to_end(&mut plain)?;
        Ok(plain)
    }

    #[test]
    fn what_was_sealed_opens_whatever_its_length() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let plain: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            assert_eq!(opened(&sealed(&plain)).unwrap(), plain, "{length} bytes");
        }
    }

    #[test]
    fn what_was_cut_short_altered_or_put_in_another_order_does_not_open() {
        let whole = sealed(&vec![1; 3 * CHUNK]);
        let step = CHUNK + SEAL;
        for cut in [0, 1, SEAL, step - 1, step, 2 * step, whole.len() - 1] {
            assert!(opened(&whole[..cut]).is_err(), "cut at {cut}");
        }
        for at in [0, step, whole.len() - 1] {
            let mut altered = whole.clone();
            altered[at] ^= 1;
            assert!(opened(&altered).is_err(), "altered at {at}");
        }
        let turned = [&whole[step..2 * step], &whole[..step], &whole[2 * step..]].concat();
        assert!(opened(&turned).is_err());
        assert!(opened(&[whole.as_slice(), &[0]].concat()).is_err());
    }
}
