//! Session ids and session id contexts, which separate the sessions of applications
//! (SSL_CTX_set_session_id_context(3), SSL_CTX_set_generate_session_id(3)).

use libc::{c_int, c_uchar, c_uint};

use crate::abi::{bytes, entry, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::context::settings::MAX_SESSION_ID_CONTEXT;
use crate::context::Configured;
use crate::error::reason::Reason;
use crate::sys::err;

/// A callback, as `<openssl/ssl.h>` names it.
pub type GEN_SESSION_CB = Option<cb::GenerateSessionId>;

/// Sets the session id context: a server resumes only sessions that were made with the same one. A
/// server that verifies clients must set it for its sessions to be resumed at all.
///
/// `sid_ctx` has `sid_ctx_len` bytes, at most 32, which are copied. Returns 1, or 0 with
/// `SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG`. See SSL_CTX_set_session_id_context(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_session_id_context(
    ctx: *mut SSL_CTX,
    sid_ctx: *const c_uchar,
    sid_ctx_len: c_uint,
) -> c_int {
    // SAFETY: `sid_ctx` is readable for its length.
    unsafe { set_context(ctx, sid_ctx, sid_ctx_len) }
}

/// As `SSL_CTX_set_session_id_context`, for one connection. See SSL_set_session_id_context(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_session_id_context(
    ssl: *mut SSL,
    sid_ctx: *const c_uchar,
    sid_ctx_len: c_uint,
) -> c_int {
    // SAFETY: `sid_ctx` is readable for its length.
    unsafe { set_context(ssl, sid_ctx, sid_ctx_len) }
}

/// # Safety
/// `context` is NULL or readable for `length` bytes.
unsafe fn set_context(object: &impl Configured, context: *const c_uchar, length: c_uint) -> c_int {
    // SAFETY: `context` is NULL or readable for `length` bytes, by this function's contract.
    let context = unsafe { bytes(context, length as usize) };
    if context.len() > MAX_SESSION_ID_CONTEXT {
        err::raise(Reason::SSL_SESSION_ID_CONTEXT_TOO_LONG);
        return 0;
    }
    object.update(|settings| settings.session_id_context = context.into());
    1
}

/// Whether the internal cache has a session with this id and the connection's version: 1, or 0. See
/// SSL_has_matching_session_id(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_has_matching_session_id(
    ssl: *const SSL,
    id: *const c_uchar,
    id_len: c_uint,
) -> c_int {
    // SAFETY: `id` is readable for its length.
    unsafe {
        let version = ssl.current_version();
        let cache = &ssl.session_context().cache;
        let id = bytes(id, id_len as usize);
        c_int::from(cache.find(c_int::from(version.0), id).is_some())
    }
}

/// Sets the callback that makes the ids of a server's sessions; NULL for random ids. It gets 32 zero
/// bytes and their number, fills them, and returns 1. If it returns 0 the handshake fails
/// (`SSL_R_SSL_SESSION_ID_CALLBACK_FAILED`), as it does with an id that is in the cache already. In
/// TLS 1.2 it cannot make the id shorter (`SSL_R_SSL_SESSION_ID_HAS_BAD_LENGTH`).
///
/// Returns 1; 0 for NULL with an error on the queue. See SSL_CTX_set_generate_session_id(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_generate_session_id(
    ctx: *mut SSL_CTX,
    cb: GEN_SESSION_CB,
) -> c_int {
    ctx.update(|settings| settings.generate_session_id = cb);
    1
}

/// As `SSL_CTX_set_generate_session_id`, for one connection. See SSL_set_generate_session_id(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_generate_session_id(
    s: *mut SSL,
    cb: GEN_SESSION_CB,
) -> c_int {
    s.update(|settings| settings.generate_session_id = cb);
    1
}

/// Sets a callback that may forbid a server to make a session resumable, by returning something
/// other than 0; NULL for none. It is called in each full handshake once the cipher suite is chosen.
/// Its argument says whether the suite alone determines forward secrecy (1 in TLS 1.2, 0 in TLS
/// 1.3). See SSL_CTX_set_not_resumable_session_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_not_resumable_session_callback(
    ctx: *mut SSL_CTX,
    cb: Option<cb::NotResumable>,
) {
    ctx.update(|settings| settings.not_resumable = cb)
}

/// As `SSL_CTX_set_not_resumable_session_callback`, for one connection. See
/// SSL_set_not_resumable_session_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_not_resumable_session_callback(
    ssl: *mut SSL,
    cb: Option<cb::NotResumable>,
) {
    ssl.update(|settings| settings.not_resumable = cb)
}
