//! Extensions of the application (SSL_CTX_add_custom_ext(3)).

use libc::{c_int, c_uchar, c_uint, c_void};

use super::constants::*;
use super::{refuse, SSL, SSL_CTX};
use crate::sys::ffi::X509;

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

/// Would add an extension to messages of both sides: 0 with an error on the queue. See
/// SSL_CTX_add_custom_ext(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_add_custom_ext(
    _ctx: *mut SSL_CTX,
    _ext_type: c_uint,
    _context: c_uint,
    _add_cb: SSL_custom_ext_add_cb_ex,
    _free_cb: SSL_custom_ext_free_cb_ex,
    _add_arg: *mut c_void,
    _parse_cb: SSL_custom_ext_parse_cb_ex,
    _parse_arg: *mut c_void,
) -> c_int {
    refuse(
        "SSL_CTX_add_custom_ext",
        "custom extensions are not supported",
        0,
    )
}
symver!(SSL_CTX_add_custom_ext);

/// Would add an extension to a client's hello: 0 with an error on the queue. See
/// SSL_CTX_add_client_custom_ext(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_add_client_custom_ext(
    _ctx: *mut SSL_CTX,
    _ext_type: c_uint,
    _add_cb: custom_ext_add_cb,
    _free_cb: custom_ext_free_cb,
    _add_arg: *mut c_void,
    _parse_cb: custom_ext_parse_cb,
    _parse_arg: *mut c_void,
) -> c_int {
    refuse(
        "SSL_CTX_add_client_custom_ext",
        "custom extensions are not supported",
        0,
    )
}
symver!(SSL_CTX_add_client_custom_ext);

/// Would add an extension to a server's hello: 0 with an error on the queue. See
/// SSL_CTX_add_server_custom_ext(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_add_server_custom_ext(
    _ctx: *mut SSL_CTX,
    _ext_type: c_uint,
    _add_cb: custom_ext_add_cb,
    _free_cb: custom_ext_free_cb,
    _add_arg: *mut c_void,
    _parse_cb: custom_ext_parse_cb,
    _parse_arg: *mut c_void,
) -> c_int {
    refuse(
        "SSL_CTX_add_server_custom_ext",
        "custom extensions are not supported",
        0,
    )
}
symver!(SSL_CTX_add_server_custom_ext);

/// Whether the application has added an extension of this type: always 0.
/// See SSL_CTX_has_client_custom_ext(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_has_client_custom_ext(
    _ctx: *const SSL_CTX,
    _ext_type: c_uint,
) -> c_int {
    0
}
symver!(SSL_CTX_has_client_custom_ext);

/// Whether the library keeps an extension for itself, so that an application cannot add it: 1 or 0.
/// See SSL_extension_supported(3).
#[no_mangle]
pub extern "C-unwind" fn SSL_extension_supported(ext_type: c_uint) -> c_int {
    // OpenSSL's list, although some of them are not spoken here.
    const HANDLED: [c_int; 24] = [
        TLSEXT_TYPE_application_layer_protocol_negotiation,
        TLSEXT_TYPE_certificate_authorities,
        TLSEXT_TYPE_cookie,
        TLSEXT_TYPE_early_data,
        TLSEXT_TYPE_ec_point_formats,
        TLSEXT_TYPE_encrypt_then_mac,
        TLSEXT_TYPE_extended_master_secret,
        TLSEXT_TYPE_key_share,
        TLSEXT_TYPE_max_fragment_length,
        TLSEXT_TYPE_next_proto_neg,
        TLSEXT_TYPE_padding,
        TLSEXT_TYPE_post_handshake_auth,
        TLSEXT_TYPE_psk,
        TLSEXT_TYPE_psk_kex_modes,
        TLSEXT_TYPE_renegotiate,
        TLSEXT_TYPE_server_name,
        TLSEXT_TYPE_session_ticket,
        TLSEXT_TYPE_signature_algorithms,
        TLSEXT_TYPE_signed_certificate_timestamp,
        TLSEXT_TYPE_srp,
        TLSEXT_TYPE_status_request,
        TLSEXT_TYPE_supported_groups,
        TLSEXT_TYPE_supported_versions,
        TLSEXT_TYPE_use_srtp,
    ];
    c_int::from(HANDLED.iter().any(|&known| known as c_uint == ext_type))
}
symver!(SSL_extension_supported);
