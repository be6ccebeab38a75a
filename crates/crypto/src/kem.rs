//! Key encapsulation: ML-KEM-768 by aws-lc, and KEMs that a library context has.

use aws_lc_rs::kem::{self, Ciphertext, EncapsulationKey, ML_KEM_768};
use std::ptr;
use zeroize::Zeroizing;

use super::exchange::{Exchange, PKeyContext, Secret};
use super::ffi;
use super::library::Library;
use super::pkey::PKey;

/// Our key pair of ML-KEM-768 for one exchange.
#[derive(Debug)]
pub struct DecapsulationKey {
    key: kem::DecapsulationKey,
    public: Vec<u8>,
}

/// Bytes of ML-KEM-768's encapsulation key (FIPS 203 section 8).
pub const PUBLIC_LENGTH: usize = 1184;
/// Bytes of its ciphertext.
pub const CIPHERTEXT_LENGTH: usize = 1088;

impl DecapsulationKey {
    pub fn generate() -> Option<DecapsulationKey> {
        let key = kem::DecapsulationKey::generate(&ML_KEM_768).ok()?;
        let public = key.encapsulation_key().ok()?.key_bytes().ok()?;
        let public = public.as_ref().to_vec();
        Some(DecapsulationKey { key, public })
    }

    /// The encapsulation key.
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// The secret in a ciphertext; `None` for a wrong length. A ciphertext that was tampered with gives
    /// another secret.
    pub fn decapsulate(&self, ciphertext: &[u8]) -> Option<Secret> {
        let secret = self.key.decapsulate(Ciphertext::from(ciphertext)).ok()?;
        Some(Zeroizing::new(secret.as_ref().to_vec()))
    }
}

/// A ciphertext for the owner of an encapsulation key, and the secret in it; `None` for bytes that are no
/// such key (FIPS 203 section 7.2).
pub fn encapsulate(public: &[u8]) -> Option<(Vec<u8>, Secret)> {
    let key = EncapsulationKey::new(&ML_KEM_768, public).ok()?;
    let (ciphertext, secret) = key.encapsulate().ok()?;
    let secret = Zeroizing::new(secret.as_ref().to_vec());
    Some((ciphertext.as_ref().to_vec(), secret))
}

/// Where an operation of libcrypto's KEMs fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KemError {
    /// The key has no such operation.
    NotReady,
    /// The operation: what the peer sent does not fit.
    Refused,
}

impl PKey {
    /// A ciphertext for the key's owner and the secret in it, by the KEM of a library context.
    pub fn encapsulate(&self, library: &Library) -> Result<(Vec<u8>, Secret), KemError> {
        let ctx = PKeyContext::of_key(library, self).ok_or(KemError::NotReady)?;
        let (ctx, none) = (ctx.as_ptr(), ptr::null_mut());
        let (mut length, mut secret_length) = (0, 0);
        // SAFETY: the context is live; without places libcrypto returns only the lengths.
        let ready = unsafe {
            ffi::EVP_PKEY_encapsulate_init(ctx, ptr::null()) > 0
                && ffi::EVP_PKEY_encapsulate(ctx, none, &mut length, none, &mut secret_length) > 0
        };
        if !ready || length == 0 || secret_length == 0 {
            return Err(KemError::NotReady);
        }
        let mut ciphertext = vec![0; length];
        let mut secret = Zeroizing::new(vec![0; secret_length]);
        let (out, place) = (ciphertext.as_mut_ptr(), secret.as_mut_ptr());
        // SAFETY: writes at most as many bytes as the lengths say, which are those of the vectors.
        let done =
            unsafe { ffi::EVP_PKEY_encapsulate(ctx, out, &mut length, place, &mut secret_length) };
        if done <= 0 {
            return Err(KemError::Refused);
        }
        ciphertext.truncate(length);
        secret.truncate(secret_length);
        Ok((ciphertext, secret))
    }
}

impl Exchange {
    /// The secret in a ciphertext for our key, by the KEM of its library context.
    pub fn decapsulate(&self, ciphertext: &[u8]) -> Result<Secret, KemError> {
        let ctx = PKeyContext::of_key(self.library(), self.key()).ok_or(KemError::NotReady)?;
        let (ctx, none) = (ctx.as_ptr(), ptr::null_mut());
        let (start, given) = (ciphertext.as_ptr(), ciphertext.len());
        let mut length = 0;
        // SAFETY: the context is live, and the ciphertext only read; without a place libcrypto returns only the
        // length.
        let ready = unsafe {
            ffi::EVP_PKEY_decapsulate_init(ctx, ptr::null()) > 0
                && ffi::EVP_PKEY_decapsulate(ctx, none, &mut length, start, given) > 0
        };
        if !ready {
            return Err(KemError::NotReady);
        }
        let mut secret = Zeroizing::new(vec![0; length]);
        let place = secret.as_mut_ptr();
        // SAFETY: as above; at most `length` bytes are written, which is the vector's length.
        let done = unsafe { ffi::EVP_PKEY_decapsulate(ctx, place, &mut length, start, given) };
        if done <= 0 {
            return Err(KemError::Refused);
        }
        secret.truncate(length);
        Ok(secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_have_the_secret() {
        let key = DecapsulationKey::generate().unwrap();
        assert_eq!(key.public().len(), PUBLIC_LENGTH);
        let (ciphertext, secret) = encapsulate(key.public()).unwrap();
        assert_eq!(ciphertext.len(), CIPHERTEXT_LENGTH);
        assert_eq!(secret.len(), 32);
        assert_eq!(key.decapsulate(&ciphertext), Some(secret));
    }

    #[test]
    fn wrong_lengths_are_refused() {
        let key = DecapsulationKey::generate().unwrap();
        assert!(encapsulate(&key.public()[1..]).is_none());
        assert!(encapsulate(&[]).is_none());
        assert!(key.decapsulate(&[0; CIPHERTEXT_LENGTH - 1]).is_none());
        assert!(key.decapsulate(&[0; CIPHERTEXT_LENGTH + 1]).is_none());
        assert!(key.decapsulate(&[]).is_none());
    }

    #[test]
    fn a_key_whose_coefficients_are_too_large_is_refused() {
        let mut public = DecapsulationKey::generate().unwrap().public().to_vec();
        public[..3].fill(0xff);
        assert!(encapsulate(&public).is_none());
    }

    #[test]
    fn a_changed_ciphertext_gives_another_secret() {
        let key = DecapsulationKey::generate().unwrap();
        let (mut ciphertext, secret) = encapsulate(key.public()).unwrap();
        ciphertext[7] ^= 1;
        assert_ne!(key.decapsulate(&ciphertext), Some(secret));
    }

    #[test]
    fn keys_without_a_kem_say_so() {
        let group = super::super::exchange::ExchangeGroup {
            keys: c"X448",
            name: c"x448",
        };
        let key = Exchange::generate(&Library::DEFAULT, group).unwrap();
        let refused = key.key().encapsulate(&Library::DEFAULT).err();
        assert_eq!(refused, Some(KemError::NotReady));
        assert_eq!(key.decapsulate(&[0; 56]).err(), Some(KemError::NotReady));
        crate::err::clear();
    }
}
