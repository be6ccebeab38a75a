//! The session of a connection: when it gets one, which one it offers, finds, seals into a ticket, gives to the
//! application, and removes from the cache.
//!
//! | file | subject |
//! | --- | --- |
//! | `client` | the session that is offered, and what the server makes of it |
//! | `server` | the session of a ClientHello: the one that the client names, or a new one |
//! | `lookup` | what a ticket or a session id of the client's stands for |
//! | `machine` | sessions, as the handshake machine of `tls` wants them |
//! | `tickets` | tickets that a server gives out |
//!
//! A connection gets its session at the same time as in OpenSSL: a client with its ClientHello, a server before
//! its callbacks run. The handshake completes it. The application gets a new TLS 1.2 session at the end of the
//! handshake, and a TLS 1.3 session with each ticket that a server sends or a client receives. A session that
//! the application got is not changed any more: a new ticket makes a copy.

mod client;
mod lookup;
#[cfg(feature = "own-engine")]
mod machine;
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
use crate::session::{Data, Id, Session};
use crate::sys::clock::now;
use tls::registry::version::ProtocolVersion;

/// The connection's session, whether it is resumed, and the tickets that are due.
#[derive(Default)]
pub struct Resumption {
    /// The session. Before a client's handshake it is the one that the client offers.
    session: RefCell<Option<Arc<Session>>>,
    /// Client: no ticket extension is sent (`SSL_set_session_ticket_ext` with NULL).
    omits_ticket_extension: Cell<bool>,
    /// `SSL_session_reused`.
    hit: Cell<bool>,
    /// Server: the client gets a ticket.
    ticket_expected: Cell<bool>,
    /// Client: the server has sent a ticket of TLS 1.2.
    ticket_received: Cell<bool>,
    /// Client: the master secret of a TLS 1.2 handshake, until the ClientKeyExchange is sent.
    master_secret: RefCell<Zeroizing<Vec<u8>>>,
    /// Server: the session, and whether it is resumed, while the server waits for a second ClientHello.
    aside: RefCell<Option<(Arc<Session>, bool)>>,
    /// Server, TLS 1.3: tickets are being sent.
    sending: Cell<bool>,
    /// Server, TLS 1.3: tickets sent since the object was made or cleared.
    sent: Cell<usize>,
    /// Server, TLS 1.3: tickets that `SSL_new_session_ticket` asked for.
    extra: Cell<u32>,
    /// Server, TLS 1.3: the nonce of the next ticket.
    next_nonce: Cell<u64>,
}

impl Resumption {
    /// The handshake resumes or has resumed a session.
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

    /// The result of `get` on the session, if there is one.
    pub fn ask<T>(&self, get: impl FnOnce(&Data) -> T) -> Option<T> {
        let session = self.session.borrow();
        session.as_ref().map(|session| get(&session.read()))
    }

    /// Client: switches the ticket extension off.
    pub fn omit_ticket_extension(&self) {
        self.omits_ticket_extension.set(true);
    }

    pub(super) fn omits_ticket_extension(&self) -> bool {
        self.omits_ticket_extension.get()
    }

    /// Server: requested tickets are not sent yet.
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

    /// Makes a session, which runs the application's functions for its extra data.
    fn new_session(&self, data: Data) -> Arc<Session> {
        self.outside(|| Session::with(data))
    }

    /// Replaces the connection's session. The old one is freed after the borrow ends.
    fn replace_session(&self, session: Option<Arc<Session>>) {
        let old = self.resumption.session.replace(session);
        self.outside(|| drop(old));
    }

    /// Removes a session from the internal cache, which calls the application's callback.
    fn remove_from_cache(&self, session: &Arc<Session>) -> bool {
        self.outside(|| self.session_context().remove_session(session))
    }

    /// Changes the connection's session, if it has one. `change` must not call the application.
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

    /// Counts a handshake that begins.
    pub(crate) fn count_attempt(&self) {
        let statistics = &self.cache().statistics;
        match self.role() {
            Role::Server => statistics.accept.add(),
            _ => statistics.connect.add(),
        }
    }

    /// Makes the connection's session unusable for resumption, because a fatal alert was sent or received.
    pub(crate) fn forget_session(&self) {
        if let Some(session) = self.current_session() {
            self.remove_from_cache(&session);
        }
    }

