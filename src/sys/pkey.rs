//! Keys: an owned `EVP_PKEY`, its kind, and TLS signatures with it.

use super::ffi;
use std::ffi::{c_char, c_int, c_long};
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

/// What sort of public key it is, as far as TLS tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// rsaEncryption
    Rsa,
    /// id-RSASSA-PSS
    RsaPss,
    /// An elliptic curve, by its TLS group number (0 if TLS has none).
    Ec(u16),
    /// Ed25519
    Ed25519,
    /// Ed448
    Ed448,
    /// DSA
    Dsa,
    /// Anything else.
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

/// Why a signature could not be made or is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureError {
    /// The scheme is unknown or does not suit the key.
    Scheme,
    /// libcrypto refused; its errors are on the queue.
    Refused,
}

const RSA_PSS_SALTLEN_DIGEST: c_int = -1;

/// How a TLS signature scheme signs: digest (none for EdDSA), PSS padding.
fn algorithm(scheme: u16, kind: Kind) -> Option<(*const ffi::EVP_MD, bool)> {
    let rsa = kind == Kind::Rsa;
    let pss = kind == Kind::RsaPss;
    let ec = matches!(kind, Kind::Ec(_));
    let (suits, bits, padded) = match scheme {
        0x0201 => (rsa, 1, false),
        0x0301 => (rsa, 224, false),
        0x0401 => (rsa, 256, false),
        0x0501 => (rsa, 384, false),
        0x0601 => (rsa, 512, false),
        0x0203 => (ec, 1, false),
        0x0303 => (ec, 224, false),
        0x0403 => (ec, 256, false),
        0x0503 => (ec, 384, false),
        0x0603 => (ec, 512, false),
        0x0804 => (rsa, 256, true),
        0x0805 => (rsa, 384, true),
        0x0806 => (rsa, 512, true),
        0x0809 => (pss, 256, true),
        0x080a => (pss, 384, true),
        0x080b => (pss, 512, true),
        0x0807 => (kind == Kind::Ed25519, 0, false),
        0x0808 => (kind == Kind::Ed448, 0, false),
        0x0202 => (kind == Kind::Dsa, 1, false),
        0x0402 => (kind == Kind::Dsa, 256, false),
        _ => return None,
    };
    // SAFETY: these return static descriptions of digests.
    let digest = unsafe {
        match bits {
            0 => ptr::null(),
            1 => ffi::EVP_sha1(),
            224 => ffi::EVP_sha224(),
            256 => ffi::EVP_sha256(),
            384 => ffi::EVP_sha384(),
            _ => ffi::EVP_sha512(),
        }
    };
    suits.then_some((digest, padded))
}

/// An `EVP_MD_CTX` that frees itself.
struct DigestContext(NonNull<ffi::EVP_MD_CTX>);

impl DigestContext {
    fn new() -> Option<Self> {
        // SAFETY: no precondition; NULL means out of memory.
        NonNull::new(unsafe { ffi::EVP_MD_CTX_new() }).map(Self)
    }
}

