//! The internal session cache of an SSL_CTX: sessions by version and id, in the order in which
//! they expire, with OpenSSL's limits and statistics.
//!
//! The application's remove callback runs after the lock is released.

use std::collections::{BTreeMap, HashMap};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use libc::{c_int, c_long};

use super::table::Table;
use super::{Id, Session};
use crate::constants::*;
use crate::sys::clock::now;

/// `SSL_SESS_CACHE_*`: what the cache is used for.
pub const CLIENT: c_long = SSL_SESS_CACHE_CLIENT;
pub const SERVER: c_long = SSL_SESS_CACHE_SERVER;
pub const NO_AUTO_CLEAR: c_long = SSL_SESS_CACHE_NO_AUTO_CLEAR;
pub const NO_INTERNAL_LOOKUP: c_long = SSL_SESS_CACHE_NO_INTERNAL_LOOKUP;
pub const NO_INTERNAL_STORE: c_long = SSL_SESS_CACHE_NO_INTERNAL_STORE;
pub const UPDATE_TIME: c_long = SSL_SESS_CACHE_UPDATE_TIME;

/// Default for the most sessions in a cache.
const DEFAULT_SIZE: i64 = 20 * 1024;

/// Default timeout of sessions in seconds.
pub const DEFAULT_TIMEOUT: c_long = 7200;

/// How often something happened (`SSL_CTX_sess_connect` and its siblings).
#[derive(Default)]
pub struct Counter(AtomicU32);

impl Counter {
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub fn subtract(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    pub fn get(&self) -> c_long {
        // OpenSSL counts in an int.
        c_long::from(self.0.load(Ordering::Relaxed) as c_int)
    }
}

/// The statistics of a context.
#[derive(Default)]
pub struct Statistics {
    pub connect: Counter,
    pub connect_good: Counter,
    pub accept: Counter,
    pub accept_good: Counter,
    pub hits: Counter,
    pub misses: Counter,
    pub timeouts: Counter,
    pub cache_full: Counter,
    pub callback_hits: Counter,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct CacheKey {
    version: c_int,
    id: Id,
}

impl CacheKey {
    fn of(session: &Session) -> CacheKey {
        let data = session.read();
        CacheKey {
            version: data.version,
            id: data.id,
        }
    }
}

/// When a session expires. Among equals the one added first comes first.
type Rank = (i128, u64);

#[derive(Default)]
struct SessionList {
    sessions: HashMap<CacheKey, (Arc<Session>, Rank)>,
    order: BTreeMap<Rank, CacheKey>,
    added: u64,
    /// The application's view, once it was requested.
    table: Option<Table>,
}

impl SessionList {
    /// Adds a session in place of `old`, which was removed.
    fn insert(&mut self, key: CacheKey, session: Arc<Session>, old: Option<&Session>) {
        self.added += 1;
        let rank = (session.read().expiry(), self.added);
        self.order.insert(rank, key.clone());
        if let Some(table) = &mut self.table {
            table.insert(&session, old);
        }
        self.sessions.insert(key, (session, rank));
        self.mend_table();
    }

    /// Removes a session, but not from the table.
    fn take(&mut self, key: &CacheKey) -> Option<Arc<Session>> {
        let (session, rank) = self.sessions.remove(key)?;
        self.order.remove(&rank);
        *session.owner() = None;
        Some(session)
    }

    fn remove(&mut self, key: &CacheKey, shrink: bool) -> Option<Arc<Session>> {
        let session = self.take(key)?;
        if let Some(table) = &mut self.table {
            table.remove(&session, shrink);
        }
        self.mend_table();
        Some(session)
    }

    /// Removes the session that expires first, if `wanted` says so.
    fn pop_first(
        &mut self,
        wanted: impl FnOnce(&Session) -> bool,
        shrink: bool,
    ) -> Option<Arc<Session>> {
        let key = self.order.first_key_value()?.1.clone();
        let (session, _) = self.sessions.get(&key)?;
        if !wanted(session) {
            return None;
        }
        self.remove(&key, shrink)
    }

    /// The table, which is made at the first call; `None` when memory is out.
    fn table(&mut self) -> Option<&Table> {
        if self.table.is_none() {
            self.table = Some(Table::new()?);
        }
        self.mend_table();
        self.table.as_ref()
    }

