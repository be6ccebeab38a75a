//! Sessions in the life of a connection: which one it has from when on, which one is offered, found
//! again, sealed into a ticket, handed to the application, and dropped from the cache.
//!
//! | file | subject |
//! | --- | --- |
//! | `client` | the session that is offered, and what the server makes of it |
//! | `server` | the session of a ClientHello: the one that the client names, or a new one |
//! | `lookup` | what a ticket or a session id of the client's stands for |
//! | `tickets` | tickets that a server gives out |
//!
//! A connection has its session as OpenSSL's has: a client with its ClientHello, a server before its
//! callbacks run; the handshake fills it in. With TLS 1.2 the application hears of a new session at the
//! end of the handshake; with TLS 1.3 a server's once for each ticket, a client's when the ticket
//! arrives. A session that was handed out is not changed any more: a new ticket makes a copy.

mod client;
mod lookup;
mod server;
mod tickets;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use libc::{c_int, c_long};
use zeroize::Zeroizing;

use super::state::Role;
use super::Connection;
use crate::cipher::Cipher;
use crate::constants::{
    SSL_OP_NO_ANTI_REPLAY, SSL_OP_NO_TICKET, SSL_SECOP_TICKET, SSL_VERIFY_PEER,
};
use crate::context::security::Secured;
use crate::handshake::{ClientSession, TLS12, TLS13};
use crate::session::cache::{self, SessionCache};
use crate::session::peer::PeerCertificates;
use crate::session::{now, Data, Id, Session};

/// The connection's session, whether it is resumed, and which tickets are to follow.
#[derive(Default)]
pub struct Resumption {
    /// The session; a client's before its handshake is the one that it offers.
    session: RefCell<Option<Arc<Session>>>,
    /// Client: no ticket extension is sent (`SSL_set_session_ticket_ext` with NULL).
    omits_ticket_extension: Cell<bool>,
    /// `SSL_session_reused`.
    hit: Cell<bool>,
    /// Server: the client is to get a ticket.
    ticket_expected: Cell<bool>,
    /// Client: the server has sent a ticket of TLS 1.2.
    ticket_received: Cell<bool>,
    /// Client: the master secret of a TLS 1.2 handshake whose key share is not sent yet.
    master_secret: RefCell<Zeroizing<Vec<u8>>>,
    /// Server: what a session was, and whether it is resumed, while another ClientHello is waited for.
    aside: RefCell<Option<(Arc<Session>, bool)>>,
    /// Server, TLS 1.3: tickets are being sent.
    sending: Cell<bool>,
    /// Server, TLS 1.3: tickets sent since the object was made or cleared.
    sent: Cell<usize>,
    /// Server, TLS 1.3: tickets that `SSL_new_session_ticket` asked for.
    extra: Cell<u32>,
    /// Server, TLS 1.3: what tells the next ticket apart.
    next_nonce: Cell<u64>,
}

impl Resumption {
    /// A session was, or is being, resumed.
    pub fn hit(&self) -> bool {
        self.hit.get()
    }

    /// There is a session.
    pub fn has_session(&self) -> bool {
        self.session.borrow().is_some()
    }

    /// `SSL_get_session`: NULL for none.
    pub fn session_ptr(&self) -> *mut Session {
        let session = self.session.borrow();
        session
            .as_ref()
            .map_or(std::ptr::null_mut(), |session| session.as_ptr().cast())
    }

    /// Something that the session says, if there is one.
    pub fn ask<T>(&self, get: impl FnOnce(&Data) -> T) -> Option<T> {
        let session = self.session.borrow();
        session.as_ref().map(|session| get(&session.read()))
    }

    /// Client: no ticket extension is sent.
    pub fn omit_ticket_extension(&self) {
        self.omits_ticket_extension.set(true);
    }

    pub(super) fn omits_ticket_extension(&self) -> bool {
        self.omits_ticket_extension.get()
    }

    /// Server: tickets were asked for and are not sent yet.
    pub(super) fn owes_extra_tickets(&self) -> bool {
        self.extra.get() > 0
    }

    /// `SSL_dup`.
    pub(super) fn copy_from(&self, other: &Resumption) {
        self.session.replace(other.session.borrow().clone());
    }

