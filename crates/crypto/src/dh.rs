//! Diffie-Hellman parameters that applications give in libcrypto's old types.

use std::ffi::CStr;
use std::ptr::null_mut;

use libc::c_int;

use super::ffi::{self, DH, EC_KEY, EVP_PKEY};
use super::pkey::PKey;
use super::x509_file::Source;

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
    let source = Source::new()?;
    if !source.open(Some(file)) {
        return None;
    }
    // SAFETY: the file is live, and the parameters are owned until their end here.
    unsafe {
        let parameters = ffi::PEM_read_bio_DHparams(source.bio(), null_mut(), None, null_mut());
        if parameters.is_null() {
            return None;
        }
        let key = PKey::from_dh(parameters);
        ffi::DH_free(parameters);
        key
    }
}
