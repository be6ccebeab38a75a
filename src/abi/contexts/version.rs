//! The protocol version of a connection, and changing the method (SSL_get_version(3),
//! SSL_set_ssl_method(3)).

use std::sync::Arc;

use libc::{c_char, c_int};

use super::method;
use crate::abi::contexts::method::SSL_METHOD;
use crate::abi::{entry, SSL, SSL_CTX};
use crate::cipher::list::CipherList;
use crate::constants::{
    SSL3_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION, TLS1_VERSION,
};

/// The protocol version in use: `TLS1_2_VERSION` or `TLS1_3_VERSION`; before one is chosen the
/// highest of the method, then the highest that a client offers or the one in the ClientHello. 0 for
/// NULL. See SSL_version(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_version(ssl: *const SSL) -> c_int {
    c_int::from(ssl.current_version().0)
}

/// The name of the version that `SSL_version` returns, such as "TLSv1.3". A static string. See
/// SSL_get_version(3).
#[entry(failure = c"unknown".as_ptr())]
pub unsafe extern "C-unwind" fn SSL_get_version(s: *const SSL) -> *const c_char {
    match c_int::from(s.current_version().0) {
        TLS1_3_VERSION => c"TLSv1.3",
        TLS1_2_VERSION => c"TLSv1.2",
        TLS1_1_VERSION => c"TLSv1.1",
        TLS1_VERSION => c"TLSv1",
        SSL3_VERSION => c"SSLv3",
        _ => c"unknown",
    }
    .as_ptr()
}

/// The version in the ClientHello that a server received or a client sent; a TLS 1.3 ClientHello has
/// 1.2 there. Before the handshake, the method's number (`TLS_ANY_VERSION`). See
/// SSL_client_version(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_client_version(s: *const SSL) -> c_int {
    s.client_version()
}

/// Always 0, because DTLS is not supported. See SSL_is_dtls(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_is_dtls(s: *const SSL) -> c_int {
    0
}

/// The method of a context: a static object, not to be freed. See SSL_CTX_get_ssl_method(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_ssl_method(ctx: *const SSL_CTX) -> *const SSL_METHOD {
    ctx.method() as *const SSL_METHOD
}

/// The method of a connection: a static object, not to be freed. If it allows several versions, the
/// method of the negotiated version replaces it until `SSL_clear`. See SSL_get_ssl_method(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_ssl_method(s: *const SSL) -> *const SSL_METHOD {
    s.method() as *const SSL_METHOD
}

/// Sets the method for connections made from now on, and the cipher lists to their defaults.
/// Returns 1, or 0 for NULL with an error on the queue. See SSL_CTX_set_ssl_version(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_ssl_version(
    ctx: *mut SSL_CTX,
    meth: *const SSL_METHOD,
) -> c_int {
    // SAFETY: methods are statics of this library.
    unsafe {
        let Some(method) = method::get(meth) else {
            return 0;
        };
        ctx.set_method(method);
        ctx.update(|settings| {
            settings.ciphers = Arc::new(CipherList::new(&settings.missing).into())
        });
        1
    }
}

/// Sets the method of a connection until its handshake begins, when the context's method is in force
/// again. Returns 1, or 0 for NULL with an error on the queue. See SSL_set_ssl_method(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_ssl_method(
    s: *mut SSL,
    method: *const SSL_METHOD,
) -> c_int {
    // SAFETY: methods are statics of this library.
    unsafe {
        match method::get(method) {
            Some(method) => {
                s.set_method(method);
                1
            }
            None => 0,
        }
    }
}
