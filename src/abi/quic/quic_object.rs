//! QUIC objects: not supported, so no object is a connection, listener or domain of QUIC
//! (SSL_get0_connection(3), SSL_new_listener(3), SSL_new_domain(3), OSSL_QUIC_client_method(3)).
//!
//! Programs call these functions on every object to find out its kind. So their results for TLS objects are
//! OpenSSL's. Only the methods refuse, because every use of QUIC begins with them.

use std::ptr::{null, null_mut};

use libc::{c_int, c_uchar, c_void, size_t};

use crate::abi::contexts::method::SSL_METHOD;
use crate::abi::{entry, guard, refuse, SSL, SSL_CTX};
use crate::error::reason::Reason;
use crate::sys::err;
use crate::sys::ffi::BIO_ADDR;

const NO_QUIC: &str = "QUIC is not supported";

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_new_pending_conn_cb_fn = Option<
    unsafe extern "C-unwind" fn(ctx: *mut SSL_CTX, new_ssl: *mut SSL, arg: *mut c_void) -> c_int,
>;

/// How a QUIC connection was closed; never written here. `<openssl/ssl.h>` has its members.
pub enum SSL_CONN_CLOSE_INFO {}

/// The method of QUIC clients: NULL with an error on the queue, which `SSL_CTX_new` refuses in turn.
/// See OSSL_QUIC_client_method(3).
#[entry(since = "3.2.0")]
pub extern "C-unwind" fn OSSL_QUIC_client_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_QUIC, null())
}

/// The method of QUIC clients with a thread of their own: NULL with an error on the queue, which
/// `SSL_CTX_new` refuses in turn. See OSSL_QUIC_client_thread_method(3).
#[entry(since = "3.2.0")]
pub extern "C-unwind" fn OSSL_QUIC_client_thread_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_QUIC, null())
}

/// The method of QUIC servers: NULL with an error on the queue, which `SSL_CTX_new` refuses in turn.
/// See OSSL_QUIC_server_method(3).
#[entry(since = "3.5.0")]
pub extern "C-unwind" fn OSSL_QUIC_server_method() -> *const SSL_METHOD {
    refuse(FUNCTION, NO_QUIC, null())
}

/// Whether an object is a TLS connection: 1 for all but NULL. See SSL_is_tls(3).
#[entry(pointer, since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_is_tls(ssl: *const SSL) -> c_int {
    c_int::from(!ssl.is_null())
}

/// Whether an object is one of QUIC: 0. See SSL_is_quic(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_is_quic(_ssl: *const SSL) -> c_int {
    0
}

/// The connection that a stream belongs to: a TLS object itself. See SSL_get0_connection(3).
#[entry(pointer, since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get0_connection(s: *mut SSL) -> *mut SSL {
    s
}

/// Whether an object is its own connection: 1. See SSL_is_connection(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_is_connection(_s: *mut SSL) -> c_int {
    1
}

/// The listener that accepted a QUIC connection: NULL for TLS objects. See SSL_get0_listener(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_get0_listener(_s: *mut SSL) -> *mut SSL {
    null_mut()
}

/// Whether an object is its own listener: 0 for all but NULL. See SSL_is_listener(3).
#[entry(pointer, since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_is_listener(s: *mut SSL) -> c_int {
    c_int::from(s.is_null())
}

/// The event domain of a QUIC object: NULL for TLS objects. See SSL_get0_domain(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_get0_domain(_s: *mut SSL) -> *mut SSL {
    null_mut()
}

/// Whether an object is its own event domain: 0 for all but NULL. See SSL_is_domain(3).
#[entry(pointer, since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_is_domain(s: *mut SSL) -> c_int {
    c_int::from(s.is_null())
}

/// Makes a QUIC listener: NULL for a context of TLS. See SSL_new_listener(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_new_listener(_ctx: *mut SSL_CTX, _flags: u64) -> *mut SSL {
    null_mut()
}

/// Makes a QUIC listener in an event domain: NULL for TLS objects. See SSL_new_listener_from(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_new_listener_from(_ssl: *mut SSL, _flags: u64) -> *mut SSL {
    null_mut()
}

/// Makes a QUIC client on a listener's socket: NULL for TLS objects. See SSL_new_from_listener(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_new_from_listener(_ssl: *mut SSL, _flags: u64) -> *mut SSL {
    null_mut()
}

/// Accepts a QUIC connection: NULL for TLS objects. See SSL_accept_connection(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_accept_connection(_ssl: *mut SSL, _flags: u64) -> *mut SSL {
    null_mut()
}

/// QUIC connections that wait to be accepted: 0 for TLS objects.
/// See SSL_get_accept_connection_queue_len(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_get_accept_connection_queue_len(_ssl: *mut SSL) -> size_t {
    0
}

