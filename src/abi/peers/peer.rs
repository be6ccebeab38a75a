//! What the peer showed of itself (SSL_get_peer_certificate(3), SSL_get_peer_cert_chain(3)).

use std::ptr;

use libc::c_int;

use crate::abi::{entry, SSL};
use crate::cipher::sigalg::SignatureAlgorithm;
use crate::sys::ffi::{stack_st_X509, X509};
use crate::sys::x509::X509 as X509Cert;

/// The peer's certificate, NULL for none (and for NULL); the connection keeps it until the next
/// handshake. On servers only if one was asked for. See SSL_get0_peer_certificate(3).
#[entry(null = ptr::null_mut())]
pub unsafe extern "C-unwind" fn SSL_get0_peer_certificate(ssl: *const SSL) -> *mut X509 {
    ssl.peer_certificate()
}

/// As `SSL_get0_peer_certificate`, with a reference that the caller frees with `X509_free`.
/// See SSL_get1_peer_certificate(3).
#[entry(null = ptr::null_mut())]
pub unsafe extern "C-unwind" fn SSL_get1_peer_certificate(ssl: *const SSL) -> *mut X509 {
    // SAFETY: NULL or the connection's.
    unsafe { X509Cert::from_borrowed(ssl.peer_certificate()) }
        .map_or(ptr::null_mut(), X509Cert::into_ptr)
}

/// The certificates that the peer sent, NULL for none (and for NULL); the connection keeps them until the
/// next handshake. On clients the peer's own certificate comes first; on servers it is left out.
/// See SSL_get_peer_cert_chain(3).
#[entry(null = ptr::null_mut())]
pub unsafe extern "C-unwind" fn SSL_get_peer_cert_chain(ssl: *const SSL) -> *mut stack_st_X509 {
    ssl.peer_chain()
}

/// The chain that was verified, from the peer's certificate to the trusted one, or as far as it was
/// built. NULL where nothing was verified, which is so after a resumption; the connection keeps it.
/// See SSL_get0_verified_chain(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get0_verified_chain(ssl: *const SSL) -> *mut stack_st_X509 {
    ssl.verified_chain()
}

/// Writes the type of the signature that the peer made in the handshake (`EVP_PKEY_RSA`,
/// `EVP_PKEY_RSA_PSS`, `EVP_PKEY_EC`, …) to `pnid`. Returns 1, or 0 where there was none.
/// See SSL_get_peer_signature_type_nid(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_peer_signature_type_nid(
    ssl: *const SSL,
    pnid: *mut c_int,
) -> c_int {
    // SAFETY: `pnid` is NULL or writable.
    unsafe {
        let scheme = ssl
            .negotiation
            .facts()
            .as_ref()
            .map_or(0, |facts| facts.peer_signature_scheme);
        match SignatureAlgorithm::find(scheme) {
            Some(algorithm) if !pnid.is_null() => {
                *pnid = algorithm.sig_nid;
                1
            }
            _ => 0,
        }
    }
}

/// Writes the type of the signature that we made in the handshake (`EVP_PKEY_RSA`,
/// `EVP_PKEY_RSA_PSS`, `EVP_PKEY_EC`, …) to `pnid`. Returns 1, or 0 where there was none.
/// See SSL_get_peer_signature_type_nid(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_signature_type_nid(
    ssl: *const SSL,
    pnid: *mut c_int,
) -> c_int {
    // SAFETY: `pnid` is NULL or writable.
    unsafe {
        let scheme = ssl
            .negotiation
            .facts()
            .as_ref()
            .map_or(0, |facts| facts.signature_scheme);
        match SignatureAlgorithm::find(scheme) {
            Some(algorithm) if !pnid.is_null() => {
                *pnid = algorithm.sig_nid;
                1
            }
            _ => 0,
        }
    }
}
