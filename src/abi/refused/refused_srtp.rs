//! Keys for SRTP (SSL_CTX_set_tlsext_use_srtp(3)).

use std::ptr::null_mut;

use libc::{c_char, c_int};

use crate::abi::{entry, refuse, SSL, SSL_CTX};

const NO_SRTP: &str = "SRTP is not supported";

/// An SRTP profile. No object of this type exists.
pub enum SRTP_PROTECTION_PROFILE {}

/// `STACK_OF(SRTP_PROTECTION_PROFILE)`.
pub enum stack_st_SRTP_PROTECTION_PROFILE {}

/// Not supported: offers SRTP profiles. Returns 1, this function's failure value, with an error on
/// the queue. See SSL_CTX_set_tlsext_use_srtp(3).
#[entry(failure = 1)]
pub unsafe extern "C-unwind" fn SSL_CTX_set_tlsext_use_srtp(
    _ctx: *mut SSL_CTX,
    _profiles: *const c_char,
) -> c_int {
    refuse(FUNCTION, NO_SRTP, 1)
}

/// Not supported: offers SRTP profiles. Returns 1, this function's failure value, with an error on
/// the queue. See SSL_set_tlsext_use_srtp(3).
#[entry(failure = 1)]
pub unsafe extern "C-unwind" fn SSL_set_tlsext_use_srtp(
    _ssl: *mut SSL,
    _profiles: *const c_char,
) -> c_int {
    refuse(FUNCTION, NO_SRTP, 1)
}

/// The profiles that are offered: always NULL. See SSL_get_srtp_profiles(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_srtp_profiles(
    _ssl: *mut SSL,
) -> *mut stack_st_SRTP_PROTECTION_PROFILE {
    null_mut()
}

/// The profile that was negotiated: always NULL. See SSL_get_selected_srtp_profile(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_selected_srtp_profile(
    _s: *mut SSL,
) -> *mut SRTP_PROTECTION_PROFILE {
    null_mut()
}
