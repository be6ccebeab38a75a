//! SSL_METHOD: the sides and versions that an object may have (SSL_CTX_new(3)).

use crate::abi::entry;
use crate::context::method::{
    ANY, ANY_1_0, ANY_1_1, ANY_1_2, CLIENT, CLIENT_1_0, CLIENT_1_1, CLIENT_1_2, SERVER, SERVER_1_0,
    SERVER_1_1, SERVER_1_2,
};
use crate::error::reason::Reason;
use crate::objects;
use crate::sys::err;

pub(crate) use crate::context::Method as SSL_METHOD;

/// The method behind a program's pointer; `None` with an error on the queue for NULL and for a
/// method of another library.
///
/// # Safety
/// `method` is NULL or a method.
pub(super) unsafe fn get(method: *const SSL_METHOD) -> Option<&'static SSL_METHOD> {
    if method.is_null() {
        err::raise(Reason::NULL_SSL_METHOD_PASSED);
    }
    // SAFETY: as the contract says; ours are static.
    unsafe { objects::get(method) }
}

/// The method of both sides and of all versions that the options allow. Static: never freed, never
/// NULL. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLS_method() -> *const SSL_METHOD {
    &ANY
}

/// As `TLS_method`, for clients only. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLS_client_method() -> *const SSL_METHOD {
    &CLIENT
}

/// As `TLS_method`, for servers only. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLS_server_method() -> *const SSL_METHOD {
    &SERVER
}

/// The method of both sides for TLS 1.2 alone. Static: never freed, never NULL. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLSv1_2_method() -> *const SSL_METHOD {
    &ANY_1_2
}

/// As `TLSv1_2_method`, for clients only. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLSv1_2_client_method() -> *const SSL_METHOD {
    &CLIENT_1_2
}

/// As `TLSv1_2_method`, for servers only. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLSv1_2_server_method() -> *const SSL_METHOD {
    &SERVER_1_2
}

/// The method of both sides for TLS 1.1 alone, which is not supported. Static: never freed, never
/// NULL. Contexts can be made and configured with it. A handshake fails at once: with OpenSSL's
/// error if the security level forbids the version, otherwise with `SSL_R_UNSUPPORTED_PROTOCOL`. See
/// SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLSv1_1_method() -> *const SSL_METHOD {
    &ANY_1_1
}

/// As `TLSv1_1_method`, for clients only. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLSv1_1_client_method() -> *const SSL_METHOD {
    &CLIENT_1_1
}

/// As `TLSv1_1_method`, for servers only. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLSv1_1_server_method() -> *const SSL_METHOD {
    &SERVER_1_1
}

/// The method of both sides for TLS 1.0 alone, which is not supported. Static: never freed, never
/// NULL. Contexts can be made and configured with it. A handshake fails at once: with OpenSSL's
/// error if the security level forbids the version, otherwise with `SSL_R_UNSUPPORTED_PROTOCOL`. See
/// SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLSv1_method() -> *const SSL_METHOD {
    &ANY_1_0
}

/// As `TLSv1_method`, for clients only. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLSv1_client_method() -> *const SSL_METHOD {
    &CLIENT_1_0
}

/// As `TLSv1_method`, for servers only. See SSL_CTX_new(3).
#[entry]
pub extern "C-unwind" fn TLSv1_server_method() -> *const SSL_METHOD {
    &SERVER_1_0
}
