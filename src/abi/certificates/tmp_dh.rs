//! Parameters of finite-field Diffie-Hellman in TLS 1.2 (SSL_CTX_set0_tmp_dh_pkey(3)).
//!
//! No suite with this key exchange is negotiated. The parameters are kept with the object, and nothing
//! uses them.

use libc::c_int;

use crate::abi::{entry, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::context::security::Secured;
use crate::context::tmp_dh;
use crate::error::reason::Reason;
use crate::sys::err;
use crate::sys::ffi::EVP_PKEY;
use crate::sys::pkey::PKey;

/// Takes over the caller's reference, unless the parameters are too weak.
///
/// # Safety
/// `dhpkey` is NULL or live.
unsafe fn set(object: &impl Secured, dhpkey: *mut EVP_PKEY) -> c_int {
    // SAFETY: `dhpkey` is NULL or live; a refused key is not freed, so the caller keeps its reference.
    let Some(key) = (unsafe { PKey::from_owned(dhpkey) }) else {
        err::raise(Reason::DH_KEY_TOO_SMALL);
        return 0;
    };
    match tmp_dh::keep(object, key) {
        Ok(()) => 1,
        Err(key) => {
            std::mem::forget(key);
            0
        }
    }
}

/// Keeps DH parameters for connections made from now on. Returns 1 and takes over the caller's
/// reference; or 0 with an error on the queue (`SSL_R_DH_KEY_TOO_SMALL`), and the caller keeps its
/// reference. See SSL_CTX_set0_tmp_dh_pkey(3).
///
/// Accepted, no effect: There are no suites with DHE.
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set0_tmp_dh_pkey(
    ctx: *mut SSL_CTX,
    dhpkey: *mut EVP_PKEY,
) -> c_int {
    // SAFETY: the application's key, NULL or live.
    unsafe { set(ctx, dhpkey) }
}

/// As `SSL_CTX_set0_tmp_dh_pkey`, for one connection. See SSL_set0_tmp_dh_pkey(3).
///
/// Accepted, no effect: There are no suites with DHE.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set0_tmp_dh_pkey(s: *mut SSL, dhpkey: *mut EVP_PKEY) -> c_int {
    // SAFETY: the application's key, NULL or live.
    unsafe { set(s, dhpkey) }
}

/// Sets the callback that gives DH parameters to suites with DHE, of which this library has none.
/// See SSL_CTX_set_tmp_dh_callback(3).
///
/// Accepted, no effect: There are no suites with DHE.
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_tmp_dh_callback(
    ctx: *mut SSL_CTX,
    _dh: Option<cb::TmpDh>,
) {
}

/// As `SSL_CTX_set_tmp_dh_callback`, for one connection. See SSL_set_tmp_dh_callback(3).
///
/// Accepted, no effect: There are no suites with DHE.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_tmp_dh_callback(ssl: *mut SSL, _dh: Option<cb::TmpDh>) {}
