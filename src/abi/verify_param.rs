//! For what, and for whom, the peer's certificate must be (SSL_CTX_set1_param(3), SSL_set1_host(3)).

use std::ptr;

use libc::{c_char, c_int, c_uint};

use super::certificate_file::text;
use super::{on_connection, on_context, SSL, SSL_CTX};
use crate::sys::ffi::X509_VERIFY_PARAM;

/// The verification parameters, which the context keeps and the application may change.
/// See SSL_CTX_get0_param(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_get0_param(ctx: *mut SSL_CTX) -> *mut X509_VERIFY_PARAM {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_get0_param", ctx, ptr::null_mut(), |ctx| {
            ctx.param.as_ptr()
        })
    }
}
symver!(SSL_CTX_get0_param);

/// As `SSL_CTX_get0_param`, for this connection alone.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get0_param(ssl: *mut SSL) -> *mut X509_VERIFY_PARAM {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_get0_param", ssl, ptr::null_mut(), |ssl| {
            ssl.param.as_ptr()
        })
    }
}
symver!(SSL_get0_param);

/// Takes over all verification parameters that are set in `vpm`. Returns 1, or 0 on failure.
/// See SSL_CTX_set1_param(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set1_param(
    ctx: *mut SSL_CTX,
    vpm: *mut X509_VERIFY_PARAM,
) -> c_int {
    // SAFETY: NULL or live, both.
    unsafe {
        on_context("SSL_CTX_set1_param", ctx, 0, |ctx| {
            ctx.param.set(vpm).into()
        })
    }
}
symver!(SSL_CTX_set1_param);

/// As `SSL_CTX_set1_param`, for this connection alone.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set1_param(
    ssl: *mut SSL,
    vpm: *mut X509_VERIFY_PARAM,
) -> c_int {
    // SAFETY: NULL or live, both.
    unsafe { on_connection("SSL_set1_param", ssl, 0, |ssl| ssl.param.set(vpm).into()) }
}
symver!(SSL_set1_param);

/// Sets what the peer's certificate must be good for (`X509_PURPOSE_*`). Returns 1, or 0 for an unknown
/// purpose. See SSL_CTX_set_purpose(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_purpose(ctx: *mut SSL_CTX, purpose: c_int) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_purpose", ctx, 0, |ctx| {
            ctx.param.set_purpose(purpose).into()
        })
    }
}
symver!(SSL_CTX_set_purpose);

/// As `SSL_CTX_set_purpose`, for this connection alone.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set_purpose(ssl: *mut SSL, purpose: c_int) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_set_purpose", ssl, 0, |ssl| {
            ssl.param.set_purpose(purpose).into()
        })
    }
}
symver!(SSL_set_purpose);

/// Sets how the root certificate must be trusted (`X509_TRUST_*`). Returns 1, or 0 for an unknown
/// setting. See SSL_CTX_set_trust(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_trust(ctx: *mut SSL_CTX, trust: c_int) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_trust", ctx, 0, |ctx| {
            ctx.param.set_trust(trust).into()
        })
    }
}
symver!(SSL_CTX_set_trust);

/// As `SSL_CTX_set_trust`, for this connection alone.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set_trust(ssl: *mut SSL, trust: c_int) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_set_trust", ssl, 0, |ssl| {
            ssl.param.set_trust(trust).into()
        })
    }
}
symver!(SSL_set_trust);

/// Sets the name, or the IP address, that the peer's certificate must be for; NULL or "" for any.
/// Returns 1, or 0 on failure. See SSL_set1_host(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set1_host(ssl: *mut SSL, hostname: *const c_char) -> c_int {
    // SAFETY: NULL or live; the name is NULL or a string.
    unsafe {
        on_connection("SSL_set1_host", ssl, 0, |ssl| {
            ssl.param.set_host(text(hostname)).into()
        })
    }
}
symver!(SSL_set1_host);

/// Adds a name that the peer's certificate may be for. Returns 1, or 0 on failure, which a second IP
/// address is. See SSL_add1_host(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_add1_host(ssl: *mut SSL, hostname: *const c_char) -> c_int {
    // SAFETY: NULL or live; the name is NULL or a string.
    unsafe {
        on_connection("SSL_add1_host", ssl, 0, |ssl| {
            ssl.param.add_host(text(hostname)).into()
        })
    }
}
symver!(SSL_add1_host);

/// Sets how names are compared (`X509_CHECK_FLAG_*`). See SSL_set_hostflags(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set_hostflags(ssl: *mut SSL, flags: c_uint) {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_set_hostflags", ssl, (), |ssl| {
            ssl.param.set_host_flags(flags)
        })
    }
}
symver!(SSL_set_hostflags);

/// The name in the peer's certificate that matched, NULL for none. The connection keeps the string until
/// the next handshake. See SSL_get0_peername(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get0_peername(ssl: *mut SSL) -> *const c_char {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_get0_peername", ssl, ptr::null(), |ssl| {
            ssl.param.peername()
        })
    }
}
symver!(SSL_get0_peername);
