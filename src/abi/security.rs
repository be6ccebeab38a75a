//! The security level (SSL_CTX_set_security_level(3)).

use std::ptr;

use libc::{c_int, c_void};

use super::{on_connection, on_context, SSL, SSL_CTX};
use crate::context::security;

/// Sets the security level, 0 to 5: how strong keys, signatures and cipher suites must be.
/// See SSL_CTX_set_security_level(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_security_level(ctx: *mut SSL_CTX, level: c_int) {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_security_level", ctx, (), |ctx| {
            ctx.update(|settings| settings.security_level = level)
        })
    }
}
symver!(SSL_CTX_set_security_level);

/// As `SSL_CTX_set_security_level`, for this connection alone.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set_security_level(ssl: *mut SSL, level: c_int) {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_set_security_level", ssl, (), |ssl| {
            ssl.update(|settings| settings.security_level = level)
        })
    }
}
symver!(SSL_set_security_level);

/// The security level. See SSL_CTX_get_security_level(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_get_security_level(ctx: *const SSL_CTX) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_get_security_level", ctx, 0, |ctx| {
            ctx.settings().security_level
        })
    }
}
symver!(SSL_CTX_get_security_level);

/// As `SSL_CTX_get_security_level`, for this connection alone.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get_security_level(ssl: *const SSL) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_get_security_level", ssl, 0, |ssl| {
            ssl.settings().security_level
        })
    }
}
symver!(SSL_get_security_level);

/// Sets the callback that decides whether something is secure enough; NULL for our own rules.
/// See SSL_CTX_set_security_callback(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_security_callback(
    ctx: *mut SSL_CTX,
    cb: Option<
        unsafe extern "C-unwind" fn(
            s: *const SSL,
            ctx: *const SSL_CTX,
            op: c_int,
            bits: c_int,
            nid: c_int,
            other: *mut c_void,
            ex: *mut c_void,
        ) -> c_int,
    >,
) {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_security_callback", ctx, (), |ctx| {
            ctx.update(|settings| settings.security_callback = cb)
        })
    }
}
symver!(SSL_CTX_set_security_callback);

/// As `SSL_CTX_set_security_callback`, for this connection alone.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set_security_callback(
    ssl: *mut SSL,
    cb: Option<
        unsafe extern "C-unwind" fn(
            s: *const SSL,
            ctx: *const SSL_CTX,
            op: c_int,
            bits: c_int,
            nid: c_int,
            other: *mut c_void,
            ex: *mut c_void,
        ) -> c_int,
    >,
) {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_set_security_callback", ssl, (), |ssl| {
            ssl.update(|settings| settings.security_callback = cb)
        })
    }
}
symver!(SSL_set_security_callback);

/// The callback that decides whether something is secure enough: our own rules, unless another was set.
/// See SSL_CTX_get_security_callback(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_get_security_callback(
    ctx: *const SSL_CTX,
) -> Option<
    unsafe extern "C-unwind" fn(
        s: *const SSL,
        ctx: *const SSL_CTX,
        op: c_int,
        bits: c_int,
        nid: c_int,
        other: *mut c_void,
        ex: *mut c_void,
    ) -> c_int,
> {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_get_security_callback", ctx, None, |ctx| {
            Some(security::callback(ctx))
        })
    }
}
symver!(SSL_CTX_get_security_callback);

/// As `SSL_CTX_get_security_callback`, for this connection alone.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get_security_callback(
    ssl: *const SSL,
) -> Option<
    unsafe extern "C-unwind" fn(
        s: *const SSL,
        ctx: *const SSL_CTX,
        op: c_int,
        bits: c_int,
        nid: c_int,
        other: *mut c_void,
        ex: *mut c_void,
    ) -> c_int,
> {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_get_security_callback", ssl, None, |ssl| {
            Some(security::callback(ssl))
        })
    }
}
symver!(SSL_get_security_callback);

/// Sets the last argument of the security callback. See SSL_CTX_set0_security_ex_data(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set0_security_ex_data(ctx: *mut SSL_CTX, ex: *mut c_void) {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set0_security_ex_data", ctx, (), |ctx| {
            ctx.update(|settings| settings.security_ex_data = ex)
        })
    }
}
symver!(SSL_CTX_set0_security_ex_data);

/// As `SSL_CTX_set0_security_ex_data`, for this connection alone.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set0_security_ex_data(ssl: *mut SSL, ex: *mut c_void) {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_set0_security_ex_data", ssl, (), |ssl| {
            ssl.update(|settings| settings.security_ex_data = ex)
        })
    }
}
symver!(SSL_set0_security_ex_data);

/// The last argument of the security callback. See SSL_CTX_get0_security_ex_data(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_get0_security_ex_data(ctx: *const SSL_CTX) -> *mut c_void {
    // SAFETY: NULL or live.
    unsafe {
        on_context(
            "SSL_CTX_get0_security_ex_data",
            ctx,
            ptr::null_mut(),
            |ctx| ctx.settings().security_ex_data,
        )
    }
}
symver!(SSL_CTX_get0_security_ex_data);

/// As `SSL_CTX_get0_security_ex_data`, for this connection alone.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get0_security_ex_data(ssl: *const SSL) -> *mut c_void {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_get0_security_ex_data", ssl, ptr::null_mut(), |ssl| {
            ssl.settings().security_ex_data
        })
    }
}
symver!(SSL_get0_security_ex_data);
