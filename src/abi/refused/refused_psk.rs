//! Pre-shared keys of the application (SSL_CTX_use_psk_identity_hint(3)).

use std::ptr::null;

use libc::{c_char, c_int, c_uchar, c_uint};

use crate::abi::{entry, refuse, SSL, SSL_CTX, SSL_SESSION};
use crate::sys::ffi::EVP_MD;

const NO_PSK: &str = "pre-shared keys outside of resumption are not supported";

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_psk_client_cb_func = Option<
    unsafe extern "C-unwind" fn(
        ssl: *mut SSL,
        hint: *const c_char,
        identity: *mut c_char,
        max_identity_len: c_uint,
        psk: *mut c_uchar,
        max_psk_len: c_uint,
    ) -> c_uint,
>;

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_psk_find_session_cb_func = Option<
    unsafe extern "C-unwind" fn(
        ssl: *mut SSL,
        identity: *const c_uchar,
        identity_len: usize,
        sess: *mut *mut SSL_SESSION,
    ) -> c_int,
>;

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_psk_server_cb_func = Option<
    unsafe extern "C-unwind" fn(
        ssl: *mut SSL,
        identity: *const c_char,
        psk: *mut c_uchar,
        max_psk_len: c_uint,
    ) -> c_uint,
>;

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_psk_use_session_cb_func = Option<
    unsafe extern "C-unwind" fn(
        ssl: *mut SSL,
        md: *const EVP_MD,
        id: *mut *const c_uchar,
        idlen: *mut usize,
        sess: *mut *mut SSL_SESSION,
    ) -> c_int,
>;

/// Not supported: sets a context's callback that gives a client's key. Queues an error unless it is
/// NULL. See SSL_CTX_set_psk_client_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_psk_client_callback(
    _ctx: *mut SSL_CTX,
    cb: SSL_psk_client_cb_func,
) {
    if cb.is_some() {
        refuse(FUNCTION, NO_PSK, ())
    }
}

/// Not supported: sets a context's callback that gives a server's key. Queues an error unless it is
/// NULL. See SSL_CTX_set_psk_server_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_psk_server_callback(
    _ctx: *mut SSL_CTX,
    cb: SSL_psk_server_cb_func,
) {
    if cb.is_some() {
        refuse(FUNCTION, NO_PSK, ())
    }
}

/// Not supported: sets a context's callback that gives a client's TLS 1.3 key. Queues an error
/// unless it is NULL. See SSL_CTX_set_psk_use_session_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_psk_use_session_callback(
    _ctx: *mut SSL_CTX,
    cb: SSL_psk_use_session_cb_func,
) {
    if cb.is_some() {
        refuse(FUNCTION, NO_PSK, ())
    }
}

/// Not supported: sets a context's callback that finds a TLS 1.3 key. Queues an error unless it is
/// NULL. See SSL_CTX_set_psk_find_session_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_psk_find_session_callback(
    _ctx: *mut SSL_CTX,
    cb: SSL_psk_find_session_cb_func,
) {
    if cb.is_some() {
        refuse(FUNCTION, NO_PSK, ())
    }
}

/// Not supported: sets a connection's callback that gives a client's key. Queues an error unless it
/// is NULL. See SSL_CTX_set_psk_client_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_psk_client_callback(
    _ssl: *mut SSL,
    cb: SSL_psk_client_cb_func,
) {
    if cb.is_some() {
        refuse(FUNCTION, NO_PSK, ())
    }
}

/// Not supported: sets a connection's callback that gives a server's key. Queues an error unless it
/// is NULL. See SSL_CTX_set_psk_server_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_psk_server_callback(
    _ssl: *mut SSL,
    cb: SSL_psk_server_cb_func,
) {
    if cb.is_some() {
        refuse(FUNCTION, NO_PSK, ())
    }
}

/// Not supported: sets a connection's callback that gives a client's TLS 1.3 key. Queues an error
/// unless it is NULL. See SSL_CTX_set_psk_use_session_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_psk_use_session_callback(
    _s: *mut SSL,
    cb: SSL_psk_use_session_cb_func,
) {
    if cb.is_some() {
        refuse(FUNCTION, NO_PSK, ())
    }
}

/// Not supported: sets a connection's callback that finds a TLS 1.3 key. Queues an error unless it
/// is NULL. See SSL_CTX_set_psk_find_session_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_psk_find_session_callback(
    _s: *mut SSL,
    cb: SSL_psk_find_session_cb_func,
) {
    if cb.is_some() {
        refuse(FUNCTION, NO_PSK, ())
    }
}

/// Not supported: sets a server's hint. Returns 0 with an error on the queue; 1 for NULL. See
/// SSL_CTX_use_psk_identity_hint(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_psk_identity_hint(
    _ctx: *mut SSL_CTX,
    identity_hint: *const c_char,
) -> c_int {
    if identity_hint.is_null() {
        return 1;
    }
    refuse(FUNCTION, NO_PSK, 0)
}

/// Not supported: sets a server's hint. Returns 0 with an error on the queue; 1 for NULL. See
/// SSL_use_psk_identity_hint(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_psk_identity_hint(
    _s: *mut SSL,
    identity_hint: *const c_char,
) -> c_int {
    if identity_hint.is_null() {
        return 1;
    }
    refuse(FUNCTION, NO_PSK, 0)
}

/// The identity of the pre-shared key in use: always NULL, because no such key is used. See
/// SSL_get_psk_identity(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_psk_identity(_s: *const SSL) -> *const c_char {
    null()
}

/// The server's hint: always NULL, because no hint is read. See SSL_get_psk_identity_hint(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_psk_identity_hint(_s: *const SSL) -> *const c_char {
    null()
}
