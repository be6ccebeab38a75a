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
    // SAFETY: the context is not NULL, so it is live; the connection takes its own reference.
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
    // SAFETY: the object came from `Arc::into_raw`, as all objects of this type do.
    unsafe { up_ref(FUNCTION, ssl) }
}

/// Releases one reference; the last one frees the connection with its BIOs. It sends nothing. After a
/// handshake, and without SSL_SENT_SHUTDOWN, it removes the session from the cache. NULL does nothing. See
/// SSL_free(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_free(ssl: *mut SSL) {
    // SAFETY: the pointer is NULL or live, and the caller gives its reference away.
    drop(unsafe { objects::take(ssl) });
}

/// A second object with the same settings, in the state before the handshake. If the object's
/// handshake has begun, this is only another reference to it, so that ending one ends the other.
///
/// Copies what was set on the object, its session and extra data, the shutdown flags and the side,
/// but not the BIOs and not quiet shutdown. Returns an object that the caller frees with `SSL_free`,
/// or NULL with an error on the queue. See SSL_dup(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_dup(ssl: *mut SSL) -> *mut SSL {
    if !ssl.state.in_init() || !ssl.state.in_before() {
        // SAFETY: the object is live, and the caller gets the new reference.
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

/// The context of the connection. The caller gets no reference of its own. See SSL_get_SSL_CTX(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_SSL_CTX(ssl: *const SSL) -> *mut SSL_CTX {
    Arc::as_ptr(&ssl.context()).cast_mut()
}

/// Moves the connection to another context, as a server name callback does. From now on it uses that
/// context's certificates and callbacks, and its session id context unless the connection has one of
/// its own. NULL means the context that made the connection.
///
/// The connection takes a reference of its own. Returns the context now in force. See
/// SSL_set_SSL_CTX(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_SSL_CTX(ssl: *mut SSL, ctx: *mut SSL_CTX) -> *mut SSL_CTX {
    // SAFETY: the application's context is NULL or live, and we take our own reference.
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
