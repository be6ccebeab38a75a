//! Raw public keys instead of certificates (RFC 7250): neither sent nor accepted
//! (SSL_CTX_set1_server_cert_type(3), SSL_get0_peer_rpk(3)).

use std::ptr::{null_mut, NonNull};

use libc::{c_int, c_uchar, size_t};

use crate::abi::{entry, refuse, SSL, SSL_CTX, SSL_SESSION};
use crate::error::reason::Reason;
use crate::sys::err;
use crate::sys::ffi::EVP_PKEY;
use crate::sys::pkey::PKey;

const NO_RAW_KEYS: &str = "raw public keys are not supported, certificates alone are";

/// Usage, selector and matching type of a TLSA record that holds the peer's whole public key.
const END_ENTITY_KEY: (u8, u8, u8) = (3, 1, 0);

/// Whether a list may have this certificate type (`TLSEXT_cert_type_x509`, `TLSEXT_cert_type_rpk`).
const TYPES: [c_uchar; 2] = [0, 2];

/// A setter's result, if the list is not refused: 1 for the default (NULL and 0), which sends
/// nothing in the handshake; 0 for a malformed list, which is empty or has an unknown or repeated
/// type.
///
/// # Safety
/// `types` is NULL or readable for `len` bytes.
unsafe fn answer(types: *const c_uchar, len: size_t) -> Option<c_int> {
    if types.is_null() && len == 0 {
        return Some(1);
    }
    if types.is_null() || len == 0 || len > TYPES.len() {
        return Some(0);
    }
    // SAFETY: the memory is readable for its length, by this function's contract.
    let types = unsafe { crate::abi::bytes(types, len) };
    let twice = len == TYPES.len() && types[0] == types[1];
    (twice || types.iter().any(|kind| !TYPES.contains(kind))).then_some(0)
}

/// Not supported: sets the types of its own certificate that a client offers. Returns 1 for the
/// default (NULL and 0), 0 for a malformed list, and 0 with an error on the queue for every valid
/// one. See SSL_set1_client_cert_type(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_set1_client_cert_type(
    _s: *mut SSL,
    val: *const c_uchar,
    len: size_t,
) -> c_int {
    // SAFETY: NULL or readable for `len` bytes.
    unsafe { answer(val, len) }.unwrap_or_else(|| refuse(FUNCTION, NO_RAW_KEYS, 0))
}

/// Not supported: as `SSL_set1_client_cert_type`, for the server's certificate. See
/// SSL_set1_server_cert_type(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_set1_server_cert_type(
    _s: *mut SSL,
    val: *const c_uchar,
    len: size_t,
) -> c_int {
    // SAFETY: NULL or readable for `len` bytes.
    unsafe { answer(val, len) }.unwrap_or_else(|| refuse(FUNCTION, NO_RAW_KEYS, 0))
}

/// Not supported: as `SSL_set1_client_cert_type`, for new connections. See
/// SSL_CTX_set1_client_cert_type(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_set1_client_cert_type(
    _ctx: *mut SSL_CTX,
    val: *const c_uchar,
    len: size_t,
) -> c_int {
    // SAFETY: NULL or readable for `len` bytes.
    unsafe { answer(val, len) }.unwrap_or_else(|| refuse(FUNCTION, NO_RAW_KEYS, 0))
}

/// Not supported: as `SSL_set1_client_cert_type`, for the server's certificate in new connections.
/// See SSL_CTX_set1_server_cert_type(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_set1_server_cert_type(
    _ctx: *mut SSL_CTX,
    val: *const c_uchar,
    len: size_t,
) -> c_int {
    // SAFETY: NULL or readable for `len` bytes.
    unsafe { answer(val, len) }.unwrap_or_else(|| refuse(FUNCTION, NO_RAW_KEYS, 0))
}

/// Stores an empty list, NULL and 0, because no list can be set.
///
/// # Safety
/// Each place is NULL or writable.
unsafe fn no_list(t: *mut *mut c_uchar, len: *mut size_t) -> c_int {
    let (Some(t), Some(len)) = (NonNull::new(t), NonNull::new(len)) else {
        return 0;
    };
    // SAFETY: the memory is writable, by this function's contract.
    unsafe {
        t.write(null_mut());
        len.write(0);
    }
    1
}

/// The list that `SSL_set1_client_cert_type` set. There is never one: `*t` gets NULL and `*len` 0.
/// Returns 1, or 0 if a place is NULL. See SSL_get0_client_cert_type(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get0_client_cert_type(
    _s: *const SSL,
    t: *mut *mut c_uchar,
    len: *mut size_t,
) -> c_int {
    // SAFETY: each place is NULL or writable.
    unsafe { no_list(t, len) }
}

/// As `SSL_get0_client_cert_type`, for the server's certificate. See SSL_get0_server_cert_type(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get0_server_cert_type(
    _s: *const SSL,
    t: *mut *mut c_uchar,
    len: *mut size_t,
) -> c_int {
    // SAFETY: each place is NULL or writable.
    unsafe { no_list(t, len) }
}

/// As `SSL_get0_client_cert_type`, for a context. See SSL_CTX_get0_client_cert_type(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_get0_client_cert_type(
    _ctx: *const SSL_CTX,
    t: *mut *mut c_uchar,
    len: *mut size_t,
) -> c_int {
    // SAFETY: each place is NULL or writable.
    unsafe { no_list(t, len) }
}

/// As `SSL_get0_client_cert_type`, for a context and the server's certificate. See
/// SSL_CTX_get0_server_cert_type(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_get0_server_cert_type(
    _ctx: *const SSL_CTX,
    t: *mut *mut c_uchar,
    len: *mut size_t,
) -> c_int {
    // SAFETY: each place is NULL or writable.
    unsafe { no_list(t, len) }
}

/// The type of the client's certificate: `TLSEXT_cert_type_x509` (0).
/// See SSL_get_negotiated_client_cert_type(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_negotiated_client_cert_type(_s: *const SSL) -> c_int {
    0
}

/// The type of the server's certificate: `TLSEXT_cert_type_x509` (0).
/// See SSL_get_negotiated_server_cert_type(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_negotiated_server_cert_type(_s: *const SSL) -> c_int {
    0
}

/// The peer's raw public key: always NULL, because peers send certificates. See
/// SSL_get0_peer_rpk(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get0_peer_rpk(_s: *const SSL) -> *mut EVP_PKEY {
    null_mut()
}

/// The raw public key of a session's peer: always NULL, because peers send certificates. See
/// SSL_SESSION_get0_peer_rpk(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_SESSION_get0_peer_rpk(_s: *mut SSL_SESSION) -> *mut EVP_PKEY {
    null_mut()
}

/// Adds a public key that the peer may have, as the TLSA record "3 1 0". The peer must present the
/// key in a certificate.
///
/// DANE must have been enabled before (SSL_dane_enable(3)). The key remains the caller's. Returns 1,
/// or 0 without DANE and for a key that cannot be encoded. See SSL_add_expected_rpk(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_add_expected_rpk(s: *mut SSL, rpk: *mut EVP_PKEY) -> c_int {
    // SAFETY: both pointers are NULL or live.
    unsafe {
        if !s.verification.dane().is_enabled() {
            return 0;
        }
        let Some(key) = PKey::from_borrowed(rpk).and_then(|key| key.public_to_der()) else {
            return 0;
        };
        let Err(refusal) = s
            .verification
            .dane()
            .add(END_ENTITY_KEY, key.as_ptr(), key.len())
        else {
            return 1;
        };
        err::raise(Reason::from(refusal));
        0
    }
}
