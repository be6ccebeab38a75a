//! TLS signatures with an `EVP_PKEY`.

use super::library::Library;
use super::pkey::{Kind, PKey};
use super::{err, ffi};
use std::ffi::{c_char, c_int, CStr};
use std::ptr::{self, NonNull};
use std::sync::OnceLock;

/// Why a signature could not be made or is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureError {
    /// The scheme is unknown or does not suit the key.
    Scheme,
    /// libcrypto refused; its errors are on the queue.
    Refused,
}

const RSA_PSS_SALTLEN_DIGEST: c_int = -1;

/// How a TLS signature scheme signs: the digest's name (NULL for EdDSA), PSS padding.
fn algorithm(scheme: u16, kind: Kind) -> Option<(*const c_char, bool)> {
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
    let digest = match bits {
        0 => None,
        1 => Some(c"SHA1"),
        224 => Some(c"SHA2-224"),
        256 => Some(c"SHA2-256"),
        384 => Some(c"SHA2-384"),
        _ => Some(c"SHA2-512"),
    };
    suits.then_some((digest.map_or(ptr::null(), CStr::as_ptr), padded))
}

/// An `EVP_MD_CTX` that frees itself.
#[derive(Debug)]
struct DigestContext(NonNull<ffi::EVP_MD_CTX>);

// SAFETY: a context belongs to no thread, and nothing here changes one that is shared.
unsafe impl Send for DigestContext {}
// SAFETY: as above; what is shared is only copied from.
unsafe impl Sync for DigestContext {}

impl DigestContext {
    fn new() -> Result<Self, SignatureError> {
        // SAFETY: no precondition; NULL means out of memory.
        NonNull::new(unsafe { ffi::EVP_MD_CTX_new() })
            .map(Self)
            .ok_or(SignatureError::Refused)
    }

    /// Ready to sign with a key.
    fn to_sign(library: &Library, key: &PKey, scheme: u16) -> Result<Self, SignatureError> {
        let (digest, padded) = key.algorithm(scheme)?;
        let context = Self::new()?;
        let (md, mut pctx) = (context.0.as_ptr(), ptr::null_mut());
        let (ctx, query, none) = (library.context(), library.query(), ptr::null());
        let key = key.as_ptr();
        // SAFETY: contexts, query and key are valid; `pctx` belongs to the context.
        let ready = unsafe {
            ffi::EVP_DigestSignInit_ex(md, &mut pctx, digest, ctx, query, key, none) == 1
                && (!padded || set_pss(pctx))
        };
        ready.then_some(context).ok_or(SignatureError::Refused)
    }

    /// A copy in the same state; `None` where libcrypto or the key's provider can't make one.
    fn copy(&self) -> Option<Self> {
        let copy = Self::new().ok()?;
        // SAFETY: both contexts are valid.
        let copied = unsafe { ffi::EVP_MD_CTX_copy_ex(copy.0.as_ptr(), self.0.as_ptr()) };
        (copied == 1).then_some(copy)
    }

    /// The most bytes that a signature can have. Uses up the context.
    fn longest(self) -> Result<usize, SignatureError> {
        let (md, none, mut longest) = (self.0.as_ptr(), ptr::null_mut(), 0);
        // SAFETY: the context is ready to sign; without a place for a signature only its size is told.
        let told = unsafe { ffi::EVP_DigestSign(md, none, &mut longest, [].as_ptr(), 0) };
        (told == 1)
            .then_some(longest)
            .ok_or(SignatureError::Refused)
    }

    /// The signature of `message`, `longest` bytes at most. Uses up the context.
    fn sign(self, message: &[u8], longest: usize) -> Result<Vec<u8>, SignatureError> {
        let (start, length) = (message.as_ptr(), message.len());
        let (mut signature, mut written) = (vec![0; longest], longest);
        // SAFETY: the context is ready to sign; at most `written` bytes are written.
        let signed = unsafe {
            // Nothing is signed with it hereafter, so libcrypto need not keep its state.
            ffi::EVP_MD_CTX_set_flags(self.0.as_ptr(), ffi::EVP_MD_CTX_FLAG_FINALISE);
            let out = signature.as_mut_ptr();
            ffi::EVP_DigestSign(self.0.as_ptr(), out, &mut written, start, length)
        };
        if signed != 1 {
            return Err(SignatureError::Refused);
        }
        signature.truncate(written);
        Ok(signature)
    }
}

impl Drop for DigestContext {
    fn drop(&mut self) {
        // SAFETY: we own the context.
        unsafe { ffi::EVP_MD_CTX_free(self.0.as_ptr()) }
    }
}

