//! Streams of QUIC; TLS connections have none (SSL_new_stream(3), SSL_accept_stream(3), SSL_get_stream_id(3),
//! SSL_stream_reset(3)).
//!
//! For TLS objects each function returns what OpenSSL's returns, and queues no error.

use std::ptr::null_mut;

use libc::{c_int, size_t};

use crate::abi::{entry, SSL};

/// A stream goes in both directions (`SSL_STREAM_TYPE_BIDI`).
const BIDIRECTIONAL: c_int = 3;
/// There is no stream (`SSL_STREAM_STATE_NONE`).
const NO_STREAM: c_int = 0;

/// Why a stream is reset; never read here. `<openssl/ssl.h>` has its members.
pub enum SSL_STREAM_RESET_ARGS {}

/// Makes a stream: NULL for TLS objects. See SSL_new_stream(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_new_stream(_s: *mut SSL, _flags: u64) -> *mut SSL {
    null_mut()
}

/// Accepts a stream that the peer made: NULL for TLS objects. See SSL_accept_stream(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_accept_stream(_s: *mut SSL, _flags: u64) -> *mut SSL {
    null_mut()
}

/// Streams that wait to be accepted: 0 for TLS objects. See SSL_get_accept_stream_queue_len(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_accept_stream_queue_len(_s: *mut SSL) -> size_t {
    0
}

/// The directions of an object's stream: `SSL_STREAM_TYPE_BIDI` (3) for TLS objects.
/// See SSL_get_stream_type(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_stream_type(_s: *mut SSL) -> c_int {
    BIDIRECTIONAL
}

/// The number of an object's stream: `UINT64_MAX` for TLS objects. See SSL_get_stream_id(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_stream_id(_s: *mut SSL) -> u64 {
    u64::MAX
}

/// Whether a stream was made on this side: -1, which is failure, for TLS objects.
/// See SSL_is_stream_local(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_is_stream_local(_s: *mut SSL) -> c_int {
    -1
}

/// Sets the type of a connection's default stream: always 0, which is failure, for TLS objects. See
/// SSL_set_default_stream_mode(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_set_default_stream_mode(_s: *mut SSL, _mode: u32) -> c_int {
    0
}

/// Sets what happens to streams that the peer makes: always 0, which is failure, for TLS objects.
/// See SSL_set_incoming_stream_policy(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_set_incoming_stream_policy(
    _s: *mut SSL,
    _policy: c_int,
    _aec: u64,
) -> c_int {
    0
}

/// Ends the sending side of a stream: 0, which is failure, for TLS objects.
/// See SSL_stream_conclude(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_stream_conclude(_ssl: *mut SSL, _flags: u64) -> c_int {
    0
}

/// Resets a stream: 0, which is failure, for TLS objects. See SSL_stream_reset(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_stream_reset(
    _ssl: *mut SSL,
    _args: *const SSL_STREAM_RESET_ARGS,
    _args_len: size_t,
) -> c_int {
    0
}

/// The state of a stream's receiving side: `SSL_STREAM_STATE_NONE` (0) for TLS objects.
/// See SSL_get_stream_read_state(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_stream_read_state(_ssl: *mut SSL) -> c_int {
    NO_STREAM
}

/// The state of a stream's sending side: `SSL_STREAM_STATE_NONE` (0) for TLS objects.
/// See SSL_get_stream_write_state(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_stream_write_state(_ssl: *mut SSL) -> c_int {
    NO_STREAM
}

/// The code with which the peer reset a stream: -1, which is failure, for TLS objects.
/// See SSL_get_stream_read_error_code(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_stream_read_error_code(
    _ssl: *mut SSL,
    _app_error_code: *mut u64,
) -> c_int {
    -1
}

/// The code with which a stream was reset on this side: -1, which is failure, for TLS objects.
/// See SSL_get_stream_write_error_code(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get_stream_write_error_code(
    _ssl: *mut SSL,
    _app_error_code: *mut u64,
) -> c_int {
    -1
}
