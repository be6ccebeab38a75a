//! Verifying the peer's certificate (SSL_CTX_set_verify(3)).

use libc::{c_int, c_long, c_void};

use crate::abi::{entry, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::context::hooks::With;

/// Sets whether and how the peer's certificate is verified, and a callback (NULL for none) that is
/// called for each certificate of the chain and may change the verdict.
///
/// `mode`: `SSL_VERIFY_NONE`, or `SSL_VERIFY_PEER` with other `SSL_VERIFY_*` flags.
/// See SSL_CTX_set_verify(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_verify(
    ctx: *mut SSL_CTX,
    mode: c_int,
    callback: Option<cb::Verify>,
) {
    ctx.update(|settings| {
        settings.verify_mode = mode;
        settings.verify_callback = callback;
    })
}

/// As `SSL_CTX_set_verify`, for this connection alone; NULL leaves the callback as it is.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_verify(
    ssl: *mut SSL,
    mode: c_int,
    callback: Option<cb::Verify>,
) {
    ssl.update(|settings| {
        settings.verify_mode = mode;
        settings.verify_callback = callback.or(settings.verify_callback);
    })
}

/// The mode of `SSL_CTX_set_verify`. See SSL_CTX_get_verify_mode(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_verify_mode(ctx: *const SSL_CTX) -> c_int {
    ctx.settings().verify_mode
}

/// As `SSL_CTX_get_verify_mode`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_verify_mode(ssl: *const SSL) -> c_int {
    ssl.settings().verify_mode
}

/// The callback of `SSL_CTX_set_verify`, NULL for none. See SSL_CTX_get_verify_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_verify_callback(
    ctx: *const SSL_CTX,
) -> Option<cb::Verify> {
    ctx.settings().verify_callback
}

/// As `SSL_CTX_get_verify_callback`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_verify_callback(ssl: *const SSL) -> Option<cb::Verify> {
    ssl.settings().verify_callback
}

/// The most certificates between the peer's and the trusted one; -1 for no limit of its own. See
/// SSL_CTX_get_verify_depth(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_verify_depth(ctx: *const SSL_CTX) -> c_int {
    ctx.param.depth()
}

/// As `SSL_CTX_get_verify_depth`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_verify_depth(ssl: *const SSL) -> c_int {
    ssl.verification.param().depth()
}

/// Sets the most certificates between the peer's and the trusted one. See
/// SSL_CTX_set_verify_depth(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_verify_depth(ctx: *mut SSL_CTX, depth: c_int) {
    ctx.param.set_depth(depth)
}

/// As `SSL_CTX_set_verify_depth`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_verify_depth(ssl: *mut SSL, depth: c_int) {
    ssl.verification.param().set_depth(depth)
}

/// Sets a callback that verifies the peer's chain instead of `X509_verify_cert`; NULL for none.
///
/// It gets the prepared X509_STORE_CTX and `arg`, sets the error in the X509_STORE_CTX, and returns
/// 1 for success. See SSL_CTX_set_cert_verify_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_cert_verify_callback(
    ctx: *mut SSL_CTX,
    cb: Option<cb::CertVerify>,
    arg: *mut c_void,
) {
    ctx.update_hooks(|hooks| hooks.cert_verify = With { call: cb, arg })
}

/// The result of verifying the peer's certificate: `X509_V_OK` or an `X509_V_ERR_*`, even if the
/// mode let the handshake continue. It is `X509_V_OK` if there was no certificate. See
/// SSL_get_verify_result(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_verify_result(ssl: *const SSL) -> c_long {
    ssl.verification.result()
}

/// Sets the value that `SSL_get_verify_result` returns. See SSL_set_verify_result(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_verify_result(ssl: *mut SSL, v: c_long) {
    ssl.verification.set_result(v)
}
