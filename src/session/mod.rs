//! SSL_SESSION: what two peers agreed on and can resume.
//!
//! | file | subject |
//! | --- | --- |
//! | `asn1` | the DER form, which is OpenSSL's |
//! | `der` | reading elements of DER |
//! | `cache` | the sessions that an SSL_CTX keeps |
//! | `peer` | the peer's certificates |
//! | `table` | the cache as the application sees it |
//! | `ticket` | sealing sessions into tickets |
//!
//! Connections, caches and the application share a session, in any number of threads. Its lock is never
//! held while a callback of the application runs.

pub mod asn1;
pub mod cache;
pub mod der;
pub mod peer;
mod table;
pub mod ticket;

use std::ffi::CString;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use libc::{c_int, c_long, c_ulong, c_void};
use zeroize::Zeroizing;

use crate::callbacks::SSL_SESSION;
use crate::cipher::Cipher;
use crate::constants::{TLSEXT_max_fragment_length_UNSPECIFIED, SSL_MAX_SSL_SESSION_ID_LENGTH};
use crate::handshake::ClientSession;
use crate::objects::{self, Mark};
use crate::sys::clock::now;
use crate::sys::ex_data::ExData;
use crate::sys::ffi;
use peer::PeerCertificates;
use tls::registry::group::NamedGroup;
use tls::registry::suite::CipherSuite;

/// The longest session id and session id context.
pub const MAX_ID: usize = SSL_MAX_SSL_SESSION_ID_LENGTH as usize;

/// The longest secret of a session (`TLS13_MAX_RESUMPTION_PSK_LENGTH`).
pub const MAX_SECRET: usize = 512;

/// Default timeout of a session without a context, in seconds.
const DEFAULT_TIMEOUT: i64 = 304;

/// `X509_V_ERR_UNSPECIFIED`: nothing was verified yet.
const NOT_VERIFIED: c_long = 1;

/// `TLSEXT_max_fragment_length_UNSPECIFIED`.
const FRAGMENT_LENGTH_UNSPECIFIED: u8 = TLSEXT_max_fragment_length_UNSPECIFIED as u8;

/// Up to 32 bytes at a fixed address: a session id, or a session id context.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub struct Id {
    bytes: [u8; MAX_ID],
    length: u8,
}

impl Id {
    /// `None` if there are too many bytes.
    pub fn new(bytes: &[u8]) -> Option<Id> {
        let mut id = Id::default();
        id.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
        id.length = bytes.len() as u8;
        Some(id)
    }

    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}

/// Bytes that may be absent, which differs from empty: a DER form can express both.
#[derive(Clone, Default)]
pub struct Octets(pub Option<Vec<u8>>);

impl std::ops::Deref for Octets {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.as_deref().unwrap_or_default()
    }
}

/// Empty bytes from another source count as absent.
impl From<Vec<u8>> for Octets {
    fn from(bytes: Vec<u8>) -> Octets {
        Octets((!bytes.is_empty()).then_some(bytes))
    }
}

/// The content of a session.
#[derive(Clone)]
pub struct Data {
    pub version: c_int,
    pub cipher: Option<&'static Cipher>,
    /// The suite's number in the DER form.
    pub suite: Option<CipherSuite>,
    pub id: Id,
    /// The session id context of the server that made it.
    pub context: Id,
    /// TLS 1.2: the master secret. TLS 1.3: the pre-shared key, once known.
    pub secret: Zeroizing<Vec<u8>>,
    /// Start of the session in seconds since 1970, and its timeout in seconds.
    pub time: i64,
    pub timeout: i64,
    pub peer: PeerCertificates,
    /// `X509_V_*`.
    pub verify_result: c_long,
    pub host_name: Option<CString>,
    pub alpn: Octets,
    pub ticket: Octets,
    /// Seconds that the server promised to honour the ticket.
    pub ticket_lifetime: c_ulong,
    pub ticket_age_add: u32,
    pub ticket_appdata: Octets,
    pub max_early_data: u32,
    pub extended_master_secret: bool,
    /// Fields of a DER form that are not used here and are written back unchanged.
    pub other_flags: u32,
    pub compression: u8,
    pub psk_hint: Option<CString>,
    pub psk_identity: Option<CString>,
    pub srp_user: Option<CString>,
    /// Key exchange group.
    pub group: u32,
    /// The maximum fragment length extension: unspecified before a handshake, then 0, since it is
    /// never negotiated.
    pub fragment_length: u8,
    /// The state of a client's handshake engine; if missing, it is made from the other fields.
    pub client: Option<Box<ClientSession>>,
}

impl Data {
    /// The group of the key exchange.
    pub fn named_group(&self) -> Option<NamedGroup> {
        (self.group != 0).then_some(NamedGroup(self.group as u16))
    }
}

impl Default for Data {
    fn default() -> Data {
        Data {
            version: 0,
            cipher: None,
            suite: None,
            id: Id::default(),
            context: Id::default(),
            secret: Zeroizing::default(),
            time: now(),
            timeout: DEFAULT_TIMEOUT,
            peer: PeerCertificates::default(),
            verify_result: NOT_VERIFIED,
            host_name: None,
            alpn: Octets::default(),
            ticket: Octets::default(),
            ticket_lifetime: 0,
            ticket_age_add: 0,
            ticket_appdata: Octets::default(),
            max_early_data: 0,
            extended_master_secret: false,
            other_flags: 0,
            compression: 0,
            psk_hint: None,
            psk_identity: None,
            srp_user: None,
            group: 0,
            fragment_length: FRAGMENT_LENGTH_UNSPECIFIED,
            client: None,
        }
    }
}

