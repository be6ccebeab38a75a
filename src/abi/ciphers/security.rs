//! The security level (SSL_CTX_set_security_level(3)).

use libc::{c_int, c_void};

use crate::abi::{entry, SSL, SSL_CTX};
use crate::context::callbacks as cb;
use crate::context::security;

/// Sets the security level, 0 to 5: how strong keys, signatures and cipher suites must be.
/// See SSL_CTX_set_security_level(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_security_level(ctx: *mut SSL_CTX, level: c_int) {
    ctx.update(|settings| settings.security_level = level)
}

/// As `SSL_CTX_set_security_level`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_security_level(ssl: *mut SSL, level: c_int) {
    ssl.update(|settings| settings.security_level = level)
}

/// The security level. See SSL_CTX_get_security_level(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_security_level(ctx: *const SSL_CTX) -> c_int {
    ctx.settings().security_level
}

/// As `SSL_CTX_get_security_level`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_security_level(ssl: *const SSL) -> c_int {
    ssl.settings().security_level
}

/// Sets the callback that decides whether something is secure enough; NULL for our own rules.
/// See SSL_CTX_set_security_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_security_callback(
    ctx: *mut SSL_CTX,
    cb: Option<cb::Security>,
) {
    ctx.update(|settings| settings.security_callback = cb)
}

/// As `SSL_CTX_set_security_callback`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_security_callback(ssl: *mut SSL, cb: Option<cb::Security>) {
    ssl.update(|settings| settings.security_callback = cb)
}

/// The callback that decides whether something is secure enough: our own rules, unless another was set.
/// See SSL_CTX_get_security_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_security_callback(
    ctx: *const SSL_CTX,
) -> Option<cb::Security> {
    Some(security::callback(ctx))
}

/// As `SSL_CTX_get_security_callback`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_security_callback(ssl: *const SSL) -> Option<cb::Security> {
    Some(security::callback(ssl))
}

/// Sets the last argument of the security callback. See SSL_CTX_set0_security_ex_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set0_security_ex_data(ctx: *mut SSL_CTX, ex: *mut c_void) {
    ctx.update(|settings| settings.security_ex_data = ex)
}

/// As `SSL_CTX_set0_security_ex_data`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set0_security_ex_data(ssl: *mut SSL, ex: *mut c_void) {
    ssl.update(|settings| settings.security_ex_data = ex)
}

/// The last argument of the security callback. See SSL_CTX_get0_security_ex_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get0_security_ex_data(ctx: *const SSL_CTX) -> *mut c_void {
    ctx.settings().security_ex_data
}

/// As `SSL_CTX_get0_security_ex_data`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get0_security_ex_data(ssl: *const SSL) -> *mut c_void {
    ssl.settings().security_ex_data
}
