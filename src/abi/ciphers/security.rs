//! The security level (SSL_CTX_set_security_level(3)).

use libc::{c_int, c_void};

use crate::abi::{entry, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::cipher::Cipher;
use crate::constants::*;
use crate::context::security::default_rule;
use crate::context::Configured;

/// Sets the security level, 0 to 5, which is the required strength of keys, signatures and cipher
/// suites. See SSL_CTX_set_security_level(3).
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

/// The callback that decides whether something is secure enough: our own rules, unless another was
/// set. See SSL_CTX_get_security_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_security_callback(
    ctx: *const SSL_CTX,
) -> Option<cb::Security> {
    Some(callback(ctx))
}

/// As `SSL_CTX_get_security_callback`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_security_callback(ssl: *const SSL) -> Option<cb::Security> {
    Some(callback(ssl))
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

/// The default callback. `SSL_get_security_callback` returns it, so that an application's callback
/// can call it.
unsafe extern "C-unwind" fn default_callback(
    ssl: *const cb::SSL,
    ctx: *const cb::SSL_CTX,
    operation: c_int,
    bits: c_int,
    nid: c_int,
    other: *mut c_void,
    _ex: *mut c_void,
) -> c_int {
    // SAFETY: each pointer is NULL or live, by the callback's contract.
    let settings = match unsafe { (ctx.cast::<SSL_CTX>().as_ref(), ssl.cast::<SSL>().as_ref()) } {
        (Some(ctx), _) => ctx.settings(),
        (None, Some(ssl)) => ssl.settings().clone(),
        (None, None) => return 0,
    };
    let about_suite = operation & SSL_SECOP_OTHER_TYPE as c_int == SSL_SECOP_OTHER_CIPHER;
    // SAFETY: for this operation `other` is NULL or points to a suite.
    let suite = about_suite.then(|| unsafe { other.cast::<Cipher>().as_ref() });
    default_rule(
        settings.security_level,
        operation,
        bits,
        nid,
        suite.flatten(),
    )
    .into()
}

/// The callback in force.
fn callback(holder: &impl Configured) -> cb::Security {
    holder
        .settings()
        .security_callback
        .unwrap_or(default_callback)
}
