//! Doing the handshake: SSL_connect(3), SSL_accept(3), SSL_do_handshake(3), SSL_set_connect_state(3).

use libc::c_int;

use crate::abi::{entry, store, SSL};
use crate::connection::state::Role;

/// Makes `ssl` a client and returns it to the state before the handshake; the shutdown flags become
/// 0. See SSL_set_connect_state(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_connect_state(ssl: *mut SSL) {
    ssl.set_role(Role::Client)
}

/// Makes `ssl` a server and returns it to the state before the handshake; the shutdown flags become
/// 0. See SSL_set_connect_state(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_accept_state(ssl: *mut SSL) {
    ssl.set_role(Role::Server)
}

/// Does the handshake as the side that was set. After the handshake, sends what is due (a KeyUpdate
/// or tickets).
///
/// Returns 1 when it is complete. 0 or a negative value: `SSL_get_error` says why; after
/// `SSL_ERROR_WANT_READ`, `_WRITE`, `_X509_LOOKUP` and `_CLIENT_HELLO_CB` repeat the call; after
/// `SSL_ERROR_SSL` the connection can only be freed or cleared. `SSL_R_CONNECTION_TYPE_NOT_SET`
/// (144) means that no side was set. See SSL_do_handshake(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_do_handshake(ssl: *mut SSL) -> c_int {
    ssl.do_handshake()
}

/// `SSL_set_connect_state`, unless a side was set already, and `SSL_do_handshake`. See
/// SSL_connect(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_connect(ssl: *mut SSL) -> c_int {
    ssl.do_handshake_as(Role::Client)
}

/// `SSL_set_accept_state`, unless a side was set already, and `SSL_do_handshake`. See SSL_accept(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_accept(ssl: *mut SSL) -> c_int {
    ssl.do_handshake_as(Role::Server)
}

/// Returns the object to the state before the handshake, for another connection with the same
/// settings, BIOs and session. The shutdown flags become 0; without SSL_SENT_SHUTDOWN, the session
/// is removed from the cache. Returns 1. See SSL_clear(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_clear(ssl: *mut SSL) -> c_int {
    ssl.clear();
    1
}

/// The time that the peer took to answer in the handshake: `*rtt` gets microseconds.
///
/// Client: from the ClientHello to the end of the server's flight. Server: from the end of its
/// flight to the client's Finished. Returns 1; 0 while it is unknown and if a TLS 1.2 session was
/// resumed; -1 for NULL. See SSL_get_handshake_rtt(3).
#[entry(failure = -1, since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_handshake_rtt(s: *const SSL, rtt: *mut u64) -> c_int {
    // SAFETY: `rtt` is NULL or writable.
    unsafe {
        let Some(time) = s.negotiation.round_trip() else {
            return 0;
        };
        store(rtt, u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
        1
    }
}
