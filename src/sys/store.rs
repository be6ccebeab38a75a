//! X509_STORE: the certificates that the application trusts.

use std::ptr::NonNull;

use super::ffi::{self, X509_STORE};

/// One counted reference to an X509_STORE.
#[derive(Debug)]
pub struct Store(NonNull<X509_STORE>);

impl Store {
    /// An empty store; `None` when memory is out.
    pub fn new() -> Option<Store> {
        // SAFETY: no preconditions.
        NonNull::new(unsafe { ffi::X509_STORE_new() }).map(Store)
    }

    /// Takes over one reference of the caller's; `None` for NULL.
    ///
    /// # Safety
    /// `store` is NULL or live, and the caller gives one reference away.
    pub unsafe fn from_owned(store: *mut X509_STORE) -> Option<Store> {
        NonNull::new(store).map(Store)
    }

    pub fn as_ptr(&self) -> *mut X509_STORE {
        self.0.as_ptr()
    }
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
        // SAFETY: the reference is ours.
        unsafe { ffi::X509_STORE_free(self.as_ptr()) }
    }
}
