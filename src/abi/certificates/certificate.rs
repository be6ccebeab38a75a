//! Our own certificates and private keys, from objects and buffers (SSL_CTX_use_certificate(3)).

use std::ptr;

use libc::{c_int, c_long, c_uchar};

use crate::abi::{enter, entry, null, Enter, SSL, SSL_CTX};
use crate::context::credentials::{self, Holder};
use crate::error::reason::Reason;
use crate::sys::err;
use crate::sys::ffi::{stack_st_X509, EVP_PKEY, RSA, X509};
use crate::sys::pkey::PKey;
use crate::sys::x509::X509 as X509Cert;
use crate::sys::x509_cert::CertStack;
use crate::sys::x509_file::{certificate_at, key_at, rsa_at, rsa_key};

/// Uses a certificate, for its key type. The context takes a reference of its own.
///
/// A private key of that type that does not belong to the certificate is dropped. Returns 1, or 0
/// with an error on the queue: a security level that it misses (`SSL_R_EE_KEY_TOO_SMALL`,
/// `SSL_R_CA_MD_TOO_WEAK`), `SSL_R_UNKNOWN_CERTIFICATE_TYPE`. See SSL_CTX_use_certificate(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_certificate(ctx: *mut SSL_CTX, x: *mut X509) -> c_int {
    // SAFETY: the application's certificate is NULL or live.
    unsafe { use_certificate(FUNCTION, ctx, x) }
}

/// As `SSL_CTX_use_certificate`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_certificate(ssl: *mut SSL, x: *mut X509) -> c_int {
    // SAFETY: the application's certificate is NULL or live.
    unsafe { use_certificate(FUNCTION, ssl, x) }
}

/// Uses a certificate of `len` bytes of DER at `d`. Returns 1, or 0 with an error on the queue:
/// `ERR_R_ASN1_LIB` below libcrypto's own. See SSL_CTX_use_certificate(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_certificate_ASN1(
    ctx: *mut SSL_CTX,
    len: c_int,
    d: *const c_uchar,
) -> c_int {
    // SAFETY: `d` is readable for `len` bytes.
    unsafe { use_certificate_at(ctx, d, len) }
}

/// As `SSL_CTX_use_certificate_ASN1`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_certificate_ASN1(
    ssl: *mut SSL,
    d: *const c_uchar,
    len: c_int,
) -> c_int {
    // SAFETY: `d` is readable for `len` bytes.
    unsafe { use_certificate_at(ssl, d, len) }
}

/// Uses a private key, for its type. The context takes a reference of its own.
///
/// Returns 1, or 0 with an error on the queue: libcrypto's, if the certificate of that type has
/// another key, or `SSL_R_UNKNOWN_CERTIFICATE_TYPE`. See SSL_CTX_use_PrivateKey(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_PrivateKey(
    ctx: *mut SSL_CTX,
    pkey: *mut EVP_PKEY,
) -> c_int {
    // SAFETY: the application's key is NULL or live.
    unsafe { use_key(FUNCTION, ctx, pkey) }
}

/// As `SSL_CTX_use_PrivateKey`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_PrivateKey(ssl: *mut SSL, pkey: *mut EVP_PKEY) -> c_int {
    // SAFETY: the application's key is NULL or live.
    unsafe { use_key(FUNCTION, ssl, pkey) }
}

/// Uses a private key of the type `pk` (`EVP_PKEY_RSA`, …) from `len` bytes of DER at `d`. Returns
/// 1, or 0 with an error on the queue. See SSL_CTX_use_PrivateKey_ASN1(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_PrivateKey_ASN1(
    pk: c_int,
    ctx: *mut SSL_CTX,
    d: *const c_uchar,
    len: c_long,
) -> c_int {
    // SAFETY: the object is NULL or live, and `d` is readable for `len` bytes.
    unsafe { use_key_at(FUNCTION, ctx, pk, d, len) }
}

/// As `SSL_CTX_use_PrivateKey_ASN1`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_PrivateKey_ASN1(
    pk: c_int,
    ssl: *mut SSL,
    d: *const c_uchar,
    len: c_long,
) -> c_int {
    // SAFETY: the object is NULL or live, and `d` is readable for `len` bytes.
    unsafe { use_key_at(FUNCTION, ssl, pk, d, len) }
}

