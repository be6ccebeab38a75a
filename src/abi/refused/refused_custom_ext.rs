//! Extensions of the application (SSL_CTX_add_custom_ext(3)).

use libc::{c_int, c_uchar, c_uint, c_void};

use crate::abi::{entry, refuse, SSL, SSL_CTX};
use crate::constants::*;
use crate::handshake::extensions;
use crate::sys::ffi::X509;

const NO_CUSTOM_EXTENSIONS: &str = "custom extensions are not supported";

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_custom_ext_add_cb_ex = Option<
    unsafe extern "C-unwind" fn(
        s: *mut SSL,
        ext_type: c_uint,
        context: c_uint,
        out: *mut *const c_uchar,
        outlen: *mut usize,
        x: *mut X509,
        chainidx: usize,
        al: *mut c_int,
        add_arg: *mut c_void,
    ) -> c_int,
>;

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_custom_ext_free_cb_ex = Option<
    unsafe extern "C-unwind" fn(
        s: *mut SSL,
        ext_type: c_uint,
        context: c_uint,
        out: *const c_uchar,
        add_arg: *mut c_void,
    ),
>;

/// A callback, as `<openssl/ssl.h>` names it.
pub type SSL_custom_ext_parse_cb_ex = Option<
    unsafe extern "C-unwind" fn(
        s: *mut SSL,
        ext_type: c_uint,
        context: c_uint,
        in_: *const c_uchar,
        inlen: usize,
        x: *mut X509,
        chainidx: usize,
        al: *mut c_int,
        parse_arg: *mut c_void,
    ) -> c_int,
>;

/// A callback, as `<openssl/ssl.h>` names it.
pub type custom_ext_add_cb = Option<
    unsafe extern "C-unwind" fn(
        s: *mut SSL,
        ext_type: c_uint,
        out: *mut *const c_uchar,
        outlen: *mut usize,
        al: *mut c_int,
        add_arg: *mut c_void,
    ) -> c_int,
>;

/// A callback, as `<openssl/ssl.h>` names it.
pub type custom_ext_free_cb = Option<
    unsafe extern "C-unwind" fn(
        s: *mut SSL,
        ext_type: c_uint,
        out: *const c_uchar,
        add_arg: *mut c_void,
    ),
>;

/// A callback, as `<openssl/ssl.h>` names it.
pub type custom_ext_parse_cb = Option<
    unsafe extern "C-unwind" fn(
        s: *mut SSL,
        ext_type: c_uint,
        in_: *const c_uchar,
        inlen: usize,
        al: *mut c_int,
        parse_arg: *mut c_void,
    ) -> c_int,
>;

/// Whether OpenSSL would refuse the extension too: it returns 0 without an error.
fn never_fits(ext_type: c_uint, adds: bool, frees: bool) -> bool {
    let timestamps = TLSEXT_TYPE_signed_certificate_timestamp as c_uint;
    frees && !adds
        || ext_type > c_uint::from(u16::MAX)
        || SSL_extension_supported(ext_type) == 1 && ext_type != timestamps
}

/// Not supported: adds an extension to messages of both sides. Returns 0, with an error on the queue
/// if OpenSSL would add it. See SSL_CTX_add_custom_ext(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_add_custom_ext(
    _ctx: *mut SSL_CTX,
    ext_type: c_uint,
    _context: c_uint,
    add_cb: SSL_custom_ext_add_cb_ex,
    free_cb: SSL_custom_ext_free_cb_ex,
    _add_arg: *mut c_void,
    _parse_cb: SSL_custom_ext_parse_cb_ex,
    _parse_arg: *mut c_void,
) -> c_int {
    if never_fits(ext_type, add_cb.is_some(), free_cb.is_some()) {
        return 0;
    }
    refuse(FUNCTION, NO_CUSTOM_EXTENSIONS, 0)
}

/// Not supported: adds an extension to a client's hello. As `SSL_CTX_add_custom_ext`. See
/// SSL_CTX_add_client_custom_ext(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_add_client_custom_ext(
    _ctx: *mut SSL_CTX,
    ext_type: c_uint,
    add_cb: custom_ext_add_cb,
    free_cb: custom_ext_free_cb,
    _add_arg: *mut c_void,
    _parse_cb: custom_ext_parse_cb,
    _parse_arg: *mut c_void,
) -> c_int {
    if never_fits(ext_type, add_cb.is_some(), free_cb.is_some()) {
        return 0;
    }
    refuse(FUNCTION, NO_CUSTOM_EXTENSIONS, 0)
}

/// Not supported: adds an extension to a server's hello. As `SSL_CTX_add_custom_ext`. See
/// SSL_CTX_add_server_custom_ext(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_add_server_custom_ext(
    _ctx: *mut SSL_CTX,
    ext_type: c_uint,
    add_cb: custom_ext_add_cb,
    free_cb: custom_ext_free_cb,
    _add_arg: *mut c_void,
    _parse_cb: custom_ext_parse_cb,
    _parse_arg: *mut c_void,
) -> c_int {
    if never_fits(ext_type, add_cb.is_some(), free_cb.is_some()) {
        return 0;
    }
    refuse(FUNCTION, NO_CUSTOM_EXTENSIONS, 0)
}

/// Whether the application has added an extension of this type: always 0.
/// See SSL_CTX_has_client_custom_ext(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_has_client_custom_ext(
    _ctx: *const SSL_CTX,
    _ext_type: c_uint,
) -> c_int {
    0
}

/// Whether the library itself processes an extension, so that an application cannot add it: 1 or 0.
/// See SSL_extension_supported(3).
#[entry]
pub extern "C-unwind" fn SSL_extension_supported(ext_type: c_uint) -> c_int {
    extensions::is_built_in(ext_type).into()
}
