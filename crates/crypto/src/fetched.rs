//! Hashes, HMAC and key derivation with the algorithms of a [`Library`]. All functions return `None` if the
//! library lacks the algorithm or libcrypto fails.

use std::ffi::CStr;
use std::ptr::{self, NonNull};

use libc::{c_char, c_int, c_void};

use super::ffi::{self, OSSL_PARAM};
use super::hash_function::{Function, MAX_LEN};
use super::library::{Digest, Kdf, Library};

const MODE_EXPAND_ONLY: c_int = 2;

fn digest(library: &Library, function: Function) -> Option<&Digest> {
    let fetched = library.fetched()?;
    match function {
        Function::Sha256 => fetched.sha256.as_ref(),
        Function::Sha384 => fetched.sha384.as_ref(),
        Function::Sha512 => fetched.sha512.as_ref(),
        Function::Md5 => fetched.md5.as_ref(),
        Function::Sha1 => fetched.sha1.as_ref(),
        Function::Md5Sha1 => fetched.md5_sha1.as_ref(),
    }
}

fn name(function: Function) -> &'static CStr {
    match function {
        Function::Sha256 => c"SHA2-256",
        Function::Sha384 => c"SHA2-384",
        Function::Sha512 => c"SHA2-512",
        Function::Md5 => c"MD5",
        Function::Sha1 => c"SHA1",
        Function::Md5Sha1 => c"MD5-SHA1",
    }
}

/// A hash being computed.
pub struct FetchedHash(NonNull<ffi::EVP_MD_CTX>);

// SAFETY: the context belongs to the value alone.
unsafe impl Send for FetchedHash {}
// SAFETY: through `&` it is only copied from.
unsafe impl Sync for FetchedHash {}

impl FetchedHash {
    fn empty() -> Option<FetchedHash> {
        // SAFETY: no preconditions; NULL means out of memory.
        NonNull::new(unsafe { ffi::EVP_MD_CTX_new() }).map(FetchedHash)
    }

    /// The hash of no data.
    pub fn start(library: &Library, function: Function) -> Option<FetchedHash> {
        let digest = digest(library, function)?;
        let hash = FetchedHash::empty()?;
        // SAFETY: both are live; the context takes a reference of its own.
        let ready = unsafe {
            ffi::EVP_DigestInit_ex(hash.0.as_ptr(), digest.as_ptr(), ptr::null_mut()) == 1
        };
        ready.then_some(hash)
    }

    /// A copy in the same state.
    pub fn copy(&self) -> Option<FetchedHash> {
        let copy = FetchedHash::empty()?;
        // SAFETY: both contexts are live.
        let copied = unsafe { ffi::EVP_MD_CTX_copy_ex(copy.0.as_ptr(), self.0.as_ptr()) };
        (copied == 1).then_some(copy)
    }

    pub fn update(&mut self, data: &[u8]) -> Option<()> {
        // SAFETY: live; the data is readable for its length.
        let done =
            unsafe { ffi::EVP_DigestUpdate(self.0.as_ptr(), data.as_ptr().cast(), data.len()) };
        (done == 1).then_some(())
    }

    /// Writes the hash to the start of `out`.
    pub fn finish(self, out: &mut [u8; MAX_LEN]) -> Option<()> {
        // SAFETY: live; `out` has room for the longest of the digests.
        let done =
            unsafe { ffi::EVP_DigestFinal_ex(self.0.as_ptr(), out.as_mut_ptr(), ptr::null_mut()) };
        (done == 1).then_some(())
    }
}

impl Drop for FetchedHash {
    fn drop(&mut self) {
        // SAFETY: owned; libcrypto wipes the state.
        unsafe { ffi::EVP_MD_CTX_free(self.0.as_ptr()) }
    }
}

