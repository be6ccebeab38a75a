//! Options: bits that change how the protocol is spoken (SSL_CTX_set_options(3)).

use super::{on_connection, on_context, SSL, SSL_CTX};

/// Adds options (`SSL_OP_*`) for connections made from now on. Returns all options that are set.
/// See SSL_CTX_set_options(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_options(ctx: *mut SSL_CTX, op: u64) -> u64 {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_options", ctx, 0, |ctx| {
            ctx.update(|settings| {
                settings.options |= op;
                settings.options
            })
        })
    }
}
symver!(SSL_CTX_set_options);

/// Takes options away for connections made from now on. Returns the options that are left.
/// See SSL_CTX_set_options(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_clear_options(ctx: *mut SSL_CTX, op: u64) -> u64 {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_clear_options", ctx, 0, |ctx| {
            ctx.update(|settings| {
                settings.options &= !op;
                settings.options
            })
        })
    }
}
symver!(SSL_CTX_clear_options);

/// The options of a context. See SSL_CTX_set_options(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_get_options(ctx: *const SSL_CTX) -> u64 {
    // SAFETY: NULL or live.
    unsafe { on_context("SSL_CTX_get_options", ctx, 0, |ctx| ctx.settings().options) }
}
symver!(SSL_CTX_get_options);

/// Adds options to one connection. Returns all options that are set. See SSL_CTX_set_options(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set_options(s: *mut SSL, op: u64) -> u64 {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_set_options", s, 0, |ssl| {
            ssl.options.set(ssl.options.get() | op);
            ssl.options.get()
        })
    }
}
symver!(SSL_set_options);

/// Takes options away from one connection. Returns the options that are left.
/// See SSL_CTX_set_options(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_clear_options(s: *mut SSL, op: u64) -> u64 {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_clear_options", s, 0, |ssl| {
            ssl.options.set(ssl.options.get() & !op);
            ssl.options.get()
        })
    }
}
symver!(SSL_clear_options);

/// The options of a connection. See SSL_CTX_set_options(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get_options(s: *const SSL) -> u64 {
    // SAFETY: NULL or live.
    unsafe { on_connection("SSL_get_options", s, 0, |ssl| ssl.options.get()) }
}
symver!(SSL_get_options);
