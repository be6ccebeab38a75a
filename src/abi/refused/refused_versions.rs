//! DTLS: not supported (SSL_CTX_new(3)).

use std::ptr::null;

use libc::{c_int, c_uint};

use crate::abi::contexts::method::SSL_METHOD;
use crate::abi::{entry, refuse, SSL};
use crate::sys::ffi::BIO_ADDR;

const NO_DTLS: &str = "DTLS is not supported";

/// A callback, as `<openssl/ssl.h>` names it.
pub type DTLS_timer_cb =
    Option<unsafe extern "C-unwind" fn(s: *mut SSL, timer_us: c_uint) -> c_uint>;

/// The method of both sides for DTLS of all versions: NULL with an error on the queue, which
/// `SSL_CTX_new` refuses in turn. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn DTLS_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_DTLS, null())
}

/// The method of clients for DTLS of all versions: NULL with an error on the queue, which
/// `SSL_CTX_new` refuses in turn. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn DTLS_client_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_DTLS, null())
}

/// The method of servers for DTLS of all versions: NULL with an error on the queue, which
/// `SSL_CTX_new` refuses in turn. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn DTLS_server_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_DTLS, null())
}

/// The method of both sides for DTLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn DTLSv1_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_DTLS, null())
}

/// The method of clients for DTLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn DTLSv1_client_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_DTLS, null())
}

/// The method of servers for DTLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn DTLSv1_server_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_DTLS, null())
}

/// The method of both sides for DTLS 1.2: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn DTLSv1_2_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_DTLS, null())
}

/// The method of clients for DTLS 1.2: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn DTLSv1_2_client_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_DTLS, null())
}

/// The method of servers for DTLS 1.2: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn DTLSv1_2_server_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_DTLS, null())
}

/// Not supported: answers a ClientHello with a cookie. Returns -1 with an error on the queue. See
/// DTLSv1_listen(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn DTLSv1_listen(_s: *mut SSL, _client: *mut BIO_ADDR) -> c_int {
    refuse(FUNCTION, NO_DTLS, -1)
}

/// Not supported: the most data that fits into a datagram. Returns 0 with an error on the queue. See
/// DTLS_get_data_mtu(3).
#[entry]
pub unsafe extern "C-unwind" fn DTLS_get_data_mtu(_s: *const SSL) -> usize {
    refuse(FUNCTION, NO_DTLS, 0)
}

/// Not supported: sets the callback for a timer's duration. Queues an error. See
/// DTLS_set_timer_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn DTLS_set_timer_cb(_s: *mut SSL, _cb: DTLS_timer_cb) {
    refuse(FUNCTION, NO_DTLS, ())
}
