//! The certificate authorities that we accept and that the peer accepts (SSL_CTX_set0_CA_list(3)).

use std::ptr;

use libc::{c_char, c_int};

use crate::abi::{c_str, entry, null, SSL, SSL_CTX};
use crate::context::authorities::{self, AuthorityList};
use crate::error::reason::Reason;
use crate::sys::err;
use crate::sys::ffi::{stack_st_X509_NAME, OSSL_LIB_CTX, X509};
use crate::sys::x509_name::{Name, NameStack};

/// Sets the authorities that we tell the peer we accept; NULL for none. The context takes the list
/// over. See SSL_CTX_set0_CA_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set0_CA_list(
    ctx: *mut SSL_CTX,
    name_list: *mut stack_st_X509_NAME,
) {
    // SAFETY: the caller gives the list away, and the object frees it.
    unsafe { ctx.authorities.any.set(NameStack::from_owned(name_list)) }
}

/// As `SSL_CTX_set0_CA_list`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set0_CA_list(
    ssl: *mut SSL,
    name_list: *mut stack_st_X509_NAME,
) {
    // SAFETY: the caller gives the list away, and the object frees it.
    unsafe {
        ssl.identity
            .authorities()
            .any
            .set(NameStack::from_owned(name_list))
    }
}

/// The list of `SSL_CTX_set0_CA_list`, NULL for none. It remains the context's. See
/// SSL_CTX_get0_CA_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get0_CA_list(
    ctx: *const SSL_CTX,
) -> *const stack_st_X509_NAME {
    ctx.authorities.any.as_ptr().cast_const()
}

/// The list of `SSL_set0_CA_list`, or else the context's; NULL for none. See SSL_get0_CA_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get0_CA_list(ssl: *const SSL) -> *const stack_st_X509_NAME {
    or_else(ssl.identity.authorities().any.as_ptr(), || {
        ssl.context().authorities.any.as_ptr()
    })
    .cast_const()
}

/// Sets the authorities that a server tells the client; this list takes precedence over that of
/// `SSL_CTX_set0_CA_list`. The context takes the list over. See SSL_CTX_set_client_CA_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_client_CA_list(
    ctx: *mut SSL_CTX,
    name_list: *mut stack_st_X509_NAME,
) {
    // SAFETY: the caller gives the list away, and the object frees it.
    unsafe { ctx.authorities.client.set(NameStack::from_owned(name_list)) }
}

/// As `SSL_CTX_set_client_CA_list`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_client_CA_list(
    ssl: *mut SSL,
    name_list: *mut stack_st_X509_NAME,
) {
    // SAFETY: the caller gives the list away, and the object frees it.
    unsafe {
        ssl.identity
            .authorities()
            .client
            .set(NameStack::from_owned(name_list))
    }
}

/// The list of `SSL_CTX_set_client_CA_list`, NULL for none. It remains the context's. See
/// SSL_CTX_get_client_CA_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_client_CA_list(
    ctx: *const SSL_CTX,
) -> *mut stack_st_X509_NAME {
    ctx.authorities.client.as_ptr()
}

/// Server: the list of `SSL_set_client_CA_list`, or else the context's. Client: the authorities that
/// the server accepts. NULL for none. The list remains the connection's. See
/// SSL_get_client_CA_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_client_CA_list(ssl: *const SSL) -> *mut stack_st_X509_NAME {
    if !ssl.state.is_server() {
        return ssl.identity.peer_authorities();
    }
    or_else(ssl.identity.authorities().client.as_ptr(), || {
        ssl.context().authorities.client.as_ptr()
    })
}

/// The authorities that the peer accepts: on clients after the server asked for a certificate, on
/// servers of TLS 1.3 from the server name callback on. NULL for none. The list remains the
/// connection's, until the next handshake. See SSL_get0_peer_CA_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get0_peer_CA_list(
    ssl: *const SSL,
) -> *const stack_st_X509_NAME {
    ssl.identity.peer_authorities().cast_const()
}

/// Adds the subject of a certificate to the list of `SSL_CTX_set0_CA_list`. Returns 1, or 0 on
/// failure and for NULL. See SSL_CTX_add1_to_CA_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_add1_to_CA_list(
    ctx: *mut SSL_CTX,
    x: *const X509,
) -> c_int {
    // SAFETY: the application's certificate, NULL or live.
    unsafe { add(&ctx.authorities.any, x) }
}

/// As `SSL_CTX_add1_to_CA_list`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_add1_to_CA_list(ssl: *mut SSL, x: *const X509) -> c_int {
    // SAFETY: the application's certificate, NULL or live.
    unsafe { add(&ssl.identity.authorities().any, x) }
}

