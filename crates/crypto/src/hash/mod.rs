//! The hash functions of TLS, and what key schedules build on them: HMAC (RFC 2104), HKDF-Expand (RFC 5869
//! section 2.3) and the PRF of TLS 1.0 to 1.2.
//!
//! | file | subject |
//! | --- | --- |
//! | `prf` | the PRF of TLS 1.0 to 1.2 |

mod prf;

use zeroize::{Zeroize, Zeroizing};

use crate::fetched;
use crate::library::Library;
use crate::Failed;

pub use crate::hash_function::{Function, MAX_LEN};
pub use prf::PrfKey;

use crate::hash_function::LowLevel;

/// A hash function, and the library that computes it.
#[derive(Clone, Debug)]
pub struct Hash {
    function: Function,
    library: Library,
}

impl Hash {
    pub const SHA256: Hash = Hash::of(Function::Sha256);
    pub const SHA384: Hash = Hash::of(Function::Sha384);
    pub const SHA512: Hash = Hash::of(Function::Sha512);
    pub const MD5: Hash = Hash::of(Function::Md5);
    pub const SHA1: Hash = Hash::of(Function::Sha1);
    /// Both hashes, one after the other. As the hash of a PRF: that of TLS 1.0 and 1.1.
    pub const MD5_SHA1: Hash = Hash::of(Function::Md5Sha1);

    const fn of(function: Function) -> Hash {
        Hash {
            function,
            library: Library::DEFAULT,
        }
    }

    /// The same function, computed by `library`.
    pub fn by(&self, library: &Library) -> Hash {
        Hash {
            function: self.function,
            library: library.clone(),
        }
    }

    /// The library that computes the hash and everything built on it.
    pub fn library(&self) -> &Library {
        &self.library
    }

    pub fn function(&self) -> Function {
        self.function
    }

    /// Length of the hash in bytes.
    pub const fn output_len(&self) -> usize {
        self.function.output_len()
    }

    const fn block_len(&self) -> usize {
        self.function.block_len()
    }

    /// The hash of no data.
    pub fn start(&self) -> Hasher {
        Hasher {
            state: match self.library.is_default() {
                true => HasherState::Own(LowLevel::start(self.function)),
                false => {
                    HasherState::Fetched(fetched::FetchedHash::start(&self.library, self.function))
                }
            },
            length: self.output_len(),
        }
    }

    /// The hash of `data`.
    pub fn digest(&self, data: &[u8]) -> Result<Digest, Failed> {
        let mut hasher = self.start();
        hasher.update(data);
        hasher.finish()
    }

    /// The HMAC of the concatenated `data` under `key`.
    pub fn hmac(&self, key: &[u8], data: &[&[u8]]) -> Result<Digest, Failed> {
        HmacKey::new(self, key).sign(data)
    }
}

/// A hash being computed. Wiped when dropped.
#[derive(Clone)]
pub struct Hasher {
    state: HasherState,
    length: usize,
}

// The large variant is the usual one; boxing it would cost an allocation per hash.
#[allow(clippy::large_enum_variant)]
enum HasherState {
    Own(LowLevel),
    /// `None` once libcrypto has failed.
    Fetched(Option<fetched::FetchedHash>),
}

impl Clone for HasherState {
    fn clone(&self) -> HasherState {
        match self {
            HasherState::Own(state) => HasherState::Own(state.clone()),
            HasherState::Fetched(state) => {
                HasherState::Fetched(state.as_ref().and_then(fetched::FetchedHash::copy))
            }
        }
    }
}

impl Drop for HasherState {
    fn drop(&mut self) {
        if let HasherState::Own(state) = self {
            state.wipe();
        }
    }
}

impl Hasher {
    pub fn update(&mut self, data: &[u8]) {
        match &mut self.state {
            HasherState::Own(state) => state.update(data),
            HasherState::Fetched(state) => {
                if state
                    .as_mut()
                    .and_then(|state| state.update(data))
                    .is_none()
                {
                    *state = None;
                }
            }
        }
    }

    /// The hash; fails if libcrypto failed at any step.
    pub fn finish(mut self) -> Result<Digest, Failed> {
        let mut digest = Digest::zeros(self.length);
        match &mut self.state {
            HasherState::Own(state) => state.finish(&mut digest.bytes),
            HasherState::Fetched(state) => {
                let finished = state
                    .take()
                    .and_then(|state| state.finish(&mut digest.bytes));
                finished.ok_or(Failed)?;
            }
        }
        Ok(digest)
    }
}

/// A hash, or a key derived from one. Wiped when dropped.
#[derive(Clone)]
pub struct Digest {
    bytes: [u8; MAX_LEN],
    length: usize,
}

