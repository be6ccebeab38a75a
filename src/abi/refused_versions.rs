//! TLS 1.0, TLS 1.1 and DTLS, which are not spoken (SSL_CTX_new(3)).

use std::ptr::null;

use libc::{c_int, c_uint};

use super::method::SSL_METHOD;
use super::{refuse, SSL};
use crate::sys::ffi::BIO_ADDR;

/// A callback, as `<openssl/ssl.h>` names it.
pub type DTLS_timer_cb =
    Option<unsafe extern "C-unwind" fn(s: *mut SSL, timer_us: c_uint) -> c_uint>;

/// The method of both sides for TLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn TLSv1_method() -> *const SSL_METHOD {
    refuse("TLSv1_method", "TLS 1.0 and 1.1 are not supported", null())
}
symver!(TLSv1_method);

/// The method of clients for TLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn TLSv1_client_method() -> *const SSL_METHOD {
    refuse(
        "TLSv1_client_method",
        "TLS 1.0 and 1.1 are not supported",
        null(),
    )
}
symver!(TLSv1_client_method);

/// The method of servers for TLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn TLSv1_server_method() -> *const SSL_METHOD {
    refuse(
        "TLSv1_server_method",
        "TLS 1.0 and 1.1 are not supported",
        null(),
    )
}
symver!(TLSv1_server_method);

/// The method of both sides for TLS 1.1: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn TLSv1_1_method() -> *const SSL_METHOD {
    refuse(
        "TLSv1_1_method",
        "TLS 1.0 and 1.1 are not supported",
        null(),
    )
}
symver!(TLSv1_1_method);

/// The method of clients for TLS 1.1: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn TLSv1_1_client_method() -> *const SSL_METHOD {
    refuse(
        "TLSv1_1_client_method",
        "TLS 1.0 and 1.1 are not supported",
        null(),
    )
}
symver!(TLSv1_1_client_method);

/// The method of servers for TLS 1.1: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn TLSv1_1_server_method() -> *const SSL_METHOD {
    refuse(
        "TLSv1_1_server_method",
        "TLS 1.0 and 1.1 are not supported",
        null(),
    )
}
symver!(TLSv1_1_server_method);

/// The method of both sides for DTLS of all versions: NULL with an error on the queue, which
/// `SSL_CTX_new` refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn DTLS_method() -> *const SSL_METHOD {
    refuse("DTLS_method", "DTLS is not supported", null())
}
symver!(DTLS_method);

/// The method of clients for DTLS of all versions: NULL with an error on the queue, which
/// `SSL_CTX_new` refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn DTLS_client_method() -> *const SSL_METHOD {
    refuse("DTLS_client_method", "DTLS is not supported", null())
}
symver!(DTLS_client_method);

/// The method of servers for DTLS of all versions: NULL with an error on the queue, which
/// `SSL_CTX_new` refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn DTLS_server_method() -> *const SSL_METHOD {
    refuse("DTLS_server_method", "DTLS is not supported", null())
}
symver!(DTLS_server_method);

/// The method of both sides for DTLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn DTLSv1_method() -> *const SSL_METHOD {
    refuse("DTLSv1_method", "DTLS is not supported", null())
}
symver!(DTLSv1_method);

/// The method of clients for DTLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn DTLSv1_client_method() -> *const SSL_METHOD {
    refuse("DTLSv1_client_method", "DTLS is not supported", null())
}
symver!(DTLSv1_client_method);

/// The method of servers for DTLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn DTLSv1_server_method() -> *const SSL_METHOD {
    refuse("DTLSv1_server_method", "DTLS is not supported", null())
}
symver!(DTLSv1_server_method);

/// The method of both sides for DTLS 1.2: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn DTLSv1_2_method() -> *const SSL_METHOD {
    refuse("DTLSv1_2_method", "DTLS is not supported", null())
}
symver!(DTLSv1_2_method);

/// The method of clients for DTLS 1.2: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn DTLSv1_2_client_method() -> *const SSL_METHOD {
    refuse("DTLSv1_2_client_method", "DTLS is not supported", null())
}
symver!(DTLSv1_2_client_method);

/// The method of servers for DTLS 1.2: NULL with an error on the queue, which `SSL_CTX_new`
/// refuses in turn. See SSL_CTX_new(3).
#[no_mangle]
pub extern "C-unwind" fn DTLSv1_2_server_method() -> *const SSL_METHOD {
    refuse("DTLSv1_2_server_method", "DTLS is not supported", null())
}
symver!(DTLSv1_2_server_method);

/// Would answer a ClientHello with a cookie: -1 with an error on the queue. See DTLSv1_listen(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn DTLSv1_listen(_s: *mut SSL, _client: *mut BIO_ADDR) -> c_int {
    refuse("DTLSv1_listen", "DTLS is not supported", -1)
}
symver!(DTLSv1_listen);

/// The most data that fits into a datagram: 0 with an error on the queue. See DTLS_get_data_mtu(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn DTLS_get_data_mtu(_s: *const SSL) -> usize {
    refuse("DTLS_get_data_mtu", "DTLS is not supported", 0)
}
symver!(DTLS_get_data_mtu);

/// Would set how long to wait for an answer: an error on the queue. See DTLS_set_timer_cb(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn DTLS_set_timer_cb(_s: *mut SSL, _cb: DTLS_timer_cb) {
    refuse("DTLS_set_timer_cb", "DTLS is not supported", ())
}
symver!(DTLS_set_timer_cb);
