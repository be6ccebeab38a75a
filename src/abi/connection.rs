//! SSL: making, counting and freeing it (SSL_new(3), SSL_free(3)).

use std::sync::Arc;

use libc::c_int;

use super::{guard, null, SSL, SSL_CTX};
use crate::connection::Connection;
use crate::error::reason::Reason;
use crate::sys::err;

/// Makes a connection object that inherits the settings of `ctx` and keeps a reference to it.
///
/// Returns an object that the caller owns and frees with `SSL_free`, or NULL with an error on the
/// queue (`SSL_R_NULL_SSL_CTX` for NULL). See SSL_new(3).
#[no_mangle]
pub unsafe extern "C" fn SSL_new(ctx: *mut SSL_CTX) -> *mut SSL {
    guard("SSL_new", std::ptr::null_mut(), || {
        if ctx.is_null() {
            err::raise(Reason::NULL_SSL_CTX);
            return std::ptr::null_mut();
        }
        // SAFETY: live, from Arc::into_raw; the temporary Arc takes its own reference.
        let context = unsafe {
            Arc::increment_strong_count(ctx);
            Arc::from_raw(ctx)
        };
        match Connection::new(&context) {
            Some(connection) => Arc::into_raw(connection).cast_mut(),
            None => {
                err::raise(Reason::ERR_R_MALLOC_FAILURE);
                std::ptr::null_mut()
            }
        }
    })
}
symver!(SSL_new);

/// Takes one more reference. Returns 1, or 0 for NULL with an error on the queue. See SSL_up_ref(3).
#[no_mangle]
pub unsafe extern "C" fn SSL_up_ref(ssl: *mut SSL) -> c_int {
    if ssl.is_null() {
        return null("SSL_up_ref", 0);
    }
    // SAFETY: a live connection, which came from Arc::into_raw.
    unsafe { Arc::increment_strong_count(ssl) };
    1
}
symver!(SSL_up_ref);

/// Gives one reference back; the last one frees the connection with its BIOs. Sends nothing: a
/// connection that `SSL_shutdown` was not called on loses its session from the cache. NULL does
/// nothing. See SSL_free(3).
#[no_mangle]
pub unsafe extern "C" fn SSL_free(ssl: *mut SSL) {
    if ssl.is_null() {
        return;
    }
    guard("SSL_free", (), || {
        // SAFETY: the caller's reference, which came from Arc::into_raw.
        drop(unsafe { Arc::from_raw(ssl) });
    });
}
symver!(SSL_free);
