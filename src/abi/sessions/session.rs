//! SSL_SESSION: making, counting and freeing it (SSL_SESSION_free(3)), its extra data, and the session
//! of a connection (SSL_get_session(3), SSL_set_session(3)).

use std::ptr::null_mut;
use std::sync::Arc;

use libc::{c_int, c_void};

use crate::abi::{enter, entry, up_ref, SSL, SSL_SESSION};
use crate::error::reason::Reason;
use crate::memory;
use crate::objects;
use crate::session::Session;
use crate::sys::{err, init};

/// The pointer to a session that the caller owns from now on, or NULL.
fn owned(session: Option<Arc<Session>>) -> *mut SSL_SESSION {
    session.map_or(null_mut(), |session| Arc::into_raw(session).cast_mut())
}

/// Makes an empty session with a timeout of 304 seconds from now.
///
/// Returns an object that the caller owns and frees with `SSL_SESSION_free`. See SSL_SESSION_new(3).
#[entry]
pub extern "C-unwind" fn SSL_SESSION_new() -> *mut SSL_SESSION {
    if !init::init_default() {
        return null_mut();
    }
    let session = memory::make(Session::new);
    if session.is_none() {
        err::raise(Reason::ERR_R_MALLOC_FAILURE);
    }
    owned(session)
}

/// Makes a copy of a session, with copies of its extra data.
///
/// Returns an object that the caller owns, or NULL with an error on the queue. See
/// SSL_SESSION_dup(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_dup(src: *const SSL_SESSION) -> *mut SSL_SESSION {
    let copy = memory::make(|| src.duplicate()).flatten();
    if copy.is_none() {
        err::raise(Reason::ERR_R_MALLOC_FAILURE);
    }
    owned(copy)
}

/// Takes one more reference. Returns 1, or 0 for NULL with an error on the queue. See
/// SSL_SESSION_up_ref(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_SESSION_up_ref(ses: *mut SSL_SESSION) -> c_int {
    // SAFETY: the object came from `Arc::into_raw`, as all objects of this type do.
    unsafe { up_ref(FUNCTION, ses) }
}

/// Releases one reference; the last one frees the session. NULL does nothing. See
/// SSL_SESSION_free(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_SESSION_free(ses: *mut SSL_SESSION) {
    // SAFETY: the pointer is NULL or live, and the caller gives its reference away.
    drop(unsafe { objects::take(ses) });
}

/// The connection's session, or NULL. Borrowed: valid until the connection changes it or is freed.
///
/// In TLS 1.3 a session that can be resumed exists only after the server's ticket was read. See
/// SSL_get_session(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_session(ssl: *const SSL) -> *mut SSL_SESSION {
    ssl.resumption.session_ptr()
}

/// As `SSL_get_session`, with a reference that the caller owns. See SSL_get1_session(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get1_session(ssl: *mut SSL) -> *mut SSL_SESSION {
    owned(ssl.current_session())
}

/// Sets the session that a client offers to resume; NULL for none. The connection takes a reference
/// of its own. With a session that cannot be resumed, the handshake is a full one.
///
/// Returns 1, or 0 for a NULL connection. See SSL_set_session(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_session(to: *mut SSL, session: *mut SSL_SESSION) -> c_int {
    // SAFETY: the application's session is NULL or live, and we take our own reference.
    unsafe {
        let shared = objects::share(session);
        if shared.is_none() && !session.is_null() {
            return 0;
        }
        to.set_session(shared);
        1
    }
}

/// Whether the handshake resumed a session: 1, or 0. See SSL_session_reused(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_session_reused(s: *const SSL) -> c_int {
    c_int::from(s.resumption.hit())
}

/// Gives `to` the session, the method, the certificates and the session id context of `from`.
///
/// Returns 1, or 0 with an error on the queue. See SSL_set_session(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_copy_session_id(to: *mut SSL, from: *const SSL) -> c_int {
    let copy = |from: &SSL| {
        to.set_session(from.current_session());
        to.set_method(from.method());
        let settings = from.settings();
        to.update(|own| {
            own.credentials = settings.credentials.clone();
            own.session_id_context = settings.session_id_context.clone();
        });
        1
    };
    // SAFETY: `from` is NULL or live, by the caller's contract; the attribute has entered `to`.
    unsafe { enter(FUNCTION, from, 0, copy) }
}

/// Stores a pointer under an index that `SSL_SESSION_get_ex_new_index` gave. Returns 1, or 0 with an
/// error on the queue. See SSL_SESSION_set_ex_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_set_ex_data(
    ss: *mut SSL_SESSION,
    idx: c_int,
    data: *mut c_void,
) -> c_int {
    c_int::from(ss.ex_data.set(idx, data))
}

/// The pointer stored under an index, or NULL. See SSL_SESSION_get_ex_data(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_get_ex_data(
    ss: *const SSL_SESSION,
    idx: c_int,
) -> *mut c_void {
    ss.ex_data.get(idx)
}
