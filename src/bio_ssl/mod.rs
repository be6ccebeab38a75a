//! The BIO that speaks TLS: a filter around an SSL, for programs that read and write BIOs
//! (BIO_f_ssl(3)).
//!
//! It calls the entry points, as a program would. The chain owns the BIO below the filter, and the SSL
//! has references of its own to it.
//!
//! | file | subject |
//! | --- | --- |
//! | `ctrl` | the commands of the filter |

mod ctrl;

use std::cell::Cell;
use std::ptr::null_mut;
use std::sync::OnceLock;

use libc::{c_char, c_int, c_long, c_void, size_t};

use crate::abi::contexts::connection::SSL_free;
use crate::abi::handshakes::state::SSL_in_init;
use crate::abi::records::shutdown::SSL_shutdown;
use crate::abi::{bytes, bytes_mut, enter, guard};
use crate::connection::{Connection, Stop};
use crate::constants::*;
use crate::error::reason::Reason;
use crate::sys::bio::{FLAGS_IO_SPECIAL, FLAGS_READ, FLAGS_SHOULD_RETRY, FLAGS_WRITE, TYPE_SSL};
use crate::sys::err;
use crate::sys::ffi::{self, BIO, BIO_METHOD};
use crate::unwind;

const FLAGS_RETRY: c_int = FLAGS_READ | FLAGS_WRITE | FLAGS_IO_SPECIAL | FLAGS_SHOULD_RETRY;

/// `BIO_RR_*`: what a special retry waits for.
const REASON_X509_LOOKUP: c_int = 1;
const REASON_CONNECT: c_int = 2;
const REASON_ACCEPT: c_int = 3;

/// A filter and its SSL, which it owns if the BIO's close flag is set.
#[derive(Default)]
struct Filter {
    ssl: Cell<Option<*mut Connection>>,
    /// After how many bytes and seconds to renegotiate. Kept to be read back; nothing is renegotiated.
    renegotiate_bytes: Cell<c_long>,
    renegotiate_timeout: Cell<c_long>,
}

/// The method, made once; NULL when memory is out.
pub fn method() -> *const BIO_METHOD {
    static METHOD: OnceLock<usize> = OnceLock::new();
    *METHOD.get_or_init(|| make_method() as usize) as *const BIO_METHOD
}

fn make_method() -> *mut BIO_METHOD {
    // SAFETY: a new method, which lives as long as the process; the functions have its types.
    unsafe {
        let method = ffi::BIO_meth_new(TYPE_SSL, c"ssl".as_ptr());
        if !method.is_null() {
            ffi::BIO_meth_set_create(method, Some(create));
            ffi::BIO_meth_set_destroy(method, Some(destroy));
            ffi::BIO_meth_set_read_ex(method, Some(read));
            ffi::BIO_meth_set_write_ex(method, Some(write));
            ffi::BIO_meth_set_puts(method, Some(puts));
            ffi::BIO_meth_set_ctrl(method, Some(ctrl::ctrl));
            ffi::BIO_meth_set_callback_ctrl(method, Some(ctrl::callback_ctrl));
        }
        method
    }
}

/// The filter behind a BIO of our method.
///
/// # Safety
/// `bio` is a live BIO of our method.
unsafe fn filter<'a>(bio: *mut BIO) -> Option<&'a Filter> {
    // SAFETY: `create` set it, and it stays until `destroy`.
    unsafe { ffi::BIO_get_data(bio).cast::<Filter>().as_ref() }
}

/// The boundary for our method's functions: after a panic the filter's connection is dead.
fn on_filter<T>(name: &'static str, bio: *mut BIO, failure: T, body: impl FnOnce() -> T) -> T {
    match unwind::catch(body) {
        Ok(value) => value,
        Err(_) => {
            // SAFETY: libcrypto's call has a live BIO of our method; the filter has no SSL that is freed.
            unsafe {
                if let Some(ssl) = ssl_of(bio) {
                    let _inside = (*ssl).enter();
                    (*ssl).kill();
                }
            }
            err::raise_data(Reason::ERR_R_INTERNAL_ERROR, name);
            failure
        }
    }
}

/// The SSL of a filter, if it has one.
///
/// # Safety
/// `bio` is a live BIO of our method.
pub unsafe fn ssl_of(bio: *mut BIO) -> Option<*mut Connection> {
    // SAFETY: `bio` is a live BIO of our method, by this function's contract.
    unsafe { filter(bio) }.and_then(|filter| filter.ssl.get())
}

/// Makes a filter without an SSL.
unsafe extern "C-unwind" fn create(bio: *mut BIO) -> c_int {
    let filter = Box::into_raw(Box::new(Filter::default()));
    // SAFETY: libcrypto's new BIO, which is ours to fill.
    unsafe {
        ffi::BIO_set_init(bio, 0);
        ffi::BIO_set_data(bio, filter.cast());
        ffi::BIO_clear_flags(bio, !0);
    }
    1
}

/// Frees the filter. If it owns its SSL, that is shut down and freed.
unsafe extern "C-unwind" fn destroy(bio: *mut BIO) -> c_int {
    if bio.is_null() {
        return 0;
    }
    guard("BIO_free", 0, || {
        // SAFETY: a live BIO of our method; its data is not used any more.
        unsafe {
            release(bio);
            let filter = ffi::BIO_get_data(bio).cast::<Filter>();
            ffi::BIO_set_data(bio, null_mut());
            if !filter.is_null() {
                drop(Box::from_raw(filter));
            }
        }
        1
    })
}

