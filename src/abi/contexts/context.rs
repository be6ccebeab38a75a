//! SSL_CTX: making, counting and freeing it (SSL_CTX_new(3), SSL_CTX_free(3)).

use std::ptr::null_mut;
use std::sync::Arc;

use libc::{c_char, c_int};

use super::method;
use crate::abi::contexts::method::SSL_METHOD;
use crate::abi::{c_str, entry, up_ref, SSL_CTX};
use crate::conf;
use crate::context::Context;
use crate::error::reason::Reason;
use crate::memory;
use crate::objects;
use crate::other_libssl;
use crate::sys::ffi::OSSL_LIB_CTX;
use crate::sys::library::Library;
use crate::sys::{err, init};

/// Makes a context with OpenSSL's defaults.
///
/// `method` comes from `TLS_method` or one of its siblings. Returns a context that the caller owns
/// and frees with `SSL_CTX_free`, or NULL with an error on the queue: `SSL_R_NULL_SSL_METHOD_PASSED`
/// for NULL, `SSL_R_LIBRARY_HAS_NO_CIPHERS` if libcrypto's providers have no ciphers. See
/// SSL_CTX_new(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_new(method: *const SSL_METHOD) -> *mut SSL_CTX {
    // SAFETY: the method is NULL or a static; the library context is the default one, without a query.
    unsafe { new(method, || Library::new(null_mut(), None)) }
}

/// Makes a context whose cryptography comes from a library context of libcrypto, and there from the
/// algorithms that a property query selects.
///
/// `libctx` is NULL for the default one. The caller keeps it, and frees it after the context and all
/// objects made with it. `propq` is NULL or a query, which is copied. Cipher suites, groups and
/// signature algorithms that the library context lacks are not offered. Fails as `SSL_CTX_new`. See
/// SSL_CTX_new_ex(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_new_ex(
    libctx: *mut OSSL_LIB_CTX,
    propq: *const c_char,
    meth: *const SSL_METHOD,
) -> *mut SSL_CTX {
    // SAFETY: the method is NULL or a static, the query NULL or a string, and the library context NULL or
    // longer lived than the result.
    unsafe { new(meth, || Library::new(libctx, c_str(propq))) }
}

/// # Safety
/// `method` is NULL or a method, all of which are statics of this library.
unsafe fn new(method: *const SSL_METHOD, library: impl FnOnce() -> Library) -> *mut SSL_CTX {
    // SAFETY: `method` is NULL or a method, by this function's contract.
    let Some(method) = (unsafe { method::get(method) }) else {
        return null_mut();
    };
    other_libssl::look();
    err::load_strings();
    if !init::init_default() {
        return null_mut();
    }
    match memory::make(|| Context::with_library(method, library()))
        .unwrap_or(Err(Reason::ERR_R_MALLOC_FAILURE))
    {
        Ok(context) => {
            conf::apply_system_default(&context);
            Arc::into_raw(context).cast_mut()
        }
        Err(reason) => {
            err::raise(reason);
            null_mut()
        }
    }
}

/// Takes one more reference. Returns 1, or 0 for NULL with an error on the queue.
/// See SSL_CTX_up_ref(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_CTX_up_ref(ctx: *mut SSL_CTX) -> c_int {
    // SAFETY: the object came from `Arc::into_raw`, as all objects of this type do.
    unsafe { up_ref(FUNCTION, ctx) }
}

/// Releases one reference; the last one frees the context. NULL does nothing. See SSL_CTX_free(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_CTX_free(ctx: *mut SSL_CTX) {
    // SAFETY: the pointer is NULL or live, and the caller gives its reference away.
    drop(unsafe { objects::take(ctx) });
}
