//! SSL: making, counting and freeing it (SSL_new(3), SSL_free(3)).

use std::sync::Arc;

use libc::c_int;

use crate::abi::{entry, up_ref, SSL, SSL_CTX};
use crate::connection::Connection;
use crate::error::reason::Reason;
use crate::memory;
use crate::objects;
use crate::sys::err;

/// Makes a connection object that inherits the settings of `ctx` and keeps a reference to it.
///
/// Returns an object that the caller owns and frees with `SSL_free`, or NULL with an error on the
/// queue (`SSL_R_NULL_SSL_CTX` for NULL). See SSL_new(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_new(ctx: *mut SSL_CTX) -> *mut SSL {
    if ctx.is_null() {
        err::raise(Reason::NULL_SSL_CTX);
        return std::ptr::null_mut();
    }
    // SAFETY: not NULL, so live; the new reference is the connection's.
    let Some(context) = (unsafe { objects::share(ctx) }) else {
        return std::ptr::null_mut();
    };
    match memory::make(|| Connection::new(&context)).flatten() {
        Some(connection) => Arc::into_raw(connection).cast_mut(),
        None => {
            err::raise(Reason::ERR_R_MALLOC_FAILURE);
            std::ptr::null_mut()
        }
    }
}

/// Takes one more reference. Returns 1, or 0 for NULL with an error on the queue. See SSL_up_ref(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_up_ref(ssl: *mut SSL) -> c_int {
    // SAFETY: counted, as all objects of this type are.
    unsafe { up_ref(FUNCTION, ssl) }
}

/// Gives one reference back; the last one frees the connection with its BIOs. Sends nothing: a
/// connection that `SSL_shutdown` was not called on loses its session from the cache. NULL does
/// nothing. See SSL_free(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_free(ssl: *mut SSL) {
    // SAFETY: NULL or live; the caller's reference is given away.
    drop(unsafe { objects::take(ssl) });
}

/// A second object with the same settings, in the state before the handshake; of an object whose
/// handshake began, one more reference to it (so that ending one ends the other).
///
/// Copies what was set on the object, its session and extra data, the shutdown flags and the side, but
/// not the BIOs and not quiet shutdown. Returns an object that the caller frees with `SSL_free`, or
/// NULL with an error on the queue. See SSL_dup(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_dup(ssl: *mut SSL) -> *mut SSL {
    if !ssl.state.in_init() || !ssl.state.in_before() {
        // SAFETY: live; the new reference is the caller's.
        unsafe { Arc::increment_strong_count(std::ptr::from_ref(ssl)) };
        return ssl.as_ptr().cast();
    }
    let full = Err(Reason::ERR_R_MALLOC_FAILURE);
    match memory::make(|| ssl.duplicate()).unwrap_or(full) {
        Ok(copy) => Arc::into_raw(copy).cast_mut(),
        Err(reason) => {
            err::raise(reason);
            std::ptr::null_mut()
        }
    }
}

/// The context of the connection. No reference is taken for the caller. See SSL_get_SSL_CTX(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_SSL_CTX(ssl: *const SSL) -> *mut SSL_CTX {
    Arc::as_ptr(&ssl.context()).cast_mut()
}

/// Takes the connection to another context, as a server's name callback does: its certificates and
/// callbacks from now on, and its session id context if the connection had its context's. NULL
/// means the context that made the connection.
///
/// Takes a reference of its own. Returns the context now in force. See SSL_set_SSL_CTX(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_SSL_CTX(ssl: *mut SSL, ctx: *mut SSL_CTX) -> *mut SSL_CTX {
    // SAFETY: the application's context, NULL or live, counted for us.
    unsafe {
        let context = match objects::share(ctx) {
            Some(context) => context,
            None if ctx.is_null() => ssl.session_context().clone(),
            None => return std::ptr::null_mut(),
        };
        let address = Arc::as_ptr(&context).cast_mut();
        ssl.set_context(context);
        address
    }
}
