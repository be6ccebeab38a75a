//! The purpose and the name that the peer's certificate must have (SSL_CTX_set1_param(3), SSL_set1_host(3)).

use libc::{c_char, c_int, c_uint};

use crate::abi::{c_str, entry, SSL, SSL_CTX};
use crate::sys::ffi::X509_VERIFY_PARAM;

/// The verification parameters. They remain the context's; the application may change them. See
/// SSL_CTX_get0_param(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get0_param(ctx: *mut SSL_CTX) -> *mut X509_VERIFY_PARAM {
    ctx.param.as_ptr()
}

/// As `SSL_CTX_get0_param`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get0_param(ssl: *mut SSL) -> *mut X509_VERIFY_PARAM {
    ssl.verification.param().as_ptr()
}

/// Copies all verification parameters that are set in `vpm`. Returns 1, or 0 on failure. See
/// SSL_CTX_set1_param(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set1_param(
    ctx: *mut SSL_CTX,
    vpm: *mut X509_VERIFY_PARAM,
) -> c_int {
    // SAFETY: the application's parameters, which are copied.
    unsafe { ctx.param.set(vpm).into() }
}

/// As `SSL_CTX_set1_param`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set1_param(
    ssl: *mut SSL,
    vpm: *mut X509_VERIFY_PARAM,
) -> c_int {
    // SAFETY: the application's parameters, which are copied.
    unsafe { ssl.verification.param().set(vpm).into() }
}

/// Sets the purpose that the peer's certificate must have (`X509_PURPOSE_*`). Returns 1, or 0 for an
/// unknown purpose. See SSL_CTX_set_purpose(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_purpose(ctx: *mut SSL_CTX, purpose: c_int) -> c_int {
    ctx.param.set_purpose(purpose).into()
}

/// As `SSL_CTX_set_purpose`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_purpose(ssl: *mut SSL, purpose: c_int) -> c_int {
    ssl.verification.param().set_purpose(purpose).into()
}

/// Sets how the root certificate must be trusted (`X509_TRUST_*`). Returns 1, or 0 for an unknown
/// setting. See SSL_CTX_set_trust(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_trust(ctx: *mut SSL_CTX, trust: c_int) -> c_int {
    ctx.param.set_trust(trust).into()
}

/// As `SSL_CTX_set_trust`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_trust(ssl: *mut SSL, trust: c_int) -> c_int {
    ssl.verification.param().set_trust(trust).into()
}

/// Sets the name, or the IP address, that the peer's certificate must be for; NULL or "" for any.
/// Returns 1, or 0 on failure. See SSL_set1_host(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set1_host(ssl: *mut SSL, hostname: *const c_char) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe { ssl.verification.param().set_host(c_str(hostname)).into() }
}

/// Adds a name that the peer's certificate may be for. Returns 1, or 0 on failure: a second IP
/// address fails. See SSL_add1_host(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_add1_host(ssl: *mut SSL, hostname: *const c_char) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe { ssl.verification.param().add_host(c_str(hostname)).into() }
}

/// Sets how names are compared (`X509_CHECK_FLAG_*`). See SSL_set_hostflags(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_hostflags(ssl: *mut SSL, flags: c_uint) {
    ssl.verification.param().set_host_flags(flags)
}

/// The name in the peer's certificate that matched, NULL for none. The string remains the
/// connection's, until the next handshake. See SSL_get0_peername(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get0_peername(ssl: *mut SSL) -> *const c_char {
    ssl.verification.param().peername()
}
