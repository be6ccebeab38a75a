//! The PRF of TLS 1.2 (RFC 5246 section 5), and that of TLS 1.0 and 1.1 (RFC 4346 section 5): the halves of the
//! secret are keys of MD5 and SHA-1, whose outputs are combined with XOR.

use zeroize::Zeroizing;

use super::{sign, Digest, Form, Function, Hash, HmacKey};
use crate::{fetched, Failed};

/// A secret of the PRF, for any number of outputs.
#[derive(Clone)]
pub struct PrfKey {
    hash: Hash,
    kind: Kind,
}

// The large variant is the usual one; boxing it would cost an allocation per handshake.
#[allow(clippy::large_enum_variant)]
#[derive(Clone)]
enum Kind {
    One(HmacKey),
    /// MD5's and SHA-1's.
    Two(Box<[HmacKey; 2]>),
    /// The secret itself, for libcrypto.
    Fetched(Zeroizing<Vec<u8>>),
}

impl PrfKey {
    /// [`Hash::MD5_SHA1`] stands for the PRF of TLS 1.0 and 1.1, any other hash for that of TLS 1.2.
    pub fn new(hash: &Hash, secret: &[u8]) -> PrfKey {
        let kind = match hash.function() {
            _ if !hash.library().is_default() => Kind::Fetched(Zeroizing::new(secret.to_vec())),
            Function::Md5Sha1 => {
                // The halves share a byte if their sum is odd.
                let half = secret.len().div_ceil(2);
                Kind::Two(Box::new([
                    HmacKey::new(&Hash::MD5, &secret[..half]),
                    HmacKey::new(&Hash::SHA1, &secret[secret.len() - half..]),
                ]))
            }
            _ => Kind::One(HmacKey::new(hash, secret)),
        };
        PrfKey {
            hash: hash.clone(),
            kind,
        }
    }

    /// The hash function of the PRF.
    pub fn hash(&self) -> &Hash {
        &self.hash
    }

    /// Fills `out`. `seed` is concatenated, and begins with the label.
    pub fn expand(&self, seed: &[&[u8]], out: &mut [u8]) -> Result<(), Failed> {
        let (library, function) = (self.hash.library(), self.hash.function());
        match &self.kind {
            Kind::One(key) => p_hash(key, seed, out, |out, bytes| out.copy_from_slice(bytes)),
            Kind::Two(keys) => {
                let [md5, sha1] = &**keys;
                p_hash(md5, seed, out, |out, bytes| out.copy_from_slice(bytes))?;
                p_hash(sha1, seed, out, |out, bytes| {
                    out.iter_mut().zip(bytes).for_each(|(o, b)| *o ^= b);
                })
            }
            Kind::Fetched(secret) => {
                fetched::prf(library, function, secret, seed, out).ok_or(Failed)
            }
        }
    }
}

/// P_hash: `write` puts its blocks, the last one shortened, into those of `out`.
fn p_hash(
    key: &HmacKey,
    seed: &[&[u8]],
    out: &mut [u8],
    write: impl Fn(&mut [u8], &[u8]),
) -> Result<(), Failed> {
    let Form::Own { inner, outer } = &key.form else {
        return Err(Failed);
    };
    let seed = || seed.iter().copied();
    let mut a: Digest = sign(inner, outer, seed())?;
    let mut blocks = out.chunks_mut(key.hash.output_len()).peekable();
    while let Some(block) = blocks.next() {
        let digest = sign(inner, outer, std::iter::once(a.as_ref()).chain(seed()))?;
        write(block, &digest.as_ref()[..block.len()]);
        if blocks.peek().is_some() {
            a = sign(inner, outer, [a.as_ref()])?;
        }
    }
    Ok(())
}
