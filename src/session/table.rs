//! The application's view of the session cache (`SSL_CTX_sessions`): an LHASH that OpenSSL's macros can
//! read. It holds pointers to the cache's sessions only, and is updated under the cache's lock.
//!
//! Hashes and order equal OpenSSL's: programs may read the statistics, and remove sessions while they walk
//! through the table.

use std::ptr;
use std::sync::Arc;

use libc::{c_int, c_ulong, c_void};

use super::Session;
use crate::objects;
use crate::sys::lhash::Lhash;

/// The cache's sessions by version and id.
pub struct Table {
    hash: Lhash,
    /// Whether its content equals the cache's. It differs after memory was out, and after the application
    /// changed the id of a session in the cache, which is then in the wrong bucket.
    right: bool,
}

impl Table {
    /// An empty table, to be filled; `None` when memory is out.
    pub fn new() -> Option<Table> {
        // SAFETY: what is in the table are sessions of the cache, which are alive.
        let hash = unsafe { Lhash::new(hash, compare) }?;
        Some(Table { hash, right: false })
    }

    pub fn as_ptr<S>(&self) -> *mut S {
        self.hash.as_ptr()
    }

    /// Whether the table is valid; otherwise it must be filled again before a session is freed.
    pub fn is_right(&self) -> bool {
        self.right
    }

    /// Follows the cache: adds a session in place of `old`.
    pub fn insert(&mut self, session: &Arc<Session>, old: Option<&Session>) {
        // SAFETY: `session` is live, and leaves the table before it is freed.
        let replaced = unsafe { self.hash.insert(item(session)) };
        self.right &= ptr::eq(replaced.cast(), old.map_or(ptr::null(), ptr::from_ref));
    }

    /// Follows the cache: removes a session. Without `shrink` the table keeps its buckets.
    pub fn remove(&mut self, session: &Arc<Session>, shrink: bool) {
        // SAFETY: `session` is live during the call.
        let removed = unsafe { self.hash.delete(item(session), shrink) };
        self.right &= ptr::eq(removed, item(session));
    }

    /// Fills the table with these sessions, as many as memory allows. All pointers in it are live.
    pub fn fill<'a>(&mut self, sessions: impl Iterator<Item = &'a Arc<Session>>) {
        self.hash.clear();
        for session in sessions {
            // SAFETY: `session` is live, and leaves the table before it is freed.
            unsafe { self.hash.insert(item(session)) };
        }
        self.right = true;
    }
}

fn item(session: &Arc<Session>) -> *mut c_void {
    Arc::as_ptr(session).cast_mut().cast()
}

/// The first four bytes of the id.
unsafe extern "C-unwind" fn hash(item: *const c_void) -> c_ulong {
    // SAFETY: a session of the cache, or one that the application looks for.
    let Some(session) = (unsafe { objects::get(item.cast::<Session>()) }) else {
        return 0;
    };
    let id = session.read().id;
    // An id's bytes after its end are 0.
    let first = id.bytes[..4].iter().rev();
    first.fold(0, |hash, byte| hash << 8 | c_ulong::from(*byte))
}

/// 0 for the same version and id.
unsafe extern "C-unwind" fn compare(one: *const c_void, other: *const c_void) -> c_int {
    // SAFETY: as for `hash`.
    let session = |pointer: *const c_void| unsafe { objects::get(pointer.cast::<Session>()) };
    let (Some(one), Some(other)) = (session(one), session(other)) else {
        return 1;
    };
    let key = |session: &Session| {
        let data = session.read();
        (data.version, data.id)
    };
    match key(one) == key(other) {
        true => 0,
        false => 1,
    }
}
