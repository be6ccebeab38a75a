//! The protocol version of a connection, and changing the method (SSL_get_version(3),
//! SSL_set_ssl_method(3)).

use std::ptr::null;
use std::sync::Arc;

use libc::{c_char, c_int};

use super::constants::{
    SSL3_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION, TLS1_VERSION,
};
use super::method::SSL_METHOD;
use super::{method, on_connection, on_context, SSL, SSL_CTX};
use crate::cipher::list::CipherList;
use crate::connection::Connection;

/// The protocol version in use: `TLS1_2_VERSION` or `TLS1_3_VERSION`; before one is chosen the
/// highest of the method, then the highest that a client offers or the one in the ClientHello. 0 for
/// NULL. See SSL_version(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_version(ssl: *const SSL) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_version", ssl, 0, |ssl| {
            c_int::from(ssl.current_version())
        })
    }
}
symver!(SSL_version);

/// The name of the version that `SSL_version` gives, such as "TLSv1.3". A static string.
/// See SSL_get_version(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get_version(s: *const SSL) -> *const c_char {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_get_version", s, c"unknown".as_ptr(), |ssl| {
            match c_int::from(ssl.current_version()) {
                TLS1_3_VERSION => c"TLSv1.3",
                TLS1_2_VERSION => c"TLSv1.2",
                TLS1_1_VERSION => c"TLSv1.1",
                TLS1_VERSION => c"TLSv1",
                SSL3_VERSION => c"SSLv3",
                _ => c"unknown",
            }
            .as_ptr()
        })
    }
}
symver!(SSL_get_version);

/// Server: the version in the ClientHello, which TLS 1.3 leaves at 1.2. Client: the one that it
/// sent. Before the handshake the number of the method (`TLS_ANY_VERSION`). See
/// SSL_client_version(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_client_version(s: *const SSL) -> c_int {
    // SAFETY: NULL or live.
    unsafe { on_connection("SSL_client_version", s, 0, Connection::client_version) }
}
symver!(SSL_client_version);

/// Always 0: there is no DTLS here. See SSL_is_dtls(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_is_dtls(s: *const SSL) -> c_int {
    // SAFETY: NULL or live.
    unsafe { on_connection("SSL_is_dtls", s, 0, |_| 0) }
}
symver!(SSL_is_dtls);

/// The method of a context: a static that nobody frees. See SSL_CTX_get_ssl_method(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_get_ssl_method(ctx: *const SSL_CTX) -> *const SSL_METHOD {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_get_ssl_method", ctx, null(), |ctx| {
            ctx.method() as *const SSL_METHOD
        })
    }
}
symver!(SSL_CTX_get_ssl_method);

/// The method of a connection: a static that nobody frees. Where it allows several versions, one of
/// the negotiated version alone takes its place until `SSL_clear`. See SSL_get_ssl_method(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get_ssl_method(s: *const SSL) -> *const SSL_METHOD {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_get_ssl_method", s, null(), |ssl| {
            ssl.method() as *const SSL_METHOD
        })
    }
}
symver!(SSL_get_ssl_method);

/// Sets the method for connections made from now on, and the cipher lists to their defaults.
/// Returns 1, or 0 for NULL with an error on the queue. See SSL_CTX_set_ssl_version(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_ssl_version(
    ctx: *mut SSL_CTX,
    meth: *const SSL_METHOD,
) -> c_int {
    // SAFETY: NULL or live; methods are statics of this library.
    unsafe {
        on_context("SSL_CTX_set_ssl_version", ctx, 0, |ctx| {
            let Some(method) = method::get(meth) else {
                return 0;
            };
            ctx.set_method(method);
            ctx.update(|settings| {
                settings.ciphers = Arc::new(CipherList::new(&settings.missing).into())
            });
            1
        })
    }
}
symver!(SSL_CTX_set_ssl_version);

/// Sets the method of a connection, until its handshake begins: then that of its context is in force
/// again. Returns 1, or 0 for NULL with an error on the queue. See SSL_set_ssl_method(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set_ssl_method(
    s: *mut SSL,
    method: *const SSL_METHOD,
) -> c_int {
    // SAFETY: NULL or live; methods are statics of this library.
    unsafe {
        on_connection("SSL_set_ssl_method", s, 0, |ssl| {
            match method::get(method) {
                Some(method) => {
                    ssl.set_method(method);
                    1
                }
                None => 0,
            }
        })
    }
}
symver!(SSL_set_ssl_method);
