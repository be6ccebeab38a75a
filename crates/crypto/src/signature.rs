//! Signatures with an `EVP_PKEY`. If one fails, libcrypto's errors are on the queue.

use super::library::Library;
use super::pkey::{Kind, PKey};
use super::{err, ffi};
use std::ffi::{c_char, c_int, CStr};
use std::ptr::{self, NonNull};
use std::sync::OnceLock;

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SigningParameters {
    /// libcrypto's name of the digest; `None` for a key that has its own.
    pub digest: Option<&'static CStr>,
    /// PSS padding, with a salt as long as the digest.
    pub pss: bool,
}

impl SigningParameters {
    fn digest(&self) -> *const c_char {
        self.digest.map_or(ptr::null(), CStr::as_ptr)
    }
}

const RSA_PSS_SALTLEN_DIGEST: c_int = -1;

/// An `EVP_MD_CTX` that frees itself.
#[derive(Debug)]
struct DigestContext(NonNull<ffi::EVP_MD_CTX>);

// SAFETY: a context belongs to no thread, and nothing here changes one that is shared.
unsafe impl Send for DigestContext {}
// SAFETY: as above; what is shared is only copied from.
unsafe impl Sync for DigestContext {}

impl DigestContext {
    fn new() -> Option<Self> {
        // SAFETY: no precondition; NULL means out of memory.
        NonNull::new(unsafe { ffi::EVP_MD_CTX_new() }).map(Self)
    }

    /// Ready to sign with a key.
    fn to_sign(library: &Library, key: &PKey, algorithm: SigningParameters) -> Option<Self> {
        let digest = algorithm.digest();
        let context = Self::new()?;
        let (md, mut pctx) = (context.0.as_ptr(), ptr::null_mut());
        let (ctx, query, none) = (library.context(), library.query(), ptr::null());
        let key = key.as_ptr();
        // SAFETY: contexts, query and key are valid; `pctx` belongs to the context.
        let ready = unsafe {
            ffi::EVP_DigestSignInit_ex(md, &mut pctx, digest, ctx, query, key, none) == 1
                && (!algorithm.pss || set_pss(pctx))
        };
        ready.then_some(context)
    }

    /// A copy in the same state; `None` if libcrypto or the key's provider cannot make one.
    fn copy(&self) -> Option<Self> {
        let copy = Self::new()?;
        // SAFETY: both contexts are valid.
        let copied = unsafe { ffi::EVP_MD_CTX_copy_ex(copy.0.as_ptr(), self.0.as_ptr()) };
        (copied == 1).then_some(copy)
    }

    /// The most bytes that a signature can have. Uses up the context.
    fn longest(self) -> Option<usize> {
        let (md, none, mut longest) = (self.0.as_ptr(), ptr::null_mut(), 0);
        // SAFETY: the context is ready to sign; without a place for a signature libcrypto returns only its
        // size.
        let told = unsafe { ffi::EVP_DigestSign(md, none, &mut longest, [].as_ptr(), 0) };
        (told == 1).then_some(longest)
    }

    /// The signature of `message`, `longest` bytes at most. Uses up the context.
    fn sign(self, message: &[u8], longest: usize) -> Option<Vec<u8>> {
        let (start, length) = (message.as_ptr(), message.len());
        let (mut signature, mut written) = (vec![0; longest], longest);
        // SAFETY: the context is ready to sign; at most `written` bytes are written.
        let signed = unsafe {
            // The context signs nothing afterwards, so libcrypto need not keep its state.
            ffi::EVP_MD_CTX_set_flags(self.0.as_ptr(), ffi::EVP_MD_CTX_FLAG_FINALISE);
            let out = signature.as_mut_ptr();
            ffi::EVP_DigestSign(self.0.as_ptr(), out, &mut written, start, length)
        };
        if signed != 1 {
            return None;
        }
        signature.truncate(written);
        Some(signature)
    }
}

