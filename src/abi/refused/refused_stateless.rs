//! Handshakes that leave the state with the client (SSL_stateless(3)).

use libc::c_int;

use crate::abi::{entry, refuse, SSL, SSL_CTX};
use crate::callbacks as cb;

const NO_STATELESS: &str = "stateless handshakes are not supported";

/// Not supported: answers a ClientHello with a cookie. Returns -1 with an error on the queue. See
/// SSL_stateless(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_stateless(_s: *mut SSL) -> c_int {
    refuse(FUNCTION, NO_STATELESS, -1)
}

/// Not supported: sets the callback that makes a cookie. Queues an error unless it is NULL. See
/// SSL_stateless(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_stateless_cookie_generate_cb(
    _ctx: *mut SSL_CTX,
    gen_stateless_cookie_cb: Option<cb::GenerateStatelessCookie>,
) {
    if gen_stateless_cookie_cb.is_some() {
        refuse(FUNCTION, NO_STATELESS, ())
    }
}

/// Not supported: sets the callback that checks a cookie. Queues an error unless it is NULL. See
/// SSL_stateless(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_stateless_cookie_verify_cb(
    _ctx: *mut SSL_CTX,
    verify_stateless_cookie_cb: Option<cb::VerifyStatelessCookie>,
) {
    if verify_stateless_cookie_cb.is_some() {
        refuse(FUNCTION, NO_STATELESS, ())
    }
}

/// Not supported: sets the callback that makes a cookie for DTLS. Queues an error unless it is NULL.
/// See SSL_CTX_set_cookie_generate_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_cookie_generate_cb(
    _ctx: *mut SSL_CTX,
    app_gen_cookie_cb: Option<cb::GenerateCookie>,
) {
    if app_gen_cookie_cb.is_some() {
        refuse(FUNCTION, "DTLS is not supported", ())
    }
}

/// Not supported: sets the callback that checks a cookie of DTLS. Queues an error unless it is NULL.
/// See SSL_CTX_set_cookie_verify_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_cookie_verify_cb(
    _ctx: *mut SSL_CTX,
    app_verify_cookie_cb: Option<cb::VerifyCookie>,
) {
    if app_verify_cookie_cb.is_some() {
        refuse(FUNCTION, "DTLS is not supported", ())
    }
}
