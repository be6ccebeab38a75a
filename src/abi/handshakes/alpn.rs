//! Application protocols: ALPN and its predecessor NPN (SSL_CTX_set_alpn_select_cb(3)).

use libc::{c_int, c_uchar, c_uint, c_void};

use crate::abi::{bytes, enter, entry, null, refuse, store, SSL, SSL_CTX};
use crate::callbacks::AlpnSelect;
use crate::cipher::alpn;
use crate::constants::{OPENSSL_NPN_NEGOTIATED, OPENSSL_NPN_NO_OVERLAP};
use crate::context::hooks::With;
use crate::context::Configured;

const NO_NPN: &str = "NPN has given way to ALPN";

/// The callback of `SSL_CTX_set_alpn_select_cb`, or NULL.
pub type SSL_CTX_alpn_select_cb_func = Option<AlpnSelect>;

/// The callback of `SSL_CTX_set_next_protos_advertised_cb`, or NULL.
pub type SSL_CTX_npn_advertised_cb_func = Option<
    unsafe extern "C-unwind" fn(*mut SSL, *mut *const c_uchar, *mut c_uint, *mut c_void) -> c_int,
>;

/// The callback of `SSL_CTX_set_next_proto_select_cb`, or NULL.
pub type SSL_CTX_npn_select_cb_func = Option<
    unsafe extern "C-unwind" fn(
        *mut SSL,
        *mut *mut c_uchar,
        *mut c_uchar,
        *const c_uchar,
        c_uint,
        *mut c_void,
    ) -> c_int,
>;

/// 0, or 1 for a malformed list.
///
/// # Safety
/// `protocols` is NULL or readable for `length` bytes.
unsafe fn set_protocols(
    object: &impl Configured,
    protocols: *const c_uchar,
    length: c_uint,
) -> c_int {
    // SAFETY: `protocols` is NULL or readable for `length` bytes, by this function's contract.
    let list = unsafe { bytes(protocols, length as usize) };
    object.update(|settings| !settings.set_alpn(list)).into()
}

/// Sets the protocols that clients made from now on offer.
///
/// `protos` has `protos_len` bytes in wire format: names of 1 to 255 bytes, each after its length.
/// It is copied; an empty list or NULL means that none is offered. **Returns 0 for success**; 1 for
/// a malformed list, with nothing changed, and, with an error on the queue, for a NULL context. See
/// SSL_CTX_set_alpn_select_cb(3).
#[entry(failure = 1)]
pub unsafe extern "C-unwind" fn SSL_CTX_set_alpn_protos(
    ctx: *mut SSL_CTX,
    protos: *const c_uchar,
    protos_len: c_uint,
) -> c_int {
    // SAFETY: the buffer is NULL or readable for its length.
    unsafe { set_protocols(ctx, protos, protos_len) }
}

/// Sets the protocols that this client offers.
///
/// As `SSL_CTX_set_alpn_protos`: **returns 0 for success**. See SSL_CTX_set_alpn_select_cb(3).
#[entry(failure = 1)]
pub unsafe extern "C-unwind" fn SSL_set_alpn_protos(
    ssl: *mut SSL,
    protos: *const c_uchar,
    protos_len: c_uint,
) -> c_int {
    // SAFETY: the buffer is NULL or readable for its length.
    unsafe { set_protocols(ssl, protos, protos_len) }
}

/// Sets the callback with which servers choose one of a client's protocols.
///
/// `cb` gets `arg` and the client's list in wire format, points `*out` to the name that it chooses
/// (in the list or in static memory, because it is copied after the callback) and returns
/// SSL_TLSEXT_ERR_OK. SSL_TLSEXT_ERR_NOACK continues without ALPN, SSL_TLSEXT_ERR_ALERT_FATAL fails
/// the handshake. NULL removes the callback; clients then get no answer. A NULL context gives an
/// error on the queue. See SSL_CTX_set_alpn_select_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_alpn_select_cb(
    ctx: *mut SSL_CTX,
    cb: SSL_CTX_alpn_select_cb_func,
    arg: *mut c_void,
) {
    ctx.update_hooks(|h| h.alpn_select = With { call: cb, arg })
}