impl Drop for DigestContext {
    fn drop(&mut self) {
        // SAFETY: we own the context.
        unsafe { ffi::EVP_MD_CTX_free(self.0.as_ptr()) }
    }
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
        // SAFETY: valid by the caller's promise.
        unsafe {
            ffi::EVP_PKEY_up_ref(key.as_ptr());
            Self::from_owned(key.as_ptr())
        }
    }

    /// The pointer, borrowed: valid as long as `self`.
    pub fn as_ptr(&self) -> *mut ffi::EVP_PKEY {
        self.key.as_ptr()
    }

    /// A private key from DER: PKCS#8 or the key type's traditional form.
    pub fn private_from_der(der: &[u8]) -> Option<Self> {
        let len = c_long::try_from(der.len()).ok()?;
        let mut at = der.as_ptr();
        // SAFETY: reads at most `len` bytes; the result is ours.
        unsafe { Self::from_owned(ffi::d2i_AutoPrivateKey(ptr::null_mut(), &mut at, len)) }
    }

    /// Kind and size of the public part.
    pub fn subject_public_key(&self) -> SubjectPublicKey {
        *self.public.get_or_init(|| self.ask_for_public())
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

    /// TLS group number of the key's curve, 0 if it has none.
    fn curve(&self) -> u16 {
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
        match name.get(..len) {
            Some(b"prime256v1") if ok == 1 => 23,
            Some(b"secp384r1") if ok == 1 => 24,
            Some(b"secp521r1") if ok == 1 => 25,
            _ => 0,
        }
    }

    /// Whether the key can sign with this TLS signature scheme.
    pub fn suits(&self, scheme: u16) -> bool {
        algorithm(scheme, self.subject_public_key().kind).is_some()
    }

    /// Signs `message` with a TLS signature scheme.
    pub fn sign(&self, scheme: u16, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        let kind = self.subject_public_key().kind;
        let (digest, padded) = algorithm(scheme, kind).ok_or(SignatureError::Scheme)?;
        let ctx = DigestContext::new().ok_or(SignatureError::Refused)?;
        let mut pctx = ptr::null_mut();
        let mut len = 0;
        // SAFETY: context and key are valid; `pctx` belongs to the context; the first
        // EVP_DigestSign only reports the size, the second writes at most `len` bytes.
        unsafe {
            let md = ctx.0.as_ptr();
            if ffi::EVP_DigestSignInit(md, &mut pctx, digest, ptr::null_mut(), self.as_ptr()) != 1
                || (padded && !set_pss(pctx))
                || ffi::EVP_DigestSign(
                    md,
                    ptr::null_mut(),
                    &mut len,
                    message.as_ptr(),
                    message.len(),
                ) != 1
            {
                return Err(SignatureError::Refused);
            }
            let mut signature = vec![0; len];
            if ffi::EVP_DigestSign(
                md,
                signature.as_mut_ptr(),
                &mut len,
                message.as_ptr(),
                message.len(),
            ) != 1
            {
                return Err(SignatureError::Refused);
            }
            signature.truncate(len);
            Ok(signature)
        }
    }

    /// Verifies a TLS signature.
    pub fn verify(
        &self,
        scheme: u16,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let kind = self.subject_public_key().kind;
        let (digest, padded) = algorithm(scheme, kind).ok_or(SignatureError::Scheme)?;
        let ctx = DigestContext::new().ok_or(SignatureError::Refused)?;
        let mut pctx = ptr::null_mut();
        // SAFETY: context and key are valid; `pctx` belongs to the context; both byte ranges are
        // only read.
        let ok = unsafe {
            let md = ctx.0.as_ptr();
            ffi::EVP_DigestVerifyInit(md, &mut pctx, digest, ptr::null_mut(), self.as_ptr()) == 1
                && (!padded || set_pss(pctx))
                && ffi::EVP_DigestVerify(
                    md,
                    signature.as_ptr(),
                    signature.len(),
                    message.as_ptr(),
                    message.len(),
                ) == 1
        };
        if ok {
            Ok(())
        } else {
            Err(SignatureError::Refused)
        }
    }
}

/// PSS padding with a salt as long as the digest, as TLS has it.
///
/// # Safety
/// `pctx` belongs to an initialised sign or verify operation with an RSA key.
unsafe fn set_pss(pctx: *mut ffi::EVP_PKEY_CTX) -> bool {
    // SAFETY: by the caller's promise.
    unsafe {
        ffi::EVP_PKEY_CTX_set_rsa_padding(pctx, ffi::RSA_PKCS1_PSS_PADDING) > 0
            && ffi::EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST) > 0
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
        // SAFETY: gives back the reference we own.
        unsafe { ffi::EVP_PKEY_free(self.as_ptr()) }
    }
}
