//! The C entry points: a folder for each chapter of OpenSSL's manual, a file for each section.
//!
//! | folder | subject |
//! | --- | --- |
//! | `contexts` | contexts, connections, methods; what is set on them by name and number |
//! | `records` | bytes in and out, and the end of it: transport, reading and writing, alerts, shutdown |
//! | `handshakes` | starting the handshake, watching it, what its messages negotiate |
//! | `sessions` | sessions, the cache, tickets |
//! | `certificates`, `peers` | our own certificates and keys; the peer's, and what they are verified with |
//! | `ciphers` | suites, groups, signature algorithms, security levels |
//! | `quic` | what OpenSSL answers about QUIC where a connection is TLS |
//! | `refused` | what is not supported |
//!
//! Every entry point has the same shape: an `extern "C-unwind"` function with the attribute `#[entry]`
//! (crates/entry), which exports it, draws the panic boundary around it, and gives its body the object
//! behind the first argument.
#![allow(non_snake_case, non_upper_case_globals, non_camel_case_types)]

pub(crate) mod certificates;
pub(crate) mod ciphers;
pub(crate) mod contexts;
pub(crate) mod handshakes;
pub(crate) mod peers;
pub(crate) mod quic;
pub(crate) mod records;
pub(crate) mod refused;
pub(crate) mod sessions;

use std::ffi::CStr;

use libc::{c_char, c_int, c_uchar};

use crate::error::reason::Reason;
use crate::objects::{self, Object};
use crate::sys::err;
use crate::sys::mem;
use crate::unwind;
use contexts::conf::SSL_CONF_CTX;
pub(crate) use entry::entry;

pub(crate) use crate::cipher::Cipher as SSL_CIPHER;
pub use crate::connection::Connection as SSL;
pub use crate::context::Context as SSL_CTX;
pub(crate) use crate::session::Session as SSL_SESSION;

/// The panic boundary: every entry point runs inside. A panic becomes `ERR_R_INTERNAL_ERROR` on the
/// error queue and the function's failure value.
pub(crate) fn guard<T>(name: &'static str, failure: T, body: impl FnOnce() -> T) -> T {
    match unwind::catch(body) {
        Ok(value) => value,
        Err(_) => {
            err::raise_data(Reason::ERR_R_INTERNAL_ERROR, name);
            failure
        }
    }
}

/// A type whose functions C calls with a pointer to one of its objects.
pub(crate) trait Enter: Object {
    /// Runs an entry point's work on the object, inside the panic boundary.
    fn run<T>(&self, name: &'static str, failure: T, work: impl FnOnce(&Self) -> T) -> T {
        guard(name, failure, || work(self))
    }
}

impl Enter for SSL_CTX {}
impl Enter for SSL_SESSION {}
impl Enter for SSL_CIPHER {}
impl Enter for SSL_CONF_CTX {}

impl Enter for SSL {
    /// Only one thread at a time is inside. A panic makes the connection dead: all further I/O on it fails.
    fn run<T>(&self, name: &'static str, failure: T, work: impl FnOnce(&SSL) -> T) -> T {
        let inside = self.enter();
        unwind::catch(|| work(self)).unwrap_or_else(|_| {
            // A signal handler that interrupted a call must not kill the connection of that call.
            if !inside.interrupts() {
                self.kill();
            }
            err::raise_data(Reason::ERR_R_INTERNAL_ERROR, name);
            failure
        })
    }
}

/// Enters the library with an object. NULL gives `failure` and `ERR_R_PASSED_NULL_PARAMETER`.
///
/// # Safety
/// `object` is NULL or live.
pub(crate) unsafe fn enter<O: Enter, T>(
    name: &'static str,
    object: *const O,
    failure: T,
    work: impl FnOnce(&O) -> T,
) -> T {
    // SAFETY: the pointer is NULL or live, by this function's contract.
    match unsafe { objects::get(object) } {
        Some(object) => object.run(name, failure, work),
        None => unless_foreign(object, name, failure),
    }
}

/// The value that a function returns on failure, unless its documentation has another.
pub(crate) trait Failure {
    const FAILURE: Self;
}

impl Failure for () {
    const FAILURE: () = ();
}

impl<T> Failure for *const T {
    const FAILURE: *const T = std::ptr::null();
}

impl<T> Failure for *mut T {
    const FAILURE: *mut T = std::ptr::null_mut();
}

/// No callback.
impl<F> Failure for Option<F> {
    const FAILURE: Option<F> = None;
}

macro_rules! fails_with_zero {
    ($($integer:ty)+) => { $(
        impl Failure for $integer {
            const FAILURE: $integer = 0;
        }
    )+ };
}
fails_with_zero!(u8 u16 i32 u32 i64 u64 usize);

/// Queues the error for a pointer for which [`objects::get`] returned `None`. For a pointer other
/// than NULL, `get` has queued it already.
#[track_caller]
fn unless_foreign<O, T>(object: *const O, name: &'static str, failure: T) -> T {
    match object.is_null() {
        true => null(name, failure),
        false => failure,
    }
}

/// Takes another reference to an object, for the caller. Returns 1, or 0 for NULL with an error on
/// the queue.
///
/// # Safety
/// `object` is NULL or live, and came from `Arc::into_raw` if it is ours.
pub(crate) unsafe fn up_ref<O: Object>(name: &'static str, object: *const O) -> c_int {
    // SAFETY: by this function's contract.
    match unsafe { objects::share(object) } {
        Some(object) => {
            std::mem::forget(object);
            1
        }
        None => unless_foreign(object, name, 0),
    }
}