/// Writes the HMAC of the concatenated `data` to the start of `out`.
pub fn hmac<'a>(
    library: &Library,
    function: Function,
    key: &[u8],
    data: impl IntoIterator<Item = &'a [u8]>,
    out: &mut [u8; MAX_LEN],
) -> Option<()> {
    let hmac = library.fetched()?.hmac.as_ref()?;
    let mut parameters = Parameters::default();
    parameters.text(c"digest", name(function));
    if !library.query().is_null() {
        // SAFETY: not NULL, so a string, which lives as long as the library.
        parameters.text(c"properties", unsafe { CStr::from_ptr(library.query()) });
    }
    let parameters = parameters.end();
    // SAFETY: the method is live, the context ours; key, data and parameters are only read, and `out` is
    // writable for its length.
    unsafe {
        let ctx = NonNull::new(ffi::EVP_MAC_CTX_new(hmac.as_ptr()))?.as_ptr();
        let mut length = 0;
        let done = ffi::EVP_MAC_init(ctx, key.as_ptr(), key.len(), parameters.as_ptr()) == 1
            && data
                .into_iter()
                .all(|part| ffi::EVP_MAC_update(ctx, part.as_ptr(), part.len()) == 1)
            && ffi::EVP_MAC_final(ctx, out.as_mut_ptr(), &mut length, out.len()) == 1;
        ffi::EVP_MAC_CTX_free(ctx);
        done.then_some(())
    }
}

/// HKDF-Expand-Label of TLS 1.3, filling `out`.
pub fn expand_label(
    library: &Library,
    function: Function,
    secret: &[u8],
    label: &[u8],
    context: &[u8],
    out: &mut [u8],
) -> Option<()> {
    let mut mode = MODE_EXPAND_ONLY;
    let mut parameters = Parameters::default();
    parameters.number(c"mode", &mut mode);
    parameters.text(c"digest", name(function));
    parameters.bytes(c"key", secret);
    parameters.bytes(c"prefix", b"tls13 ");
    parameters.bytes(c"label", label);
    if !context.is_empty() {
        parameters.bytes(c"data", context);
    }
    derive(library.fetched()?.tls13_kdf.as_ref()?, parameters, out)
}

/// The PRF of TLS 1.2, or with MD5-SHA1 that of TLS 1.0 and 1.1, with the concatenated `seed`, label included,
/// filling `out`.
pub fn prf(
    library: &Library,
    function: Function,
    secret: &[u8],
    seed: &[&[u8]],
    out: &mut [u8],
) -> Option<()> {
    let mut parameters = Parameters::default();
    parameters.text(c"digest", name(function));
    parameters.bytes(c"secret", secret);
    seed.iter().for_each(|part| parameters.bytes(c"seed", part));
    derive(library.fetched()?.tls1_prf.as_ref()?, parameters, out)
}

fn derive(kdf: &Kdf, parameters: Parameters<'_>, out: &mut [u8]) -> Option<()> {
    let parameters = parameters.end();
    // SAFETY: the method is live, the context ours; the parameters are only read, and `out` is writable
    // for its length.
    unsafe {
        let ctx = NonNull::new(ffi::EVP_KDF_CTX_new(kdf.as_ptr()))?.as_ptr();
        let done = ffi::EVP_KDF_derive(ctx, out.as_mut_ptr(), out.len(), parameters.as_ptr());
        ffi::EVP_KDF_CTX_free(ctx);
        (done == 1).then_some(())
    }
}

/// Parameters for libcrypto, which only reads them.
#[derive(Default)]
struct Parameters<'a> {
    list: Vec<OSSL_PARAM>,
    borrowed: std::marker::PhantomData<&'a [u8]>,
}

impl<'a> Parameters<'a> {
    fn text(&mut self, key: &'static CStr, value: &'a CStr) {
        let start = value.as_ptr().cast_mut();
        // SAFETY: a string; only its address is taken.
        self.list
            .push(unsafe { ffi::OSSL_PARAM_construct_utf8_string(key.as_ptr(), start, 0) });
    }

    fn bytes(&mut self, key: &'static CStr, value: &'a [u8]) {
        let start = value.as_ptr().cast_mut().cast::<c_void>();
        let key: *const c_char = key.as_ptr();
        // SAFETY: only address and length are taken.
        self.list
            .push(unsafe { ffi::OSSL_PARAM_construct_octet_string(key, start, value.len()) });
    }

    fn number(&mut self, key: &'static CStr, value: &'a mut c_int) {
        // SAFETY: only the address is taken.
        self.list
            .push(unsafe { ffi::OSSL_PARAM_construct_int(key.as_ptr(), value) });
    }

    fn end(mut self) -> Vec<OSSL_PARAM> {
        // SAFETY: the function has no preconditions.
        self.list.push(unsafe { ffi::OSSL_PARAM_construct_end() });
        self.list
    }
}
