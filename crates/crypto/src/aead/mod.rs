//! AEADs: a key, and who protects with it.
//!
//! With the default library that is aws-lc or ring ([`builtin`]), or libcrypto for ChaCha20-Poly1305 and
//! content of some length, because it is the faster one there, and for ciphers for which there is an engine.
//! With any other library it is that library.
//!
//! | file | subject |
//! | --- | --- |
//! | `builtin` | aws-lc and ring |
//! | `evp` | the ciphers of a library |

mod builtin;
mod evp;

use libc::c_int;
use zeroize::Zeroizing;

use crate::engine;
use crate::library::{Cipher, Library};
use crate::Failed;
use builtin::Builtin;
pub use builtin::{choose, fastest, Implementation};
use evp::Aead;

/// Length of the nonce in bytes, for every algorithm here.
pub const NONCE_LEN: usize = 12;

/// Length of the authentication tag in bytes, for every algorithm here.
pub const TAG_LEN: usize = 16;

/// Length of the longest key in bytes.
const MAX_KEY_LEN: usize = 32;

/// From this length of content on, in bytes, libcrypto's ChaCha20-Poly1305 is faster.
const LARGE: usize = 1024;

/// The algorithms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AeadAlgorithm {
    Aes128Gcm,
    Aes256Gcm,
    ChaCha20Poly1305,
}

impl AeadAlgorithm {
    /// Length of the key in bytes.
    pub const fn key_len(self) -> usize {
        match self {
            AeadAlgorithm::Aes128Gcm => 16,
            AeadAlgorithm::Aes256Gcm | AeadAlgorithm::ChaCha20Poly1305 => 32,
        }
    }

    const fn nid(self) -> c_int {
        match self {
            AeadAlgorithm::Aes128Gcm => 895,
            AeadAlgorithm::Aes256Gcm => 901,
            AeadAlgorithm::ChaCha20Poly1305 => 1018,
        }
    }

    /// That of a library that is not the default one; `None` if it has not got the algorithm.
    fn fetched(self, library: &Library) -> Option<&Cipher> {
        let fetched = library.fetched()?;
        match self {
            AeadAlgorithm::Aes128Gcm => fetched.aes_128_gcm.as_ref(),
            AeadAlgorithm::Aes256Gcm => fetched.aes_256_gcm.as_ref(),
            AeadAlgorithm::ChaCha20Poly1305 => fetched.chacha20_poly1305.as_ref(),
        }
    }
}

/// A key.
///
/// An implementation's context is several times as large as the key, so the first use makes it, and it can
/// be freed.
pub struct AeadKey {
    algorithm: AeadAlgorithm,
    bytes: Zeroizing<[u8; MAX_KEY_LEN]>,
    /// The library that protects.
    library: Library,
    cipher: Option<Builtin>,
    evp: Evp,
    /// Whether an engine protects with the default library; unknown before the key is used.
    by_engine: Option<bool>,
}

/// The cipher of libcrypto.
enum Evp {
    Unused,
    Ready(Aead),
    /// libcrypto does not have the cipher.
    Missing,
}

impl AeadKey {
    /// Fails unless `key` has [`AeadAlgorithm::key_len`] bytes.
    pub fn new(algorithm: AeadAlgorithm, key: &[u8]) -> Result<AeadKey, Failed> {
        if key.len() != algorithm.key_len() {
            return Err(Failed);
        }
        let mut bytes = Zeroizing::new([0; MAX_KEY_LEN]);
        bytes[..key.len()].copy_from_slice(key);
        Ok(AeadKey {
            algorithm,
            bytes,
            library: Library::DEFAULT,
            cipher: None,
            evp: Evp::Unused,
            by_engine: None,
        })
    }

    /// Uses `library`'s ciphers. Call it before the key is used.
    pub fn set_library(&mut self, library: &Library) {
        self.library = library.clone();
    }

    pub fn algorithm(&self) -> AeadAlgorithm {
        self.algorithm
    }

