//! The BIO that speaks TLS (BIO_f_ssl(3)).

use std::ptr::null_mut;

use libc::{c_int, c_long};

use crate::abi::contexts::connection::SSL_new;
use crate::abi::handshakes::handshake::{SSL_set_accept_state, SSL_set_connect_state};
use crate::abi::records::shutdown::SSL_shutdown;
use crate::abi::sessions::session::SSL_copy_session_id;
use crate::abi::{entry, SSL_CTX};
use crate::bio_ssl::{self, ssl_of};
use crate::sys::bio::{C_SET_SSL, TYPE_SSL};
use crate::sys::ffi::{self, BIO, BIO_METHOD};

/// The flag with which `BIO_C_SET_SSL` gives the SSL away.
const CLOSE: c_long = 1;

/// The method of the filter BIO that speaks TLS: data written to it is encrypted and sent through
/// the BIO below. Static: never freed. See BIO_f_ssl(3).
#[entry]
pub extern "C-unwind" fn BIO_f_ssl() -> *const BIO_METHOD {
    bio_ssl::method()
}

/// Makes a TLS BIO with a new SSL of the context, which the BIO owns; a client unless `client` is 0.
/// Returns a BIO that the caller frees, or NULL with an error on the queue. See BIO_new_ssl(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn BIO_new_ssl(ctx: *mut SSL_CTX, client: c_int) -> *mut BIO {
    // SAFETY: the context is NULL or live, and the new BIO takes the SSL over.
    unsafe {
        let bio = ffi::BIO_new(bio_ssl::method());
        if bio.is_null() {
            return null_mut();
        }
        let ssl = SSL_new(ctx);
        if ssl.is_null() {
            ffi::BIO_free(bio);
            return null_mut();
        }
        match client {
            0 => SSL_set_accept_state(ssl),
            _ => SSL_set_connect_state(ssl),
        }
        ffi::BIO_ctrl(bio, C_SET_SSL, CLOSE, ssl.cast());
        bio
    }
}

/// Makes a chain of a TLS BIO (client) and a BIO that connects to the host that
/// `BIO_set_conn_hostname` sets. Returns the chain, or NULL with an error on the queue. See
/// BIO_new_ssl_connect(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn BIO_new_ssl_connect(ctx: *mut SSL_CTX) -> *mut BIO {
    // SAFETY: the context is NULL or live.
    unsafe {
        chain(
            || BIO_new_ssl(ctx, 1),
            || ffi::BIO_new(ffi::BIO_s_connect()),
        )
    }
}

/// As `BIO_new_ssl_connect`, with a BIO before it that buffers lines.
/// See BIO_new_buffer_ssl_connect(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn BIO_new_buffer_ssl_connect(ctx: *mut SSL_CTX) -> *mut BIO {
    // SAFETY: the context is NULL or live.
    unsafe {
        chain(
            || ffi::BIO_new(ffi::BIO_f_buffer()),
            || BIO_new_ssl_connect(ctx),
        )
    }
}

/// Makes two BIOs and puts the second below the first; NULL if one of them is.
///
/// # Safety
/// Both functions give a BIO away, or NULL.
unsafe fn chain(upper: impl FnOnce() -> *mut BIO, lower: impl FnOnce() -> *mut BIO) -> *mut BIO {
    let lower = lower();
    if lower.is_null() {
        return null_mut();
    }
    let upper = upper();
    // SAFETY: `lower` is a live BIO, and `upper` is NULL or one.
    unsafe {
        if upper.is_null() {
            ffi::BIO_free_all(lower);
            return null_mut();
        }
        ffi::BIO_push(upper, lower)
    }
}

/// The first BIO of our method in a chain.
///
/// # Safety
/// `bio` is NULL or live.
unsafe fn find(bio: *mut BIO) -> *mut BIO {
    // SAFETY: `bio` is NULL or live; libcrypto returns NULL for NULL.
    unsafe { ffi::BIO_find_type(bio, TYPE_SSL) }
}

/// Gives the SSL in one chain the session of the SSL in another, with certificates and method.
/// Returns 1, or 0 if one of the chains has none. See BIO_ssl_copy_session_id(3).
#[entry]
pub unsafe extern "C-unwind" fn BIO_ssl_copy_session_id(to: *mut BIO, from: *mut BIO) -> c_int {
    // SAFETY: each argument is NULL or a chain of live BIOs.
    unsafe {
        let (to, from) = (find(to), find(from));
        if to.is_null() || from.is_null() {
            return 0;
        }
        match (ssl_of(to), ssl_of(from)) {
            (Some(to), Some(from)) => SSL_copy_session_id(to, from),
            _ => 0,
        }
    }
}

/// Calls `SSL_shutdown` once on every SSL in a chain of BIOs. See BIO_ssl_shutdown(3).
#[entry]
pub unsafe extern "C-unwind" fn BIO_ssl_shutdown(ssl_bio: *mut BIO) {
    // SAFETY: `bio` is NULL or a chain of live BIOs.
    unsafe {
        let mut bio = ssl_bio;
        while !bio.is_null() {
            if ffi::BIO_method_type(bio) == TYPE_SSL {
                if let Some(ssl) = ssl_of(bio) {
                    SSL_shutdown(ssl);
                }
            }
            bio = ffi::BIO_next(bio);
        }
    }
}
