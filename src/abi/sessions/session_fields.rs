//! The fields of an SSL_SESSION (SSL_SESSION_get_id(3), SSL_SESSION_get_time(3) and the manual pages of the
//! others).

use std::ffi::CString;
use std::ptr::{null, null_mut};

use libc::{c_char, c_int, c_long, c_uchar, c_uint, c_ulong, c_void, time_t};
use zeroize::Zeroizing;

use crate::abi::{bytes, copied, entry, store, text, SSL_CIPHER, SSL_SESSION};
use crate::error::reason::Reason;
use crate::objects;
use crate::session::{Id, Octets, MAX_SECRET};
use crate::sys::err;
use crate::sys::ffi::X509;

/// The session id; `len`, if not NULL, gets its bytes (0 to 32). Borrowed from the session. See
/// SSL_SESSION_get_id(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get_id(
    s: *const SSL_SESSION,
    len: *mut c_uint,
) -> *const c_uchar {
    // SAFETY: `len` is NULL or writable.
    unsafe {
        let data = s.read();
        store(len, data.id.as_slice().len() as c_uint);
        data.id.as_slice().as_ptr()
    }
}

/// Sets the session id, up to 32 bytes. The session must not be in a cache.
///
/// Returns 1, or 0 with `SSL_R_SSL_SESSION_ID_TOO_LONG`. See SSL_SESSION_set1_id(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_set1_id(
    s: *mut SSL_SESSION,
    sid: *const c_uchar,
    sid_len: c_uint,
) -> c_int {
    // SAFETY: `sid` is readable for its length.
    unsafe {
        let Some(id) = Id::new(bytes(sid, sid_len as usize)) else {
            err::raise(Reason::SSL_SESSION_ID_TOO_LONG);
            return 0;
        };
        s.alter(|data| data.id = id);
        1
    }
}

/// The session id context of the server that made the session; `len`, if not NULL, gets its bytes
/// (0 to 32). Borrowed from the session. See SSL_SESSION_get0_id_context(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get0_id_context(
    s: *const SSL_SESSION,
    len: *mut c_uint,
) -> *const c_uchar {
    // SAFETY: `len` is NULL or writable.
    unsafe {
        let data = s.read();
        store(len, data.context.as_slice().len() as c_uint);
        data.context.as_slice().as_ptr()
    }
}

/// Sets the session id context, up to 32 bytes.
///
/// Returns 1, or 0 with `SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG`. See
/// SSL_SESSION_set1_id_context(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_set1_id_context(
    s: *mut SSL_SESSION,
    sid_ctx: *const c_uchar,
    sid_ctx_len: c_uint,
) -> c_int {
    // SAFETY: `sid_ctx` is readable for its length.
    unsafe {
        let Some(context) = Id::new(bytes(sid_ctx, sid_ctx_len as usize)) else {
            err::raise(Reason::SSL_SESSION_ID_CONTEXT_TOO_LONG);
            return 0;
        };
        s.update(|data| data.context = context);
        1
    }
}

/// The time when the session was made, in seconds since 1970; 0 for NULL. See
/// SSL_SESSION_get_time(3).
#[entry(null = 0)]
pub unsafe extern "C-unwind" fn SSL_SESSION_get_time(s: *const SSL_SESSION) -> c_long {
    s.read().time
}

/// Sets the time when the session was made, in seconds since 1970. Returns it, or 0 for NULL. See
/// SSL_SESSION_set_time(3).
#[entry(null = 0)]
pub unsafe extern "C-unwind" fn SSL_SESSION_set_time(s: *mut SSL_SESSION, t: c_long) -> c_long {
    s.reschedule(|data| data.time = t);
    t
}

/// As `SSL_SESSION_get_time`, in a type that covers the years after 2038 on every machine. See
/// SSL_SESSION_get_time_ex(3).
#[entry(null = 0, since = "3.3.0")]
pub unsafe extern "C-unwind" fn SSL_SESSION_get_time_ex(s: *const SSL_SESSION) -> time_t {
    s.read().time
}

/// As `SSL_SESSION_set_time`, in a type that covers the years after 2038 on every machine. See
/// SSL_SESSION_set_time_ex(3).
#[entry(null = 0, since = "3.3.0")]
pub unsafe extern "C-unwind" fn SSL_SESSION_set_time_ex(s: *mut SSL_SESSION, t: time_t) -> time_t {
    s.reschedule(|data| data.time = t);
    t
}

