//! Pausing a handshake for an asynchronous engine (SSL_get_all_async_fds(3)).

use libc::{c_int, c_void};

use crate::abi::{entry, refuse, SSL, SSL_CTX};

const NO_ASYNC: &str = "asynchronous engines are not supported";

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_async_callback_fn =
    Option<unsafe extern "C-unwind" fn(s: *mut SSL, arg: *mut c_void) -> c_int>;

/// Not supported: sets the callback for the end of a pause. Returns 0 with an error on the queue; 1
/// for NULL. See SSL_set_async_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_async_callback(
    _ctx: *mut SSL_CTX,
    callback: SSL_async_callback_fn,
) -> c_int {
    if callback.is_none() {
        return 1;
    }
    refuse(FUNCTION, NO_ASYNC, 0)
}

/// Not supported: sets that callback's argument. Returns 0 with an error on the queue; 1 for NULL.
/// See SSL_set_async_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_async_callback_arg(
    _ctx: *mut SSL_CTX,
    arg: *mut c_void,
) -> c_int {
    if arg.is_null() {
        return 1;
    }
    refuse(FUNCTION, NO_ASYNC, 0)
}

/// Not supported: sets the callback for the end of a pause. Returns 0 with an error on the queue; 1
/// for NULL. See SSL_set_async_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_async_callback(
    _s: *mut SSL,
    callback: SSL_async_callback_fn,
) -> c_int {
    if callback.is_none() {
        return 1;
    }
    refuse(FUNCTION, NO_ASYNC, 0)
}

/// Not supported: sets that callback's argument. Returns 0 with an error on the queue; 1 for NULL.
/// See SSL_set_async_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_async_callback_arg(
    _s: *mut SSL,
    arg: *mut c_void,
) -> c_int {
    if arg.is_null() {
        return 1;
    }
    refuse(FUNCTION, NO_ASYNC, 0)
}

/// Whether the last call was paused by an engine: always 0. See SSL_waiting_for_async(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_waiting_for_async(_s: *mut SSL) -> c_int {
    0
}

/// The file descriptors to wait for: 0, because no connection is ever paused; stores nothing. See
/// SSL_get_all_async_fds(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_all_async_fds(
    _s: *mut SSL,
    _fds: *mut c_int,
    _numfds: *mut usize,
) -> c_int {
    0
}

/// The changes of the file descriptors: 0, because no connection is ever paused; stores nothing. See
/// SSL_get_changed_async_fds(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_changed_async_fds(
    _s: *mut SSL,
    _addfd: *mut c_int,
    _numaddfds: *mut usize,
    _delfd: *mut c_int,
    _numdelfds: *mut usize,
) -> c_int {
    0
}

/// The engine's status: 0, because no connection is ever paused; stores nothing. See
/// SSL_get_async_status(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_async_status(_s: *mut SSL, _status: *mut c_int) -> c_int {
    0
}
