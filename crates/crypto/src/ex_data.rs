//! Extra data: the application's own pointers on our objects, kept by libcrypto's classes.

use std::cell::UnsafeCell;
use std::ffi::CStr;
use std::sync::OnceLock;

use libc::{c_int, c_void};

use super::ffi::{self, CRYPTO_EX_DATA};

/// The extra data of one object.
pub struct ExData {
    class: c_int,
    raw: UnsafeCell<CRYPTO_EX_DATA>,
}

impl ExData {
    /// Empty extra data of a class (`CRYPTO_EX_INDEX_*`), before the object has its address.
    #[inline]
    pub const fn empty(class: c_int) -> ExData {
        let raw = CRYPTO_EX_DATA {
            ctx: std::ptr::null_mut(),
            sk: std::ptr::null_mut(),
        };
        ExData {
            class,
            raw: UnsafeCell::new(raw),
        }
    }

    /// Runs the application's `new` callbacks for `object`, which has its final address now.
    pub fn init(&self, object: *const c_void) -> bool {
        // SAFETY: the cell is ours; callbacks get the object's address only.
        unsafe { ffi::CRYPTO_new_ex_data(self.class, object as *mut c_void, self.raw.get()) == 1 }
    }

    /// Runs the `dup` callbacks from `other` to this.
    pub fn copy_from(&self, other: &ExData) -> bool {
        // SAFETY: both are initialised and of one class.
        unsafe { ffi::CRYPTO_dup_ex_data(self.class, self.raw.get(), other.raw.get()) == 1 }
    }

    /// Runs the `free` callbacks for `object` and forgets all pointers.
    pub fn free(&self, object: *const c_void) {
        // SAFETY: initialised (or empty, which libcrypto accepts) and not used afterwards.
        unsafe { ffi::CRYPTO_free_ex_data(self.class, object as *mut c_void, self.raw.get()) }
    }

    // libcrypto keeps the pointer and does not dereference it.
    #[allow(clippy::not_unsafe_ptr_arg_deref)]
    pub fn set(&self, index: c_int, value: *mut c_void) -> bool {
        // SAFETY: `raw` is initialised or empty; libcrypto accepts both.
        unsafe { ffi::CRYPTO_set_ex_data(self.raw.get(), index, value) == 1 }
    }

    pub fn get(&self, index: c_int) -> *mut c_void {
        // SAFETY: `raw` is initialised or empty; libcrypto accepts both.
        unsafe { ffi::CRYPTO_get_ex_data(self.raw.get(), index) }
    }
}

/// A new index for a class of objects, without callbacks; -1 when memory is out.
pub fn new_index(class: c_int, name: &'static CStr) -> c_int {
    let name = name.as_ptr() as *mut c_void;
    // SAFETY: no callbacks; libcrypto copies nothing and the argument is a static string.
    unsafe { ffi::CRYPTO_get_ex_new_index(class, 0, name, None, None, None) }
}

/// The index under which an X509_STORE_CTX holds the SSL that it verifies for; -1 when memory is out.
pub fn store_context_index() -> c_int {
    static INDEX: OnceLock<c_int> = OnceLock::new();
    let class = ffi::CRYPTO_EX_INDEX_X509_STORE_CTX;
    *INDEX.get_or_init(|| new_index(class, c"SSL for verify callback"))
}