impl Drop for DigestContext {
    fn drop(&mut self) {
        // SAFETY: we own the context.
        unsafe { ffi::EVP_MD_CTX_free(self.0.as_ptr()) }
    }
}

/// A private key with the algorithm that it signs with. What libcrypto does to get ready
/// it does once, and each signature starts from a copy of that.
#[derive(Debug)]
pub struct SigningKey {
    library: Library,
    key: PKey,
    algorithm: SigningParameters,
    /// A context that has signed nothing yet, and the most bytes of a signature.
    ready: OnceLock<(DigestContext, usize)>,
}

impl SigningKey {
    pub fn new(library: Library, key: PKey, algorithm: SigningParameters) -> Self {
        Self {
            library,
            key,
            algorithm,
            ready: OnceLock::new(),
        }
    }

    pub fn key(&self) -> &PKey {
        &self.key
    }

    /// Signs `message`.
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let (ready, longest) = self.ready()?;
        // A provider may be unable to copy, or a copy be of no use by now, as when a token was taken
        // out meanwhile: then the key is set up anew, and only what comes of that is reported.
        let signed = err::without(|| ready.copy()?.sign(message, *longest));
        signed.or_else(|| self.to_sign()?.sign(message, *longest))
    }

    fn to_sign(&self) -> Option<DigestContext> {
        DigestContext::to_sign(&self.library, &self.key, self.algorithm)
    }

    fn ready(&self) -> Option<&(DigestContext, usize)> {
        if let Some(ready) = self.ready.get() {
            return Some(ready);
        }
        let longest = self.to_sign()?.longest()?;
        let context = self.to_sign()?;
        Some(self.ready.get_or_init(|| (context, longest)))
    }
}

impl PKey {
    /// Whether the key's parameters allow the digest: those of an RSA-PSS key may name another.
    pub fn allows(&self, algorithm: SigningParameters) -> bool {
        if self.subject_public_key().kind != Kind::RsaPss {
            return true;
        }
        let (none, no_query) = (ptr::null_mut(), ptr::null());
        let digest = algorithm.digest();
        // SAFETY: the key is live; the name is a string.
        err::without(|| unsafe {
            ffi::EVP_PKEY_digestsign_supports_digest(self.as_ptr(), none, digest, no_query) == 1
        })
    }

    /// Whether this is the key's signature of `message`.
    #[must_use]
    pub fn verify(
        &self,
        library: &Library,
        algorithm: SigningParameters,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let Some(ctx) = DigestContext::new() else {
            return false;
        };
        let digest = algorithm.digest();
        let mut pctx = ptr::null_mut();
        let (libctx, query, none) = (library.context(), library.query(), ptr::null());
        let key = self.as_ptr();
        // SAFETY: contexts, query and key are valid; `pctx` belongs to the context; both byte ranges
        // are only read.
        unsafe {
            let md = ctx.0.as_ptr();
            ffi::EVP_DigestVerifyInit_ex(md, &mut pctx, digest, libctx, query, key, none) == 1
                && (!algorithm.pss || set_pss(pctx))
                && ffi::EVP_DigestVerify(
                    md,
                    signature.as_ptr(),
                    signature.len(),
                    message.as_ptr(),
                    message.len(),
                ) == 1
        }
    }
}

/// PSS padding with a salt as long as the digest, as TLS requires.
///
/// # Safety
/// `pctx` belongs to an initialised sign or verify operation with an RSA key.
unsafe fn set_pss(pctx: *mut ffi::EVP_PKEY_CTX) -> bool {
    // SAFETY: as the caller promises by this function's contract.
    unsafe {
        ffi::EVP_PKEY_CTX_set_rsa_padding(pctx, ffi::RSA_PKCS1_PSS_PADDING) > 0
            && ffi::EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST) > 0
    }
}

/// Whether a library context has a type of key and a digest; 0 means no digest.
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
