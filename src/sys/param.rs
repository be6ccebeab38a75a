//! X509_VERIFY_PARAM: what a certificate is verified for.

use std::ptr::NonNull;

use super::ffi::{self, X509_VERIFY_PARAM};

/// One owned X509_VERIFY_PARAM. Applications change it through the pointer that
/// `SSL_get0_param` gives them.
#[derive(Debug)]
pub struct VerifyParam(NonNull<X509_VERIFY_PARAM>);

impl VerifyParam {
    /// New parameters; `None` when memory is out.
    pub fn new() -> Option<VerifyParam> {
        // SAFETY: no preconditions.
        NonNull::new(unsafe { ffi::X509_VERIFY_PARAM_new() }).map(VerifyParam)
    }

    pub fn as_ptr(&self) -> *mut X509_VERIFY_PARAM {
        self.0.as_ptr()
    }

    /// Takes from `other` what is not set here (`X509_VERIFY_PARAM_inherit`).
    pub fn inherit(&self, other: &VerifyParam) -> bool {
        // SAFETY: both are live.
        unsafe { ffi::X509_VERIFY_PARAM_inherit(self.as_ptr(), other.as_ptr()) == 1 }
    }
}

impl Drop for VerifyParam {
    fn drop(&mut self) {
        // SAFETY: owned.
        unsafe { ffi::X509_VERIFY_PARAM_free(self.as_ptr()) }
    }
}
