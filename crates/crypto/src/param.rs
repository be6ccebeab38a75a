//! X509_VERIFY_PARAM: what a certificate is verified for.

use std::ffi::CStr;
use std::ptr::{self, NonNull};

use libc::{c_char, c_int, c_uint};

use super::ffi::{self, X509_VERIFY_PARAM};

/// One owned X509_VERIFY_PARAM. Applications change it through the pointer that
/// `SSL_get0_param` gives them.
#[derive(Debug)]
pub struct VerifyParam(NonNull<X509_VERIFY_PARAM>);

impl VerifyParam {
    /// New parameters; `None` when memory is out.
    pub fn new() -> Option<VerifyParam> {
        // SAFETY: the function has no preconditions.
        NonNull::new(unsafe { ffi::X509_VERIFY_PARAM_new() }).map(VerifyParam)
    }

    pub fn as_ptr(&self) -> *mut X509_VERIFY_PARAM {
        self.0.as_ptr()
    }

    /// Copies from `other` what is not set here (`X509_VERIFY_PARAM_inherit`).
    pub fn inherit(&self, other: &VerifyParam) -> bool {
        // SAFETY: `self` owns a live object, and the argument is live too.
        unsafe { ffi::X509_VERIFY_PARAM_inherit(self.as_ptr(), other.as_ptr()) == 1 }
    }
}

impl VerifyParam {
    /// Copies all that is set in the application's parameters (`X509_VERIFY_PARAM_set1`).
    ///
    /// # Safety
    /// `other` is NULL (which does nothing) or live.
    pub unsafe fn set(&self, other: *const X509_VERIFY_PARAM) -> bool {
        // SAFETY: live, or NULL by the caller's promise.
        unsafe { ffi::X509_VERIFY_PARAM_set1(self.as_ptr(), other) == 1 }
    }

    /// Forgets the name that was found in a certificate.
    pub fn forget_peername(&self) {
        // SAFETY: the objects are live, and NULL means no name.
        unsafe { ffi::X509_VERIFY_PARAM_move_peername(self.as_ptr(), std::ptr::null_mut()) }
    }

    pub fn set_purpose(&self, purpose: c_int) -> bool {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_VERIFY_PARAM_set_purpose(self.as_ptr(), purpose) == 1 }
    }

    pub fn set_trust(&self, trust: c_int) -> bool {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_VERIFY_PARAM_set_trust(self.as_ptr(), trust) == 1 }
    }

    pub fn depth(&self) -> c_int {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_VERIFY_PARAM_get_depth(self.as_ptr()) }
    }

    pub fn set_depth(&self, depth: c_int) {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_VERIFY_PARAM_set_depth(self.as_ptr(), depth) }
    }

    pub fn set_host_flags(&self, flags: c_uint) {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::X509_VERIFY_PARAM_set_hostflags(self.as_ptr(), flags) }
    }

    /// The name that the certificate must be for, an IP address if it reads as one; `None` and an
    /// empty name accept every certificate.
    pub fn set_host(&self, name: Option<&CStr>) -> bool {
        let pointer = name.map_or(ptr::null(), CStr::as_ptr);
        // SAFETY: live; libcrypto copies the name.
        unsafe {
            (name.is_some() && ffi::X509_VERIFY_PARAM_set1_ip_asc(self.as_ptr(), pointer) == 1)
                || ffi::X509_VERIFY_PARAM_set1_host(self.as_ptr(), pointer, 0) == 1
        }
    }

    /// The host name that the certificate must be for, even if it reads as an IP address; `None` and
    /// an empty name accept every certificate.
    pub fn set_host_name(&self, name: Option<&CStr>) -> bool {
        let pointer = name.map_or(ptr::null(), CStr::as_ptr);
        // SAFETY: live; libcrypto copies the name.
        unsafe { ffi::X509_VERIFY_PARAM_set1_host(self.as_ptr(), pointer, 0) == 1 }
    }

    /// One more name that the certificate may be for; there can be only one IP address.
    pub fn add_host(&self, name: Option<&CStr>) -> bool {
        let pointer = name.map_or(ptr::null(), CStr::as_ptr);
        // SAFETY: live; libcrypto copies the name; what it gives us is freed here.
        unsafe {
            let address = name.map_or(ptr::null_mut(), |name| ffi::a2i_IPADDRESS(name.as_ptr()));
            if address.is_null() {
                return ffi::X509_VERIFY_PARAM_add1_host(self.as_ptr(), pointer, 0) == 1;
            }
            ffi::ASN1_OCTET_STRING_free(address);
            let before = ffi::X509_VERIFY_PARAM_get1_ip_asc(self.as_ptr());
            if !before.is_null() {
                ffi::CRYPTO_free(before.cast(), c"".as_ptr(), 0);
                return false;
            }
            ffi::X509_VERIFY_PARAM_set1_ip_asc(self.as_ptr(), pointer) == 1
        }
    }

    /// The name in the peer's certificate that matched; NULL for none.
    pub fn peername(&self) -> *const c_char {
        // SAFETY: live; the string belongs to the parameters.
        unsafe { ffi::X509_VERIFY_PARAM_get0_peername(self.as_ptr()) }
    }
}

impl Drop for VerifyParam {
    fn drop(&mut self) {
        // SAFETY: `self` owns the object, and nothing uses it afterwards.
        unsafe { ffi::X509_VERIFY_PARAM_free(self.as_ptr()) }
    }
}