/// The timeout in seconds after the session's start; 0 for NULL. See SSL_SESSION_get_timeout(3).
#[entry(null = 0)]
pub unsafe extern "C-unwind" fn SSL_SESSION_get_timeout(s: *const SSL_SESSION) -> c_long {
    s.read().timeout
}

/// Sets the timeout in seconds after the session's start. Returns 1, or 0 for NULL and for a
/// negative number. See SSL_SESSION_set_timeout(3).
#[entry(null = 0)]
pub unsafe extern "C-unwind" fn SSL_SESSION_set_timeout(s: *mut SSL_SESSION, t: c_long) -> c_long {
    if t < 0 {
        return 0;
    }
    s.reschedule(|data| data.timeout = t);
    1
}

/// The protocol version, such as `TLS1_3_VERSION`. See SSL_SESSION_get_protocol_version(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get_protocol_version(s: *const SSL_SESSION) -> c_int {
    s.read().version
}

/// Sets the protocol version. Returns 1, or 0 for NULL. See SSL_SESSION_set_protocol_version(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_set_protocol_version(
    s: *mut SSL_SESSION,
    version: c_int,
) -> c_int {
    s.alter(|data| data.version = version);
    1
}

/// The cipher suite, or NULL if there is none. Static. See SSL_SESSION_get0_cipher(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get0_cipher(
    s: *const SSL_SESSION,
) -> *const SSL_CIPHER {
    s.read().cipher.map_or(null(), |cipher| cipher)
}

/// Sets the cipher suite; NULL for none. Returns 1, or 0 for a NULL session. See
/// SSL_SESSION_set_cipher(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_set_cipher(
    s: *mut SSL_SESSION,
    cipher: *const SSL_CIPHER,
) -> c_int {
    // SAFETY: suites are static.
    unsafe {
        let cipher: Option<&'static SSL_CIPHER> = objects::get(cipher);
        s.alter(|data| data.cipher = cipher);
        1
    }
}

/// The server's name in the handshake, or NULL. Borrowed from the session. See
/// SSL_SESSION_get0_hostname(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get0_hostname(s: *const SSL_SESSION) -> *const c_char {
    let data = s.read();
    data.host_name.as_ref().map_or(null(), |name| name.as_ptr())
}

/// Sets the server's name; NULL for none. Returns 1, or 0 for a NULL session. See
/// SSL_SESSION_set1_hostname(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_set1_hostname(
    s: *mut SSL_SESSION,
    hostname: *const c_char,
) -> c_int {
    // SAFETY: the argument is NULL or a string.
    unsafe {
        let name = text(hostname).and_then(|name| CString::new(name).ok());
        s.update(|data| data.host_name = name);
        1
    }
}

/// The application protocol: `*alpn` gets the name, NULL if there is none, `*len` its bytes.
/// Borrowed from the session. See SSL_SESSION_get0_alpn_selected(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get0_alpn_selected(
    s: *const SSL_SESSION,
    alpn: *mut *const c_uchar,
    len: *mut usize,
) {
    // SAFETY: results are NULL or writable.
    unsafe {
        let data = s.read();
        store(alpn, pointer(&data.alpn));
        store(len, data.alpn.len());
    }
}

/// The pointer to the bytes; NULL if they are absent.
fn pointer(bytes: &Octets) -> *const c_uchar {
    bytes.0.as_ref().map_or(null(), |bytes| bytes.as_ptr())
}

/// Sets the application protocol; NULL or no bytes for none. Returns 1, or 0 for a NULL session. See
/// SSL_SESSION_set1_alpn_selected(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_set1_alpn_selected(
    s: *mut SSL_SESSION,
    alpn: *const c_uchar,
    len: usize,
) -> c_int {
    // SAFETY: `alpn` is NULL or readable for its length.
    unsafe {
        let name = copied(alpn, len);
        let done = c_int::from(name.is_some());
        s.update(|data| data.alpn = name.unwrap_or_default().into());
        done
    }
}

/// Copies the master secret (TLS 1.3: the pre-shared key, once known) to `out`, at most `outlen`
/// bytes.
///
/// Returns the number of bytes copied; with `outlen` 0 the secret's length. See
/// SSL_SESSION_get_master_key(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get_master_key(
    sess: *const SSL_SESSION,
    out: *mut c_uchar,
    outlen: usize,
) -> usize {
    // SAFETY: `out` is writable for `outlen`.
    unsafe {
        let data = sess.read();
        if outlen == 0 {
            return data.secret.len();
        }
        let length = outlen.min(data.secret.len());
        std::ptr::copy_nonoverlapping(data.secret.as_ptr(), out, length);
        length
    }
}

