//! EVP_CIPHER_CTX, EVP_MAC_CTX and HMAC_CTX, which seal session tickets. The application's key callback
//! may set them up, so they are libcrypto's objects.

use std::ptr::{self, NonNull};
use std::sync::OnceLock;

use libc::{c_int, c_uint};

use super::ffi;
use super::library::{self, Cipher, Library};

/// Bytes of the longest block or MAC that libcrypto knows (`EVP_MAX_BLOCK_LENGTH`, `EVP_MAX_MD_SIZE`).
const MAX_BLOCK: usize = 32;
const MAX_MAC: usize = 64;

/// AES-256-CBC and HMAC of the default library. Kept for the rest of the process, because fetching takes longer
/// than sealing a ticket.
fn default_methods() -> &'static (Option<Cipher>, Option<library::Mac>) {
    static METHODS: OnceLock<(Option<Cipher>, Option<library::Mac>)> = OnceLock::new();
    METHODS.get_or_init(library::ticket_methods)
}

/// Whether two byte strings are equal, in constant time for a given length.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // SAFETY: both are readable for that length.
    unsafe { ffi::CRYPTO_memcmp(a.as_ptr().cast(), b.as_ptr().cast(), a.len()) == 0 }
}

/// An owned EVP_CIPHER_CTX.
pub struct CipherContext(NonNull<ffi::EVP_CIPHER_CTX>);

impl CipherContext {
    /// An empty context; `None` when memory is out.
    pub fn new() -> Option<CipherContext> {
        // SAFETY: the function has no preconditions.
        NonNull::new(unsafe { ffi::EVP_CIPHER_CTX_new() }).map(CipherContext)
    }

    /// The context for a callback of the application; it stays ours.
    pub fn as_ptr(&self) -> *mut ffi::EVP_CIPHER_CTX {
        self.0.as_ptr()
    }

    /// Sets it up for AES-256-CBC in one direction.
    pub fn init_aes_256_cbc(
        &self,
        library: &Library,
        encrypt: bool,
        key: &[u8; 32],
        iv: &[u8; 16],
    ) -> bool {
        let cipher = match library.fetched() {
            Some(fetched) => fetched.aes_256_cbc.as_ref(),
            None => default_methods().0.as_ref(),
        };
        let Some(cipher) = cipher.map(Cipher::as_ptr) else {
            return false;
        };
        let (key, iv, none) = (key.as_ptr(), iv.as_ptr(), ptr::null_mut());
        // SAFETY: context and cipher are live; key and IV have the cipher's lengths.
        unsafe {
            let done = match encrypt {
                true => ffi::EVP_EncryptInit_ex(self.as_ptr(), cipher, none, key, iv),
                false => ffi::EVP_DecryptInit_ex(self.as_ptr(), cipher, none, key, iv),
            };
            done == 1
        }
    }

    /// Bytes of the cipher's IV; `None` when no cipher was set.
    pub fn iv_length(&self) -> Option<usize> {
        // SAFETY: the context is live; without a cipher the answer is NULL.
        if unsafe { ffi::EVP_CIPHER_CTX_get0_cipher(self.as_ptr()) }.is_null() {
            return None;
        }
        // SAFETY: the context is live and has a cipher.
        usize::try_from(unsafe { ffi::EVP_CIPHER_CTX_get_iv_length(self.as_ptr()) }).ok()
    }

