//! The ClientHello, for a server's callback that runs before it is processed (SSL_CTX_set_client_hello_cb(3)).
//!
//! The pointers that these functions return are valid until the callback returns. Outside of this callback and
//! the server name callback there is no ClientHello to read.

use libc::{c_int, c_uchar, c_uint, c_void, size_t};

use crate::abi::{entry, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::connection::Connection;
use crate::context::hooks::With;
use crate::error::reason::Reason;
use crate::handshake::ClientHello;
use crate::sys::{err, mem};
use tls::registry::extension::ExtensionType;

/// Sets the callback that a server calls with each ClientHello before processing it, and the
/// callback's argument. It may suspend the handshake (`SSL_CLIENT_HELLO_RETRY`). See
/// SSL_CTX_set_client_hello_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_client_hello_cb(
    c: *mut SSL_CTX,
    cb: Option<cb::ClientHello>,
    arg: *mut c_void,
) {
    c.update_hooks(|hooks| hooks.client_hello = With { call: cb, arg })
}

/// Always 0: a ClientHello in SSL 2 format is refused before any callback.
/// See SSL_client_hello_isv2(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_client_hello_isv2(s: *mut SSL) -> c_int {
    0
}

/// The version field of the ClientHello, 0x0303 from clients of TLS 1.2 and 1.3; 0 without one.
/// See SSL_client_hello_get0_legacy_version(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_client_hello_get0_legacy_version(s: *mut SSL) -> c_uint {
    let hello = s.negotiation.client_hello();
    hello
        .as_ref()
        .map_or(0, |hello| c_uint::from(hello.legacy_version().0))
}

/// Stores the address of the random value, unless `out` is NULL. Returns its length; 0 without a
/// ClientHello. See SSL_client_hello_get0_random(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_client_hello_get0_random(
    s: *mut SSL,
    out: *mut *const c_uchar,
) -> size_t {
    // SAFETY: `out` is NULL or writable.
    unsafe { field(s, out, ClientHello::random) }
}

/// As `SSL_client_hello_get0_random`, for the session id. See SSL_client_hello_get0_session_id(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_client_hello_get0_session_id(
    s: *mut SSL,
    out: *mut *const c_uchar,
) -> size_t {
    // SAFETY: `out` is NULL or writable.
    unsafe { field(s, out, ClientHello::session_id) }
}

/// As `SSL_client_hello_get0_random`, for the cipher suites, two bytes each.
/// See SSL_client_hello_get0_ciphers(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_client_hello_get0_ciphers(
    s: *mut SSL,
    out: *mut *const c_uchar,
) -> size_t {
    // SAFETY: `out` is NULL or writable.
    unsafe { field(s, out, ClientHello::ciphers) }
}

/// As `SSL_client_hello_get0_random`, for the compression methods, one byte each.
/// See SSL_client_hello_get0_compression_methods(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_client_hello_get0_compression_methods(
    s: *mut SSL,
    out: *mut *const c_uchar,
) -> size_t {
    // SAFETY: `out` is NULL or writable.
    unsafe { field(s, out, ClientHello::compressions) }
}

/// # Safety
/// `out` is NULL or writable.
unsafe fn field(
    ssl: &Connection,
    out: *mut *const c_uchar,
    get: impl FnOnce(&ClientHello) -> &[u8],
) -> size_t {
    let hello = ssl.negotiation.client_hello();
    let Some(bytes) = hello.as_deref().map(get) else {
        return 0;
    };
    if !out.is_null() {
        // SAFETY: `out` is writable; the bytes live until the connection frees the ClientHello.
        unsafe { *out = bytes.as_ptr() };
    }
    bytes.len()
}

/// Stores the address of an extension's body and its length, each unless NULL. Returns 1, or 0 if
/// the ClientHello has no such extension. See SSL_client_hello_get0_ext(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_client_hello_get0_ext(
    s: *mut SSL,
    type_: c_uint,
    out: *mut *const c_uchar,
    outlen: *mut size_t,
) -> c_int {
    // SAFETY: the results are NULL or writable.
    unsafe {
        let hello = s.negotiation.client_hello();
        let body = u16::try_from(type_)
            .ok()
            .and_then(|kind| hello.as_ref()?.extension(ExtensionType(kind)));
        let Some(body) = body else {
            return 0;
        };
        if !out.is_null() {
            *out = body.as_ptr();
        }
        if !outlen.is_null() {
            *outlen = body.len();
        }
        1
    }
}

/// Makes an array of the extensions' numbers in the order received, which the caller frees with
/// `OPENSSL_free`; NULL and 0 if there are none. Returns 1, or 0 without a ClientHello.
/// See SSL_client_hello_get1_extensions_present(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_client_hello_get1_extensions_present(
    s: *mut SSL,
    out: *mut *mut c_int,
    outlen: *mut size_t,
) -> c_int {
    // SAFETY: the results are NULL or writable.
    unsafe {
        let hello = s.negotiation.client_hello();
        let Some(hello) = hello.as_ref() else {
            return 0;
        };
        if out.is_null() || outlen.is_null() {
            return 0;
        }
        let present: Vec<c_int> = hello
            .extensions_present()
            .map(|kind| c_int::from(kind.0))
            .collect();
        let array = mem::copy_of(&present);
        if array.is_null() && !present.is_empty() {
            err::raise(Reason::ERR_R_MALLOC_FAILURE);
            return 0;
        }
        *out = array;
        *outlen = present.len();
        1
    }
}

/// Stores the extensions' numbers in the order received.
///
/// `*num_exts` is the capacity of `exts`, and gets the number of extensions; with `exts` NULL only
/// that is stored. Returns 1, or 0 without a ClientHello, for a NULL `num_exts`, and if the capacity
/// is too small. See SSL_client_hello_get_extension_order(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_client_hello_get_extension_order(
    s: *mut SSL,
    exts: *mut u16,
    num_exts: *mut size_t,
) -> c_int {
    // SAFETY: `exts` is NULL or writable for `*num_exts` numbers.
    unsafe {
        let hello = s.negotiation.client_hello();
        let (Some(hello), Some(num_exts)) = (hello.as_ref(), num_exts.as_mut()) else {
            return 0;
        };
        let count = hello.extensions_present().count();
        if !exts.is_null() {
            if *num_exts < count {
                return 0;
            }
            for (i, kind) in hello.extensions_present().enumerate() {
                exts.add(i).write(kind.0);
            }
        }
        *num_exts = count;
        1
    }
}
