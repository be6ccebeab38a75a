//! Application data: SSL_read(3), SSL_write(3), SSL_pending(3).

use libc::{c_int, c_void};

use crate::abi::{bytes, bytes_mut, entry, null, SSL};
use crate::connection::state::Want;
use crate::connection::{Connection, Io, Stop};
use crate::error::reason::Reason;
use crate::sys::err;

/// Reads up to `num` bytes of application data into `buf`, after the handshake if one is due.
///
/// Returns:
/// - above 0: so many bytes, all of one record. Call again for more; `SSL_pending` says whether more
///   can be read without the transport.
/// - 0 or negative: nothing was read, and `SSL_get_error` gives the reason:
///   - `SSL_ERROR_ZERO_RETURN`: the peer sent close_notify. All data that it sent before has been
///     read. `SSL_write` still works; answer with `SSL_shutdown` when you are done.
///   - `SSL_ERROR_WANT_READ`, `SSL_ERROR_WANT_WRITE` (and in a handshake the other `WANT`s): wait
///     until the transport can do that, then repeat the call.
///   - `SSL_ERROR_SSL`: a protocol error, or the peer's fatal alert; the error queue has the reason:
///     `SSL_R_UNEXPECTED_EOF_WHILE_READING` (294) if the transport ended without close_notify, so
///     that data may be missing; 1000 plus the alert's number if the peer sent one. An alert was
///     sent if the protocol requires one, and the session was removed from the cache. Only
///     `SSL_free` and `SSL_clear` can follow: `SSL_shutdown` fails with 407.
///   - `SSL_ERROR_SYSCALL`: the transport failed, and `errno` has the reason. Nothing more can be
///     sent.
///
/// A negative `num` gives -1 and `SSL_R_BAD_LENGTH`; a `num` of 0 gives 0. See SSL_read(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_read(ssl: *mut SSL, buf: *mut c_void, num: c_int) -> c_int {
    // SAFETY: `buf` is NULL or has `num` writable bytes.
    unsafe { read(FUNCTION, ssl, buf, num, false) }
}

/// As `SSL_read`, but the bytes stay unread. See SSL_read(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_peek(ssl: *mut SSL, buf: *mut c_void, num: c_int) -> c_int {
    // SAFETY: `buf` is NULL or has `num` writable bytes.
    unsafe { read(FUNCTION, ssl, buf, num, true) }
}

/// As `SSL_read`, with the number of bytes in `*readbytes`. Returns 1 for success and 0 otherwise.
/// See SSL_read(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_read_ex(
    ssl: *mut SSL,
    buf: *mut c_void,
    num: usize,
    readbytes: *mut usize,
) -> c_int {
    // SAFETY: `buf` is NULL or has `num` writable bytes, and `readbytes` is NULL or writable.
    unsafe { read_ex(FUNCTION, ssl, buf, num, readbytes, false) }
}

/// As `SSL_read_ex`, but the bytes stay unread. See SSL_read(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_peek_ex(
    ssl: *mut SSL,
    buf: *mut c_void,
    num: usize,
    readbytes: *mut usize,
) -> c_int {
    // SAFETY: `buf` is NULL or has `num` writable bytes, and `readbytes` is NULL or writable.
    unsafe { read_ex(FUNCTION, ssl, buf, num, readbytes, true) }
}