/// Handles a NULL argument: queues an error that names the function and returns its failure value.
#[track_caller]
pub(crate) fn null<T>(name: &'static str, failure: T) -> T {
    err::raise_data(Reason::ERR_R_PASSED_NULL_PARAMETER, name);
    failure
}

/// Refuses an unsupported call: queues an error that names the function and the reason, and returns
/// the function's documented failure value.
///
/// A call that only removes what was never set (a NULL callback) succeeds instead, because an error
/// on the queue would turn the connection's next `SSL_ERROR_WANT_READ` into a failure.
#[track_caller]
pub(crate) fn refuse<T>(name: &'static str, why: &'static str, failure: T) -> T {
    err::raise_data(Reason::ERR_R_UNSUPPORTED, &format!("{name}: {why}"));
    failure
}

/// The most bytes that a slice can have. No buffer is larger, but programs that do not know their
/// buffer's length pass `SIZE_MAX`.
const MAX_SLICE: usize = isize::MAX as usize;

/// The bytes of a buffer argument; none for NULL.
///
/// # Safety
/// `data` is NULL or readable for `length` bytes while the result is in use.
pub(crate) unsafe fn bytes<'a>(data: *const c_uchar, length: usize) -> &'a [u8] {
    if data.is_null() {
        return &[];
    }
    // SAFETY: the memory is readable for its length, by this function's contract.
    unsafe { std::slice::from_raw_parts(data, length.min(MAX_SLICE)) }
}

/// As [`bytes`], to be written.
///
/// # Safety
/// `data` is NULL or writable for `length` bytes that nobody else uses meanwhile.
pub(crate) unsafe fn bytes_mut<'a>(data: *mut c_uchar, length: usize) -> &'a mut [u8] {
    if data.is_null() {
        return &mut [];
    }
    // SAFETY: the memory is writable, by this function's contract.
    unsafe { std::slice::from_raw_parts_mut(data, length.min(MAX_SLICE)) }
}

/// A copy of a buffer argument, empty for NULL. As with libcrypto's `OPENSSL_memdup`, `None` for
/// `INT_MAX` bytes or more, which are not read, and if memory is out.
///
/// # Safety
/// `data` is NULL or readable for `length` bytes, if these are fewer than `INT_MAX`.
pub(crate) unsafe fn copied(data: *const c_uchar, length: usize) -> Option<Vec<u8>> {
    if data.is_null() {
        return Some(Vec::new());
    }
    if length >= c_int::MAX as usize {
        return None;
    }
    let mut copy = mem::reserved(length)?;
    // SAFETY: the memory is readable for its length, by this function's contract.
    copy.extend_from_slice(unsafe { std::slice::from_raw_parts(data, length) });
    Some(copy)
}

/// The bytes of a string argument; `None` for NULL.
///
/// # Safety
/// `text` is NULL or a NUL-terminated string that stays while the result is in use.
pub(crate) unsafe fn text<'a>(text: *const c_char) -> Option<&'a [u8]> {
    // SAFETY: `text` is a string, by this function's contract.
    unsafe { c_str(text) }.map(CStr::to_bytes)
}

/// A string argument as it is; `None` for NULL.
///
/// # Safety
/// `text` is NULL or a NUL-terminated string that stays while the result is in use.
pub(crate) unsafe fn c_str<'a>(text: *const c_char) -> Option<&'a CStr> {
    // SAFETY: `text` is a string, by this function's contract.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) })
}

/// Stores a result at the caller's place; NULL means that the caller does not want it.
///
/// # Safety
/// `place` is NULL or writable.
pub(crate) unsafe fn store<T>(place: *mut T, value: T) {
    if !place.is_null() {
        // SAFETY: the memory is writable, by this function's contract.
        unsafe { place.write(value) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::Connection;
    use crate::context::Context;
    use std::sync::Arc;

    const ANY: crate::context::Method = crate::context::Method {
        client: true,
        server: true,
        version: None,
        name: "TLS",
    };

    fn connection() -> Arc<Connection> {
        static METHOD: crate::context::Method = ANY;
        let context = Context::new(&METHOD).expect("a context");
        Connection::new(&context).expect("a connection")
    }

    #[test]
    fn a_panic_inside_kills_the_connection_and_is_an_internal_error() {
        let ssl = connection();
        ssl.set_role(crate::connection::state::Role::Client);
        err::clear();
        let raw = Arc::as_ptr(&ssl);
        // SAFETY: a live connection.
        let returned = unsafe { enter("SSL_test", raw, -1, |_| panic!("on purpose")) };
        assert_eq!(returned, -1);
        assert!(ssl.state.is_dead());
        let reason = err::peek() as u32 & 0x7f_ffff;
        assert_eq!(reason, Reason::ERR_R_INTERNAL_ERROR.0 & 0x7f_ffff);
        err::clear();
        assert_eq!(ssl.do_handshake(), -1);
        assert_eq!(ssl.read(&mut [0], false), Err(crate::connection::Stop(-1)));
        assert_eq!(ssl.shutdown(), -1);
        err::clear();
    }

    #[test]
    fn a_panic_without_an_object_is_an_internal_error_too() {
        err::clear();
        assert_eq!(guard("SSL_test", 7, || -> i32 { panic!("on purpose") }), 7);
        assert_ne!(err::peek(), 0);
        err::clear();
    }

    #[test]
    fn null_gives_the_failure_value_and_an_error() {
        err::clear();
        // SAFETY: NULL is what is tested.
        let returned = unsafe { enter::<SSL, _>("SSL_test", std::ptr::null(), -1, |_| 1) };
        assert_eq!(returned, -1);
        assert_ne!(err::peek(), 0);
        err::clear();
    }
}