/// Uses an RSA private key, and takes a reference of its own. Returns 1, or 0 with an error on the
/// queue. See SSL_CTX_use_RSAPrivateKey(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_RSAPrivateKey(
    ctx: *mut SSL_CTX,
    rsa: *mut RSA,
) -> c_int {
    // SAFETY: the application's key is NULL or live.
    unsafe { use_rsa(FUNCTION, ctx, rsa) }
}

/// As `SSL_CTX_use_RSAPrivateKey`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_RSAPrivateKey(ssl: *mut SSL, rsa: *mut RSA) -> c_int {
    // SAFETY: the application's key is NULL or live.
    unsafe { use_rsa(FUNCTION, ssl, rsa) }
}

/// Uses an RSA private key from `len` bytes of PKCS#1 DER at `d`. Returns 1, or 0 with an error on
/// the queue. See SSL_CTX_use_RSAPrivateKey_ASN1(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_RSAPrivateKey_ASN1(
    ctx: *mut SSL_CTX,
    d: *const c_uchar,
    len: c_long,
) -> c_int {
    // SAFETY: `d` is readable for `len` bytes.
    unsafe { use_decoded(ctx, rsa_at(d, len)) }
}

/// As `SSL_CTX_use_RSAPrivateKey_ASN1`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_RSAPrivateKey_ASN1(
    ssl: *mut SSL,
    d: *const c_uchar,
    len: c_long,
) -> c_int {
    // SAFETY: `d` is readable for `len` bytes.
    unsafe { use_decoded(ssl, rsa_at(d, len)) }
}

/// Uses a certificate, its private key and its chain at once, and takes references to all. With a
/// NULL key it keeps the certificate's public key; the chain may be NULL.
///
/// With `override_` 0, it fails if that key type has a certificate, key or chain already. Returns 1,
/// or 0 with an error on the queue: `SSL_R_PRIVATE_KEY_MISMATCH`, `SSL_R_NOT_REPLACING_CERTIFICATE`,
/// …. See SSL_CTX_use_cert_and_key(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_cert_and_key(
    ctx: *mut SSL_CTX,
    x509: *mut X509,
    privatekey: *mut EVP_PKEY,
    chain: *mut stack_st_X509,
    override_: c_int,
) -> c_int {
    // SAFETY: the application's certificate, key and chain are each NULL or live.
    unsafe { use_pair(ctx, x509, privatekey, chain, override_ != 0) }
}

/// As `SSL_CTX_use_cert_and_key`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_cert_and_key(
    ssl: *mut SSL,
    x509: *mut X509,
    privatekey: *mut EVP_PKEY,
    chain: *mut stack_st_X509,
    override_: c_int,
) -> c_int {
    // SAFETY: the application's certificate, key and chain are each NULL or live.
    unsafe { use_pair(ssl, x509, privatekey, chain, override_ != 0) }
}

/// The answer for a NULL context.
fn no_certificate() -> c_int {
    err::raise(Reason::NO_CERTIFICATE_ASSIGNED);
    0
}

/// Whether the current certificate and its private key belong together. The current certificate is
/// the one that was set or selected last.
///
/// Returns 1, or 0 with an error on the queue: `SSL_R_NO_CERTIFICATE_ASSIGNED` (also for NULL),
/// `SSL_R_NO_PRIVATE_KEY_ASSIGNED`, or libcrypto's about the mismatch.
/// See SSL_CTX_check_private_key(3).
#[entry(null = no_certificate())]
pub unsafe extern "C-unwind" fn SSL_CTX_check_private_key(ctx: *const SSL_CTX) -> c_int {
    credentials::check_key(ctx).into()
}

/// As `SSL_CTX_check_private_key`, for this connection's certificates.
#[entry]
pub unsafe extern "C-unwind" fn SSL_check_private_key(ssl: *const SSL) -> c_int {
    credentials::check_key(ssl).into()
}

/// Removes all certificates, private keys and chains of the connection. See SSL_certs_clear(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_certs_clear(ssl: *mut SSL) {
    credentials::clear(ssl)
}

/// The current certificate, which the connection would send; NULL for none. It remains the
/// connection's. See SSL_get_certificate(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_certificate(ssl: *const SSL) -> *mut X509 {
    certificate(ssl)
}

/// As `SSL_get_certificate`, for the context.
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get0_certificate(ctx: *const SSL_CTX) -> *mut X509 {
    certificate(ctx)
}

