//! Values from the hello and Finished messages (SSL_get_client_random(3), SSL_get_finished(3)).

use libc::{c_uchar, c_void, size_t};

use crate::abi::{entry, SSL};
use crate::handshake::Facts;

/// Copies up to `outlen` bytes of the client's random value to `out`. Returns the number of bytes
/// copied; with `outlen` 0 the value's length. The bytes are zeros before the handshake. See
/// SSL_get_client_random(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_client_random(
    ssl: *const SSL,
    out: *mut c_uchar,
    outlen: size_t,
) -> size_t {
    // SAFETY: `out` is writable for `outlen` bytes.
    unsafe {
        let facts = ssl.negotiation.facts();
        random(facts.as_ref().map(|f| &f.client_random), out, outlen)
    }
}

/// As `SSL_get_client_random`, for the server's random value. See SSL_get_server_random(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_server_random(
    ssl: *const SSL,
    out: *mut c_uchar,
    outlen: size_t,
) -> size_t {
    // SAFETY: `out` is writable for `outlen` bytes.
    unsafe {
        let facts = ssl.negotiation.facts();
        random(facts.as_ref().map(|f| &f.server_random), out, outlen)
    }
}

/// # Safety
/// `out` is writable for `length` bytes.
unsafe fn random(value: Option<&[u8; 32]>, out: *mut c_uchar, length: size_t) -> size_t {
    let value = value.unwrap_or(&[0; 32]);
    match length {
        0 => value.len(),
        // SAFETY: `out` is writable for `length` bytes, by this function's contract.
        _ => unsafe { copy(value, out, length) }.min(length),
    }
}

/// Copies up to `count` bytes of the Finished message that we sent to `buf`. Returns its whole
/// length; 0 before the handshake. See SSL_get_finished(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_finished(
    s: *const SSL,
    buf: *mut c_void,
    count: size_t,
) -> size_t {
    // SAFETY: `buf` is writable for `count` bytes.
    unsafe { copy_finished(s, |facts| &facts.finished, buf, count) }
}

/// As `SSL_get_finished`, for the message that the peer sent. See SSL_get_peer_finished(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_peer_finished(
    s: *const SSL,
    buf: *mut c_void,
    count: size_t,
) -> size_t {
    // SAFETY: `buf` is writable for `count` bytes.
    unsafe { copy_finished(s, |facts| &facts.peer_finished, buf, count) }
}

/// # Safety
/// `out` is writable for `room` bytes.
unsafe fn copy_finished(
    ssl: &SSL,
    message: fn(&Facts) -> &[u8],
    out: *mut c_void,
    room: size_t,
) -> size_t {
    let facts = ssl.negotiation.facts();
    let message = facts.as_ref().map_or(&[][..], |facts| message(facts));
    // SAFETY: `out` is writable for `room` bytes, by this function's contract.
    unsafe { copy(message, out.cast(), room) }
}

/// Copies what fits and returns the length of the value.
///
/// # Safety
/// `out` is writable for `room` bytes.
unsafe fn copy(value: &[u8], out: *mut c_uchar, room: size_t) -> size_t {
    if !out.is_null() {
        // SAFETY: no more than `room` bytes, and the two don't overlap.
        unsafe { std::ptr::copy_nonoverlapping(value.as_ptr(), out, value.len().min(room)) };
    }
    value.len()
}
