//! COMP_METHOD: libcrypto's compression methods.

use libc::c_char;

use super::ffi;

extern "C-unwind" {
    fn COMP_get_name(method: *const ffi::COMP_METHOD) -> *const c_char;
}

/// The name of a method; NULL for one without and for NULL.
///
/// # Safety
/// `method` is NULL or one of libcrypto's.
pub unsafe fn name(method: *const ffi::COMP_METHOD) -> *const c_char {
    if method.is_null() {
        return std::ptr::null();
    }
    // SAFETY: live, by this function's contract.
    unsafe { COMP_get_name(method) }
}
