//! Extra data: the application's own pointers on our objects (SSL_get_ex_data(3),
//! SSL_CTX_get_ex_data(3)).

use libc::{c_int, c_void};

use crate::abi::{entry, SSL, SSL_CTX};
use crate::sys::ex_data;

/// Stores a pointer under an index that `SSL_get_ex_new_index` gave. Returns 1, or 0 with an error
/// on the queue. See SSL_set_ex_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_ex_data(
    ssl: *mut SSL,
    idx: c_int,
    data: *mut c_void,
) -> c_int {
    c_int::from(ssl.ex_data.set(idx, data))
}

/// The pointer stored under an index, or NULL. See SSL_get_ex_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_ex_data(ssl: *const SSL, idx: c_int) -> *mut c_void {
    ssl.ex_data.get(idx)
}

/// Stores a pointer under an index that `SSL_CTX_get_ex_new_index` gave. Returns 1, or 0 with an
/// error on the queue. See SSL_CTX_set_ex_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_ex_data(
    ssl: *mut SSL_CTX,
    idx: c_int,
    data: *mut c_void,
) -> c_int {
    c_int::from(ssl.ex_data.set(idx, data))
}

/// The pointer stored under an index, or NULL. See SSL_CTX_get_ex_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_ex_data(
    ssl: *const SSL_CTX,
    idx: c_int,
) -> *mut c_void {
    ssl.ex_data.get(idx)
}

/// The index under which an X509_STORE_CTX holds the SSL that it verifies for. -1 when memory is
/// out. See SSL_get_ex_data_X509_STORE_CTX_idx(3).
#[entry(failure = -1)]
pub extern "C-unwind" fn SSL_get_ex_data_X509_STORE_CTX_idx() -> c_int {
    ex_data::store_context_index()
}