/// Adds the subject of a certificate to the list of `SSL_CTX_set_client_CA_list`. Returns 1, or 0 on
/// failure and for NULL. See SSL_CTX_add_client_CA(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_add_client_CA(ctx: *mut SSL_CTX, x: *mut X509) -> c_int {
    // SAFETY: the application's certificate, NULL or live.
    unsafe { add(&ctx.authorities.client, x) }
}

/// As `SSL_CTX_add_client_CA`, for this connection alone.
#[entry]
pub unsafe extern "C-unwind" fn SSL_add_client_CA(ssl: *mut SSL, x: *mut X509) -> c_int {
    // SAFETY: the application's certificate, NULL or live.
    unsafe { add(&ssl.identity.authorities().client, x) }
}

/// The subjects of all certificates of a PEM file, each once. Returns a list that the caller frees,
/// or NULL with libcrypto's error on the queue. See SSL_load_client_CA_file(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_load_client_CA_file(
    file: *const c_char,
) -> *mut stack_st_X509_NAME {
    // SAFETY: the argument is NULL or a string.
    authorities::load(unsafe { c_str(file) }).map_or(ptr::null_mut(), NameStack::into_ptr)
}

/// As `SSL_load_client_CA_file`. The library context is ignored, because names do not depend on it.
/// See SSL_load_client_CA_file_ex(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_load_client_CA_file_ex(
    file: *const c_char,
    _libctx: *mut OSSL_LIB_CTX,
    _propq: *const c_char,
) -> *mut stack_st_X509_NAME {
    // SAFETY: the argument is NULL or a string.
    authorities::load(unsafe { c_str(file) }).map_or(ptr::null_mut(), NameStack::into_ptr)
}

/// A copy of a list of names (an empty list for NULL), which the caller frees; NULL when memory is
/// out. See SSL_dup_CA_list(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_dup_CA_list(
    sk: *const stack_st_X509_NAME,
) -> *mut stack_st_X509_NAME {
    // SAFETY: the list is NULL or live, and its names are copied.
    let copy = unsafe { authorities::copy(sk) };
    copy.map_or_else(
        || {
            err::raise(Reason::ERR_R_MALLOC_FAILURE);
            ptr::null_mut()
        },
        NameStack::into_ptr,
    )
}

/// Adds the subjects of the certificates of a PEM file to the caller's list, each once, and sorts
/// the list. Returns 1, or 0 with an error on the queue. See SSL_add_file_cert_subjects_to_stack(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_add_file_cert_subjects_to_stack(
    stack: *mut stack_st_X509_NAME,
    file: *const c_char,
) -> c_int {
    if stack.is_null() {
        return null(FUNCTION, 0);
    }
    // SAFETY: the list is live, and the name is NULL or a string.
    unsafe { authorities::add_file(stack, c_str(file)) }.into()
}

/// Adds the subjects of the certificates of all PEM files in a directory to the caller's list, each
/// once, and sorts the list. Returns 1, or 0 with an error on the queue. See
/// SSL_add_dir_cert_subjects_to_stack(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_add_dir_cert_subjects_to_stack(
    stack: *mut stack_st_X509_NAME,
    dir: *const c_char,
) -> c_int {
    if stack.is_null() && !dir.is_null() {
        return null(FUNCTION, 0);
    }
    // SAFETY: the list is live, and the name is NULL or a string.
    unsafe { authorities::add_dir(stack, c_str(dir)) }.into()
}

/// Adds the subjects of the certificates of an OSSL_STORE URI to the caller's list, each once, and
/// sorts the list. Returns 1, or 0 with an error on the queue. See
/// SSL_add_store_cert_subjects_to_stack(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_add_store_cert_subjects_to_stack(
    stack: *mut stack_st_X509_NAME,
    uri: *const c_char,
) -> c_int {
    if stack.is_null() {
        return null(FUNCTION, 0);
    }
    // SAFETY: the list is live, and the name is NULL or a string.
    unsafe { authorities::add_store(stack, c_str(uri)) }.into()
}

/// # Safety
/// `cert` is NULL or live.
unsafe fn add(list: &AuthorityList, cert: *const X509) -> c_int {
    if cert.is_null() {
        return 0;
    }
    // SAFETY: not NULL, so live, by this function's contract.
    unsafe { Name::subject_of(cert) }
        .is_some_and(|name| list.add(name))
        .into()
}

/// The first list unless it is NULL, otherwise the second.
fn or_else(
    own: *mut stack_st_X509_NAME,
    inherited: impl FnOnce() -> *mut stack_st_X509_NAME,
) -> *mut stack_st_X509_NAME {
    if own.is_null() {
        inherited()
    } else {
        own
    }
}
