//! The certificates that we trust (SSL_CTX_load_verify_locations(3), SSL_CTX_set_cert_store(3)).

use std::ptr;

use libc::{c_char, c_int};

use super::certificate_file::text;
use super::{on_context, SSL_CTX};
use crate::context::Context;
use crate::sys::ffi::X509_STORE;
use crate::sys::library::Library;
use crate::sys::store::{DefaultPlace, Store};

/// Trusts the certificates of a PEM file. Returns 1, or 0 with libcrypto's error on the queue.
/// See SSL_CTX_load_verify_file(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_load_verify_file(
    ctx: *mut SSL_CTX,
    CAfile: *const c_char,
) -> c_int {
    // SAFETY: NULL or live; the name is NULL or a string.
    unsafe {
        on_context("SSL_CTX_load_verify_file", ctx, 0, |ctx| {
            with_store(ctx, |store, library| store.load_file(library, text(CAfile)))
        })
    }
}
symver!(SSL_CTX_load_verify_file);

/// Trusts the certificates of a directory, where they are found under hashed names. Returns 1, or 0
/// with libcrypto's error on the queue. See SSL_CTX_load_verify_dir(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_load_verify_dir(
    ctx: *mut SSL_CTX,
    CApath: *const c_char,
) -> c_int {
    // SAFETY: NULL or live; the name is NULL or a string.
    unsafe {
        on_context("SSL_CTX_load_verify_dir", ctx, 0, |ctx| {
            with_store(ctx, |store, _| store.load_path(text(CApath)))
        })
    }
}
symver!(SSL_CTX_load_verify_dir);

/// Trusts the certificates of an OSSL_STORE URI. Returns 1, or 0 with libcrypto's error on the queue.
/// See SSL_CTX_load_verify_store(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_load_verify_store(
    ctx: *mut SSL_CTX,
    CAstore: *const c_char,
) -> c_int {
    // SAFETY: NULL or live; the name is NULL or a string.
    unsafe {
        on_context("SSL_CTX_load_verify_store", ctx, 0, |ctx| {
            with_store(ctx, |store, library| {
                store.load_store(library, text(CAstore))
            })
        })
    }
}
symver!(SSL_CTX_load_verify_store);

/// Trusts the certificates of a PEM file and of a directory, one of which may be NULL. Returns 1, or 0
/// with libcrypto's error on the queue (without one where both are NULL).
/// See SSL_CTX_load_verify_locations(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_load_verify_locations(
    ctx: *mut SSL_CTX,
    CAfile: *const c_char,
    CApath: *const c_char,
) -> c_int {
    // SAFETY: NULL or live; the name is NULL or a string.
    unsafe {
        on_context("SSL_CTX_load_verify_locations", ctx, 0, |ctx| {
            with_store(ctx, |store, library| {
                (!CAfile.is_null() || !CApath.is_null())
                    && (CAfile.is_null() || store.load_file(library, text(CAfile)))
                    && (CApath.is_null() || store.load_path(text(CApath)))
            })
        })
    }
}
symver!(SSL_CTX_load_verify_locations);

/// Trusts the certificates in libcrypto's default file, directory and store, which need not exist.
/// Returns 1, or 0 on failure. See SSL_CTX_set_default_verify_paths(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_verify_paths(ctx: *mut SSL_CTX) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_default_verify_paths", ctx, 0, |ctx| {
            with_store(ctx, Store::load_defaults)
        })
    }
}
symver!(SSL_CTX_set_default_verify_paths);

/// Trusts the certificates in libcrypto's default directory, which need not exist. Returns 1, or 0 on
/// failure. See SSL_CTX_set_default_verify_dir(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_verify_dir(ctx: *mut SSL_CTX) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_default_verify_dir", ctx, 0, |ctx| {
            with_store(ctx, |store, library| {
                store.load_default(library, DefaultPlace::Directory)
            })
        })
    }
}
symver!(SSL_CTX_set_default_verify_dir);

/// Trusts the certificates in libcrypto's default file, which need not exist. Returns 1, or 0 on
/// failure. See SSL_CTX_set_default_verify_file(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_verify_file(ctx: *mut SSL_CTX) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_default_verify_file", ctx, 0, |ctx| {
            with_store(ctx, |store, library| {
                store.load_default(library, DefaultPlace::File)
            })
        })
    }
}
symver!(SSL_CTX_set_default_verify_file);

/// Trusts the certificates in libcrypto's default store, which need not exist. Returns 1, or 0 on
/// failure. See SSL_CTX_set_default_verify_store(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_verify_store(ctx: *mut SSL_CTX) -> c_int {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_set_default_verify_store", ctx, 0, |ctx| {
            with_store(ctx, |store, library| {
                store.load_default(library, DefaultPlace::Store)
            })
        })
    }
}
symver!(SSL_CTX_set_default_verify_store);

/// The store of trusted certificates, which the context keeps. See SSL_CTX_get_cert_store(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_get_cert_store(ctx: *const SSL_CTX) -> *mut X509_STORE {
    // SAFETY: NULL or live.
    unsafe {
        on_context("SSL_CTX_get_cert_store", ctx, ptr::null_mut(), |ctx| {
            ctx.store().map_or(ptr::null_mut(), |store| store.as_ptr())
        })
    }
}
symver!(SSL_CTX_get_cert_store);

/// Replaces the store of trusted certificates; the context takes the caller's reference.
/// See SSL_CTX_set_cert_store(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set_cert_store(ctx: *mut SSL_CTX, store: *mut X509_STORE) {
    // SAFETY: NULL or live; the reference is the context's from now on.
    unsafe {
        on_context("SSL_CTX_set_cert_store", ctx, (), |ctx| {
            ctx.set_store(Store::from_owned(store))
        })
    }
}
symver!(SSL_CTX_set_cert_store);

/// As `SSL_CTX_set_cert_store`, with a reference of the context's own.
/// See SSL_CTX_set1_cert_store(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_CTX_set1_cert_store(ctx: *mut SSL_CTX, store: *mut X509_STORE) {
    // SAFETY: NULL or live, both.
    unsafe {
        on_context("SSL_CTX_set1_cert_store", ctx, (), |ctx| {
            ctx.set_store(Store::from_borrowed(store))
        })
    }
}
symver!(SSL_CTX_set1_cert_store);

/// Runs an operation on the context's store; 0 where the application took it away.
fn with_store(ctx: &Context, then: impl FnOnce(&Store, &Library) -> bool) -> c_int {
    let library = ctx.library();
    ctx.store()
        .is_some_and(|store| then(&store, &library))
        .into()
}
