//! Keys: an owned `EVP_PKEY` and its kind.

use super::ffi;
use std::ffi::{c_char, c_long};
use std::ptr::{self, NonNull};
use std::sync::OnceLock;

/// An owned reference to an `EVP_PKEY`. Cloning shares the key.
#[derive(Debug)]
pub struct PKey {
    key: NonNull<ffi::EVP_PKEY>,
    /// Kind and size, once they were asked for.
    public: OnceLock<SubjectPublicKey>,
}

// SAFETY: an EVP_PKEY is counted atomically and libcrypto locks what it caches inside.
unsafe impl Send for PKey {}
// SAFETY: as above; nothing here changes the key itself.
unsafe impl Sync for PKey {}

/// The type of a public key, as far as its users distinguish types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// rsaEncryption
    Rsa,
    /// id-RSASSA-PSS
    RsaPss,
    /// A point of an elliptic curve.
    Ec(Curve),
    /// Ed25519
    Ed25519,
    /// Ed448
    Ed448,
    /// DSA
    Dsa,
    /// Anything else.
    Other,
}

/// The curves of NIST that are in use, and the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    P256,
    P384,
    P521,
    Other,
}

/// Kind and size of a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubjectPublicKey {
    /// Its kind.
    pub kind: Kind,
    /// Its size as `EVP_PKEY_get_bits` counts it.
    pub bits: u32,
}

impl PKey {
    /// Takes over a reference.
    ///
    /// # Safety
    /// `key` is NULL or a valid `EVP_PKEY` whose reference the caller gives away.
    pub unsafe fn from_owned(key: *mut ffi::EVP_PKEY) -> Option<Self> {
        Some(Self {
            key: NonNull::new(key)?,
            public: OnceLock::new(),
        })
    }

    /// Adds a reference of our own.
    ///
    /// # Safety
    /// `key` is NULL or a valid `EVP_PKEY`.
    pub unsafe fn from_borrowed(key: *mut ffi::EVP_PKEY) -> Option<Self> {
        let key = NonNull::new(key)?;
        // SAFETY: `key` is NULL or a valid `EVP_PKEY`, by this function's contract.
        unsafe {
            ffi::EVP_PKEY_up_ref(key.as_ptr());
            Self::from_owned(key.as_ptr())
        }
    }

    /// The pointer, borrowed: valid as long as `self`.
    pub fn as_ptr(&self) -> *mut ffi::EVP_PKEY {
        self.key.as_ptr()
    }

    /// Gives the reference away.
    pub fn into_ptr(self) -> *mut ffi::EVP_PKEY {
        let key = self.as_ptr();
        std::mem::forget(self);
        key
    }

    /// A public key from DER (SubjectPublicKeyInfo); bytes after it are refused.
    pub fn public_from_der(der: &[u8]) -> Option<Self> {
        let len = c_long::try_from(der.len()).ok()?;
        let mut at = der.as_ptr();
        // SAFETY: reads at most `len` bytes; the result is ours.
        let key = unsafe { Self::from_owned(ffi::d2i_PUBKEY(ptr::null_mut(), &mut at, len)) }?;
        (at == der.as_ptr_range().end).then_some(key)
    }

    /// The public part as DER (SubjectPublicKeyInfo).
    pub fn public_to_der(&self) -> Option<Vec<u8>> {
        // SAFETY: the key is valid; without a place libcrypto returns only the length.
        let length = unsafe { ffi::i2d_PUBKEY(self.as_ptr(), ptr::null_mut()) };
        let mut der = vec![0; usize::try_from(length).ok().filter(|&length| length > 0)?];
        let mut at = der.as_mut_ptr();
        // SAFETY: as above; as many bytes are written as were announced.
        let written = unsafe { ffi::i2d_PUBKEY(self.as_ptr(), &mut at) };
        (written == length).then_some(der)
    }

    /// Kind and size of the public part.
    pub fn subject_public_key(&self) -> SubjectPublicKey {
        if let Some(public) = self.public.get() {
            return *public;
        }
        // A key of an engine calls the engine, so no lock may be held.
        let public = self.ask_for_public();
        *self.public.get_or_init(|| public)
    }

    fn ask_for_public(&self) -> SubjectPublicKey {
        // SAFETY: the key is valid; both only read.
        let (id, bits) = unsafe {
            (
                ffi::EVP_PKEY_get_base_id(self.as_ptr()),
                ffi::EVP_PKEY_get_bits(self.as_ptr()),
            )
        };
        let kind = match id {
            ffi::EVP_PKEY_RSA => Kind::Rsa,
            ffi::EVP_PKEY_RSA_PSS => Kind::RsaPss,
            ffi::EVP_PKEY_EC => Kind::Ec(self.curve()),
            ffi::EVP_PKEY_ED25519 => Kind::Ed25519,
            ffi::EVP_PKEY_ED448 => Kind::Ed448,
            ffi::EVP_PKEY_DSA => Kind::Dsa,
            _ => Kind::Other,
        };
        SubjectPublicKey {
            kind,
            bits: u32::try_from(bits).unwrap_or(0),
        }
    }

    fn curve(&self) -> Curve {
        match self.curve_name().as_deref() {
            Some(b"prime256v1") => Curve::P256,
            Some(b"secp384r1") => Curve::P384,
            Some(b"secp521r1") => Curve::P521,
            _ => Curve::Other,
        }
    }

    /// libcrypto's name of the key's curve; `None` if it has none.
    pub fn curve_name(&self) -> Option<Vec<u8>> {
        let mut name = [0u8; 64];
        let mut len = 0;
        // SAFETY: writes at most 64 bytes into `name` and the length into `len`.
        let ok = unsafe {
            ffi::EVP_PKEY_get_utf8_string_param(
                self.as_ptr(),
                c"group".as_ptr(),
                name.as_mut_ptr().cast::<c_char>(),
                name.len(),
                &mut len,
            )
        };
        name.get(..len).filter(|_| ok == 1).map(<[u8]>::to_vec)
    }
}

impl Clone for PKey {
    fn clone(&self) -> Self {
        // SAFETY: the key is valid; the new reference is the clone's.
        unsafe { ffi::EVP_PKEY_up_ref(self.as_ptr()) };
        Self {
            key: self.key,
            public: self.public.clone(),
        }
    }
}

impl Drop for PKey {
    fn drop(&mut self) {
        // SAFETY: releases the reference that we own.
        unsafe { ffi::EVP_PKEY_free(self.as_ptr()) }
    }
}