/// Sends `num` bytes of application data, after the handshake if one is due.
///
/// Returns:
/// - above 0: so many bytes were sent: all of them, or with `SSL_MODE_ENABLE_PARTIAL_WRITE` at least
///   one record; call again with the rest.
/// - 0 or negative: `SSL_get_error` gives the reason:
///   - `SSL_ERROR_WANT_WRITE`, `SSL_ERROR_WANT_READ` (and in a handshake the other `WANT`s): wait
///     until the transport can do that, then repeat the call with the same bytes, at the same
///     address unless `SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER` is set. Anything else, `SSL_shutdown`
///     included, ends the connection with `SSL_R_BAD_WRITE_RETRY` (127) or `SSL_R_BAD_LENGTH` (271).
///   - `SSL_ERROR_SSL`: the error queue has the reason. `SSL_R_PROTOCOL_IS_SHUTDOWN` (207) after
///     `SSL_shutdown`: nothing is lost, and `SSL_read` still works. After any other reason only
///     `SSL_free` and `SSL_clear` can follow.
///   - `SSL_ERROR_SYSCALL`: the transport failed, and `errno` has the reason (EPIPE if the peer is
///     gone; ignore SIGPIPE, or it kills the process first). Also for a `num` of 0, which sends
///     nothing and returns 0.
///
/// It still works after the peer has closed its own direction. See SSL_write(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_write(ssl: *mut SSL, buf: *const c_void, num: c_int) -> c_int {
    let Ok(length) = usize::try_from(num) else {
        return bad_length();
    };
    // SAFETY: the buffer is NULL or readable for its length.
    match unsafe { input(buf, length) } {
        Some(data) => returned(ssl.write(data)),
        None => null(FUNCTION, -1),
    }
}

/// As `SSL_write`, with the number of bytes in `*written`. Returns 1 for success and 0 otherwise.
/// See SSL_write(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_write_ex(
    ssl: *mut SSL,
    buf: *const c_void,
    num: usize,
    written: *mut usize,
) -> c_int {
    // SAFETY: `buf` is NULL or has `num` readable bytes, and `written` is NULL or writable.
    unsafe { write_ex(FUNCTION, ssl, buf, num, written) }
}

/// As `SSL_write_ex`, with flags. All flags are for QUIC: with any flag it returns 0 with
/// `SSL_R_UNSUPPORTED_WRITE_FLAG`. See SSL_write_ex2(3).
#[entry(since = "3.3.0")]
pub unsafe extern "C-unwind" fn SSL_write_ex2(
    s: *mut SSL,
    buf: *const c_void,
    num: usize,
    flags: u64,
    written: *mut usize,
) -> c_int {
    if flags == 0 {
        // SAFETY: `buf` is NULL or has `num` readable bytes, and `written` is NULL or writable.
        return unsafe { write_ex(FUNCTION, s, buf, num, written) };
    }
    let reason = if !s.has_role() {
        Reason::UNINITIALIZED
    } else if s.state.sent_shutdown() {
        s.state.wait_for(Want::Nothing);
        Reason::PROTOCOL_IS_SHUTDOWN
    } else {
        Reason::UNSUPPORTED_WRITE_FLAG
    };
    err::raise(reason);
    0
}

/// Bytes of application data that `SSL_read` can return without the transport: the rest of the
/// current record. See SSL_pending(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_pending(ssl: *const SSL) -> c_int {
    c_int::try_from(ssl.pending()).unwrap_or(c_int::MAX)
}

/// 1 if received bytes of any type are unread, processed or not; otherwise 0. See SSL_pending(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_has_pending(ssl: *const SSL) -> c_int {
    c_int::from(ssl.has_pending())
}

/// Requests new keys (TLS 1.3): a KeyUpdate goes out with the next write or handshake call.
///
/// `updatetype` is `SSL_KEY_UPDATE_NOT_REQUESTED` (0: ours alone) or `SSL_KEY_UPDATE_REQUESTED` (1:
/// the peer's too). Returns 1, or 0 with an error on the queue: `SSL_R_WRONG_SSL_VERSION`,
/// `SSL_R_INVALID_KEY_UPDATE_TYPE`, `SSL_R_STILL_IN_INIT`, or `SSL_R_BAD_WRITE_RETRY` while an
/// unfinished write must be repeated. See SSL_key_update(3), RFC 8446 section 4.6.3.
#[entry]
pub unsafe extern "C-unwind" fn SSL_key_update(ssl: *mut SSL, updatetype: c_int) -> c_int {
    match ssl.request_key_update(updatetype) {
        Ok(()) => 1,
        Err(reason) => {
            err::raise(reason);
            0
        }
    }
}

/// The type of the requested KeyUpdate that is not sent yet, or `SSL_KEY_UPDATE_NONE` (-1). See
/// SSL_key_update(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_get_key_update_type(ssl: *const SSL) -> c_int {
    ssl.state.key_update()
}

