//! The time of day: the only clock for sessions, tickets and the verification of chains.

use std::ptr::null_mut;

/// Seconds since 1970, by the clock that programs and OpenSSL read: `time` may be some milliseconds behind
/// the clock of nanoseconds, and a session must not be made in a program's future.
pub fn now() -> i64 {
    // SAFETY: NULL is allowed: the time is returned alone.
    unsafe { libc::time(null_mut()) }
}