/// A private key with the TLS signature scheme that it signs with. What libcrypto does to get ready
/// it does once, and each signature starts from a copy of that.
#[derive(Debug)]
pub struct SigningKey {
    library: Library,
    key: PKey,
    scheme: u16,
    /// A context that has signed nothing yet, and the most bytes of a signature.
    ready: OnceLock<(DigestContext, usize)>,
}

impl SigningKey {
    pub fn new(library: Library, key: PKey, scheme: u16) -> Self {
        Self {
            library,
            key,
            scheme,
            ready: OnceLock::new(),
        }
    }

    pub fn key(&self) -> &PKey {
        &self.key
    }

    pub fn scheme(&self) -> u16 {
        self.scheme
    }

    /// Signs `message`.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        let (ready, longest) = self.ready()?;
        // A provider may be unable to copy, or a copy be of no use by now, as when a token was taken
        // out meanwhile: then the key is set up anew, and only what comes of that is reported.
        let signed = err::without(|| ready.copy()?.sign(message, *longest).ok());
        match signed {
            Some(signature) => Ok(signature),
            None => self.to_sign()?.sign(message, *longest),
        }
    }

    fn to_sign(&self) -> Result<DigestContext, SignatureError> {
        DigestContext::to_sign(&self.library, &self.key, self.scheme)
    }

    fn ready(&self) -> Result<&(DigestContext, usize), SignatureError> {
        if let Some(ready) = self.ready.get() {
            return Ok(ready);
        }
        let longest = self.to_sign()?.longest()?;
        let context = self.to_sign()?;
        Ok(self.ready.get_or_init(|| (context, longest)))
    }
}

impl PKey {
    /// Digest and padding of a scheme with this key.
    fn algorithm(&self, scheme: u16) -> Result<(*const c_char, bool), SignatureError> {
        algorithm(scheme, self.subject_public_key().kind).ok_or(SignatureError::Scheme)
    }

    /// Whether the key can sign with this TLS signature scheme.
    pub fn suits(&self, scheme: u16) -> bool {
        algorithm(scheme, self.subject_public_key().kind).is_some()
    }

    /// Whether the key's parameters allow the digest of this scheme, which must suit the key.
    pub fn supports_digest_of(&self, scheme: u16) -> bool {
        if self.subject_public_key().kind != Kind::RsaPss {
            return true;
        }
        let Ok((digest, _)) = self.algorithm(scheme) else {
            return false;
        };
        let (none, no_query) = (ptr::null_mut(), ptr::null());
        // SAFETY: the key is live; the name is a string.
        err::without(|| unsafe {
            ffi::EVP_PKEY_digestsign_supports_digest(self.as_ptr(), none, digest, no_query) == 1
        })
    }

    /// Verifies a TLS signature.
    pub fn verify(
        &self,
        library: &Library,
        scheme: u16,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let (digest, padded) = self.algorithm(scheme)?;
        let ctx = DigestContext::new()?;
        let mut pctx = ptr::null_mut();
        let (libctx, query, none) = (library.context(), library.query(), ptr::null());
        let key = self.as_ptr();
        // SAFETY: contexts, query and key are valid; `pctx` belongs to the context; both byte ranges
        // are only read.
        let ok = unsafe {
            let md = ctx.0.as_ptr();
            ffi::EVP_DigestVerifyInit_ex(md, &mut pctx, digest, libctx, query, key, none) == 1
                && (!padded || set_pss(pctx))
                && ffi::EVP_DigestVerify(
                    md,
                    signature.as_ptr(),
                    signature.len(),
                    message.as_ptr(),
                    message.len(),
                ) == 1
        };
        ok.then_some(()).ok_or(SignatureError::Refused)
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

/// Whether a library context has a digest and a type of key; without a digest for 0.
///
/// # Safety
/// `libctx` is NULL or live.
pub unsafe fn is_available(
    libctx: *mut ffi::OSSL_LIB_CTX,
    hash_nid: c_int,
    key_nid: c_int,
) -> bool {
    err::without(|| {
        if hash_nid != 0 {
            // SAFETY: the name of a digest, and the caller's context; the digest is given back.
            unsafe {
                let hash = ffi::EVP_MD_fetch(libctx, ffi::OBJ_nid2ln(hash_nid), ptr::null());
                if hash.is_null() {
                    return false;
                }
                ffi::EVP_MD_free(hash);
            }
        }
        // SAFETY: a new key, which is freed with the value; the context that is made of it is freed.
        unsafe {
            let Some(key) = PKey::from_owned(ffi::EVP_PKEY_new()) else {
                return false;
            };
            if ffi::EVP_PKEY_set_type(key.as_ptr(), key_nid) != 1 {
                return false;
            }
            let usable = ffi::EVP_PKEY_CTX_new_from_pkey(libctx, key.as_ptr(), ptr::null());
            ffi::EVP_PKEY_CTX_free(usable);
            !usable.is_null()
        }
    })
}
