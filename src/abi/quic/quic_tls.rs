//! The TLS handshake inside another library's QUIC: not supported (SSL_set_quic_tls_cbs(3)).

use libc::{c_int, c_uchar, c_void, size_t};

use crate::abi::{entry, refuse, SSL};
use crate::sys::ffi::OSSL_DISPATCH;

const NO_QUIC: &str = "the handshake of a QUIC connection is not supported";

/// Not supported: sets the callbacks with which a QUIC library carries the handshake's messages.
/// Returns 0 with an error on the queue. See SSL_set_quic_tls_cbs(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_set_quic_tls_cbs(
    _s: *mut SSL,
    _qtdis: *const OSSL_DISPATCH,
    _arg: *mut c_void,
) -> c_int {
    refuse(FUNCTION, NO_QUIC, 0)
}

/// Not supported: sets the transport parameters that the handshake carries. Returns 0 with an error
/// on the queue. See SSL_set_quic_tls_transport_params(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_set_quic_tls_transport_params(
    _s: *mut SSL,
    _params: *const c_uchar,
    _params_len: size_t,
) -> c_int {
    refuse(FUNCTION, NO_QUIC, 0)
}

/// Not supported: allows early data in a QUIC connection. Returns 0 with an error on the queue. See
/// SSL_set_quic_tls_early_data_enabled(3).
#[entry(since = "3.5.0")]
pub unsafe extern "C-unwind" fn SSL_set_quic_tls_early_data_enabled(
    _s: *mut SSL,
    _enabled: c_int,
) -> c_int {
    refuse(FUNCTION, NO_QUIC, 0)
}
