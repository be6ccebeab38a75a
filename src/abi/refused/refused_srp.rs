//! Secure remote password (SSL_CTX_set_srp_password(3)).

use std::ptr::null_mut;

use libc::{c_char, c_int, c_void};

use crate::abi::{entry, refuse, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::sys::ffi::BIGNUM;

const NO_SRP: &str = "SRP is not supported";

/// Not supported: prepares the SRP state of an object. Returns 0 with an error on the queue. See
/// SSL_SRP_CTX_init(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_SRP_CTX_init(_ctx: *mut SSL_CTX) -> c_int {
    refuse(FUNCTION, NO_SRP, 0)
}

/// Not supported: prepares the SRP state of an object. Returns 0 with an error on the queue. See
/// SSL_SRP_CTX_init(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SRP_CTX_init(_s: *mut SSL) -> c_int {
    refuse(FUNCTION, NO_SRP, 0)
}

/// Frees the SRP state of an object. Returns 1; there is no state. See SSL_SRP_CTX_free(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_SRP_CTX_free(_ctx: *mut SSL_CTX) -> c_int {
    1
}

/// Frees the SRP state of an object. Returns 1; there is no state. See SSL_SRP_CTX_free(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SRP_CTX_free(_ctx: *mut SSL) -> c_int {
    1
}

/// Not supported: makes a client's public value. Returns 0 with an error on the queue. See
/// SRP_Calc_A_param(3).
#[entry]
pub unsafe extern "C-unwind" fn SRP_Calc_A_param(_s: *mut SSL) -> c_int {
    refuse(FUNCTION, NO_SRP, 0)
}

/// Not supported: asks the application for a user's parameters. Returns 2 (`SSL3_AL_FATAL`) with an
/// error on the queue. See SSL_srp_server_param_with_username(3).
#[entry(failure = 2)]
pub unsafe extern "C-unwind" fn SSL_srp_server_param_with_username(
    _s: *mut SSL,
    _ad: *mut c_int,
) -> c_int {
    refuse(FUNCTION, NO_SRP, 2)
}

/// Not supported: sets the argument of the SRP callbacks. Returns 0 with an error on the queue; 1
/// for NULL. See SSL_CTX_set_srp_cb_arg(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_srp_cb_arg(
    _ctx: *mut SSL_CTX,
    arg: *mut c_void,
) -> c_int {
    if arg.is_null() {
        return 1;
    }
    refuse(FUNCTION, NO_SRP, 0)
}

/// Not supported: sets the callback that gives a client's password. Returns 0 with an error on the
/// queue; 1 for NULL. See SSL_CTX_set_srp_client_pwd_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_srp_client_pwd_callback(
    _ctx: *mut SSL_CTX,
    cb: Option<cb::SrpClientPassword>,
) -> c_int {
    if cb.is_none() {
        return 1;
    }
    refuse(FUNCTION, NO_SRP, 0)
}

/// Not supported: sets a client's password. Returns 0 with an error on the queue. See
/// SSL_CTX_set_srp_password(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_srp_password(
    _ctx: *mut SSL_CTX,
    _password: *mut c_char,
) -> c_int {
    refuse(FUNCTION, NO_SRP, 0)
}

/// Not supported: sets the least size of a group. Returns 0 with an error on the queue; 1 for 0. See
/// SSL_CTX_set_srp_strength(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_srp_strength(
    _ctx: *mut SSL_CTX,
    strength: c_int,
) -> c_int {
    if strength == 0 {
        return 1;
    }
    refuse(FUNCTION, NO_SRP, 0)
}

/// Not supported: sets a client's user name. Returns 0 with an error on the queue; 1 for NULL. See
/// SSL_CTX_set_srp_username(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_srp_username(
    _ctx: *mut SSL_CTX,
    name: *mut c_char,
) -> c_int {
    if name.is_null() {
        return 1;
    }
    refuse(FUNCTION, NO_SRP, 0)
}

/// Not supported: sets the callback that gives a user's parameters. Returns 0 with an error on the
/// queue; 1 for NULL. See SSL_CTX_set_srp_username_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_srp_username_callback(
    _ctx: *mut SSL_CTX,
    cb: Option<cb::SrpUsername>,
) -> c_int {
    if cb.is_none() {
        return 1;
    }
    refuse(FUNCTION, NO_SRP, 0)
}

/// Not supported: sets the callback that judges a group. Returns 0 with an error on the queue; 1 for
/// NULL. See SSL_CTX_set_srp_verify_param_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_srp_verify_param_callback(
    _ctx: *mut SSL_CTX,
    cb: Option<cb::SrpVerifyParam>,
) -> c_int {
    if cb.is_none() {
        return 1;
    }
    refuse(FUNCTION, NO_SRP, 0)
}

/// Not supported: sets a user's parameters. Returns -1, with an error on the queue unless all are
/// NULL. See SSL_set_srp_server_param(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_set_srp_server_param(
    _s: *mut SSL,
    N: *const BIGNUM,
    g: *const BIGNUM,
    sa: *mut BIGNUM,
    v: *mut BIGNUM,
    info: *mut c_char,
) -> c_int {
    let nothing = N.is_null() && g.is_null() && sa.is_null() && v.is_null() && info.is_null();
    if nothing {
        return -1;
    }
    refuse(FUNCTION, NO_SRP, -1)
}

/// Not supported: sets a user's parameters from a password. Returns -1, with an error on the queue
/// unless one is missing. See SSL_set_srp_server_param_pw(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_set_srp_server_param_pw(
    _s: *mut SSL,
    user: *const c_char,
    pass: *const c_char,
    _grp: *const c_char,
) -> c_int {
    if user.is_null() || pass.is_null() {
        return -1;
    }
    refuse(FUNCTION, NO_SRP, -1)
}

/// The modulus of an SRP handshake: always NULL. See SSL_get_srp_N(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_srp_N(_s: *mut SSL) -> *mut BIGNUM {
    null_mut()
}

/// The generator of an SRP handshake: always NULL. See SSL_get_srp_g(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_srp_g(_s: *mut SSL) -> *mut BIGNUM {
    null_mut()
}

/// The information about the user of an SRP handshake: always NULL. See SSL_get_srp_userinfo(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_srp_userinfo(_s: *mut SSL) -> *mut c_char {
    null_mut()
}

/// The user name of an SRP handshake: always NULL. See SSL_get_srp_username(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_srp_username(_s: *mut SSL) -> *mut c_char {
    null_mut()
}