    fn mend_table(&mut self) {
        if let Some(table) = self.table.as_mut().filter(|table| !table.is_right()) {
            table.fill(self.sessions.values().map(|(session, _)| session));
        }
    }
}

fn lock(list: &Mutex<SessionList>) -> MutexGuard<'_, SessionList> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where a session is kept.
#[derive(Clone)]
pub struct Place {
    list: Weak<Mutex<SessionList>>,
    key: CacheKey,
}

impl Place {
    /// Moves the session to the position of its new expiry.
    pub fn move_to(&self, expiry: i128) {
        let Some(list) = self.list.upgrade() else {
            return;
        };
        let mut list = lock(&list);
        list.added += 1;
        let rank = (expiry, list.added);
        let Some((_, place)) = list.sessions.get_mut(&self.key) else {
            return;
        };
        let old = std::mem::replace(place, rank);
        list.order.remove(&old);
        list.order.insert(rank, self.key.clone());
    }
}

/// Sessions by id, with OpenSSL's size and time limits.
pub struct SessionCache {
    list: Arc<Mutex<SessionList>>,
    mode: AtomicI64,
    size: AtomicI64,
    timeout: AtomicI64,
    pub statistics: Statistics,
}

impl Default for SessionCache {
    /// Empty, and used by servers.
    fn default() -> SessionCache {
        SessionCache {
            list: Arc::default(),
            mode: AtomicI64::new(SERVER),
            size: AtomicI64::new(DEFAULT_SIZE),
            timeout: AtomicI64::new(DEFAULT_TIMEOUT),
            statistics: Statistics::default(),
        }
    }
}

impl SessionCache {
    /// `SSL_SESS_CACHE_*`.
    pub fn mode(&self) -> c_long {
        self.mode.load(Ordering::Relaxed)
    }

    /// Returns the previous mode.
    pub fn set_mode(&self, mode: c_long) -> c_long {
        self.mode.swap(mode, Ordering::Relaxed)
    }

    /// The most sessions kept; 0 for no limit.
    pub fn size(&self) -> c_long {
        self.size.load(Ordering::Relaxed)
    }

    /// Returns the previous size. A negative size changes nothing and returns 0.
    pub fn set_size(&self, size: c_long) -> c_long {
        if size < 0 {
            return 0;
        }
        self.size.swap(size, Ordering::Relaxed)
    }

    /// Timeout of new sessions in seconds, as set.
    pub fn timeout(&self) -> c_long {
        self.timeout.load(Ordering::Relaxed)
    }

    /// Returns the previous timeout.
    pub fn set_timeout(&self, timeout: c_long) -> c_long {
        self.timeout.swap(timeout, Ordering::Relaxed)
    }

    /// Timeout of new sessions in seconds; the default if 0 was set.
    pub fn session_timeout(&self) -> c_long {
        match self.timeout() {
            0 => DEFAULT_TIMEOUT,
            timeout => timeout,
        }
    }

    /// The number of sessions in the cache.
    pub fn number(&self) -> c_long {
        lock(&self.list).sessions.len() as c_long
    }

    /// The sessions as `LHASH_OF(SSL_SESSION)`, which the cache then keeps up to date; NULL when memory is out.
    pub fn table<S>(&self) -> *mut S {
        lock(&self.list).table().map_or(null_mut(), Table::as_ptr)
    }

    /// The session with this id and version.
    pub fn find(&self, version: c_int, id: &[u8]) -> Option<Arc<Session>> {
        let id = Id::new(id)?;
        let list = lock(&self.list);
        let (session, _) = list.sessions.get(&CacheKey { version, id })?;
        Some(session.clone())
    }

    /// `SSL_CTX_add_session`: false if this session is in the cache already. Another session with the same id
    /// leaves the cache without a callback. If the cache is full, the sessions that expire first go. `removed` is
    /// called for each of them, as for every session that leaves the cache, while no lock is held.
    pub fn add(&self, session: &Arc<Session>, removed: impl Fn(&Session)) -> bool {
        if self.mode() & UPDATE_TIME != 0 {
            session.update(|data| data.time = now());
        }
        let key = CacheKey::of(session);
        let mut crowded_out = Vec::new();
        // Removed sessions are freed after the lock, because freeing may run the application's code.
        let (is_new, _replaced) = {
            let mut list = lock(&self.list);
            let old = list.take(&key);
            let is_new = !old.as_ref().is_some_and(|old| Arc::ptr_eq(old, session));
            let limit = usize::try_from(self.size()).unwrap_or(0);
            // As in OpenSSL, the new session counts when room is made.
            while is_new && limit > 0 && list.sessions.len() + 1 >= limit {
                match list.pop_first(|_| true, true) {
                    Some(oldest) => crowded_out.push(oldest),
                    None => break,
                }
            }
            *session.owner() = Some(Place {
                list: Arc::downgrade(&self.list),
                key: key.clone(),
            });
            list.insert(key, session.clone(), old.as_deref());
            (is_new, old)
        };
        for old in &crowded_out {
            self.statistics.cache_full.add();
            leave(old, &removed);
        }
        is_new
    }

    /// `SSL_CTX_remove_session`: whether the cache had a session with its id. In either case the session is no
    /// longer resumable.
    pub fn remove(&self, session: &Session, removed: impl Fn(&Session)) -> bool {
        let key = CacheKey::of(session);
        if key.id.is_empty() {
            return false;
        }
        let found = lock(&self.list).remove(&key, true);
        leave(session, &removed);
        found.is_some()
    }

