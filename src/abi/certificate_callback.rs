//! Choosing a certificate during the handshake, and what belongs to certificates besides
//! (SSL_CTX_set_cert_cb(3), SSL_CTX_set_client_cert_cb(3)).

use libc::{c_char, c_int, c_uchar, c_uint, c_void};

use super::{null, on_connection, on_context, refuse, SSL, SSL_CTX};
use crate::context::hooks::With;
use crate::sys::ffi::{stack_st_X509, ENGINE, EVP_PKEY, X509};

/// Sets the callback that runs before a certificate is needed: on servers for each full handshake, on
/// clients when the server asks for one.
///
/// It may set certificates of the connection. It returns 1 to go on, 0 to fail the handshake, a negative
/// number to suspend it (`SSL_ERROR_WANT_X509_LOOKUP`). See SSL_CTX_set_cert_cb(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_cert_cb(
    ctx: *mut SSL_CTX,
    cb: Option<unsafe extern "C-unwind" fn(ssl: *mut SSL, arg: *mut c_void) -> c_int>,
    arg: *mut c_void,
) {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_cert_cb", ctx, (), |ctx| {
            ctx.update(|settings| settings.cert = With { call: cb, arg })
        })
    }
}
symver!(SSL_CTX_set_cert_cb);

/// As `SSL_CTX_set_cert_cb`, for this connection alone.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set_cert_cb(
    ssl: *mut SSL,
    cb: Option<unsafe extern "C-unwind" fn(ssl: *mut SSL, arg: *mut c_void) -> c_int>,
    arg: *mut c_void,
) {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_set_cert_cb", ssl, (), |ssl| {
            ssl.update(|settings| settings.cert = With { call: cb, arg })
        })
    }
}
symver!(SSL_set_cert_cb);

/// Sets the callback that a client asks for a certificate when the server wants one and none is set.
///
/// It returns 1 with a certificate and a key, of which it gives the references away; 0 to go on without
/// one; a negative number to suspend the handshake (`SSL_ERROR_WANT_X509_LOOKUP`).
/// See SSL_CTX_set_client_cert_cb(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_client_cert_cb(
    ctx: *mut SSL_CTX,
    client_cert_cb: Option<
        unsafe extern "C-unwind" fn(
            ssl: *mut SSL,
            x509: *mut *mut X509,
            pkey: *mut *mut EVP_PKEY,
        ) -> c_int,
    >,
) {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_client_cert_cb", ctx, (), |ctx| {
            ctx.update_hooks(|hooks| hooks.client_cert = client_cert_cb)
        })
    }
}
symver!(SSL_CTX_set_client_cert_cb);

/// The callback of `SSL_CTX_set_client_cert_cb`, NULL for none. See SSL_CTX_get_client_cert_cb(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_get_client_cert_cb(
    ctx: *mut SSL_CTX,
) -> Option<
    unsafe extern "C-unwind" fn(
        ctx: *mut SSL,
        arg1: *mut *mut X509,
        arg2: *mut *mut EVP_PKEY,
    ) -> c_int,
> {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_get_client_cert_cb", ctx, None, |ctx| {
            ctx.hooks().client_cert
        })
    }
}
symver!(SSL_CTX_get_client_cert_cb);

/// Not supported: always 0. Keys of engines work through `SSL_CTX_use_PrivateKey`.
/// See SSL_CTX_set_client_cert_engine(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_client_cert_engine(
    _ctx: *mut SSL_CTX,
    _e: *mut ENGINE,
) -> c_int {
    refuse(
        "SSL_CTX_set_client_cert_engine",
        "engines cannot answer certificate requests",
        0,
    )
}
symver!(SSL_CTX_set_client_cert_engine);

/// Not supported: always 0. Custom extensions cannot be sent. See SSL_CTX_use_serverinfo(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_use_serverinfo(
    _ctx: *mut SSL_CTX,
    serverinfo: *const c_uchar,
    _serverinfo_length: usize,
) -> c_int {
    if serverinfo.is_null() {
        return null("SSL_CTX_use_serverinfo", 0);
    }
    refuse("SSL_CTX_use_serverinfo", NO_SERVERINFO, 0)
}
symver!(SSL_CTX_use_serverinfo);

/// Not supported: always 0. Custom extensions cannot be sent. See SSL_CTX_use_serverinfo_ex(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_use_serverinfo_ex(
    _ctx: *mut SSL_CTX,
    _version: c_uint,
    serverinfo: *const c_uchar,
    _serverinfo_length: usize,
) -> c_int {
    if serverinfo.is_null() {
        return null("SSL_CTX_use_serverinfo_ex", 0);
    }
    refuse("SSL_CTX_use_serverinfo_ex", NO_SERVERINFO, 0)
}
symver!(SSL_CTX_use_serverinfo_ex);

/// Not supported: always 0. Custom extensions cannot be sent. See SSL_CTX_use_serverinfo_file(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_use_serverinfo_file(
    _ctx: *mut SSL_CTX,
    file: *const c_char,
) -> c_int {
    if file.is_null() {
        return null("SSL_CTX_use_serverinfo_file", 0);
    }
    refuse("SSL_CTX_use_serverinfo_file", NO_SERVERINFO, 0)
}
symver!(SSL_CTX_use_serverinfo_file);

const NO_SERVERINFO: &str = "custom extensions are not supported";

/// Not supported: always 0, which says that the chain is not suitable. See SSL_check_chain(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_check_chain(
    _ssl: *mut SSL,
    _x: *mut X509,
    _pk: *mut EVP_PKEY,
    _chain: *mut stack_st_X509,
) -> c_int {
    refuse(
        "SSL_check_chain",
        "chains are checked in the handshake only",
        0,
    )
}
symver!(SSL_check_chain);
