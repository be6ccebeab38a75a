//! The peer's certificates (SSL_get_peer_certificate(3), SSL_get_peer_cert_chain(3)).

use std::ptr;

use libc::c_int;

use crate::abi::{entry, SSL};
use crate::cipher::sigalg::SignatureAlgorithm;
use crate::handshake::Facts;
use crate::sys::ffi::{stack_st_X509, X509};
use crate::sys::x509::X509 as X509Cert;
use tls::registry::scheme::SignatureScheme;

/// The peer's certificate; NULL for none (and for NULL). It remains the connection's, until the next
/// handshake. A server has one only if it requested it. See SSL_get0_peer_certificate(3).
#[entry(null = ptr::null_mut())]
pub unsafe extern "C-unwind" fn SSL_get0_peer_certificate(ssl: *const SSL) -> *mut X509 {
    ssl.peer_certificate()
}

/// As `SSL_get0_peer_certificate`, with a reference that the caller frees with `X509_free`.
/// See SSL_get1_peer_certificate(3).
#[entry(null = ptr::null_mut())]
pub unsafe extern "C-unwind" fn SSL_get1_peer_certificate(ssl: *const SSL) -> *mut X509 {
    // SAFETY: the certificate is NULL or held by the connection.
    unsafe { X509Cert::from_borrowed(ssl.peer_certificate()) }
        .map_or(ptr::null_mut(), X509Cert::into_ptr)
}

/// The certificates that the peer sent; NULL for none (and for NULL). They remain the connection's,
/// until the next handshake. On clients the peer's own certificate comes first; on servers it is
/// left out. See SSL_get_peer_cert_chain(3).
#[entry(null = ptr::null_mut())]
pub unsafe extern "C-unwind" fn SSL_get_peer_cert_chain(ssl: *const SSL) -> *mut stack_st_X509 {
    ssl.peer_chain()
}

/// The chain that was verified, from the peer's certificate to the trusted one, or as far as it was
/// built. NULL if nothing was verified, as after a resumption. It remains the connection's. See
/// SSL_get0_verified_chain(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get0_verified_chain(ssl: *const SSL) -> *mut stack_st_X509 {
    ssl.verified_chain()
}

/// Writes the type of the signature that the peer made in the handshake (`EVP_PKEY_RSA`,
/// `EVP_PKEY_RSA_PSS`, `EVP_PKEY_EC`, …) to `pnid`. Returns 1, or 0 without a signature.
/// See SSL_get_peer_signature_type_nid(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_peer_signature_type_nid(
    ssl: *const SSL,
    pnid: *mut c_int,
) -> c_int {
    // SAFETY: `pnid` is NULL or writable.
    unsafe { store_key_type(ssl, |facts| facts.peer_signature_scheme, pnid) }
}

/// Writes the type of the signature that we made in the handshake (`EVP_PKEY_RSA`,
/// `EVP_PKEY_RSA_PSS`, `EVP_PKEY_EC`, …) to `pnid`. Returns 1, or 0 without a signature.
/// See SSL_get_peer_signature_type_nid(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_signature_type_nid(
    ssl: *const SSL,
    pnid: *mut c_int,
) -> c_int {
    // SAFETY: `pnid` is NULL or writable.
    unsafe { store_key_type(ssl, |facts| facts.signature_scheme, pnid) }
}

/// Stores the key type of one of the handshake's signatures: 1, or 0 without such a signature.
///
/// # Safety
/// `nid` is NULL or writable.
unsafe fn store_key_type(
    ssl: &SSL,
    scheme: impl FnOnce(&Facts) -> Option<SignatureScheme>,
    nid: *mut c_int,
) -> c_int {
    let facts = ssl.negotiation.facts();
    let scheme = facts.as_ref().and_then(|facts| scheme(facts));
    match scheme.and_then(SignatureAlgorithm::find) {
        Some(algorithm) if !nid.is_null() => {
            // SAFETY: the memory is writable, by this function's contract.
            unsafe { *nid = algorithm.sig_nid };
            1
        }
        _ => 0,
    }
}
