//! Padding of TLS 1.3 records, and the buffers (SSL_CTX_set_block_padding(3),
//! SSL_alloc_buffers(3)).

use libc::{c_int, c_void, off_t, size_t};

use crate::abi::{entry, refuse, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::context::Configured;
use crate::error::reason::Reason;
use crate::record::MAX_PLAINTEXT;
use crate::sys::err;

/// Sets the block lengths for application data records and for all other records; 0 and 1 mean no
/// padding. As in OpenSSL, the first is set even if the second is too large.
fn set_block_padding(object: &impl Configured, data: size_t, handshake: size_t) -> c_int {
    let multiple = |size| match size {
        1 => Some(0),
        size => (size <= MAX_PLAINTEXT).then_some(size),
    };
    let Some(data) = multiple(data) else {
        return 0;
    };
    let handshake = multiple(handshake);
    object.update(|settings| {
        settings.block_padding = data;
        settings.handshake_padding = handshake.unwrap_or(settings.handshake_padding);
    });
    object.apply_fragment_lengths();
    handshake.is_some().into()
}

/// Pads the TLS 1.3 records of new connections to a multiple of `block_size` bytes; 0 or 1 for
/// none. Returns 1, or 0 if `block_size` is more than 16384. See SSL_CTX_set_block_padding(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_block_padding(
    ctx: *mut SSL_CTX,
    block_size: size_t,
) -> c_int {
    set_block_padding(ctx, block_size, block_size)
}

/// Pads the TLS 1.3 records of one connection to a multiple of `block_size` bytes; 0 or 1 for none.
/// Returns 1, or 0 if `block_size` is more than 16384. See SSL_set_block_padding(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_block_padding(ssl: *mut SSL, block_size: size_t) -> c_int {
    set_block_padding(ssl, block_size, block_size)
}

/// As `SSL_CTX_set_block_padding`, with a multiple for records of application data and one for those
/// of the handshake and of alerts. Returns 1, or 0 if one of them is more than 16384. See
/// SSL_CTX_set_block_padding_ex(3).
#[entry(since = "3.4.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_set_block_padding_ex(
    ctx: *mut SSL_CTX,
    app_block_size: size_t,
    hs_block_size: size_t,
) -> c_int {
    set_block_padding(ctx, app_block_size, hs_block_size)
}

/// As `SSL_CTX_set_block_padding_ex`, for one connection. See SSL_set_block_padding_ex(3).
#[entry(since = "3.4.0")]
pub unsafe extern "C-unwind" fn SSL_set_block_padding_ex(
    ssl: *mut SSL,
    app_block_size: size_t,
    hs_block_size: size_t,
) -> c_int {
    set_block_padding(ssl, app_block_size, hs_block_size)
}

/// Sets the callback that returns the padding of each TLS 1.3 record of new connections; NULL for
/// none. See SSL_CTX_set_record_padding_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_record_padding_callback(
    ctx: *mut SSL_CTX,
    cb: Option<cb::RecordPadding>,
) {
    ctx.update(|settings| settings.record_padding.call = cb)
}

/// Sets the callback that returns the padding of each TLS 1.3 record of one connection; NULL for
/// none. Returns
/// 1. See SSL_set_record_padding_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_record_padding_callback(
    ssl: *mut SSL,
    cb: Option<cb::RecordPadding>,
) -> c_int {
    ssl.update(|settings| settings.record_padding.call = cb);
    1
}

/// Sets the argument of the padding callback. See SSL_CTX_set_record_padding_callback_arg(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_record_padding_callback_arg(
    ctx: *mut SSL_CTX,
    arg: *mut c_void,
) {
    ctx.update(|settings| settings.record_padding.arg = arg)
}

/// The argument of the padding callback. See SSL_CTX_get_record_padding_callback_arg(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_record_padding_callback_arg(
    ctx: *const SSL_CTX,
) -> *mut c_void {
    ctx.settings().record_padding.arg
}

/// Sets the argument of the padding callback. See SSL_set_record_padding_callback_arg(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_record_padding_callback_arg(
    ssl: *mut SSL,
    arg: *mut c_void,
) {
    ssl.update(|settings| settings.record_padding.arg = arg)
}

/// The argument of the padding callback. See SSL_get_record_padding_callback_arg(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_record_padding_callback_arg(
    ssl: *const SSL,
) -> *mut c_void {
    ssl.settings().record_padding.arg
}

/// Sets how many bytes are read ahead at once if read_ahead is on; 0 for the default.
/// See SSL_CTX_set_default_read_buffer_len(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_default_read_buffer_len(
    ctx: *mut SSL_CTX,
    len: size_t,
) {
    ctx.update(|settings| settings.read_buffer_length = len)
}

/// Sets how many bytes are read ahead at once if read_ahead is on; 0 for the default.
/// See SSL_set_default_read_buffer_len(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_default_read_buffer_len(ssl: *mut SSL, len: size_t) {
    ssl.update(|settings| settings.read_buffer_length = len);
    ssl.apply_fragment_lengths()
}

/// Checks a mode of RFC 6066: 0 means no limit, 1 to 4 are lengths. Lengths are refused, because the
/// extension is never sent.
fn max_fragment_length(name: &'static str, mode: u8) -> c_int {
    match mode {
        0 => 1,
        1..=4 => refuse(
            name,
            "the maximum fragment length extension is not offered",
            0,
        ),
        _ => {
            err::raise(Reason::SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH);
            0
        }
    }
}

/// Not supported: asks servers for shorter records. Returns 1 for
/// `TLSEXT_max_fragment_length_DISABLED`, and 0 with an error on the queue for every length, because
/// the extension is never offered. See SSL_CTX_set_tlsext_max_fragment_length(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_tlsext_max_fragment_length(
    ctx: *mut SSL_CTX,
    mode: u8,
) -> c_int {
    max_fragment_length(FUNCTION, mode)
}

/// Not supported: asks servers for shorter records. Returns 1 for
/// `TLSEXT_max_fragment_length_DISABLED`, and 0 with an error on the queue for every length, because
/// the extension is never offered. See SSL_set_tlsext_max_fragment_length(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_tlsext_max_fragment_length(
    ssl: *mut SSL,
    mode: u8,
) -> c_int {
    max_fragment_length(FUNCTION, mode)
}

/// Allocates the buffers of a connection. Here the first read and write do that, so this only
/// returns 1. See SSL_alloc_buffers(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_alloc_buffers(ssl: *mut SSL) -> c_int {
    1
}

/// Frees the buffers. Returns 1, or 0 if they hold data. See SSL_free_buffers(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_free_buffers(ssl: *mut SSL) -> c_int {
    c_int::from(ssl.release_buffers())
}

/// Not supported: sends a file through the kernel's TLS. Returns -1 with OpenSSL's error for a
/// connection without it on the queue, `SSL_R_UNINITIALIZED`, or `SSL_R_PROTOCOL_IS_SHUTDOWN` after
/// our close_notify. See SSL_sendfile(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_sendfile(
    s: *mut SSL,
    _fd: c_int,
    _offset: off_t,
    _size: size_t,
    _flags: c_int,
) -> isize {
    err::raise(if s.has_role() && s.state.sent_shutdown() {
        Reason::PROTOCOL_IS_SHUTDOWN
    } else {
        Reason::UNINITIALIZED
    });
    -1
}