    /// Drops the session if the connection was not shut down, and makes it unusable for resumption.
    pub(crate) fn clear_bad_session(&self) {
        if self.state.sent_shutdown() || self.state.in_init() {
            return;
        }
        self.forget_session();
        self.replace_session(None);
    }

    /// `SSL_set_session`: sets the session that a client offers.
    pub(crate) fn set_session(&self, session: Option<Arc<Session>>) {
        self.clear_bad_session();
        self.set_method(self.context().method());
        if let Some(session) = &session {
            self.verification.set_result(session.read().verify_result);
        }
        self.replace_session(session);
    }

    /// The data of a new session, with the values that every session has (`ssl_get_new_session`).
    fn blank_session(&self, version: ProtocolVersion) -> Data {
        Data {
            version: c_int::from(version.0),
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

    /// TLS 1.3: each ticket is accepted only once, because early data may come with it. The cache tells whether
    /// a ticket was accepted before.
    fn resists_replay(&self) -> bool {
        self.settings().max_early_data > 0 && !self.has_option(SSL_OP_NO_ANTI_REPLAY)
    }

    /// TLS 1.3: tickets hold only the ids of sessions in the cache.
    fn has_stateful_tickets(&self) -> bool {
        self.has_option(SSL_OP_NO_TICKET) || self.resists_replay()
    }

    /// Stores the cipher suite in force in the session.
    pub(crate) fn put_cipher_into_session(&self) {
        let suite = self
            .negotiation
            .facts()
            .as_ref()
            .and_then(|facts| facts.suite);
        self.update_session(|data| data.cipher = suite.and_then(Cipher::find));
    }

    /// TLS 1.2: takes the master secret.
    pub(crate) fn take_master_secret(&self, secret: &[u8]) {
        let secret = Zeroizing::new(secret.to_vec());
        match self.role() {
            Role::Server => self.update_session(|data| data.secret = secret),
            // OpenSSL's client stores it after it has sent its ClientKeyExchange.
            _ => drop(self.resumption.master_secret.replace(secret)),
        }
    }

    /// Client, TLS 1.2: stores the master secret in the session, after the ClientKeyExchange was sent.
    pub(crate) fn put_client_master_secret(&self) {
        let secret = self.resumption.master_secret.take();
        if !secret.is_empty() {
            self.update_session(|data| data.secret = secret);
        }
    }

    /// Stores the selected protocol.
    pub(crate) fn put_protocol(&self, protocol: &[u8]) {
        self.negotiation.select_protocol(protocol);
        if !self.resumption.hit() {
            self.update_session(|data| data.alpn = protocol.to_vec().into());
        }
    }

    /// Ends the handshake's part: gives a TLS 1.2 session to the caches. `engine` is what a client's engine
    /// needs to offer it again.
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
            // The context in force counts the handshake. Its cache may not be the one that is used.
            self.context().cache.statistics.accept_good.add();
            return;
        }
        if !resumption.hit() || resumption.ticket_received.get() {
            self.update_session(|data| data.client = engine.map(Box::new));
        }
        if !tls13 {
            self.update_cache(cache::CLIENT);
        } else if self.cache().mode() & cache::CLIENT != 0 {
            // TLS 1.3 tickets should be used once.
            self.forget_session();
        }
        if resumption.hit() {
            statistics.hits.add();
        }
        statistics.connect_good.add();
    }

    /// Restores the group of the original handshake: a TLS 1.2 resumption exchanges no keys.
    fn recall_group(&self) {
        let group = self
            .current_session()
            .and_then(|session| session.read().named_group());
        self.negotiation.recall_group(group);
    }

    /// Whether the session id context is missing that tells for what purpose a client was verified.
    fn lacks_context(&self, context: &[u8]) -> bool {
        context.is_empty() && self.settings().verify_mode & SSL_VERIFY_PEER != 0
    }

    /// Gives the connection's session to the internal cache and to the application, depending on the cache's
    /// mode (`ssl_update_cache`).
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
            // A TLS 1.3 server's tickets hold the whole session. It is cached only for stateful tickets, or if
            // the application has a callback for its removal.
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
                    // SAFETY: the reference was made for the callback, which did not keep it.
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
