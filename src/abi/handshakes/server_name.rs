//! The server name extension (SSL_get_servername(3)). Setting names and callbacks goes through
//! SSL_ctrl(3).

use std::ptr::null;

use libc::{c_char, c_int};

use crate::abi::{entry, SSL};
use crate::constants::TLSEXT_NAMETYPE_host_name;

/// The host name of the connection: on a client the name that `SSL_set_tlsext_host_name` set, on a
/// server the one that the client asked for. Valid until the name changes; NULL for none, and for
/// types other than `TLSEXT_NAMETYPE_host_name`. See SSL_get_servername(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_servername(s: *const SSL, type_: c_int) -> *const c_char {
    match type_ {
        TLSEXT_NAMETYPE_host_name => s.shown_host_name(),
        _ => null(),
    }
}

/// `TLSEXT_NAMETYPE_host_name` if the connection has a host name, otherwise -1.
/// See SSL_get_servername_type(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_get_servername_type(s: *const SSL) -> c_int {
    match s.shown_host_name().is_null() {
        true => -1,
        false => TLSEXT_NAMETYPE_host_name,
    }
}