impl Data {
    /// Records that the peer did not request a maximum fragment length.
    pub fn disable_fragment_length(&mut self) {
        if self.fragment_length == FRAGMENT_LENGTH_UNSPECIFIED {
            self.fragment_length = 0;
        }
    }

    /// The last second in which the session may be used. Wider than the clock, so that no timeout overflows.
    pub fn expiry(&self) -> i128 {
        i128::from(self.time) + i128::from(self.timeout)
    }

    pub fn expired(&self, now: i64) -> bool {
        i128::from(now) > self.expiry() && self.expiry() <= i128::from(i64::MAX)
    }
}

/// The object behind `SSL_SESSION`.
pub struct Session {
    mark: Mark,
    data: RwLock<Data>,
    not_resumable: AtomicBool,
    /// The cache that holds the session, and the session's place in it.
    owner: Mutex<Option<cache::Place>>,
    pub(crate) ex_data: ExData,
}

// SAFETY: X509 objects count and lock for themselves; libcrypto leaves it to applications that
// share extra data between threads to put their own locks around it.
unsafe impl Send for Session {}
// SAFETY: as above; all else is behind locks.
unsafe impl Sync for Session {}

const MARK: Mark = Mark::new(b"SSL_SESS");
objects::marked!(Session, mark, "SSL_SESSION", MARK, 768);

impl Session {
    /// A new empty session (`SSL_SESSION_new`).
    pub fn new() -> Arc<Session> {
        Session::with(Data::default())
    }

    /// A new session with this content.
    pub fn with(data: Data) -> Arc<Session> {
        let session = Arc::new(Session {
            mark: MARK,
            data: RwLock::new(data),
            not_resumable: AtomicBool::new(false),
            owner: Mutex::new(None),
            ex_data: ExData::empty(ffi::CRYPTO_EX_INDEX_SSL_SESSION),
        });
        session.ex_data.init(session.address());
        session
    }

    /// A copy (`SSL_SESSION_dup`). `None` if a callback for extra data refuses.
    pub fn duplicate(&self) -> Option<Arc<Session>> {
        // The application's functions for extra data run without the lock.
        let data = self.read().clone();
        let copy = Session::with(data);
        copy.not_resumable
            .store(!self.may_resume(), Ordering::Relaxed);
        copy.ex_data.copy_from(&self.ex_data).then_some(copy)
    }

    /// As [`Session::duplicate`], for a new ticket: without the old one, and resumable.
    pub fn renew(&self) -> Option<Arc<Session>> {
        let copy = self.duplicate()?;
        copy.allow_resumption();
        copy.update(|data| {
            data.ticket = Octets::default();
            data.ticket_lifetime = 0;
        });
        Some(copy)
    }

    /// The address that the application knows the object by.
    pub fn address(&self) -> *const c_void {
        (self as *const Session).cast()
    }

    /// The address as callbacks get it.
    pub fn as_ptr(&self) -> *mut SSL_SESSION {
        (self as *const Session).cast_mut().cast()
    }

    /// The content. The guard holds the lock: no callback may run before it is dropped.
    pub fn read(&self) -> RwLockReadGuard<'_, Data> {
        self.data.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The peer's certificates.
    pub fn peer(&self) -> PeerCertificates {
        self.read().peer.clone()
    }

    /// Replaces the peer's certificates. The old ones are freed after the lock is released, because freeing
    /// them may run the application's functions for extra data.
    pub fn set_peer(&self, peer: PeerCertificates) {
        let old = self.update(|data| std::mem::replace(&mut data.peer, peer));
        drop(old);
    }

    /// Changes the content. `change` must not call the application.
    pub fn update<T>(&self, change: impl FnOnce(&mut Data) -> T) -> T {
        change(&mut self.data.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes content on which the handshake engine's state depends, and drops that state.
    pub fn alter(&self, change: impl FnOnce(&mut Data)) {
        self.update(|data| {
            change(data);
            data.client = None;
        });
    }

    /// Changes time or timeout, and moves the session in its cache.
    pub fn reschedule(&self, change: impl FnOnce(&mut Data)) {
        let expiry = self.update(|data| {
            change(data);
            data.expiry()
        });
        let owner = self.owner().clone();
        if let Some(place) = owner {
            place.move_to(expiry);
        }
    }

    /// The session may be resumed: it has not left its cache, and its connection has not failed.
    pub fn may_resume(&self) -> bool {
        !self.not_resumable.load(Ordering::Relaxed)
    }

    pub fn forbid_resumption(&self) {
        self.not_resumable.store(true, Ordering::Relaxed);
    }

    pub fn allow_resumption(&self) {
        self.not_resumable.store(false, Ordering::Relaxed);
    }

    /// TLS 1.3: whether the session can be resumed with this suite, which may differ from its own.
    pub fn has_hash_of(&self, suite: CipherSuite) -> bool {
        let digest = |cipher: &Cipher| cipher.handshake_digest;
        let own = self.read().cipher.map(digest);
        own.is_some() && own == Cipher::find(suite).map(digest)
    }

    /// `SSL_SESSION_is_resumable`.
    pub fn is_resumable(&self) -> bool {
        let data = self.read();
        self.may_resume() && (!data.id.is_empty() || !data.ticket.is_empty())
    }

    fn owner(&self) -> MutexGuard<'_, Option<cache::Place>> {
        self.owner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.ex_data.free(self.address());
    }
}
