//! X509_STORE: the certificates that the application trusts.

use std::ffi::CStr;
use std::ptr::{self, NonNull};

use libc::c_int;

use super::err;
use super::ffi::{self, X509_STORE};
use super::library::Library;
use super::x509::X509;

const X509_L_FILE_LOAD: c_int = 1;
const X509_L_ADD_DIR: c_int = 2;
const X509_L_ADD_STORE: c_int = 3;
const X509_FILETYPE_DEFAULT: libc::c_long = 3;

/// libcrypto's default places of trusted certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultPlace {
    /// The directory of hashed names.
    Directory,
    /// The file.
    File,
    /// The store URI.
    Store,
}

/// One counted reference to an X509_STORE. References to the same store are equal.
#[derive(Debug, PartialEq, Eq)]
pub struct Store(NonNull<X509_STORE>);

// SAFETY: an X509_STORE is counted atomically and has a lock inside.
unsafe impl Send for Store {}
// SAFETY: for the same reason as `Send`.
unsafe impl Sync for Store {}

impl Store {
    /// An empty store; `None` when memory is out.
    pub fn new() -> Option<Store> {
        // SAFETY: the function has no preconditions.
        NonNull::new(unsafe { ffi::X509_STORE_new() }).map(Store)
    }

    /// Takes over one reference of the caller's; `None` for NULL.
    ///
    /// # Safety
    /// `store` is NULL or live, and the caller gives one reference away.
    pub unsafe fn from_owned(store: *mut X509_STORE) -> Option<Store> {
        NonNull::new(store).map(Store)
    }

    /// Adds a reference of our own; `None` for NULL.
    ///
    /// # Safety
    /// `store` is NULL or live.
    pub unsafe fn from_borrowed(store: *mut X509_STORE) -> Option<Store> {
        let store = NonNull::new(store)?;
        // SAFETY: live; the new value owns the new reference.
        unsafe { ffi::X509_STORE_up_ref(store.as_ptr()) };
        Some(Store(store))
    }

    pub fn as_ptr(&self) -> *mut X509_STORE {
        self.0.as_ptr()
    }

    /// Adds a trusted certificate.
    pub fn add(&self, cert: &X509) -> bool {
        // SAFETY: both are live; the store takes its own reference.
        unsafe { ffi::X509_STORE_add_cert(self.as_ptr(), cert.as_ptr()) == 1 }
    }

    /// Loads the certificates and revocation lists of a PEM file.
    pub fn load_file(&self, library: &Library, file: Option<&CStr>) -> bool {
        let (ctx, query) = (library.context(), library.query());
        // SAFETY: live; NULL is answered with failure.
        unsafe { ffi::X509_STORE_load_file_ex(self.as_ptr(), pointer(file), ctx, query) == 1 }
    }

    /// Looks certificates up in a directory of hashed names from now on.
    pub fn load_path(&self, path: Option<&CStr>) -> bool {
        // SAFETY: live; NULL is answered with failure.
        unsafe { ffi::X509_STORE_load_path(self.as_ptr(), pointer(path)) == 1 }
    }

    /// Looks certificates up in an OSSL_STORE URI from now on.
    pub fn load_store(&self, library: &Library, uri: Option<&CStr>) -> bool {
        let (ctx, query) = (library.context(), library.query());
        // SAFETY: live; NULL is answered with failure.
        unsafe { ffi::X509_STORE_load_store_ex(self.as_ptr(), pointer(uri), ctx, query) == 1 }
    }

    /// Adds libcrypto's default file, directory and store.
    pub fn load_defaults(&self, library: &Library) -> bool {
        let (ctx, query) = (library.context(), library.query());
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_STORE_set_default_paths_ex(self.as_ptr(), ctx, query) == 1 }
    }

    /// Adds one of libcrypto's default places. An empty place is not an error.
    pub fn load_default(&self, library: &Library, place: DefaultPlace) -> bool {
        // SAFETY: live; the methods are libcrypto's statics, the lookup belongs to the store, and
        // NULL asks for the default place.
        unsafe {
            let (method, command, kind) = match place {
                DefaultPlace::Directory => (
                    ffi::X509_LOOKUP_hash_dir(),
                    X509_L_ADD_DIR,
                    X509_FILETYPE_DEFAULT,
                ),
                DefaultPlace::File => (
                    ffi::X509_LOOKUP_file(),
                    X509_L_FILE_LOAD,
                    X509_FILETYPE_DEFAULT,
                ),
                DefaultPlace::Store => (ffi::X509_LOOKUP_store(), X509_L_ADD_STORE, 0),
            };
            let lookup = ffi::X509_STORE_add_lookup(self.as_ptr(), method);
            if lookup.is_null() {
                return false;
            }
            let (none, ctx, query) = (ptr::null_mut(), library.context(), library.query());
            err::without(|| {
                ffi::X509_LOOKUP_ctrl_ex(lookup, command, ptr::null(), kind, none, ctx, query)
            });
            true
        }
    }

    /// Whether the application has set functions that libcrypto calls during verification.
    pub fn has_own_methods(&self) -> bool {
        // SAFETY: `self` owns a live object.
        unsafe {
            let store = self.as_ptr();
            ffi::X509_STORE_get_verify_cb(store).is_some()
                || ffi::X509_STORE_get_verify(store).is_some()
                || ffi::X509_STORE_get_get_issuer(store).is_some()
                || ffi::X509_STORE_get_check_issued(store).is_some()
                || ffi::X509_STORE_get_check_revocation(store).is_some()
                || ffi::X509_STORE_get_get_crl(store).is_some()
                || ffi::X509_STORE_get_check_crl(store).is_some()
                || ffi::X509_STORE_get_cert_crl(store).is_some()
                || ffi::X509_STORE_get_check_policy(store).is_some()
                || ffi::X509_STORE_get_lookup_certs(store).is_some()
                || ffi::X509_STORE_get_lookup_crls(store).is_some()
                || ffi::X509_STORE_get_cleanup(store).is_some()
        }
    }

    /// How many certificates and revocation lists are in it.
    pub fn object_count(&self) -> c_int {
        // SAFETY: live; the objects may only be counted under the store's lock.
        unsafe {
            ffi::X509_STORE_lock(self.as_ptr());
            let count = ffi::OPENSSL_sk_num(ffi::X509_STORE_get0_objects(self.as_ptr()).cast());
            ffi::X509_STORE_unlock(self.as_ptr());
            count
        }
    }
}

fn pointer(text: Option<&CStr>) -> *const libc::c_char {
    text.map_or(ptr::null(), CStr::as_ptr)
}

impl Clone for Store {
    fn clone(&self) -> Store {
        // SAFETY: live; the new value owns the new reference.
        unsafe { ffi::X509_STORE_up_ref(self.as_ptr()) };
        Store(self.0)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // SAFETY: `self` owns the reference that is released.
        unsafe { ffi::X509_STORE_free(self.as_ptr()) }
    }
}