impl Digest {
    /// Zeros of the hash's length.
    pub fn zeros(length: usize) -> Digest {
        Digest {
            bytes: [0; MAX_LEN],
            length,
        }
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl Drop for Digest {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// The longest output of HKDF-Expand, in blocks.
const MAX_BLOCKS: usize = 255;

/// An HMAC key, from which other secrets are derived.
#[derive(Clone)]
pub struct HmacKey {
    hash: Hash,
    form: Form,
}

// As above.
#[allow(clippy::large_enum_variant)]
#[derive(Clone)]
enum Form {
    /// The hash states after the inner and the outer pad.
    Own { inner: Hasher, outer: Hasher },
    /// The key itself, for libcrypto.
    Fetched(Zeroizing<Vec<u8>>),
}

impl HmacKey {
    pub fn new(hash: &Hash, key: &[u8]) -> HmacKey {
        let form = match hash.library.is_default() {
            true => Form::padded(hash, key),
            false => Form::Fetched(Zeroizing::new(key.to_vec())),
        };
        HmacKey {
            hash: hash.clone(),
            form,
        }
    }

    /// The hash function of the key.
    pub fn hash(&self) -> &Hash {
        &self.hash
    }

    /// The HMAC of the concatenated `data`.
    pub fn sign(&self, data: &[&[u8]]) -> Result<Digest, Failed> {
        match &self.form {
            Form::Own { inner, outer } => sign(inner, outer, data.iter().copied()),
            Form::Fetched(key) => {
                let mut digest = Digest::zeros(self.hash.output_len());
                let (library, function) = (&self.hash.library, self.hash.function);
                let data = data.iter().copied();
                fetched::hmac(library, function, key, data, &mut digest.bytes).ok_or(Failed)?;
                Ok(digest)
            }
        }
    }

    /// HKDF-Expand-Label (RFC 8446 section 7.1) with the key as the secret, filling `out`. `label` excludes
    /// the prefix "tls13 ". Fails if an argument is too long.
    pub fn expand_label(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), Failed> {
        const PREFIX: &[u8] = b"tls13 ";
        let out_len = u16::try_from(out.len()).map_err(failed)?;
        let label_len = u8::try_from(PREFIX.len() + label.len()).map_err(failed)?;
        let context_len = u8::try_from(context.len()).map_err(failed)?;
        match &self.form {
            Form::Own { inner, outer } => {
                let info = [
                    &out_len.to_be_bytes(),
                    &[label_len][..],
                    PREFIX,
                    label,
                    &[context_len],
                    context,
                ];
                expand(inner, outer, &info, out)
            }
            Form::Fetched(key) => {
                let (library, function) = (&self.hash.library, self.hash.function);
                fetched::expand_label(library, function, key, label, context, out).ok_or(Failed)
            }
        }
    }
}

impl Form {
    fn padded(hash: &Hash, key: &[u8]) -> Form {
        let mut pad = [0; 128];
        let pad = &mut pad[..hash.block_len()];
        if key.len() > pad.len() {
            let mut digest = [0; MAX_LEN];
            let mut hasher = LowLevel::start(hash.function);
            hasher.update(key);
            hasher.finish(&mut digest);
            hasher.wipe();
            pad[..MAX_LEN].copy_from_slice(&digest);
            digest.zeroize();
        } else {
            pad[..key.len()].copy_from_slice(key);
        }
        let mut padded = |byte: u8| {
            pad.iter_mut().for_each(|b| *b ^= byte);
            let mut hasher = hash.start();
            hasher.update(pad);
            hasher
        };
        let form = Form::Own {
            inner: padded(0x36),
            outer: padded(0x36 ^ 0x5c),
        };
        pad.zeroize();
        form
    }
}

/// HMAC from the states after the two pads.
fn sign<'a>(
    inner: &Hasher,
    outer: &Hasher,
    data: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Digest, Failed> {
    let mut inner = inner.clone();
    data.into_iter().for_each(|part| inner.update(part));
    let mut outer = outer.clone();
    outer.update(inner.finish()?.as_ref());
    outer.finish()
}

/// HKDF-Expand, filling `out`. Fails if that is too long.
fn expand(inner: &Hasher, outer: &Hasher, info: &[&[u8]], out: &mut [u8]) -> Result<(), Failed> {
    let block_len = inner.length;
    if out.len() > MAX_BLOCKS * block_len {
        return Err(Failed);
    }
    let mut last: Option<Digest> = None;
    for (i, block) in out.chunks_mut(block_len).enumerate() {
        let before = last.as_ref().map_or(&[][..], Digest::as_ref);
        let number = [i as u8 + 1];
        let parts = std::iter::once(before)
            .chain(info.iter().copied())
            .chain([&number[..]]);
        let digest = sign(inner, outer, parts)?;
        block.copy_from_slice(&digest.as_ref()[..block.len()]);
        last = Some(digest);
    }
    Ok(())
}

fn failed<E>(_: E) -> Failed {
    Failed
}

#[cfg(test)]
mod tests;
