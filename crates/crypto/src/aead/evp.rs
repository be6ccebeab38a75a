//! AEAD ciphers through EVP: those of a [`Library`](crate::library::Library), and ChaCha20-Poly1305,
//! because libcrypto's is the faster one for large records. EVP leaves the work to an engine that is the
//! default for a cipher.

use std::ptr::{self, NonNull};

use libc::c_int;

use super::{AeadAlgorithm, NONCE_LEN, TAG_LEN};
use crate::ffi;
use crate::library::Cipher;

/// A key, for many records one after the other.
pub(super) struct Aead(NonNull<ffi::EVP_CIPHER_CTX>);

impl Aead {
    /// A key of libcrypto's cipher, or of that of the engine which is its default. `None` where its
    /// providers don't have the cipher, where the engine fails, or memory is out.
    pub fn of_default(algorithm: AeadAlgorithm, key: &[u8], encrypt: bool) -> Option<Self> {
        // SAFETY: the ciphers are static.
        unsafe {
            let kind = match algorithm {
                AeadAlgorithm::Aes128Gcm => ffi::EVP_aes_128_gcm(),
                AeadAlgorithm::Aes256Gcm => ffi::EVP_aes_256_gcm(),
                AeadAlgorithm::ChaCha20Poly1305 => ffi::EVP_chacha20_poly1305(),
            };
            Self::with(kind, key, encrypt)
        }
    }

    /// A key of a fetched cipher, which takes nonces and tags of the usual lengths.
    pub fn new(cipher: &Cipher, key: &[u8], encrypt: bool) -> Option<Self> {
        // SAFETY: the cipher is live.
        unsafe { Self::with(cipher.as_ptr(), key, encrypt) }
    }

    /// Fails unless `key` has the length of the cipher's keys.
    ///
    /// # Safety
    /// `kind` is live.
    unsafe fn with(kind: *const ffi::EVP_CIPHER, key: &[u8], encrypt: bool) -> Option<Self> {
        // SAFETY: `kind` is live, by this function's contract.
        let length = unsafe { ffi::EVP_CIPHER_get_key_length(kind) };
        if usize::try_from(length) != Ok(key.len()) {
            return None;
        }
        // SAFETY: the context is new and owned from here on; the key has the cipher's length.
        unsafe {
            let cipher = Self(NonNull::new(ffi::EVP_CIPHER_CTX_new())?);
            let none = ptr::null_mut();
            let ctx = cipher.0.as_ptr();
            let (key, nonce) = (key.as_ptr(), ptr::null());
            (ffi::EVP_CipherInit_ex(ctx, kind, none, key, nonce, encrypt.into()) == 1)
                .then_some(cipher)
        }
    }

    /// Encrypts `content` followed by `inner` into `out`, which has room for both and the tag.
    pub fn seal(
        &mut self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        content: &[u8],
        inner: &[u8],
        out: &mut [u8],
    ) -> bool {
        if out.len() != content.len() + inner.len() + TAG_LEN {
            return false;
        }
        let (first, rest) = out.split_at_mut(content.len());
        let (second, tag) = rest.split_at_mut(inner.len());
        let done = self.begin(nonce, aad, true)
            && self.update(content, first)
            && self.update(inner, second)
            && self.finish();
        if !done {
            return false;
        }
        let (ctx, length) = (self.0.as_ptr(), TAG_LEN as c_int);
        let tag = tag.as_mut_ptr().cast();
        // SAFETY: the context is live; libcrypto writes no more than the tag's length.
        unsafe { ffi::EVP_CIPHER_CTX_ctrl(ctx, ffi::EVP_CTRL_GCM_GET_TAG, length, tag) == 1 }
    }

    /// Decrypts `text` in place. False if it is forged; `text` must not be used then.
    pub fn open(
        &mut self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        tag: &[u8],
        text: &mut [u8],
    ) -> bool {
        if tag.len() != TAG_LEN {
            return false;
        }
        let (out, length) = (text.as_mut_ptr(), text.len());
        self.begin(nonce, aad, false)
            && self.expect(tag)
            // SAFETY: readable and writable for the length; the cipher works in place.
            && unsafe { self.process(out, length, out) }
            && self.finish()
    }

