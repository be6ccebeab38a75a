//! Our own certificates and private keys from files (SSL_CTX_use_certificate_file(3)).

use libc::{c_char, c_int, c_void};

use crate::abi::{c_str, entry, SSL, SSL_CTX};
use crate::context::credential_files as files;
use crate::sys::ffi::pem_password_cb;

/// Uses the first certificate of a file. `type_`: `SSL_FILETYPE_PEM` or `SSL_FILETYPE_ASN1`.
///
/// Returns 1, or 0 with an error on the queue: `ERR_R_SYS_LIB` if the file can't be opened,
/// `ERR_R_PEM_LIB` or `ERR_R_ASN1_LIB` if it can't be read, `SSL_R_BAD_SSL_FILETYPE`, or as
/// `SSL_CTX_use_certificate`. See SSL_CTX_use_certificate_file(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_certificate_file(
    ctx: *mut SSL_CTX,
    file: *const c_char,
    type_: c_int,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe { files::use_certificate_file(ctx, c_str(file), type_).into() }
}

/// As `SSL_CTX_use_certificate_file`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_certificate_file(
    ssl: *mut SSL,
    file: *const c_char,
    type_: c_int,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe { files::use_certificate_file(ssl, c_str(file), type_).into() }
}

/// Uses the first certificate of a PEM file, and all later ones as its chain.
///
/// The error queue is emptied first. Returns 1, or 0 with an error on the queue.
/// See SSL_CTX_use_certificate_chain_file(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_certificate_chain_file(
    ctx: *mut SSL_CTX,
    file: *const c_char,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe { files::use_chain_file(ctx, c_str(file)).into() }
}

/// As `SSL_CTX_use_certificate_chain_file`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_certificate_chain_file(
    ssl: *mut SSL,
    file: *const c_char,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe { files::use_chain_file(ssl, c_str(file)).into() }
}

/// Uses the first private key of a file. `type_`: `SSL_FILETYPE_PEM` or `SSL_FILETYPE_ASN1`. The
/// callback of `SSL_CTX_set_default_passwd_cb` gives an encrypted key's password.
///
/// Returns 1, or 0 with an error on the queue. See SSL_CTX_use_PrivateKey_file(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_PrivateKey_file(
    ctx: *mut SSL_CTX,
    file: *const c_char,
    type_: c_int,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe { files::use_key_file(ctx, c_str(file), type_).into() }
}

/// As `SSL_CTX_use_PrivateKey_file`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_PrivateKey_file(
    ssl: *mut SSL,
    file: *const c_char,
    type_: c_int,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe { files::use_key_file(ssl, c_str(file), type_).into() }
}

/// Uses the first RSA private key of a file, as `SSL_CTX_use_PrivateKey_file`; in DER it is PKCS#1.
/// See SSL_CTX_use_RSAPrivateKey_file(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_use_RSAPrivateKey_file(
    ctx: *mut SSL_CTX,
    file: *const c_char,
    type_: c_int,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe { files::use_rsa_file(ctx, c_str(file), type_).into() }
}

/// As `SSL_CTX_use_RSAPrivateKey_file`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_use_RSAPrivateKey_file(
    ssl: *mut SSL,
    file: *const c_char,
    type_: c_int,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe { files::use_rsa_file(ssl, c_str(file), type_).into() }
}

/// Sets the callback that gives the password of an encrypted PEM file; NULL asks on the terminal.
/// See SSL_CTX_set_default_passwd_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_passwd_cb(
    ctx: *mut SSL_CTX,
    cb: pem_password_cb,
) {
    ctx.update(|settings| settings.password.call = cb)
}

/// As `SSL_CTX_set_default_passwd_cb`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_default_passwd_cb(ssl: *mut SSL, cb: pem_password_cb) {
    ssl.update(|settings| settings.password.call = cb)
}

/// Sets the last argument of the password callback; without a callback, the password itself.
/// See SSL_CTX_set_default_passwd_cb_userdata(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_passwd_cb_userdata(
    ctx: *mut SSL_CTX,
    u: *mut c_void,
) {
    ctx.update(|settings| settings.password.arg = u)
}

/// As `SSL_CTX_set_default_passwd_cb_userdata`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_default_passwd_cb_userdata(ssl: *mut SSL, u: *mut c_void) {
    ssl.update(|settings| settings.password.arg = u)
}

/// The password callback, NULL for none. See SSL_CTX_get_default_passwd_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_default_passwd_cb(
    ctx: *mut SSL_CTX,
) -> pem_password_cb {
    ctx.settings().password.call
}

/// As `SSL_CTX_get_default_passwd_cb`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_default_passwd_cb(ssl: *mut SSL) -> pem_password_cb {
    ssl.settings().password.call
}

/// The last argument of the password callback. See SSL_CTX_get_default_passwd_cb_userdata(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_default_passwd_cb_userdata(
    ctx: *mut SSL_CTX,
) -> *mut c_void {
    ctx.settings().password.arg
}

/// As `SSL_CTX_get_default_passwd_cb_userdata`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_default_passwd_cb_userdata(ssl: *mut SSL) -> *mut c_void {
    ssl.settings().password.arg
}
