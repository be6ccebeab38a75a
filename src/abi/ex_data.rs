//! Extra data: the application's own pointers on our objects (SSL_get_ex_data(3),
//! SSL_CTX_get_ex_data(3)).

use std::ptr::null_mut;

use libc::{c_int, c_void};

use super::{guard, on_connection, on_context, SSL, SSL_CTX};
use crate::sys::ex_data;

/// Stores a pointer under an index that `SSL_get_ex_new_index` gave. Returns 1, or 0 with an error
/// on the queue. See SSL_set_ex_data(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_set_ex_data(
    ssl: *mut SSL,
    idx: c_int,
    data: *mut c_void,
) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_set_ex_data", ssl, 0, |ssl| {
            c_int::from(ssl.ex_data.set(idx, data))
        })
    }
}
symver!(SSL_set_ex_data);

/// The pointer stored under an index, or NULL. See SSL_get_ex_data(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_get_ex_data(ssl: *const SSL, idx: c_int) -> *mut c_void {
    // SAFETY: NULL or live.
    unsafe {
        on_connection("SSL_get_ex_data", ssl, null_mut(), |ssl| {
            ssl.ex_data.get(idx)
        })
    }
}
symver!(SSL_get_ex_data);

/// Stores a pointer under an index that `SSL_CTX_get_ex_new_index` gave. Returns 1, or 0 with an
/// error on the queue. See SSL_CTX_set_ex_data(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_ex_data(
    ssl: *mut SSL_CTX,
    idx: c_int,
    data: *mut c_void,
) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_ex_data", ssl, 0, |ctx| {
            c_int::from(ctx.ex_data.set(idx, data))
        })
    }
}
symver!(SSL_CTX_set_ex_data);

/// The pointer stored under an index, or NULL. See SSL_CTX_get_ex_data(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_get_ex_data(
    ssl: *const SSL_CTX,
    idx: c_int,
) -> *mut c_void {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_get_ex_data", ssl, null_mut(), |ctx| {
            ctx.ex_data.get(idx)
        })
    }
}
symver!(SSL_CTX_get_ex_data);

/// The index under which an X509_STORE_CTX holds the SSL that it verifies for. -1 when memory is
/// out. See SSL_get_ex_data_X509_STORE_CTX_idx(3).
#[no_mangle]
pub extern "C-unwind" fn SSL_get_ex_data_X509_STORE_CTX_idx() -> c_int {
    guard(
        "SSL_get_ex_data_X509_STORE_CTX_idx",
        -1,
        ex_data::store_context_index,
    )
}
symver!(SSL_get_ex_data_X509_STORE_CTX_idx);