    /// Encrypts or decrypts the whole input, as the context was set up. `None` also for bad padding.
    pub fn run(&self, encrypt: bool, input: &[u8]) -> Option<Vec<u8>> {
        let length = c_int::try_from(input.len()).ok()?;
        let mut out = vec![0; input.len() + MAX_BLOCK];
        let (mut first, mut last) = (0, 0);
        // SAFETY: `out` has a block more than the input, which is all that the calls write; the
        // second writes behind what the first wrote.
        let done = unsafe {
            let ctx = self.as_ptr();
            if encrypt {
                ffi::EVP_EncryptUpdate(ctx, out.as_mut_ptr(), &mut first, input.as_ptr(), length)
                    == 1
                    && ffi::EVP_EncryptFinal_ex(
                        ctx,
                        out.as_mut_ptr().add(usize::try_from(first).ok()?),
                        &mut last,
                    ) == 1
            } else {
                ffi::EVP_DecryptUpdate(ctx, out.as_mut_ptr(), &mut first, input.as_ptr(), length)
                    == 1
                    && ffi::EVP_DecryptFinal_ex(
                        ctx,
                        out.as_mut_ptr().add(usize::try_from(first).ok()?),
                        &mut last,
                    ) == 1
            }
        };
        out.truncate(usize::try_from(first + last).ok()?);
        done.then_some(out)
    }
}

impl Drop for CipherContext {
    fn drop(&mut self) {
        // SAFETY: `self` owns the object, and nothing uses it afterwards.
        unsafe { ffi::EVP_CIPHER_CTX_free(self.as_ptr()) }
    }
}

/// An owned MAC context, of the EVP interface or the older HMAC interface.
pub enum Mac {
    Evp(NonNull<ffi::EVP_MAC_CTX>),
    Hmac(NonNull<ffi::HMAC_CTX>),
}

impl Mac {
    /// A context of the EVP interface for HMAC, not set up yet.
    pub fn evp(library: &Library) -> Option<Mac> {
        let hmac = match library.fetched() {
            Some(fetched) => fetched.hmac.as_ref(),
            None => default_methods().1.as_ref(),
        };
        // SAFETY: the method is live.
        NonNull::new(unsafe { ffi::EVP_MAC_CTX_new(hmac?.as_ptr()) }).map(Mac::Evp)
    }

    /// A context of the interface before OpenSSL 3.0.
    pub fn hmac() -> Option<Mac> {
        // SAFETY: the function has no preconditions.
        NonNull::new(unsafe { ffi::HMAC_CTX_new() }).map(Mac::Hmac)
    }

    /// Bytes of the MAC; 0 when the context was not set up.
    pub fn size(&self) -> usize {
        // SAFETY: the contexts are live.
        unsafe {
            match self {
                Mac::Evp(ctx) => ffi::EVP_MAC_CTX_get_mac_size(ctx.as_ptr()),
                Mac::Hmac(ctx) if ffi::HMAC_CTX_get_md(ctx.as_ptr()).is_null() => 0,
                Mac::Hmac(ctx) => ffi::HMAC_size(ctx.as_ptr()),
            }
        }
    }

    /// The MAC of `data`.
    pub fn compute(&self, data: &[u8]) -> Option<Vec<u8>> {
        let mut out = vec![0; MAX_MAC];
        // SAFETY: the contexts are live, the data is readable, and `out` has room for every MAC.
        let length = unsafe {
            match self {
                Mac::Evp(ctx) => {
                    let mut length = 0;
                    let ctx = ctx.as_ptr();
                    (ffi::EVP_MAC_update(ctx, data.as_ptr(), data.len()) == 1
                        && ffi::EVP_MAC_final(ctx, out.as_mut_ptr(), &mut length, MAX_MAC) == 1)
                        .then_some(length)
                }
                Mac::Hmac(ctx) => {
                    let mut length: c_uint = 0;
                    let ctx = ctx.as_ptr();
                    (ffi::HMAC_Update(ctx, data.as_ptr(), data.len()) == 1
                        && ffi::HMAC_Final(ctx, out.as_mut_ptr(), &mut length) == 1)
                        .then_some(length as usize)
                }
            }
        };
        out.truncate(length?);
        Some(out)
    }
}

impl Drop for Mac {
    fn drop(&mut self) {
        // SAFETY: `self` owns the object, and nothing uses it afterwards.
        unsafe {
            match self {
                Mac::Evp(ctx) => ffi::EVP_MAC_CTX_free(ctx.as_ptr()),
                Mac::Hmac(ctx) => ffi::HMAC_CTX_free(ctx.as_ptr()),
            }
        }
    }
}
