//! Diffie-Hellman parameters that applications give in libcrypto's old types.

use std::ffi::CStr;
use std::ptr::null_mut;

use libc::c_int;

use super::ffi::{self, DH, EC_KEY, EVP_PKEY};
use super::pkey::PKey;

impl PKey {
    /// A key that shares the parameters; `None` when memory is out.
    ///
    /// # Safety
    /// `parameters` is live.
    pub unsafe fn from_dh(parameters: *mut DH) -> Option<PKey> {
        // SAFETY: a new key, which takes its own reference to the parameters.
        unsafe {
            let key: *mut EVP_PKEY = ffi::EVP_PKEY_new();
            let owned = PKey::from_owned(key)?;
            (ffi::EVP_PKEY_set1_DH(key, parameters) == 1).then_some(owned)
        }
    }
}

/// The NID of a key's curve; `None` if the key has none.
///
/// # Safety
/// `key` is live.
pub unsafe fn curve_of(key: *mut EC_KEY) -> Option<c_int> {
    // SAFETY: live; the group belongs to the key.
    unsafe {
        let group = ffi::EC_KEY_get0_group(key);
        (!group.is_null()).then(|| ffi::EC_GROUP_get_curve_name(group))
    }
}

/// The parameters in a PEM file; `None`, with libcrypto's errors on the queue, if there are none.
pub fn parameters_from_file(file: &CStr) -> Option<PKey> {
    // SAFETY: the file is owned until its end here, and so are the parameters.
    unsafe {
        let source = ffi::BIO_new_file(file.as_ptr(), c"r".as_ptr());
        if source.is_null() {
            return None;
        }
        let parameters = ffi::PEM_read_bio_DHparams(source, null_mut(), None, null_mut());
        ffi::BIO_free_all(source);
        if parameters.is_null() {
            return None;
        }
        let key = PKey::from_dh(parameters);
        ffi::DH_free(parameters);
        key
    }
}
