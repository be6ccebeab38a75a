//! CTLOG_STORE: a list of Certificate Transparency logs.

use std::ffi::CStr;
use std::ptr::{self, NonNull};

use super::ffi::{self, CTLOG_STORE};
use super::library::Library;

/// An owned store.
pub struct LogStore(NonNull<CTLOG_STORE>);

// SAFETY: a store is a value of its own.
unsafe impl Send for LogStore {}
// SAFETY: it is the application's, by its address, to read and to fill: libcrypto does not lock it, and
// leaves it to the application that no two threads change it at once.
unsafe impl Sync for LogStore {}

impl LogStore {
    /// An empty store; `None` when memory is out.
    pub fn new(library: &Library) -> Option<LogStore> {
        // SAFETY: context and query are live; the result is ours.
        let store = unsafe { ffi::CTLOG_STORE_new_ex(library.context(), library.query()) };
        NonNull::new(store).map(LogStore)
    }

    /// Takes a store over; `None` for NULL.
    ///
    /// # Safety
    /// `store` is NULL or live, and the caller gives it away.
    pub unsafe fn from_owned(store: *mut CTLOG_STORE) -> Option<LogStore> {
        NonNull::new(store).map(LogStore)
    }

    pub fn as_ptr(&self) -> *mut CTLOG_STORE {
        self.0.as_ptr()
    }

    /// Adds the logs of a file; false with libcrypto's errors on the queue.
    ///
    /// # Safety
    /// No other thread uses the store meanwhile.
    pub unsafe fn load(&self, file: Option<&CStr>) -> bool {
        let name = file.map_or(ptr::null(), CStr::as_ptr);
        // SAFETY: live; the name is NULL, which fails, or a string.
        unsafe { ffi::CTLOG_STORE_load_file(self.as_ptr(), name) == 1 }
    }

    /// Adds the logs of libcrypto's default file.
    ///
    /// # Safety
    /// As for `load`.
    pub unsafe fn load_default(&self) -> bool {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::CTLOG_STORE_load_default_file(self.as_ptr()) == 1 }
    }
}

impl Drop for LogStore {
    fn drop(&mut self) {
        // SAFETY: `self` owns the object, and nothing uses it afterwards.
        unsafe { ffi::CTLOG_STORE_free(self.as_ptr()) }
    }
}