    fn begin(&mut self, nonce: &[u8; NONCE_LEN], aad: &[u8], encrypt: bool) -> bool {
        let (ctx, none) = (self.0.as_ptr(), ptr::null_mut());
        let length = aad.len() as c_int;
        let mut written = 0;
        // SAFETY: the context is live and keeps its key; without an output the input is AAD.
        unsafe {
            let nonce = nonce.as_ptr();
            ffi::EVP_CipherInit_ex(ctx, ptr::null(), none, ptr::null(), nonce, encrypt.into()) == 1
                && ffi::EVP_CipherUpdate(ctx, none.cast(), &mut written, aad.as_ptr(), length) == 1
        }
    }

    fn update(&mut self, input: &[u8], out: &mut [u8]) -> bool {
        // SAFETY: the output is as long as the input.
        unsafe { self.process(input.as_ptr(), input.len(), out.as_mut_ptr()) }
    }

    /// # Safety
    /// `input` is readable and `out` writable for `length` bytes; they may be the same.
    unsafe fn process(&mut self, input: *const u8, length: usize, out: *mut u8) -> bool {
        let Ok(length) = c_int::try_from(length) else {
            return false;
        };
        if length == 0 {
            return true;
        }
        let mut written = 0;
        // SAFETY: by the caller's promise; this cipher holds nothing back.
        unsafe {
            ffi::EVP_CipherUpdate(self.0.as_ptr(), out, &mut written, input, length) == 1
                && written == length
        }
    }

    fn expect(&mut self, tag: &[u8]) -> bool {
        let tag = tag.as_ptr().cast_mut().cast();
        let (ctx, length) = (self.0.as_ptr(), TAG_LEN as c_int);
        // SAFETY: the tag has that length and is only read.
        unsafe { ffi::EVP_CIPHER_CTX_ctrl(ctx, ffi::EVP_CTRL_GCM_SET_TAG, length, tag) == 1 }
    }

    /// Makes the tag, or compares it with the expected one.
    fn finish(&mut self) -> bool {
        let (mut nothing, mut written) = ([0; TAG_LEN], 0);
        // SAFETY: this cipher has no block to write at the end.
        unsafe { ffi::EVP_CipherFinal(self.0.as_ptr(), nothing.as_mut_ptr(), &mut written) == 1 }
    }
}

impl Drop for Aead {
    fn drop(&mut self) {
        // SAFETY: owned; libcrypto wipes the key.
        unsafe { ffi::EVP_CIPHER_CTX_free(self.0.as_ptr()) }
    }
}

// SAFETY: the context belongs to the value alone, and is changed through `&mut` only.
unsafe impl Send for Aead {}
// SAFETY: as above; nothing can be done through `&`.
unsafe impl Sync for Aead {}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::aead::{Aad, LessSafeKey, Nonce, UnboundKey, CHACHA20_POLY1305};

    #[test]
    fn agrees_with_the_other_implementation() {
        let (key, nonce, aad) = ([7; 32], [9; NONCE_LEN], [1, 2, 3, 4, 5]);
        let content: Vec<u8> = (0..5000).map(|i| i as u8).collect();
        let algorithm = AeadAlgorithm::ChaCha20Poly1305;
        let mut cipher = Aead::of_default(algorithm, &key, true).unwrap();
        for length in [0, 1, 63, 64, 1024, 5000] {
            let content = &content[..length];
            let mut expected = [content, &[23]].concat();
            LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &key).unwrap())
                .seal_in_place_append_tag(
                    Nonce::assume_unique_for_key(nonce),
                    Aad::from(aad),
                    &mut expected,
                )
                .unwrap();
            let mut sealed = vec![0; length + 1 + TAG_LEN];
            assert!(cipher.seal(&nonce, &aad, content, &[23], &mut sealed));
            assert_eq!(sealed, expected);

            let (text, tag) = sealed.split_at_mut(length + 1);
            tag[0] ^= 1;
            assert!(!cipher.open(&nonce, &aad, tag, &mut text.to_vec()));
            tag[0] ^= 1;
            assert!(cipher.open(&nonce, &aad, tag, text));
            assert_eq!(text, [content, &[23]].concat());
        }
    }
}
