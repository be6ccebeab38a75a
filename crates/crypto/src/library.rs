//! OSSL_LIB_CTX with a property query: where cryptography comes from.

use std::ffi::{CStr, CString};
use std::ptr::{self, NonNull};
use std::sync::Arc;

use aws_lc_rs::rand;
use libc::{c_char, c_int};

use super::err;
use super::ffi::{self, OSSL_LIB_CTX};

/// A library context of libcrypto's and a property query, with the algorithms that both give.
///
/// The default value is libcrypto's default context without a query and with the algorithms of the
/// default provider. There our own implementations replace EVP: the results are the same, and they are
/// faster. Any other value uses libcrypto for everything.
#[derive(Clone, Default, Debug)]
pub struct Library(Option<Arc<Fetched>>);

/// The fetched algorithms; `None` for those that are not available.
#[derive(Debug)]
pub struct Fetched {
    /// The application's, which keeps it until it has freed all SSL_CTXs. NULL is the thread's default.
    ctx: *mut OSSL_LIB_CTX,
    query: Option<CString>,
    pub sha256: Option<Digest>,
    pub sha384: Option<Digest>,
    pub sha512: Option<Digest>,
    pub md5: Option<Digest>,
    pub sha1: Option<Digest>,
    pub md5_sha1: Option<Digest>,
    pub aes_128_gcm: Option<Cipher>,
    pub aes_256_gcm: Option<Cipher>,
    pub chacha20_poly1305: Option<Cipher>,
    pub aes_256_cbc: Option<Cipher>,
    pub hmac: Option<Mac>,
    pub tls1_prf: Option<Kdf>,
    pub tls13_kdf: Option<Kdf>,
}

// SAFETY: a library context may be used by any number of threads; what was fetched is counted and not
// changed.
unsafe impl Send for Fetched {}
// SAFETY: for the same reason as `Send`.
unsafe impl Sync for Fetched {}

