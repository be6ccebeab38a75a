//! SSL_CTX: making, counting and freeing it (SSL_CTX_new(3), SSL_CTX_free(3)).

use std::sync::Arc;

use libc::c_int;

use super::method::SSL_METHOD;
use super::{guard, null, SSL_CTX};
use crate::context::Context;
use crate::error::reason::Reason;
use crate::sys::err;

/// Makes a context with OpenSSL's defaults.
///
/// `method` comes from `TLS_method` or one of its siblings. Returns a context that the caller owns
/// and frees with `SSL_CTX_free`, or NULL with an error on the queue: `SSL_R_NULL_SSL_METHOD_PASSED`
/// for NULL. See SSL_CTX_new(3).
#[no_mangle]
pub unsafe extern "C" fn SSL_CTX_new(method: *const SSL_METHOD) -> *mut SSL_CTX {
    guard("SSL_CTX_new", std::ptr::null_mut(), || {
        // SAFETY: methods are statics of this library.
        let Some(method) = (unsafe { method.as_ref() }) else {
            err::raise(Reason::NULL_SSL_METHOD_PASSED);
            return std::ptr::null_mut();
        };
        err::load_strings();
        match Context::new(method) {
            Some(context) => Arc::into_raw(context).cast_mut(),
            None => {
                err::raise(Reason::ERR_R_MALLOC_FAILURE);
                std::ptr::null_mut()
            }
        }
    })
}
symver!(SSL_CTX_new);

/// Takes one more reference. Returns 1, or 0 for NULL with an error on the queue.
/// See SSL_CTX_up_ref(3).
#[no_mangle]
pub unsafe extern "C" fn SSL_CTX_up_ref(ctx: *mut SSL_CTX) -> c_int {
    if ctx.is_null() {
        return null("SSL_CTX_up_ref", 0);
    }
    // SAFETY: a live context, which came from Arc::into_raw.
    unsafe { Arc::increment_strong_count(ctx) };
    1
}
symver!(SSL_CTX_up_ref);

/// Gives one reference back; the last one frees the context. NULL does nothing. See SSL_CTX_free(3).
#[no_mangle]
pub unsafe extern "C" fn SSL_CTX_free(ctx: *mut SSL_CTX) {
    if ctx.is_null() {
        return;
    }
    guard("SSL_CTX_free", (), || {
        // SAFETY: the caller's reference, which came from Arc::into_raw.
        drop(unsafe { Arc::from_raw(ctx) });
    });
}
symver!(SSL_CTX_free);
