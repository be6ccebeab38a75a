//! The certificates that we trust (SSL_CTX_load_verify_locations(3), SSL_CTX_set_cert_store(3)).

use std::ptr;

use libc::{c_char, c_int};

use crate::abi::{c_str, entry, SSL_CTX};
use crate::context::Context;
use crate::sys::ffi::X509_STORE;
use crate::sys::library::Library;
use crate::sys::store::{DefaultPlace, Store};

/// Trusts the certificates of a PEM file. Returns 1, or 0 with libcrypto's error on the queue.
/// See SSL_CTX_load_verify_file(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_load_verify_file(
    ctx: *mut SSL_CTX,
    CAfile: *const c_char,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe {
        with_store(ctx, |store, library| {
            store.load_file(library, c_str(CAfile))
        })
    }
}

/// Trusts the certificates of a directory, whose files have hashed names. Returns 1, or 0
/// with libcrypto's error on the queue. See SSL_CTX_load_verify_dir(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_load_verify_dir(
    ctx: *mut SSL_CTX,
    CApath: *const c_char,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe { with_store(ctx, |store, _| store.load_path(c_str(CApath))) }
}

/// Trusts the certificates of an OSSL_STORE URI. Returns 1, or 0 with libcrypto's error on the
/// queue. See SSL_CTX_load_verify_store(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_load_verify_store(
    ctx: *mut SSL_CTX,
    CAstore: *const c_char,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe {
        with_store(ctx, |store, library| {
            store.load_store(library, c_str(CAstore))
        })
    }
}

/// Trusts the certificates of a PEM file and of a directory, one of which may be NULL. Returns 1, or
/// 0 with libcrypto's error on the queue (without one if both are NULL). See
/// SSL_CTX_load_verify_locations(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_load_verify_locations(
    ctx: *mut SSL_CTX,
    CAfile: *const c_char,
    CApath: *const c_char,
) -> c_int {
    // SAFETY: the name is NULL or a string.
    unsafe {
        with_store(ctx, |store, library| {
            (!CAfile.is_null() || !CApath.is_null())
                && (CAfile.is_null() || store.load_file(library, c_str(CAfile)))
                && (CApath.is_null() || store.load_path(c_str(CApath)))
        })
    }
}

/// Trusts the certificates in libcrypto's default file, directory and store, which need not exist.
/// Returns 1, or 0 on failure. See SSL_CTX_set_default_verify_paths(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_verify_paths(ctx: *mut SSL_CTX) -> c_int {
    with_store(ctx, Store::load_defaults)
}

/// Trusts the certificates in libcrypto's default directory, which need not exist. Returns 1, or 0
/// on failure. See SSL_CTX_set_default_verify_dir(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_verify_dir(ctx: *mut SSL_CTX) -> c_int {
    with_store(ctx, |store, library| {
        store.load_default(library, DefaultPlace::Directory)
    })
}

/// Trusts the certificates in libcrypto's default file, which need not exist. Returns 1, or 0 on
/// failure. See SSL_CTX_set_default_verify_file(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_verify_file(ctx: *mut SSL_CTX) -> c_int {
    with_store(ctx, |store, library| {
        store.load_default(library, DefaultPlace::File)
    })
}

/// Trusts the certificates in libcrypto's default store, which need not exist. Returns 1, or 0 on
/// failure. See SSL_CTX_set_default_verify_store(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_verify_store(ctx: *mut SSL_CTX) -> c_int {
    with_store(ctx, |store, library| {
        store.load_default(library, DefaultPlace::Store)
    })
}

/// The store of trusted certificates, which remains the context's. See SSL_CTX_get_cert_store(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_cert_store(ctx: *const SSL_CTX) -> *mut X509_STORE {
    ctx.store().map_or(ptr::null_mut(), |store| store.as_ptr())
}

/// Replaces the store of trusted certificates; the context takes over the caller's reference. See
/// SSL_CTX_set_cert_store(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_cert_store(ctx: *mut SSL_CTX, store: *mut X509_STORE) {
    // SAFETY: the caller gives its reference to the context.
    unsafe { ctx.set_store(Store::from_owned(store)) }
}

/// As `SSL_CTX_set_cert_store`, with a reference of the context's own.
/// See SSL_CTX_set1_cert_store(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set1_cert_store(ctx: *mut SSL_CTX, store: *mut X509_STORE) {
    // SAFETY: the application's store is NULL or live, and we take our own reference.
    unsafe { ctx.set_store(Store::from_borrowed(store)) }
}

/// Runs an operation on the context's store; 0 if the application removed it.
fn with_store(ctx: &Context, then: impl FnOnce(&Store, &Library) -> bool) -> c_int {
    let library = ctx.library();
    ctx.store()
        .is_some_and(|store| then(&store, &library))
        .into()
}
