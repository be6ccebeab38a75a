//! Handshakes on an established connection: renegotiation and post-handshake authentication (SSL_key_update(3),
//! SSL_verify_client_post_handshake(3)).

use libc::c_int;

use crate::abi::{entry, refuse, SSL, SSL_CTX};
use crate::connection::Connection;
use crate::constants::SSL_OP_NO_RENEGOTIATION;
use crate::error::reason::Reason;
use crate::sys::err;

fn renegotiate(name: &'static str, ssl: &Connection) -> c_int {
    if ssl.is_tls13() {
        err::raise(Reason::WRONG_SSL_VERSION);
        return 0;
    }
    if ssl.has_option(SSL_OP_NO_RENEGOTIATION) {
        err::raise(Reason::NO_RENEGOTIATION);
        return 0;
    }
    refuse(name, "renegotiation is not supported", 0)
}

/// Not supported: asks for a new handshake. Returns 0 with an error on the queue: TLS 1.3 has no
/// renegotiation, and in TLS 1.2 it is not supported. See SSL_renegotiate(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_renegotiate(s: *mut SSL) -> c_int {
    renegotiate(FUNCTION, s)
}

/// As `SSL_renegotiate`, for a handshake that resumes the session. See
/// SSL_renegotiate_abbreviated(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_renegotiate_abbreviated(s: *mut SSL) -> c_int {
    renegotiate(FUNCTION, s)
}

/// Whether a renegotiation was requested and is incomplete: always 0. See
/// SSL_renegotiate_pending(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_renegotiate_pending(s: *const SSL) -> c_int {
    0
}

/// Sets whether clients made from now on agree to authenticate after the handshake. They do not tell
/// the server, so it never asks. See SSL_CTX_set_post_handshake_auth(3).
///
/// Accepted, no effect: Servers are not told, and therefore never ask.
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_post_handshake_auth(ctx: *mut SSL_CTX, val: c_int) {
    ctx.update(|settings| settings.post_handshake_auth = val != 0)
}

/// As `SSL_CTX_set_post_handshake_auth`, for one client. See SSL_set_post_handshake_auth(3).
///
/// Accepted, no effect: Servers are not told, and therefore never ask.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_post_handshake_auth(s: *mut SSL, val: c_int) {
    s.update(|settings| settings.post_handshake_auth = val != 0)
}

/// Not supported: requests a client's certificate after the handshake. Returns 0 with an error on
/// the queue. See SSL_verify_client_post_handshake(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_verify_client_post_handshake(s: *mut SSL) -> c_int {
    let reason = if !s.is_tls13() {
        Reason::WRONG_SSL_VERSION
    } else if !s.state.is_server() {
        Reason::NOT_SERVER
    } else if !s.state.is_init_finished() {
        Reason::STILL_IN_INIT
    } else if !s.negotiation.offered().post_handshake_auth() {
        Reason::EXTENSION_NOT_RECEIVED
    } else {
        return refuse(
            FUNCTION,
            "post-handshake authentication is not supported",
            0,
        );
    };
    err::raise(reason);
    0
}
