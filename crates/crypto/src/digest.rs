//! EVP_MD: digests by number.

use libc::c_int;

use super::ffi;

/// libcrypto's digest with this NID, or NULL. Static.
pub fn by_nid(nid: c_int) -> *const ffi::EVP_MD {
    // SAFETY: any number may be asked for, and any name, NULL too.
    unsafe { ffi::EVP_get_digestbyname(ffi::OBJ_nid2sn(nid)) }
}
