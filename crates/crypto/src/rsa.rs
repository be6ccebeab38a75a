//! RSA encryption with PKCS #1 v1.5 padding, as the RSA key exchange uses it.

use std::ptr;

use libc::c_uint;
use zeroize::Zeroizing;

use super::exchange::{PKeyContext, Secret};
use super::ffi;
use super::library::Library;
use super::pkey::PKey;

/// Bytes of a premaster secret of the RSA key exchange.
pub const PREMASTER_LENGTH: usize = 48;

/// Where encryption fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncryptError {
    /// The key cannot encrypt.
    NotReady,
    /// Encrypting: the message is too long, or a provider failed.
    Refused,
}

impl PKey {
    /// Whether it is an RSA key whose use is not restricted to PSS.
    pub fn is_rsa(&self) -> bool {
        // SAFETY: the key is live; a string.
        unsafe { ffi::EVP_PKEY_is_a(self.as_ptr(), c"RSA".as_ptr()) == 1 }
    }

    /// Encrypts a short message with PKCS #1 v1.5 padding.
    pub fn rsa_encrypt(&self, library: &Library, message: &[u8]) -> Result<Vec<u8>, EncryptError> {
        let ctx = PKeyContext::of_key(library, self).ok_or(EncryptError::NotReady)?;
        let ctx = ctx.as_ptr();
        let (start, given) = (message.as_ptr(), message.len());
        let mut length = 0;
        // SAFETY: the context is live, and the message only read; without a place libcrypto returns only the
        // length.
        let ready = unsafe {
            ffi::EVP_PKEY_encrypt_init(ctx) > 0
                && ffi::EVP_PKEY_encrypt(ctx, ptr::null_mut(), &mut length, start, given) > 0
        };
        if !ready {
            return Err(EncryptError::NotReady);
        }
        let mut encrypted = vec![0; length];
        let out = encrypted.as_mut_ptr();
        // SAFETY: as above; at most `length` bytes are written, which is the vector's length.
        if unsafe { ffi::EVP_PKEY_encrypt(ctx, out, &mut length, start, given) } <= 0 {
            return Err(EncryptError::Refused);
        }
        encrypted.truncate(length);
        Ok(encrypted)
    }

    /// Decrypts a premaster secret. Where the padding is bad, or the secret does not begin with
    /// `client_version` (nor with `negotiated_version`, if given), the result is a random secret, and nothing,
    /// not even the time, tells the difference. `None` for what anybody can see is invalid.
    pub fn rsa_decrypt_premaster(
        &self,
        library: &Library,
        client_version: u16,
        negotiated_version: Option<u16>,
        encrypted: &[u8],
    ) -> Option<Secret> {
        let ctx = PKeyContext::of_key(library, self)?;
        let ctx = ctx.as_ptr();
        let mut client_version = c_uint::from(client_version);
        let mut negotiated = negotiated_version.map(c_uint::from);
        let mut premaster = Zeroizing::new(vec![0; PREMASTER_LENGTH]);
        let mut length = premaster.len();
        let (out, start) = (premaster.as_mut_ptr(), encrypted.as_ptr());
        // SAFETY: the context is live; the versions outlive the parameters, which are only read; at most
        // `length` bytes are written, which is the vector's length.
        let done = unsafe {
            let version = c"tls-client-version".as_ptr();
            let mut parameters = vec![ffi::OSSL_PARAM_construct_uint(version, &mut client_version)];
            if let Some(negotiated) = &mut negotiated {
                let version = c"tls-negotiated-version".as_ptr();
                parameters.push(ffi::OSSL_PARAM_construct_uint(version, negotiated));
            }
            parameters.push(ffi::OSSL_PARAM_construct_end());
            ffi::EVP_PKEY_decrypt_init(ctx) > 0
                && ffi::EVP_PKEY_CTX_set_rsa_padding(ctx, ffi::RSA_PKCS1_WITH_TLS_PADDING) > 0
                && ffi::EVP_PKEY_CTX_set_params(ctx, parameters.as_ptr()) > 0
                && ffi::EVP_PKEY_decrypt(ctx, out, &mut length, start, encrypted.len()) > 0
        };
        (done && length == PREMASTER_LENGTH).then_some(premaster)
    }

    /// A new RSA key, for tests.
    #[doc(hidden)]
    pub fn generate_rsa_for_test() -> Option<PKey> {
        let ctx = PKeyContext::of_type(&Library::DEFAULT, c"RSA")?;
        // SAFETY: the context is live.
        let ready = unsafe { ffi::EVP_PKEY_keygen_init(ctx.as_ptr()) > 0 };
        ready.then(|| ctx.generate())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIBRARY: &Library = &Library::DEFAULT;
    const VERSION: u16 = u16::from_be_bytes([3, 3]);

    fn premaster() -> [u8; PREMASTER_LENGTH] {
        let mut premaster = [7; PREMASTER_LENGTH];
        premaster[..2].copy_from_slice(&VERSION.to_be_bytes());
        premaster
    }

    #[test]
    fn a_premaster_arrives() {
        let key = PKey::generate_rsa_for_test().unwrap();
        assert!(key.is_rsa());
        let encrypted = key.rsa_encrypt(LIBRARY, &premaster()).unwrap();
        assert_eq!(encrypted.len(), 256);
        let decrypt = |version, other| {
            let premaster = key.rsa_decrypt_premaster(LIBRARY, version, other, &encrypted);
            premaster.unwrap().to_vec()
        };
        assert_eq!(decrypt(VERSION, None), premaster());
        assert_eq!(decrypt(VERSION - 1, Some(VERSION)), premaster());
        // Another version gives random bytes, others each time.
        let wrong = decrypt(VERSION - 1, None);
        assert_ne!(wrong, premaster());
        assert_ne!(wrong[2..], premaster()[2..]);
    }

    #[test]
    fn bad_padding_is_not_told() {
        let key = PKey::generate_rsa_for_test().unwrap();
        let decrypt =
            |encrypted: &[u8]| key.rsa_decrypt_premaster(LIBRARY, VERSION, None, encrypted);
        let short = key.rsa_encrypt(LIBRARY, &premaster()[1..]).unwrap();
        let mut changed = key.rsa_encrypt(LIBRARY, &premaster()).unwrap();
        changed[255] ^= 1;
        for encrypted in [&short[..], &changed] {
            assert_ne!(decrypt(encrypted).unwrap()[..], premaster());
        }
        // As anybody can see: too large for the modulus, and a wrong length.
        assert!(decrypt(&[0xff; 256]).is_none());
        assert!(decrypt(&[1; 257]).is_none());
        crate::err::clear();
    }

    #[test]
    fn what_is_too_long_is_not_encrypted() {
        let key = PKey::generate_rsa_for_test().unwrap();
        let refused = key.rsa_encrypt(LIBRARY, &[0; 300]);
        assert_eq!(refused, Err(EncryptError::Refused));
        crate::err::clear();
    }
}
