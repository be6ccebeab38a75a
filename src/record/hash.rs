//! The hash functions of cipher suites, and what key schedules build on them: HMAC (RFC 2104),
//! HKDF-Expand (RFC 5869 section 2.3) and the PRF of TLS 1.2 (RFC 5246 section 5).

use zeroize::Zeroize;

pub use crate::sys::sha2::MAX_LEN;

use crate::sys::sha2::Sha2;

/// The hash function of a cipher suite.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hash {
    Sha256,
    Sha384,
}

impl Hash {
    /// Length of the hash in bytes.
    pub const fn output_len(self) -> usize {
        match self {
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
        }
    }

    const fn block_len(self) -> usize {
        match self {
            Hash::Sha256 => 64,
            Hash::Sha384 => 128,
        }
    }

    /// A hash of nothing yet.
    pub fn start(self) -> Hasher {
        Hasher {
            state: match self {
                Hash::Sha256 => Sha2::sha256(),
                Hash::Sha384 => Sha2::sha384(),
            },
            hash: self,
        }
    }

    /// The hash of `data`.
    pub fn digest(self, data: &[u8]) -> Digest {
        let mut hasher = self.start();
        hasher.update(data);
        hasher.finish()
    }

    /// The HMAC of the concatenated `data` under `key`.
    pub fn hmac(self, key: &[u8], data: &[&[u8]]) -> Digest {
        HmacKey::new(self, key).sign(data)
    }
}

/// A hash being computed. Wiped when dropped.
#[derive(Clone)]
pub struct Hasher {
    state: Sha2,
    hash: Hash,
}

impl Hasher {
    pub fn update(&mut self, data: &[u8]) {
        self.state.update(data);
    }

    pub fn finish(mut self) -> Digest {
        let mut digest = Digest {
            bytes: [0; MAX_LEN],
            hash: self.hash,
        };
        self.state.finish(&mut digest.bytes);
        digest
    }
}

impl Drop for Hasher {
    fn drop(&mut self) {
        self.state.wipe();
    }
}

/// A hash, or what was made of one. Wiped when dropped.
#[derive(Clone)]
pub struct Digest {
    bytes: [u8; MAX_LEN],
    hash: Hash,
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.hash.output_len()]
    }
}

impl Drop for Digest {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// The longest output of HKDF-Expand, in blocks.
const MAX_BLOCKS: usize = 255;

/// An HMAC key: the states behind its two pads.
pub struct HmacKey {
    inner: Hasher,
    outer: Hasher,
}

impl HmacKey {
    pub fn new(hash: Hash, key: &[u8]) -> HmacKey {
        let mut pad = [0; 128];
        let pad = &mut pad[..hash.block_len()];
        if key.len() > pad.len() {
            pad[..hash.output_len()].copy_from_slice(hash.digest(key).as_ref());
        } else {
            pad[..key.len()].copy_from_slice(key);
        }
        let mut padded = |byte: u8| {
            pad.iter_mut().for_each(|b| *b ^= byte);
            let mut hasher = hash.start();
            hasher.update(pad);
            hasher
        };
        let key = HmacKey {
            inner: padded(0x36),
            outer: padded(0x36 ^ 0x5c),
        };
        pad.zeroize();
        key
    }

    /// The hash function of the key.
    pub fn hash(&self) -> Hash {
        self.inner.hash
    }

    /// The HMAC of the concatenated `data`.
    pub fn sign(&self, data: &[&[u8]]) -> Digest {
        self.sign_parts(&[], data, &[])
    }

    /// The HMAC of `first`, the concatenated `middle`, and `last`.
    pub fn sign_parts(&self, first: &[u8], middle: &[&[u8]], last: &[u8]) -> Digest {
        let mut inner = self.inner.clone();
        inner.update(first);
        middle.iter().for_each(|part| inner.update(part));
        inner.update(last);
        let mut outer = self.outer.clone();
        outer.update(inner.finish().as_ref());
        outer.finish()
    }

    /// HKDF-Expand with the key as the pseudorandom key, filling `out`. `None` if that is too long.
    pub fn expand(&self, info: &[&[u8]], out: &mut [u8]) -> Option<()> {
        let block_len = self.hash().output_len();
        if out.len() > MAX_BLOCKS * block_len {
            return None;
        }
        let mut last: Option<Digest> = None;
        for (i, block) in out.chunks_mut(block_len).enumerate() {
            let before = last.as_ref().map_or(&[][..], Digest::as_ref);
            let digest = self.sign_parts(before, info, &[i as u8 + 1]);
            block.copy_from_slice(&digest.as_ref()[..block.len()]);
            last = Some(digest);
        }
        Some(())
    }

    /// The PRF of TLS 1.2 with the key as the secret, filling `out`.
    pub fn prf(&self, label: &[u8], seed: &[u8], out: &mut [u8]) {
        let mut a = self.sign(&[label, seed]);
        let mut blocks = out.chunks_mut(self.hash().output_len()).peekable();
        while let Some(block) = blocks.next() {
            let digest = self.sign(&[a.as_ref(), label, seed]);
            block.copy_from_slice(&digest.as_ref()[..block.len()]);
            if blocks.peek().is_some() {
                a = self.sign(&[a.as_ref()]);
            }
        }
    }
}
