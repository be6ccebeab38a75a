//! SSL_COMP: compression methods, not supported (SSL_COMP_add_compression_method(3)).
//!
//! Distributions build OpenSSL without them too, and TLS 1.3 has no compression at all.

use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::OnceLock;

use libc::{c_char, c_int};

use crate::abi::{entry, refuse, SSL};
use crate::sys::compression;
use crate::sys::ffi::COMP_METHOD;
use crate::sys::stack::BorrowedStack;

/// A compression method of libssl; no object of this type exists.
pub enum SSL_COMP {}

/// STACK_OF(SSL_COMP).
pub enum stack_st_SSL_COMP {}

/// The process's stack. The application may take it and replace it.
static METHODS: AtomicPtr<stack_st_SSL_COMP> = AtomicPtr::new(null_mut());

/// Makes the stack once. An application's replacement stays.
fn methods() -> &'static AtomicPtr<stack_st_SSL_COMP> {
    static MADE: OnceLock<()> = OnceLock::new();
    MADE.get_or_init(|| {
        let empty = BorrowedStack::<SSL_COMP>::new([]);
        let empty = empty.map_or(null_mut(), BorrowedStack::into_ptr);
        METHODS.store(empty, Ordering::Release);
    });
    &METHODS
}

/// The compression methods: an empty stack, unless it was replaced.
///
/// Returns the stack, which remains the library's, or NULL if memory is out. See
/// SSL_COMP_add_compression_method(3).
#[entry]
pub extern "C-unwind" fn SSL_COMP_get_compression_methods() -> *mut stack_st_SSL_COMP {
    methods().load(Ordering::Acquire)
}

/// Replaces the stack of compression methods. None of them is ever negotiated.
///
/// The library takes `meths` (NULL for none) over. Returns the old stack, which the caller owns now.
/// See SSL_COMP_add_compression_method(3).
#[entry(failure = meths)]
pub extern "C-unwind" fn SSL_COMP_set0_compression_methods(
    meths: *mut stack_st_SSL_COMP,
) -> *mut stack_st_SSL_COMP {
    methods().swap(meths, Ordering::AcqRel)
}

/// Not supported: adds a compression method.
///
/// Returns 1, which is this function's failure value: without an error for NULL and for a method
/// without an algorithm (as all methods are if libcrypto was built without zlib), otherwise with an
/// error on the queue. See SSL_COMP_add_compression_method(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_COMP_add_compression_method(
    _id: c_int,
    cm: *mut COMP_METHOD,
) -> c_int {
    // SAFETY: the pointer is NULL or one of libcrypto's methods.
    if !unsafe { compression::has_algorithm(cm) } {
        return 1;
    }
    refuse(FUNCTION, "there is no compression", 1)
}

/// The name of one of libcrypto's compression methods.
///
/// Returns libcrypto's static string; NULL for a method without a name and for NULL. See
/// SSL_COMP_add_compression_method(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_COMP_get_name(comp: *const COMP_METHOD) -> *const c_char {
    // SAFETY: the pointer is NULL or one of libcrypto's methods.
    unsafe { compression::name(comp) }
}

/// The name of a compression method of libssl.
///
/// Returns NULL with an error on the queue. See SSL_COMP_add_compression_method(3).
#[entry]
pub extern "C-unwind" fn SSL_COMP_get0_name(_comp: *const SSL_COMP) -> *const c_char {
    refuse(FUNCTION, "there is no compression", null())
}

/// The number of a compression method of libssl.
///
/// Returns -1 with an error on the queue. See SSL_COMP_add_compression_method(3).
#[entry(failure = -1)]
pub extern "C-unwind" fn SSL_COMP_get_id(_comp: *const SSL_COMP) -> c_int {
    refuse(FUNCTION, "there is no compression", -1)
}

/// The compression of sent data: always NULL, for none.
///
/// A NULL connection gives an error on the queue.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_current_compression(ssl: *const SSL) -> *const COMP_METHOD {
    null()
}

/// The compression of received data: always NULL, for none.
///
/// A NULL connection gives an error on the queue.
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_current_expansion(ssl: *const SSL) -> *const COMP_METHOD {
    null()
}
