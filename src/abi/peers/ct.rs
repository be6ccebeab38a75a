//! Certificate Transparency (SSL_CTX_set_ct_validation_callback(3)): timestamps are not checked, and functions
//! that require a check refuse. The list of logs is kept.

use std::ptr;

use libc::{c_char, c_int, c_void};

use crate::abi::{c_str, entry, refuse, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::sys::ctlog::LogStore;
use crate::sys::ffi::{stack_st_SCT, CTLOG_STORE};

const NO_CT: &str = "Certificate Transparency is not supported";

/// Not supported: sets the callback that judges a server's timestamps. Returns 0 with an error on
/// the queue; for NULL, which switches Certificate Transparency off, 1. See
/// SSL_CTX_set_ct_validation_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_ct_validation_callback(
    ctx: *mut SSL_CTX,
    callback: Option<cb::CtValidation>,
    _arg: *mut c_void,
) -> c_int {
    if callback.is_none() {
        return 1;
    }
    refuse(FUNCTION, NO_CT, 0)
}

/// Not supported: sets the callback that judges a server's timestamps. Returns 0 with an error on
/// the queue; for NULL, which switches Certificate Transparency off, 1. See
/// SSL_set_ct_validation_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_ct_validation_callback(
    ssl: *mut SSL,
    callback: Option<cb::CtValidation>,
    _arg: *mut c_void,
) -> c_int {
    if callback.is_none() {
        return 1;
    }
    refuse(FUNCTION, NO_CT, 0)
}

/// Certificate Transparency is not supported: always 0. See SSL_CTX_enable_ct(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_enable_ct(
    _ctx: *mut SSL_CTX,
    _validation_mode: c_int,
) -> c_int {
    refuse(FUNCTION, NO_CT, 0)
}

/// Certificate Transparency is not supported: always 0. See SSL_enable_ct(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_enable_ct(_ssl: *mut SSL, _validation_mode: c_int) -> c_int {
    refuse(FUNCTION, NO_CT, 0)
}

/// Whether Certificate Transparency is in use: always 0. See SSL_CTX_ct_is_enabled(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_ct_is_enabled(ctx: *const SSL_CTX) -> c_int {
    0
}

/// Whether Certificate Transparency is in use: always 0. See SSL_ct_is_enabled(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_ct_is_enabled(ssl: *const SSL) -> c_int {
    0
}

/// Adds the logs of libcrypto's default file to the context's list. The list is kept for the
/// application; no check uses it.
///
/// Returns 1, or 0 with libcrypto's error on the queue. See SSL_CTX_set_default_ctlog_list_file(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_ctlog_list_file(ctx: *mut SSL_CTX) -> c_int {
    let store = ctx.ctlog_store();
    // SAFETY: the store belongs to the context, and no other thread has a pointer to it.
    let loaded = store.is_some_and(|store| unsafe { store.load_default() });
    loaded.into()
}

/// Adds the logs of a file to the context's list, as `SSL_CTX_set_default_ctlog_list_file`.
/// See SSL_CTX_set_ctlog_list_file(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_ctlog_list_file(
    ctx: *mut SSL_CTX,
    path: *const c_char,
) -> c_int {
    // SAFETY: the argument is NULL or a string.
    unsafe {
        let store = ctx.ctlog_store();
        store.is_some_and(|store| store.load(c_str(path))).into()
    }
}

/// Replaces the context's list of logs. The list is kept for the application; no check uses it. The
/// context takes `logs` (NULL for no list) over and frees the old list. See
/// SSL_CTX_set0_ctlog_store(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set0_ctlog_store(
    ctx: *mut SSL_CTX,
    logs: *mut CTLOG_STORE,
) {
    // SAFETY: the caller gives the list away, and the context frees it.
    unsafe { ctx.set_ctlog_store(LogStore::from_owned(logs)) }
}

/// The context's list of logs, which remains the context's; NULL if the application replaced it with
/// NULL. See SSL_CTX_get0_ctlog_store(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get0_ctlog_store(
    ctx: *const SSL_CTX,
) -> *const CTLOG_STORE {
    ctx.ctlog_store()
        .map_or(ptr::null(), |store| store.as_ptr().cast_const())
}

/// The timestamps that a server sent: always NULL, because they are not requested. See
/// SSL_get0_peer_scts(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get0_peer_scts(ssl: *mut SSL) -> *const stack_st_SCT {
    ptr::null()
}
