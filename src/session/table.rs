//! The session cache as the application sees it (`SSL_CTX_sessions`): an LHASH that OpenSSL's macros can
//! read. It holds pointers to sessions of the cache and nothing else, and follows it under its lock.
//!
//! Hashes and order are those of OpenSSL: programs may look at the statistics, and remove sessions while
//! they walk through the table.

use std::ptr;
use std::sync::Arc;

use libc::{c_int, c_ulong, c_void};

use super::Session;
use crate::objects;
use crate::sys::lhash::Lhash;

/// The cache's sessions by version and id.
pub struct Table {
    hash: Lhash,
    /// What is in it is what is in the cache. That fails when memory is out, and when the application
    /// changes the id of a session in the cache: then it is no longer found where it is.
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

    /// Whether the table can be used, or must be filled before anything is freed.
    pub fn is_right(&self) -> bool {
        self.right
    }

    /// A session comes into the cache in the place of `old`, which goes.
    pub fn insert(&mut self, session: &Arc<Session>, old: Option<&Session>) {
        // SAFETY: a live session.
        let replaced = unsafe { self.hash.insert(item(session)) };
        self.right &= ptr::eq(replaced.cast(), old.map_or(ptr::null(), ptr::from_ref));
    }

    /// A session leaves the cache. Unless it may `shrink`, the table keeps its buckets.
    pub fn remove(&mut self, session: &Arc<Session>, shrink: bool) {
        // SAFETY: a live session.
        let removed = unsafe { self.hash.delete(item(session), shrink) };
        self.right &= ptr::eq(removed, item(session));
    }

    /// Makes it a table of these sessions. As many as there is memory for: all that it holds is alive.
    pub fn fill<'a>(&mut self, sessions: impl Iterator<Item = &'a Arc<Session>>) {
        self.hash.clear();
        for session in sessions {
            // SAFETY: a live session.
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
    let sessions =
        unsafe { objects::get(one.cast::<Session>()).zip(objects::get(other.cast::<Session>())) };
    let Some((one, other)) = sessions else {
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