/// The private key of the current certificate, NULL for none. It remains the connection's. See
/// SSL_get_privatekey(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_privatekey(ssl: *const SSL) -> *mut EVP_PKEY {
    key(ssl)
}

/// As `SSL_get_privatekey`, for the context.
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get0_privatekey(ctx: *const SSL_CTX) -> *mut EVP_PKEY {
    key(ctx)
}

/// # Safety
/// `cert` is NULL or live.
unsafe fn use_certificate(name: &'static str, holder: &impl Holder, cert: *mut X509) -> c_int {
    // SAFETY: the pointer is NULL or live, and the new value takes its own reference.
    match unsafe { X509Cert::from_borrowed(cert) } {
        Some(cert) => credentials::use_certificate(holder, &cert).into(),
        None => null(name, 0),
    }
}

/// # Safety
/// `bytes` is readable for `length` bytes.
unsafe fn use_certificate_at(holder: &impl Holder, bytes: *const c_uchar, length: c_int) -> c_int {
    // SAFETY: `bytes` is readable for `length` bytes, by this function's contract.
    match unsafe { certificate_at(&holder.library(), bytes, length.into()) } {
        Some(cert) => credentials::use_certificate(holder, &cert).into(),
        None => {
            err::raise(Reason::ERR_R_ASN1_LIB);
            0
        }
    }
}

/// # Safety
/// `key` is NULL or live.
unsafe fn use_key(name: &'static str, holder: &impl Holder, key: *mut EVP_PKEY) -> c_int {
    // SAFETY: the pointer is NULL or live, and the new value takes its own reference.
    match unsafe { PKey::from_borrowed(key) } {
        Some(key) => credentials::use_key(holder, &key).into(),
        None => null(name, 0),
    }
}

/// # Safety
/// `rsa` is NULL or live.
unsafe fn use_rsa(name: &'static str, holder: &impl Holder, rsa: *mut RSA) -> c_int {
    if rsa.is_null() {
        return null(name, 0);
    }
    // SAFETY: live, by the caller's promise.
    let key = unsafe { rsa_key(rsa) };
    key.is_some_and(|key| credentials::use_key(holder, &key))
        .into()
}

/// Enters the object, which the attribute has not done, because it is not the first argument.
///
/// # Safety
/// `holder` is NULL or live; `bytes` is readable for `length` bytes.
unsafe fn use_key_at<O: Holder + Enter>(
    name: &'static str,
    holder: *const O,
    kind: c_int,
    bytes: *const c_uchar,
    length: c_long,
) -> c_int {
    // SAFETY: `holder` is NULL or live; `bytes` is readable for `length` bytes, by this function's contract.
    unsafe {
        enter(name, holder, 0, |holder| {
            use_decoded(holder, key_at(&holder.library(), kind, bytes, length))
        })
    }
}

fn use_decoded(holder: &impl Holder, key: Option<PKey>) -> c_int {
    match key {
        Some(key) => credentials::use_key(holder, &key).into(),
        None => {
            err::raise(Reason::ERR_R_ASN1_LIB);
            0
        }
    }
}

/// # Safety
/// All are NULL or live.
unsafe fn use_pair(
    holder: &impl Holder,
    cert: *mut X509,
    key: *mut EVP_PKEY,
    chain: *mut stack_st_X509,
    replace: bool,
) -> c_int {
    // SAFETY: each pointer is NULL or live, and the new values take their own references.
    let (cert, key, chain) = unsafe {
        (
            X509Cert::from_borrowed(cert),
            PKey::from_borrowed(key),
            CertStack::copy(chain),
        )
    };
    let Some(cert) = cert else {
        // OpenSSL measures the missing certificate's key as 0 bits, which is too small.
        err::raise(Reason::EE_KEY_TOO_SMALL);
        return 0;
    };
    credentials::use_pair(holder, &cert, key.as_ref(), chain, replace).into()
}

fn certificate(holder: &impl Holder) -> *mut X509 {
    let slot = holder.shown_slot();
    slot.cert.as_ref().map_or(ptr::null_mut(), X509Cert::as_ptr)
}

fn key(holder: &impl Holder) -> *mut EVP_PKEY {
    let slot = holder.shown_slot();
    slot.key.as_ref().map_or(ptr::null_mut(), PKey::as_ptr)
}