/// Starts a QUIC listener: 0, which is failure, for TLS objects. See SSL_listen(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_listen(_ssl: *mut SSL) -> c_int {
    0
}

/// Makes an event domain of QUIC: NULL for a context of TLS. See SSL_new_domain(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_new_domain(_ctx: *mut SSL_CTX, _flags: u64) -> *mut SSL {
    null_mut()
}

/// Queues OpenSSL's error for TLS objects: only contexts of QUIC have flags for their event domains.
fn no_domain_flags(name: &'static str) -> c_int {
    guard(name, 0, || {
        const WHY: &str = "domain flags unsupported on this kind of SSL_CTX";
        err::raise_data(Reason::ERR_R_UNSUPPORTED, WHY);
        0
    })
}

/// Sets the flags of the event domains of a QUIC context: 0 with `ERR_R_UNSUPPORTED` for a context
/// of TLS. See SSL_CTX_set_domain_flags(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_set_domain_flags(
    _ctx: *mut SSL_CTX,
    _domain_flags: u64,
) -> c_int {
    no_domain_flags(FUNCTION)
}

/// The flags of the event domains of a QUIC context: 0 with `ERR_R_UNSUPPORTED` for a context of
/// TLS; `*domain_flags` does not change. See SSL_CTX_get_domain_flags(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_get_domain_flags(
    _ctx: *const SSL_CTX,
    _domain_flags: *mut u64,
) -> c_int {
    no_domain_flags(FUNCTION)
}

/// The flags of a QUIC object's event domain: 0, which is failure, for TLS objects; `*domain_flags`
/// does not change. See SSL_get_domain_flags(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_get_domain_flags(
    _ssl: *const SSL,
    _domain_flags: *mut u64,
) -> c_int {
    0
}

/// Not supported: sets the callback that a QUIC listener calls with each new connection. Queues an
/// error unless `cb` is NULL. See SSL_CTX_set_new_pending_conn_cb(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_set_new_pending_conn_cb(
    _c: *mut SSL_CTX,
    cb: SSL_new_pending_conn_cb_fn,
    _arg: *mut c_void,
) {
    if cb.is_some() {
        refuse(FUNCTION, NO_QUIC, ())
    }
}

/// Sets the address that a QUIC client connects to: 0, which is failure, for TLS objects.
/// See SSL_set1_initial_peer_addr(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_set1_initial_peer_addr(
    _s: *mut SSL,
    _peer_addr: *const BIO_ADDR,
) -> c_int {
    0
}

/// Gives a QUIC object a datagram: 0 with `ERR_R_INTERNAL_ERROR` for TLS objects.
/// See SSL_inject_net_dgram(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_inject_net_dgram(
    _s: *mut SSL,
    _buf: *const c_uchar,
    _buf_len: size_t,
    _peer: *const BIO_ADDR,
    _local: *const BIO_ADDR,
) -> c_int {
    err::raise(Reason::ERR_R_INTERNAL_ERROR);
    0
}

/// How a QUIC connection was closed: -1, which is failure, for TLS objects.
/// See SSL_get_conn_close_info(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_conn_close_info(
    _s: *mut SSL,
    _info: *mut SSL_CONN_CLOSE_INFO,
    _info_len: size_t,
) -> c_int {
    -1
}

/// Sets whether calls on a QUIC object block: 0, which is failure, for TLS objects, whose BIO
/// decides that. See SSL_set_blocking_mode(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_set_blocking_mode(_s: *mut SSL, _blocking: c_int) -> c_int {
    0
}

/// Whether calls on a QUIC object block: -1, which is failure, for TLS objects. See
/// SSL_get_blocking_mode(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_blocking_mode(_s: *mut SSL) -> c_int {
    -1
}

/// Queues OpenSSL's error for TLS objects: only objects of QUIC have such values.
fn no_values(name: &'static str) -> c_int {
    guard(name, 0, || {
        err::raise(Reason::UNSUPPORTED_PROTOCOL);
        0
    })
}

/// A number that concerns a QUIC connection or stream: 0 with `SSL_R_UNSUPPORTED_PROTOCOL` for TLS
/// objects. See SSL_get_value_uint(3).
#[entry(since = "3.3.0")]
pub unsafe extern "C-unwind" fn SSL_get_value_uint(
    _s: *mut SSL,
    _class_: u32,
    _id: u32,
    _v: *mut u64,
) -> c_int {
    no_values(FUNCTION)
}

/// Sets a number that concerns a QUIC connection or stream: 0 with `SSL_R_UNSUPPORTED_PROTOCOL` for
/// TLS objects. See SSL_set_value_uint(3).
#[entry(since = "3.3.0")]
pub unsafe extern "C-unwind" fn SSL_set_value_uint(
    _s: *mut SSL,
    _class_: u32,
    _id: u32,
    _v: u64,
) -> c_int {
    no_values(FUNCTION)
}
