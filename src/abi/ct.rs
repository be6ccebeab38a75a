//! Certificate Transparency (SSL_CTX_set_ct_validation_callback(3)), which we do not support.

use std::ptr;

use libc::{c_char, c_int, c_void};

use super::{on_connection, on_context, refuse, SSL, SSL_CTX};
use crate::sys::ffi::{stack_st_SCT, CTLOG_STORE_free, CTLOG_STORE, CT_POLICY_EVAL_CTX};

const NO_CT: &str = "Certificate Transparency is not supported";

/// Certificate Transparency is not supported: 0 for a callback; 1 for NULL, which switches it off.
/// See SSL_CTX_set_ct_validation_callback(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_ct_validation_callback(
    ctx: *mut SSL_CTX,
    callback: Option<
        unsafe extern "C-unwind" fn(
            ctx: *const CT_POLICY_EVAL_CTX,
            scts: *const stack_st_SCT,
            arg: *mut c_void,
        ) -> c_int,
    >,
    _arg: *mut c_void,
) -> c_int {
    if callback.is_some() {
        return refuse("SSL_CTX_set_ct_validation_callback", NO_CT, 0);
    }
    // SAFETY: NULL or live.
    unsafe { on_context("SSL_CTX_set_ct_validation_callback", ctx, 0, |_| 1) }
}
symver!(SSL_CTX_set_ct_validation_callback);

/// Certificate Transparency is not supported: 0 for a callback; 1 for NULL, which switches it off.
/// See SSL_set_ct_validation_callback(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set_ct_validation_callback(
    ssl: *mut SSL,
    callback: Option<
        unsafe extern "C-unwind" fn(
            ctx: *const CT_POLICY_EVAL_CTX,
            scts: *const stack_st_SCT,
            arg: *mut c_void,
        ) -> c_int,
    >,
    _arg: *mut c_void,
) -> c_int {
    if callback.is_some() {
        return refuse("SSL_set_ct_validation_callback", NO_CT, 0);
    }
    // SAFETY: NULL or live.
    unsafe { on_connection("SSL_set_ct_validation_callback", ssl, 0, |_| 1) }
}
symver!(SSL_set_ct_validation_callback);

/// Certificate Transparency is not supported: always 0. See SSL_CTX_enable_ct(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_enable_ct(
    _ctx: *mut SSL_CTX,
    _validation_mode: c_int,
) -> c_int {
    refuse("SSL_CTX_enable_ct", NO_CT, 0)
}
symver!(SSL_CTX_enable_ct);

/// Certificate Transparency is not supported: always 0. See SSL_enable_ct(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_enable_ct(_ssl: *mut SSL, _validation_mode: c_int) -> c_int {
    refuse("SSL_enable_ct", NO_CT, 0)
}
symver!(SSL_enable_ct);

/// Whether Certificate Transparency is in use: always 0. See SSL_CTX_ct_is_enabled(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_ct_is_enabled(ctx: *const SSL_CTX) -> c_int {
    // SAFETY: NULL or live.
    unsafe { on_context("SSL_CTX_ct_is_enabled", ctx, 0, |_| 0) }
}
symver!(SSL_CTX_ct_is_enabled);

/// Whether Certificate Transparency is in use: always 0. See SSL_ct_is_enabled(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_ct_is_enabled(ssl: *const SSL) -> c_int {
    // SAFETY: NULL or live.
    unsafe { on_connection("SSL_ct_is_enabled", ssl, 0, |_| 0) }
}
symver!(SSL_ct_is_enabled);

/// Certificate Transparency is not supported: always 0. See SSL_CTX_set_default_ctlog_list_file(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_ctlog_list_file(_ctx: *mut SSL_CTX) -> c_int {
    refuse("SSL_CTX_set_default_ctlog_list_file", NO_CT, 0)
}
symver!(SSL_CTX_set_default_ctlog_list_file);

/// Certificate Transparency is not supported: always 0. See SSL_CTX_set_ctlog_list_file(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_ctlog_list_file(
    _ctx: *mut SSL_CTX,
    _path: *const c_char,
) -> c_int {
    refuse("SSL_CTX_set_ctlog_list_file", NO_CT, 0)
}
symver!(SSL_CTX_set_ctlog_list_file);

/// Certificate Transparency is not supported: the store, which the caller gives away, is freed, and
/// an error queued; NULL takes nothing away. See SSL_CTX_set0_ctlog_store(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set0_ctlog_store(
    _ctx: *mut SSL_CTX,
    logs: *mut CTLOG_STORE,
) {
    if !logs.is_null() {
        // SAFETY: live, and ours.
        unsafe { CTLOG_STORE_free(logs) };
        refuse("SSL_CTX_set0_ctlog_store", NO_CT, ())
    }
}
symver!(SSL_CTX_set0_ctlog_store);

/// The store of Certificate Transparency logs: always NULL. See SSL_CTX_get0_ctlog_store(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_get0_ctlog_store(
    ctx: *const SSL_CTX,
) -> *const CTLOG_STORE {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_get0_ctlog_store", ctx, ptr::null(), |_| {
            ptr::null()
        })
    }
}
symver!(SSL_CTX_get0_ctlog_store);

/// The timestamps that a server has sent: always NULL, since they are not asked for. See
/// SSL_get0_peer_scts(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get0_peer_scts(ssl: *mut SSL) -> *const stack_st_SCT {
    // SAFETY: NULL or live.
    unsafe { on_connection("SSL_get0_peer_scts", ssl, ptr::null(), |_| ptr::null()) }
}
symver!(SSL_get0_peer_scts);
