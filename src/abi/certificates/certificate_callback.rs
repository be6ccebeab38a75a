//! Choosing a certificate during the handshake, and server information
//! (SSL_CTX_set_cert_cb(3), SSL_CTX_set_client_cert_cb(3)).

use libc::{c_char, c_int, c_uchar, c_uint, c_void};

use crate::abi::{entry, null, refuse, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::context::hooks::With;
use crate::error::reason::Reason;
use crate::sys::engine::{Engine, Unusable};
use crate::sys::err;
use crate::sys::ffi::{stack_st_X509, ENGINE, EVP_PKEY, X509};
use crate::sys::pkey::PKey;
use crate::sys::x509::X509 as Cert;
use crate::sys::x509_cert::CertStack;

/// Sets the callback that runs before a certificate is needed: on servers for each full handshake,
/// on clients when the server asks for one.
///
/// It may set certificates of the connection. It returns 1 to continue, 0 to fail the handshake, or
/// a negative number to suspend it (`SSL_ERROR_WANT_X509_LOOKUP`). See SSL_CTX_set_cert_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_cert_cb(
    ctx: *mut SSL_CTX,
    cb: Option<cb::Cert>,
    arg: *mut c_void,
) {
    ctx.update(|settings| settings.cert = With { call: cb, arg })
}

/// As `SSL_CTX_set_cert_cb`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_cert_cb(
    ssl: *mut SSL,
    cb: Option<cb::Cert>,
    arg: *mut c_void,
) {
    ssl.update(|settings| settings.cert = With { call: cb, arg })
}

/// Sets the callback that gives a client a certificate when the server requests one and none is set.
///
/// It returns 1 with a certificate and a key, and gives its references to both away; 0 to continue
/// without a certificate; a negative number to suspend the handshake (`SSL_ERROR_WANT_X509_LOOKUP`).
/// See SSL_CTX_set_client_cert_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_client_cert_cb(
    ctx: *mut SSL_CTX,
    client_cert_cb: Option<cb::ClientCert>,
) {
    ctx.update_hooks(|hooks| hooks.client_cert = client_cert_cb)
}

/// The callback of `SSL_CTX_set_client_cert_cb`, NULL for none. See SSL_CTX_get_client_cert_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_client_cert_cb(
    ctx: *mut SSL_CTX,
) -> Option<
    unsafe extern "C-unwind" fn(
        ctx: *mut cb::SSL,
        arg1: *mut *mut X509,
        arg2: *mut *mut EVP_PKEY,
    ) -> c_int,
> {
    ctx.hooks().client_cert
}

/// Sets the engine that gives a client a certificate when the server requests one and none is set.
/// The callback of `SSL_CTX_set_client_cert_cb` is called after it.
///
/// The context takes a functional reference of its own. Returns 1, or 0 with an error on the queue:
/// `ERR_R_ENGINE_LIB` if the engine can't be initialised, `SSL_R_NO_CLIENT_CERT_METHOD` if it has no
/// certificates. See SSL_CTX_set_client_cert_engine(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_client_cert_engine(
    ctx: *mut SSL_CTX,
    e: *mut ENGINE,
) -> c_int {
    // SAFETY: the application's engine; libcrypto counts its use.
    let reason = match unsafe { Engine::init(e) } {
        Ok(engine) => {
            ctx.set_client_cert_engine(engine);
            return 1;
        }
        Err(Unusable::Uninitialised) => Reason::ERR_R_ENGINE_LIB,
        Err(Unusable::NoCertificates) => Reason::NO_CLIENT_CERT_METHOD,
    };
    err::raise(reason);
    0
}

/// Not supported: always 0. Custom extensions cannot be sent. See SSL_CTX_use_serverinfo(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_serverinfo(
    _ctx: *mut SSL_CTX,
    serverinfo: *const c_uchar,
    _serverinfo_length: usize,
) -> c_int {
    if serverinfo.is_null() {
        return null(FUNCTION, 0);
    }
    refuse(FUNCTION, NO_SERVERINFO, 0)
}

/// Not supported: always 0. Custom extensions cannot be sent. See SSL_CTX_use_serverinfo_ex(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_serverinfo_ex(
    _ctx: *mut SSL_CTX,
    _version: c_uint,
    serverinfo: *const c_uchar,
    _serverinfo_length: usize,
) -> c_int {
    if serverinfo.is_null() {
        return null(FUNCTION, 0);
    }
    refuse(FUNCTION, NO_SERVERINFO, 0)
}

/// Not supported: always 0. Custom extensions cannot be sent. See SSL_CTX_use_serverinfo_file(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_serverinfo_file(
    _ctx: *mut SSL_CTX,
    file: *const c_char,
) -> c_int {
    if file.is_null() {
        return null(FUNCTION, 0);
    }
    refuse(FUNCTION, NO_SERVERINFO, 0)
}

const NO_SERVERINFO: &str = "custom extensions are not supported";

/// Whether a certificate with its private key and its chain suits the peer, for certificate
/// callbacks that choose among several.
///
/// `chain` may be NULL. Returns bits `CERT_PKEY_*`. `CERT_PKEY_VALID` is set if all checks succeed:
/// those of the whole chain with `SSL_CERT_FLAG_TLS_STRICT`, of the leaf without it. Returns 0 if
/// `x` or `pk` is NULL, and for a key that TLS cannot use. See SSL_check_chain(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_check_chain(
    ssl: *mut SSL,
    x: *mut X509,
    pk: *mut EVP_PKEY,
    chain: *mut stack_st_X509,
) -> c_int {
    // SAFETY: the certificate and the key are live, and the chain is NULL or live.
    unsafe {
        let (leaf, key) = (Cert::from_borrowed(x), PKey::from_borrowed(pk));
        let chain = CertStack::copy(chain);
        match (leaf, key) {
            (Some(leaf), Some(key)) => ssl.chain_properties(&leaf, &key, chain.as_ref()),
            _ => 0,
        }
    }
}