    /// `SSL_CTX_flush_sessions`: removes the sessions that expired before `time`, all of them for 0.
    pub fn flush(&self, time: i64, removed: impl Fn(&Session)) {
        loop {
            let wanted = |session: &Session| time == 0 || session.read().expired(time);
            let Some(session) = lock(&self.list).pop_first(wanted, false) else {
                return;
            };
            leave(&session, &removed);
        }
    }
}

/// Takes back a session that has left the cache: it is not resumable any more.
fn leave(session: &Session, removed: &impl Fn(&Session)) {
    session.forbid_resumption();
    removed(session);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::ffi;
    use libc::c_void;

    fn ignore(_: &Session) {}

    fn session(id: u8, expiry: i64) -> Arc<Session> {
        let session = Session::new();
        session.update(|data| {
            data.version = 0x0303;
            data.id = Id::new(&[id; 32]).unwrap();
            (data.time, data.timeout) = (1, expiry - 1);
        });
        session
    }

    #[test]
    fn added_found_removed() {
        let cache = &SessionCache::default();
        let one = session(1, 100);
        assert!(cache.add(&one, ignore));
        assert!(!cache.add(&one, ignore));
        assert_eq!(cache.number(), 1);
        assert!(Arc::ptr_eq(&cache.find(0x0303, &[1; 32]).unwrap(), &one));
        assert!(cache.find(0x0304, &[1; 32]).is_none());
        assert!(cache.remove(&one, ignore));
        assert!(!one.is_resumable());
        assert!(!cache.remove(&one, ignore));
        assert_eq!(cache.number(), 0);
    }

    #[test]
    fn same_id_replaces() {
        let cache = &SessionCache::default();
        let (one, two) = (session(1, 100), session(1, 200));
        assert!(cache.add(&one, ignore));
        assert!(cache.add(&two, ignore));
        assert_eq!(cache.number(), 1);
        assert!(one.may_resume());
    }

    #[test]
    fn expired_sessions_are_flushed_also_after_their_time_changed() {
        let cache = &SessionCache::default();
        let (one, two, three) = (session(1, 100), session(2, 200), session(3, 300));
        for session in [&three, &one, &two] {
            cache.add(session, ignore);
        }
        cache.flush(100, ignore);
        assert_eq!(cache.number(), 3);
        cache.flush(101, ignore);
        assert_eq!(cache.number(), 2);
        three.reschedule(|data| data.timeout = 10);
        cache.flush(101, ignore);
        assert!(cache.find(0x0303, &[3; 32]).is_none());
        two.reschedule(|data| data.timeout = i64::MAX);
        cache.flush(i64::MAX, ignore);
        assert_eq!(cache.number(), 1);
        cache.flush(0, ignore);
        assert_eq!(cache.number(), 0);
    }

    extern "C" {
        fn OPENSSL_LH_retrieve(table: *mut ffi::OPENSSL_LHASH, item: *const c_void) -> *mut c_void;
    }

    /// What an application finds in the table with this session.
    fn in_table(cache: &SessionCache, sought: &Arc<Session>) -> *const Session {
        let table = cache.table::<ffi::OPENSSL_LHASH>();
        // SAFETY: the cache's table and what it holds are alive.
        unsafe { OPENSSL_LH_retrieve(table, sought.address()) }.cast()
    }

    #[test]
    fn a_session_whose_id_changed_leaves_the_table_with_the_cache() {
        let cache = &SessionCache::default();
        let (one, two, three) = (session(1, 100), session(2, 200), session(3, 300));
        for session in [&one, &two] {
            cache.add(session, ignore);
        }
        assert_eq!(in_table(cache, &one), one.address().cast());
        // One has an id that is in no bucket, then that of another session.
        for id in [9, 2] {
            one.alter(|data| data.id = Id::new(&[id; 32]).unwrap());
            cache.add(&three, ignore);
            cache.flush(101, ignore);
            assert_eq!(cache.number(), 2);
            assert_eq!(in_table(cache, &session(1, 1)), std::ptr::null());
            assert_eq!(in_table(cache, &session(9, 1)), std::ptr::null());
            assert_eq!(in_table(cache, &two), two.address().cast());
            assert_eq!(in_table(cache, &three), three.address().cast());
            one.alter(|data| data.id = Id::new(&[1; 32]).unwrap());
            cache.add(&one, ignore);
        }
        cache.flush(0, ignore);
        assert_eq!(in_table(cache, &two), std::ptr::null());
    }

    #[test]
    fn the_first_to_expire_make_room() {
        let cache = &SessionCache::default();
        assert_eq!(cache.set_size(3), 20480);
        let (one, two, three) = (session(1, 300), session(2, 100), session(3, 200));
        for session in [&one, &two, &three] {
            cache.add(session, ignore);
        }
        assert_eq!(cache.number(), 2);
        assert!(!two.may_resume());
        assert_eq!(cache.statistics.cache_full.get(), 1);
    }
}