/// Sets whether the transport is read for more than the next record. Bytes after a close_notify may
/// be read then, and are lost to other readers of the transport. Off by default. See
/// SSL_CTX_set_read_ahead(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_read_ahead(ssl: *mut SSL, yes: c_int) {
    ssl.configuration.set_read_ahead(yes)
}

/// The value that `SSL_set_read_ahead` set. See SSL_CTX_set_read_ahead(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_read_ahead(ssl: *const SSL) -> c_int {
    ssl.configuration.read_ahead()
}

fn bad_length() -> c_int {
    err::raise(Reason::BAD_LENGTH);
    -1
}

/// The C value of a read or a write.
fn returned(result: Io<usize>) -> c_int {
    match result {
        Ok(n) => c_int::try_from(n).unwrap_or(c_int::MAX),
        Err(Stop(value)) => value,
    }
}

/// The caller's bytes. NULL is accepted if the length is 0.
///
/// # Safety
/// `buf` is NULL or has `length` readable bytes for as long as the slice is used.
unsafe fn input<'a>(buf: *const c_void, length: usize) -> Option<&'a [u8]> {
    // SAFETY: by this function's contract.
    (!buf.is_null() || length == 0).then(|| unsafe { bytes(buf.cast(), length) })
}

/// The caller's buffer. NULL is accepted if the length is 0.
///
/// # Safety
/// `buf` is NULL or has `length` writable bytes that nobody else uses meanwhile.
unsafe fn output<'a>(buf: *mut c_void, length: usize) -> Option<&'a mut [u8]> {
    // SAFETY: by this function's contract. The bytes are written before they are read.
    (!buf.is_null() || length == 0).then(|| unsafe { bytes_mut(buf.cast(), length) })
}

/// `SSL_read` and `SSL_peek`.
///
/// # Safety
/// `buf` is NULL or has `num` writable bytes that nobody else uses meanwhile.
unsafe fn read(
    name: &'static str,
    ssl: &Connection,
    buf: *mut c_void,
    num: c_int,
    peek: bool,
) -> c_int {
    let Ok(length) = usize::try_from(num) else {
        return bad_length();
    };
    // SAFETY: by this function's contract.
    match unsafe { output(buf, length) } {
        Some(out) => returned(ssl.read(out, peek)),
        None => null(name, -1),
    }
}

/// `SSL_read_ex` and `SSL_peek_ex`.
///
/// # Safety
/// `buf` is NULL or has `num` writable bytes that nobody else uses meanwhile; `readbytes` is NULL or
/// writable.
unsafe fn read_ex(
    name: &'static str,
    ssl: &Connection,
    buf: *mut c_void,
    num: usize,
    readbytes: *mut usize,
    peek: bool,
) -> c_int {
    // SAFETY: by this function's contract.
    let (out, readbytes) = unsafe { (output(buf, num), readbytes.as_mut()) };
    match (out, readbytes) {
        (Some(out), Some(readbytes)) => store_length(ssl.read(out, peek), readbytes),
        _ => no_place(name, ssl),
    }
}

/// `SSL_write_ex`, and `SSL_write_ex2` without flags.
///
/// # Safety
/// `buf` is NULL or has `num` readable bytes; `written` is NULL or writable.
unsafe fn write_ex(
    name: &'static str,
    ssl: &Connection,
    buf: *const c_void,
    num: usize,
    written: *mut usize,
) -> c_int {
    // SAFETY: by this function's contract.
    let (data, written) = unsafe { (input(buf, num), written.as_mut()) };
    match (data, written) {
        (Some(data), Some(written)) => store_length(ssl.write(data), written),
        _ => no_place(name, ssl),
    }
}

/// Handles a NULL buffer or a NULL place for the result, with which OpenSSL crashes once there is
/// data.
fn no_place(name: &'static str, ssl: &Connection) -> c_int {
    if ssl.has_role() {
        return null(name, 0);
    }
    err::raise(Reason::UNINITIALIZED);
    0
}

/// The result of the functions that return 1 or 0, and have a place for the length.
fn store_length(result: Io<usize>, place: &mut usize) -> c_int {
    match result {
        Ok(length) => {
            *place = length;
            1
        }
        Err(_) => 0,
    }
}