/// Defines the owner of one kind of fetched algorithm.
macro_rules! algorithm {
    ($(#[$doc:meta])* $name:ident, $raw:ident, $fetch:ident, $free:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name(NonNull<ffi::$raw>);

        impl $name {
            /// # Safety
            /// `ctx` is NULL or live, `query` is NULL or a string.
            unsafe fn fetch(
                ctx: *mut OSSL_LIB_CTX,
                name: &CStr,
                query: *const c_char,
            ) -> Option<$name> {
                // SAFETY: by the caller's promise; the result is ours.
                NonNull::new(unsafe { ffi::$fetch(ctx, name.as_ptr(), query) }).map($name)
            }

            pub fn as_ptr(&self) -> *mut ffi::$raw {
                self.0.as_ptr()
            }
        }

        // SAFETY: counted atomically, and never changed.
        unsafe impl Send for $name {}
        // SAFETY: for the same reason as `Send`.
        unsafe impl Sync for $name {}

        impl Drop for $name {
            fn drop(&mut self) {
                // SAFETY: `self` owns the reference that is released.
                unsafe { ffi::$free(self.as_ptr()) }
            }
        }
    };
}

algorithm!(
    /// An EVP_MD.
    Digest, EVP_MD, EVP_MD_fetch, EVP_MD_free
);
algorithm!(
    /// An EVP_CIPHER.
    Cipher, EVP_CIPHER, EVP_CIPHER_fetch, EVP_CIPHER_free
);
algorithm!(
    /// An EVP_MAC.
    Mac, EVP_MAC, EVP_MAC_fetch, EVP_MAC_free
);
algorithm!(
    /// An EVP_KDF.
    Kdf, EVP_KDF, EVP_KDF_fetch, EVP_KDF_free
);
algorithm!(
    /// An EVP_KEYEXCH.
    KeyExchange, EVP_KEYEXCH, EVP_KEYEXCH_fetch, EVP_KEYEXCH_free
);
algorithm!(
    /// An EVP_SIGNATURE.
    Signature, EVP_SIGNATURE, EVP_SIGNATURE_fetch, EVP_SIGNATURE_free
);
algorithm!(
    /// An EVP_KEYMGMT.
    KeyManagement, EVP_KEYMGMT, EVP_KEYMGMT_fetch, EVP_KEYMGMT_free
);

impl Library {
    /// libcrypto's default context without a query.
    pub const DEFAULT: Library = Library(None);

    /// The algorithms of a library context (NULL for the default one) that a query (NULL for none)
    /// selects. A missing algorithm queues no error.
    ///
    /// # Safety
    /// `ctx` is NULL or lives longer than the result and all that is made with it.
    pub unsafe fn new(ctx: *mut OSSL_LIB_CTX, query: Option<&CStr>) -> Library {
        let query = query.filter(|query| !query.is_empty());
        if query.is_none() && is_default(ctx) && err::without(default_provider_is_used) {
            return Library::DEFAULT;
        }
        let raw_query = query.map_or(ptr::null(), CStr::as_ptr);
        // SAFETY: by the caller's promise; the query is a string.
        let fetched = err::without(|| unsafe {
            let cipher = |name| Cipher::fetch(ctx, name, raw_query);
            let kdf = |name| Kdf::fetch(ctx, name, raw_query);
            Fetched {
                ctx,
                query: query.map(CStr::to_owned),
                sha256: Digest::fetch(ctx, c"SHA2-256", raw_query),
                sha384: Digest::fetch(ctx, c"SHA2-384", raw_query),
                sha512: Digest::fetch(ctx, c"SHA2-512", raw_query),
                md5: Digest::fetch(ctx, c"MD5", raw_query),
                sha1: Digest::fetch(ctx, c"SHA1", raw_query),
                md5_sha1: Digest::fetch(ctx, c"MD5-SHA1", raw_query),
                aes_128_gcm: cipher(c"AES-128-GCM"),
                aes_256_gcm: cipher(c"AES-256-GCM"),
                chacha20_poly1305: cipher(c"ChaCha20-Poly1305"),
                aes_256_cbc: cipher(c"AES-256-CBC"),
                hmac: Mac::fetch(ctx, c"HMAC", raw_query),
                tls1_prf: kdf(c"TLS1-PRF"),
                tls13_kdf: kdf(c"TLS13-KDF"),
            }
        });
        Library(Some(Arc::new(fetched)))
    }

    /// The algorithms that a query selects in the default context.
    pub fn with_query(query: &CStr) -> Library {
        // SAFETY: the default context lives as long as the process.
        unsafe { Library::new(ptr::null_mut(), Some(query)) }
    }

    /// The fetched algorithms; `None` for the default, which uses our own implementations.
    pub fn fetched(&self) -> Option<&Fetched> {
        self.0.as_deref()
    }

    pub fn is_default(&self) -> bool {
        self.0.is_none()
    }

    /// The context for libcrypto's functions; NULL for the default one.
    pub fn context(&self) -> *mut OSSL_LIB_CTX {
        self.0.as_ref().map_or(ptr::null_mut(), |f| f.ctx)
    }

    /// The query for libcrypto's functions; NULL for none.
    pub fn query(&self) -> *const c_char {
        let query = self.0.as_ref().and_then(|f| f.query.as_deref());
        query.map_or(ptr::null(), CStr::as_ptr)
    }

    /// Fills `buffer` with random bytes that are not secret; `None` if libcrypto has none.
    pub fn random(&self, buffer: &mut [u8]) -> Option<()> {
        if self.is_default() {
            return rand::fill(buffer).ok();
        }
        // SAFETY: the context is live; the buffer is writable for its length.
        let done =
            unsafe { ffi::RAND_bytes_ex(self.context(), buffer.as_mut_ptr(), buffer.len(), 0) };
        (done > 0).then_some(())
    }

    /// Fills `buffer` with random bytes that stay secret.
    pub fn private_random(&self, buffer: &mut [u8]) -> Option<()> {
        if self.is_default() {
            return rand::fill(buffer).ok();
        }
        // SAFETY: the context is live, and the buffer is writable for its length.
        let done = unsafe {
            ffi::RAND_priv_bytes_ex(self.context(), buffer.as_mut_ptr(), buffer.len(), 0)
        };
        (done > 0).then_some(())
    }

    /// Whether the provider of outdated algorithms is loaded.
    pub fn has_legacy_provider(&self) -> bool {
        // SAFETY: the context is live; a string.
        unsafe { ffi::OSSL_PROVIDER_available(self.context(), c"legacy".as_ptr()) == 1 }
    }

    /// Whether there is a cipher with this NID.
    pub fn has_cipher(&self, nid: c_int) -> bool {
        // SAFETY: context and query are live.
        self.has(nid, |name| unsafe {
            Cipher::fetch(self.context(), name, self.query()).is_some()
        })
    }

    /// Whether there is a digest with this NID.
    pub fn has_digest(&self, nid: c_int) -> bool {
        // SAFETY: context and query are live.
        self.has(nid, |name| unsafe {
            Digest::fetch(self.context(), name, self.query()).is_some()
        })
    }

    fn has(&self, nid: c_int, fetch: impl FnOnce(&CStr) -> bool) -> bool {
        // SAFETY: any number may be asked for; the names are libcrypto's statics.
        let name = unsafe {
            let name = ffi::OBJ_nid2sn(nid);
            (!name.is_null()).then(|| CStr::from_ptr(name))
        };
        name.is_some_and(|name| err::without(|| fetch(name)))
    }

    /// Whether there is a key exchange with this name.
    pub fn has_key_exchange(&self, name: &CStr) -> bool {
        // SAFETY: context and query are live.
        err::without(|| unsafe { KeyExchange::fetch(self.context(), name, self.query()).is_some() })
    }

    /// Whether there is a signature with this name.
    pub fn has_signature(&self, name: &CStr) -> bool {
        // SAFETY: context and query are live.
        err::without(|| unsafe { Signature::fetch(self.context(), name, self.query()).is_some() })
    }

    /// Whether there are keys of the type with this name.
    pub fn has_keys(&self, name: &CStr) -> bool {
        // SAFETY: context and query are live.
        err::without(|| unsafe {
            KeyManagement::fetch(self.context(), name, self.query()).is_some()
        })
    }
}

/// AES-256-CBC and HMAC of the default library.
pub fn ticket_methods() -> (Option<Cipher>, Option<Mac>) {
    let none = ptr::null_mut();
    // SAFETY: the default context without a query.
    unsafe {
        (
            Cipher::fetch(none, c"AES-256-CBC", ptr::null()),
            Mac::fetch(none, c"HMAC", ptr::null()),
        )
    }
}

/// Whether a context is the default one of the process, and of this thread.
fn is_default(ctx: *mut OSSL_LIB_CTX) -> bool {
    // SAFETY: the function has no preconditions; with NULL it changes nothing.
    let (process, thread) = unsafe {
        (
            ffi::OSSL_LIB_CTX_get0_global_default(),
            ffi::OSSL_LIB_CTX_set0_default(ptr::null_mut()),
        )
    };
    ctx == process || ctx.is_null() && thread == process
}

/// Whether the default context has the algorithms of the default provider. It does not if that provider is not
/// loaded, or if the configuration selects another one, such as the FIPS provider.
fn default_provider_is_used() -> bool {
    // SAFETY: what was fetched lives until the end of the block; a provider's name as long as it.
    unsafe {
        let none = ptr::null_mut();
        let digest = Digest::fetch(none, c"SHA2-256", ptr::null());
        let cipher = Cipher::fetch(none, c"AES-256-GCM", ptr::null());
        let (Some(digest), Some(cipher)) = (digest, cipher) else {
            return false;
        };
        [
            ffi::EVP_MD_get0_provider(digest.as_ptr()),
            ffi::EVP_CIPHER_get0_provider(cipher.as_ptr()),
        ]
        .iter()
        .all(|provider| CStr::from_ptr(ffi::OSSL_PROVIDER_get0_name(*provider)) == c"default")
    }
}