    /// Frees the implementation's context. The next use makes it again.
    pub fn release(&mut self) {
        self.cipher = None;
        self.evp = Evp::Unused;
        self.by_engine = None;
    }

    /// Encrypts `content`, `inner` and `padding` zeros into `out`, which has room for all of them and
    /// the tag. Without padding the content is read once and never copied.
    pub fn seal(
        &mut self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        content: &[u8],
        inner: &[u8],
        padding: usize,
        out: &mut [u8],
    ) -> Result<(), Failed> {
        if padding == 0 {
            self.seal_parts(nonce, aad, content, inner, out)
        } else if self.library.is_default() && !self.is_by_engine() {
            let (text, rest) = out.split_at_mut(content.len());
            text.copy_from_slice(content);
            rest.fill(0);
            rest[..inner.len()].copy_from_slice(inner);
            let sealed = self.cipher()?.seal_in_place(&nonce, aad, out);
            sealed.then_some(()).ok_or(Failed)
        } else {
            let mut padded = vec![0; inner.len() + padding];
            padded[..inner.len()].copy_from_slice(inner);
            self.seal_parts(nonce, aad, content, &padded, out)
        }
    }

    fn seal_parts(
        &mut self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        content: &[u8],
        inner: &[u8],
        out: &mut [u8],
    ) -> Result<(), Failed> {
        if let Some(cipher) = self.evp(content.len(), true)? {
            let sealed = cipher.seal(&nonce, aad, content, inner, out);
            return sealed.then_some(()).ok_or(Failed);
        }
        let sealed = self.cipher()?.seal(&nonce, aad, content, inner, out);
        sealed.then_some(()).ok_or(Failed)
    }

    /// Decrypts `text` in place. False if it is forged; no plaintext is left then.
    pub fn open(
        &mut self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        tag: &[u8],
        text: &mut [u8],
    ) -> Result<bool, Failed> {
        if let Some(cipher) = self.evp(text.len(), false)? {
            let opened = cipher.open(&nonce, aad, tag, text);
            if !opened {
                text.fill(0);
            }
            return Ok(opened);
        }
        Ok(self.cipher()?.open(&nonce, aad, tag, text))
    }

    fn cipher(&mut self) -> Result<&Builtin, Failed> {
        if self.cipher.is_none() {
            self.cipher = match self.algorithm {
                AeadAlgorithm::ChaCha20Poly1305 => Builtin::chacha20_poly1305(&self.bytes),
                _ => Builtin::aes_gcm(&self.bytes[..self.algorithm.key_len()]),
            };
        }
        self.cipher.as_ref().ok_or(Failed)
    }

    fn is_by_engine(&mut self) -> bool {
        let nid = self.algorithm.nid();
        *self
            .by_engine
            .get_or_insert_with(|| engine::has_cipher(nid))
    }

    /// libcrypto's cipher, if it is the one for so much content.
    fn evp(&mut self, length: usize, encrypt: bool) -> Result<Option<&mut Aead>, Failed> {
        let default = self.library.is_default();
        // Nobody takes over from an engine.
        let optional = default && !self.is_by_engine();
        if optional && (self.algorithm != AeadAlgorithm::ChaCha20Poly1305 || length < LARGE) {
            return Ok(None);
        }
        if let Evp::Unused = self.evp {
            let (algorithm, key) = (self.algorithm, &self.bytes[..self.algorithm.key_len()]);
            let made = match default {
                true => Aead::of_default(algorithm, key, encrypt),
                false => algorithm
                    .fetched(&self.library)
                    .and_then(|cipher| Aead::new(cipher, key, encrypt)),
            };
            self.evp = made.map_or(Evp::Missing, Evp::Ready);
        }
        match &mut self.evp {
            Evp::Ready(cipher) => Ok(Some(cipher)),
            _ if optional => Ok(None),
            _ => Err(Failed),
        }
    }
}
