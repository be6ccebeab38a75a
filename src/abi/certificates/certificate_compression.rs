//! Compressed certificates (RFC 8879): neither sent nor accepted (SSL_CTX_set1_cert_comp_preference(3)).

use libc::{c_int, c_uchar, size_t};

use crate::abi::{entry, refuse, SSL, SSL_CTX};

const NO_COMPRESSION: &str = "certificates are not compressed";

/// Whether a list of algorithms is empty.
fn is_empty(algs: *mut c_int, len: size_t) -> bool {
    algs.is_null() || len == 0
}

/// Not supported: sets the algorithms that may compress certificates. Returns 1 for an empty list
/// (NULL or 0), otherwise 0 with an error on the queue. See SSL_CTX_set1_cert_comp_preference(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_set1_cert_comp_preference(
    _ctx: *mut SSL_CTX,
    algs: *mut c_int,
    len: size_t,
) -> c_int {
    if is_empty(algs, len) {
        return 1;
    }
    refuse(FUNCTION, NO_COMPRESSION, 0)
}

/// Not supported: sets the algorithms that may compress certificates. Returns 1 for an empty list
/// (NULL or 0), otherwise 0 with an error on the queue. See SSL_set1_cert_comp_preference(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_set1_cert_comp_preference(
    _ssl: *mut SSL,
    algs: *mut c_int,
    len: size_t,
) -> c_int {
    if is_empty(algs, len) {
        return 1;
    }
    refuse(FUNCTION, NO_COMPRESSION, 0)
}

/// Not supported: compresses a context's certificates before handshakes. Returns 0 with an error on
/// the queue. See SSL_CTX_compress_certs(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_compress_certs(_ctx: *mut SSL_CTX, _alg: c_int) -> c_int {
    refuse(FUNCTION, NO_COMPRESSION, 0)
}

/// Not supported: compresses a connection's certificates before the handshake. Returns 0 with an
/// error on the queue. See SSL_compress_certs(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_compress_certs(_ssl: *mut SSL, _alg: c_int) -> c_int {
    refuse(FUNCTION, NO_COMPRESSION, 0)
}

/// Not supported: sets the compressed form of a context's certificate. Returns 0 with an error on
/// the queue. See SSL_CTX_set1_compressed_cert(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_set1_compressed_cert(
    _ctx: *mut SSL_CTX,
    _algorithm: c_int,
    _comp_data: *mut c_uchar,
    _comp_length: size_t,
    _orig_length: size_t,
) -> c_int {
    refuse(FUNCTION, NO_COMPRESSION, 0)
}

/// Not supported: sets the compressed form of a connection's certificate. Returns 0 with an error on
/// the queue. See SSL_set1_compressed_cert(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_set1_compressed_cert(
    _ssl: *mut SSL,
    _algorithm: c_int,
    _comp_data: *mut c_uchar,
    _comp_length: size_t,
    _orig_length: size_t,
) -> c_int {
    refuse(FUNCTION, NO_COMPRESSION, 0)
}

/// Not supported: gives the compressed form of a context's certificate. Returns 0 with an error on
/// the queue. See SSL_CTX_get1_compressed_cert(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_get1_compressed_cert(
    _ctx: *mut SSL_CTX,
    _alg: c_int,
    _data: *mut *mut c_uchar,
    _orig_len: *mut size_t,
) -> size_t {
    refuse(FUNCTION, NO_COMPRESSION, 0)
}

/// Not supported: gives the compressed form of a connection's certificate. Returns 0 with an error
/// on the queue. See SSL_get1_compressed_cert(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get1_compressed_cert(
    _ssl: *mut SSL,
    _alg: c_int,
    _data: *mut *mut c_uchar,
    _orig_len: *mut size_t,
) -> size_t {
    refuse(FUNCTION, NO_COMPRESSION, 0)
}