/// The protocol that ALPN selected.
///
/// `*data` gets a pointer to the name, which belongs to the connection, and `*len` its length;
/// without a protocol, and for a NULL connection, they get NULL and 0. A NULL connection gives an
/// error on the queue. See SSL_CTX_set_alpn_select_cb(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_get0_alpn_selected(
    ssl: *const SSL,
    data: *mut *const c_uchar,
    len: *mut c_uint,
) {
    let selected = |ssl: &SSL| match &*ssl.negotiation.protocol() {
        [] => (std::ptr::null(), 0),
        name => (name.as_ptr(), name.len() as c_uint),
    };
    let failure = (std::ptr::null(), 0);
    // SAFETY: the connection is NULL or live, and the places are NULL or writable.
    unsafe {
        let (name, length) = enter(FUNCTION, ssl, failure, selected);
        store(data, name);
        store(len, length);
    }
}

/// Chooses the first protocol of a server's list that a client's list has too.
///
/// Both lists are in wire format, and `client` must not be empty. `*out` and `*outlen` get the
/// name: a part of `server` with the result OPENSSL_NPN_NEGOTIATED; with OPENSSL_NPN_NO_OVERLAP
/// the first of `client`, or NULL and 0 if that list is empty or malformed. Nothing is copied. An
/// error is queued, and OPENSSL_NPN_NO_OVERLAP returned, if `out` or `outlen` is NULL. See
/// SSL_CTX_set_alpn_select_cb(3).
#[entry(failure = OPENSSL_NPN_NO_OVERLAP)]
pub unsafe extern "C-unwind" fn SSL_select_next_proto(
    out: *mut *mut c_uchar,
    outlen: *mut c_uchar,
    server: *const c_uchar,
    server_len: c_uint,
    client: *const c_uchar,
    client_len: c_uint,
) -> c_int {
    if out.is_null() || outlen.is_null() {
        return null(FUNCTION, OPENSSL_NPN_NO_OVERLAP);
    }
    // SAFETY: each list is NULL or readable for its length.
    let (server, client) = unsafe {
        (
            bytes(server, server_len as usize),
            bytes(client, client_len as usize),
        )
    };
    let (protocol, length, result) = match alpn::select(server, client) {
        Some((name, shared)) => {
            let result = if shared {
                OPENSSL_NPN_NEGOTIATED
            } else {
                OPENSSL_NPN_NO_OVERLAP
            };
            (name.as_ptr().cast_mut(), name.len() as c_uchar, result)
        }
        None => (std::ptr::null_mut(), 0, OPENSSL_NPN_NO_OVERLAP),
    };
    // SAFETY: the pointer is not NULL, so the caller's place is writable.
    unsafe {
        out.write(protocol);
        outlen.write(length);
    }
    result
}

/// Not supported: sets the callback that gives an NPN server its protocols.
///
/// Queues an error unless the callback is NULL. NPN is never advertised. See
/// SSL_CTX_set_next_proto_select_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_next_protos_advertised_cb(
    _ctx: *mut SSL_CTX,
    cb: SSL_CTX_npn_advertised_cb_func,
    _arg: *mut c_void,
) {
    if cb.is_some() {
        refuse(FUNCTION, NO_NPN, ())
    }
}

/// Not supported: sets the callback with which an NPN client chooses a protocol.
///
/// Queues an error unless the callback is NULL. NPN is never offered. See
/// SSL_CTX_set_next_proto_select_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_next_proto_select_cb(
    _ctx: *mut SSL_CTX,
    cb: SSL_CTX_npn_select_cb_func,
    _arg: *mut c_void,
) {
    if cb.is_some() {
        refuse(FUNCTION, NO_NPN, ())
    }
}

/// The protocol that NPN selected: always none.
///
/// `*data` gets NULL and `*len` 0. An error is queued for a NULL connection. See
/// SSL_CTX_set_next_proto_select_cb(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_get0_next_proto_negotiated(
    ssl: *const SSL,
    data: *mut *const c_uchar,
    len: *mut c_uint,
) {
    // SAFETY: the connection is NULL or live, and the places are NULL or writable.
    unsafe {
        enter(FUNCTION, ssl, (), |_| ());
        store(data, std::ptr::null());
        store(len, 0);
    }
}
