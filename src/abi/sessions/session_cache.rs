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
/// Returns 1, or 0 if this very session is in the cache, or for NULL. See SSL_CTX_add_session(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_add_session(
    ctx: *mut SSL_CTX,
    session: *mut SSL_SESSION,
) -> c_int {
    // SAFETY: each NULL or live.
    unsafe {
        match objects::share(session) {
            Some(session) => c_int::from(ctx.add_session(&session)),
            None => unless_foreign(session, FUNCTION, 0),
        }
    }
}

/// Removes the session with this session's id from the cache. This session is not resumed any more,
/// also if it was not there.
///
/// Returns 1, or 0 if it was not there. See SSL_CTX_remove_session(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_remove_session(
    ctx: *mut SSL_CTX,
    session: *mut SSL_SESSION,
) -> c_int {
    // SAFETY: each NULL or live; the reference keeps the session alive while the callback runs.
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

/// As `SSL_CTX_flush_sessions`, with a time in a type that has room for the years after 2038 on every
/// machine. See SSL_CTX_flush_sessions_ex(3).
#[entry(since = "3.4.0")]
pub unsafe extern "C-unwind" fn SSL_CTX_flush_sessions_ex(ctx: *mut SSL_CTX, tm: time_t) {
    ctx.flush_sessions(tm)
}

/// The sessions in the cache, as a table that belongs to the context and is kept up to date until that is
/// freed. It is not locked: the caller sees to it that no other thread uses the cache while he looks into
/// it, and changes nothing in it but through `SSL_CTX_add_session`, `SSL_CTX_remove_session` and
/// `SSL_CTX_flush_sessions`.
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
/// Returns the value before; 0 for NULL. See SSL_CTX_set_timeout(3).
#[entry(null = 0)]
pub unsafe extern "C-unwind" fn SSL_CTX_set_timeout(ctx: *mut SSL_CTX, t: c_long) -> c_long {
    ctx.cache.set_timeout(t)
}

/// The value that `SSL_CTX_set_timeout` set; 0 for NULL. See SSL_CTX_get_timeout(3).
#[entry(null = 0)]
pub unsafe extern "C-unwind" fn SSL_CTX_get_timeout(ctx: *const SSL_CTX) -> c_long {
    ctx.cache.timeout()
}

/// Seconds that a session may be resumed unless somebody says otherwise: 7200. See
/// SSL_get_default_timeout(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_default_timeout(s: *const SSL) -> c_long {
    cache::DEFAULT_TIMEOUT
}

/// Sets the callback that hears of new sessions, as the cache's mode says; NULL for none. It keeps
/// the reference that it is given by returning 1, and leaves it by returning 0. See
/// SSL_CTX_sess_set_new_cb(3).
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

/// Sets the callback that is told of sessions that left the cache or must not be resumed; NULL for
/// none. See SSL_CTX_sess_set_remove_cb(3).
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

/// Sets the callback that finds a session which the internal cache does not have; NULL for none. It
/// gives a reference away with `*copy` 0, and lends a session with `*copy` 1, which is what it is
/// set to before. See SSL_CTX_sess_set_get_cb(3).
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