    /// `SSL_clear`: the session stays. Returns what is to be freed.
    pub fn clear(&self) -> impl Sized {
        self.hit.set(false);
        self.ticket_expected.set(false);
        self.ticket_received.set(false);
        self.sending.set(false);
        self.sent.set(0);
        self.extra.set(0);
        drop(self.master_secret.take());
        self.aside.take()
    }
}

impl Connection {
    fn cache(&self) -> &SessionCache {
        &self.session_context().cache
    }

    /// The connection's session as it is now.
    pub(crate) fn current_session(&self) -> Option<Arc<Session>> {
        self.resumption.session.borrow().clone()
    }

    /// Makes a session, and with it what the application's functions put into its extra data.
    fn new_session(&self, data: Data) -> Arc<Session> {
        self.outside(|| Session::with(data))
    }

    /// Makes this the connection's session. The old one goes when nothing is borrowed.
    fn replace_session(&self, session: Option<Arc<Session>>) {
        let old = self.resumption.session.replace(session);
        self.outside(|| drop(old));
    }

    /// Takes a session out of the internal cache, of which the application is told.
    fn remove_from_cache(&self, session: &Arc<Session>) -> bool {
        self.outside(|| self.session_context().remove_session(session))
    }

    /// Changes what the connection's session says, if it has one. `change` must not call the application.
    pub(super) fn update_session(&self, change: impl FnOnce(&mut Data)) {
        if let Some(session) = self.current_session() {
            session.update(change);
        }
    }

    /// Gives the connection's session the peer's certificates.
    pub(crate) fn set_peer(&self, peer: PeerCertificates) {
        if let Some(session) = self.current_session() {
            self.outside(|| session.set_peer(peer));
        }
    }

    /// The peer's certificates in the connection's session.
    pub(crate) fn session_peer(&self) -> PeerCertificates {
        self.current_session()
            .map_or_else(PeerCertificates::default, |session| session.peer())
    }

    /// A handshake begins: counts it.
    pub(crate) fn count_attempt(&self) {
        let statistics = &self.cache().statistics;
        match self.role() {
            Role::Server => statistics.accept.add(),
            _ => statistics.connect.add(),
        }
    }

    /// The connection's session is not to be resumed: a fatal alert was sent or received.
    pub(crate) fn forget_session(&self) {
        if let Some(session) = self.current_session() {
            self.remove_from_cache(&session);
        }
    }

    /// Lets go of a session whose connection was not shut down, and forgets it.
    pub(crate) fn clear_bad_session(&self) {
        if self.state.sent_shutdown() || self.state.in_init() {
            return;
        }
        self.forget_session();
        self.replace_session(None);
    }

    /// `SSL_set_session`: the session that a client offers.
    pub(crate) fn set_session(&self, session: Option<Arc<Session>>) {
        self.clear_bad_session();
        self.set_method(self.context().method());
        if let Some(session) = &session {
            self.verification.set_result(session.read().verify_result);
        }
        self.replace_session(session);
    }

    /// A new session with what is known of every connection (`ssl_get_new_session`).
    fn blank_session(&self, version: u16) -> Data {
        Data {
            version: c_int::from(version),
            timeout: self.cache().session_timeout(),
            context: Id::new(&self.settings().session_id_context).unwrap_or_default(),
            verify_result: 0,
            ..Data::default()
        }
    }

    /// Whether tickets of TLS 1.2 may be used, on either side.
    pub(crate) fn uses_tickets(&self) -> bool {
        let nothing = std::ptr::null_mut();
        !self.has_option(SSL_OP_NO_TICKET) && self.is_secure(SSL_SECOP_TICKET, 0, 0, nothing)
    }

    /// TLS 1.3: each ticket is taken once, because early data may come with it. The cache tells whether it
    /// was taken before.
    fn resists_replay(&self) -> bool {
        self.settings().max_early_data > 0 && !self.has_option(SSL_OP_NO_ANTI_REPLAY)
    }

    /// TLS 1.3: tickets hold nothing but the ids of sessions in the cache.
    fn has_stateful_tickets(&self) -> bool {
        self.has_option(SSL_OP_NO_TICKET) || self.resists_replay()
    }

    /// The cipher suite is in force.
    pub(crate) fn put_cipher_into_session(&self) {
        let suite = self
            .negotiation
            .facts()
            .as_ref()
            .map_or(0, |facts| facts.suite);
        self.update_session(|data| data.cipher = Cipher::find(suite));
    }