/// Releases the SSL. If the filter owns the SSL, it is shut down and freed.
///
/// # Safety
/// `bio` is a live BIO of our method.
unsafe fn release(bio: *mut BIO) {
    // SAFETY: `bio` is live, by this function's contract, and the SSL lives as long as the filter has it.
    unsafe {
        let ssl = filter(bio).and_then(|filter| filter.ssl.take());
        if ffi::BIO_get_shutdown(bio) == 0 {
            return;
        }
        if let Some(ssl) = ssl {
            if SSL_in_init(ssl) == 0 {
                SSL_shutdown(ssl);
            }
            if ffi::BIO_get_init(bio) != 0 {
                SSL_free(ssl);
            }
        }
        ffi::BIO_clear_flags(bio, !0);
        ffi::BIO_set_init(bio, 0);
    }
}

unsafe extern "C-unwind" fn read(
    bio: *mut BIO,
    out: *mut c_char,
    length: size_t,
    done: *mut size_t,
) -> c_int {
    // SAFETY: a live BIO of our method; the buffer is writable for its length.
    unsafe {
        let Some(ssl) = ssl_of(bio).filter(|_| !out.is_null()) else {
            return 0;
        };
        enter("BIO_read", ssl, -1, |ssl| {
            let out = bytes_mut(out.cast(), length);
            finish(bio, ssl, ssl.read(out, false), done)
        })
    }
}

unsafe extern "C-unwind" fn write(
    bio: *mut BIO,
    data: *const c_char,
    length: size_t,
    done: *mut size_t,
) -> c_int {
    // SAFETY: a live BIO of our method; the data is readable for its length.
    unsafe {
        let Some(ssl) = ssl_of(bio).filter(|_| !data.is_null()) else {
            return 0;
        };
        enter("BIO_write", ssl, -1, |ssl| {
            let data = bytes(data.cast(), length);
            finish(bio, ssl, ssl.write(data), done)
        })
    }
}

unsafe extern "C-unwind" fn puts(bio: *mut BIO, text: *const c_char) -> c_int {
    // SAFETY: the BIO is live, and the string is readable for the length that is passed.
    unsafe {
        let length = c_int::try_from(libc::strlen(text)).unwrap_or(c_int::MAX);
        ffi::BIO_write(bio, text.cast(), length)
    }
}

/// Reports the result of a read or write: the number of bytes, or what to wait for.
///
/// # Safety
/// `bio` is live; `done` is writable.
unsafe fn finish(
    bio: *mut BIO,
    ssl: &Connection,
    result: Result<usize, Stop>,
    done: *mut size_t,
) -> c_int {
    let returned = match result {
        Ok(count) => {
            // SAFETY: `bio` is live; `done` is writable, by this function's contract.
            unsafe { done.write(count) };
            1
        }
        Err(Stop(value)) => value,
    };
    // SAFETY: `bio` is live; `done` is writable, by this function's contract.
    unsafe { set_retry(bio, ssl.error_of(returned), null_mut()) };
    returned
}

/// Sets the BIO's retry flags from the result of `SSL_get_error`. `next` knows why it waits to connect.
///
/// # Safety
/// `bio` is live, `next` NULL or live.
unsafe fn set_retry(bio: *mut BIO, error: c_int, next: *mut BIO) {
    let (flags, reason) = match error {
        SSL_ERROR_WANT_READ => (FLAGS_READ, 0),
        SSL_ERROR_WANT_WRITE => (FLAGS_WRITE, 0),
        SSL_ERROR_WANT_X509_LOOKUP => (FLAGS_IO_SPECIAL, REASON_X509_LOOKUP),
        SSL_ERROR_WANT_ACCEPT => (FLAGS_IO_SPECIAL, REASON_ACCEPT),
        SSL_ERROR_WANT_CONNECT if next.is_null() => (FLAGS_IO_SPECIAL, REASON_CONNECT),
        SSL_ERROR_WANT_CONNECT => {
            // SAFETY: `bio` is live, `next` NULL or live, by this function's contract.
            let reason = unsafe { ffi::BIO_get_retry_reason(next) };
            (FLAGS_IO_SPECIAL, reason)
        }
        _ => (0, 0),
    };
    // SAFETY: `bio` is live, `next` NULL or live, by this function's contract.
    unsafe {
        ffi::BIO_clear_flags(bio, FLAGS_RETRY);
        if flags != 0 {
            ffi::BIO_set_flags(bio, flags | FLAGS_SHOULD_RETRY);
        }
        ffi::BIO_set_retry_reason(bio, reason);
    }
}

/// `BIO_ctrl` on a BIO of the SSL, which may be NULL.
///
/// # Safety
/// `bio` is NULL or live, and the command fits its arguments.
unsafe fn forward(bio: *mut BIO, command: c_int, number: c_long, argument: *mut c_void) -> c_long {
    // SAFETY: `bio` is NULL or live, and the command fits its arguments, by this function's contract.
    unsafe { ffi::BIO_ctrl(bio, command, number, argument) }
}