/// Sets the master secret, up to 512 bytes. Returns 1, or 0 for more. See
/// SSL_SESSION_set1_master_key(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_set1_master_key(
    sess: *mut SSL_SESSION,
    r#in: *const c_uchar,
    len: usize,
) -> c_int {
    // SAFETY: `in` is readable for its length.
    unsafe {
        if len > MAX_SECRET {
            return 0;
        }
        let secret = Zeroizing::new(bytes(r#in, len).to_vec());
        sess.alter(|data| data.secret = secret);
        1
    }
}

/// The peer's certificate, or NULL. Borrowed from the session. See SSL_SESSION_get0_peer(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get0_peer(s: *mut SSL_SESSION) -> *mut X509 {
    let peer = s.peer();
    peer.shown_leaf().map_or(null_mut(), |leaf| leaf.as_ptr())
}

/// Whether the session has a ticket: 1, or 0. See SSL_SESSION_has_ticket(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_has_ticket(s: *const SSL_SESSION) -> c_int {
    c_int::from(!s.read().ticket.is_empty())
}

/// The lifetime in seconds that the server promised for the ticket. See
/// SSL_SESSION_get_ticket_lifetime_hint(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get_ticket_lifetime_hint(
    s: *const SSL_SESSION,
) -> c_ulong {
    s.read().ticket_lifetime
}

/// The ticket: `*tick`, if not NULL, gets its address, NULL if there is none, `*len` its bytes.
/// Borrowed from the session. See SSL_SESSION_get0_ticket(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get0_ticket(
    s: *const SSL_SESSION,
    tick: *mut *const c_uchar,
    len: *mut usize,
) {
    // SAFETY: results are NULL or writable.
    unsafe {
        let data = s.read();
        store(tick, pointer(&data.ticket));
        store(len, data.ticket.len());
    }
}

/// The application's own data in the ticket: `*data` gets its address, NULL if there is none, `*len`
/// its bytes. Borrowed from the session. Returns 1. See SSL_SESSION_get0_ticket_appdata(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get0_ticket_appdata(
    ss: *mut SSL_SESSION,
    data: *mut *mut c_void,
    len: *mut usize,
) -> c_int {
    // SAFETY: results are NULL or writable.
    unsafe {
        let said = ss.read();
        store(data, pointer(&said.ticket_appdata).cast_mut().cast());
        store(len, said.ticket_appdata.len());
        1
    }
}

/// Sets the application's own data in the ticket; NULL or no bytes for none. Returns 1, or 0 for a
/// NULL session. See SSL_SESSION_set1_ticket_appdata(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_set1_ticket_appdata(
    ss: *mut SSL_SESSION,
    data: *const c_void,
    len: usize,
) -> c_int {
    // SAFETY: `data` is NULL or readable for its length.
    unsafe {
        let appdata = copied(data.cast(), len);
        let done = c_int::from(appdata.is_some());
        ss.update(|said| said.ticket_appdata = appdata.unwrap_or_default().into());
        done
    }
}

/// Bytes of early data that the server takes with the session; 0 for none. See
/// SSL_SESSION_get_max_early_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get_max_early_data(s: *const SSL_SESSION) -> u32 {
    s.read().max_early_data
}

/// Sets the bytes of early data. Returns 1, or 0 for NULL. See SSL_SESSION_set_max_early_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_set_max_early_data(
    s: *mut SSL_SESSION,
    max_early_data: u32,
) -> c_int {
    s.update(|data| data.max_early_data = max_early_data);
    1
}

/// The maximum fragment length extension of the session: 0, because it is never negotiated. See
/// SSL_SESSION_get_max_fragment_length(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get_max_fragment_length(
    sess: *const SSL_SESSION,
) -> u8 {
    0
}

/// The compression method: 0, unless a session that was read from DER has another. See
/// SSL_SESSION_get_compress_id(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get_compress_id(s: *const SSL_SESSION) -> c_uint {
    s.read().compression.into()
}

/// Whether the session can be resumed, as far as this side knows: 1, or 0. See
/// SSL_SESSION_is_resumable(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_is_resumable(s: *const SSL_SESSION) -> c_int {
    c_int::from(s.is_resumable())
}