    /// TLS 1.2: the master secret is made.
    pub(crate) fn take_master_secret(&self, secret: &[u8]) {
        let secret = Zeroizing::new(secret.to_vec());
        match self.role() {
            Role::Server => self.update_session(|data| data.secret = secret),
            // OpenSSL's client makes it when it has sent its key share.
            _ => drop(self.resumption.master_secret.replace(secret)),
        }
    }

    /// Client, TLS 1.2: the key share was sent.
    pub(crate) fn put_client_master_secret(&self) {
        let secret = self.resumption.master_secret.take();
        if !secret.is_empty() {
            self.update_session(|data| data.secret = secret);
        }
    }

    /// The protocol is selected.
    pub(crate) fn put_protocol(&self, protocol: &[u8]) {
        self.negotiation.select_protocol(protocol);
        if !self.resumption.hit() {
            self.update_session(|data| data.alpn = protocol.to_vec().into());
        }
    }

    /// The handshake is over: the caches get the session of TLS 1.2. `engine` is what a client's engine
    /// has of it, to offer it again.
    pub(crate) fn end_handshake_of_session(&self, engine: Option<ClientSession>) {
        let (resumption, statistics) = (&self.resumption, &self.cache().statistics);
        resumption.ticket_expected.set(false);
        let tls13 = self.version() == TLS13;
        if resumption.hit() && !tls13 {
            self.recall_group();
        }
        if self.role() == Role::Server {
            if !tls13 {
                self.update_cache(cache::SERVER);
            }
            // The context in force counts it, which may not be the one whose cache is used.
            self.context().cache.statistics.accept_good.add();
            return;
        }
        if !resumption.hit() || resumption.ticket_received.get() {
            self.update_session(|data| data.client = engine.map(Box::new));
        }
        if !tls13 {
            self.update_cache(cache::CLIENT);
        } else if self.cache().mode() & cache::CLIENT != 0 {
            // Tickets of TLS 1.3 are best used once.
            self.forget_session();
        }
        if resumption.hit() {
            statistics.hits.add();
        }
        statistics.connect_good.add();
    }

    /// A resumption with TLS 1.2 exchanges no keys: the group is that of the original handshake.
    fn recall_group(&self) {
        let group = self
            .current_session()
            .map_or(0, |session| session.read().group);
        self.negotiation.recall_group(group as u16);
    }

    /// Without a session id context nobody knows what a verified client was verified for.
    fn lacks_context(&self, context: &[u8]) -> bool {
        context.is_empty() && self.settings().verify_mode & SSL_VERIFY_PEER != 0
    }

    /// Gives the connection's session to the internal cache and to the application, as the cache's
    /// mode says (`ssl_update_cache`).
    fn update_cache(&self, side: c_long) {
        let Some(session) = self.current_session() else {
            return;
        };
        let (id, session_context) = {
            let data = session.read();
            (data.id, data.context)
        };
        if id.is_empty() || !session.may_resume() {
            return;
        }
        let server = side == cache::SERVER;
        if server && self.lacks_context(session_context.as_slice()) {
            return;
        }
        let (context, mode) = (self.session_context(), self.cache().mode());
        let hooks = context.hooks();
        let tls13 = self.version() == TLS13;
        if mode & side != 0 && (!self.resumption.hit() || tls13) {
            // A TLS 1.3 server's tickets hold the whole session: there is no reason to keep it,
            // but for the application that wants to hear of its end.
            let keep =
                !(tls13 && server) || hooks.remove_session.is_some() || self.has_stateful_tickets();
            if keep && mode & cache::NO_INTERNAL_STORE == 0 {
                self.outside(|| context.add_session(&session));
            }
            if let Some(callback) = hooks.new_session {
                let given = Arc::into_raw(session);
                // SAFETY: the application's callback, called with a live connection as documented.
                let tell = || unsafe { callback(self.as_ptr(), given.cast_mut().cast()) };
                if self.outside(tell) == 0 {
                    // SAFETY: the callback did not take the reference that was made for it.
                    drop(unsafe { Arc::from_raw(given) });
                }
            }
        }
        if mode & cache::NO_AUTO_CLEAR == 0 && mode & side == side {
            let good = match server {
                true => &context.cache.statistics.accept_good,
                false => &context.cache.statistics.connect_good,
            };
            if good.get() & 0xff == 0xff {
                self.outside(|| context.flush_sessions(now()));
            }
        }
    }
}
