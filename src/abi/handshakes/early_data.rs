//! Early data of TLS 1.3: never sent and never accepted (SSL_read_early_data(3)).
//!
//! A server's limits are kept and can be read back. They are upper limits, so accepting no early data respects
//! them. Our tickets do not offer early data. If a client sends some nevertheless, it is rejected, and the
//! client sends it again (RFC 8446).

use libc::{c_int, c_void, size_t};

use crate::abi::{entry, refuse, store, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::connection::state::Role;
use crate::constants::{
    SSL_EARLY_DATA_NOT_SENT, SSL_EARLY_DATA_REJECTED, SSL_READ_EARLY_DATA_ERROR,
    SSL_READ_EARLY_DATA_FINISH,
};
use crate::context::hooks::With;
use crate::error::reason::Reason;
use crate::sys::err;

/// Sets the most early data that a ticket of ours may promise, in bytes. Returns 1. None is ever
/// accepted. See SSL_CTX_set_max_early_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_max_early_data(
    ctx: *mut SSL_CTX,
    max_early_data: u32,
) -> c_int {
    ctx.update(|settings| settings.max_early_data = max_early_data);
    1
}

/// The value that was set. See SSL_CTX_get_max_early_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_max_early_data(ctx: *const SSL_CTX) -> u32 {
    ctx.settings().max_early_data
}

/// Sets the most early data that a ticket of ours may promise, in bytes. Returns 1. None is ever
/// accepted. See SSL_set_max_early_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_max_early_data(
    ssl: *mut SSL,
    max_early_data: u32,
) -> c_int {
    ssl.update(|settings| settings.max_early_data = max_early_data);
    1
}

/// The value that was set. See SSL_get_max_early_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_max_early_data(ssl: *const SSL) -> u32 {
    ssl.settings().max_early_data
}

/// Sets the most early data that is skipped, in bytes. Returns 1. None is ever
/// accepted. See SSL_CTX_set_recv_max_early_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_recv_max_early_data(
    ctx: *mut SSL_CTX,
    recv_max_early_data: u32,
) -> c_int {
    ctx.update(|settings| settings.recv_max_early_data = recv_max_early_data);
    1
}

/// The value that was set. See SSL_CTX_get_recv_max_early_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_recv_max_early_data(ctx: *const SSL_CTX) -> u32 {
    ctx.settings().recv_max_early_data
}

/// Sets the most early data that is skipped, in bytes. Returns 1. None is ever
/// accepted. See SSL_set_recv_max_early_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_recv_max_early_data(
    ssl: *mut SSL,
    recv_max_early_data: u32,
) -> c_int {
    ssl.update(|settings| settings.recv_max_early_data = recv_max_early_data);
    1
}

/// The value that was set. See SSL_get_recv_max_early_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_recv_max_early_data(ssl: *const SSL) -> u32 {
    ssl.settings().recv_max_early_data
}

/// Sets the callback that may forbid a server to accept early data. It is never called, because no
/// early data is accepted. See SSL_CTX_set_allow_early_data_cb(3).
///
/// Accepted, no effect: No early data is accepted.
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_allow_early_data_cb(
    ctx: *mut SSL_CTX,
    cb: Option<cb::AllowEarlyData>,
    arg: *mut c_void,
) {
    ctx.update(|settings| settings.allow_early_data = With { call: cb, arg })
}

/// Sets the callback that may forbid a server to accept early data. It is never called, because no
/// early data is accepted. See SSL_set_allow_early_data_cb(3).
///
/// Accepted, no effect: No early data is accepted.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_allow_early_data_cb(
    ssl: *mut SSL,
    cb: Option<cb::AllowEarlyData>,
    arg: *mut c_void,
) {
    ssl.update(|settings| settings.allow_early_data = With { call: cb, arg })
}

/// Not supported: sends early data. Returns 0 with an error on the queue. See
/// SSL_write_early_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_write_early_data(
    _s: *mut SSL,
    _buf: *const c_void,
    _num: size_t,
    _written: *mut size_t,
) -> c_int {
    refuse(FUNCTION, "early data is not supported", 0)
}

/// Does a server's handshake, in which no early data is accepted. Returns
/// `SSL_READ_EARLY_DATA_FINISH` with 0 in `*readbytes` when it is complete, otherwise
/// `SSL_READ_EARLY_DATA_ERROR`: `SSL_get_error` says whether to call again. See
/// SSL_read_early_data(3).
#[entry(failure = SSL_READ_EARLY_DATA_ERROR)]
pub unsafe extern "C-unwind" fn SSL_read_early_data(
    s: *mut SSL,
    _buf: *mut c_void,
    _num: size_t,
    readbytes: *mut size_t,
) -> c_int {
    // SAFETY: `readbytes` is NULL or writable.
    unsafe {
        if s.role() == Role::Client || s.state.is_init_finished() {
            err::raise(Reason::ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
            return SSL_READ_EARLY_DATA_ERROR;
        }
        if !s.has_role() {
            s.set_role(Role::Server);
        }
        if s.do_handshake() <= 0 {
            return SSL_READ_EARLY_DATA_ERROR;
        }
        store(readbytes, 0);
        SSL_READ_EARLY_DATA_FINISH
    }
}

/// Whether early data was accepted: `SSL_EARLY_DATA_REJECTED` on a server whose client offered some,
/// otherwise `SSL_EARLY_DATA_NOT_SENT`. See SSL_get_early_data_status(3).
#[entry(failure = SSL_EARLY_DATA_NOT_SENT)]
pub unsafe extern "C-unwind" fn SSL_get_early_data_status(s: *const SSL) -> c_int {
    match s.negotiation.offered().early_data() {
        true => SSL_EARLY_DATA_REJECTED,
        false => SSL_EARLY_DATA_NOT_SENT,
    }
}
