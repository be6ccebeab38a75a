//! Handshakes on a connection that stands: renegotiation and post-handshake authentication
//! (SSL_key_update(3), SSL_verify_client_post_handshake(3)).

use libc::c_int;

use super::constants::SSL_OP_NO_RENEGOTIATION;
use super::{on_connection, on_context, refuse, SSL, SSL_CTX};
use crate::connection::Connection;
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

/// Would ask for a new handshake: 0 with an error on the queue, in TLS 1.3 because there is no
/// renegotiation, in TLS 1.2 because it is not supported. See SSL_renegotiate(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_renegotiate(s: *mut SSL) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_renegotiate", s, 0, |ssl| {
            renegotiate("SSL_renegotiate", ssl)
        })
    }
}
symver!(SSL_renegotiate);

/// As `SSL_renegotiate`, for a handshake that resumes the session. See
/// SSL_renegotiate_abbreviated(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_renegotiate_abbreviated(s: *mut SSL) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_renegotiate_abbreviated", s, 0, |ssl| {
            renegotiate("SSL_renegotiate_abbreviated", ssl)
        })
    }
}
symver!(SSL_renegotiate_abbreviated);

/// Whether a renegotiation was asked for and is not complete: always 0.
/// See SSL_renegotiate_pending(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_renegotiate_pending(s: *const SSL) -> c_int {
    // SAFETY: NULL or live.
    unsafe { on_connection("SSL_renegotiate_pending", s, 0, |_| 0) }
}
symver!(SSL_renegotiate_pending);

/// Says that clients made from now on agree to be asked for a certificate after the handshake. They
/// don't tell the server, which therefore never asks. See SSL_CTX_set_post_handshake_auth(3).
///
/// Accepted, no effect: Servers are not told, and therefore never ask.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_post_handshake_auth(ctx: *mut SSL_CTX, val: c_int) {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_post_handshake_auth", ctx, (), |ctx| {
            ctx.update(|settings| settings.post_handshake_auth = val != 0)
        })
    }
}
symver!(SSL_CTX_set_post_handshake_auth);

/// As `SSL_CTX_set_post_handshake_auth`, for one client. See SSL_set_post_handshake_auth(3).
///
/// Accepted, no effect: Servers are not told, and therefore never ask.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set_post_handshake_auth(s: *mut SSL, val: c_int) {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_set_post_handshake_auth", s, (), |ssl| {
            ssl.update(|settings| settings.post_handshake_auth = val != 0)
        })
    }
}
symver!(SSL_set_post_handshake_auth);

/// Would ask a client for its certificate on a connection that stands: 0 with an error on the
/// queue. See SSL_verify_client_post_handshake(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_verify_client_post_handshake(s: *mut SSL) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_verify_client_post_handshake", s, 0, |ssl| {
            let reason = if !ssl.is_tls13() {
                Reason::WRONG_SSL_VERSION
            } else if !ssl.state.server.get() {
                Reason::NOT_SERVER
            } else if !ssl.state.is_init_finished() {
                Reason::STILL_IN_INIT
            } else if !ssl.offered.borrow().post_handshake_auth {
                Reason::EXTENSION_NOT_RECEIVED
            } else {
                return refuse(
                    "SSL_verify_client_post_handshake",
                    "post-handshake authentication is not supported",
                    0,
                );
            };
            err::raise(reason);
            0
        })
    }
}
symver!(SSL_verify_client_post_handshake);
