//! The session cache of an SSL_CTX and the application's part in it (SSL_CTX_set_session_cache_mode(3),
//! SSL_CTX_add_session(3), SSL_CTX_sess_set_get_cb(3), SSL_CTX_set_timeout(3)).

use libc::{c_int, c_long, time_t};

use crate::abi::{entry, unless_foreign, SSL, SSL_CTX, SSL_SESSION};
use crate::callbacks as cb;
use crate::error::reason::Reason;
use crate::objects;
use crate::session::cache;
use crate::sys::err;

/// `LHASH_OF(SSL_SESSION)`.
pub enum lhash_st_SSL_SESSION {}

/// Adds a session to the cache, which takes a reference of its own.
///
/// Returns 1, or 0 if the same session object is in the cache, or for NULL. See
/// SSL_CTX_add_session(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_add_session(
    ctx: *mut SSL_CTX,
    session: *mut SSL_SESSION,
) -> c_int {
    // SAFETY: both pointers are NULL or live.
    unsafe {
        match objects::share(session) {
            Some(session) => c_int::from(ctx.add_session(&session)),
            None => unless_foreign(session, FUNCTION, 0),
        }
    }
}

/// Removes the session with this session's id from the cache. The given session becomes unusable for
/// resumption, even if the cache did not have it.
///
/// Returns 1, or 0 if the cache did not have it. See SSL_CTX_remove_session(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_remove_session(
    ctx: *mut SSL_CTX,
    session: *mut SSL_SESSION,
) -> c_int {
    // SAFETY: both pointers are NULL or live; the new reference keeps the session alive while the callback
    // runs.
    unsafe {
        objects::share(session).map_or(0, |session| c_int::from(ctx.remove_session(&session)))
    }
}

/// Removes the sessions that have expired at `tm`, in seconds since 1970; all sessions for 0. See
/// SSL_CTX_flush_sessions(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_flush_sessions(ctx: *mut SSL_CTX, tm: c_long) {
    ctx.flush_sessions(tm)
}

/// As `SSL_CTX_flush_sessions`, with a type of time that covers the years after 2038 on every
/// machine. See SSL_CTX_flush_sessions_ex(3).
#[entry(since = "3.4.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_flush_sessions_ex(ctx: *mut SSL_CTX, tm: time_t) {
    ctx.flush_sessions(tm)
}

/// The sessions in the cache, as a table that belongs to the context and is kept up to date. It is
/// not locked: while the caller reads it, no other thread may use the cache. The caller changes it
/// only through `SSL_CTX_add_session`, `SSL_CTX_remove_session` and `SSL_CTX_flush_sessions`.
///
/// Returns NULL with an error on the queue for NULL and when memory is out. See SSL_CTX_sessions(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_sessions(ctx: *mut SSL_CTX) -> *mut lhash_st_SSL_SESSION {
    let table = ctx.cache.table::<lhash_st_SSL_SESSION>();
    if table.is_null() {
        err::raise(Reason::ERR_R_MALLOC_FAILURE);
    }
    table
}

/// Sets how many seconds new sessions may be resumed; 0 for the default of 7200.
///
/// Returns the old value; 0 for NULL. See SSL_CTX_set_timeout(3).
#[entry(null = 0)]
pub unsafe extern "C-unwind" fn SSL_CTX_set_timeout(ctx: *mut SSL_CTX, t: c_long) -> c_long {
    ctx.cache.set_timeout(t)
}

/// The value that `SSL_CTX_set_timeout` set; 0 for NULL. See SSL_CTX_get_timeout(3).
#[entry(null = 0)]
pub unsafe extern "C-unwind" fn SSL_CTX_get_timeout(ctx: *const SSL_CTX) -> c_long {
    ctx.cache.timeout()
}

/// The default timeout of sessions in seconds: 7200. See SSL_get_default_timeout(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_default_timeout(s: *const SSL) -> c_long {
    cache::DEFAULT_TIMEOUT
}

/// Sets the callback for new sessions, which is called depending on the cache's mode; NULL for none.
/// It returns 1 to keep the reference that it gets, 0 to leave it. See SSL_CTX_sess_set_new_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_sess_set_new_cb(
    ctx: *mut SSL_CTX,
    new_session_cb: Option<cb::NewSession>,
) {
    ctx.update_hooks(|hooks| hooks.new_session = new_session_cb)
}

/// The callback that `SSL_CTX_sess_set_new_cb` set. See SSL_CTX_sess_get_new_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_sess_get_new_cb(
    ctx: *mut SSL_CTX,
) -> Option<cb::NewSession> {
    ctx.hooks().new_session
}

/// Sets the callback for sessions that leave the cache or must not be resumed; NULL for none. See
/// SSL_CTX_sess_set_remove_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_sess_set_remove_cb(
    ctx: *mut SSL_CTX,
    remove_session_cb: Option<cb::RemoveSession>,
) {
    ctx.update_hooks(|hooks| hooks.remove_session = remove_session_cb)
}

/// The callback that `SSL_CTX_sess_set_remove_cb` set. See SSL_CTX_sess_get_remove_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_sess_get_remove_cb(
    ctx: *mut SSL_CTX,
) -> Option<cb::RemoveSession> {
    ctx.hooks().remove_session
}

/// Sets the callback that finds a session which the internal cache does not have; NULL for none.
/// With `*copy` 0 it gives a reference away; with `*copy` 1, the value before the call, it keeps its
/// reference. See SSL_CTX_sess_set_get_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_sess_set_get_cb(
    ctx: *mut SSL_CTX,
    get_session_cb: Option<cb::GetSession>,
) {
    ctx.update_hooks(|hooks| hooks.get_session = get_session_cb)
}

/// The callback that `SSL_CTX_sess_set_get_cb` set. See SSL_CTX_sess_get_get_cb(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_sess_get_get_cb(
    ctx: *mut SSL_CTX,
) -> Option<cb::GetSession> {
    ctx.hooks().get_session
}
