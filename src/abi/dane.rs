//! DANE: certificates from the DNS (SSL_CTX_dane_enable(3)), which we do not support.

use std::ptr;

use libc::{c_char, c_int, c_uchar, c_ulong};

use super::{on_connection, refuse, SSL, SSL_CTX};
use crate::sys::ffi::{EVP_MD, EVP_PKEY, SSL_DANE, X509};

const NO_DANE: &str = "DANE is not supported";

/// DANE is not supported: always 0. See SSL_CTX_dane_enable(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_dane_enable(_ctx: *mut SSL_CTX) -> c_int {
    refuse("SSL_CTX_dane_enable", NO_DANE, 0)
}
symver!(SSL_CTX_dane_enable);

/// DANE is not supported: always 0. See SSL_CTX_dane_mtype_set(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_dane_mtype_set(
    _ctx: *mut SSL_CTX,
    _md: *const EVP_MD,
    _mtype: u8,
    _ord: u8,
) -> c_int {
    refuse("SSL_CTX_dane_mtype_set", NO_DANE, 0)
}
symver!(SSL_CTX_dane_mtype_set);

/// DANE is not supported: no flag is ever set. See SSL_CTX_dane_set_flags(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_dane_set_flags(
    _ctx: *mut SSL_CTX,
    _flags: c_ulong,
) -> c_ulong {
    refuse("SSL_CTX_dane_set_flags", NO_DANE, 0)
}
symver!(SSL_CTX_dane_set_flags);

/// DANE is not supported: no flag is ever set. See SSL_CTX_dane_clear_flags(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_dane_clear_flags(
    _ctx: *mut SSL_CTX,
    _flags: c_ulong,
) -> c_ulong {
    refuse("SSL_CTX_dane_clear_flags", NO_DANE, 0)
}
symver!(SSL_CTX_dane_clear_flags);

/// DANE is not supported: always 0. See SSL_dane_enable(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_dane_enable(
    _ssl: *mut SSL,
    _basedomain: *const c_char,
) -> c_int {
    refuse("SSL_dane_enable", NO_DANE, 0)
}
symver!(SSL_dane_enable);

/// DANE is not supported: always -1. See SSL_dane_tlsa_add(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_dane_tlsa_add(
    _ssl: *mut SSL,
    _usage: u8,
    _selector: u8,
    _mtype: u8,
    _data: *const c_uchar,
    _dlen: usize,
) -> c_int {
    refuse("SSL_dane_tlsa_add", NO_DANE, -1)
}
symver!(SSL_dane_tlsa_add);

/// DANE is not supported: no flag is ever set. See SSL_dane_set_flags(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_dane_set_flags(_ssl: *mut SSL, _flags: c_ulong) -> c_ulong {
    refuse("SSL_dane_set_flags", NO_DANE, 0)
}
symver!(SSL_dane_set_flags);

/// DANE is not supported: no flag is ever set. See SSL_dane_clear_flags(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_dane_clear_flags(_ssl: *mut SSL, _flags: c_ulong) -> c_ulong {
    refuse("SSL_dane_clear_flags", NO_DANE, 0)
}
symver!(SSL_dane_clear_flags);

/// DANE is not supported: always NULL.
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get0_dane(_ssl: *mut SSL) -> *mut SSL_DANE {
    refuse("SSL_get0_dane", NO_DANE, ptr::null_mut())
}
symver!(SSL_get0_dane);

/// The depth at which a TLSA record matched: -1, since DANE is never in use; nothing is written.
/// See SSL_get0_dane_authority(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get0_dane_authority(
    ssl: *mut SSL,
    _mcert: *mut *mut X509,
    _mspki: *mut *mut EVP_PKEY,
) -> c_int {
    // SAFETY: NULL or live.
    unsafe { on_connection("SSL_get0_dane_authority", ssl, -1, |_| -1) }
}
symver!(SSL_get0_dane_authority);

/// The TLSA record that matched: -1, since DANE is never in use; nothing is written.
/// See SSL_get0_dane_tlsa(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get0_dane_tlsa(
    ssl: *mut SSL,
    _usage: *mut u8,
    _selector: *mut u8,
    _mtype: *mut u8,
    _data: *mut *const c_uchar,
    _dlen: *mut usize,
) -> c_int {
    // SAFETY: NULL or live.
    unsafe { on_connection("SSL_get0_dane_tlsa", ssl, -1, |_| -1) }
}
symver!(SSL_get0_dane_tlsa);
